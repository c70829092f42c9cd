"""A volume that is meant for a claim: what the scheduler and the volume binder write alike. Fact sheet §7.15."""

from __future__ import annotations

from .objects import Object, annotations_of, name_of, namespace_of, uid_of
from .resources import PERSISTENTVOLUMECLAIMS

BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"


def claimed(volume: Object, claim: Object) -> Object:
    """The volume with a reference to the claim; marked, unless somebody had meant it for the claim before."""
    reference = {
        "kind": PERSISTENTVOLUMECLAIMS.kind,
        "namespace": namespace_of(claim),
        "name": name_of(claim),
        "uid": uid_of(claim),
        "apiVersion": PERSISTENTVOLUMECLAIMS.api_version,
        "resourceVersion": claim["metadata"]["resourceVersion"],
    }
    body = {**volume, "spec": {**volume["spec"], "claimRef": reference}}
    return body if volume["spec"].get("claimRef") else annotated(body, {BOUND_BY_CONTROLLER: "yes"})


def annotated(obj: Object, annotations: dict[str, str]) -> Object:
    """The object with these annotations too."""
    return {**obj, "metadata": {**obj["metadata"], "annotations": {**annotations_of(obj), **annotations}}}
