"""Addresses of the clusters. Every one that touches a running cluster begins with /c/<cluster>/, so that a proxy can route by path."""

from django.urls import path

from . import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("c/new/", views.new, name="new-cluster"),
    path("c/<str:cluster_id>/", views.cluster, name="cluster"),
    path("c/<str:cluster_id>/tree/", views.part, {"name": "tree"}, name="cluster-tree"),
    path("c/<str:cluster_id>/inspect/", views.part, {"name": "inspector"}, name="cluster-inspect"),
    path("c/<str:cluster_id>/story/", views.part, {"name": "story"}, name="cluster-story"),
    path("c/<str:cluster_id>/objects/", views.part, {"name": "objects"}, name="cluster-objects"),
    path("c/<str:cluster_id>/yaml/", views.part, {"name": "yaml"}, name="cluster-yaml"),
    path("c/<str:cluster_id>/events/", views.part, {"name": "events"}, name="cluster-events"),
    path("c/<str:cluster_id>/walks/", views.part, {"name": "walks"}, name="cluster-walks"),
    path("c/<str:cluster_id>/overlay", views.overlay_of, name="cluster-overlay"),
    path("c/<str:cluster_id>/inside", views.inside_of, name="cluster-inside"),
    path("c/<str:cluster_id>/complete", views.complete, name="cluster-complete"),
    path("c/<str:cluster_id>/create", views.create, name="cluster-create"),
    path("c/<str:cluster_id>/run", views.run, name="cluster-run"),
    path("c/<str:cluster_id>/apply", views.apply, name="cluster-apply"),
    path("c/<str:cluster_id>/poke", views.poke, name="cluster-poke"),
    path("c/<str:cluster_id>/pace", views.pace, name="cluster-pace"),
    path("c/<str:cluster_id>/step", views.step, name="cluster-step"),
]
