"""Who else may come to a learner's or a teacher's cluster: the teacher who watches, the class that follows."""

from __future__ import annotations

from django.utils import timezone

from clusterviz.live.guests import Guest
from clusterviz.models import ClusterRecord

from .models import Room, Seat


def guest_of(key: str, record: ClusterRecord) -> Guest | None:
    """A teacher at a seat that they watch, or a learner at the cluster that their teacher shows."""
    now = timezone.now()
    if record.purpose.startswith("lesson:"):
        lesson = record.purpose.removeprefix("lesson:")
        seats = Seat.objects.filter(visitor=record.owner, watcher_key=key, state="in", room__expires__gt=now)
        for seat in seats.exclude(watch="").select_related("room"):
            if lesson in seat.room.lessons:
                return Guest(seat.watcher, may_act=seat.watch == "assist", role="watch")
    shown = Room.objects.filter(broadcast=record.pk, expires__gt=now, seats__visitor=key, seats__state="in").first()
    if shown is not None:
        return Guest("a learner", may_act=False, role="follow")
    return None
