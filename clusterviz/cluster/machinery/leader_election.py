"""Leader election: of several copies of a component only the holder of a Lease works. Fact sheet §4.11.

The holder renews its Lease every 2 s. If it cannot for 10 s its process ends, because another may lead by now; a supervisor
starts it again. A candidate takes a Lease over when it has not seen it change for 15 s by its own clock.
"""

from __future__ import annotations

from collections.abc import Callable

from .api import Request, Response
from .client import Client
from .component import Component
from .events import NORMAL, EventRecorder
from .objects import Object
from .resources import LEASES
from .times import micro_timestamp

NAMESPACE = "kube-system"
LEASE_S = 15
RENEW_DEADLINE_MS = 10_000
RETRY_MS = 2_000
RETRY_JITTER = 1.2
SUPERVISOR_DELAY_MS = 1_000


class LeaderElection:
    """Calls `on_started()` once this process leads. Made in `boot`; begins at once."""

    def __init__(self, component: Component, client: Client, lease_name: str, on_started: Callable[[], None]) -> None:
        self.component = component
        self.client = Client(component, client.user, timeout_ms=RENEW_DEADLINE_MS // 2)
        self.lease_name = lease_name
        self.on_started = on_started
        self.identity = f"{component.node}_{component.chance.uid()}"
        self.leading = False
        self.events = EventRecorder(client, component.name)
        self._observed: Object | None = None  # the Lease as last seen
        self._observed_at_ms = 0
        self._renewed_at_ms = 0
        self._try()

    def _now(self) -> str:
        return micro_timestamp(self.component.clock.epoch_ms + self.component.now_ms)

    def _send(self, verb: str, body: Object | None, then: Callable[..., None]) -> None:
        name = "" if verb == "create" else self.lease_name
        self.client.send(Request(verb, LEASES, NAMESPACE, name, body=body), then, kind="heartbeat")

    def _try(self) -> None:
        """One attempt to hold the Lease. A leader writes what it wrote last; everyone else looks first."""
        if self.leading and self._observed is not None:
            self._send("update", self._with_holder(self._observed), self._written)
        else:
            self._send("get", None, self._read)

    def _read(self, response: Response) -> None:
        if response.code == 404:
            now = self._now()
            spec = {
                "holderIdentity": self.identity,
                "leaseDurationSeconds": LEASE_S,
                "acquireTime": now,
                "renewTime": now,
                "leaseTransitions": 0,
            }
            metadata = {"name": self.lease_name, "namespace": NAMESPACE}
            lease = {"apiVersion": LEASES.api_version, "kind": LEASES.kind, "metadata": metadata, "spec": spec}
            self._send("create", lease, self._written)
            return
        if not response.ok:
            self._failed()
            return
        lease = response.body
        if self._observed is None or self._observed["spec"] != lease["spec"]:
            self._observed_at_ms = self.component.now_ms
        self._observed = lease
        holder = lease["spec"].get("holderIdentity")
        if holder and holder != self.identity:
            expires_at_ms = self._observed_at_ms + lease["spec"].get("leaseDurationSeconds", LEASE_S) * 1000
            if self.leading or self.component.now_ms < expires_at_ms:
                self._failed()
                return
        self._send("update", self._with_holder(lease), self._written)

    def _with_holder(self, lease: Object) -> Object:
        now = self._now()
        spec = {**lease["spec"], "leaseDurationSeconds": LEASE_S, "renewTime": now}
        if spec.get("holderIdentity") != self.identity:
            spec["holderIdentity"] = self.identity
            spec["acquireTime"] = now
            spec["leaseTransitions"] = spec.get("leaseTransitions", 0) + 1
        return {**lease, "spec": spec}

    def _written(self, response: Response) -> None:
        if not response.ok:
            if response.reason == "Conflict":
                self._observed = None  # somebody else has written: look before the next attempt
            self._failed()
            return
        self._observed = response.body
        self._observed_at_ms = self._renewed_at_ms = self.component.now_ms
        self.component.after(RETRY_MS, self._try)
        if not self.leading:
            self.leading = True
            self.events.event(response.body, NORMAL, "LeaderElection", f"{self.identity} became leader")
            self.component.decide(
                "Leads",
                f"leases/{NAMESPACE}/{self.lease_name}",
                f"{self.component.name} holds the lease {self.lease_name} and begins to work.",
                {"identity": self.identity},
            )
            self.on_started()

    def _failed(self) -> None:
        component = self.component
        if not self.leading:
            component.after(component.chance.jittered(RETRY_MS, RETRY_JITTER), self._try)
        elif component.now_ms + RETRY_MS - self._renewed_at_ms < RENEW_DEADLINE_MS:
            component.after(RETRY_MS, self._try)
        else:
            self._lose()

    def _lose(self) -> None:
        component = self.component
        component.decide(
            "LosesLease",
            f"leases/{NAMESPACE}/{self.lease_name}",
            f"{component.name} could not renew its lease {self.lease_name} for {RENEW_DEADLINE_MS // 1000} s: "
            "another copy may lead by now, so it exits, and its supervisor starts it again.",
            {"identity": self.identity},
        )
        component.stop()
        component.clock.schedule(SUPERVISOR_DELAY_MS, restart, component, component.incarnation)


def restart(component: Component, incarnation: int) -> None:
    """What a supervisor does for a process that has ended, unless it runs again or its machine is off."""
    if not component.running and component.incarnation == incarnation:
        if component.node in component.network.powered_off:
            return
        component.trace.timer_fired(None, component.now_ms, component.name, "restart")
        component.start()


__all__ = ["LeaderElection", "restart"]
