"""Pod garbage collector: every 20 s, Pods that nobody else will ever delete. Fact sheet §7.16."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request, Response
from ....machinery.objects import Key, Object, condition_true, deleting, key_of, name_of, namespace_of, uid_of
from ....machinery.resources import NODES, PODS
from ..pods import is_finished
from ..taints import OUT_OF_SERVICE, taints_of
from .controller import Controller
from .node_lifecycle.controller import node_of_pod

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

PERIOD_MS = 20_000
QUARANTINE_MS = 40_000
TERMINATED_KEPT = 12_500
FORCE = {"gracePeriodSeconds": 0}
CONDITION = {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByPodGC"}


class PodGCController(Controller):
    """Keys are nodes that Pods name and that do not exist."""

    name = "pod-garbage-collector"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.missing_since_ms: dict[str, int] = {}
        self.pods = self.informer(PODS)
        self.pods.index("node", node_of_pod)
        self.nodes = self.informer(NODES)

    def begin(self) -> None:
        super().begin()
        self.manager.every(PERIOD_MS, self.collect)

    def collect(self) -> None:
        """Look at every Pod."""
        finished: list[Object] = []
        missing: dict[str, None] = {}
        for pod in self.pods.list():
            node_name = node_of_pod(pod)
            node = self.nodes.get(node_name)
            if is_finished(pod):
                finished.append(pod)
            if node_name and node is None:
                missing[node_name] = None
            elif deleting(pod) and not node_name:
                self._delete(pod, "it was deleted before it had a node")
            elif deleting(pod) and node is not None and _out_of_service(node):
                self._fail(pod, f"{node_name} is out of service", "PodGC: node out-of-service")
        finished.sort(key=_creation)
        for pod in finished[: max(0, len(finished) - TERMINATED_KEPT)]:
            self._delete(pod, f"more than {TERMINATED_KEPT} finished Pods are kept")
        now_ms = self.manager.now_ms
        self.missing_since_ms = {name: self.missing_since_ms.get(name, now_ms) for name in missing}
        for name, since_ms in self.missing_since_ms.items():
            if now_ms - since_ms >= QUARANTINE_MS:
                self.queue.add(name)

    def reconcile(self, key: Key) -> None:
        """A node has been missing for long: ask the API server itself before anything is deleted."""
        self.client.send(Request("get", NODES, "", key), self._asked, key, tolerate=(404,))

    def _asked(self, response: Response, node_name: str) -> None:
        if response.code == 404:
            for pod in self.pods.by("node", node_name):
                self._fail(pod, f"its node {node_name} does not exist any more", "PodGC: node no longer exists")

    def _fail(self, pod: Object, why: str, message: str) -> None:
        """Write down that the Pod has failed, then delete it."""
        if is_finished(pod):
            self._delete(pod, why)
            return
        condition = {**CONDITION, "message": message, "lastTransitionTime": self.timestamp()}
        patch = {"metadata": {"uid": uid_of(pod)}, "status": {"phase": "Failed", "conditions": [condition]}}
        self.client.patch(
            PODS, namespace_of(pod), name_of(pod), patch, self._failed, pod, why, subresource="status", tolerate=(404,)
        )

    def _failed(self, response: Response, pod: Object, why: str) -> None:
        if response.ok:
            self._delete(pod, why)

    def _delete(self, pod: Object, why: str) -> None:
        sentence = f"The Pod garbage collector deletes {name_of(pod)} without grace: {why}."
        self.decide("Deletes", PODS, pod, sentence)
        options = {**FORCE, "preconditions": {"uid": uid_of(pod)}}
        self.client.delete(PODS, namespace_of(pod), name_of(pod), options=options)


def _out_of_service(node: Object) -> bool:
    return not condition_true(node, "Ready") and any(taint["key"] == OUT_OF_SERVICE for taint in taints_of(node))


def _creation(pod: Object) -> tuple[str, str]:
    return pod["metadata"]["creationTimestamp"], key_of(pod)
