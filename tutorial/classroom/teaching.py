"""What a teacher does to the whole class. Each deed is a function that returns its sentence for the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from django.http import Http404, HttpRequest
from django.utils.translation import gettext, gettext_noop

from clusterviz.cluster import faults
from clusterviz.live import errands, visitor
from clusterviz.live.limits import LimitError
from clusterviz.models import ClusterRecord
from lessons.teachers import is_teacher

from . import rooms
from .begin_again import begin_again, take_back
from .board import plainly
from .models import Act, Ballot, Room

Said = tuple[str, dict[str, Any]]  # the sentence, and what is needed to take it back
PACES = {"free": gettext_noop("Own pace"), "upto": gettext_noop("Up to step"), "together": gettext_noop("Together")}


class RefusalError(ValueError):
    """A deed that makes no sense: its sentence says why."""


@dataclass(frozen=True, slots=True)
class Chaos:
    """A fault for every cluster of the class, and the one that mends it."""

    label: str
    icon: str
    verb: str
    subject: str
    mends: str


CHAOS = {
    "node-off": Chaos(gettext_noop("Power node-2 off"), "power-off", "node.off", "node-2", "node.on"),
    "cut-link": Chaos(
        gettext_noop("Cut node-3 off"), "unplug", "link.cut", "kube-apiserver|kubelet/node-3", "link.mend"
    ),
    "slow-etcd": Chaos(gettext_noop("Slow etcd"), "gauge", "link.slow", "kube-apiserver|etcd", "link.mend"),
    "stop-scheduler": Chaos(
        gettext_noop("Stop the scheduler"), "square", "component.stop", "kube-scheduler", "component.start"
    ),
}


def door(request: HttpRequest, room: Room) -> Said:
    """Close the code, or open it again."""
    rooms.tell(room, open=not room.open)
    return ("opened the door" if room.open else "closed the door: the code lets nobody in"), {}


def approval(request: HttpRequest, room: Room) -> Said:
    """Let each learner in by hand, or not."""
    rooms.tell(room, approval=not room.approval)
    return ("lets each learner in" if room.approval else "lets learners in at once"), {}


def let_in(request: HttpRequest, room: Room) -> Said:
    """Let in everybody who waits at the door."""
    waiting = list(room.seats.filter(state="waiting"))
    if not waiting:
        raise RefusalError(gettext("Nobody waits at the door."))
    room.seats.filter(pk__in=[seat.pk for seat in waiting], state="waiting").update(state="in")
    rooms.tell(room)
    return f"let in everybody who waited: {len(waiting)} learner{'s' * (len(waiting) > 1)}", {}


def pace(request: HttpRequest, room: Room) -> Said:
    """Free, up to the class's step, or together: then everybody comes to the class's step now."""
    wanted = request.POST.get("pace", "")
    if wanted not in PACES:
        raise RefusalError(gettext("There is no such pace."))
    rooms.tell(room, pace=wanted, push=room.push + (wanted == "together"))
    return f"set the pace: {PACES[wanted].lower()}", {}


def pause(request: HttpRequest, room: Room) -> Said:
    """Every cluster of the class stands still, or goes on."""
    rooms.tell(room, paused=not room.paused)
    return ("paused everybody" if room.paused else "let time go on"), {}


def eyes(request: HttpRequest, room: Room) -> Said:
    """Every page asks its learner to look up; time stands still."""
    rooms.tell(room, eyes_up=not room.eyes_up)
    return ("asked for eyes up" if room.eyes_up else "let everybody go on"), {}


def lesson(request: HttpRequest, room: Room) -> Said:
    """The class goes on to another lesson of its track."""
    wanted = request.POST.get("lesson", "")
    if wanted not in room.lessons:
        raise RefusalError(gettext("This lesson is not one of this room."))
    room.lesson = wanted
    first = rooms.lesson_of(room).steps[0].id
    Room.objects.filter(pk=room.pk).update(lesson=wanted)
    rooms.tell(room, step=first, vote={}, push=room.push + 1)
    return f"went on to the lesson {rooms.lesson_of(room).title}", {}


def push(request: HttpRequest, room: Room) -> Said:
    """Bring everybody to a step."""
    step = rooms.lesson_of(room).step(request.POST.get("step", ""))
    if step is None:
        raise RefusalError(gettext("There is no such step in this lesson."))
    rooms.tell(room, step=step.id, push=room.push + 1)
    return f"pushed everybody to the step {step.title}", {}


def vote(request: HttpRequest, room: Room) -> Said:
    """Ask the class a question of the lesson; each has one vote."""
    step_id, _, name = request.POST.get("question", "").partition("/")
    step = rooms.lesson_of(room).step(step_id)
    question = next((one for one in step.questions if one.id == name), None) if step is not None else None
    if step is None or question is None or not question.options:
        raise RefusalError(gettext("There is no such question to vote on."))
    began = {"lesson": room.lesson, "step": step.id, "question": question.id, "round": 1, "open": True}
    Ballot.objects.filter(seat__room=room, question=f"{room.lesson}/{step.id}/{question.id}").delete()
    rooms.tell(room, vote=began | {"revealed": False})
    return f"began a vote: {plainly(question)}", {}


def reveal(request: HttpRequest, room: Room) -> Said:
    """Show the class how it voted."""
    if not room.vote:
        raise RefusalError(gettext("There is no vote."))
    rooms.tell(room, vote=room.vote | {"open": False, "revealed": True})
    return "showed the votes", {}


def revote(request: HttpRequest, room: Room) -> Said:
    """Vote again, after a discussion."""
    if not room.vote:
        raise RefusalError(gettext("There is no vote."))
    rooms.tell(room, vote=room.vote | {"open": True, "revealed": False, "round": room.vote["round"] + 1})
    return f"began round {room.vote['round']} of the vote", {}


def end_vote(request: HttpRequest, room: Room) -> Said:
    """The vote is over."""
    rooms.tell(room, vote={})
    return "ended the vote", {}


def chaos(request: HttpRequest, room: Room) -> Said:
    """Break the same in every cluster of the class."""
    fault = CHAOS.get(request.POST.get("chaos", ""))
    if fault is None:
        raise RefusalError(gettext("There is no such fault."))
    present = room.seats.filter(state="in")
    done, _ = _in_each(rooms.clusters_of(room, present), fault.verb, fault.subject, request.user.get_username())
    sentence = f"{fault.label}: in {len(done)} of {len(present)} clusters"
    return sentence, {"clusters": done, "verb": fault.mends, "subject": fault.subject} if done else {}


def _in_each(records: Mapping[str, ClusterRecord], verb: str, subject: str, who: str) -> tuple[list[str], list[str]]:
    """Do it in these clusters: where it is done now, and where nothing more can be done just now."""
    done, busy = [], []
    for record in records.values():
        try:
            errands.poke(record, verb, subject, who[:40])
        except faults.FaultError:
            continue  # it makes no sense there
        except LimitError:
            busy.append(record.pk)
        else:
            done.append(record.pk)
    return done, busy


def reset(request: HttpRequest, room: Room) -> Said:
    """Begin again: `seat` (or everybody), `step` (or the whole lesson)."""
    step = request.POST.get("step", "")
    if step and rooms.lesson_of(room).step(step) is None:
        raise RefusalError(gettext("There is no such step in this lesson."))
    seats = room.seats.filter(state="in")
    if "seat" in request.POST:
        seats = seats.filter(pk=_number(request.POST["seat"]))
    shelved, waiting = [], []
    for seat in seats:
        try:
            kept = begin_again(seat, room.lesson, step)
        except LimitError as error:
            waiting.append(error)
        else:
            shelved += [kept] if kept is not None else []
    if not shelved:
        raise RefusalError(str(waiting[0]) if waiting else gettext("Nobody has begun that yet."))
    _load_anew(room, shelved)
    whose = f"of {seats[0].nickname}" if len(seats) == 1 else f"of {len(shelved)} learner{'s' * (len(shelved) > 1)}"
    left = f"; {len(waiting)} must wait a moment, as theirs began again too often" if waiting else ""
    return f"began {'the step' if step else 'the lesson'} {whose} again{left}", {"shelved": shelved}


def _load_anew(room: Room, shelved: list[dict[str, Any]]) -> None:
    """The pages of those who have another cluster now are loaded anew."""
    whose = room.seats.filter(visitor__in=[kept["visitor"] for kept in shelved])
    whose.update(reload=F("reload") + 1)
    rooms.tell(room, whose)


def broadcast(request: HttpRequest, room: Room) -> Said:
    """Show the class the teacher's own cluster of this lesson, or no longer."""
    if room.broadcast:
        rooms.tell(room, broadcast="")
        return "ended the broadcast", {}
    key = visitor.key_of(request.session)
    record = ClusterRecord.objects.filter(owner=key, purpose=f"lesson:{room.lesson}").order_by("-seen").first()
    if not key or record is None:
        raise RefusalError(gettext("Open the lesson yourself first: the class sees your cluster of it."))
    rooms.tell(room, broadcast=record.pk)
    return "shows the class their own cluster", {}


