"""`pods/resize`: what a running Pod's containers ask for and may use. What else the sender has changed is left out. Fact sheet §2.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from ....machinery.objects import Object, annotations_of, clone, name_of
from .. import changing, errors
from ..errors import FieldError
from ..registry.pods import qos_class
from ..validation.fields import forbidden, invalid
from . import parts

if TYPE_CHECKING:
    from ..server import ApiServer

MUTABLE = ("cpu", "memory")
MIRROR = "kubernetes.io/config.mirror"


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """GET, PUT or PATCH of the Pod: of all that is sent, its containers' resources count."""
    parts.serve(server, call, request, _changed)


def _changed(server: ApiServer, request: Request, current: Object) -> Object:
    assert request.resource is not None
    sent = parts.sent(server, request, current)
    metadata = {**current["metadata"]}
    if "resourceVersion" in sent["metadata"]:
        metadata["resourceVersion"] = sent["metadata"]["resourceVersion"]
    made = {**current, "metadata": metadata, "spec": _with_resources(sent.get("spec") or {}, current["spec"])}
    server.strategies[request.resource].default(made)
    causes = _resizable(made, current)
    if causes:
        raise errors.invalid(request.resource, name_of(current), causes)
    return changing.checked(server, request, made, current)


def _with_resources(sent: Object, spec: Object) -> Object:
    made: Object = clone(spec)
    for field in ("containers", "initContainers"):
        wanted = {one.get("name"): one for one in sent.get(field) or ()}
        if field in spec:
            made[field] = [_resized(known, wanted.get(known["name"], known)) for known in made[field]]
    return made


def _resized(known: Object, wanted: Object) -> Object:
    made: Object = {**known, "resources": clone(wanted.get("resources") or {})}
    if wanted.get("resizePolicy"):
        made["resizePolicy"] = wanted["resizePolicy"]
    return made


def _resizable(new: Object, old: Object) -> list[FieldError]:
    if MIRROR in annotations_of(old):
        return [forbidden("", "static pods cannot be resized")]
    found = []
    for field in ("containers", "initContainers"):
        for i, (one, known) in enumerate(zip(new["spec"].get(field) or (), old["spec"].get(field) or (), strict=True)):
            found += _resized_well(f"spec.{field}[{i}].resources", one["resources"], known.get("resources") or {})
    if not found and qos_class(new) != qos_class(old):
        found.append(invalid("spec", qos_class(new), "Pod QOS Class may not change as a result of resizing"))
    return found


def _resized_well(path: str, new: Object, old: Object) -> list[FieldError]:
    found = []
    for kind in ("limits", "requests"):
        after, before = new.get(kind) or {}, old.get(kind) or {}
        if [name for name in MUTABLE if name in before and name not in after]:
            found.append(forbidden(f"{path}.{kind}", f"resource {kind} cannot be removed"))
        if {name: one for name, one in after.items() if name not in MUTABLE} != {
            name: one for name, one in before.items() if name not in MUTABLE
        }:
            found.append(forbidden("spec", "only cpu and memory resources are mutable"))
    return found
