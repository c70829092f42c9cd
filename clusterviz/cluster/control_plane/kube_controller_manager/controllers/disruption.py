"""Disruption controller: how many Pods of a PodDisruptionBudget may be evicted now. Fact sheet §7.13."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.events import NORMAL, WARNING
from ....machinery.objects import (
    Key,
    Object,
    condition_of,
    controller_of,
    controller_uid,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from ....machinery.resources import (
    DEPLOYMENTS,
    PODDISRUPTIONBUDGETS,
    PODS,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    STATEFULSETS,
)
from ....machinery.times import timestamp, unix_ms
from ..owners import owner_of, selects
from ..pods import is_ready
from .controller import Controller
from .deployment.surge import scaled

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

GONE_WITHIN_MS = 120_000  # an evicted Pod that is still there after that was not evicted
SCALABLE = (REPLICASETS, STATEFULSETS, REPLICATIONCONTROLLERS)


class _CannotCount(Exception):
    """Nobody can say how many Pods there ought to be."""


class DisruptionController(Controller):
    """Keys are budgets. What it writes is what the eviction API reads."""

    name = "controllermanager"
    account = "disruption-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.budgets = self.informer(PODDISRUPTIONBUDGETS)
        self.budgets.subscribe(self.budget_changed)
        self.deployments = self.informer(DEPLOYMENTS)
        self.owners = {resource: self.informer(resource) for resource in SCALABLE}
        for informer in (self.deployments, *self.owners.values()):
            informer.subscribe(self.owner_changed)
        self.pods = self.informer(PODS)
        self.pods.index("controller", controller_uid)
        self.pods.subscribe(self.pod_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def budget_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A budget is new, different, or has been spent."""
        if change != "deleted":
            self.queue.add(key_of(new))

    def owner_changed(self, change: str, old: Object | None, new: Object) -> None:
        """Somebody wants more Pods, or fewer."""
        if not self.budgets.objects or (old is not None and old["spec"].get("replicas") == new["spec"].get("replicas")):
            return
        labels = (new["spec"].get("template") or {}).get("metadata", {}).get("labels") or {}
        self._wake(namespace_of(new), labels)

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is new, different or gone."""
        if self.budgets.objects:
            self._wake(namespace_of(new), labels_of(new))
            if old is not None and labels_of(old) != labels_of(new):
                self._wake(namespace_of(new), labels_of(old))

    def _wake(self, namespace: str, labels: dict[str, str]) -> None:
        for key, budget in self.budgets.objects.items():
            if namespace_of(budget) == namespace and selects(budget["spec"].get("selector"), labels):
                self.queue.add(key)

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Count what is healthy and what has to be."""
        budget = self.budgets.get(key)
        if budget is None or not self.up_to_date(key):
            return
        selector = budget["spec"].get("selector")
        pods = [pod for pod in self.pods.list(namespace_of(budget)) if selects(selector, labels_of(pod))]
        if not pods:
            self.events.event(budget, NORMAL, "NoPods", "No matching pods found")
        try:
            expected, desired = self._goal(budget, pods)
        except _CannotCount as error:
            message = f"Failed to calculate the number of expected pods: {error}"
            self.events.event(budget, WARNING, "CalculateExpectedPodCountFailed", message)
            self._write(budget, {**self._before(budget), "disruptionsAllowed": 0}, "SyncFailed", str(error))
            return
        disrupted = self._disrupted(budget, pods)
        healthy = sum(1 for pod in pods if is_ready(pod) and not deleting(pod) and name_of(pod) not in disrupted)
        allowed = max(0, healthy - desired) if expected > 0 else 0
        counts: Object = {
            "currentHealthy": healthy,
            "desiredHealthy": desired,
            "disruptionsAllowed": allowed,
            "expectedPods": expected,
        }
        if disrupted:
            counts["disruptedPods"] = disrupted
        self._write(budget, counts, "SufficientPods" if allowed else "InsufficientPods", "")

    def _before(self, budget: Object) -> Object:
        fields = ("currentHealthy", "desiredHealthy", "expectedPods", "disruptedPods")
        return {field: value for field, value in (budget.get("status") or {}).items() if field in fields} or {
            "currentHealthy": 0,
            "desiredHealthy": 0,
            "expectedPods": 0,
        }

    def _goal(self, budget: Object, pods: list[Object]) -> tuple[int, int]:
        """(how many Pods there ought to be, how many of them have to be healthy)."""
        spec = budget["spec"]
        if spec.get("maxUnavailable") is not None:
            expected = self._wanted(budget, pods)
            return expected, max(0, expected - scaled(spec["maxUnavailable"], expected, round_up=True))
        least = spec.get("minAvailable")
        if isinstance(least, int):
            return len(pods), least
        expected = self._wanted(budget, pods)
        return expected, scaled(least, expected, round_up=True) if least is not None else 0

    def _wanted(self, budget: Object, pods: list[Object]) -> int:
        """The sum of the sizes of those who own these Pods."""
        sizes: dict[str, int] = {}
        unmanaged = []
        for pod in pods:
            reference = controller_of(pod)
            if reference is None:
                unmanaged.append(name_of(pod))
                continue
            resource = self.manager.custom.of_kind(reference["kind"], reference["apiVersion"])
            informer = self.owners.get(resource) if resource is not None else None
            if resource is None or informer is None:
                name = resource.group_resource if resource is not None else reference["kind"]
                raise _CannotCount(f"{name} does not implement the scale subresource")
            owner = owner_of(pod, resource, informer)
            if owner is None:
                continue
            deployment = owner_of(owner, DEPLOYMENTS, self.deployments)
            top = deployment if deployment is not None else owner
            sizes[uid_of(top)] = top["spec"].get("replicas", 1)
        if unmanaged:
            message = (
                f"Pods selected by this PodDisruptionBudget (selector: {_text(budget['spec'].get('selector') or {})}) "
                "were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may "
                "result in undefined behavior. To account for these pods please set "
                '".spec.minAvailable" field of the PDB to an integer value.'
            )
            self.events.event(budget, WARNING, "UnmanagedPods", message)
        return sum(sizes.values())

    def _disrupted(self, budget: Object, pods: list[Object]) -> dict[str, str]:
        """The evicted Pods that are still about to go."""
        before = (budget.get("status") or {}).get("disruptedPods") or {}
        kept: dict[str, str] = {}
        for pod in pods:
            since = before.get(name_of(pod))
            if since is None or deleting(pod):
                continue
            left_ms = unix_ms(since) + GONE_WITHIN_MS - self.now_ms()
            if left_ms > 0:
                kept[name_of(pod)] = since
                self.queue.add_after(key_of(budget), left_ms)
            else:
                place = f"{namespace_of(budget)}/{namespace_of(budget)}"
                message = f"Pod was expected by PDB {place} to be deleted but it wasn't"
                self.events.event(pod, WARNING, "NotDeleted", message)
        return kept

    def _write(self, budget: Object, counts: Object, reason: str, message: str) -> None:
        generation = budget["metadata"].get("generation", 1)
        is_so = "True" if reason == "SufficientPods" else "False"
        known = condition_of(budget, "DisruptionAllowed")
        since = known["lastTransitionTime"] if known and known["status"] == is_so else timestamp(self.now_ms())
        condition = {
            "lastTransitionTime": since,
            "message": message,
            "observedGeneration": generation,
            "reason": reason,
            "status": is_so,
            "type": "DisruptionAllowed",
        }
        status = {"conditions": [condition], **counts, "observedGeneration": generation}
        if status == budget.get("status"):
            return
        allowed = counts["disruptionsAllowed"]
        if allowed != (budget.get("status") or {}).get("disruptionsAllowed"):
            sentence = (
                f"The disruption controller counts {counts['currentHealthy']} healthy Pods where {counts['desiredHealthy']} "
                f"have to be: {name_of(budget)} allows {allowed} {'eviction' if allowed == 1 else 'evictions'}."
            )
            self.decide("Budgets", PODDISRUPTIONBUDGETS, budget, sentence, **counts)
        body = {**budget, "status": status}
        key = key_of(budget)
        self.client.update_status(PODDISRUPTIONBUDGETS, body, self.wrote, key, self.budgets)


def _text(selector: Object) -> str:
    """A LabelSelector as Go prints it."""
    labels = "".join(f"{key}: {value}," for key, value in sorted((selector.get("matchLabels") or {}).items()))
    return (
        f"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},MatchExpressions:[]LabelSelectorRequirement{{}},}}"
    )
