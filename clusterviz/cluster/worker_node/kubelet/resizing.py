"""In-place resize: a running Pod's containers get other requests and limits, if the node has room for them. Fact sheet §2.2, §18.

Wanted (the spec) → allocated (the node has agreed) → actual (the runtime has done it).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from ...machinery import cri, quantities
from ...machinery.cri import ContainerStatus, PodStatus
from ...machinery.objects import Object, name_of
from .admission import quantity_of, requests_of
from .quality import accounting

if TYPE_CHECKING:
    from .pod_worker import PodWorker

COMPUTE = ("cpu", "memory")
DEFERRED, INFEASIBLE = "Deferred", "Infeasible"


class Pending(NamedTuple):
    """Why a resize has not been agreed to: for now, or for ever."""

    reason: str
    message: str


class Resizing:
    """The resources of one Pod's containers, on their way from what is wanted to what is."""

    def __init__(self, worker: PodWorker) -> None:
        self.worker = worker
        self.allocated: dict[str, Object] = {}  # container name → resources
        self.actual: dict[str, Object] = {}  # container id → resources
        self.pending: Pending | None = None
        self.under_way = False
        self.differs = False  # what is wanted is not what was agreed to

    # -- what is agreed -----------------------------------------------------------------------------------------------

    def agree(self) -> None:
        """Look at what is wanted now: agree to it, put it off or refuse it."""
        worker = self.worker
        wanted = _resources(worker.pod)
        if not self.allocated:
            self.allocated = wanted
        self.differs = wanted != self.allocated
        if not self.differs:
            self.pending = None
            return
        verdict = self._verdict()
        if verdict is not None:
            if verdict != self.pending:
                self._tell("Warning", f"Resize{verdict.reason}", verdict.reason.lower(), wanted, verdict.message)
            self.pending = verdict
            return
        self.pending, self.differs = None, False
        self.allocated = wanted
        self.under_way = True
        self._tell("Normal", "ResizeStarted", "started", wanted)
        sentence = (
            f"The kubelet on {worker.kubelet.node} has room for what {name_of(worker.pod)} asks for now, and gives it."
        )
        worker.kubelet.decide("Resizes", worker.key, sentence)

    def _verdict(self) -> Pending | None:
        kubelet = self.worker.kubelet
        node = kubelet.node_status.node()
        allocatable = ((node or {}).get("status") or {}).get("allocatable") or {}
        others = [one for one in kubelet.workers.values() if one.admitted and one.state != "terminated"]
        taken = [requests_of(one.allocated_pod()) for one in others if one is not self.worker]
        for name, wanted in requests_of(self.worker.pod).items():
            capacity = quantity_of(name, str(allocatable.get(name, "0")))
            used = sum(one.get(name, 0) for one in taken)
            if wanted > capacity:
                text = f"Node didn't have enough capacity: {name}, requested: {wanted}, capacity: {capacity}"
                return Pending(INFEASIBLE, text)
            if used + wanted > capacity:
                text = (
                    f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {capacity}"
                )
                return Pending(DEFERRED, text)
        return None

    def _tell(self, type: str, reason: str, word: str, resources: dict[str, Object], error: str = "") -> None:
        told: Object = {"containers": [{"name": name, "resources": one} for name, one in resources.items()]}
        if error:
            told["error"] = error
        text = json.dumps(told, separators=(",", ":"), sort_keys=False)
        self.worker.event(type, reason, f"Pod resize {word}: {text}")

    # -- what is done -------------------------------------------------------------------------------------------------

    def created(self, container: Object, identity: str) -> None:
        """A new container has what was agreed."""
        self.actual[identity] = self.allocated.get(container["name"], {})

    def differing(self, status: PodStatus | None) -> list[tuple[Object, ContainerStatus]]:
        """The running containers that do not have what was agreed."""
        found = []
        for container in self.worker.pod["spec"]["containers"] if status is not None and self.allocated else ():
            one = status.latest(container["name"]) if status is not None else None
            agreed = self.allocated[container["name"]]
            if one is not None and one.state == cri.RUNNING and self.actual.setdefault(one.id, agreed) != agreed:
                found.append((container, one))
        return found

    def restarts(self, status: PodStatus | None) -> dict[str, str]:
        """Container id → why it has to be started anew for its resize."""
        return {
            one.id: f"Container {container['name']} resize requires restart"
            for container, one in self.differing(status)
            if _needs_restart(container, self.actual[one.id], self.allocated[container["name"]])
        }

    def update(self, container: Object, one: ContainerStatus) -> None:
        """Have the runtime change a container's limits; then the sync goes on."""
        worker = self.worker
        agreed = self.allocated[container["name"]]
        resized = {**container, "resources": agreed}
        cpu_millis, shares, _, _ = accounting(worker.pod, resized, worker.kubelet.machine.kernel.memory_bytes)
        memory = (agreed.get("limits") or {}).get("memory")
        limit = quantities.whole(str(memory)) if memory else 0
        message = cri.UpdateContainerResources(worker.uid, one.id, limit, cpu_millis, shares)
        worker.ask_runtime(message, "UpdateContainerResources", self._updated, one.id, agreed)

    def _updated(self, answer: object, identity: str, agreed: Object) -> None:
        if isinstance(answer, cri.CriError):
            self.worker.failed = True
        else:
            self.actual[identity] = agreed
        self.worker.starting.next()

    def settle(self) -> None:
        """Say when all of it is done."""
        if self.under_way and not self.differing(self.worker.runtime_status):
            self.under_way = False
            self._tell("Normal", "ResizeCompleted", "completed", self.allocated)
            self.worker.dirty = True


def _resources(pod: Object) -> dict[str, Object]:
    spec = pod["spec"]
    every = (*spec["containers"], *(spec.get("initContainers") or ()))
    return {container["name"]: container.get("resources") or {} for container in every}


def _needs_restart(container: Object, before: Object, after: Object) -> bool:
    for policy in container.get("resizePolicy") or ():
        name = policy["resourceName"]
        kinds = ("limits", "requests") if name == "cpu" else ("limits",)
        if policy.get("restartPolicy") == "RestartContainer" and any(
            (before.get(kind) or {}).get(name) != (after.get(kind) or {}).get(name) for kind in kinds
        ):
            return True
    return False
