"""The course, as a Django app."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
