"""ReplicaSet controller: counts the Pods of a ReplicaSet and creates or deletes the difference. Fact sheet §7.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .....machinery.api import Response
from .....machinery.events import NORMAL, WARNING
from .....machinery.expectations import Expectations
from .....machinery.objects import (
    Key,
    Object,
    controller_of,
    controller_uid,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from .....machinery.resources import PODS, REPLICASETS, Resource
from ...owners import claim, controller_reference, owner_of, selects
from ...pods import is_active, is_finished, is_ready, means_the_same, namespace_of_orphan
from ..controller import Controller
from ..slow_start import SlowStart
from .ranking import least_wanted, reason
from .status import calculate

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

BURST = 500


class ReplicaSetController(Controller):
    """As many active Pods as `spec.replicas`, whatever happens to them."""

    name = "replicaset-controller"
    resource: ClassVar[Resource] = REPLICASETS

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.expectations = Expectations(manager)
        self.replicasets = self.informer(self.resource)
        self.replicasets.index("controller", controller_uid)
        self.replicasets.subscribe(self.replicaset_changed)
        self.pods = self.informer(PODS)
        self.pods.index("controller", controller_uid)
        self.pods.index("orphans", namespace_of_orphan)
        self.pods.subscribe(self.pod_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def replicaset_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A ReplicaSet is new, different or gone."""
        if change == "deleted":
            self.expectations.forget(key_of(new))
        self.queue.add(key_of(new))

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is new, different or gone: its ReplicaSet has to be looked at."""
        owner = owner_of(new, self.resource, self.replicasets)
        if old is not None and controller_uid(old) != controller_uid(new):
            before = owner_of(old, self.resource, self.replicasets)
            if before is not None:
                self.queue.add(key_of(before))
        if owner is None:
            if change != "deleted" and not deleting(new) and controller_of(new) is None:
                self._orphan_changed(old, new)
            return
        key = key_of(owner)
        if change == "deleted" or deleting(new):
            self.expectations.deletion_seen(key, uid_of(new))
        if change == "added":
            self.expectations.creation_seen(key)
        min_ready_s = owner["spec"].get("minReadySeconds", 0)
        if min_ready_s and old is not None and not is_ready(old) and is_ready(new):
            self.queue.add_after(key, min_ready_s * 1000 + 1000)
        if old is None or change == "deleted" or not means_the_same(old, new):
            self.queue.add(key)

    def _orphan_changed(self, old: Object | None, new: Object) -> None:
        """A Pod without a controller: who selects it may want to adopt it."""
        if old is not None and labels_of(old) == labels_of(new) and controller_uid(old) == controller_uid(new):
            return
        for replicaset in self.replicasets.objects.values():
            if namespace_of(replicaset) == namespace_of(new) and selects(
                self.as_set(replicaset)["spec"].get("selector"), labels_of(new)
            ):
                self.queue.add(key_of(replicaset))

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Compare the Pods that are with the number that is wanted."""
        found = self.replicasets.get(key)
        if found is None:
            self.expectations.forget(key)
            return
        if not self.up_to_date(key):
            return
        replicaset = self.as_set(found)
        met = self.expectations.met(key)
        pods = claim(self, replicaset, self.resource, self.pods)
        active = [pod for pod in pods if is_active(pod)]
        terminating = 0
        if len(active) < len(pods):
            terminating = sum(1 for pod in pods if deleting(pod) and not is_finished(pod))
        change = _Change(self, replicaset, active, terminating)
        missing = replicaset["spec"].get("replicas", 1) - len(active)
        if not met or deleting(replicaset) or missing == 0:
            change.write_status()
        elif missing > 0:
            change.create(min(missing, BURST))
        else:
            change.delete(min(-missing, BURST))

    def as_set(self, obj: Object) -> Object:
        """The object as a ReplicaSet, which is what it is."""
        return obj

    def with_status(self, replicaset: Object, status: Object) -> Object:
        """The object as it is stored, with this status."""
        return {**replicaset, "status": status}