def invite(request: HttpRequest, room: Room) -> Said:
    """Another teacher of this site teaches here too."""
    name = request.POST.get("name", "").strip()
    user = get_user_model().objects.filter(username=name).first()
    if user is None or not is_teacher(user):
        told = gettext("No teacher here is called %(name)s. On the server, manage.py teacher NAME makes one.")
        raise RefusalError(told % {"name": name})
    room.teachers.add(user)
    return f"invited {name} to teach here too", {}


def dismiss(request: HttpRequest, room: Room) -> Said:
    """A teacher teaches here no longer; one always stays."""
    user = room.teachers.filter(pk=_number(request.POST.get("teacher", ""))).first()
    if user is None or room.teachers.count() < 2:
        raise RefusalError(gettext("A room keeps at least one teacher."))
    room.teachers.remove(user)
    return f"{user.get_username()} teaches here no longer", {}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 15 else 0


DEEDS: dict[str, Callable[[HttpRequest, Room], Said]] = {
    "door": door,
    "approval": approval,
    "let-in": let_in,
    "pace": pace,
    "pause": pause,
    "eyes": eyes,
    "lesson": lesson,
    "push": push,
    "vote": vote,
    "reveal": reveal,
    "revote": revote,
    "end-vote": end_vote,
    "chaos": chaos,
    "reset": reset,
    "broadcast": broadcast,
    "invite": invite,
    "dismiss": dismiss,
}


