"""PreBind: before a Pod is bound to its node, its claims must have their volumes there. Fact sheet §6.2, §12.22.

The Pod keeps its place meanwhile: it is assumed on the node. A claim for which there is a volume gets that one; for any other
the chosen node is written into the claim, and whoever makes volumes of its class takes it from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Response
from ...machinery.component import Alarm
from ...machinery.objects import Key, Object, name_of, uid_of
from ...machinery.resources import PERSISTENTVOLUMECLAIMS, PERSISTENTVOLUMES
from ...machinery.volume_claims import annotated, claimed
from .pod_info import PodInfo
from .queue import QueuedPod
from .volumes import claims_of, is_bound, match_claims

if TYPE_CHECKING:
    from .scheduler import Scheduler

BIND_TIMEOUT_MS = 600_000
SELECTED_NODE = "volume.kubernetes.io/selected-node"
FAILED = 'running PreBind plugin "VolumeBinding": '


class PreBinding:
    """The Pods that have a node, and wait for their volumes."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.waiting: dict[Key, tuple[QueuedPod, str, Alarm]] = {}

    def begin(self, queued: QueuedPod, node: str) -> bool:
        """Ask for what is missing. False if nothing is: the Pod can be bound now."""
        scheduler, pod = self.scheduler, queued.pod
        missing = self._missing(pod)
        if not missing:
            return False
        chosen = match_claims(scheduler.snapshot, missing, scheduler.snapshot.nodes[node]) or {}
        alarm = scheduler.after(BIND_TIMEOUT_MS, self._timed_out, pod.key)
        self.waiting[pod.key] = (queued, node, alarm)
        names = ", ".join(name_of(claim) for claim in missing)
        scheduler.decide(
            "PreBinds",
            f"pods/{pod.key}",
            f"The scheduler holds a place on {node} for {pod.name}, and waits until there is a volume for {names}.",
        )
        for claim in missing:
            volume = chosen.get(name_of(claim))
            if volume is None:
                body = annotated(claim, {SELECTED_NODE: node})
                scheduler.client.update(PERSISTENTVOLUMECLAIMS, body, self._asked, pod.key)
            elif (volume["spec"].get("claimRef") or {}).get("uid") != uid_of(claim):
                scheduler.client.update(PERSISTENTVOLUMES, claimed(volume, claim), self._asked, pod.key)
        return True

    def look(self) -> None:
        """A claim has changed, or a Pod is gone: is somebody's waiting over?"""
        for key, (queued, node, alarm) in list(self.waiting.items()):
            if key not in self.scheduler.assumed:
                self._ended(key, alarm)
            elif not self._missing(queued.pod):
                self._ended(key, alarm)
                self.scheduler.bind(queued, node)

    def _missing(self, pod: PodInfo) -> list[Object]:
        return [claim for claim in claims_of(self.scheduler.snapshot, pod) if not is_bound(claim)] if pod.claims else []

    def _asked(self, response: Response, key: Key) -> None:
        if not response.ok:
            self._fail(key, response.message)

    def _timed_out(self, key: Key) -> None:
        self._fail(key, "binding volumes: context deadline exceeded")

    def _fail(self, key: Key, message: str) -> None:
        waiting = self.waiting.get(key)
        if waiting is not None:
            queued, node, alarm = waiting
            self._ended(key, alarm)
            self.scheduler.not_bound(queued, node, FAILED + message)

    def _ended(self, key: Key, alarm: Alarm) -> None:
        alarm.cancel()
        del self.waiting[key]
