"""The course, as a Django app. What its learners leave behind is forgotten in time."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"

    def ready(self) -> None:
        from clusterviz.live import visitor

        from . import forgetting

        visitor.SWEEPERS["lessons"] = forgetting.sweep
