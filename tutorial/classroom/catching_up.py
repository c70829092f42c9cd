"""Who comes late catches up: the steps before the class's are played in their cluster, as their solutions say."""

from __future__ import annotations

from django.http import HttpRequest

from clusterviz.live import registry, visitor
from lessons import finishing, staging
from lessons.course.lesson import Step, filled
from lessons.models import Progress

from . import rooms
from .models import Room, Seat


def missed(seat: Seat) -> list[Step]:
    """The steps before the class's that this learner has not done. None of them for one who is ahead of the class."""
    own = Progress.objects.filter(visitor=seat.visitor, lesson=seat.room.lesson).first()
    done = own.steps_done() if own is not None else []
    return [step for step in before(seat.room) if step.id not in done]


def before(room: Room) -> list[Step]:
    """The steps before the class's."""
    steps = rooms.lesson_of(room).steps
    ids = [step.id for step in steps]
    return list(steps[: ids.index(room.step)]) if room.step in ids else []


def catch_up(request: HttpRequest, room: Room) -> int:
    """Play what was not done of the steps before the room's. Returns how many were played."""
    lesson = rooms.lesson_of(room)
    setting = lesson.setting
    record = visitor.cluster_of(request, f"lesson:{lesson.id}", setting.preset, setting.nodes, setting.seed)
    host = registry.host_of(record)
    progress, _made = Progress.objects.get_or_create(visitor=record.owner, lesson=lesson.id)
    if progress.cluster != record.pk:
        values = {name: picks[0] for name, picks in lesson.vars.items()}
        progress.cluster, progress.values, progress.steps = record.pk, values, {}
    played = 0
    for step in before(room):
        state = progress.of_step(step.id)
        if state.get("done"):
            continue
        if "since" not in state:
            staging.set_up(host, step, progress.values)
        for line in step.solution:
            staging.play_line(host, filled(line, progress.values), "catching up")
        state |= {"done": True, "caught_up": True}
        played += 1
    progress.step = room.step
    progress.save()
    if played:
        finishing.tell(progress.visitor)
    return played