def do(request: HttpRequest, room: Room, name: str) -> str:
    """Do it, and note it. Http404 if there is no such deed; RefusalError with a sentence if it makes no sense."""
    if name not in DEEDS:
        raise Http404("There is no such deed.")
    sentence, detail = DEEDS[name](request, room)
    rooms.note(room, request.user, sentence, **detail)
    return sentence


def undo(request: HttpRequest, act: Act) -> str:
    """Take a deed back. What learners did meanwhile stays, but for what began again: that is as it was."""
    detail, room = act.detail, act.room
    if act.undone or not detail:
        raise RefusalError(gettext("This cannot be taken back, or was already."))
    if "clusters" in detail:
        records = {record.pk: record for record in ClusterRecord.objects.filter(pk__in=detail["clusters"])}
        done, busy = _in_each(records, detail["verb"], detail["subject"], request.user.get_username())
        count = len(done)
        if busy:
            Act.objects.filter(pk=act.pk).update(detail={**detail, "clusters": busy})
            sentence = f"took back in {count} clusters, and not yet in {len(busy)}, which are too busy: {act.sentence}"
            rooms.note(room, request.user, sentence)
            return sentence
    else:
        count = sum(take_back(kept) for kept in detail["shelved"])
        _load_anew(room, detail["shelved"])
    Act.objects.filter(pk=act.pk).update(undone=True)
    sentence = f"took back in {count} clusters: {act.sentence}"
    rooms.note(room, request.user, sentence)
    return sentence