class _Change:
    """One look at one ReplicaSet: its Pods created or deleted, then its status written."""

    def __init__(
        self, controller: ReplicaSetController, replicaset: Object, active: list[Object], terminating: int
    ) -> None:
        self.controller = controller
        self.replicaset = replicaset
        self.key = key_of(replicaset)
        self.active = active
        self.terminating = terminating
        self.failure: Object | None = None
        self.left = 0

    # -- too few ----------------------------------------------------------------------------------------------------

    def create(self, count: int) -> None:
        """Create so many Pods, slowly at first."""
        controller, replicaset = self.controller, self.replicaset
        controller.expectations.expect_creations(self.key, count)
        have, want = len(self.active), replicaset["spec"].get("replicas", 1)
        controller.decide(
            "Creates",
            controller.resource,
            replicaset,
            f"The {controller.resource.kind} controller counts {have} of {want} and creates {_pods(count)} for {name_of(replicaset)}.",
            have=have,
            want=want,
        )
        pods = [new_pod(replicaset, controller.resource)] * count
        SlowStart(controller.client, PODS, pods, self._created, self._skipped).next_batch()

    def _created(self, response: Response) -> None:
        controller = self.controller
        if response.ok:
            message = f"Created pod: {response.body['metadata']['name']}"
            controller.events.event(self.replicaset, NORMAL, "SuccessfulCreate", message)
            return
        controller.expectations.creation_seen(self.key)
        if "because it is being terminated" in response.message:
            return
        controller.events.event(self.replicaset, WARNING, "FailedCreate", f"Error creating: {response.message}")
        self._note_failure("FailedCreate", response.message)

    def _skipped(self, count: int) -> None:
        self.controller.expectations.creation_seen(self.key, count)
        self.write_status()

    # -- too many ---------------------------------------------------------------------------------------------------

    def delete(self, count: int) -> None:
        """Delete the least wanted Pods."""
        controller, replicaset = self.controller, self.replicaset
        have, want = len(self.active), replicaset["spec"].get("replicas", 1)
        per_node = self._related_per_node()
        victims = least_wanted(self.active, per_node, controller.now_ms())[:count]
        controller.expectations.expect_deletions(self.key, [uid_of(pod) for pod in victims])
        whom = f"{name_of(victims[0])}: {reason(victims[0], per_node)}" if count == 1 else _pods(count)
        controller.decide(
            "Deletes",
            controller.resource,
            replicaset,
            f"The {controller.resource.kind} controller counts {have} where {want} {'is' if want == 1 else 'are'} wanted "
            f"and deletes {whom}.",
            have=have,
            want=want,
            pods={name_of(pod): reason(pod, per_node) for pod in victims},
        )
        self.left = len(victims)
        for pod in victims:
            controller.client.delete(PODS, namespace_of(pod), name_of(pod), self._deleted, pod)

    def _related_per_node(self) -> dict[str, int]:
        """How many active Pods of the ReplicaSets with the same owner each node runs."""
        controller, replicaset = self.controller, self.replicaset
        owner = controller_uid(replicaset)
        related = controller.replicasets.by("controller", owner) if owner else [replicaset]
        per_node: dict[str, int] = {}
        for other in related:
            for pod in controller.pods.by("controller", uid_of(other)):
                node = pod["spec"].get("nodeName")
                if node and is_active(pod):
                    per_node[node] = per_node.get(node, 0) + 1
        return per_node

    def _deleted(self, response: Response, pod: Object) -> None:
        controller = self.controller
        if response.ok:
            message = f"Deleted pod: {name_of(pod)}"
            controller.events.event(self.replicaset, NORMAL, "SuccessfulDelete", message)
        else:
            controller.expectations.deletion_seen(self.key, uid_of(pod))
            if response.code != 404:
                controller.events.event(self.replicaset, WARNING, "FailedDelete", f"Error deleting: {response.message}")
                self._note_failure("FailedDelete", response.message)
        self.left -= 1
        if self.left == 0:
            self.write_status()

    # -- afterwards -------------------------------------------------------------------------------------------------

    def _note_failure(self, kind: str, message: str) -> None:
        if self.failure is None:
            self.failure = {"reason": kind, "message": message, "time": self.controller.timestamp()}

    def write_status(self) -> None:
        """Write down what was counted, if that is news."""
        controller = self.controller
        status = calculate(self.replicaset, self.active, self.terminating, self.failure, controller.now_ms())
        spec = self.replicaset["spec"]
        if (
            spec.get("minReadySeconds", 0)
            and status.get("readyReplicas", 0) == spec.get("replicas", 1)
            and status.get("availableReplicas", 0) != spec.get("replicas", 1)
        ):
            controller.queue.add_after(self.key, spec["minReadySeconds"] * 1000)
        if status != self.replicaset.get("status"):
            body = controller.with_status(self.replicaset, status)
            controller.client.update_status(
                controller.resource, body, controller.wrote, self.key, controller.replicasets
            )


def new_pod(replicaset: Object, resource: Resource) -> Object:
    """A Pod as the template wants it, owned by its ReplicaSet."""
    template = replicaset["spec"]["template"]
    metadata = {
        field: template["metadata"][field]
        for field in ("labels", "annotations", "finalizers")
        if template["metadata"].get(field)
    }
    metadata["generateName"] = f"{name_of(replicaset)}-"
    metadata["namespace"] = namespace_of(replicaset)
    metadata["ownerReferences"] = [controller_reference(replicaset, resource)]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def _pods(count: int) -> str:
    return "1 Pod" if count == 1 else f"{count} Pods"
