"""The eviction manager: looks at its signals, sets the node's pressure conditions, and evicts one Pod at a time. Fact sheet §8.11.

A real one looks every 10 s. This one looks at the same moments, but only at those at which there can be something to see: the
kernel tells when memory, disk or processes begin to be used in another way, and says when they will have become too little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.component import Alarm
from ....machinery.objects import Object, name_of
from .. import stats
from ..preemption import is_critical
from . import configured, local_storage, messages, ranking
from .image_gc import ImageGarbageCollector
from .signals import ABOUT, EPHEMERAL_STORAGE, MEMORY_AVAILABLE, Observation, Threshold, met, observe

if TYPE_CHECKING:
    from ..kubelet import Kubelet
    from ..pod_worker import PodWorker

MONITORING_MS = 10_000
PRESSURE_TRANSITION_MS = 300_000  # evictionPressureTransitionPeriod
CLEAN_UP_MS, CLEAN_UP_POLL_MS = 30_000, 1_000  # so long it waits for an evicted Pod to be gone
HARD_GRACE_S = 1
MAX_POD_GRACE_S = 0  # evictionMaxPodGracePeriod: for soft thresholds
EVICTED = "Evicted"


class EvictionManager:
    """One kubelet's."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.thresholds: tuple[Threshold, ...] = (
            *configured.hard(kubelet.machine),
            *(Threshold(*one) for one in kubelet.machine.eviction_soft),
        )
        self.began_ms = kubelet.now_ms
        self.first_met_ms: dict[Threshold, int] = {}
        self.last_seen_ms: dict[str, int] = {}  # condition → when it was last so
        self.conditions: tuple[str, ...] = ()
        self.evicting: tuple[PodWorker, int] | None = None  # who is on the way out, and until when it is waited for
        self.alarm: Alarm | None = None
        self.due_ms = 0
        self.images = ImageGarbageCollector(kubelet)
        kubelet.machine.kernel.listener = self.noticed
        kubelet.machine.kernel.pod_pids_limit = configured.pod_pids_limit(kubelet.machine)
        if met(self.thresholds, observe(kubelet.machine.kernel, kubelet.now_ms)):
            kubelet.after(1, self.noticed)  # what became too little while no kubelet looked

    def measured(self) -> dict[str, Any]:
        """What it sees of the node and of each container, for whoever asks the kubelet."""
        return stats.measured(self.kubelet)

    # -- when to look -------------------------------------------------------------------------------------------------

    def noticed(self) -> None:
        """Memory, disk or processes are used in another way: when will there be something to see?"""
        kubelet = self.kubelet
        if not kubelet.running or kubelet.eviction is not self:
            return
        self._tell_of_kills()
        self.images.noticed()
        at_ms = self._next_ms()
        if at_ms is not None:
            self._look_at(at_ms)

    def _next_ms(self) -> int | None:
        kubelet = self.kubelet
        kernel, now_ms = kubelet.machine.kernel, kubelet.now_ms
        if self.conditions or self.evicting or met(self.thresholds, observe(kernel, now_ms)) or self._over_limit():
            return now_ms
        times = [
            kernel.memory_reaches_at(kernel.memory_bytes - one.value(kernel.memory_bytes) + 1, now_ms)
            for one in self.thresholds
            if one.signal == MEMORY_AVAILABLE
        ]
        return min((one for one in times if one is not None), default=None)

    def _look_at(self, at_ms: int) -> None:
        """Look at the first full 10 s after this."""
        passed_ms = at_ms - self.began_ms
        due_ms = self.began_ms + -(-passed_ms // MONITORING_MS) * MONITORING_MS
        if due_ms <= self.kubelet.now_ms:
            due_ms += MONITORING_MS
        if self.alarm is None or due_ms < self.due_ms:
            self._set(due_ms)

    def _set(self, due_ms: int) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
        self.due_ms = due_ms
        self.alarm = self.kubelet.after(due_ms - self.kubelet.now_ms, self._look)

    def _tell_of_kills(self) -> None:
        kernel = self.kubelet.machine.kernel
        killed, kernel.system_kills = kernel.system_kills, []
        for program, pid in killed:
            text = f"System OOM encountered, victim process: {program}, pid: {pid}"
            self.kubelet.node_event("Warning", "SystemOOM", text)

    # -- one look -----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self.alarm = None
        kubelet = self.kubelet
        if self.evicting is not None:
            worker, until_ms = self.evicting
            if worker.state != "terminated" and worker.uid in kubelet.workers and kubelet.now_ms < until_ms:
                self._set(kubelet.now_ms + CLEAN_UP_POLL_MS)
                return
            self.evicting = None
        self._synchronize()
        if self.evicting is not None:
            self._set(kubelet.now_ms + CLEAN_UP_POLL_MS)
            return
        at_ms = self._next_ms()
        if at_ms is not None:
            self._look_at(at_ms)

    def _synchronize(self) -> None:
        kubelet = self.kubelet
        now_ms = kubelet.now_ms
        seen = observe(kubelet.machine.kernel, now_ms)
        low = met(self.thresholds, seen)
        self.first_met_ms = {one: self.first_met_ms.get(one, now_ms) for one in low}
        self._set_conditions(low)
        uses = stats.by_pod(kubelet)
        workers = self._active()
        of = {worker.uid: stats.of_worker(uses, worker) for worker in workers}
        over = {worker: text for worker in workers if (text := local_storage.over_limit(worker.pod, of[worker.uid]))}
        if [worker for worker, text in over.items() if self._evict(worker, text, HARD_GRACE_S)]:
            return
        due = [one for one in low if now_ms - self.first_met_ms[one] >= one.grace_s * 1000]
        if not due:
            return
        threshold = due[0]
        resource = ABOUT[threshold.signal][1]
        kubelet.node_event("Warning", "EvictionThresholdMet", messages.RECLAIM.format(resource))
        kubelet.say("reclaim", resource)
        if resource == EPHEMERAL_STORAGE and self._images_suffice(due, seen):
            kubelet.say("reclaimed", resource)
            return
        grace_s = min(MAX_POD_GRACE_S, 30) if threshold.grace_s else HARD_GRACE_S
        ranked = list(ranking.ranked(workers, of, resource))
        kubelet.say("must evict", resource, *(worker.key for worker in ranked))
        for worker in ranked:
            text = messages.low_on(resource, threshold, seen[threshold.signal], worker, of[worker.uid])
            if self._evict(worker, text, max(grace_s, 1)):
                return
        kubelet.say("evicts nobody")

    def _images_suffice(self, due: list[Threshold], seen: dict[str, Observation]) -> bool:
        """Remove the images that nobody needs; whether there is room enough then."""
        freed = self.images.remove(self.images.unused())
        after = {
            signal: Observation(one.available + freed, one.capacity) if ABOUT[signal][1] == EPHEMERAL_STORAGE else one
            for signal, one in seen.items()
        }
        return not met(tuple(due), after)

    def _set_conditions(self, low: list[Threshold]) -> None:
        kubelet = self.kubelet
        for one in low:
            self.last_seen_ms[ABOUT[one.signal][0]] = kubelet.now_ms
        now = tuple(
            kind for kind, at_ms in self.last_seen_ms.items() if kubelet.now_ms - at_ms < PRESSURE_TRANSITION_MS
        )
        if sorted(now) != sorted(self.conditions):
            for kind in now:
                if kind not in self.conditions:
                    kubelet.decide("Pressure", kubelet.node, f"The kubelet on {kubelet.node} runs short: {kind}.")
            self.conditions = now

    # -- who and how --------------------------------------------------------------------------------------------------

    def _active(self) -> list[PodWorker]:
        return [one for one in self.kubelet.workers.values() if one.state == "syncing" and one.admitted]

    def _over_limit(self) -> bool:
        uses: dict[str, stats.PodUse] | None = None
        for worker in self._active():
            if _has_limits(worker.pod):
                uses = uses if uses is not None else stats.by_pod(self.kubelet)
                if local_storage.over_limit(worker.pod, stats.of_worker(uses, worker)):
                    return True
        return False

    def _evict(self, worker: PodWorker, message: str, grace_s: int) -> bool:
        if is_critical(worker.pod):
            self.kubelet.say("critical", worker.key)
            return False
        worker.event("Warning", EVICTED, message)
        worker.evict(EVICTED, message, grace_s)
        self.kubelet.decide(
            EVICTED, worker.key, f"The kubelet on {self.kubelet.node} evicts {name_of(worker.pod)}: {message.strip()}"
        )
        self.evicting = (worker, self.kubelet.now_ms + CLEAN_UP_MS)
        return True

    def refuse(self, pod: Object) -> tuple[str, str] | None:
        """Whether a node under pressure takes this new Pod: (reason, message) if not. Fact sheet §8.3."""
        if not self.conditions or is_critical(pod):
            return None
        if self.conditions == ("MemoryPressure",):
            best_effort = (pod.get("status") or {}).get("qosClass", "BestEffort") == "BestEffort"
            if not best_effort or any(_tolerates_memory_pressure(one) for one in pod["spec"].get("tolerations", ())):
                return None
        return EVICTED, f"The node had condition: [{' '.join(sorted(self.conditions))}]. "


def _has_limits(pod: Object) -> bool:
    spec = pod["spec"]
    return any("sizeLimit" in (one.get("emptyDir") or {}) for one in spec.get("volumes", ())) or any(
        "ephemeral-storage" in ((one.get("resources") or {}).get("limits") or {}) for one in spec["containers"]
    )


def _tolerates_memory_pressure(toleration: Object) -> bool:
    key = toleration.get("key", "")
    return key in ("", "node.kubernetes.io/memory-pressure") and toleration.get("operator") == "Exists"
