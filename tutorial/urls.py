"""Addresses: clusters, the course, the classroom and teachers' accounts. Each lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("clusterviz.urls")),
    path("", include("lessons.urls")),
    path("", include("tutorial.accounts.urls")),
    path("", include("tutorial.classroom.urls")),
]
