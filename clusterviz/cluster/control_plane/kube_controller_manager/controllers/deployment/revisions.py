"""Which ReplicaSet is the newest, and how revisions are counted. Fact sheet §7.1."""

from __future__ import annotations

from .....machinery.objects import Object, annotations_of, name_of, namespace_of, uid_of
from .....machinery.resources import DEPLOYMENTS
from ...owners import controller_reference
from ...template_hash import template_hash
from .surge import max_surge, wanted

HASH_LABEL = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
REVISION_HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas"
MAX_REPLICAS = "deployment.kubernetes.io/max-replicas"
_NOT_COPIED = (
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    REVISION_HISTORY,
    DESIRED_REPLICAS,
    MAX_REPLICAS,
    "deprecated.deployment.rollback.to",
)


def same_template(one: Object, other: Object) -> bool:
    """Whether two Pod templates are equal but for the label pod-template-hash."""
    return _without_hash(one) == _without_hash(other)


def _without_hash(template: Object) -> Object:
    metadata = dict(template.get("metadata") or {})
    labels = {key: value for key, value in (metadata.pop("labels", None) or {}).items() if key != HASH_LABEL}
    metadata.pop("creationTimestamp", None)
    return {**template, "metadata": {**metadata, "labels": labels}}


def oldest_first(replicasets: list[Object]) -> list[Object]:
    """By creation, then by name."""
    return sorted(replicasets, key=_age)


def _age(replicaset: Object) -> tuple[str, str]:
    return replicaset["metadata"]["creationTimestamp"], name_of(replicaset)


def newest(deployment: Object, replicasets: list[Object]) -> Object | None:
    """The ReplicaSet with the Deployment's present template: the oldest, if there are several."""
    template = deployment["spec"]["template"]
    for replicaset in oldest_first(replicasets):
        if same_template(replicaset["spec"]["template"], template):
            return replicaset
    return None


def others(replicasets: list[Object], new: Object | None) -> list[Object]:
    """All but the newest."""
    return [each for each in replicasets if new is None or uid_of(each) != uid_of(new)]


def revision(obj: Object) -> int:
    """The revision that an object is annotated with, 0 if none."""
    try:
        return int(annotations_of(obj).get(REVISION, "0"))
    except ValueError:
        return 0


def next_revision(old: list[Object]) -> int:
    """One more than any of the old ReplicaSets has."""
    return max((revision(each) for each in old), default=0) + 1


def new_replicaset(deployment: Object, old: list[Object], replicas: int) -> Object:
    """The ReplicaSet for the Deployment's present template."""
    spec = deployment["spec"]
    template = spec["template"]
    code = template_hash(template, deployment.get("status", {}).get("collisionCount", 0))
    labels = {**(template["metadata"].get("labels") or {}), HASH_LABEL: code}
    selector = {**spec["selector"], "matchLabels": {**(spec["selector"].get("matchLabels") or {}), HASH_LABEL: code}}
    metadata = {
        "name": f"{name_of(deployment)}-{code}",
        "namespace": namespace_of(deployment),
        "labels": labels,
        "annotations": _copied(deployment) | size_annotations(deployment) | {REVISION: str(next_revision(old))},
        "ownerReferences": [controller_reference(deployment, DEPLOYMENTS)],
    }
    new_spec = {
        "replicas": replicas,
        "selector": selector,
        "template": {**template, "metadata": {**template["metadata"], "labels": labels}},
    }
    if spec.get("minReadySeconds"):
        new_spec["minReadySeconds"] = spec["minReadySeconds"]
    return {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": metadata, "spec": new_spec}


def size_annotations(deployment: Object) -> dict[str, str]:
    """What a ReplicaSet remembers of its Deployment's size, to notice that it was scaled."""
    return {
        DESIRED_REPLICAS: str(wanted(deployment)),
        MAX_REPLICAS: str(wanted(deployment) + max_surge(deployment)),
    }


def _copied(deployment: Object) -> dict[str, str]:
    return {key: value for key, value in annotations_of(deployment).items() if key not in _NOT_COPIED}


def refreshed(deployment: Object, new: Object, old: list[Object]) -> Object:
    """The newest ReplicaSet with its annotations and minReadySeconds as they ought to be; `new` itself if they are."""
    annotations = dict(annotations_of(new))
    annotations.update(_copied(deployment))
    before, now = revision(new), next_revision(old)
    if before < now:
        annotations[REVISION] = str(now)
        if before:
            history = annotations.get(REVISION_HISTORY)
            annotations[REVISION_HISTORY] = f"{history},{before}" if history else str(before)
    min_ready_s = deployment["spec"].get("minReadySeconds", 0)
    if annotations == annotations_of(new) and min_ready_s == new["spec"].get("minReadySeconds", 0):
        return new
    spec = {**new["spec"], "minReadySeconds": min_ready_s}
    return {**new, "metadata": {**new["metadata"], "annotations": annotations}, "spec": spec}
