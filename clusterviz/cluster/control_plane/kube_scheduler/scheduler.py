"""kube-scheduler: takes one Pod after the other from its queue, chooses a node, and tells the API server."""

from __future__ import annotations

from functools import partial
from typing import Any

from ...machinery.api import Response, User
from ...machinery.client import Client
from ...machinery.component import Alarm, Component
from ...machinery.events import NORMAL, WARNING, SchedulerEvents
from ...machinery.informer import Informer, all_synced
from ...machinery.leader_election import LeaderElection
from ...machinery.objects import Key, Object, condition_of, key_of, name_of, uid_of
from ...machinery.resources import NODES, PODS, RESOURCES
from ...machinery.times import timestamp
from .changes import Change
from .cycle import Memory, schedule
from .outcome import Outcome
from .plugins import SCORERS
from .plugins.default_preemption import Candidate
from .pod_info import PodInfo, finished
from .prebinding import PreBinding
from .queue import WAIT_CHECK_MS, QueuedPod, SchedulingQueue
from .sentences import bound_sentence, preempts_sentence, waits_sentence
from .snapshot import Snapshot

SCHEDULER_NAME = "default-scheduler"
USER = User("system:kube-scheduler", ("system:authenticated",))
CYCLE_MS = 1  # how long one Pod takes. Fact sheet §19.2
WEIGHTS = {plugin.name: plugin.weight for plugin in SCORERS}
NOTE_LIMIT = 1024  # bytes of an event's text

# What plugins ask for besides nodes and Pods.
ALSO_WATCHED = tuple(
    resource
    for resource in RESOURCES
    if resource.plural
    in (
        "namespaces", "services", "replicationcontrollers", "replicasets", "statefulsets", "poddisruptionbudgets",
        "persistentvolumes", "persistentvolumeclaims", "storageclasses", "csinodes",
    )
)  # fmt: skip

DETAILED_NODES = 20  # a decision's table has no more rows
DETAILED_DECISIONS = 200  # older decisions keep their sentence only


