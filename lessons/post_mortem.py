"""An incident, told when it is over: what everybody did, as the journal has it, and what came of it, as the trace has it."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field

from clusterviz.cluster.machinery.trace import SCENE, SECRET, Decision, Poke, Trace
from clusterviz.live.host import Host
from clusterviz.models import ClusterRecord
from clusterviz.picture.story import clock_text
from clusterviz.picture.why import asked_in_vain

from .deeds import Deed, deeds, only_looks

# Decisions that trouble tells of, or that end it.
TELLING = (
    "Unschedulable", "Preempts", "Suspects", "Evicts", "Taints", "Untaints", "BacksOff", "Fails", "KilledForMemory", "Pressure",
    "Refuses", "Refused", "Restarts", "Kills", "Scales", "MarksNotReady", "LosesLease", "Evicted", "Leads", "Elected",
    "SteppedDown", "EndsWithoutEtcd",
)  # fmt: skip
MENDING = ("Creates", "Bound")  # what comes of a learner's own deeds is told in full
MOST_TURNS = 6  # of one deed; the rest is counted
KEPT = 200  # clusters whose story was asked for lately: a page asks for it again and again
OFFSTAGE = ("before", "meanwhile")
NAMES = re.compile(r"\S*\d\S*")  # what makes sentences that say the same differ: nodes, Pods, numbers

_told: OrderedDict[str, tuple[tuple[int, int], list[Told]]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision; `more` counts those like it that came of the same deed."""

    clock: str
    sentence: str
    more: int = 0


@dataclass(slots=True)
class Told:
    """A deed. `who`: "you", "before" (you came), "meanwhile", or somebody's name. `more`: turns that are not told."""

    at_ms: int
    who: str
    line: str
    turns: dict[tuple[str, str], Turn] = field(default_factory=dict)
    more: int = 0

    @property
    def clock(self) -> str:
        """When, on the cluster's clock."""
        return clock_text(self.at_ms)


def post_mortem(host: Host, record: ClusterRecord) -> list[Told]:
    """All deeds, oldest first; who only looked did nothing. What the trace has forgotten has no turns any more."""
    moment = (host.cluster.trace.last_id, host.journal.pokes)
    kept = _told.get(record.pk)
    if kept is not None and kept[0] == moment:
        return kept[1]
    done = [deed for deed in deeds(record.pokes.order_by("number")) if not only_looks(deed.line)]
    with host.lock:
        told = tell(done, host.cluster.trace)
    _told[record.pk] = moment, told
    while len(_told) > KEPT:
        _told.popitem(last=False)
    return told


def tell(done: list[Deed], trace: Trace) -> list[Told]:
    """Each deed with what came of it."""
    first = next((place for place, deed in enumerate(done) if deed.who not in (SCENE, SECRET)), len(done))
    told = [Told(deed.at_ms, _who(deed, before=place < first), deed.line) for place, deed in enumerate(done)]
    at_moment: dict[tuple[int, str], Told] = {}
    for deed, one in zip(done, told, strict=True):
        at_moment.setdefault((deed.at_ms, deed.who), one)
    for decision in trace.decisions():
        if decision.kind not in (*TELLING, *MENDING) or asked_in_vain(decision):
            continue
        poke = next((link for link in trace.why(decision.cause) if isinstance(link, Poke)), None)
        if poke is not None and only_looks(poke.text):
            continue
        cause = at_moment.get((poke.at_ms, poke.who)) if poke is not None else None
        if cause is None:  # time has brought it, or somebody's silence
            cause = next((one for one in reversed(told) if one.at_ms <= decision.at_ms), None)
        if cause is not None and (decision.kind in TELLING or cause.who not in OFFSTAGE):
            _turn(cause, decision)
    return told


def _who(deed: Deed, *, before: bool) -> str:
    if deed.who not in (SCENE, SECRET):
        return deed.who
    return "before" if before else "meanwhile"


def _turn(told: Told, decision: Decision) -> None:
    """A decision that came of a deed: a new sentence, or one more like one that is told."""
    about = (decision.component.partition("/")[0], NAMES.sub("", decision.sentence))
    same = told.turns.get(about)
    if same is not None:
        told.turns[about] = Turn(same.clock, same.sentence, same.more + 1)
    elif len(told.turns) < MOST_TURNS:
        told.turns[about] = Turn(clock_text(decision.at_ms), decision.sentence)
    else:
        told.more += 1
