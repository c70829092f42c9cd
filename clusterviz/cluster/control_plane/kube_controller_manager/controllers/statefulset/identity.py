"""Who a StatefulSet's Pods are: their ordinals, names, labels and claims. Fact sheet §7.3."""

from __future__ import annotations

from .....machinery.objects import Object, labels_of, name_of, namespace_of, uid_of
from .....machinery.resources import PERSISTENTVOLUMECLAIMS, STATEFULSETS
from ...owners import controller_reference

POD_INDEX = "apps.kubernetes.io/pod-index"
POD_NAME = "statefulset.kubernetes.io/pod-name"
REVISION_LABEL = "controller-revision-hash"


def ordinal_of(statefulset: Object, pod: Object) -> int:
    """The number at the end of its name, -1 if the name is not one of this set's."""
    parent, dash, number = name_of(pod).rpartition("-")
    return int(number) if dash and parent == name_of(statefulset) and number.isdigit() else -1


def first_ordinal(statefulset: Object) -> int:
    """`spec.ordinals.start`."""
    return int((statefulset["spec"].get("ordinals") or {}).get("start", 0))


def revision_of_pod(pod: Object) -> str:
    """The name of the ControllerRevision that it was made from."""
    return labels_of(pod).get(REVISION_LABEL, "")


def new_pod(statefulset: Object, ordinal: int, template: Object, revision: str) -> Object:
    """The Pod with this ordinal, made from the template of a revision."""
    name = f"{name_of(statefulset)}-{ordinal}"
    given = template["metadata"]
    labels = {**(given.get("labels") or {}), POD_INDEX: str(ordinal), REVISION_LABEL: revision, POD_NAME: name}
    metadata = {field: given[field] for field in ("annotations", "finalizers") if given.get(field)}
    metadata |= {
        "name": name,
        "generateName": f"{name_of(statefulset)}-",
        "namespace": namespace_of(statefulset),
        "labels": labels,
        "ownerReferences": [controller_reference(statefulset, STATEFULSETS)],
    }
    spec = {**template["spec"], "hostname": name}
    if statefulset["spec"].get("serviceName"):
        spec["subdomain"] = statefulset["spec"]["serviceName"]
    claimed = {
        name_of(each): claim_name(statefulset, each, ordinal)
        for each in statefulset["spec"].get("volumeClaimTemplates") or ()
    }
    if claimed:
        others = [each for each in spec.get("volumes") or () if each["name"] not in claimed]
        own = [{"name": volume, "persistentVolumeClaim": {"claimName": claim}} for volume, claim in claimed.items()]
        spec["volumes"] = own + others
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def claim_name(statefulset: Object, template: Object, ordinal: int) -> str:
    """`<claim>-<set>-<ordinal>`."""
    return f"{name_of(template)}-{name_of(statefulset)}-{ordinal}"


def claims_for(statefulset: Object, ordinal: int) -> list[Object]:
    """The PersistentVolumeClaims of the Pod with this ordinal."""
    claims = []
    for template in statefulset["spec"].get("volumeClaimTemplates") or ():
        given = template["metadata"]
        labels = {**(given.get("labels") or {}), **(statefulset["spec"]["selector"].get("matchLabels") or {})}
        metadata: Object = {
            "name": claim_name(statefulset, template, ordinal),
            "namespace": namespace_of(statefulset),
            "labels": labels,
        }
        if given.get("annotations"):
            metadata["annotations"] = given["annotations"]
        owners = claim_owners(statefulset, None)
        if owners:
            metadata["ownerReferences"] = owners
        claims.append(
            {
                "apiVersion": PERSISTENTVOLUMECLAIMS.api_version,
                "kind": PERSISTENTVOLUMECLAIMS.kind,
                "metadata": metadata,
                "spec": template["spec"],
            }
        )
    return claims


def claim_owners(statefulset: Object, condemned: Object | None) -> list[Object]:
    """With whom a claim goes, by `persistentVolumeClaimRetentionPolicy`: the set, the Pod that is scaled away, or nobody."""
    policy = statefulset["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    if condemned is not None and policy.get("whenScaled") == "Delete":
        return [_reference("v1", "Pod", condemned)]
    if policy.get("whenDeleted") == "Delete":
        return [_reference(STATEFULSETS.api_version, STATEFULSETS.kind, statefulset)]
    return []


def _reference(api_version: str, kind: str, owner: Object) -> Object:
    return {"apiVersion": api_version, "kind": kind, "name": name_of(owner), "uid": uid_of(owner)}
