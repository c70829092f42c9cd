"""DaemonSet controller: one Pod on each node that matches, no more and no less. Fact sheet §7.4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Response
from .....machinery.events import NORMAL, WARNING
from .....machinery.expectations import Expectations
from .....machinery.objects import (
    Key,
    Object,
    controller_uid,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from .....machinery.resources import CONTROLLERREVISIONS, DAEMONSETS, NODES, PODS
from ...owners import claim, owner_of
from ...pods import is_available, is_ready, namespace_of_orphan, phase_of
from ...revisions import ensure, forget_oldest
from ...taints import taints_of
from ..controller import Controller
from ..slow_start import SlowStart
from .placing import REVISION_LABEL, new_pod, should_run, target_node
from .rolling import max_surge, to_replace, to_surge

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

BURST = 250
FIRST_BACKOFF_MS = 1_000
MAX_BACKOFF_MS = 900_000


class DaemonSetController(Controller):
    """A Pod per node."""

    name = "daemonset-controller"
    account = "daemon-set-controller"
    workers = 2

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.expectations = Expectations(manager)
        self.backoff: dict[str, tuple[int, int]] = {}  # "DaemonSet's UID/node" → delay, since when, in ms
        self.daemonsets = self.informer(DAEMONSETS)
        self.daemonsets.subscribe(self.daemonset_changed)
        self.revisions = self.informer(CONTROLLERREVISIONS)
        self.revisions.index("controller", controller_uid)
        self.revisions.subscribe(self.revision_changed)
        self.nodes = self.informer(NODES)
        self.nodes.subscribe(self.node_changed)
        self.pods = self.informer(PODS)
        self.pods.index("controller", controller_uid)
        self.pods.index("orphans", namespace_of_orphan)
        self.pods.subscribe(self.pod_changed)

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def daemonset_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A DaemonSet is new, different or gone."""
        self.queue.add(key_of(new))

    def revision_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A template has been written down."""
        owner = owner_of(new, DAEMONSETS, self.daemonsets)
        if owner is not None:
            self.queue.add(key_of(owner))

    def node_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A node is new, gone, or matches something else."""
        same = old is not None and labels_of(old) == labels_of(new) and taints_of(old) == taints_of(new)
        if change == "updated" and same:
            return
        for key in self.daemonsets.objects:
            self.queue.add(key)

    def pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A Pod is new, different or gone."""
        owner = owner_of(new, DAEMONSETS, self.daemonsets)
        if owner is None:
            return
        key = key_of(owner)
        if change == "deleted" or deleting(new):
            self.expectations.deletion_seen(key, uid_of(new))
        if change == "added":
            self.expectations.creation_seen(key)
        min_ready_s = owner["spec"].get("minReadySeconds", 0)
        if min_ready_s and old is not None and not is_ready(old) and is_ready(new):
            self.queue.add_after(key, min_ready_s * 1000 + 1000)
        self.queue.add(key)

    # -- what it does -----------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Compare nodes and Pods."""
        daemonset = self.daemonsets.get(key)
        if daemonset is None:
            self.expectations.forget(key)
            return
        if deleting(daemonset) or not self.up_to_date(key):
            return
        kept = ensure(self, daemonset, DAEMONSETS, self.revisions, REVISION_LABEL)
        if kept is None:
            return
        revision = labels_of(kept)[REVISION_LABEL]
        by_node: dict[str, list[Object]] = {}
        for pod in claim(self, daemonset, DAEMONSETS, self.pods):
            by_node.setdefault(target_node(pod), []).append(pod)
        look = _Look(self, daemonset, revision, self.nodes.list(), by_node)
        if not self.expectations.met(key):
            look.write_status()
            return
        look.compare()
        if not look.missing and not look.surplus:
            strategy = daemonset["spec"].get("updateStrategy") or {}
            if strategy.get("type", "RollingUpdate") == "RollingUpdate":
                if max_surge(daemonset, len(look.wanted_nodes)):
                    look.missing = to_surge(daemonset, revision, look.wanted_nodes, by_node, self.now_ms())
                else:
                    look.surplus = to_replace(daemonset, revision, look.wanted_nodes, by_node, self.now_ms())
                look.reason = "it has the old template"
        look.carry_out()
        hashes = {labels_of(pod).get(REVISION_LABEL): None for pods in by_node.values() for pod in pods}
        in_use = {f"{name_of(daemonset)}-{code}": None for code in (*hashes, revision)}
        forget_oldest(self, daemonset, self.revisions, in_use)

    def backing_off(self, daemonset: Object, node: str) -> bool:
        """Whether the last failed Pod of this node was deleted too short ago; if so, come back later."""
        place, now_ms = f"{uid_of(daemonset)}/{node}", self.manager.now_ms
        delay_ms, since_ms = self.backoff.get(place, (0, -2 * MAX_BACKOFF_MS - 1))
        if now_ms - since_ms < delay_ms:
            self.queue.add_after(key_of(daemonset), since_ms + delay_ms - now_ms)
            return True
        fresh = now_ms - since_ms > 2 * MAX_BACKOFF_MS
        self.backoff[place] = (FIRST_BACKOFF_MS if fresh else min(delay_ms * 2, MAX_BACKOFF_MS), now_ms)
        return False


