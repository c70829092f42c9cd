"""History: what etcd has stored, version by version. Some promises can be broken and mended between two looks.

It reads every revision once, in order, and writes down each contradiction.
"""

from __future__ import annotations

from ...cluster.cluster import Cluster
from ...cluster.invariants.machines import containers_of
from ...cluster.machinery.objects import (
    Object,
    condition_true,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
    unfinished,
)
from ...cluster.machinery.resources import ENDPOINTSLICES, NODES, PODS, SERVICES, resource_of_etcd_key
from ...cluster.machinery.storage import StoreEvent

MEMORY_PRESSURE = "MemoryPressure"
SERVICE_NAME = "kubernetes.io/service-name"


class History:
    """What has been stored since it began to read, as far as the promises need it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.wrong: list[str] = []
        self.restarts: dict[tuple[str, str], int] = {}  # (Pod UID, container) → restarts so far
        self.ready: dict[tuple[str, str], bool] = {}  # (Pod UID, address) that has been ready at some time
        self.incarnations: dict[str, int] = {}  # node → its kubelet's, at the last look
        self.pressed: dict[str, int] = {}  # node that is short of memory → its kubelet's incarnation, as it said so
        self.slowed: set[str] = set()  # nodes whose words may have overtaken each other: a link to them was slow once
        self.bound_under: dict[str, int] = {}  # Pod UID that was bound to such a node → that incarnation
        self.early: set[str] = set()  # Services that have named Pods before they are ready
        self.revision = 0
        for pod in cluster.objects(PODS):
            self._written(pod)
        self.revision = cluster.etcd.store.revision

    def read(self) -> list[str]:
        """Read on to the newest revision. Returns what is wrong so far."""
        store = self.cluster.etcd.store
        self.slowed.update(name.rpartition("/")[2] for link in self.cluster.network.slow_links_ms for name in link)
        for revision in range(max(self.revision, store.compacted) + 1, store.revision + 1):
            for event in store.history.get(revision, ()):
                resource = resource_of_etcd_key(event.key)
                if resource is PODS:
                    self._pod(event)
                elif resource is ENDPOINTSLICES and event.kv is not None:
                    self._slice(event.kv.value)
                elif resource is SERVICES and event.kv is not None:
                    if event.kv.value["spec"].get("publishNotReadyAddresses"):
                        self.early.add(key_of(event.kv.value))
                elif resource is NODES and event.kv is not None:
                    self._node(event.kv.value)
        self.revision = max(self.revision, store.revision)
        self.incarnations = {
            one.node: one.incarnation for name, one in self.cluster.components.items() if name == f"kubelet/{one.node}"
        }
        return self.wrong

    # -- Pods ---------------------------------------------------------------------------------------------------------

    def _pod(self, event: StoreEvent) -> None:
        before = event.previous.value if event.previous is not None else None
        if event.kv is None:
            if before is not None:
                self._gone(before)
            return
        pod = event.kv.value
        if before is not None and uid_of(before) == uid_of(pod):
            self._changed(before, pod)
        self._written(pod)
        self._begun(before, pod)

    def _changed(self, before: Object, pod: Object) -> None:
        name, node = key_of(pod), before["spec"].get("nodeName")
        if node and pod["spec"].get("nodeName") != node:
            self.wrong.append(f"{name} was bound to {node}, and then to {pod['spec'].get('nodeName')}")
        # A controller that calls a running Pod failed may be overtaken by the kubelet's word about it; an end stays an end.
        ended = not unfinished(before) and all("terminated" in one["state"] for one, _ in containers_of(before))
        if ended and pod["status"].get("phase") != before["status"]["phase"]:
            self.wrong.append(f"{name} was {before['status']['phase']}, and then {pod['status'].get('phase')}")
        if deleting(before) and not deleting(pod):
            self.wrong.append(f"the deletion of {name} was taken back")

    def _written(self, pod: Object) -> None:
        uid = uid_of(pod)
        for one, _ in containers_of(pod):
            key, restarts = (uid, one["name"]), one["restartCount"]
            # The last word of a machine that lost its power may arrive after the first one of the same machine again.
            late = pod["spec"].get("nodeName") in self.slowed
            if restarts < self.restarts.get(key, 0) and not late:
                self.wrong.append(
                    f"{one['name']} of {key_of(pod)} had {self.restarts[key]} restarts, and then {restarts}"
                )
            self.restarts[key] = restarts
        if condition_true(pod, "Ready"):
            self.ready[uid, pod["status"].get("podIP", "")] = True

    def _gone(self, pod: Object) -> None:
        """Who ends in peace is taken away by its kubelet, which has stopped its containers first."""
        graceful = deleting(pod) and pod["metadata"].get("deletionGracePeriodSeconds")
        if not graceful or not any(
            name_of(node) == pod["spec"].get("nodeName") for node in self.cluster.objects(NODES)
        ):
            return
        running = [one["name"] for one, _ in containers_of(pod) if "running" in one["state"]]
        if running:
            self.wrong.append(f"{key_of(pod)} was taken away while {running} still ran")

    # -- pressure -----------------------------------------------------------------------------------------------------

    def _node(self, node: Object) -> None:
        name = name_of(node)
        if not condition_true(node, MEMORY_PRESSURE):
            self.pressed.pop(name, None)
        elif name in self.incarnations:
            self.pressed.setdefault(name, self.incarnations[name])

    def _begun(self, before: Object | None, pod: Object) -> None:
        """A node that is short of memory takes no Pod that asks for none. A kubelet that has restarted must first find out."""
        node, uid = pod["spec"].get("nodeName", ""), uid_of(pod)
        if node in self.pressed and (before is None or not before["spec"].get("nodeName")):
            self.bound_under[uid] = self.pressed[node]
        if uid not in self.bound_under or not any("running" in one["state"] for one, _ in containers_of(pod)):
            return
        incarnation = self.bound_under.pop(uid)
        kubelet = self.cluster.components.get(f"kubelet/{node}")
        tolerates = any(
            "memory-pressure" in one.get("key", "memory-pressure") for one in pod["spec"].get("tolerations", ())
        )
        best_effort = pod["status"].get("qosClass") == "BestEffort" and not tolerates
        if best_effort and kubelet is not None and self.pressed.get(node) == incarnation == kubelet.incarnation:
            self.wrong.append(
                f"{node} runs {key_of(pod)}, which asks for no memory, though it was short of memory before"
            )

    # -- endpoints ----------------------------------------------------------------------------------------------------

    def _slice(self, one: Object) -> None:
        if not labels_of(one).get(SERVICE_NAME) or f"{namespace_of(one)}/{labels_of(one)[SERVICE_NAME]}" in self.early:
            return
        for endpoint in one.get("endpoints") or ():
            target = endpoint.get("targetRef") or {}
            if target.get("kind") != "Pod" or not (endpoint.get("conditions") or {}).get("ready"):
                continue
            if (target["uid"], endpoint["addresses"][0]) not in self.ready:
                self.wrong.append(
                    f"{key_of(one)} lists {target['name']} at {endpoint['addresses'][0]} as ready, which it never was"
                )
