"""Decisions in plain sentences: the name first, the effect second, then the reason."""

from __future__ import annotations

from .outcome import Outcome
from .plugins.default_preemption import Candidate
from .pod_info import PodInfo


def bound_sentence(outcome: Outcome) -> str:
    """Why this node."""
    what = f"The scheduler binds {outcome.pod.name} to {outcome.node}"
    if outcome.nominated_only:
        return f"{what}: the room that was made for it there is free."
    if not outcome.totals:
        return f"{what}: no other node fits." if outcome.node_count > 1 else f"{what}: it is the only node."
    best = max(outcome.totals)
    if len(outcome.best) > 1:
        count = len(outcome.best)
        others = "another node has" if count == 2 else f"{count - 1} other nodes have"
        return f"{what}: {best} points, and {others} as many; chance decides."
    second = max(total for total in outcome.totals if total != best)
    return f"{what}: {best} points against {second}."


def waits_sentence(outcome: Outcome) -> str:
    """Why none."""
    return f"The scheduler finds no node for {outcome.pod.name}: {outcome.message}"


def preempts_sentence(preemptor: PodInfo, chosen: Candidate) -> str:
    """Who has to go."""
    names = [victim.name for victim in chosen.victims]
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    whom = "its priority is" if len(names) == 1 else "their priorities are"
    return f"The scheduler evicts {who} from {chosen.node} to make room for {preemptor.name}: {whom} lower."
