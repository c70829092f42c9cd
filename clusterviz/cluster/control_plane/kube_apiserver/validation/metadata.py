"""Metadata: names, labels, annotations, owners, finalizers. Fact sheet §4.4, §4.5."""

from __future__ import annotations

from ....machinery.objects import Object, deleting
from ....machinery.resources import (
    APISERVICES,
    CLUSTERROLEBINDINGS,
    CLUSTERROLES,
    EVENTS,
    NAMESPACES,
    ROLEBINDINGS,
    ROLES,
    SERVICES,
    STATEFULSETS,
    Resource,
)
from ..errors import FieldError
from .fields import (
    NameRule,
    forbidden,
    invalid,
    label,
    label_value,
    names,
    path_segment,
    qualified_name,
    required,
    shown,
    subdomain,
    too_long,
)

MAX_ANNOTATIONS = 256 * 1024
STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_RULES: dict[Resource, NameRule] = {
    NAMESPACES: label,
    SERVICES: label,
    STATEFULSETS: label,
    EVENTS: path_segment,
    APISERVICES: path_segment,
    **dict.fromkeys((CLUSTERROLES, CLUSTERROLEBINDINGS, ROLES, ROLEBINDINGS), path_segment),
}


def validate_metadata(resource: Resource, obj: Object) -> list[FieldError]:
    """What is wrong with the metadata of an object."""
    metadata = obj["metadata"]
    rule = _RULES.get(resource, subdomain)
    found: list[FieldError] = []
    prefix = metadata.get("generateName")
    if prefix:
        whole = prefix[:-1] + "a" if prefix.endswith("-") else prefix  # the rest of the name comes after the dash
        found += [invalid("metadata.generateName", prefix, message) for message in rule(whole)]
    name = metadata.get("name")
    if not name:
        found.append(required("metadata.name", "name or generateName is required"))
    else:
        found += names("metadata.name", name, rule)
    labels, annotations = metadata.get("labels"), metadata.get("annotations")
    if labels:
        found += validate_labels("metadata.labels", labels)
    if annotations:
        found += validate_annotations("metadata.annotations", annotations)
    if metadata.get("ownerReferences"):
        found += _validate_owners(metadata["ownerReferences"])
    if metadata.get("finalizers"):
        found += _validate_finalizers(metadata["finalizers"])
    return found


def validate_labels(field: str, labels: dict[str, str]) -> list[FieldError]:
    """Keys are qualified names, values are short words."""
    found: list[FieldError] = []
    for key, value in sorted(labels.items()):
        found += names(field, key, qualified_name)
        found += names(field, value, label_value)
    return found


def validate_annotations(field: str, annotations: dict[str, str]) -> list[FieldError]:
    """Keys are qualified names; values may be anything, up to 256 KiB together."""
    found: list[FieldError] = []
    size = 0
    for key, value in sorted(annotations.items()):
        found += [invalid(field, key, message) for message in qualified_name(key.lower())]
        size += len(key) + len(value)
    if size > MAX_ANNOTATIONS:
        found.append(too_long(field, MAX_ANNOTATIONS))
    return found


def _validate_owners(owners: list[Object]) -> list[FieldError]:
    found: list[FieldError] = []
    for i, owner in enumerate(owners):
        for field in ("apiVersion", "kind", "name", "uid"):
            if not owner.get(field):
                value = "" if field != "apiVersion" else owner.get(field, "")
                why = "version must not be empty" if field == "apiVersion" else f"{field} must not be empty"
                found.append(invalid(f"metadata.ownerReferences[{i}].{field}", value, why))
    controllers = [owner for owner in owners if owner.get("controller")]
    if len(controllers) > 1:
        first, second = (f"{owner['kind']}/{owner['name']}" for owner in controllers[:2])
        why = f'Only one reference can have Controller set to true. Found "true" in references for {first} and {second}'
        found.append(invalid("metadata.ownerReferences", owners, why))
    return found


def _validate_finalizers(finalizers: list[str]) -> list[FieldError]:
    found: list[FieldError] = []
    for finalizer in finalizers:
        found += names("metadata.finalizers", finalizer, qualified_name)
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        why = "finalizer orphan and foregroundDeletion cannot be both set"
        found.append(invalid("metadata.finalizers", finalizers, why))
    for i, finalizer in enumerate(finalizers):
        if "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            why = "name is neither a standard finalizer name nor is it fully qualified"
            found.append(invalid(f"metadata.finalizers[{i}]", finalizer, why))
    return found


def validate_metadata_update(resource: Resource, new: Object, old: Object) -> list[FieldError]:
    """What may not change in the metadata: what is being deleted takes no new finalizers."""
    if deleting(old):
        before = old["metadata"].get("finalizers") or ()
        added = [finalizer for finalizer in new["metadata"].get("finalizers") or () if finalizer not in before]
        if added:
            listed = ", ".join(shown(finalizer) for finalizer in added)
            why = f"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{listed}}}"
            return [forbidden("metadata.finalizers", why)]
    return []
