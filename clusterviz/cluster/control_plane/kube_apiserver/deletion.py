"""Deletion: at once, gracefully, or when the last finalizer is gone. Fact sheet §4.5, §7.10."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery.api import Request, Response, StatusError
from ...machinery.go_numbers import duration_s
from ...machinery.objects import Object, clone, deleting, make_key, name_of, namespace_of, uid_of
from ...machinery.resources import CUSTOMRESOURCEDEFINITIONS, NAMESPACES, Resource
from ...machinery.storage import Result
from ...machinery.times import timestamp, unix_ms
from . import admission, errors
from .admission.namespace_lifecycle import IMMORTAL
from .delete_options import checked, options_of
from .reading import selected
from .storage import key_in_etcd

if TYPE_CHECKING:
    from .server import ApiServer

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


def delete(server: ApiServer, call: Any, request: Request) -> None:
    """DELETE of one object."""
    resource = request.resource
    assert resource is not None
    checked(request)
    if resource is NAMESPACES and request.name in IMMORTAL:
        raise errors.forbidden(resource, request.name, "this namespace may not be deleted")
    current = server.cache.of(resource).objects.get(make_key(request.namespace, request.name))
    if current is not None and _is_meant(resource, options_of(request), current):
        attempt(server, call, request, current)
    else:  # the cache may lag behind: a refusal is etcd's word
        key = key_in_etcd(resource, request.namespace, request.name)
        server.storage.get(resource, key, partial(_read, server), call, request)


def _read(server: ApiServer, result: Result | None, call: Any, request: Request) -> None:
    assert request.resource is not None
    try:
        found = server.needed(result).kvs
        if not found:
            raise errors.not_found(request.resource, request.name)
        attempt(server, call, request, server.read_back(request.resource, found[0]))
    except StatusError as refusal:
        server.refuse(call, refusal)


def attempt(server: ApiServer, call: Any, request: Request, current: Object) -> None:
    """Delete this version of the object, or mark it as being deleted."""
    resource = request.resource
    assert resource is not None
    options: Object = options_of(request)
    try:
        check_preconditions(resource, options, current)
        admission.check_deletion(server, request, current)
    except StatusError as refusal:
        server.refuse(call, refusal)
        return
    marked = marked_for_deletion(server, resource, options, current)
    key = key_in_etcd(resource, namespace_of(current), name_of(current))
    revision = int(current["metadata"]["resourceVersion"])
    if options.get("dryRun"):
        server.respond(call, Response(200, marked or _farewell(server, resource, current)))
    elif marked is None:
        server.storage.remove(resource, key, revision, partial(_removed, server), call, request, current)
    elif marked == current:
        server.respond(call, Response(200, current))
    else:
        value = {**marked, "metadata": dict(marked["metadata"])}
        del value["metadata"]["resourceVersion"]
        server.storage.replace(resource, key, value, revision, partial(_marked, server), call, request, marked)


def nothing_keeps(resource: Resource, obj: Object) -> bool:
    """Whether a deleted object can go: no finalizer, and no grace period that still runs."""
    metadata = obj["metadata"]
    if not deleting(obj) or metadata.get("finalizers") or metadata.get("deletionGracePeriodSeconds"):
        return False
    return not (resource is NAMESPACES and (obj.get("spec") or {}).get("finalizers"))


def _is_meant(resource: Resource, options: Object, current: Object) -> bool:
    try:
        check_preconditions(resource, options, current)
    except StatusError:
        return False
    return True


def check_preconditions(resource: Resource, options: Object, current: Object) -> None:
    """The object must still be the one that the sender means."""
    preconditions = options.get("preconditions") or {}
    uid, stored = preconditions.get("uid"), uid_of(current)
    if uid and uid != stored:
        raise _precondition_failed(
            resource,
            current,
            f"the UID in the precondition ({uid}) does not match the UID in record ({stored}). "
            "The object might have been deleted and then recreated",
        )
    version, present = preconditions.get("resourceVersion"), current["metadata"]["resourceVersion"]
    if version and version != present:
        raise _precondition_failed(
            resource,
            current,
            f"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({present}). "
            "The object might have been modified",
        )


def _precondition_failed(resource: Resource, current: Object, why: str) -> StatusError:
    """Unlike other conflicts this one names the Kind."""
    message = f'Operation cannot be fulfilled on {resource.group_kind} "{name_of(current)}": {why}'
    details = errors.details_of(resource, name_of(current), kind=resource.kind)
    return StatusError(errors.status(409, "Conflict", message, details))


def marked_for_deletion(server: ApiServer, resource: Resource, options: Object, current: Object) -> Object | None:
    """The object with its deletion noted, or None if nothing keeps it."""
    if not deleting(current):
        current = server.strategies[resource].begin_deletion(server, current)
    metadata = dict(current["metadata"])
    now_s = server.wall_ms() // 1000
    grace_s = server.strategies[resource].deletion_grace_s(current, options)
    before = list(metadata.get("finalizers") or ())
    policy = options.get("propagationPolicy") or ("Orphan" if options.get("orphanDependents") else None)
    finalizers = _with_propagation(list(before), policy)
    changed = {**current, "metadata": metadata}
    if finalizers != before:
        metadata["finalizers"] = finalizers
    if deleting(current):
        left_s = metadata.get("deletionGracePeriodSeconds") or 0
        if grace_s is not None and left_s > 0:
            return _shortened(changed, current, grace_s, now_s)
        return None if nothing_keeps(resource, changed) else changed
    if grace_s is None and not finalizers and not (resource is NAMESPACES and current["spec"].get("finalizers")):
        return None
    # What ends gracefully is marked even if it gets no time: who watches sees the mark before the end.
    metadata["deletionTimestamp"] = timestamp((now_s + duration_s(grace_s or 0)) * 1000)
    metadata["deletionGracePeriodSeconds"] = grace_s or 0
    if metadata.get("generation"):
        metadata["generation"] += 1
    if resource is CUSTOMRESOURCEDEFINITIONS:
        del metadata["deletionGracePeriodSeconds"]
    if resource is NAMESPACES:
        del metadata["deletionGracePeriodSeconds"]
        changed["status"] = {**(current.get("status") or {}), "phase": "Terminating"}
    return changed


def _shortened(changed: Object, current: Object, grace_s: int, now_s: int) -> Object:
    """A second deletion can only bring the end nearer."""
    metadata = changed["metadata"]
    before_s = metadata.get("deletionGracePeriodSeconds", 0)
    if grace_s < before_s:
        end_s = unix_ms(metadata["deletionTimestamp"]) // 1000 - before_s + grace_s
        metadata["deletionTimestamp"] = timestamp(max(end_s, now_s) * 1000)
        metadata["deletionGracePeriodSeconds"] = grace_s
    return changed


def _with_propagation(finalizers: list[str], policy: str | None) -> list[str]:
    if policy is None:
        return finalizers
    kept = [finalizer for finalizer in finalizers if finalizer not in (FOREGROUND, ORPHAN)]
    if policy == "Foreground":
        kept.append(FOREGROUND)
    elif policy == "Orphan":
        kept.append(ORPHAN)
    return kept


def _removed(server: ApiServer, result: Result | None, call: Any, request: Request, current: Object) -> None:
    resource = request.resource
    assert resource is not None
    if _retry(server, result, call, request):
        return
    if request.user.name == "kubernetes-admin":
        what = f"{resource.kind} {name_of(current)}"
        server.decide("Deleted", request.subject, f"{what} has nothing that keeps it: etcd forgets it at once.")
    server.respond(call, Response(200, _farewell(server, resource, current)))


def _farewell(server: ApiServer, resource: Resource, gone: Object) -> Object:
    """What a client is told of an object that is gone."""
    returned = server.strategies[resource].returns_deleted
    return gone if returned else errors.success(resource, name_of(gone), uid_of(gone))


def _marked(server: ApiServer, result: Result | None, call: Any, request: Request, marked: Object) -> None:
    resource = request.resource
    assert resource is not None
    if _retry(server, result, call, request):
        return
    assert result is not None
    stored = {**marked, "metadata": {**marked["metadata"], "resourceVersion": str(result.revision)}}
    if nothing_keeps(resource, stored):
        key = key_in_etcd(resource, namespace_of(stored), name_of(stored))
        server.storage.remove(resource, key, result.revision, partial(_ended, server), call, request, stored)
        return
    if request.user.name == "kubernetes-admin":
        keeps = ", ".join(marked["metadata"].get("finalizers") or ()) or "its grace period"
        what = f"{resource.kind} {name_of(marked)}"
        server.decide("Deleted", request.subject, f"{what} is marked as being deleted; {keeps} keeps it for now.")
    server.respond(call, Response(200, stored))


def _ended(server: ApiServer, result: Result | None, call: Any, request: Request, marked: Object) -> None:
    """The marked object is to go at once. That somebody else was faster is fine."""
    if result is not None and not result.succeeded and not result.error and not result.kvs:
        server.respond(call, Response(200, marked))
    else:
        _removed(server, result, call, request, marked)


def _retry(server: ApiServer, result: Result | None, call: Any, request: Request) -> bool:
    """Whether the write did not happen; it is then answered, or tried again with what is there now."""
    assert request.resource is not None
    try:
        if server.needed(result).succeeded:
            return False
        assert result is not None
        if not result.kvs:
            raise errors.not_found(request.resource, request.name)
        attempt(server, call, request, server.read_back(request.resource, result.kvs[0]))
    except StatusError as refusal:
        server.refuse(call, refusal)
    return True


class Part:
    """One deletion of a deletecollection: it stands in for the call, and reports to the whole."""

    def __init__(self, whole: Whole, request: Request) -> None:
        self.whole = whole
        self.body = request

    def reply(self, response: Response, verb: str = "", note: str = "") -> None:
        """One object is done."""
        if response.ok or response.code == 404:
            self.whole.left -= 1
        else:
            self.whole.failed = response
            self.whole.left -= 1
        self.whole.check()


class Whole:
    """A deletecollection until its last object is done."""

    def __init__(self, server: ApiServer, call: Any, left: int, body: Object) -> None:
        self.server = server
        self.call = call
        self.left = left
        self.body = body
        self.failed: Response | None = None

    def check(self) -> None:
        """Answer when all are done."""
        if self.left == 0:
            self.server.respond(self.call, self.failed or Response(200, self.body))


def delete_collection(server: ApiServer, call: Any, request: Request) -> None:
    """DELETE of a collection: each selected object in turn."""
    resource = request.resource
    assert resource is not None
    checked(request)
    objects: list[Object] = [clone(obj) for obj in selected(server, request)]
    body = {
        "kind": f"{resource.kind}List",
        "apiVersion": resource.api_version,
        "metadata": {"resourceVersion": str(server.cache.revision)},
        "items": objects,
    }
    whole = Whole(server, call, len(objects), body)
    whole.check()
    for obj in objects:
        one = Request("delete", resource, namespace_of(obj), name_of(obj), body=request.body, query=request.query)
        one.user = request.user
        attempt(server, Part(whole, one), one, obj)
