"""MetalLB: gives Services of the type LoadBalancer an address of its pool, and lets one node answer for it (layer 2).

The address is the node's second one: who sends to it reaches that node, and the node's own rules do the rest. When the node is
not ready any more, another one takes over.
"""

from __future__ import annotations

import hashlib
from ipaddress import IPv4Address

from ...machinery.api import MERGE_PATCH, account_user
from ...machinery.client import Client
from ...machinery.component import Component, Ground
from ...machinery.events import EventRecorder
from ...machinery.informer import Informer, all_synced
from ...machinery.machine import Machine
from ...machinery.objects import Object, condition_true, key_of, labels_of, name_of, namespace_of
from ...machinery.resources import ENDPOINTSLICES, NODES, SERVICES

NAMESPACE = "metallb-system"
FIRST, LAST = IPv4Address("172.18.255.200"), IPv4Address("172.18.255.250")
SYNC_MS = 200
SERVICE_NAME = "kubernetes.io/service-name"
EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"


class MetalLB(Component):
    """Controller and speakers in one."""

    def __init__(self, ground: Ground, name: str, node: str, machine: Machine, pod: str, ip: str) -> None:
        super().__init__(ground, name, node)
        self.machine = machine

    def boot(self) -> None:
        """List and watch."""
        self.client = Client(self, account_user(NAMESPACE, "controller"))
        self.controller = EventRecorder(self.client, "metallb-controller")
        self.speaker = EventRecorder(self.client, "metallb-speaker")
        self.services = Informer(self.client, SERVICES)
        self.nodes = Informer(self.client, NODES)
        self.slices = Informer(self.client, ENDPOINTSLICES)
        self.given: dict[str, str] = {}  # Service → the address that its status is being given
        self.announced: dict[str, str] = {}  # address → the node that answers for it
        self.pending = False
        for informer in (self.services, self.nodes, self.slices):
            informer.subscribe(self._changed)
            informer.start()

    def halted(self) -> None:
        """Nobody answers for the addresses any more."""
        for address in self.announced:
            self.machine.routes.pop(address, None)

    def _changed(self, change: str, old: Object | None, obj: Object) -> None:
        if not self.pending:
            self.pending = True
            self.after(SYNC_MS, self.sync)

    def sync(self) -> None:
        """Give addresses, take them back, and let somebody answer for each."""
        self.pending = False
        if not all_synced((self.services, self.nodes, self.slices)):
            return
        wanted = [one for one in self.services.list() if one["spec"].get("type") == "LoadBalancer"]
        held = {key_of(one): address_of(one) or self.given.get(key_of(one), "") for one in wanted}
        for service in wanted:
            key = key_of(service)
            if not held[key]:
                held[key] = self._assign(service, [address for address in held.values() if address])
        self.given = {key: address for key, address in held.items() if address}
        for service in wanted:
            if held[key_of(service)]:
                self._announce(service, held[key_of(service)])
        for address in [one for one in self.announced if one not in self.given.values()]:
            del self.announced[address]
            self.machine.routes.pop(address, None)

    def _assign(self, service: Object, taken: list[str]) -> str:
        asked = service["spec"].get("loadBalancerIP", "")
        pool = [str(IPv4Address(number)) for number in range(int(FIRST), int(LAST) + 1)]
        free = [one for one in ([asked] if asked else pool) if one in pool and one not in taken]
        if not free:
            text = f'Failed to allocate IP for "{key_of(service)}": no available IPs'
            self.controller.event(service, "Warning", "AllocationFailed", text)
            return ""
        self.controller.event(service, "Normal", "IPAllocated", f'Assigned IP ["{free[0]}"]')
        self.decide("Assigns", key_of(service), f"MetalLB gives Service {name_of(service)} the address {free[0]}.")
        self.client.patch(
            SERVICES,
            namespace_of(service),
            name_of(service),
            {"status": {"loadBalancer": {"ingress": [{"ip": free[0], "ipMode": "VIP"}]}}},
            subresource="status",
            content_type=MERGE_PATCH,
            tolerate=(404, 409),
        )
        return free[0]

    def _announce(self, service: Object, address: str) -> None:
        """One ready node answers for the address: the same one as long as it is ready, and one with endpoints if it must."""
        able = [
            name_of(node)
            for node in self.nodes.list()
            if condition_true(node, "Ready") and EXCLUDED not in labels_of(node)
        ]
        if service["spec"].get("externalTrafficPolicy") == "Local":
            able = [node for node in able if node in self._nodes_of(service)]
        if not able:
            if self.announced.pop(address, ""):
                self.machine.routes.pop(address, None)
            return
        node = self.announced.get(address, "")
        if node not in able:
            node = self.announced[address] = min(
                able, key=lambda one: hashlib.sha256(f"{one}#{address}".encode()).digest()
            )
            self.speaker.event(
                service, "Normal", "nodeAssigned", f'announcing from node "{node}" with protocol "layer2"'
            )
            self.decide("Announces", key_of(service), f"{node} answers for {address} from now on.")
        self.machine.routes[address] = f"pod-network/{node}"

    def _nodes_of(self, service: Object) -> list[str]:
        return [
            endpoint.get("nodeName", "")
            for one in self.slices.list(namespace_of(service))
            if labels_of(one).get(SERVICE_NAME) == name_of(service)
            for endpoint in one.get("endpoints") or ()
            if (endpoint.get("conditions") or {}).get("ready", True)
        ]


def address_of(service: Object) -> str:
    """The address that a Service has already."""
    given = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    return str(given[0].get("ip", "")) if given else ""
