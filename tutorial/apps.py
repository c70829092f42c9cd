"""The project as a Django app: its template tags, its catalogues, and its check that the front-end packages are there."""

from django.apps import AppConfig


class TutorialConfig(AppConfig):
    name = "tutorial"

    def ready(self) -> None:
        from django.conf import settings

        from tutorial import vendor  # noqa: F401  registers its check
        from tutorial.words import mo

        mo.renew(settings.BASE_DIR / "locale", settings.LOCALE_PATHS[0])
