"""The to-do list: which checks of a step are done, and why the others are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .expressions import Condition, ExpressionError
from .functions import FUNCTIONS
from .lesson import Check, Step
from .sight import COMPONENTS, RECORDS, Sight

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
    holds = true(check.that, sight)
    seen, since_ms = tick.seen or holds, (tick.since_ms if tick.since_ms is not None else now_ms) if holds else None
    match check.mode:
        case "gone":
            done = tick.seen and not holds
        case "never":
            done = not seen
        case _:
            done = holds and since_ms is not None and now_ms - since_ms >= check.hold_ms
    if done:
        return Tick(True, seen, since_ms)
    reason, diagnosis = _why(check, sight)
    return Tick(False, seen, since_ms, reason, diagnosis)


def true(condition: Condition, sight: Sight) -> bool:
    """Whether something is so now. The proof tells the author of a mistake; a learner meets no crash."""
    try:
        return condition.true(sight, FUNCTIONS)
    except ExpressionError:
        return False


def _why(check: Check, sight: Sight) -> tuple[str, int | None]:
    for index, diagnosis in enumerate(check.because):
        if true(diagnosis.when, sight):
            return diagnosis.say, index
    return check.say or check.that.sentence(sight), None


class Attention:
    """Looks again only when the model has committed something that a step's expressions read."""

    def __init__(self, step: Step) -> None:
        uses = step.uses
        self._time = "now" in uses or any(check.hold_ms for check in step.checks)
        self._records = not uses.isdisjoint((*RECORDS, COMPONENTS))
        self._mark: tuple[int, int, int] | None = None

    def due(self, cluster: Cluster) -> bool:
        """Whether something may be different from what it was at the last call."""
        mark = (
            cluster.etcd.store.revision,
            cluster.trace.last_id if self._records else 0,
            cluster.now_ms if self._time else 0,
        )
        changed, self._mark = mark != self._mark, mark
        return changed


def begin(cluster: Cluster) -> tuple[int, int]:
    """(last record, virtual ms): from here on a step counts its events."""
    return cluster.trace.last_id, cluster.clock.now_ms
