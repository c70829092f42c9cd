"""One object, two versions of its API: what is written in the other version is stored in ours, and read back in theirs.

HorizontalPodAutoscaler of autoscaling/v1 knows one metric, the use of CPU; autoscaling/v2 has a list. Fact sheet §14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery.api import Request
from ...machinery.objects import Object
from ...machinery.resources import HORIZONTALPODAUTOSCALERS_V1, VIEWS, Resource
from . import errors, patching
from .decoding import decode

if TYPE_CHECKING:
    from .server import ApiServer

CHANGES = ("create", "update", "patch", "delete", "deletecollection")
TARGET = "targetCPUUtilizationPercentage"
CURRENT = "currentCPUUtilizationPercentage"


def to_stored(server: ApiServer, request: Request) -> None:
    """A write in another version becomes a write in the stored one; it is checked in its own words first."""
    resource = request.resource
    assert resource is not None
    if request.verb in ("delete", "deletecollection"):
        request.view, request.resource = resource, VIEWS[resource]
        return
    if resource is not HORIZONTALPODAUTOSCALERS_V1 or request.subresource:
        raise errors.no_such_path()
    body = request.body
    if request.verb == "patch":
        patching.check_type(request)
        if not isinstance(body, dict):
            raise errors.unsupported_media_type(
                ("application/merge-patch+json", "application/strategic-merge-patch+json")
            )
    else:
        body, request.warnings = decode(server, resource, request, body)
    request.view = resource
    request.resource = VIEWS[resource]
    request.body = _to_v2(body, request.resource)


def as_read(view: Resource, obj: Object) -> Object:
    """A stored object as this version shows it."""
    if view is not HORIZONTALPODAUTOSCALERS_V1:
        return obj
    spec = {name: value for name, value in obj["spec"].items() if name not in ("metrics", "behavior")}
    status = {
        name: value for name, value in (obj.get("status") or {}).items() if name not in ("currentMetrics", "conditions")
    }
    target = _cpu(obj["spec"].get("metrics"), "target")
    current = _cpu((obj.get("status") or {}).get("currentMetrics"), "current")
    if target is not None:
        spec[TARGET] = target
    if current is not None:
        status[CURRENT] = current
    return {**obj, "apiVersion": view.api_version, "spec": spec, "status": status}


def _to_v2(body: Object, stored: Resource) -> Object:
    made = {**body, "apiVersion": stored.api_version, "kind": stored.kind} if "apiVersion" in body else dict(body)
    spec = body.get("spec")
    if isinstance(spec, dict) and TARGET in spec:
        made["spec"] = {name: value for name, value in spec.items() if name != TARGET}
        target = {"type": "Utilization", "averageUtilization": spec[TARGET]}
        made["spec"]["metrics"] = (
            None if spec[TARGET] is None else [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
        )
    return made


def _cpu(metrics: Any, which: str) -> int | None:
    for metric in metrics or ():
        resource = metric.get("resource") or {}
        if metric.get("type") == "Resource" and resource.get("name") == "cpu":
            found: int | None = (resource.get(which) or {}).get("averageUtilization")
            return found
    return None
