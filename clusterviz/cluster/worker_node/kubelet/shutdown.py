"""Graceful node shutdown: the machine is told to go down, and waits until its kubelet has taken down the Pods. Fact sheet §8.13.

The least important Pods go first, each group with a time of its own; then the machine has no power. The times stand in the
KubeletConfiguration: shutdownGracePeriod and shutdownGracePeriodCriticalPods, or shutdownGracePeriodByPodPriority.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from ...machinery.component import Alarm
from ...machinery.disk import KUBELET_CONFIG
from ...machinery.machine import Machine
from ...machinery.times import parse_go_duration
from .pod_worker import Ending, PodWorker
from .preemption import CRITICAL_PRIORITY

if TYPE_CHECKING:
    from .kubelet import Kubelet

MESSAGE = "Pod was terminated in response to imminent node shutdown."


def periods(machine: Machine) -> tuple[tuple[int, int], ...]:
    """(least priority, seconds) of each group of Pods, those that go first before the others; () if nobody waits."""
    return () if machine.hollow else _periods(machine.disk.read(KUBELET_CONFIG) or "")


@lru_cache(maxsize=64)
def _periods(text: str) -> tuple[tuple[int, int], ...]:
    try:
        settings = yaml.safe_load(text)
    except yaml.YAMLError:
        return ()  # such a kubelet does not start
    if not isinstance(settings, dict):
        return ()
    groups: Any = settings.get("shutdownGracePeriodByPodPriority")
    if isinstance(groups, list):
        return tuple(
            sorted((int(one.get("priority") or 0), int(one.get("shutdownGracePeriodSeconds") or 0)) for one in groups)
        )
    whole_s = seconds(settings.get("shutdownGracePeriod"))
    critical_s = seconds(settings.get("shutdownGracePeriodCriticalPods"))
    return ((0, whole_s - critical_s), (CRITICAL_PRIORITY, critical_s)) if whole_s else ()


def seconds(text: object) -> int:
    """A duration of a KubeletConfiguration, 0 for none."""
    return (parse_go_duration(str(text)) or 0) // 1000 if text else 0


class Shutdown:
    """The shutdown manager of one kubelet."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.periods = periods(kubelet.machine)  # as they were when it started
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
        self.groups = [([], grace_s) for _, grace_s in self.periods]
        for worker in kubelet.workers.values():
            if worker.state != "terminated":
                self._group_of(int(worker.pod["spec"].get("priority") or 0)).append(worker)
        self._next_group()

    def _group_of(self, priority: int) -> list[PodWorker]:
        """That with the highest priority which is not above its own; those below all of them go first."""
        reached = [number for number, (least, _) in enumerate(self.periods) if least <= priority]
        return self.groups[max(reached, default=0)][0]

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
