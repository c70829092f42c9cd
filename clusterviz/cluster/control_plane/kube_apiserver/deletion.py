"""Deletion: at once, gracefully, or when the last finalizer is gone. Fact sheet §4.5, §7.10."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery.api import Request, Response, StatusError
from ...machinery.objects import Object, clone, deleting, make_key, name_of, namespace_of, uid_of
from ...machinery.resources import NAMESPACES, Resource
from ...machinery.storage import Result
from ...machinery.times import timestamp, unix_ms
from . import errors
from .admission.namespace_lifecycle import IMMORTAL
from .reading import selected
from .storage import key_in_etcd
from .watch_cache import decoded

if TYPE_CHECKING:
    from .server import ApiServer

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


def delete(server: ApiServer, call: Any, request: Request) -> None:
    """DELETE of one object."""
    resource = request.resource
    assert resource is not None
    if resource is NAMESPACES and request.name in IMMORTAL:
        raise errors.forbidden(resource, request.name, "this namespace may not be deleted")
    current = server.cache.of(resource).objects.get(make_key(request.namespace, request.name))
    if current is not None:
        attempt(server, call, request, current)
    else:
        key = key_in_etcd(resource, request.namespace, request.name)
        server.storage.get(resource, key, partial(_read, server), call, request)


def _read(server: ApiServer, result: Result | None, call: Any, request: Request) -> None:
    assert request.resource is not None
    try:
        found = server.needed(result).kvs
        if not found:
            raise errors.not_found(request.resource, request.name)
        attempt(server, call, request, decoded(found[0]))
    except StatusError as refusal:
        server.refuse(call, refusal)


def attempt(server: ApiServer, call: Any, request: Request, current: Object) -> None:
    """Delete this version of the object, or mark it as being deleted."""
    resource = request.resource
    assert resource is not None
    options: Object = options_of(request)
    try:
        check_preconditions(resource, options, current)
    except StatusError as refusal:
        server.refuse(call, refusal)
        return
    marked = marked_for_deletion(server, resource, options, current)
    key = key_in_etcd(resource, namespace_of(current), name_of(current))
    revision = int(current["metadata"]["resourceVersion"])
    if request.query.get("dryRun") or options.get("dryRun"):
        server.respond(call, Response(200, current))
    elif marked is None:
        server.storage.remove(resource, key, revision, partial(_removed, server), call, request, current)
    elif marked == current:
        server.respond(call, Response(200, current))
    else:
        value = {**marked, "metadata": dict(marked["metadata"])}
        del value["metadata"]["resourceVersion"]
        server.storage.replace(resource, key, value, revision, partial(_marked, server), call, request, marked)


def options_of(request: Request) -> Object:
    """The DeleteOptions of the body and the URL together."""
    options: Object = dict(request.body or {})
    if "gracePeriodSeconds" in request.query:
        options["gracePeriodSeconds"] = int(request.query["gracePeriodSeconds"])
    if "propagationPolicy" in request.query:
        options["propagationPolicy"] = request.query["propagationPolicy"]
    return options


def check_preconditions(resource: Resource, options: Object, current: Object) -> None:
    """The object must still be the one that the sender means."""
    preconditions = options.get("preconditions") or {}
    uid, stored = preconditions.get("uid"), uid_of(current)
    if uid and uid != stored:
        raise errors.conflict(
            resource,
            name_of(current),
            f"the UID in the precondition ({uid}) does not match the UID in record ({stored}). "
            "The object might have been deleted and then recreated",
        )
    version, present = preconditions.get("resourceVersion"), current["metadata"]["resourceVersion"]
    if version and version != present:
        raise errors.conflict(
            resource,
            name_of(current),
            f"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({present}). "
            "The object might have been modified",
        )


def marked_for_deletion(server: ApiServer, resource: Resource, options: Object, current: Object) -> Object | None:
    """The object with its deletion noted, or None if nothing keeps it."""
    metadata = dict(current["metadata"])
    now_s = server.wall_ms() // 1000
    grace_s = server.strategies[resource].deletion_grace_s(current, options)
    finalizers = _with_propagation(list(metadata.get("finalizers") or ()), options.get("propagationPolicy"))
    changed = {**current, "metadata": metadata}
    if finalizers != list(metadata.get("finalizers") or ()):
        metadata["finalizers"] = finalizers
    if grace_s is not None and (grace_s > 0 or finalizers):
        if deleting(current):
            return _shortened(changed, current, grace_s, now_s)
        metadata["deletionTimestamp"] = timestamp((now_s + grace_s) * 1000)
        metadata["deletionGracePeriodSeconds"] = grace_s
        metadata["generation"] = metadata.get("generation", 0) + 1
        return changed
    if finalizers or (resource is NAMESPACES and (current.get("spec") or {}).get("finalizers")):
        if not deleting(current):
            metadata["deletionTimestamp"] = timestamp(now_s * 1000)
            metadata["deletionGracePeriodSeconds"] = 0
            if server.strategies[resource].has_generation:
                metadata["generation"] = metadata.get("generation", 0) + 1
            if resource is NAMESPACES:
                del metadata["deletionGracePeriodSeconds"]
                changed["status"] = {**(current.get("status") or {}), "phase": "Terminating"}
        return changed
    return None


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
    body = errors.success(resource, name_of(current), uid_of(current))
    if server.strategies[resource].deletion_grace_s(current, {}) is not None:
        body = current  # what ends gracefully is shown as it was
    server.respond(call, Response(200, body))


def _marked(server: ApiServer, result: Result | None, call: Any, request: Request, marked: Object) -> None:
    resource = request.resource
    assert resource is not None
    if _retry(server, result, call, request):
        return
    assert result is not None
    if request.user.name == "kubernetes-admin":
        keeps = ", ".join(marked["metadata"].get("finalizers") or ()) or "its grace period"
        what = f"{resource.kind} {name_of(marked)}"
        server.decide("Deleted", request.subject, f"{what} is marked as being deleted; {keeps} keeps it for now.")
    shown = {**marked, "metadata": {**marked["metadata"], "resourceVersion": str(result.revision)}}
    server.respond(call, Response(200, shown))


def _retry(server: ApiServer, result: Result | None, call: Any, request: Request) -> bool:
    """Whether the write did not happen; it is then answered, or tried again with what is there now."""
    assert request.resource is not None
    try:
        if server.needed(result).succeeded:
            return False
        assert result is not None
        if not result.kvs:
            raise errors.not_found(request.resource, request.name)
        attempt(server, call, request, decoded(result.kvs[0]))
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
