"""Addresses: clusters and the course. Each app lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("clusterviz.urls")),
    path("", include("lessons.urls")),
]
