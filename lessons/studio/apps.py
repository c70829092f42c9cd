"""The studio, as a Django app with tables of its own."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "lessons.studio"
    default_auto_field = "django.db.models.BigAutoField"