class Scheduler(Component):
    """The default scheduler, with the default profile."""

    leader_elect = True  # the flag --leader-elect; without it the process leads at once

    def boot(self) -> None:
        """Fill the caches; begin once they are full and this process leads."""
        self.client = Client(self, USER)
        self.events = SchedulerEvents(self.client, self.node)
        self.snapshot = Snapshot()
        self.queue = SchedulingQueue()
        self.memory = Memory()
        self.assumed: dict[Key, str] = {}  # Pods whose binding the watch has not confirmed yet, with their node
        self.prebinding = PreBinding(self)
        self.next_start_index = 0
        self.leading = False
        self._next_cycle: Alarm | None = None
        self._next_cycle_at_ms = 0
        self._details: list[dict[str, Any]] = []
        self.nodes = Informer(self.client, NODES)
        self.pods = Informer(self.client, PODS)
        self.others = [Informer(self.client, resource) for resource in ALSO_WATCHED]
        self.nodes.subscribe(self._node_changed)
        self.pods.subscribe(self._pod_changed)
        for informer in self.others:
            informer.subscribe(partial(self._other_changed, informer.resource.plural))
        for informer in (self.nodes, self.pods, *self.others):
            informer.when_synced(self._go_on)
            informer.start()
        if self.leader_elect:
            self.election = LeaderElection(self, self.client, "kube-scheduler", self._lead)
        else:
            self._lead()
        self.every(WAIT_CHECK_MS, self._flush_waiting)

    def _lead(self) -> None:
        self.leading = True
        self._go_on()

    # -- what happens in the cluster --------------------------------------------------------------------------------

    def _node_changed(self, change: str, old: Object | None, new: Object) -> None:
        if change == "deleted":
            self.snapshot.remove_node(name_of(new))
            self._changed(Change("nodes", new, None))
        else:
            self.snapshot.set_node(new)
            self._changed(Change("nodes", old, new))

    def _other_changed(self, plural: str, change: str, old: Object | None, new: Object) -> None:
        if change == "deleted":
            self.snapshot.drop(plural, new)
            self._changed(Change(plural, new, None))
        else:
            self.snapshot.put(plural, new)
            self._changed(Change(plural, old, new))

    def _pod_changed(self, change: str, old: Object | None, new: Object) -> None:
        key = key_of(new)
        if old is not None and uid_of(old) != uid_of(new):
            self._pod_gone(key)
        if change == "deleted" or finished(new):
            self._pod_gone(key)
        elif new["spec"].get("nodeName"):
            self._pod_on_node(key, new)
        elif key not in self.assumed and (new["spec"].get("schedulerName") or SCHEDULER_NAME) == SCHEDULER_NAME:
            self._pod_pending(key, new)

    def _pod_gone(self, key: Key) -> None:
        self.assumed.pop(key, None)
        known = self.snapshot.pods.get(key)
        queued = self.queue.get(key)
        if queued is not None:
            self.queue.remove(key)
            self.snapshot.nominate(queued.pod, "")
        if known is not None:
            self.snapshot.remove_pod(key)
            self._changed(Change("pods", known[0].pod, None))

    def _pod_on_node(self, key: Key, pod: Object) -> None:
        confirmed = self.assumed.pop(key, None) is not None
        known = self.snapshot.pods.get(key)
        if known is not None and known[1] == pod["spec"]["nodeName"] and _counts_as_before(known[0].pod, pod):
            known[0].pod = pod
            if confirmed:  # for Pods that want to be near it, it is there only now
                self._changed(Change("pods", None, pod))
            return
        info = PodInfo(pod)
        queued = self.queue.get(key)
        if queued is not None:
            self.queue.remove(key)
        if self.snapshot.nominated:
            self.snapshot.nominate(info, "")
        self.snapshot.add_pod(info, pod["spec"]["nodeName"])
        old = known[0].pod if known is not None and not confirmed else None
        self._changed(Change("pods", old, pod))

    def _pod_pending(self, key: Key, pod: Object) -> None:
        queued = self.queue.get(key)
        info = PodInfo(pod)
        if queued is None:
            queued = QueuedPod(info, self.now_ms, self.trace.cause())
            self.queue.add(queued, self.now_ms)
        else:
            before = queued.pod.pod
            queued.pod = info
            if before["spec"] != pod["spec"] or before["metadata"].get("labels") != pod["metadata"].get("labels"):
                queued.cause = self.trace.cause()
                self.queue.add(queued, self.now_ms)
        if info.nominated_node or self.snapshot.nominated:
            self.snapshot.nominate(info, info.nominated_node)
        self._go_on()

    def _changed(self, change: Change) -> None:
        if self.prebinding.waiting:
            self.prebinding.look()
        if self.queue.unschedulable:
            self.queue.cluster_changed(change, self.now_ms, self.trace.cause())
            self._go_on()

    # -- the loop ---------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Make sure that the next Pod's turn comes."""
        if not self.leading or not all_synced((self.nodes, self.pods, *self.others)):
            return
        at_ms = self.queue.next_at_ms(self.now_ms)
        if at_ms is None:
            return
        at_ms = max(at_ms, self.now_ms + CYCLE_MS)
        if self._next_cycle is not None:
            if self._next_cycle_at_ms <= at_ms:
                return
            self._next_cycle.cancel()
        self._next_cycle_at_ms = at_ms
        self._next_cycle = self.after(at_ms - self.now_ms, self._cycle)

    def _flush_waiting(self) -> None:
        self.queue.flush_waiting(self.now_ms)
        self._go_on()

    def _cycle(self) -> None:
        """One Pod's turn."""
        self._next_cycle = None
        self.queue.flush_backoff(self.now_ms)
        queued = self.queue.pop()
        if queued is not None:
            self.trace.reacting_to(queued.cause)
            self._schedule(queued)
        self._go_on()

    def _schedule(self, queued: QueuedPod) -> None:
        pod = queued.pod
        if pod.terminating:
            self._tell(pod.pod, WARNING, "FailedScheduling", "Scheduling", f"skip schedule deleting pod: {pod.key}")
            return
        outcome = schedule(
            pod, self.snapshot, memory=self.memory, start_index=self.next_start_index, draw=self.chance.below
        )
        if outcome.next_start_index is not None:
            self.next_start_index = outcome.next_start_index
        if outcome.node:
            self._bind(queued, outcome)
        else:
            self._give_up(queued, outcome)

    def _detail(self, outcome: Outcome) -> dict[str, Any]:
        detail = outcome.table(DETAILED_NODES) | {"weights": WEIGHTS}
        self._details.append(detail)
        if len(self._details) > DETAILED_DECISIONS:
            self._details.pop(0).clear()
        return detail

    # -- success ----------------------------------------------------------------------------------------------------

    def _bind(self, queued: QueuedPod, outcome: Outcome) -> None:
        pod = queued.pod
        self.snapshot.add_pod(pod, outcome.node)
        if self.snapshot.nominated:
            self.snapshot.nominate(pod, "")
        self.assumed[pod.key] = outcome.node
        self.decide("Bound", f"pods/{pod.key}", bound_sentence(outcome), self._detail(outcome))
        if not pod.claims or not self.prebinding.begin(queued, outcome.node):
            self.bind(queued, outcome.node)

    def bind(self, queued: QueuedPod, node: str) -> None:
        """Tell the API server where the Pod goes."""
        self.client.bind(queued.pod.pod, node, self._bound, queued, node)

    def _bound(self, response: Response, queued: QueuedPod, node: str) -> None:
        pod = queued.pod
        if response.ok:
            self._tell(pod.pod, NORMAL, "Scheduled", "Binding", f"Successfully assigned {pod.key} to {node}")
            return
        self.not_bound(queued, node, f'running Bind plugin "DefaultBinder": {response.message}')

    def not_bound(self, queued: QueuedPod, node: str, message: str) -> None:
        """The place was not taken after all: it is free again, and the Pod tries again."""
        pod = queued.pod
        fresh = self.pods.get(pod.key)
        if fresh is not None and uid_of(fresh) == uid_of(pod.pod):
            self._tell(pod.pod, WARNING, "FailedScheduling", "Scheduling", message)
        if self.assumed.get(pod.key) != node or self.snapshot.pods[pod.key][0] is not pod:
            return  # the watch knows better already
        del self.assumed[pod.key]
        self.snapshot.remove_pod(pod.key)
        self._changed(Change("pods", pod.pod, None))
        if fresh is None or uid_of(fresh) != uid_of(pod.pod):
            return
        self._set_condition(pod.pod, "SchedulerError", message, "")
        queued.pod = PodInfo(fresh)
        queued.failed(self.now_ms, self.clock.epoch_ms, [])
        queued.cause = self.trace.cause()
        self.queue.add(queued, self.now_ms)
        self._go_on()

    # -- failure ----------------------------------------------------------------------------------------------------

    def _give_up(self, queued: QueuedPod, outcome: Outcome) -> None:
        pod = queued.pod
        message = outcome.message
        detail = self._detail(outcome)
        detail["message"] = message
        self.decide("Unschedulable", f"pods/{pod.key}", waits_sentence(outcome), detail)
        queued.failed(self.now_ms, self.clock.epoch_ms, outcome.rejectors)
        if queued.was_error:
            self.queue.add(queued, self.now_ms)
        else:
            self.queue.wait(queued)
        self._tell(pod.pod, WARNING, "FailedScheduling", "Scheduling", message)
        nominated_node = self._nominated_for(pod, outcome)
        self.snapshot.nominate(pod, nominated_node)
        self._set_condition(pod.pod, "Unschedulable", message, nominated_node)
        if outcome.preemption is not None and outcome.preemption.chosen is not None:
            self._make_room(pod, outcome.preemption.chosen)

    def _nominated_for(self, pod: PodInfo, outcome: Outcome) -> str:
        """Where room is made for a Pod: as decided now, or as before if it has only to wait for that."""
        tried = outcome.preemption
        if tried is None:
            return ""
        if tried.chosen is not None:
            return tried.chosen.node
        return pod.nominated_node if tried.ineligible else ""

    # -- preemption -------------------------------------------------------------------------------------------------

    def _make_room(self, preemptor: PodInfo, chosen: Candidate) -> None:
        """Evict the victims; the Pod waits until they are gone. Fact sheet §6.7."""
        self.decide("Preempts", f"pods/{preemptor.key}", preempts_sentence(preemptor, chosen))
        for other in list(self.snapshot.nominated.get(chosen.node, {}).values()):
            if other.priority < preemptor.priority:
                self.snapshot.nominate(other, "")
                if other.nominated_node:
                    patch: Object = {"status": {"nominatedNodeName": None}}
                    self.client.patch(PODS, other.namespace, other.name, patch, subresource="status", tolerate=(404,))
        for victim in chosen.victims:
            if not victim.terminating:
                self._condemn(victim, preemptor, chosen.node)

    def _condemn(self, victim: PodInfo, preemptor: PodInfo, node: str) -> None:
        """Write into a victim's status why it has to go; then it goes."""
        condition = {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": "PreemptionByScheduler",
            "message": f"{SCHEDULER_NAME}: preempting to accommodate a higher priority pod",
            "lastProbeTime": None,
            "lastTransitionTime": timestamp(self.clock.epoch_ms + self.now_ms),
        }
        if "generation" in victim.pod["metadata"]:
            condition["observedGeneration"] = victim.pod["metadata"]["generation"]
        patch = {"metadata": {"uid": uid_of(victim.pod)}, "status": {"conditions": [condition]}}
        self.client.patch(
            PODS, victim.namespace, victim.name, patch, self._evict, victim, preemptor, node, subresource="status"
        )

    def _evict(self, response: Response, victim: PodInfo, preemptor: PodInfo, node: str) -> None:
        if not response.ok:
            self._try_again(response, preemptor)
            return
        options = {"preconditions": {"uid": uid_of(victim.pod)}}
        self.client.delete(PODS, victim.namespace, victim.name, self._try_again, preemptor, options=options)
        note = f"Preempted by pod {uid_of(preemptor.pod)} on node {node}"
        self.events.event(victim.pod, NORMAL, "Preempted", "Preempting", note, preemptor.pod)

    def _try_again(self, response: Response, preemptor: PodInfo) -> None:
        """A victim could not be evicted, and is not gone either: the preemptor looks again after its back-off."""
        queued = self.queue.get(preemptor.key)
        if not response.ok and response.code != 404 and queued is not None:
            self.queue.add(queued, self.now_ms)
            self._go_on()

    # -- what others are told ---------------------------------------------------------------------------------------

    def _set_condition(self, pod: Object, reason: str, message: str, nominated_node: str) -> None:
        """Write the condition PodScheduled and the nominated node into the Pod's status, if they have changed."""
        pod = self.pods.get(key_of(pod)) or pod
        condition = {"type": "PodScheduled", "status": "False", "reason": reason, "message": message}
        if "generation" in pod["metadata"]:
            condition["observedGeneration"] = pod["metadata"]["generation"]
        status: Object = {}
        before = condition_of(pod, "PodScheduled")
        if before is None or any(before.get(field) != value for field, value in condition.items()):
            now = timestamp(self.clock.epoch_ms + self.now_ms)
            since = before["lastTransitionTime"] if before is not None and before["status"] == "False" else now
            status["conditions"] = [{**condition, "lastProbeTime": None, "lastTransitionTime": since}]
        if nominated_node != ((pod.get("status") or {}).get("nominatedNodeName") or ""):
            status["nominatedNodeName"] = nominated_node or None
        if status:
            patch = {"metadata": {"uid": uid_of(pod)}, "status": status}
            namespace, name = pod["metadata"]["namespace"], name_of(pod)
            self.client.patch(PODS, namespace, name, patch, subresource="status", tolerate=(404, 409))

    def _tell(self, pod: Object, type: str, reason: str, action: str, note: str) -> None:
        if len(note.encode()) > NOTE_LIMIT:
            note = note.encode()[: NOTE_LIMIT - 4].decode(errors="ignore") + " ..."
        self.events.event(pod, type, reason, action, note)


def _counts_as_before(old: Object, new: Object) -> bool:
    """Whether a Pod weighs the same as before: most changes are changes of its status."""
    before, after = old["metadata"], new["metadata"]
    if before.get("deletionTimestamp") != after.get("deletionTimestamp") or before.get("labels") != after.get("labels"):
        return False
    return old["spec"] is new["spec"] or {**old["spec"], "nodeName": ""} == {**new["spec"], "nodeName": ""}
