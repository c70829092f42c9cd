"""Which ReplicaSet is a Deployment's new one, and which revisions it has had. As kubectl works it out for itself."""

from __future__ import annotations

from ...cluster.machinery.objects import Object, annotations_of, clone, controller_uid, name_of, namespace_of, uid_of
from ...cluster.machinery.resources import REPLICASETS
from .invocation import Invocation, Steps, list_of
from .selector_text import selector

HASH_LABEL = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
CHANGE_CAUSE = "kubernetes.io/change-cause"


def owned_replicasets(call: Invocation, deployment: Object) -> Steps[list[Object]]:
    """The ReplicaSets that a Deployment controls."""
    found = yield from list_of(
        call, REPLICASETS, namespace_of(deployment), labels=selector(deployment["spec"]["selector"])
    )
    return [one for one in found if controller_uid(one) == uid_of(deployment)]


def template_without_hash(template: Object) -> Object:
    """A Pod template without the label that the controller added."""
    template = clone(template)
    (template.get("metadata") or {}).get("labels", {}).pop(HASH_LABEL, None)
    metadata = template.get("metadata") or {}
    template["metadata"] = {key: value for key, value in metadata.items() if value}
    return template


def new_replicaset(deployment: Object, replicasets: list[Object]) -> Object | None:
    """The oldest ReplicaSet whose template is the Deployment's."""
    wanted = template_without_hash(deployment["spec"]["template"])
    for one in sorted(replicasets, key=lambda one: (str(one["metadata"]["creationTimestamp"]), name_of(one))):
        if template_without_hash(one["spec"]["template"]) == wanted:
            return one
    return None


def revision_of(obj: Object) -> int:
    """The revision that the controller gave it."""
    return int(annotations_of(obj).get(REVISION) or 0)
