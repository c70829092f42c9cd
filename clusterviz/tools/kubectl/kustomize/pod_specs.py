"""Where objects keep the Pods that they describe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....cluster.machinery.objects import Object

TEMPLATED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "PodTemplate")


def inner(obj: Object, *path: str, create: bool = False) -> Object | None:
    """The object within an object at a path; made on the way if it may be."""
    here: Any = obj
    for part in path:
        if part not in here or here[part] is None:
            if not create:
                return None
            here[part] = {}
        here = here[part]
        if not isinstance(here, dict):
            return None
    found: Object = here
    return found


def template_of(obj: Object) -> Object | None:
    """The Pod template of a workload."""
    if obj["kind"] == "CronJob":
        return inner(obj, "spec", "jobTemplate", "spec", "template")
    return inner(obj, "spec", "template") if obj["kind"] in TEMPLATED else None


def pod_spec_of(obj: Object) -> Object | None:
    """The PodSpec of a Pod or a workload."""
    if obj["kind"] == "Pod":
        return inner(obj, "spec")
    template = template_of(obj)
    return inner(template, "spec") if template is not None else None


def containers_of(spec: Object) -> Iterator[Object]:
    """All containers of a PodSpec, those of initialisation first."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for container in spec.get(field) or ():
            if isinstance(container, dict):
                yield container
