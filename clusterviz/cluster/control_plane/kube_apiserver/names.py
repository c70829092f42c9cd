"""Names and the metadata that only the server may set. Fact sheet §4.5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request
from ...machinery.field_managers import NOBODY, from_json, managers_of
from ...machinery.objects import Object, name_of
from ...machinery.resources import Resource
from . import errors

if TYPE_CHECKING:
    from .server import ApiServer

ELSEWHERE = "the namespace of the provided object does not match the namespace sent on the request"
MAX_BASE = 58  # a generated name has at most 63 characters, 5 of them random
CARRIED_OVER = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "generateName",
)


def default_namespace(resource: Resource, request: Request, metadata: Object) -> None:
    """An object without a namespace goes into the one of the URL; another one is refused."""
    if not resource.namespaced:
        metadata.pop("namespace", None)
    elif not metadata.get("namespace"):
        metadata["namespace"] = request.namespace
    elif metadata["namespace"] != request.namespace:
        raise errors.bad_request(ELSEWHERE)


def generate(server: ApiServer, metadata: Object) -> None:
    """Make a name from `generateName`: its beginning and 5 random characters."""
    if not metadata.get("name") and metadata.get("generateName"):
        metadata["name"] = generated(server, metadata["generateName"])


def generated(server: ApiServer, prefix: str) -> str:
    """The beginning and 5 random characters."""
    return prefix[:MAX_BASE] + server.chance.suffix()


def check_matches(request: Request, obj: Object) -> None:
    """The object must be the one of the URL."""
    name, namespace = obj["metadata"].get("name", ""), obj["metadata"].get("namespace", "")
    if request.namespace and namespace and namespace != request.namespace:
        raise errors.bad_request(ELSEWHERE)
    if not name:
        why = "was undeterminable: name must be provided"
        raise errors.bad_request(f"the name of the object ({request.name} based on URL) {why}")
    if name != request.name:
        raise errors.bad_request(f"the name of the object ({name}) does not match the name on the URL ({request.name})")


def carry_over(request: Request, obj: Object, current: Object, unconditional: bool) -> None:
    """Metadata that a write cannot change stays; the version it was made from must still be the current one."""
    resource = request.resource
    assert resource is not None
    metadata = obj["metadata"] = dict(obj["metadata"])
    for field in ("labels", "annotations", "ownerReferences", "finalizers"):
        if not metadata.get(field, True):  # Go leaves out what is empty
            del metadata[field]
    stored = current["metadata"]
    version = metadata.get("resourceVersion")
    if version and version != stored["resourceVersion"]:
        raise errors.conflict(resource, name_of(current))
    if not version and not unconditional:
        cause = errors.FieldError(
            "FieldValueInvalid", "metadata.resourceVersion", "0", "must be specified for an update"
        )
        raise errors.invalid(resource, name_of(current), [cause])
    uid = metadata.get("uid")
    if uid and uid != stored["uid"]:
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored['uid']}"
        raise errors.conflict(resource, name_of(current), why)
    metadata["resourceVersion"] = stored["resourceVersion"]
    for field in CARRIED_OVER:
        if field in stored:
            metadata[field] = stored[field]
        else:
            metadata.pop(field, None)
    _carry_managers(metadata, current)
    if resource.namespaced:
        metadata["namespace"] = stored["namespace"]


def _carry_managers(metadata: Object, current: Object) -> None:
    """Who owns the fields stays; but a client may write the list itself, and an empty entry clears it."""
    stored = managers_of(current)
    sent = metadata.pop("managedFields", None)
    if isinstance(sent, list) and sent and (stored is None or sent != stored.as_json(current)):
        stored = from_json(sent, stored.schema if stored is not None else "") if any(sent) else NOBODY
    if stored is not None:
        metadata["managedFields"] = stored
