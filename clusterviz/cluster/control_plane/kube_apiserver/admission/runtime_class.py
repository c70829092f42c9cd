"""RuntimeClass: a Pod that names one gets what its runtime costs, and the nodes that have that runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import PODS, RUNTIMECLASSES
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not PODS or old is not None or request.subresource:
        return
    spec, name = obj["spec"], obj["metadata"].get("name", "")
    class_name = spec.get("runtimeClassName")
    runtime_class = server.namespaced_object(RUNTIMECLASSES, "", class_name) if class_name else None
    if class_name and runtime_class is None:
        raise errors.forbidden(PODS, name, f'pod rejected: RuntimeClass "{class_name}" not found')
    fixed = ((runtime_class or {}).get("overhead") or {}).get("podFixed")
    sent = spec.get("overhead")
    if sent and not fixed:
        why = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
        raise errors.forbidden(PODS, name, why)
    if sent and sent != fixed:
        raise errors.forbidden(PODS, name, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
    if fixed:
        spec["overhead"] = dict(fixed)
    _schedule(spec, name, (runtime_class or {}).get("scheduling") or {})


def _schedule(spec: Object, name: str, scheduling: Object) -> None:
    """Only nodes with this runtime, and also those that are tainted for it."""
    selector = dict(spec.get("nodeSelector") or {})
    for key, value in sorted((scheduling.get("nodeSelector") or {}).items()):
        if selector.get(key, value) != value:
            wanted, has = f"runtimeClass.scheduling.nodeSelector[{key}] = {value}", selector[key]
            raise errors.forbidden(PODS, name, f"conflict: {wanted}; pod.spec.nodeSelector[{key}] = {has}")
        selector[key] = value
    if selector:
        spec["nodeSelector"] = selector
    tolerations = list(spec.get("tolerations") or ())
    for toleration in scheduling.get("tolerations") or ():
        if toleration not in tolerations:
            tolerations.append(toleration)
    if tolerations:
        spec["tolerations"] = tolerations
