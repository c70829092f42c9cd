"""A Job's Pods: what they look like, which of them have ended, and when. Fact sheet §7.5."""

from __future__ import annotations

from .....machinery.go_numbers import is_natural
from .....machinery.objects import Object, annotations_of, deleting, labels_of, name_of, namespace_of
from .....machinery.resources import JOBS
from .....machinery.times import unix_ms
from ...owners import controller_reference
from ...pods import phase_of
from .indexes import INDEX

TRACKING = "batch.kubernetes.io/job-tracking"
FAILURE_COUNT = "batch.kubernetes.io/job-index-failure-count"
_INDEX_VARIABLE = {
    "name": "JOB_COMPLETION_INDEX",
    "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.labels['{INDEX}']"}},
}


def is_tracked(pod: Object) -> bool:
    """Whether the Pod still has the finalizer that keeps it until it is counted."""
    return TRACKING in (pod["metadata"].get("finalizers") or ())


def has_failed(pod: Object, job: Object) -> bool:
    """Failed, or about to be: a Pod that somebody deletes counts too, unless only what has really failed is replaced."""
    if phase_of(pod) == "Failed":
        return True
    return not only_failed_are_replaced(job) and deleting(pod) and phase_of(pod) != "Succeeded"


def only_failed_are_replaced(job: Object) -> bool:
    """`podReplacementPolicy: Failed`, which a podFailurePolicy implies."""
    spec = job["spec"]
    return spec.get("podReplacementPolicy") == "Failed" or bool(spec.get("podFailurePolicy"))


def restarts(pod: Object) -> int:
    """How often its containers were started again."""
    status = pod.get("status", {})
    containers = [*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())]
    return sum(int(each.get("restartCount", 0)) for each in containers)


def finished_ms(pod: Object, now_ms: int) -> int:
    """The Unix time in ms at which the last of its containers ended."""
    status = pod.get("status", {})
    ended = [
        unix_ms(container["state"]["terminated"]["finishedAt"])
        for container in status.get("containerStatuses", ())
        if container.get("state", {}).get("terminated", {}).get("finishedAt")
    ]
    if ended:
        return max(ended)
    if deleting(pod):
        grace_s = pod["metadata"].get("deletionGracePeriodSeconds") or 0
        return unix_ms(pod["metadata"]["deletionTimestamp"]) - grace_s * 1000
    return now_ms


def new_pod(job: Object, index: int, failures: int) -> Object:
    """A Pod as the template wants it; `index` -1: it is not numbered."""
    template = job["spec"]["template"]
    given = template.get("metadata") or {}
    metadata: Object = {
        "generateName": f"{name_of(job)}-" if index < 0 else f"{name_of(job)}-{index}-",
        "namespace": namespace_of(job),
        "labels": dict(given.get("labels") or {}),
        "finalizers": [*(given.get("finalizers") or ()), TRACKING],
        "ownerReferences": [controller_reference(job, JOBS)],
    }
    if given.get("annotations"):
        metadata["annotations"] = dict(given["annotations"])
    spec = template["spec"]
    if index >= 0:
        metadata["labels"][INDEX] = str(index)
        metadata["annotations"] = {**(given.get("annotations") or {}), INDEX: str(index)}
        if job["spec"].get("backoffLimitPerIndex") is not None:
            metadata["annotations"][FAILURE_COUNT] = str(failures)
        spec = {**spec, "hostname": f"{name_of(job)}-{index}"}
        for field in ("containers", "initContainers"):
            if spec.get(field):
                spec[field] = [_numbered(container) for container in spec[field]]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _numbered(container: Object) -> Object:
    known = container.get("env") or []
    if any(variable["name"] == _INDEX_VARIABLE["name"] for variable in known):
        return container
    return {**container, "env": [*known, _INDEX_VARIABLE]}


def index_failures(pod: Object) -> int:
    """How often this Pod's index had failed before it was made."""
    text = annotations_of(pod).get(FAILURE_COUNT, "0")
    return int(text) if is_natural(text) else 0


__all__ = [
    "TRACKING",
    "finished_ms",
    "has_failed",
    "index_failures",
    "is_tracked",
    "labels_of",
    "new_pod",
    "only_failed_are_replaced",
    "restarts",
]
