"""What is kept of a learner's way goes when nobody can come back to it: the cookie has expired, and the three words too."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, Max, Model, OuterRef, Q
from django.utils import timezone

from clusterviz.models import ClusterRecord

from .models import Progress, Recall, ResumeCode

WORDS_DAYS = (
    400  # so long after the last step the three words of a learner still lead back to it: a school year, and the summer
)
AT_ONCE = 500  # visitors
ALSO: list[type[Model]] = []  # what others keep of a visitor, by their key `visitor`: it goes with the rest


def sweep() -> None:
    """Forget those, some at a time, who have no cluster any more and have done nothing since their cookie expired."""
    now = timezone.now()
    without_words = Q(last__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)) & ~Q(worded=True)
    with_words = Q(last__lt=now - timedelta(days=max(WORDS_DAYS, settings.SESSION_COOKIE_AGE // 86_400)))
    visitors = (
        Progress.objects.values("visitor")
        .annotate(
            last=Max("updated"),
            worded=Exists(ResumeCode.objects.filter(visitor=OuterRef("visitor"))),
            clustered=Exists(ClusterRecord.objects.filter(owner=OuterRef("visitor"))),
        )
        .filter(without_words | with_words, clustered=False)
        .order_by("last")
    )
    gone = [row["visitor"] for row in visitors[:AT_ONCE]]
    kept: list[type[Model]] = [Recall, ResumeCode, Progress, *ALSO]
    for model in kept:
        model._default_manager.filter(visitor__in=gone).delete()
