"""TTL controller: tells each kubelet how long it may keep Secrets and ConfigMaps, by the size of the cluster. Fact sheet §7.17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Key, Object, annotations_of, key_of
from ....machinery.resources import NODES
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

ANNOTATION = "node.alpha.kubernetes.io/ttl"
# (from so many nodes, up to so many, seconds): they overlap, so that the value does not flap.
STEPS = ((0, 100, 0), (90, 500, 15), (450, 1000, 30), (900, 2000, 60), (1800, 1_000_000, 300))


class NodeTTLController(Controller):
    """Annotates nodes with `node.alpha.kubernetes.io/ttl`."""

    name = "ttl-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.step = 0
        self.nodes = self.informer(NODES)
        self.nodes.subscribe(self.node_changed)

    def node_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A node is new, different or gone: the cluster may have another size."""
        count, before = len(self.nodes.objects), self.step
        while count > STEPS[self.step][1]:
            self.step += 1
        while count < STEPS[self.step][0]:
            self.step -= 1
        if self.step != before:
            for key in sorted(self.nodes.objects):
                self.queue.add(key)
        elif change != "deleted" and annotations_of(new).get(ANNOTATION) != self.seconds():
            self.queue.add(key_of(new))

    def seconds(self) -> str:
        """The annotation's value now."""
        return str(STEPS[self.step][2])

    def reconcile(self, key: Key) -> None:
        """Annotate one node."""
        node = self.nodes.get(key)
        if node is not None and annotations_of(node).get(ANNOTATION) != self.seconds():
            patch = {"metadata": {"annotations": {ANNOTATION: self.seconds()}}}
            self.client.patch(NODES, "", key, patch, tolerate=(404,))
