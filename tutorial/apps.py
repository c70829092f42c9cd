"""The project as a Django app: its template tags, and its check that the front-end packages are there."""

from django.apps import AppConfig


class TutorialConfig(AppConfig):
    name = "tutorial"

    def ready(self) -> None:
        from tutorial import vendor  # noqa: F401  registers its check
