"""Graceful node shutdown: the machine is told to go down, and waits until its kubelet has taken down the Pods. Fact sheet §8.13.

The least important Pods go first, each group with a time of its own; then the machine has no power.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.component import Alarm
from .pod_worker import Ending, PodWorker
from .preemption import CRITICAL_PRIORITY

if TYPE_CHECKING:
    from .kubelet import Kubelet

MESSAGE = "Pod was terminated in response to imminent node shutdown."


class Shutdown:
    """The shutdown manager of one kubelet."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.under_way = False
        self.groups: list[tuple[list[PodWorker], int]] = []  # who is still to go, with how many seconds they have
        self.going: list[PodWorker] = []
        self.alarm: Alarm | None = None

    def begin(self) -> None:
        """The machine is about to shut down."""
        kubelet = self.kubelet
        if self.under_way:
            return
        self.under_way = True
        kubelet.node_event("Normal", "Shutdown", "Shutdown manager detected shutdown event")
        kubelet.decide(
            "ShutsDown",
            f"nodes/{kubelet.node}",
            f"The kubelet on {kubelet.node} holds back the shutdown of its machine until it has taken down its Pods.",
        )
        kubelet.node_status.update()
        machine = kubelet.machine
        workers = [worker for worker in kubelet.workers.values() if worker.state != "terminated"]
        critical = [one for one in workers if int(one.pod["spec"].get("priority") or 0) >= CRITICAL_PRIORITY]
        others = [one for one in workers if one not in critical]
        grace_s = machine.shutdown_grace_s - machine.shutdown_grace_critical_s
        self.groups = [(others, grace_s), (critical, machine.shutdown_grace_critical_s)]
        self._next_group()

    def _next_group(self) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None
        if not self.groups:
            self.kubelet.after(0, self._power_off)
            return
        self.going, grace_s = self.groups.pop(0)
        if not self.going:
            self._next_group()
            return
        self.alarm = self.kubelet.after(grace_s * 1000, self._next_group)
        for worker in self.going:
            own_s = int(worker.pod["spec"].get("terminationGracePeriodSeconds", grace_s))
            worker.end(Ending("Terminated", MESSAGE, min(own_s, grace_s), disruption=MESSAGE))

    def told(self) -> None:
        """The API server knows more than before: when it knows how all of a group have ended, the next one goes."""
        if self.going and all(self._over(worker) for worker in self.going):
            self.going = []
            self._next_group()

    def _over(self, worker: PodWorker) -> bool:
        return worker.state == "terminated" and not self.kubelet.status_manager.has_news(worker)

    def _power_off(self) -> None:
        self.kubelet.network.lose_power(self.kubelet.node)
