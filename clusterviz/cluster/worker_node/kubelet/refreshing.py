"""Looks again, from time to time, at the ConfigMaps and Secrets in a running Pod's volumes, and writes what has changed. Fact sheet §8.4.

A kubelet syncs each Pod every 60 to 90 s. What containers have in variables, or by a subPath, stays as it was when they started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Response
from ...machinery.component import Alarm
from ...machinery.objects import namespace_of
from .environment import RESOURCES, Environment, Reference, data_of, mounted

if TYPE_CHECKING:
    from .pod_worker import PodWorker

SYNC_MS = 60_000
SYNC_JITTER = 0.5
# CoreDNS and kube-proxy of this model take their settings from elsewhere: nobody reads their volumes.
UNREAD_NAMESPACE = "kube-system"


class Refreshing:
    """The later looks at one Pod's volumes."""

    def __init__(self, worker: PodWorker) -> None:
        self.worker = worker
        self.alarm: Alarm | None = None
        self.environment: Environment | None = None  # of the look that is under way
        self.missing = 0
        self.outage = False

    def begin(self) -> None:
        """From now on, if there is something to look at."""
        pod = self.worker.pod
        if self.alarm is None and self.environment is None and namespace_of(pod) != UNREAD_NAMESPACE and mounted(pod):
            kubelet = self.worker.kubelet
            self.alarm = kubelet.after(kubelet.chance.jittered(SYNC_MS, SYNC_JITTER), self._look)

    def _look(self) -> None:
        self.alarm = None
        worker = self.worker
        if worker.state != "syncing" or worker.mount_retry_ms:  # who still waits for a volume looks for it by itself
            return
        wanted = mounted(worker.pod)
        self.environment = Environment(worker, worker.starting)
        self.missing, self.outage = len(wanted), False
        for kind, name in wanted:
            worker.kubelet.client.get(RESOURCES[kind], namespace_of(worker.pod), name, self._got, (kind, name))

    def _got(self, response: Response, reference: Reference) -> None:
        environment = self.environment
        assert environment is not None, f"{self.worker.key} hears of {reference} and has not asked"
        if response.ok:
            environment.data[reference] = data_of(response.body)
        elif response.code == 404:
            environment.data[reference] = None
        else:
            self.outage = True
        self.missing -= 1
        if self.missing:
            return
        self.environment = None
        if self.worker.state != "syncing":
            return
        if not self.outage:  # without an API server, everything stays as it is
            environment.publish(besides=environment.broken_volumes())
        self.begin()
