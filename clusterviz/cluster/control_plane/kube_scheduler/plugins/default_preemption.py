"""DefaultPreemption: makes room for a Pod of higher priority by evicting others. Fact sheet §6.7.

Only looked at here, for every node where it might help: which Pods would have to go. The scheduler does the deed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ....machinery import selectors
from ....machinery.objects import Object, condition_true
from ..filtering import refusal_on, suppose
from ..framework import Attempt, Plugin, Refusal
from ..node_info import NodeInfo
from ..outcome_text import counted, nodes_available
from ..pod_info import PodInfo

MIN_CANDIDATES = 100  # so many are enough, or a tenth of the nodes if that is more
CANDIDATES_PERCENT = 10
NOT_HELPFUL = "Preemption is not helpful for scheduling"
NO_VICTIMS = "No preemption victims found for incoming pod"


@dataclass
class Candidate:
    """A node where it would work: the victims, the most important first."""

    node: str
    victims: list[PodInfo]
    pdb_violations: int


@dataclass
class Preemption:
    """What came of it: either `node` and `victims`, or a `message` why not."""

    message: str = ""
    ineligible: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    not_helpful: dict[str, Refusal] = field(default_factory=dict)
    chosen: Candidate | None = None
    best: list[str] = field(default_factory=list)  # equally good nodes


class DefaultPreemption(Plugin):
    """Find the node where the least important Pods would have to go."""

    name = "DefaultPreemption"

    def post_filter(
        self, attempt: Attempt, refusals: dict[str, Refusal], outright: Refusal | None, start_index: int = 0
    ) -> Preemption:
        """Look for a node where evicting Pods of lower priority helps, from `start_index` on."""
        order = attempt.snapshot.order
        why_not = not_eligible(attempt)
        if why_not:
            return Preemption(why_not, ineligible=why_not)
        tried = Preemption()
        enough = max(len(order) * CANDIDATES_PERCENT // 100, MIN_CANDIDATES)
        budgets = list(attempt.snapshot.of("poddisruptionbudgets").values())
        for step in range(len(order)):
            node = order[(start_index + step) % len(order)]
            refusal = outright or refusals.get(node.name)
            if refusal is None or not refusal.resolvable:
                tried.not_helpful[node.name] = Refusal([NOT_HELPFUL], resolvable=False)
                continue
            found = dry_run(attempt, node, budgets)
            if isinstance(found, Refusal):
                tried.not_helpful[node.name] = found
            else:
                tried.candidates.append(found)
                if len(tried.candidates) >= enough:
                    break
        if tried.candidates:
            tried.best = least_harm(tried.candidates)
            tried.chosen = next(candidate for candidate in tried.candidates if candidate.node == tried.best[0])
        else:
            tried.message = nodes_available(len(order), counted(tried.not_helpful.values()))
        return tried


def not_eligible(attempt: Attempt) -> str:
    """Why this Pod may not preempt others at all, "" if it may."""
    pod = attempt.pod
    if pod.spec.get("preemptionPolicy") == "Never":
        return "not eligible due to preemptionPolicy=Never."
    node = attempt.snapshot.nodes.get(pod.nominated_node)
    if node is not None:
        for other in node.pods.values():
            if other.priority < pod.priority and other.terminating and condition_true(other.pod, "DisruptionTarget"):
                return "not eligible due to a terminating pod on the nominated node."
    return ""


def dry_run(attempt: Attempt, node: NodeInfo, budgets: list[Object]) -> Candidate | Refusal:
    """Take all Pods of lower priority away; if the Pod fits then, give back as many as possible, the important first."""
    pod = attempt.pod
    lower = [other for other in node.pods.values() if other.priority < pod.priority]
    if not lower:
        return Refusal([NO_VICTIMS], resolvable=False)
    trial = node.copy()
    for other in lower:
        trial.remove(other)
    refusal = refusal_on(suppose(attempt, trial), trial)
    if refusal is not None:
        return refusal
    lower.sort(key=importance)
    violating, harmless = split_by_budgets(lower, budgets)
    victims: list[PodInfo] = []
    violations = 0
    for group in (violating, harmless):
        for other in group:
            trial.add(other)
            if refusal_on(suppose(attempt, trial), trial) is not None:
                trial.remove(other)
                victims.append(other)
                if group is violating:
                    violations += 1
    victims.sort(key=importance)
    return Candidate(node.name, victims, violations)


def importance(pod: PodInfo) -> tuple[int, str]:
    """Sorts Pods by importance: high priority first, then those that have run for longer."""
    return -pod.priority, pod.start_time


def split_by_budgets(pods: list[PodInfo], budgets: list[Object]) -> tuple[list[PodInfo], list[PodInfo]]:
    """Those whose eviction would break a PodDisruptionBudget, and the others."""
    left = [(budget.get("status") or {}).get("disruptionsAllowed") or 0 for budget in budgets]
    violating: list[PodInfo] = []
    harmless: list[PodInfo] = []
    for pod in pods:
        breaks = False
        for place, budget in enumerate(budgets):
            if budget["metadata"].get("namespace") != pod.namespace or not pod.labels:
                continue
            selector = selectors.from_object(budget["spec"].get("selector"))
            if not selector.requirements or not selector.matches(pod.labels):
                continue
            if pod.name in ((budget.get("status") or {}).get("disruptedPods") or {}):
                continue
            left[place] -= 1
            breaks = breaks or left[place] < 0
        (violating if breaks else harmless).append(pod)
    return violating, harmless


def least_harm(candidates: list[Candidate]) -> list[str]:
    """The nodes where preemption does the least harm; several only if nothing tells them apart."""
    left = candidates
    for measure in (_violations, _highest_priority, _sum_of_priorities, _count, _earliest_start):
        best = min(measure(candidate) for candidate in left)
        left = [candidate for candidate in left if measure(candidate) == best]
    return [candidate.node for candidate in left]


def _violations(candidate: Candidate) -> int:
    return candidate.pdb_violations


def _highest_priority(candidate: Candidate) -> int:
    return candidate.victims[0].priority if candidate.victims else -(2**31)


def _sum_of_priorities(candidate: Candidate) -> int:
    return sum(victim.priority + 2**31 for victim in candidate.victims)


def _count(candidate: Candidate) -> int:
    return len(candidate.victims)


def _earliest_start(candidate: Candidate) -> _Late:
    if not candidate.victims:
        return _Late("")
    highest = candidate.victims[0].priority
    return _Late(min(victim.start_time for victim in candidate.victims if victim.priority == highest))


class _Late(str):
    """A time of which the latest is the least."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)
