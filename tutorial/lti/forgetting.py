"""What goes by itself: tickets after minutes, launches after an hour, people when nothing of theirs is left."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lessons.models import Progress
from tutorial.classroom.models import Seat

from .models import Person, Ticket, Used

LAUNCH_S = 600  # seconds from the platform's "log in here" to the learner's "yes, that is me", each way
AT_ONCE = 500


def sweep() -> None:
    """Delete what is over."""
    now = timezone.now()
    Ticket.objects.filter(made__lt=now - timedelta(seconds=LAUNCH_S)).delete()
    Used.objects.filter(made__lt=now - timedelta(hours=1)).delete()  # its state has expired long ago
    gone = (
        Person.objects.filter(seen__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE), user=None)
        .filter(~Exists(Progress.objects.filter(visitor=OuterRef("visitor"))))
        .filter(~Exists(Seat.objects.filter(visitor=OuterRef("visitor"))))
    )
    Person.objects.filter(pk__in=list(gone.values_list("pk", flat=True)[:AT_ONCE])).delete()
