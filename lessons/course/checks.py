"""The to-do list: which checks of a step are done, and why the others are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .expressions import ExpressionError
from .lesson import Check, Step
from .sight import FUNCTIONS, Sight

if TYPE_CHECKING:
    from clusterviz.cluster.cluster import Cluster


@dataclass(frozen=True, slots=True)
class Tick:
    """What is known of one check of one learner."""

    done: bool = False
    seen: bool = False  # gone: it was there. never: it happened
    since_ms: int | None = None  # since when it is true without a break
    reason: str = ""  # why it is open
    diagnosis: int | None = None  # which `because` said so

    def as_json(self) -> dict[str, Any]:
        """As it is kept between two looks."""
        return {"done": self.done, "seen": self.seen, "since_ms": self.since_ms}


def tick_from(kept: Mapping[str, Any] | None) -> Tick:
    """The tick that `as_json` wrote."""
    return Tick(**kept) if kept else Tick()


def look(step: Step, sight: Sight, ticks: Mapping[str, Tick], now_ms: int) -> dict[str, Tick]:
    """Every check of the step, judged now."""
    return {check.id: judge(check, sight, ticks.get(check.id, Tick()), now_ms) for check in step.checks}


def judge(check: Check, sight: Sight, tick: Tick, now_ms: int) -> Tick:
    """One check, judged now. What was once reached stays reached for `edge` and `gone`."""
    if tick.done and check.mode in ("edge", "gone"):
        return tick
    true = _true(check, sight)
    seen, since_ms = tick.seen or true, (tick.since_ms if tick.since_ms is not None else now_ms) if true else None
    match check.mode:
        case "gone":
            done = tick.seen and not true
        case "never":
            done = not seen
        case _:
            done = true and since_ms is not None and now_ms - since_ms >= check.hold_ms
    if done:
        return Tick(True, seen, since_ms)
    reason, diagnosis = _why(check, sight)
    return Tick(False, seen, since_ms, reason, diagnosis)


def _true(check: Check, sight: Sight) -> bool:
    try:
        return check.that.true(sight, FUNCTIONS)
    except ExpressionError:
        return False  # the proof tells the author; a learner meets an open check, not a crash


def _why(check: Check, sight: Sight) -> tuple[str, int | None]:
    for index, diagnosis in enumerate(check.because):
        try:
            if diagnosis.when.true(sight, FUNCTIONS):
                return diagnosis.say, index
        except ExpressionError:
            continue
    return check.say, None


def begin(cluster: Cluster) -> tuple[int, int]:
    """(last record, virtual ms): from here on a step counts its events."""
    return cluster.trace.last_id, cluster.clock.now_ms
