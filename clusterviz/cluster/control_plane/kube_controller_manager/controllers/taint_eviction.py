"""Taint eviction controller: deletes Pods from nodes whose NoExecute taints they do not tolerate, or not for so long. Fact sheet §7.9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Response
from ....machinery.component import Alarm
from ....machinery.events import NORMAL
from ....machinery.objects import Key, Object, deleting, key_of, name_of, namespace_of, split_key, uid_of
from ....machinery.resources import NODES, PODS
from ....machinery.tolerations import tolerated, tolerates
from ....machinery.work_queue import WorkQueue
from ..pods import is_finished
from ..taints import NO_EXECUTE, taints_of
from .controller import Controller
from .node_lifecycle.controller import node_of_pod

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

CONDITION = {
    "type": "DisruptionTarget",
    "status": "True",
    "reason": "DeletionByTaintManager",
    "message": "Taint manager: deleting due to NoExecute taint",
}


class _Planned:
    """A deletion to come."""

    __slots__ = ("alarm", "since_ms", "uid")

    def __init__(self, uid: str, since_ms: int, alarm: Alarm | None) -> None:
        self.uid = uid
        self.since_ms = since_ms
        self.alarm = alarm  # None once it has rung


class TaintEvictionController(Controller):
    """Keys are Pods on tainted nodes."""

    name = "taint-eviction-controller"
    account = "node-controller"
    workers = 8

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.planned: dict[Key, _Planned] = {}
        self.deletions = WorkQueue(manager, self.client, self.evict, workers=8, max_retries=5)
        self.nodes = self.informer(NODES)
        self.nodes.subscribe(self.node_changed)
        self.pods = self.informer(PODS)
        self.pods.index("node", node_of_pod)
        self.pods.subscribe(self.pod_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def node_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A node's NoExecute taints are others: each of its Pods has to be looked at."""
        if change == "deleted" or _no_execute(old) == _no_execute(new):
            return
        for pod in self.pods.by("node", name_of(new)):
            self.queue.add(key_of(pod))

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is bound, tolerates something else, or is gone."""
        if change == "deleted":
            self._cancel(key_of(new), new)
        elif new["spec"].get("nodeName") and (
            old is None
            or old["spec"].get("nodeName") != new["spec"]["nodeName"]
            or old["spec"].get("tolerations") != new["spec"].get("tolerations")
        ):
            node = self.nodes.get(new["spec"]["nodeName"])
            if _no_execute(node) or key_of(new) in self.planned:
                self.queue.add(key_of(new))

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Decide whether and when one Pod has to go."""
        pod = self.pods.get(key)
        if pod is None or deleting(pod) or is_finished(pod):
            return
        node_name = node_of_pod(pod)
        taints = _no_execute(self.nodes.get(node_name))
        if not taints:
            self._cancel(key, pod)
            return
        tolerations = pod["spec"].get("tolerations") or []
        untolerated = [taint for taint in taints if not tolerated(taint, tolerations)]
        if untolerated:
            self._forget(key)
            taint = untolerated[0]["key"]
            self._explain(
                pod, f"deletes {name_of(pod)} from {node_name} at once: it does not tolerate {taint}:{NO_EXECUTE}"
            )
            self.planned[key] = _Planned(uid_of(pod), self.manager.now_ms, None)
            self.deletions.add(key)
            return
        patience_s = _patience_s(tolerations, taints)
        if patience_s is None:
            self._cancel(key, pod)
        elif key not in self.planned:  # an earlier start counts
            self._explain(
                pod,
                f"gives {name_of(pod)} {patience_s} s more on {node_name}: "
                f"so long it tolerates {taints[0]['key']}:{NO_EXECUTE}",
                "Tolerates",
            )
            alarm = self.manager.after(patience_s * 1000, self._ring, key)
            self.planned[key] = _Planned(uid_of(pod), self.manager.now_ms, alarm)

    def _explain(self, pod: Object, what: str, kind: str = "Evicts") -> None:
        self.decide(kind, PODS, pod, f"The taint eviction controller {what}.")

    def _ring(self, key: Key) -> None:
        planned = self.planned.get(key)
        pod = self.pods.get(key)
        if planned is None or pod is None or uid_of(pod) != planned.uid:
            return
        planned.alarm = None
        self._explain(pod, f"deletes {name_of(pod)} from {node_of_pod(pod)}: its time there is over")
        self.deletions.add(key)

    def evict(self, key: Key) -> None:
        """Say why, then delete."""
        planned, pod = self.planned.get(key), self.pods.get(key)
        if planned is None or pod is None or uid_of(pod) != planned.uid or deleting(pod):
            return
        if key not in self.deletions.failures:
            self.events.event(pod, NORMAL, "TaintManagerEviction", f"Marking for deletion Pod {key}")
        condition = {**CONDITION, "lastTransitionTime": self.timestamp()}
        patch = {"metadata": {"uid": uid_of(pod)}, "status": {"conditions": [condition]}}
        self.client.patch(
            PODS, namespace_of(pod), name_of(pod), patch, self._told, key, subresource="status", tolerate=(404,)
        )

    def _told(self, response: Response, key: Key) -> None:
        if response.ok:
            namespace, name = split_key(key)
            self.client.delete(PODS, namespace, name)

    # -- taking it back ---------------------------------------------------------------------------------------------

    def _forget(self, key: Key) -> _Planned | None:
        planned = self.planned.pop(key, None)
        if planned is not None and planned.alarm is not None:
            planned.alarm.cancel()
        return planned

    def _cancel(self, key: Key, pod: Object) -> None:
        """The Pod may stay."""
        planned = self._forget(key)
        if planned is None or planned.alarm is None:
            return
        self.events.event(pod, NORMAL, "TaintManagerEviction", f"Cancelling deletion of Pod {key}")
        if not deleting(pod):
            self._explain(
                pod, f"lets {name_of(pod)} stay: nothing drives it from {node_of_pod(pod)} any more", "Spares"
            )


def _no_execute(node: Object | None) -> list[Object]:
    if node is None:
        return []
    return [taint for taint in taints_of(node) if taint["effect"] == NO_EXECUTE]


def _patience_s(tolerations: list[Object], taints: list[Object]) -> int | None:
    """For how long all these taints are tolerated; None: forever."""
    used = [each for each in tolerations if any(tolerates(each, taint) for taint in taints)]
    limits = [max(0, each["tolerationSeconds"]) for each in used if each.get("tolerationSeconds") is not None]
    return min(limits, default=None)
