"""Garbage collector: deletes what only absent owners own, and sees foreground and orphan deletions through. Fact sheet §7.10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import MERGE_PATCH, STRATEGIC_PATCH, Request, Response
from .....machinery.events import WARNING
from .....machinery.informer import Informer
from .....machinery.objects import Key, Object, OwnerReference, deleting, uid_of
from .....machinery.resources import EVENTS, LEASES, RESOURCES, Resource
from .....machinery.work_queue import WorkQueue
from ..controller import Controller
from .graph import FOREGROUND, ORPHAN, Graph, Node

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

ABSENT_REMEMBERED = 500


class GarbageCollector(Controller):
    """Keys are UIDs."""

    name = "garbage-collector-controller"
    account = "generic-garbage-collector"
    workers = 20

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.graph = Graph(manager.custom.of_kind)
        self.absent: dict[str, None] = {}  # UIDs of owners that were looked for in vain
        self.orphaning = WorkQueue(manager, self.client, self.orphan_dependents, workers=self.workers)
        self.orphaning.paused = True
        for resource in RESOURCES:
            if "delete" in resource.verbs and resource is not EVENTS:
                # Of the Leases only the nodes' have owners.
                namespace = "kube-node-lease" if resource is LEASES else ""
                self.informer(resource, namespace).subscribe(self.object_changed)
        manager.custom.follow(self.follow)

    def follow(self, resource: Resource, informer: Informer) -> None:
        """A custom kind is served: its objects may own and be owned."""
        informer.subscribe(self.object_changed)

    def begin(self) -> None:
        super().begin()
        self.orphaning.resume()

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def object_changed(self, change: str, old: Object | None, new: Object) -> None:
        """Any object is new, different or gone."""
        if change == "deleted":
            self._gone(uid_of(new))
            return
        if old is not None:
            before, now = old["metadata"], new["metadata"]
            if uid_of(old) != uid_of(new):
                self._gone(uid_of(old))
            elif all(
                before.get(field) == now.get(field) for field in ("ownerReferences", "deletionTimestamp", "finalizers")
            ):
                return
        resource = self.manager.custom.of_kind(new["kind"], new["apiVersion"])
        assert resource is not None, f"nobody serves {new['kind']} {new['apiVersion']}"
        uid = uid_of(new)
        known = self.graph.nodes.get(uid)
        former = known.owners if known is not None else ()
        node, unknown_owners = self.graph.put(resource, new)
        for owner in unknown_owners:
            self.queue.add(owner.uid)
        for reference in former:  # one that waits for its dependents may have one less
            owner_node = self.graph.nodes.get(reference["uid"])
            if owner_node is not None and owner_node.deleting_dependents:
                self.queue.add(owner_node.uid)
        for reference in node.owners:
            owner_node = self.graph.nodes.get(reference["uid"])
            if owner_node is not None and owner_node.namespace not in ("", node.namespace):
                self._wrong_namespace(new, node, reference)
            elif owner_node is not None and owner_node.deleting_dependents and known is None:
                self.queue.add(uid)
        if known is None and any(reference["uid"] in self.absent for reference in node.owners):
            self.queue.add(uid)
        finalizers = new["metadata"].get("finalizers") or ()
        if deleting(new):
            if ORPHAN in finalizers:
                self.orphaning.add(uid)
            if FOREGROUND in finalizers:
                node.deleting_dependents = True
                for dependent in node.dependents:
                    self.queue.add(dependent)
                self.queue.add(uid)

    def _wrong_namespace(self, obj: Object, node: Node, reference: OwnerReference) -> None:
        message = (
            f"ownerRef [{reference['apiVersion']}/{reference['kind']}, namespace: {node.namespace}, "
            f'name: {reference["name"]}, uid: {reference["uid"]}] does not exist in namespace "{node.namespace}"'
        )
        self.events.event(obj, WARNING, "OwnerRefInvalidNamespace", message)
        self.queue.add(node.uid)

    def _gone(self, uid: str) -> None:
        node = self.graph.remove(uid)
        if node is None:
            return
        if node.dependents:
            self._remember_absent(uid)
        for dependent in node.dependents:
            self.queue.add(dependent)
        for reference in node.owners:
            owner = self.graph.nodes.get(reference["uid"])
            if owner is not None and owner.deleting_dependents:
                self.queue.add(owner.uid)

    def _remember_absent(self, uid: str) -> None:
        self.absent[uid] = None
        if len(self.absent) > ABSENT_REMEMBERED:
            del self.absent[next(iter(self.absent))]

    # -- deleting ---------------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """May this object stay?"""
        node = self.graph.nodes.get(key)
        if node is None or (node.being_deleted and not node.deleting_dependents):
            return
        self.client.send(_get(node.resource, node.namespace, node.name), self._read, node, tolerate=(404,))

    def _read(self, response: Response, node: Node) -> None:
        if response.code == 404 or (response.ok and uid_of(response.body) != node.uid):
            if node.virtual:  # the cache will never tell of its end
                self._gone(node.uid)
            return
        if not response.ok:
            return
        latest = response.body
        if node.deleting_dependents:
            self._wait_for_dependents(node, latest)
            return
        references = latest["metadata"].get("ownerReferences") or []
        if references:
            self._classify(node, latest, list(references), _Owners())

    def _wait_for_dependents(self, node: Node, latest: Object) -> None:
        blocking = node.blocking_dependents()
        if not blocking:
            self._remove_finalizer(node, latest, FOREGROUND, "no dependents are left")
            return
        for dependent in blocking:
            if not dependent.deleting_dependents:
                self.queue.add(dependent.uid)

    def _classify(self, node: Node, latest: Object, left: list[OwnerReference], owners: _Owners) -> None:
        """Look at the owners one after the other, then judge."""
        while left:
            reference, left = left[0], left[1:]
            if reference["uid"] in self.absent:
                owners.dangling.append(reference)
                continue
            resource = self.manager.custom.of_kind(reference["kind"], reference["apiVersion"])
            if resource is None:  # whoever cannot ask for an owner must not say that it is gone
                assert self.client.work is not None, "objects are judged in their turn"
                version = reference["apiVersion"]
                self.client.work.failed = f'no matches for kind "{reference["kind"]}" in version "{version}"'
                return
            namespace = node.namespace if resource.namespaced else ""
            request = _get(resource, namespace, reference["name"])
            self.client.send(request, self._owner_read, node, latest, reference, left, owners, tolerate=(404,))
            return
        self._judge(node, latest, owners)

    def _owner_read(
        self,
        response: Response,
        node: Node,
        latest: Object,
        reference: OwnerReference,
        left: list[OwnerReference],
        owners: _Owners,
    ) -> None:
        if response.code == 404 or (response.ok and uid_of(response.body) != reference["uid"]):
            self._remember_absent(reference["uid"])
            owners.dangling.append(reference)
        elif not response.ok:
            return
        elif deleting(response.body) and FOREGROUND in (response.body["metadata"].get("finalizers") or ()):
            owners.waiting.append(reference)
        else:
            owners.solid.append(reference)
        self._classify(node, latest, left, owners)

    def _judge(self, node: Node, latest: Object, owners: _Owners) -> None:
        gone = [*owners.dangling, *owners.waiting]
        if owners.solid:
            if gone:
                self._strip(node, [reference["uid"] for reference in gone])
            return
        finalizers = latest["metadata"].get("finalizers") or ()
        if owners.waiting and node.dependents:
            policy = "Foreground"
        elif ORPHAN in finalizers:
            policy = "Orphan"
        elif FOREGROUND in finalizers:
            policy = "Foreground"
        else:
            policy = "Background"
        owner = gone[0]
        why = "is being deleted and waits for it" if owners.waiting else "is gone"
        self.decide(
            "Deletes",
            node.resource,
            latest,
            f"The garbage collector deletes {node}: its owner {owner['kind']} {owner['name']} {why}.",
            policy=policy,
        )
        metadata = latest["metadata"]
        options = {
            "kind": "DeleteOptions",
            "apiVersion": "v1",
            "preconditions": {"uid": node.uid, "resourceVersion": metadata["resourceVersion"]},
            "propagationPolicy": policy,
        }
        self.client.delete(node.resource, node.namespace, node.name, options=options)

    def _strip(self, node: Node, uids: list[str]) -> None:
        """Take away the ownerReferences to these, because other owners remain."""
        patch, content_type = _disowning(node, uids)
        name = node.name
        self.client.patch(node.resource, node.namespace, name, patch, content_type=content_type, tolerate=(404,))

    def _remove_finalizer(self, node: Node, latest: Object, finalizer: str, why: str) -> None:
        metadata = latest["metadata"]
        kept = [each for each in metadata.get("finalizers") or () if each != finalizer]
        changed = {**latest, "metadata": {**metadata, "finalizers": kept}}
        self.client.update(node.resource, changed, self._released, node, why, tolerate=(404,))

    def _released(self, response: Response, node: Node, why: str) -> None:
        if response.ok:
            sentence = f"The garbage collector lets {node} go: {why}."
            self.decide("Releases", node.resource, response.body, sentence)

    # -- orphaning --------------------------------------------------------------------------------------------------

    def orphan_dependents(self, key: Key) -> None:
        """An owner goes and its dependents stay: take its name out of them first."""
        node = self.graph.nodes.get(key)
        if node is None:
            return
        if not node.dependents:
            self.client.send(_get(node.resource, node.namespace, node.name), self._orphaned, node, tolerate=(404,))
            return
        left = _Countdown(len(node.dependents))
        for dependent in list(node.dependents.values()):
            patch, content_type = _disowning(dependent, [node.uid])
            self.client.patch(
                dependent.resource,
                dependent.namespace,
                dependent.name,
                patch,
                self._dependent_orphaned,
                node,
                left,
                content_type=content_type,
                tolerate=(404, 409, 422),
            )

    def _dependent_orphaned(self, response: Response, node: Node, left: _Countdown) -> None:
        left.failed = left.failed or response.code == 0 or response.code >= 500
        left.count -= 1
        if left.count == 0 and not left.failed:
            self.client.send(_get(node.resource, node.namespace, node.name), self._orphaned, node, tolerate=(404,))

    def _orphaned(self, response: Response, node: Node) -> None:
        if response.ok and ORPHAN in (response.body["metadata"].get("finalizers") or ()):
            why = "its dependents stay, without an owner"
            self._remove_finalizer(node, response.body, ORPHAN, why)


def _get(resource: Resource, namespace: str, name: str) -> Request:
    return Request("get", resource, namespace, name)


def _disowning(node: Node, uids: list[str]) -> tuple[Object, str]:
    """The patch that takes these owners away from an object. Of a custom kind's lists the server knows no keys."""
    if node.resource.custom:
        kept = [owner for owner in node.owners if owner["uid"] not in uids]
        return {"metadata": {"ownerReferences": kept or None, "uid": node.uid}}, MERGE_PATCH
    gone = [{"$patch": "delete", "uid": uid} for uid in uids]
    return {"metadata": {"ownerReferences": gone, "uid": node.uid}}, STRATEGIC_PATCH


class _Owners:
    """The owners of an object by what is known of them."""

    def __init__(self) -> None:
        self.solid: list[OwnerReference] = []
        self.dangling: list[OwnerReference] = []
        self.waiting: list[OwnerReference] = []


class _Countdown:
    def __init__(self, count: int) -> None:
        self.count = count
        self.failed = False


__all__ = ["GarbageCollector"]
