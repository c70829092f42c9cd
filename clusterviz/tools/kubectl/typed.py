"""Objects as kubectl's own Go types print them: fields that are always written stand there, empty or not."""

from __future__ import annotations

from typing import Any

from ...cluster.machinery.objects import Object

_STATUS: dict[str, Object] = {
    "Pod": {},
    "Deployment": {},
    "Job": {},
    "CronJob": {},
    "ReplicaSet": {"replicas": 0},
    "ReplicationController": {"replicas": 0},
    "StatefulSet": {"availableReplicas": 0, "replicas": 0},
    "DaemonSet": {
        "currentNumberScheduled": 0,
        "desiredNumberScheduled": 0,
        "numberMisscheduled": 0,
        "numberReady": 0,
    },
    "Service": {"loadBalancer": {}},
}
_STRATEGY = {"Deployment": "strategy", "DaemonSet": "updateStrategy", "StatefulSet": "updateStrategy"}


def as_typed(obj: Object) -> Object:
    """The object with what its Go type never leaves out."""
    kind = obj.get("kind", "")
    found = {**obj, "metadata": _metadata(obj.get("metadata") or {})}
    if kind in _STATUS:
        found["status"] = {**_STATUS[kind], **(obj.get("status") or {})}
    spec = obj.get("spec")
    if isinstance(spec, dict):
        if kind == "Pod":
            found["spec"] = _pod_spec(spec)
        elif kind == "CronJob":
            template = spec["jobTemplate"]
            inner = {"metadata": _metadata(template.get("metadata") or {}), "spec": _with_template(template["spec"])}
            found["spec"] = {**spec, "jobTemplate": {**template, **inner}}
        elif kind == "Service":
            ports = [{"targetPort": 0, **port} for port in spec.get("ports") or []]
            found["spec"] = {**spec, "ports": ports} if ports else spec
        elif isinstance(spec.get("template"), dict):
            strategy: Object = {_STRATEGY[kind]: {}} if kind in _STRATEGY else {}
            found["spec"] = {**strategy, **_with_template(spec)}
    return found


def _metadata(metadata: Object) -> Object:
    return {"creationTimestamp": None, **metadata}


def _with_template(spec: Object) -> Object:
    template = spec.get("template") or {}
    typed = {"metadata": _metadata(template.get("metadata") or {}), "spec": _pod_spec(template.get("spec") or {})}
    return {**spec, "template": {**template, **typed}}


def _pod_spec(spec: Object) -> Object:
    found: dict[str, Any] = dict(spec)
    for field in ("containers", "initContainers"):
        if spec.get(field):
            found[field] = [{"resources": {}, **container} for container in spec[field]]
    return found
