"""The functions of expressions, in one table: what a beginner would have to spell out in five lines of CEL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clusterviz.cluster.machinery import quantities
from clusterviz.cluster.machinery.objects import (
    Object,
    annotations_of,
    condition_of,
    condition_true,
    controller_of,
    deleting,
    labels_of,
)

from .evaluation import NotYet


def ready(obj: Object) -> bool:
    """Whether a Node or a Pod says that it is Ready."""
    return condition_true(obj, "Ready")


def running(pod: Object) -> bool:
    """Whether a Pod runs, is ready, and nobody has asked for its end."""
    return pod["status"].get("phase") == "Running" and condition_true(pod, "Ready") and not deleting(pod)


def terminating(obj: Object) -> bool:
    """Whether somebody has asked for the object's deletion."""
    return deleting(obj)


def owner(obj: Object) -> str:
    """`Kind/name` of the object's controller, "" if it has none."""
    reference = controller_of(obj)
    return f"{reference['kind']}/{reference['name']}" if reference else ""


def app(obj: Object) -> str:
    """The value of the object's label `app`, "" if it has none."""
    return str(labels_of(obj).get("app", ""))


def label(obj: Object, key: str) -> str:
    """The value of a label, "" if it is not there."""
    return str(labels_of(obj).get(key, ""))


def annotation(obj: Object, key: str) -> str:
    """The value of an annotation, "" if it is not there."""
    return str(annotations_of(obj).get(key, ""))


def condition(obj: Object, kind: str) -> str:
    """`True`, `False` or `Unknown`: the status of a condition; "" if it is not there."""
    found = condition_of(obj, kind)
    return str(found["status"]) if found else ""


def reason(obj: Object, kind: str) -> str:
    """The reason of a condition, "" if it is not there."""
    found = condition_of(obj, kind)
    return str(found.get("reason", "")) if found else ""


def phase(obj: Object) -> str:
    """`Pending`, `Running`, `Bound` …: what the object's status says, "" if nothing."""
    return str(obj.get("status", {}).get("phase", ""))


def node(pod: Object) -> str:
    """The name of the Pod's node, "" if nobody has chosen one."""
    return str(pod["spec"].get("nodeName", ""))


def image(pod: Object) -> str:
    """The image of the first container: of a Pod, or of what makes Pods."""
    spec = pod["spec"].get("template", pod)["spec"]
    return str(spec["containers"][0]["image"])


def restarts(pod: Object) -> int:
    """How often the Pod's containers were started again."""
    return sum(int(one.get("restartCount", 0)) for one in pod["status"].get("containerStatuses", ()))


def waiting(pod: Object) -> str:
    """Why a container of the Pod waits (`ContainerCreating`, `CrashLoopBackOff` …), "" if none does."""
    status = pod["status"]
    for container in (*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())):
        if "waiting" in container.get("state", {}):
            return str(container["state"]["waiting"].get("reason", ""))
    return ""


def named(objects: list[Object], name: str) -> Object:
    """The object of this name; not yet, if there is none."""
    for obj in objects:
        if obj["metadata"]["name"] == name:
            return obj
    raise NotYet(name)


def cordoned(node: Object) -> bool:
    """Whether new Pods are kept away from the Node."""
    return bool(node["spec"].get("unschedulable", False))


def tainted(node: Object, key: str) -> bool:
    """Whether a Node carries a taint with this key."""
    return any(taint["key"] == key for taint in node["spec"].get("taints", ()))


def quantity(text: str) -> float:
    """`500m`, `128Mi`, `2`: the number that it stands for."""
    return float(quantities.parse(str(text)))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "annotation": annotation,
    "app": app,
    "condition": condition,
    "cordoned": cordoned,
    "image": image,
    "label": label,
    "named": named,
    "node": node,
    "owner": owner,
    "phase": phase,
    "quantity": quantity,
    "ready": ready,
    "reason": reason,
    "restarts": restarts,
    "running": running,
    "tainted": tainted,
    "terminating": terminating,
    "waiting": waiting,
}
