"""Pod intake: from what the API server and the runtime tell to one worker per Pod, and the last look before it may run. Fact sheet §8.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery import cri
from ...machinery.network import Reply
from ...machinery.objects import Object, annotations_of, deleting, key_of, name_of, uid_of
from ...machinery.times import unix_ms
from . import admission, preemption
from .pod_worker import Ending, PodWorker
from .static_pods import MIRROR

if TYPE_CHECKING:
    from .kubelet import Kubelet

HOUSEKEEPING_MS = 2_000  # so long a Pod that only the runtime knows is let be. Fact sheet §8.1
TERMINAL = ("Succeeded", "Failed")
PREEMPTED = Ending(
    "Preempting",
    "Preempted in order to admit critical pod",
    disruption="Pod was preempted by Kubelet to accommodate a critical pod.",
)


class Intake:
    """Which Pods this kubelet has to do with."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.housekeeping_set = False
        self.first: list[Object] | None = []  # the Pods of the first list, until all of it is here

    # -- what comes in ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Listen to the API server."""
        pods = self.kubelet.pods
        pods.subscribe(self._pod_changed)
        pods.when_synced(self._first_ones)
        pods.when_synced(self._clean_up)
        pods.start()

    def _first_ones(self) -> None:
        """The oldest Pod has the first claim to what this node has."""
        first, self.first = self.first, None
        for pod in sorted(first or (), key=_age):
            self._new_worker(pod)

    def _pod_changed(self, change: str, old: Object | None, pod: Object) -> None:
        kubelet = self.kubelet
        if MIRROR in annotations_of(pod):
            kubelet.static_pods.mirror_changed(change, pod)
            return
        if self.first is not None:
            self.first = [one for one in self.first if uid_of(one) != uid_of(pod)]
            if change != "deleted":
                self.first.append(pod)
            return
        worker = kubelet.workers.get(uid_of(pod))
        if change == "deleted":
            if worker is not None:
                worker.removed()
            return
        if old is not None and uid_of(old) != uid_of(pod):  # deleted and made again while nobody looked
            previous = kubelet.workers.get(uid_of(old))
            if previous is not None:
                previous.removed()
        if worker is not None:
            worker.update(pod)
        else:
            self._new_worker(pod)

    def _new_worker(self, pod: Object) -> None:
        kubelet = self.kubelet
        uid = uid_of(pod)
        worker = kubelet.workers[uid] = PodWorker(kubelet, pod, kubelet.found.get(uid))
        kubelet.by_key[key_of(pod)] = uid
        status = worker.runtime_status
        ended = (pod.get("status") or {}).get("phase") in TERMINAL
        if status is not None and status.containers:
            worker.admitted = True  # it ran before this kubelet started
        if ended and (status is None or not status.running()):
            worker.state = "terminated"
            kubelet.status_manager.flush(worker)
            if deleting(pod):
                kubelet.status_manager.set(worker, kubelet.status_manager.status(pod))
            return
        if deleting(pod) or ended:
            worker.state = "terminating"
        worker.wake()

    # -- Pods that only the runtime knows -----------------------------------------------------------------------------

    def look_for_strangers(self) -> None:
        """Housekeeping, in a while."""
        if not self.housekeeping_set:
            self.housekeeping_set = True
            self.kubelet.after(HOUSEKEEPING_MS, self._keep_house)

    def _keep_house(self) -> None:
        self.housekeeping_set = False
        self.kubelet.pods.when_synced(self._clean_up)

    def _clean_up(self) -> None:
        """Pods that only the runtime knows were deleted while this kubelet was away: they must end."""
        kubelet = self.kubelet
        for uid, status in list(kubelet.found.items()):
            if uid not in kubelet.workers:
                pod = {
                    "metadata": {"namespace": status.namespace, "name": status.name, "uid": uid},
                    "spec": {"containers": []},
                }
                worker = kubelet.workers[uid] = PodWorker(kubelet, pod, status)
                worker.orphan = True
                worker.terminate()

    def forget(self, worker: PodWorker) -> None:
        """The Pod is gone from the API server and from the machine."""
        kubelet = self.kubelet
        uid, key = worker.uid, worker.key
        kubelet.workers.pop(uid, None)
        kubelet.found.pop(uid, None)
        if kubelet.by_key.get(key) == uid:
            del kubelet.by_key[key]
        kubelet.status_manager.forget(uid)
        kubelet.probes.forget(uid)
        kubelet.crash_back_off.forget(uid)
        kubelet.image_back_off.forget(uid)
        for pull in [pull for pull in kubelet.failed_pulls if pull.startswith(uid)]:
            del kubelet.failed_pulls[pull]
        if worker.runtime_status is not None:
            kubelet.ask_runtime(cri.RemovePod(uid), "RemovePodSandbox", key, _nothing)

    # -- the last look ------------------------------------------------------------------------------------------------

    def admit(self, worker: PodWorker) -> bool:
        """Whether a new Pod may run here now. A refused one has failed; a critical one may have to wait for its room."""
        kubelet = self.kubelet
        others = [
            other
            for other in kubelet.workers.values()
            if other.admitted and other.state != "terminated" and other is not worker
        ]
        if worker.waits_for_room and any(other.ending is PREEMPTED for other in others):
            return False
        worker.waits_for_room = False
        node = kubelet.node_status.node()
        pods = [other.allocated_pod() for other in others]
        pressure = kubelet.eviction.refuse(worker.pod)
        refusal = admission.Rejection(*pressure) if pressure else admission.refuse(worker.pod, node, pods)
        if refusal is None and kubelet.shutdown.under_way:
            refusal = admission.SHUTTING_DOWN
        if refusal is None:
            worker.admitted = True
            return True
        if refusal.missing and self._make_room(worker, others, refusal.missing):
            return False
        self._refuse(worker, refusal)
        return False

    def _make_room(self, worker: PodWorker, others: list[PodWorker], missing: dict[str, int]) -> bool:
        """A critical Pod may push out others: whether there are enough of them."""
        candidates = [other.pod for other in others if other.state == "syncing"]
        victims = preemption.victims(worker.pod, candidates, missing)
        if not victims:
            return False
        worker.waits_for_room = True
        for pod in victims:
            victim = self.kubelet.workers[uid_of(pod)]
            victim.event("Warning", PREEMPTED.reason, PREEMPTED.message)
            victim.end(PREEMPTED)
        return True

    def room_made(self) -> None:
        """A Pod has ended: whoever waits for room looks again."""
        for worker in list(self.kubelet.workers.values()):
            if worker.waits_for_room or worker.resizing.pending is not None:
                worker.wake()

    def _refuse(self, worker: PodWorker, refusal: admission.Rejection) -> None:
        kubelet = self.kubelet
        reason, message = refusal.reason, refusal.message
        worker.event("Warning", reason, message)
        sentence = f"The kubelet on {kubelet.node} refuses {name_of(worker.pod)}: {message.rstrip('.')}."
        kubelet.decide("Refuses", worker.key, sentence)
        refused = {
            **kubelet.status_manager.status(worker.pod),
            "observedGeneration": worker.pod["metadata"].get("generation", 1),
            "phase": "Failed",
            "reason": reason,
            "message": f"Pod was rejected: {message}",
            "startTime": kubelet.timestamp(),
        }
        worker.state = "terminated"
        kubelet.status_manager.set(worker, refused)

    def past_deadline(self, worker: PodWorker) -> bool:
        """Whether the Pod has been active longer than its spec allows; if not, look again when it will be."""
        kubelet = self.kubelet
        limit_s = worker.pod["spec"].get("activeDeadlineSeconds")
        start = kubelet.status_manager.status(worker.pod).get("startTime")
        if limit_s is None or start is None:
            return False
        left_ms = unix_ms(start) + int(limit_s) * 1000 - kubelet.clock.epoch_ms - kubelet.now_ms
        if left_ms <= 0:
            return True
        if worker.deadline is None:
            worker.deadline = kubelet.after(left_ms, worker.wake)
        return False


def _age(pod: Object) -> tuple[str, str]:
    return pod["metadata"].get("creationTimestamp", ""), key_of(pod)


def _nothing(reply: Reply) -> None:
    """Nobody waits for this answer."""
