"""Reviews of access: is this a question that can be answered? Kubernetes' pkg/apis/authorization/validation."""

from __future__ import annotations

from typing import Any

from ....machinery.field_managers import with_json
from ....machinery.objects import Object
from ..errors import FieldError
from .as_go import GoText
from .fields import invalid, required, shown

ONE_OF = "exactly one of nonResourceAttributes or resourceAttributes must be specified"


def validate_review(kind: str, review: Object) -> list[FieldError]:
    """What is wrong with a SelfSubject-, Subject- or LocalSubjectAccessReview."""
    spec, metadata = review.get("spec") or {}, review["metadata"]
    about, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    causes = []
    if about is not None and path is not None:
        combined = "cannot be specified in combination with resourceAttributes"
        causes.append(invalid("spec.nonResourceAttributes", _path_as_go(path), combined))
    if about is None and path is None:
        causes.append(invalid("spec.resourceAttributes", "null", ONE_OF))
    if kind != "SelfSubjectAccessReview" and not spec.get("user") and not spec.get("groups"):
        causes.append(invalid("spec.user", "", "at least one of user or group must be specified"))
    for field in ("fieldSelector", "labelSelector"):
        causes += _about_selector(f"spec.resourceAttributes.{field}", (about or {}).get(field))
    local = kind == "LocalSubjectAccessReview"
    if any(field != "managedFields" and not (local and field == "namespace") for field in metadata):
        why = "must be empty except for namespace" if local else "must be empty"
        causes.append(invalid("metadata", GoText(shown(with_json(review)["metadata"])), why))
    if local and about is not None and about.get("namespace", "") != metadata.get("namespace", ""):
        where = "spec.resourceAttributes.namespace"
        causes.append(invalid(where, about.get("namespace", ""), "must match metadata.namespace"))
    if local and path is not None:
        causes.append(invalid("spec.nonResourceAttributes", _path_as_go(path), "disallowed on this kind of request"))
    return causes


def _path_as_go(path: Object) -> GoText:
    return GoText(shown({"Path": path.get("path", ""), "Verb": path.get("verb", "")}))


def _about_selector(where: str, selector: Any) -> list[FieldError]:
    if selector is None:
        return []
    raw, terms = selector.get("rawSelector", ""), selector.get("requirements") or ()
    if raw and terms:
        return [invalid(f"{where}.rawSelector", raw, "may not specified at the same time as requirements")]
    if not raw and not terms:
        return [
            required(f"{where}.requirements", f"when {where} is specified, requirements or rawSelector is required")
        ]
    return []
