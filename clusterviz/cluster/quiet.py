"""Quiet: the moment when nothing more follows from what has been done. `settle` in stories and lessons, and the pace "until quiet".

Quiet means: for 3 s no object has changed (leases, events and node status aside), and no Pod on a living node is being
started or stopped.
"""

from __future__ import annotations

from .cluster import Cluster
from .machinery.objects import Object
from .machinery.resources import EVENTS, LEASES, NODES, PODS, is_custom_key, resource_of_etcd_key
from .machinery.storage import StoreEvent

STILL_MS = 3_000  # so long nothing may change
AT_MOST_MS = 60_000  # some clusters never come to rest: a CronJob, a Pod whose init container waits for ever
LOOK_MS = 250  # how often `settle` looks
BACKING_OFF = (
    "CrashLoopBackOff",
    "CreateContainerConfigError",
    "CreateContainerError",
    "ErrImageNeverPull",
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
)


class Stillness:
    """Knows since when no object of a cluster has changed. It looks at what etcd holds, and changes nothing."""

    def __init__(self, cluster: Cluster) -> None:
        """Begin to look now."""
        self.cluster = cluster
        self.seen_revision = cluster.etcd.store.revision
        self.since_ms = cluster.now_ms

    def quiet(self) -> bool:
        """Whether the cluster is quiet now."""
        store = self.cluster.etcd.store
        if store.revision != self.seen_revision:
            for revision in range(max(self.seen_revision, store.compacted) + 1, store.revision + 1):
                if any(_matters(event) for event in store.history.get(revision, ())):
                    self.since_ms = self.cluster.now_ms
            self.seen_revision = store.revision
        if self.cluster.now_ms - self.since_ms < STILL_MS:
            return False
        return not any(under_way(self.cluster, pod) for pod in self.cluster.objects(PODS))


def settle(cluster: Cluster, at_most_ms: int = AT_MOST_MS) -> bool:
    """Let time pass until the cluster is quiet, at most so long. Returns whether it is."""
    stillness = Stillness(cluster)
    patience_ms = cluster.now_ms + at_most_ms
    while cluster.now_ms < patience_ms:
        cluster.run_for(min(LOOK_MS, patience_ms - cluster.now_ms))
        if stillness.quiet():
            return True
    return False


def under_way(cluster: Cluster, pod: Object) -> bool:
    """Whether a living node is starting or stopping this Pod."""
    node = pod["spec"].get("nodeName", "")
    if not node or not _lives(cluster, node):
        return False
    if "deletionTimestamp" in pod["metadata"]:
        return True
    status = pod.get("status", {})
    containers = [*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())]
    waiting = [c["state"]["waiting"].get("reason", "") for c in containers if "waiting" in c.get("state", {})]
    if any(reason in BACKING_OFF for reason in waiting):
        return False
    return status.get("phase", "Pending") == "Pending" or (bool(waiting) and status["phase"] == "Running")


def _lives(cluster: Cluster, node: str) -> bool:
    kubelet = cluster.components.get(f"kubelet/{node}")
    return kubelet is not None and kubelet.running and node not in cluster.network.powered_off


def _matters(event: StoreEvent) -> bool:
    resource = resource_of_etcd_key(event.key)
    if resource is LEASES or resource is EVENTS or (resource is None and not is_custom_key(event.key)):
        return False
    if resource is not NODES or event.kv is None or event.previous is None:
        return True
    return _without_status(event.kv.value) != _without_status(event.previous.value)


def _without_status(node: Object) -> Object:
    metadata = {
        name: value for name, value in node["metadata"].items() if name not in ("resourceVersion", "managedFields")
    }
    return {**node, "metadata": metadata, "status": None}
