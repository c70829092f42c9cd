"""Who owns whom: a graph of all objects, by UID. An owner that was named but never seen is virtual. Fact sheet §7.10."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .....machinery.objects import Object, OwnerReference, deleting, name_of, namespace_of, uid_of
from .....machinery.resources import Resource

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


class Node:
    """One object, its owners and its dependents."""

    __slots__ = (
        "_dependents",
        "being_deleted",
        "deleting_dependents",
        "name",
        "namespace",
        "owners",
        "resource",
        "uid",
        "virtual",
    )

    def __init__(self, resource: Resource, namespace: str, name: str, uid: str) -> None:
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.owners: tuple[OwnerReference, ...] = ()
        self._dependents: dict[str, Node] | None = None  # most objects own nothing
        self.being_deleted = False
        self.deleting_dependents = False
        self.virtual = False

    @property
    def dependents(self) -> Mapping[str, Node]:
        """What this object owns, by UID."""
        return self._dependents if self._dependents is not None else {}

    def adopt(self, dependent: Node) -> None:
        """One dependent more."""
        if self._dependents is None:
            self._dependents = {}
        self._dependents[dependent.uid] = dependent

    def release(self, uid: str) -> None:
        """One dependent less."""
        if self._dependents is not None:
            self._dependents.pop(uid, None)

    def __str__(self) -> str:
        return f"{self.resource.kind} {self.name}"

    def blocking_dependents(self) -> list[Node]:
        """Those that must be gone before this object may go (`blockOwnerDeletion`)."""
        return [
            dependent
            for dependent in self.dependents.values()
            if any(owner["uid"] == self.uid and owner.get("blockOwnerDeletion") for owner in dependent.owners)
        ]


class Graph:
    """Kept by the events of the caches."""

    def __init__(self, of_kind: Callable[[str, str], Resource | None]) -> None:
        """`of_kind`: the resource of a kind and an apiVersion, if somebody serves it."""
        self.of_kind = of_kind
        self.nodes: dict[str, Node] = {}

    def put(self, resource: Resource, obj: Object) -> tuple[Node, list[Node]]:
        """An object is there or has changed: its node, and the owners that this made known by name only."""
        uid = uid_of(obj)
        node = self.nodes.get(uid)
        if node is None:
            node = self.nodes[uid] = Node(resource, namespace_of(obj), name_of(obj), uid)
        node.virtual = False
        node.resource, node.namespace, node.name = resource, namespace_of(obj), name_of(obj)
        node.being_deleted = deleting(obj)
        owners = tuple(obj["metadata"].get("ownerReferences") or ())
        made = self._link(node, owners)
        return node, made

    def _link(self, node: Node, owners: tuple[OwnerReference, ...]) -> list[Node]:
        kept = {owner["uid"] for owner in owners}
        for owner in node.owners:
            known = self.nodes.get(owner["uid"])
            if known is not None and owner["uid"] not in kept:
                known.release(node.uid)
        node.owners = owners
        made = []
        for owner in owners:
            known = self.nodes.get(owner["uid"])
            if known is None:
                resource = self.of_kind(owner["kind"], owner["apiVersion"])
                if resource is None:
                    continue
                namespace = node.namespace if resource.namespaced else ""
                known = self.nodes[owner["uid"]] = Node(resource, namespace, owner["name"], owner["uid"])
                known.virtual = True
                made.append(known)
            known.adopt(node)
        return made

    def remove(self, uid: str) -> Node | None:
        """An object is gone: its node, as it was."""
        node = self.nodes.pop(uid, None)
        if node is not None:
            for owner in node.owners:
                known = self.nodes.get(owner["uid"])
                if known is not None:
                    known.release(uid)
        return node
