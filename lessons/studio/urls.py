"""Addresses of the studio."""

from django.urls import path

from . import arriving, giving, record, views

urlpatterns = [
    path("", views.studio, name="studio"),
    path("import/", giving.take_in, name="studio-import"),
    path("schema.json", views.lesson_schema, name="studio-schema"),
    path("format/", views.lesson_format, name="studio-format"),
    path("begin/", views.begin, name="studio-begin"),
    path("<int:number>/", views.draft, name="draft"),
    path("<int:number>/save/", views.save, name="draft-save"),
    path("<int:number>/proof/", views.proof, name="draft-proof"),
    path("<int:number>/prove/", views.prove, name="draft-prove"),
    path("<int:number>/publish/", views.publish, name="draft-publish"),
    path("<int:number>/unpublish/", views.unpublish, name="draft-unpublish"),
    path("<int:number>/delete/", views.delete, name="draft-delete"),
    path("<int:number>/export/", giving.export, name="draft-export"),
    path("<int:number>/file/", giving.add_file, name="draft-file"),
    path("<int:number>/arrive/<slug:step>/", arriving.arrive, name="draft-arrive"),
    path("<int:number>/record/", record.begin, name="draft-record"),
    path("<int:number>/record/stop/", record.stop, name="draft-record-stop"),
    path("<int:number>/record/accept/", record.accept, name="draft-record-accept"),
    path("<int:number>/record/drop/", record.drop, name="draft-record-drop"),
    path("<int:number>/versions/", views.versions, name="draft-versions"),
    path("<int:number>/versions/<int:version>/restore/", views.restore, name="draft-restore"),
]
