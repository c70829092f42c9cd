"""An incident, told when it is over: what everybody did, in order, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.trace import SCENE, SECRET, Decision, Poke, Record
from .story import clock_text

# Decisions that trouble tells of, or that end it.
TELLING = (
    "Unschedulable", "Preempts", "Suspects", "Evicts", "Taints", "Untaints", "BacksOff", "ErrImagePull", "Fails",
    "KilledForMemory", "Pressure", "Refuses", "Refused", "Restarts", "Kills", "Scales", "MarksNotReady", "LosesLease",
)  # fmt: skip
MOST_TURNS = 4  # of one deed; the rest is counted
LOOKS = ("kubectl get", "kubectl describe", "kubectl logs", "kubectl events", "kubectl top", "kubectl explain", "help")
OFFSTAGE = (SCENE, SECRET)


def post_mortem(cluster: Cluster) -> list[dict[str, Any]]:
    """Deeds, oldest first: `{"clock", "who": "before" or a person, "text", "turns": [{"clock", "sentence", "more"}], "more"}`.

    A turn stands under the last deed before it, and is told once: `more` counts those like it. Who only looked is left out.
    """
    told: list[dict[str, Any]] = []
    for record in _since_it_began(cluster.trace.records()):
        if isinstance(record, Poke):
            if record.who in OFFSTAGE or not record.text.startswith(LOOKS):
                who = "before" if record.who in OFFSTAGE else record.who
                deed = {"clock": clock_text(record.at_ms), "who": who, "text": record.text, "turns": [], "more": 0}
                told.append(deed)
        elif isinstance(record, Decision) and record.kind in TELLING and told:
            _turn(told[-1], record)
    return told


def _since_it_began(records: list[Record]) -> Iterable[Record]:
    first = next((place for place, one in enumerate(records) if isinstance(one, Poke) and one.who != "kubeadm"), None)
    return records[first:] if first is not None else ()


def _turn(deed: dict[str, Any], decision: Decision) -> None:
    """A decision that came after a deed: a new sentence, or one more like one that is told."""
    turns = deed["turns"]
    about = (decision.kind, decision.component.partition("/")[0])
    same = next((turn for turn in turns if turn["about"] == about), None)
    if same is not None:
        same["more"] += 1
    elif len(turns) < MOST_TURNS:
        turn = {"about": about, "clock": clock_text(decision.at_ms), "sentence": decision.sentence, "more": 0}
        turns.append(turn)
    else:
        deed["more"] += 1
