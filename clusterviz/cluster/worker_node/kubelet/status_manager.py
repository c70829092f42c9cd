"""Tells the API server how the Pods do: one PATCH at a time per Pod, always the newest. Fact sheet §8.2, §8.6.

What has ended and is to be deleted it deletes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery.api import Request, Response
from ...machinery.objects import Object, deleting, name_of, namespace_of, uid_of
from ...machinery.resources import PODS

if TYPE_CHECKING:
    from .kubelet import Kubelet
    from .pod_worker import PodWorker

PASSING = ("PodResizePending", "PodResizeInProgress")  # conditions that go when they do not hold any more
RETRY_MS = 10_000  # what could not be told is told at the next full sync


class StatusManager:
    """The statuses of a kubelet's Pods, and which of them the API server does not know yet."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.statuses: dict[str, Object] = {}  # Pod UID → the newest status
        self.told: dict[str, Object] = {}  # Pod UID → what the API server has
        self.busy: dict[str, bool] = {}  # Pod UIDs with a request on its way
        self.doomed: dict[str, bool] = {}  # Pod UIDs whose final deletion has been asked for

    def status(self, pod: Object) -> Object:
        """The newest status of a Pod."""
        return self.statuses.get(uid_of(pod)) or pod.get("status") or {}

    def set(self, worker: PodWorker, status: Object) -> None:
        """This is how the Pod does now."""
        uid = worker.uid
        if self.statuses.get(uid) != status:
            self.statuses[uid] = status
        self.flush(worker)

    def seen(self, worker: PodWorker) -> None:
        """The API server's view of the Pod has arrived: somebody else may have changed its status."""
        if worker.uid not in self.busy:
            self.told[worker.uid] = worker.pod.get("status") or {}

    def flush(self, worker: PodWorker) -> None:
        """Tell what the API server does not know, then delete what has ended."""
        uid = worker.uid
        if uid in self.busy or worker.orphan or worker.static:
            return
        status = self.statuses.get(uid)
        if status is None:
            return
        told = self.told.get(uid)
        if told is None:
            told = self.told[uid] = worker.pod.get("status") or {}
        change = _difference(told, status)
        if change:
            self.busy[uid] = True
            body = {"metadata": {"uid": uid}, "status": change}
            pod = worker.pod
            self.kubelet.client.patch(
                PODS, namespace_of(pod), name_of(pod), body, self._told, worker, status, subresource="status"
            )
        elif worker.state == "terminated" and deleting(worker.pod) and uid not in self.doomed:
            self._delete(worker)

    def has_news(self, worker: PodWorker) -> bool:
        """Whether the API server does not know yet how a Pod does, or has not let it go yet."""
        uid = worker.uid
        return uid in self.busy or (
            uid in self.statuses and bool(_difference(self.told.get(uid, {}), self.statuses[uid]))
        )

    def _told(self, response: Response, worker: PodWorker, status: Object) -> None:
        self.busy.pop(worker.uid, None)
        if response.ok:
            self.told[worker.uid] = response.body.get("status") or status
            if uid_of(response.body) == worker.uid and not worker.gone:
                worker.newer(response.body)
            self.flush(worker)
            self.kubelet.shutdown.told()
        elif response.code not in (404, 409):
            self.kubelet.after(RETRY_MS, self.flush, worker)

    def _delete(self, worker: PodWorker) -> None:
        pod = worker.pod
        self.doomed[worker.uid] = True
        options = {"gracePeriodSeconds": 0, "preconditions": {"uid": worker.uid}}
        request = Request("delete", PODS, namespace_of(pod), name_of(pod), body=options)
        self.kubelet.client.send(request, self._deleted, worker)

    def _deleted(self, response: Response, worker: PodWorker) -> None:
        if not response.ok and response.code not in (404, 409):
            self.doomed.pop(worker.uid, None)
            self.kubelet.after(RETRY_MS, self.flush, worker)

    def forget(self, uid: str) -> None:
        """The Pod is gone."""
        for memory in (self.statuses, self.told, self.busy, self.doomed):
            memory.pop(uid, None)


def _difference(told: Object, status: Object) -> Object:
    """The strategic merge patch that leads from one status to the other."""
    change: Object = {}
    for name, value in status.items():
        if told.get(name) == value:
            continue
        if name == "conditions":
            mine = {one["type"] for one in value}  # conditions of others are theirs
            over = [one["type"] for one in told.get(name, ()) if one["type"] in PASSING and one["type"] not in mine]
            same = [_known(one) for one in told.get(name, ()) if one["type"] in mine] == [_known(one) for one in value]
            if same and not over:
                continue
            before = {condition["type"]: condition for condition in told.get("conditions", ())}
            change[name] = [_condition(before.get(condition["type"]), condition) for condition in value]
            change[name] += [{"type": kind, "$patch": "delete"} for kind in over]
            change["$setElementOrder/conditions"] = [{"type": condition["type"]} for condition in value]
        else:
            change[name] = value if not isinstance(value, dict) else _replaced(told.get(name), value)
    for name in told:
        if name not in status and name in ("podIP", "podIPs", "reason", "message", "initContainerStatuses"):
            change[name] = None
    return change


def _condition(before: Object | None, after: Object) -> Object:
    if before is None:
        return after
    change = {**{name: None for name in before if name not in after}, **after}
    if "lastProbeTime" in before:
        del change["lastProbeTime"]  # null in a patch would take the field away
    return change


def _known(condition: Object) -> Object:
    return {name: value for name, value in condition.items() if value is not None}


def _replaced(before: Any, after: Object) -> Object:
    if not isinstance(before, dict):
        return after
    return {**{name: None for name in before if name not in after}, **after}
