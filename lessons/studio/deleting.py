"""A draft goes for good, with all its versions and what its previews have left. Never while learners have it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord

from ..models import Progress
from . import previewing
from .models import Draft


def delete(draft_id: int) -> None:
    """Take a draft away. ValueError with a sentence if it is in the course."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft_id)
        if draft.published is not None:
            raise ValueError(gettext("Learners have this lesson: unpublish it first."))
        shown_as = previewing.id_of(draft)
        draft.delete()
        Progress.objects.filter(lesson=shown_as).delete()
    for record in ClusterRecord.objects.filter(purpose=f"lesson:{shown_as}"):
        visitor.delete(record)
