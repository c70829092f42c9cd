"""`pods/ephemeralcontainers`: containers that join a running Pod for a look, and stay in its spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from ....machinery.objects import Object, annotations_of, name_of
from .. import admission, applying, errors, names
from ..registry.pod_spec import default_container
from ..validation.ephemeral import validate_change
from . import parts

if TYPE_CHECKING:
    from ..server import ApiServer

MIRROR = "kubernetes.io/config.mirror"


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """GET, PUT or PATCH of the Pod: of all that is sent, its ephemeral containers count."""
    parts.serve(server, call, request, _changed)


def _changed(server: ApiServer, request: Request, current: Object) -> Object:
    assert request.resource is not None
    sent = parts.sent(server, request, current)
    names.carry_over(request, sent, current, unconditional=True)
    wanted = [dict(one) for one in (sent.get("spec") or {}).get("ephemeralContainers") or ()]
    for container in wanted:
        default_container(container)
    spec = {**current["spec"], "ephemeralContainers": wanted}
    if not wanted:
        del spec["ephemeralContainers"]
    obj: Object = {**current, "metadata": sent["metadata"], "spec": spec}
    for field in ("labels", "annotations", "ownerReferences", "finalizers"):
        if field in current["metadata"]:
            obj["metadata"][field] = current["metadata"][field]
        else:
            obj["metadata"].pop(field, None)
    if spec == current["spec"]:
        return current
    if MIRROR in annotations_of(current):
        raise errors.forbidden(request.resource, name_of(current), "static pods do not support ephemeral containers")
    causes = validate_change(wanted, current["spec"])
    if causes:
        raise errors.invalid(request.resource, name_of(current), causes)
    admission.validate(server, request, obj, current)
    if "generation" in current["metadata"]:
        obj["metadata"]["generation"] = current["metadata"]["generation"] + 1
    record = applying.updated(server, request, obj, current, request.subresource)
    if record is not None:
        obj["metadata"]["managedFields"] = record
    return obj
