"""Ownership: a controller marks its objects with a controllerRef, adopts orphans that it selects, and releases what it does not.

Fact sheet §7.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.informer import Informer
from ...machinery.objects import Object, deleting, key_of, labels_of, name_of, namespace_of, uid_of
from ...machinery.resources import Resource
from ...machinery.selectors import from_object

if TYPE_CHECKING:
    from .controllers.controller import Controller


class NotOursYet(Exception):
    """An adoption was asked for: whoever counts now would count what another may have taken, or what is going."""


def controller_reference(owner: Object, resource: Resource) -> Object:
    """The ownerReference that makes `owner` the controller of an object."""
    return {
        "apiVersion": resource.api_version,
        "kind": resource.kind,
        "name": name_of(owner),
        "uid": uid_of(owner),
        "controller": True,
        "blockOwnerDeletion": True,
    }


def owner_of(obj: Object, resource: Resource, informer: Informer) -> Object | None:
    """The cached owner that controls `obj`, if it is of this kind and still the same object."""
    for reference in obj["metadata"].get("ownerReferences", ()):
        if reference.get("controller"):
            if reference["kind"] != resource.kind:
                return None
            namespace = namespace_of(obj)
            owner = informer.get(f"{namespace}/{reference['name']}" if namespace else reference["name"])
            return owner if owner is not None and uid_of(owner) == reference["uid"] else None
    return None


def selects(selector: Object | None, labels: dict[str, str]) -> bool:
    """Whether a LabelSelector of a spec selects these labels."""
    if selector is None:
        return False
    if not selector.get("matchExpressions"):
        return (selector.get("matchLabels") or {}).items() <= labels.items()
    return from_object(selector).matches(labels)


def claim(controller: Controller, owner: Object, resource: Resource, informer: Informer) -> list[Object]:
    """The objects of `informer` that belong to `owner`; asks the API server to adopt and release where that is due.

    NotOursYet where it has asked for an adoption: the answer comes first, then the key is looked at again.
    The informer needs the indexes `controller` (`controller_uid`) and `orphans` (`namespace_of_orphan`).
    """
    selector = owner["spec"].get("selector")
    claimed = []
    simple = selector.get("matchLabels", {}).items() if selector and not selector.get("matchExpressions") else None
    for obj in informer.by("controller", uid_of(owner)):
        labels = obj["metadata"].get("labels") or {}
        if simple <= labels.items() if simple is not None else selects(selector, labels):
            claimed.append(obj)
        elif not deleting(owner):
            _release(controller, owner, resource, informer, obj)
    if deleting(owner):
        return claimed
    orphans = [
        obj
        for obj in informer.by("orphans", namespace_of(owner))
        if not deleting(obj) and selects(selector, labels_of(obj))
    ]
    for obj in orphans:
        _adopt(controller, owner, resource, informer, obj)
    if orphans:
        raise NotOursYet
    return claimed


def _adopt(controller: Controller, owner: Object, resource: Resource, informer: Informer, obj: Object) -> None:
    controller.decide(
        "Adopts",
        informer.resource,
        obj,
        f"The {resource.kind} controller adopts {name_of(obj)} for {name_of(owner)}: it has no controller, and its labels match.",
    )
    metadata = {"ownerReferences": [controller_reference(owner, resource)], "uid": uid_of(obj)}
    _patch(controller, owner, informer, obj, {"metadata": metadata})


def _release(controller: Controller, owner: Object, resource: Resource, informer: Informer, obj: Object) -> None:
    controller.decide(
        "Releases",
        informer.resource,
        obj,
        f"The {resource.kind} controller releases {name_of(obj)}: its labels no longer match {name_of(owner)}.",
    )
    gone = {"$patch": "delete", "uid": uid_of(owner)}
    _patch(controller, owner, informer, obj, {"metadata": {"ownerReferences": [gone], "uid": uid_of(obj)}})


def _patch(controller: Controller, owner: Object, informer: Informer, obj: Object, patch: Object) -> None:
    resource = informer.resource
    controller.client.patch(
        resource,
        namespace_of(obj),
        name_of(obj),
        patch,
        controller.wrote,
        key_of(owner),
        informer,
        tolerate=(404,),
    )
