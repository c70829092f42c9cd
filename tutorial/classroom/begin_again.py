"""Begin again so that it can be taken back: the cluster that was goes on a shelf, and a new one takes its place."""

from __future__ import annotations

from typing import Any

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord
from lessons import course_map, rewinding
from lessons.models import Progress, lasting

from .models import Seat

AT_THE_BEGINNING = ("since", "began_ms", "start", "moment")


def begin_again(seat: Seat, lesson_id: str, step_id: str = "") -> dict[str, Any] | None:
    """The learner's lesson, or one step of it, begins anew. Returns what `take_back` needs; None if nothing was begun.

    LimitError if this learner has begun too much again a moment ago.
    """
    progress = Progress.objects.filter(visitor=seat.visitor, lesson=lesson_id).first()
    purpose = f"lesson:{lesson_id}"
    record = ClusterRecord.objects.filter(owner=seat.visitor, purpose=purpose).order_by("-seen").first()
    if progress is None or record is None:
        return None
    moment = progress.steps.get(step_id, {}).get("moment")
    if step_id and moment is None:
        return None
    kept = {
        "visitor": seat.visitor,
        "lesson": lesson_id,
        "cluster": record.pk,
        "steps": progress.steps,
        "values": progress.values,
        "step": progress.step,
    }
    for old in ClusterRecord.objects.filter(owner=seat.visitor, purpose=visitor.SHELF + purpose):
        visitor.delete(old)
    copy = None
    if step_id:  # from the journal, whichever process has the cluster: what came before that moment stands there
        copy = rewinding.branch(record, rewinding.Moment(*moment), purpose=purpose)
    ClusterRecord.objects.filter(pk=record.pk).update(purpose=visitor.SHELF + purpose)
    Progress.objects.filter(pk=progress.pk).update(
        cluster=copy.pk if copy is not None else "",
        step=step_id,
        values=progress.values if copy is not None else {},
        steps=_steps(lesson_id, progress, step_id) if step_id else progress.steps,
    )
    return kept


def _steps(lesson_id: str, progress: Progress, step_id: str) -> dict[str, Any]:
    ids = [step.id for step in course_map.course().lessons[lesson_id].steps]
    at, kept = ids.index(step_id), {}
    for number, one in enumerate(ids):
        state = progress.steps.get(one, {})
        if number < at:
            kept[one] = state
        elif number == at:
            kept[one] = {**lasting(state), **{name: state[name] for name in AT_THE_BEGINNING if name in state}}
        else:
            kept[one] = lasting(state)
    return {one: state for one, state in kept.items() if state}


def take_back(kept: dict[str, Any]) -> bool:
    """The cluster comes back from the shelf, as it was. Whether it was still there.

    The one that took its place goes there instead: its page is still open, and hears from it where to go.
    """
    purpose = f"lesson:{kept['lesson']}"
    shelved = ClusterRecord.objects.filter(pk=kept["cluster"], purpose=visitor.SHELF + purpose).first()
    if shelved is None:
        return False
    ClusterRecord.objects.filter(owner=kept["visitor"], purpose=purpose).update(purpose=visitor.SHELF + purpose)
    ClusterRecord.objects.filter(pk=shelved.pk).update(purpose=purpose)
    Progress.objects.filter(visitor=kept["visitor"], lesson=kept["lesson"]).update(
        cluster=shelved.pk, step=kept["step"], values=kept["values"], steps=kept["steps"]
    )
    return True
