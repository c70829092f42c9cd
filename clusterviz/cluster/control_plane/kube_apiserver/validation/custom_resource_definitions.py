"""CustomResourceDefinitions: names, versions, subresources, columns. Their schemas are a matter of `structural`."""

from __future__ import annotations

import json
from typing import Any

from ....machinery.custom_kinds import ESTABLISHED
from ....machinery.objects import Object, annotations_of, condition_true
from ..errors import FieldError
from . import structural
from .as_go import GoText
from .fields import dns_label, duplicate, forbidden, invalid, not_supported, one_of, required, subdomain

APPROVED = "api-approved.kubernetes.io"
SEE = "see https://github.com/kubernetes/enhancements/pull/1111"
COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
COLUMN_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")


def validate(obj: Object) -> list[FieldError]:
    """What is wrong with a definition, apart from its metadata."""
    spec, name = obj["spec"], obj["metadata"].get("name", "")
    names = spec.get("names") or {}
    found: list[FieldError] = []
    if name != f"{names.get('plural', '')}.{spec.get('group', '')}":
        found.append(invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'))
    found += _group(spec) + _scope(spec) + _versions(spec) + _names("spec.names", names, needed=True)
    found += _common(spec) + _conversion(spec.get("conversion") or {})
    return found + _approval(obj)


def validate_update(new: Object, old: Object) -> list[FieldError]:
    """What may not change any more."""
    fields = [("group",), ("names", "plural")]
    if condition_true(old, ESTABLISHED):
        fields = [("scope",), ("names", "kind"), *fields]
    found = []
    for path in fields:
        now, before = _at(new["spec"], path), _at(old["spec"], path)
        if now != before:
            found.append(invalid(f"spec.{'.'.join(path)}", now, "field is immutable"))
    known = [version.get("name") for version in new["spec"].get("versions") or ()]
    for i, version in enumerate((new.get("status") or {}).get("storedVersions") or ()):
        if version not in known:
            found.append(invalid(f"status.storedVersions[{i}]", version, "must appear in spec.versions"))
    return found


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = (value or {}).get(name)
    return value


def _group(spec: Object) -> list[FieldError]:
    group = spec.get("group") or ""
    if not group:
        return [required("spec.group")]
    if subdomain(group):
        return [invalid("spec.group", group, ",".join(subdomain(group)))]
    if "." not in group:
        return [invalid("spec.group", group, "should be a domain with at least one dot")]
    return []


def _scope(spec: Object) -> list[FieldError]:
    scopes = ("Cluster", "Namespaced")
    return one_of("spec.scope", spec["scope"], scopes) if spec.get("scope") else [required("spec.scope")]


def has_rules(schema: Any) -> bool:
    """Whether there is a rule in CEL anywhere in a schema."""
    if isinstance(schema, list):
        return any(has_rules(one) for one in schema)
    if not isinstance(schema, dict):
        return False
    return bool(schema.get("x-kubernetes-validations")) or any(has_rules(one) for one in schema.values())


# -- versions -----------------------------------------------------------------------------------------------------------


def _versions(spec: Object) -> list[FieldError]:
    """What all versions have in common is looked at once, as if it stood in the spec itself."""
    versions = spec.get("versions") or []
    found: list[FieldError] = []
    for i, version in enumerate(versions):
        if (version.get("schema") or {}).get("openAPIV3Schema") is None:
            found.append(required(f"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required"))
    for i, version in enumerate(versions):
        path = f"spec.versions[{i}]"
        if dns_label(version.get("name", "")):
            found.append(invalid(f"{path}.name", version.get("name", ""), ",".join(dns_label(version.get("name", "")))))
        if version.get("deprecationWarning") is not None and not version.get("deprecated"):
            why = "can only be set for deprecated versions"
            found.append(invalid(f"{path}.deprecationWarning", version["deprecationWarning"], why))
        if not _same(versions, "schema"):
            found += _schema(version, f"{path}.schema.openAPIV3Schema")
        if not _same(versions, "subresources"):
            found += _subresources(version.get("subresources") or {}, f"{path}.subresources")
        if not (_same(versions, "schema") and _same(versions, "selectableFields")):
            found += _selectable(version, f"{path}.selectableFields")
        if not _same(versions, "additionalPrinterColumns"):
            found += _columns(version.get("additionalPrinterColumns") or (), f"{path}.additionalPrinterColumns")
    called = [version.get("name") for version in versions]
    shown = GoText(json.dumps([_as_go(version) for version in versions], separators=(",", ":")))
    if len(set(called)) != len(called):
        found.append(invalid("spec.versions", shown, "must contain unique version names"))
    if sum(1 for version in versions if version.get("storage")) != 1:
        found.append(invalid("spec.versions", shown, "must have exactly one version marked as storage version"))
    return found


def _as_go(version: Object) -> Object:
    return {
        "Name": version.get("name", ""),
        "Served": bool(version.get("served")),
        "Storage": bool(version.get("storage")),
        "Deprecated": bool(version.get("deprecated")),
        "DeprecationWarning": version.get("deprecationWarning"),
        "Schema": None,
        "Subresources": None,
        "AdditionalPrinterColumns": None,
        "SelectableFields": None,
    }


def _same(versions: list[Object], field: str) -> bool:
    return all(version.get(field) == versions[0].get(field) for version in versions)


def _common(spec: Object) -> list[FieldError]:
    versions = spec.get("versions") or []
    if not versions:
        return []
    first, found = versions[0], []
    if _same(versions, "schema"):
        found += _schema(first, "spec.validation.openAPIV3Schema")
    if _same(versions, "schema") and _same(versions, "selectableFields"):
        found += _selectable(first, "spec.selectableFields")
    if _same(versions, "subresources"):
        found += _subresources(first.get("subresources") or {}, "spec.subresources")
    if _same(versions, "additionalPrinterColumns"):
        found += _columns(first.get("additionalPrinterColumns") or (), "spec.additionalPrinterColumns")
    return found


def _schema(version: Object, path: str) -> list[FieldError]:
    schema = (version.get("schema") or {}).get("openAPIV3Schema")
    return structural.check(schema, path) if schema is not None else []


# -- names --------------------------------------------------------------------------------------------------------------


def _names(path: str, names: Object, needed: bool) -> list[FieldError]:
    found: list[FieldError] = []
    for field in ("plural", "singular", "kind", "listKind") if needed else ():
        if not names.get(field):
            found.append(required(f"{path}.{field}"))
    for field in ("plural", "singular", "kind", "listKind"):
        value = names.get(field) or ""
        mixed = field in ("kind", "listKind")
        wrong = dns_label(value.lower() if mixed else value) if value else ()
        if wrong:
            start = "may have mixed case, but should otherwise match: " if mixed else ""
            found.append(invalid(f"{path}.{field}", value, start + ",".join(wrong)))
    for i, value in enumerate(names.get("shortNames") or ()):
        if dns_label(value):
            found.append(invalid(f"{path}.shortNames[{i}]", value, ",".join(dns_label(value))))
    if names.get("kind") and names.get("kind") == names.get("listKind"):
        found.append(invalid(f"{path}.listKind", names["listKind"], "kind and listKind may not be the same"))
    for i, value in enumerate(names.get("categories") or ()):
        if dns_label(value):
            found.append(invalid(f"{path}.categories[{i}]", value, ",".join(dns_label(value))))
    return found


# -- subresources and columns -------------------------------------------------------------------------------------------


def _subresources(subresources: Object, path: str) -> list[FieldError]:
    scale = subresources.get("scale")
    if scale is None:
        return []
    found: list[FieldError] = []
    for field, roots in (
        ("specReplicasPath", (".spec.",)),
        ("statusReplicasPath", (".status.",)),
        ("labelSelectorPath", (".spec.", ".status.")),
    ):
        place, value = f"{path}.scale.{field}", scale.get(field) or ""
        if not value:
            found += [required(place)] if field != "labelSelectorPath" else []
        elif not value.startswith("."):
            found.append(invalid(place, value, "must be a simple json path starting with ."))
        elif not value.startswith(roots):
            under = "either .spec or .status" if len(roots) > 1 else roots[0].rstrip(".")
            found.append(invalid(place, value, f"should be a json path under {under}"))
    return found


def _columns(columns: Any, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for i, column in enumerate(columns):
        place = f"{path}[{i}]"
        if not column.get("name"):
            found.append(required(f"{place}.name"))
        if not column.get("type"):
            allowed = ",".join(COLUMN_TYPES)
            found.append(required(f"{place}.type", f"must be one of {allowed}"))
        elif column["type"] not in COLUMN_TYPES:
            found.append(invalid(f"{place}.type", column["type"], f"must be one of {','.join(COLUMN_TYPES)}"))
        if column.get("format") and column["format"] not in COLUMN_FORMATS:
            found.append(invalid(f"{place}.format", column["format"], f"must be one of {','.join(COLUMN_FORMATS)}"))
        if not column.get("jsonPath"):
            found.append(required(f"{place}.JSONPath"))
        elif not column["jsonPath"].startswith("."):
            found.append(invalid(f"{place}.JSONPath", column["jsonPath"], "must be a simple json path starting with ."))
    return found


def _selectable(version: Object, path: str) -> list[FieldError]:
    """A selector may name single values that the schema declares."""
    found: list[FieldError] = []
    schema, seen = (version.get("schema") or {}).get("openAPIV3Schema") or {}, []
    for i, one in enumerate(version.get("selectableFields") or ()):
        place, value = f"{path}[{i}].jsonPath", one.get("jsonPath") or ""
        field = schema
        for name in value.strip(".").split("."):
            field = (field.get("properties") or {}).get(name) or {}
        if not value:
            found.append(required(place))
        elif not field:
            found.append(invalid(place, value, "is an invalid path: does not refer to a valid field"))
        elif value.startswith(".metadata"):
            found.append(invalid(place, value, "must not point to fields in metadata"))
        elif field.get("type") not in ("string", "boolean", "integer"):
            why = "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
            found.append(invalid(place, value, why))
        elif value in seen:
            found.append(duplicate(place, value))
        seen.append(value)
    return found


# -- the rest -----------------------------------------------------------------------------------------------------------


def _conversion(conversion: Object) -> list[FieldError]:
    path, strategy = "spec.conversion", conversion.get("strategy") or ""
    if not strategy:
        return [required(f"{path}.strategy")]
    if strategy not in ("None", "Webhook"):
        return [not_supported(f"{path}.strategy", strategy, ("None", "Webhook"))]
    webhook = conversion.get("webhook") or {}
    if strategy == "Webhook":
        if not webhook.get("clientConfig"):
            return [required(f"{path}.webhookClientConfig", "required when strategy is set to Webhook")]
        reviews = webhook.get("conversionReviewVersions")
        return [] if reviews else [required(f"{path}.conversionReviewVersions")]
    found: list[FieldError] = []
    why = "should not be set when strategy is not set to Webhook"
    for field, name in (
        ("clientConfig", "webhookClientConfig"),
        ("conversionReviewVersions", "conversionReviewVersions"),
    ):
        if webhook.get(field):
            found.append(forbidden(f"{path}.{name}", why))
    return found


def _approval(obj: Object) -> list[FieldError]:
    """Kubernetes' own groups are for who has its leave."""
    group = obj["spec"].get("group") or ""
    if not (group in ("k8s.io", "kubernetes.io") or group.endswith((".k8s.io", ".kubernetes.io"))):
        return []
    path, approved = f"metadata.annotations[{APPROVED}]", annotations_of(obj).get(APPROVED, "")
    start = f'protected groups must have approval annotation "{APPROVED}"'
    if not approved:
        return [required(path, f"{start}, {SEE}")]
    if approved.startswith("unapproved") or ("://" in approved and approved.partition("://")[2]):
        return []
    return [invalid(path, approved, f'{start} with either a URL or a reason starting with "unapproved", {SEE}')]
