"""The node's Lease: renewed every 10 s, so that the control plane sees that the kubelet lives. Fact sheet §8.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request, Response
from ...machinery.objects import Object, with_value
from ...machinery.resources import LEASES
from ...machinery.times import micro_timestamp

if TYPE_CHECKING:
    from .kubelet import Kubelet

RENEW_MS = 10_000
JITTER = 0.04
DURATION_S = 40
FIRST_RETRY_MS = 100
MAX_RETRY_MS = 7_000
TRIES = 5  # in one tick
NAMESPACE = "kube-node-lease"


class NodeLease:
    """Keeps the Lease of one node fresh."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.lease: Object | None = None
        self.retry_ms = FIRST_RETRY_MS
        self.began = False
        self.tries = 0

    def begin(self) -> None:
        """Renew now, and from now on every 10 s."""
        if not self.began:
            self.began = True
            self.kubelet.every(RENEW_MS, self.tick, first_ms=0, jitter=JITTER)

    def tick(self) -> None:
        """It is time: a few tries."""
        self.tries = 0
        self.renew()

    def renew(self) -> None:
        """Write the present time into the Lease."""
        if self.lease is None:
            self._send(Request("get", LEASES, NAMESPACE, self.kubelet.node), self._found)
        else:
            fresh = with_value(self.lease, ("spec", "renewTime"), self._now())
            self._send(Request("update", LEASES, NAMESPACE, self.kubelet.node, body=fresh), self._renewed)

    def _send(self, request: Request, then: object) -> None:
        self.kubelet.heartbeats.send(request, then, kind="heartbeat")  # type: ignore[arg-type]

    def _now(self) -> str:
        return micro_timestamp(self.kubelet.clock.epoch_ms + self.kubelet.now_ms)

    def _found(self, response: Response) -> None:
        if response.ok:
            self.lease = response.body
            self.renew()
        elif response.code == 404:
            self._create()
        else:
            self._again()

    def _create(self) -> None:
        kubelet = self.kubelet
        if kubelet.node_status.registered and kubelet.node_status.node() is None:
            kubelet.say("no lease at all", f'nodes "{kubelet.node}" not found')
            self._again()
            return
        metadata: Object = {"name": kubelet.node, "namespace": NAMESPACE}
        uid = kubelet.node_status.uid
        if uid:
            metadata["ownerReferences"] = [{"apiVersion": "v1", "kind": "Node", "name": kubelet.node, "uid": uid}]
        spec = {"holderIdentity": kubelet.node, "leaseDurationSeconds": DURATION_S, "renewTime": self._now()}
        lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
        self._send(Request("create", LEASES, NAMESPACE, body=lease), self._renewed)

    def _renewed(self, response: Response) -> None:
        if not response.ok:
            self.kubelet.say("no lease", response.message)
        if response.ok:
            self.lease = response.body
            self.retry_ms = FIRST_RETRY_MS
        elif response.code in (404, 409):
            self.lease = None
            self._again()
        elif self.tries < TRIES - 1:
            self.tries += 1
            self.renew()

    def _again(self) -> None:
        self.kubelet.after(self.retry_ms, self.renew)
        self.retry_ms = min(self.retry_ms * 2, MAX_RETRY_MS)
