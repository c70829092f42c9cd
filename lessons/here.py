"""Where a learner is: their cluster, their progress, and the step they look at, which begins when they first come to it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from clusterviz.live import registry, visitor
from clusterviz.live.host import Host
from clusterviz.models import ClusterRecord

from . import beginning, course_map, rewinding
from .course.lesson import Lesson, Step
from .models import Progress, lasting
from .studio import previewing
from .watching import Watching, watch


@dataclass(slots=True)
class Here:
    """Where a learner is: their cluster, their progress, and the step they look at."""

    lesson: Lesson
    step: Step
    record: ClusterRecord
    host: Host
    progress: Progress
    watching: Watching

    @property
    def state(self) -> dict[str, Any]:
        return self.progress.of_step(self.step.id)


def lesson_of(request: HttpRequest, lesson_id: str) -> Lesson:
    """The lesson, as this visitor reads it. Http404 if there is none."""
    if previewing.is_draft(lesson_id):
        found = previewing.lesson_of(request, lesson_id)
    else:
        found = course_map.lesson_in(lesson_id, get_language() or "en")
    if found is None:
        raise Http404("There is no such lesson.")
    return found


def here_of(request: HttpRequest, lesson_id: str, step_id: str) -> Here:
    """Where the visitor is on this step; it begins now if it has not begun yet. Http404 if there is none."""
    found = lesson_of(request, lesson_id)
    setting = found.setting
    record = visitor.cluster_of(request, f"lesson:{lesson_id}", setting.preset, setting.nodes, setting.seed)
    if previewing.is_draft(lesson_id) and not previewing.fits(record, found):
        visitor.delete(record)
        record = visitor.cluster_of(request, f"lesson:{lesson_id}", setting.preset, setting.nodes, setting.seed)
    progress = _progress(visitor.key_of(request.session), found, record)
    step = found.step(step_id or progress.step) or (None if step_id else found.steps[0])
    if step is None:
        raise Http404("There is no such step.")
    state = progress.of_step(step.id)
    begun = "since" in state
    host = registry.host_of(record) if begun else beginning.host_of(record, found, step, progress.values)
    if not begun:
        state["moment"] = astuple(rewinding.now(host))
        state.setdefault("first_s", int(time.time()))
    watching = watch(host, found, step, progress.values, state)
    if watching.gated:
        host.set_pace("paused")
    elif not begun:
        host.set_pace(setting.pace)
    if not begun:
        progress.step = step.id
        progress.save(update_fields=["cluster", "values", "step", "steps", "updated"])
    return Here(found, step, record, host, progress, watching)


def _progress(key: str, found: Lesson, record: ClusterRecord) -> Progress:
    """The visitor's row; in a new cluster every step begins anew, which is stored when one does."""
    progress, _made = Progress.objects.get_or_create(visitor=key, lesson=found.id)
    if progress.cluster != record.pk or set(progress.values) != set(found.vars):
        progress.cluster = record.pk
        progress.values = {name: random.choice(values) for name, values in found.vars.items()}
        progress.steps = {step_id: lasting(kept) for step_id, kept in progress.steps.items() if lasting(kept)}
        if found.vars:
            progress.save()  # before anything is done with what was drawn
    return progress


@contextmanager
def changing(here: Here) -> Iterator[dict[str, Any]]:
    """`with changing(here) as state:` changes what is kept of the step, and stores it."""
    with transaction.atomic():
        here.progress.refresh_from_db(fields=["steps"])
        yield here.state
        here.progress.save(update_fields=["steps", "done", "updated"])
