"""Addresses of the studio."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.studio, name="studio"),
    path("begin/", views.begin, name="studio-begin"),
    path("<int:number>/", views.draft, name="draft"),
    path("<int:number>/save/", views.save, name="draft-save"),
    path("<int:number>/proof/", views.proof, name="draft-proof"),
    path("<int:number>/prove/", views.prove, name="draft-prove"),
    path("<int:number>/publish/", views.publish, name="draft-publish"),
    path("<int:number>/unpublish/", views.unpublish, name="draft-unpublish"),
    path("<int:number>/versions/", views.versions, name="draft-versions"),
    path("<int:number>/versions/<int:version>/restore/", views.restore, name="draft-restore"),
]
