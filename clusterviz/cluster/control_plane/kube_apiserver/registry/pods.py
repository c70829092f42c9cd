"""Pods: full defaults, a status that begins with Pending, and a graceful end. Fact sheet §4.5, §4.8, §8.12."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object, deleting
from ....machinery.quantities import QuantityError, parse
from ....machinery.resources import PODS
from ..errors import FieldError
from ..validation import pods as validation
from .pod_spec import default_pod_spec
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

COMPUTE = ("cpu", "memory")


class Pods(Strategy):
    """The rules for Pods."""

    of = PODS
    returns_deleted = True
    has_generation = True

    def default(self, obj: Object) -> None:
        spec = obj.get("spec")
        if spec is None:
            spec = obj["spec"] = {}
        default_pod_spec(spec)
        if spec.get("enableServiceLinks") is None:
            spec["enableServiceLinks"] = True
        for field in ("containers", "initContainers"):
            for container in spec.get(field) or ():
                _request_what_is_limited(container)
        if spec.get("hostNetwork"):
            for container in spec.get("containers") or ():
                for port in container.get("ports") or ():
                    port.setdefault("hostPort", port.get("containerPort"))

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        status: Object = {"phase": "Pending", "qosClass": qos_class(obj)}
        if obj["spec"].get("schedulingGates"):
            gated = {"type": "PodScheduled", "status": "False", "lastProbeTime": None, "lastTransitionTime": None}
            status["conditions"] = [
                {
                    **gated,
                    "reason": "SchedulingGated",
                    "message": "Scheduling is blocked due to non-empty scheduling gates",
                }
            ]
        obj["status"] = status

    def prepare_for_status_update(self, new: Object, old: Object) -> None:
        """Unlike that of other kinds, a write of a Pod's status may change its labels and annotations."""
        metadata = dict(new["metadata"])
        for field in ("deletionTimestamp", "deletionGracePeriodSeconds", "ownerReferences"):
            if field in old["metadata"]:
                metadata[field] = old["metadata"][field]
            else:
                metadata.pop(field, None)
        new["metadata"] = metadata
        new["spec"] = old["spec"]
        status = new.get("status") or {}
        if "qosClass" not in status and "qosClass" in (old.get("status") or {}):
            new["status"] = {**status, "qosClass": old["status"]["qosClass"]}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_pod(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_pod_update(new, old)

    def validate_status(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_pod_conditions((new.get("status") or {}).get("conditions") or ())

    def deletion_grace_s(self, obj: Object, options: Object) -> int | None:
        """The sender's choice, else the Pod's own; none at all for a Pod that runs nowhere or has finished."""
        asked = options.get("gracePeriodSeconds")
        if asked is not None and asked >= 0:
            grace_s = int(asked)
        elif deleting(obj):
            grace_s = int(obj["metadata"].get("deletionGracePeriodSeconds") or 0)
        else:
            grace_s = int(obj["spec"].get("terminationGracePeriodSeconds", 30))
        if not obj["spec"].get("nodeName"):
            return 0
        if obj.get("status", {}).get("phase") in ("Succeeded", "Failed"):
            return 0
        return max(grace_s, 0)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        spec, status = obj.get("spec") or {}, obj.get("status") or {}
        return {
            "spec.nodeName": spec.get("nodeName", ""),
            "spec.restartPolicy": spec.get("restartPolicy", ""),
            "spec.schedulerName": spec.get("schedulerName", ""),
            "spec.serviceAccountName": spec.get("serviceAccountName", ""),
            "spec.hostNetwork": "true" if spec.get("hostNetwork") else "false",
            "status.phase": status.get("phase", ""),
            "status.podIP": status.get("podIP", ""),
            "status.nominatedNodeName": status.get("nominatedNodeName", ""),
        }


def _request_what_is_limited(container: Object) -> None:
    """Who limits a resource and does not request it requests as much as the limit."""
    resources = container["resources"]
    limits = resources.get("limits")
    if limits:
        requests = dict(resources.get("requests") or {})
        for name, amount in limits.items():
            requests.setdefault(name, amount)
        resources["requests"] = requests


def qos_class(pod: Object) -> str:
    """BestEffort, Burstable or Guaranteed."""
    spec = pod["spec"]
    anything = False
    guaranteed = True
    for container in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ())):
        resources = container.get("resources") or {}
        requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
        for name in COMPUTE:
            wanted, most = _amount(requests.get(name)), _amount(limits.get(name))
            anything = anything or wanted > 0 or most > 0
            guaranteed = guaranteed and most > 0 and wanted == most
    if not anything:
        return "BestEffort"
    return "Guaranteed" if guaranteed else "Burstable"


def _amount(text: object) -> float:
    try:
        return float(parse(str(text))) if text is not None else 0
    except QuantityError:
        return 0
