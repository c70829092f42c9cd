"""Node IPAM controller: each node gets a range of Pod addresses of its own, a /24 of 10.244.0.0/16. Fact sheet §7.17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Response
from ....machinery.events import NORMAL
from ....machinery.objects import Key, Object, deleting, key_of
from ....machinery.resources import NODES
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

RANGES = tuple(f"10.244.{number}.0/24" for number in range(256))


class NodeIPAMController(Controller):
    """Writes `spec.podCIDR` of new nodes: the next range that no other node has.

    It goes round: what a node leaves behind is given again only when all others have been, or by a controller that has restarted.
    """

    name = "cidrAllocator"
    account = "node-controller"
    workers = 1  # one after the other, so that no range is given twice

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.given: dict[str, str] = {}  # node → range that is being written
        self.next = 0  # which range is tried first
        self.nodes = self.informer(NODES)
        self.nodes.subscribe(self.node_changed)

    def node_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A node is new, or gone and its range free."""
        if change == "deleted":
            self.given.pop(key_of(new), None)
        elif not new.get("spec", {}).get("podCIDR"):
            self.queue.add(key_of(new))
        elif old is None and self.nodes.synced and new["spec"]["podCIDR"] in RANGES:
            # The first machines bring their ranges with them: they count as given here.
            self.next = max(self.next, RANGES.index(new["spec"]["podCIDR"]) + 1) % len(RANGES)

    def reconcile(self, key: Key) -> None:
        """Give one node its range."""
        node = self.nodes.get(key)
        if node is None or deleting(node) or node.get("spec", {}).get("podCIDR"):
            return
        cidr = self.given.get(key) or self._free()
        if cidr is None:
            self.events.event(node, NORMAL, "CIDRNotAvailable", f"Node {key} status is now: CIDRNotAvailable")
            return
        self.given[key] = cidr
        self.next = (RANGES.index(cidr) + 1) % len(RANGES)
        self.decide("Assigns", NODES, node, f"The node IPAM controller gives {key} the Pod addresses {cidr}.")
        patch = {"spec": {"podCIDR": cidr, "podCIDRs": [cidr]}}
        self.client.patch(NODES, "", key, patch, self._written, key, tolerate=(404, 422))

    def _written(self, response: Response, key: Key) -> None:
        if response.code in (404, 422):  # gone, or somebody else has given it one
            self.given.pop(key, None)

    def _free(self) -> str | None:
        taken = dict.fromkeys(self.given.values())
        for node in self.nodes.objects.values():
            taken[node.get("spec", {}).get("podCIDR", "")] = None
        return next((cidr for cidr in (*RANGES[self.next :], *RANGES[: self.next]) if cidr not in taken), None)
