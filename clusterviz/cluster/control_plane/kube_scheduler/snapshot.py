"""Snapshot: the cluster as the scheduler knows it, kept up to date change by change; assumed Pods are in it already."""

from __future__ import annotations

from ...machinery.objects import Key, Object, key_of, labels_of, name_of
from .node_info import NodeInfo
from .pod_info import PodInfo


class ImageState:
    """An image on nodes: its size as the first of them reports it, and which nodes have it."""

    __slots__ = ("nodes", "size_bytes")

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.nodes: dict[str, None] = {}


class Snapshot:
    """Nodes with their Pods, and the other objects that plugins ask for."""

    def __init__(self) -> None:
        self.nodes: dict[str, NodeInfo] = {}
        self.order: list[NodeInfo] = []  # the nodes to look at: zones take turns
        self.layout = 0  # changes with the order, and with what is true of a node because of other nodes
        self.pods: dict[Key, tuple[PodInfo, str]] = {}
        self.with_affinity: dict[str, None] = {}  # nodes with Pods that have affinity terms
        self.images: dict[str, ImageState] = {}
        self.nominated: dict[str, dict[Key, PodInfo]] = {}  # Pods for which preemption makes room, by node
        self.objects: dict[str, dict[Key, Object]] = {}  # everything else, by plural name
        self._ordered = True

    # -- other objects ----------------------------------------------------------------------------------------------

    def of(self, plural: str) -> dict[Key, Object]:
        """All known objects of a kind, by key."""
        return self.objects.get(plural) or {}

    def put(self, plural: str, obj: Object) -> None:
        """An object is there, or has changed."""
        self.objects.setdefault(plural, {})[key_of(obj)] = obj

    def drop(self, plural: str, obj: Object) -> None:
        """An object is gone."""
        self.objects.get(plural, {}).pop(key_of(obj), None)

    def namespace_labels(self, name: str) -> dict[str, str]:
        """The labels of a namespace."""
        namespace = self.of("namespaces").get(name)
        return labels_of(namespace) if namespace is not None else {}

    # -- nodes ------------------------------------------------------------------------------------------------------

    def set_node(self, node: Object) -> None:
        """A node is there, or has changed."""
        name = name_of(node)
        info = self.nodes.get(name)
        if info is None:
            self.nodes[name] = info = NodeInfo(None, name)
        if not info.known:
            # A node comes last in the order, even if Pods spoke of it before.
            self.nodes[name] = self.nodes.pop(name)
            info.set_node(node)
            self._add_images(info)
            self._reorder()
            return
        if _looks_alike(info.node, node):
            info.node = node
            return
        zone, images = info.zone, info.images
        old_images = list(images)
        info.set_node(node)
        if info.images != images:
            self._drop_images(name, old_images)
            self._add_images(info)
            self.layout += 1
        if info.zone != zone:
            self._reorder()

    def remove_node(self, name: str) -> None:
        """A node is gone. Its Pods are remembered until they are gone too."""
        info = self.nodes.get(name)
        if info is None or not info.known:
            return
        self._drop_images(name, list(info.images))
        if info.pods:
            ghost = self.nodes[name] = NodeInfo(None, name)
            for pod in info.pods.values():
                ghost.add(pod)
        else:
            del self.nodes[name]
        self._reorder()

    def _add_images(self, info: NodeInfo) -> None:
        for image, size_bytes in info.images.items():
            state = self.images.get(image)
            if state is None:
                state = self.images[image] = ImageState(size_bytes)
            state.nodes[info.name] = None

    def _drop_images(self, name: str, images: list[str]) -> None:
        for image in images:
            state = self.images[image]
            del state.nodes[name]
            if not state.nodes:
                del self.images[image]

    def _reorder(self) -> None:
        self._ordered = False
        self.layout += 1

    def ready(self) -> Snapshot:
        """Put the nodes in order, if that has changed: round robin over the zones, each in order of arrival."""
        if not self._ordered:
            zones: dict[str, list[NodeInfo]] = {}
            for info in self.nodes.values():
                if info.known:
                    zones.setdefault(info.zone, []).append(info)
            lists = list(zones.values())
            longest = max(map(len, lists), default=0)
            self.order = [nodes[turn] for turn in range(longest) for nodes in lists if turn < len(nodes)]
            self._ordered = True
        return self

    # -- Pods -------------------------------------------------------------------------------------------------------

    def add_pod(self, pod: PodInfo, node: str) -> None:
        """A Pod is on a node, or assumed to be."""
        if pod.key in self.pods:
            self.remove_pod(pod.key)
        info = self.nodes.get(node)
        if info is None:
            info = self.nodes[node] = NodeInfo(None, node)
        info.add(pod)
        self.pods[pod.key] = pod, node
        if info.with_affinity:
            self.with_affinity[node] = None

    def remove_pod(self, key: Key) -> None:
        """A Pod uses its node no longer. Nothing happens if it is not known."""
        known = self.pods.pop(key, None)
        if known is None:
            return
        pod, node = known
        info = self.nodes[node]
        info.remove(pod)
        if not info.with_affinity:
            self.with_affinity.pop(node, None)
        if not info.known and not info.pods:
            del self.nodes[node]

    def nominate(self, pod: PodInfo, node: str) -> None:
        """Room is being made for this Pod on `node` ("": no longer)."""
        for name, pods in list(self.nominated.items()):
            pods.pop(pod.key, None)
            if not pods:
                del self.nominated[name]
        if node:
            self.nominated.setdefault(node, {})[pod.key] = pod

    def supposing(self, node: NodeInfo) -> Snapshot:
        """The same cluster, but for one node."""
        other = Snapshot.__new__(Snapshot)
        other.__dict__.update(self.__dict__)
        other.nodes = {**self.nodes, node.name: node}
        other.order = [node if info.name == node.name else info for info in self.order]
        other.with_affinity = {**self.with_affinity, node.name: None}
        return other


def _looks_alike(old: Object, new: Object) -> bool:
    before, after = old.get("status") or {}, new.get("status") or {}
    return (
        old.get("spec") == new.get("spec")
        and old["metadata"].get("labels") == new["metadata"].get("labels")
        and before.get("allocatable") == after.get("allocatable")
        and before.get("images") == after.get("images")
    )
