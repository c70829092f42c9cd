"""The extra as a Django app: what it adds to the rooms, it hands to them here. They do not know it."""

from django.apps import AppConfig


class LtiConfig(AppConfig):
    name = "tutorial.lti"
    label = "lti"

    def ready(self) -> None:
        from clusterviz.live import visitor
        from lessons import finishing, forgetting
        from tutorial.classroom import board

        from . import forgetting as own
        from . import scores
        from .models import Person

        visitor.SWEEPERS["lti"] = own.sweep
        finishing.TOLD["lti"] = scores.step_done
        board.NOTICES["lti"] = scores.notices
        if Person not in forgetting.ALSO:
            forgetting.ALSO.append(Person)
