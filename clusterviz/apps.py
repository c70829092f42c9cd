"""A cluster and its live picture, as a Django app."""

from django.apps import AppConfig


class ClustervizConfig(AppConfig):
    name = "clusterviz"