class _Look:
    """One look at one DaemonSet."""

    def __init__(
        self,
        controller: DaemonSetController,
        daemonset: Object,
        revision: str,
        nodes: list[Object],
        by_node: dict[str, list[Object]],
    ) -> None:
        self.controller = controller
        self.daemonset = daemonset
        self.key = key_of(daemonset)
        self.revision = revision
        self.nodes = nodes
        self.by_node = by_node
        self.wanted_nodes: list[str] = []
        self.missing: list[str] = []  # nodes without a Pod
        self.surplus: list[Object] = []  # Pods to delete
        self.reason = "it is not wanted there"
        self.left = 0

    def compare(self) -> None:
        """Which nodes lack a Pod, and which Pods are too many."""
        for node in self.nodes:
            run, go_on = should_run(self.daemonset, node)
            name = name_of(node)
            pods = self.by_node.get(name, [])
            if run:
                self.wanted_nodes.append(name)
            if run and not pods:
                self.missing.append(name)
            elif pods and not go_on:
                self.surplus += [pod for pod in pods if not deleting(pod)]
            elif pods:
                self._keep_one(name, pods)
        present = {name_of(node): None for node in self.nodes}
        for name, pods in self.by_node.items():  # not bound yet, and the node is gone
            if name not in present:
                self.surplus += [pod for pod in pods if not pod["spec"].get("nodeName") and not deleting(pod)]
        self.missing = self.missing[:BURST]
        self.surplus = self.surplus[:BURST]

    def _keep_one(self, node: str, pods: list[Object]) -> None:
        running: list[Object] = []
        for pod in pods:
            if deleting(pod):
                continue
            if phase_of(pod) not in ("Failed", "Succeeded"):
                running.append(pod)
            elif not self.controller.backing_off(self.daemonset, node):
                self._tell_of_finished(node, pod)
                self.surplus.append(pod)
        running.sort(key=_age)
        if not max_surge(self.daemonset, len(self.nodes)):
            self.surplus += running[1:]
            return
        new = [pod for pod in running if labels_of(pod).get(REVISION_LABEL) == self.revision]
        old = [pod for pod in running if labels_of(pod).get(REVISION_LABEL) != self.revision]
        min_ready_s = self.daemonset["spec"].get("minReadySeconds", 0)
        replaced = bool(new) and is_available(new[0], min_ready_s, self.controller.now_ms())
        self.surplus += new[1:] + (old if replaced else old[1:])
        if replaced and old:
            self.reason = "its successor works"

    def _tell_of_finished(self, node: str, pod: Object) -> None:
        which = f"daemon pod {key_of(pod)} on node {node}"
        events = self.controller.events
        if phase_of(pod) == "Failed":
            events.event(self.daemonset, WARNING, "FailedDaemonPod", f"Found failed {which}, will try to kill it")
        else:
            events.event(
                self.daemonset, NORMAL, "SucceededDaemonPod", f"Found succeeded {which}, will try to delete it"
            )

    # -- deeds ------------------------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """Delete, create, then write the status."""
        controller, name = self.controller, name_of(self.daemonset)
        if self.missing or self.surplus:
            controller.expectations.expect(self.key, len(self.missing), [uid_of(pod) for pod in self.surplus])
        self.left = len(self.surplus) + (1 if self.missing else 0)
        for pod in self.surplus:
            sentence = f"The DaemonSet controller deletes {name_of(pod)} from {target_node(pod)}: {self.reason}."
            controller.decide("Deletes", DAEMONSETS, self.daemonset, sentence)
            controller.client.delete(PODS, namespace_of(pod), name_of(pod), self._deleted, pod)
        if self.missing:
            where = self.missing[0] if len(self.missing) == 1 else f"{len(self.missing)} nodes"
            sentence = f"The DaemonSet controller finds no Pod of {name} on {where} and creates what is missing."
            controller.decide("Creates", DAEMONSETS, self.daemonset, sentence, nodes=self.missing)
            pods = [new_pod(self.daemonset, node, self.revision) for node in self.missing]
            SlowStart(controller.client, PODS, pods, self._created, self._all_created).next_batch()
        if not self.left:
            self.write_status()

    def _created(self, response: Response) -> None:
        events = self.controller.events
        if response.ok:
            message = f"Created pod: {response.body['metadata']['name']}"
            events.event(self.daemonset, NORMAL, "SuccessfulCreate", message)
            return
        self.controller.expectations.creation_seen(self.key)
        if "because it is being terminated" not in response.message:
            events.event(self.daemonset, WARNING, "FailedCreate", f"Error creating: {response.message}")

    def _all_created(self, skipped: int) -> None:
        self.controller.expectations.creation_seen(self.key, skipped)
        self._one_done()

    def _deleted(self, response: Response, pod: Object) -> None:
        if response.ok:
            message = f"Deleted pod: {name_of(pod)}"
            self.controller.events.event(self.daemonset, NORMAL, "SuccessfulDelete", message)
        else:
            self.controller.expectations.deletion_seen(self.key, uid_of(pod))
            if response.code != 404:
                message = f"Error deleting: {response.message}"
                self.controller.events.event(self.daemonset, WARNING, "FailedDelete", message)
        self._one_done()

    def _one_done(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.write_status()

    def write_status(self) -> None:
        """Count again what each node has, and write it down if it is news."""
        status = self._status()
        if status != self.daemonset.get("status"):
            controller = self.controller
            body = {**self.daemonset, "status": status}
            controller.client.update_status(DAEMONSETS, body, controller.wrote, self.key, controller.daemonsets)

    def _status(self) -> Object:
        desired = current = misscheduled = ready = available = updated = 0
        min_ready_s, now_ms = self.daemonset["spec"].get("minReadySeconds", 0), self.controller.now_ms()
        for node in self.nodes:
            run, _ = should_run(self.daemonset, node)
            pods = sorted(self.by_node.get(name_of(node), ()), key=_age)
            desired += run
            current += bool(run and pods)
            misscheduled += bool(pods and not run)
            if run and pods:
                ready += is_ready(pods[0])
                available += is_available(pods[0], min_ready_s, now_ms)
                updated += labels_of(pods[0]).get(REVISION_LABEL) == self.revision
        status = {
            "currentNumberScheduled": current,
            "numberMisscheduled": misscheduled,
            "desiredNumberScheduled": desired,
            "numberReady": ready,
            "observedGeneration": self.daemonset["metadata"].get("generation", 1),
        }
        optional = {
            "updatedNumberScheduled": updated,
            "numberAvailable": available,
            "numberUnavailable": desired - available,
        }
        return status | {field: count for field, count in optional.items() if count}


def _age(pod: Object) -> tuple[str, str]:
    return pod["metadata"]["creationTimestamp"], name_of(pod)


__all__ = ["DaemonSetController"]
