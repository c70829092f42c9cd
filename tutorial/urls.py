"""Addresses: clusters, the course, the classroom and teachers' accounts. Each lists its own."""

from django.conf import settings
from django.urls import include, path

from tutorial import health

urlpatterns = [
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("clusterviz.urls")),
    path("", include("lessons.urls")),
    path("", include("tutorial.accounts.urls")),
    path("", include("tutorial.classroom.urls")),
]
if settings.LTI:
    urlpatterns.append(path("lti/", include("tutorial.lti.urls")))

handler500 = "tutorial.health.server_error"
