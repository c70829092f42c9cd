"""The classroom as a Django app. It holds the door of a cluster open for who watches it, or follows it."""

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "tutorial.classroom"
    label = "classroom"

    def ready(self) -> None:
        from clusterviz.live import guests, visitor

        from . import doors, rooms

        guests.DOORS[:] = [doors.guest_of]
        visitor.SWEEPERS["classroom"] = rooms.purge_expired
