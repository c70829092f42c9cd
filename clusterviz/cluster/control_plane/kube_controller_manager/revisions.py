"""ControllerRevisions: the templates that a StatefulSet or a DaemonSet has had, numbered. Fact sheet §7.3, §7.4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.informer import Informer
from ...machinery.objects import Object, annotations_of, deleting, key_of, name_of, namespace_of, uid_of
from ...machinery.resources import CONTROLLERREVISIONS, Resource
from .owners import controller_reference
from .template_hash import template_hash

if TYPE_CHECKING:
    from .controllers.controller import Controller

DEFAULT_LIMIT = 10
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def revision_name(owner: Object, collisions: int = 0) -> str:
    """`<owner>-<hash>` for the owner's present template."""
    return f"{name_of(owner)}-{template_hash(owner['spec']['template'], collisions)}"


def history(owner: Object, revisions: Informer) -> list[Object]:
    """Its revisions in the cache, the oldest first. The informer needs the index `controller`."""
    return sorted(revisions.by("controller", uid_of(owner)), key=_number)


def present(owner: Object, past: list[Object]) -> Object | None:
    """The revision that holds the owner's present template."""
    wanted = data_of(owner)
    return next((each for each in reversed(past) if each["data"] == wanted), None)


def ensure(
    controller: Controller, owner: Object, resource: Resource, revisions: Informer, hash_label: str
) -> Object | None:
    """The revision of the present template, with the highest number. None: it was asked for, and will come into the cache."""
    past = history(owner, revisions)
    found = present(owner, past)
    newest = past[-1]["revision"] if past else 0
    key = key_of(owner)
    if found is None:
        collisions = owner.get("status", {}).get("collisionCount", 0)
        body = _new(owner, resource, newest + 1, collisions, hash_label)
        controller.decide(
            "Remembers",
            resource,
            owner,
            f"The {resource.kind} controller keeps the template of {name_of(owner)} as revision {newest + 1}.",
            revision=newest + 1,
        )
        controller.client.create(CONTROLLERREVISIONS, body, controller.wrote, key, revisions)
        return None
    if found["revision"] < newest:  # the owner went back to an older template: it is the newest again
        changed = {**found, "revision": newest + 1}
        controller.client.update(CONTROLLERREVISIONS, changed, controller.wrote, key, revisions)
        return None
    return found


def forget_oldest(controller: Controller, owner: Object, revisions: Informer, in_use: dict[str, None]) -> None:
    """Delete what `spec.revisionHistoryLimit` does not keep. `in_use`: names that some Pod still has."""
    limit = owner["spec"].get("revisionHistoryLimit")
    kept = DEFAULT_LIMIT if limit is None else limit
    idle = [each for each in history(owner, revisions) if name_of(each) not in in_use and not deleting(each)]
    for old in idle[: max(0, len(idle) - kept)]:
        controller.client.delete(CONTROLLERREVISIONS, namespace_of(old), name_of(old))


def data_of(owner: Object) -> Object:
    """What a revision holds: a patch that replaces the template."""
    return {"spec": {"template": {**owner["spec"]["template"], "$patch": "replace"}}}


def template_of(revision: Object) -> Object:
    """The template that a revision holds."""
    return {field: value for field, value in revision["data"]["spec"]["template"].items() if field != "$patch"}


def _new(owner: Object, resource: Resource, number: int, collisions: int, hash_label: str) -> Object:
    template = owner["spec"]["template"]
    name = revision_name(owner, collisions)
    code = name.removeprefix(name_of(owner) + "-")
    metadata: Object = {
        "name": name,
        "namespace": namespace_of(owner),
        "labels": {**(template["metadata"].get("labels") or {}), hash_label: code},
        "ownerReferences": [controller_reference(owner, resource)],
    }
    annotations = {field: text for field, text in annotations_of(owner).items() if field != LAST_APPLIED}
    if annotations:
        metadata["annotations"] = annotations
    return {
        "apiVersion": CONTROLLERREVISIONS.api_version,
        "kind": CONTROLLERREVISIONS.kind,
        "metadata": metadata,
        "data": data_of(owner),
        "revision": number,
    }


def _number(revision: Object) -> tuple[int, str]:
    return revision["revision"], name_of(revision)
