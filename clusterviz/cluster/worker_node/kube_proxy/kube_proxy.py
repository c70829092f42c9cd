"""kube-proxy: watches Services and EndpointSlices and writes the machine's rules, at most once a second. Fact sheet §9.1.

The rules belong to the kernel: they stay when kube-proxy stops, and grow old.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import account_user
from ...machinery.client import Client
from ...machinery.component import Component, Ground
from ...machinery.informer import Informer, all_synced
from ...machinery.nat_rules import Rules
from ...machinery.objects import Object, labels_of
from ...machinery.resources import ENDPOINTSLICES, NODES, SERVICES
from .rules import rules

if TYPE_CHECKING:
    from ...machinery.machine import Machine

MIN_SYNC_MS = 1_000
SYNC_PERIOD_MS = 30_000  # so often it looks whether its chains are still there
ZONE = "topology.kubernetes.io/zone"


class KubeProxy(Component):
    """The proxy of one machine."""

    def __init__(self, ground: Ground, name: str, node: str, machine: Machine) -> None:
        super().__init__(ground, name, node)
        self.machine = machine

    @property
    def rules(self) -> Rules:
        """The kernel's rules, as this or an earlier kube-proxy wrote them."""
        return self.machine.rules

    def boot(self) -> None:
        """List and watch; the first rules are written when both lists are in."""
        user = account_user("kube-system", "kube-proxy")
        self.client = Client(self, user)
        self.services = Informer(self.client, SERVICES)
        self.slices = Informer(self.client, ENDPOINTSLICES)
        self.synced_ms = -MIN_SYNC_MS
        self.pending = False
        self.own_node: Informer | None = None  # asked for when zones begin to matter
        for informer in (self.services, self.slices):
            informer.subscribe(self._changed)
            informer.when_synced(self._soon)
            informer.start()

    def halted(self) -> None:
        """Without power, the kernel's rules are gone too."""
        if self.node in self.network.powered_off:
            self.machine.rules = {}

    def _changed(self, change: str, old: Object | None, obj: Object) -> None:
        if self.own_node is None and any("forZones" in one.get("hints", ()) for one in obj.get("endpoints") or ()):
            self.own_node = Informer(self.client, NODES, field_selector=f"metadata.name={self.node}")
            self.own_node.subscribe(self._moved)
            self.own_node.start()
        if old is None or change == "deleted" or _relevant(old) != _relevant(obj):
            self._soon()

    def _moved(self, change: str, old: Object | None, node: Object) -> None:
        """This machine's Node is known, or stands in another zone."""
        if old is None or labels_of(old).get(ZONE) != labels_of(node).get(ZONE):
            self._soon()

    def _zone(self) -> str:
        node = self.own_node.get(self.node) if self.own_node is not None else None
        return labels_of(node).get(ZONE, "") if node is not None else ""

    def _soon(self) -> None:
        if not self.pending and all_synced((self.services, self.slices)):
            self.pending = True
            self.after(max(0, self.synced_ms + MIN_SYNC_MS - self.now_ms), self.sync)

    def flushed(self) -> None:
        """Somebody has taken its rules out of the kernel: its canary chain is gone, and it writes all of them again."""
        if not self.pending:
            self.pending = True
            self.after(SYNC_PERIOD_MS, self.sync)

    def sync(self) -> None:
        """Write the rules that follow from what is known now."""
        self.pending = False
        self.synced_ms = self.now_ms
        fresh = rules(self.services.list(), self.slices.list(), self.node, self._zone())
        if fresh == self.rules:
            return
        changed = sorted(name for name in {**self.rules, **fresh} if self.rules.get(name) != fresh.get(name))
        self.machine.rules = fresh
        for name in changed:
            rule = fresh.get(name)
            if rule is None:
                sentence = f"kube-proxy on {self.node} takes away the rules for {name}."
            elif not rule["endpoints"]:
                sentence = f"kube-proxy on {self.node} refuses connections to {name}: it has no endpoints."
            else:
                count = len(rule["endpoints"])
                sentence = f"kube-proxy on {self.node} sends connections to {name} to {count} endpoint{'s' if count > 1 else ''}."
            self.decide("Programs", name, sentence)


def _relevant(obj: Object) -> Object:
    """A Service's status counts too: the load balancer's addresses stand there."""
    return {name: value for name, value in obj.items() if name != "metadata"}
