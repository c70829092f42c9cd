"""Structural schemas: every field has a type, and alternatives only restrict what is declared outside of them."""

from __future__ import annotations

from typing import Any

from ....machinery.go_regexp import PatternError, compiled
from ....machinery.objects import Object, clone
from ..custom_resources import values
from ..custom_resources.pruning import EMBEDDED, PRESERVE, pruned
from ..custom_resources.values import INT_OR_STRING
from ..errors import FieldError
from .fields import forbidden, invalid, not_supported, required

TYPES = ("array", "boolean", "integer", "number", "object", "string")
UNSUPPORTED = ("additionalItems", "definitions", "dependencies", "patternProperties")
ROOT, ITEM, FIELD = "at the root", "for specified array items", "for specified object fields"
# What only the declaration outside may say: field → how the refusal says it.
OUTSIDE = {
    "type": "must be empty to be structural",
    "additionalProperties": "must be undefined to be structural",
    "default": "must be undefined to be structural",
    "title": "must be empty to be structural",
    "description": "must be empty to be structural",
    "nullable": "must be false to be structural",
    PRESERVE: "must be false to be structural",
    EMBEDDED: "must be false to be structural",
    INT_OR_STRING: "must be false to be structural",
    "x-kubernetes-list-map-keys": "must be empty to be structural",
    "x-kubernetes-list-type": "must be undefined to be structural",
}
_EITHER = [{"type": "integer"}, {"type": "string"}]


def check(schema: Object, path: str) -> list[FieldError]:
    """What is wrong with the schema of a version. Its form first: only of a well-formed one the structure is looked at."""
    found = _form(schema, path)
    if not found:
        found = sorted([*_structure(schema, ROOT, path), *_complete(schema, path)], key=str)
    if not found:
        found = _defaults(schema, path, schema)
    return found


def _below(schema: Object, path: str) -> list[tuple[Object, str]]:
    """The schemas directly inside one, each with its path."""
    inside = [(field, f"{path}.properties[{name}]") for name, field in sorted((schema.get("properties") or {}).items())]
    for name in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(name), dict):
            inside.append((schema[name], f"{path}.{name}"))
    for name in ("allOf", "anyOf", "oneOf"):
        inside += [(one, f"{path}.{name}[{i}]") for i, one in enumerate(schema.get(name) or ())]
    return inside


# -- form ---------------------------------------------------------------------------------------------------------------


def _form(schema: Object, path: str) -> list[FieldError]:
    """What is not supported in a schema at all."""
    found: list[FieldError] = []
    kind = schema.get("type")
    if kind == "null":
        found.append(forbidden(f"{path}.type", "type cannot be set to null, use nullable as an alternative"))
    elif kind and kind not in TYPES:
        found.append(not_supported(f"{path}.type", kind, TYPES))
    if schema.get("id"):
        found.append(forbidden(f"{path}.id", "id is not supported"))
    found += [forbidden(f"{path}.{name}", f"{name} is not supported") for name in UNSUPPORTED if schema.get(name)]
    if schema.get("$ref"):
        found.append(forbidden(f"{path}.$ref", "$ref is not supported"))
    if isinstance(schema.get("items"), list):
        found.append(forbidden(f"{path}.items", "items must be a schema object and not an array"))
    if schema.get("uniqueItems"):
        why = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        found.append(forbidden(f"{path}.uniqueItems", why))
    others = schema.get("additionalProperties")
    if schema.get("properties") and others is not None and others is not True:
        why = "additionalProperties and properties are mutual exclusive"
        found.append(forbidden(f"{path}.additionalProperties", why))
    found += _list_type(schema, path)
    for inner, place in _below(schema, path):
        found += _form(inner, place)
    return found


def _list_type(schema: Object, path: str) -> list[FieldError]:
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys") or ()
    if kind is None:
        why = "must be map if x-kubernetes-list-map-keys is non-empty"
        return [required(f"{path}.x-kubernetes-list-type", why)] if keys else []
    found: list[FieldError] = []
    if schema.get("type") != "array":
        why = "must be array if x-kubernetes-list-type is specified"
        found.append(invalid(f"{path}.type", schema.get("type", ""), why))
    if kind not in ("atomic", "set", "map"):
        return [*found, not_supported(f"{path}.x-kubernetes-list-type", kind, ("atomic", "set", "map"))]
    items: Object = schema["items"] if isinstance(schema.get("items"), dict) else {}
    if kind == "map":
        if not keys:
            why = "must not be empty if x-kubernetes-list-type is map"
            found.append(required(f"{path}.x-kubernetes-list-map-keys", why))
        for i, key in enumerate(keys):
            field, place = (items.get("properties") or {}).get(key), f"{path}.items.properties[{key}]"
            if field is None:
                why = "entries must all be names of item properties"
                found.append(invalid(f"{path}.x-kubernetes-list-map-keys[{i}]", key, why))
            elif key not in (items.get("required") or ()) and field.get("default") is None:
                why = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
                found.append(required(f"{place}.default", why))
    if kind in ("set", "map") and items.get("nullable"):
        why = f"cannot be nullable when x-kubernetes-list-type is {kind}"
        found.append(forbidden(f"{path}.items.nullable", why))
    return found


# -- structure ----------------------------------------------------------------------------------------------------------


def _structure(schema: Object, level: str, path: str) -> list[FieldError]:
    """Every declared place has a type; the metadata belongs to Kubernetes."""
    found: list[FieldError] = []
    kind, embedded = schema.get("type"), schema.get(EMBEDDED)
    if kind == "array" and not isinstance(schema.get("items"), dict):
        found.append(required(f"{path}.items", "must be specified"))
    if embedded and kind != "object":
        why = "must be object if x-kubernetes-embedded-resource is true"
        found.append(invalid(f"{path}.type", kind, why) if kind else required(f"{path}.type", why))
    elif not kind and not schema.get(INT_OR_STRING) and not schema.get(PRESERVE):
        found.append(required(f"{path}.type", f"must not be empty {level}"))
    if level == ROOT and kind and kind != "object":
        found.append(invalid(f"{path}.type", kind, "must be object at the root"))
    if level == ROOT and schema.get("additionalProperties") is not None:
        found.append(forbidden(f"{path}.additionalProperties", "must not be used at the root"))
    if embedded and schema.get("additionalProperties") is not None:
        why = "must not be used if x-kubernetes-embedded-resource is set"
        found.append(forbidden(f"{path}.additionalProperties", why))
    if embedded and not schema.get(PRESERVE) and not schema.get("properties"):
        why = "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
        found.append(required(f"{path}.properties", why))
    if schema.get(INT_OR_STRING):
        for name in (PRESERVE, EMBEDDED):
            if schema.get(name):
                found.append(invalid(f"{path}.{name}", True, "must be false if x-kubernetes-int-or-string is true"))
    if level == ROOT or embedded:
        found += _own_fields(schema, level, path)
    found += _rules(schema, path, skip_either=bool(schema.get(INT_OR_STRING)))
    if isinstance(schema.get("items"), dict):
        found += _structure(schema["items"], ITEM, f"{path}.items")
    if isinstance(schema.get("additionalProperties"), dict):
        found += _structure(schema["additionalProperties"], FIELD, f"{path}.additionalProperties")
    for name, field in (schema.get("properties") or {}).items():
        found += _structure(field, FIELD, f"{path}.properties[{name}]")
    return found


def _own_fields(schema: Object, level: str, path: str) -> list[FieldError]:
    """apiVersion, kind and metadata may be restricted, and not be something else."""
    found: list[FieldError] = []
    fields = schema.get("properties") or {}
    for name, kind in (("apiVersion", "string"), ("kind", "string"), ("metadata", "object")):
        if name in fields and fields[name].get("type") != kind:
            found.append(invalid(f"{path}.properties[{name}].type", fields[name].get("type", ""), f"must be {kind}"))
    metadata = fields.get("metadata")
    if level == ROOT and metadata is not None:
        inside = metadata.get("properties") or {}
        if set(metadata) - {"type", "properties", "description"} or set(inside) - {"name", "generateName"}:
            why = "must not specify anything other than name and generateName, but metadata is implicitly specified"
            found.append(forbidden(f"{path}.properties[metadata]", why))
    return found


def _rules(schema: Object, path: str, skip_either: bool) -> list[FieldError]:
    """The pattern, and what stands in alternatives."""
    found: list[FieldError] = []
    for name in ("anyOf", "allOf", "oneOf"):
        for i, one in enumerate(schema.get(name) or ()):
            if name == "anyOf" and skip_either and schema[name] == _EITHER:
                continue
            first = name == "allOf" and i == 0 and skip_either
            found += _restriction(one, f"{path}.{name}[{i}]", first)
    if isinstance(schema.get("not"), dict):
        found += _restriction(schema["not"], f"{path}.not", False)
    if schema.get("pattern"):
        try:
            compiled(schema["pattern"])
        except PatternError as error:
            why = f"must be a valid regular expression, but isn't: {error}"
            found.append(invalid(f"{path}.pattern", schema["pattern"], why))
    return found


def _restriction(schema: Object, path: str, skip_either: bool) -> list[FieldError]:
    found = [forbidden(f"{path}.{name}", why) for name, why in OUTSIDE.items() if schema.get(name)]
    found += _rules(schema, path, skip_either)
    for name, field in (schema.get("properties") or {}).items():
        place = f"{path}.properties[{name}]"
        if name == "metadata":
            found.append(forbidden(place, "must not be specified in a nested context"))
        found += _restriction(field, place, False)
    if isinstance(schema.get("items"), dict):
        found += _restriction(schema["items"], f"{path}.items", False)
    return found


def _complete(schema: Object, path: str) -> list[FieldError]:
    """What alternatives speak of is declared outside of them, too."""
    found: list[FieldError] = []
    restrictions = [*(schema.get("allOf") or ()), *(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]
    if isinstance(schema.get("not"), dict):
        restrictions.append(schema["not"])
    for one in restrictions:
        found += _declared(one, schema, path)
    for inner, place in _below({key: schema.get(key) for key in ("properties", "items", "additionalProperties")}, path):
        found += _complete(inner, place)
    return [error for i, error in enumerate(found) if str(error) not in [str(other) for other in found[:i]]]


def _declared(restriction: Object, schema: Object, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for name, field in (restriction.get("properties") or {}).items():
        outside = (schema.get("properties") or {}).get(name)
        others = schema.get("additionalProperties")
        place = f"{path}.properties[{name}]"
        if outside is None and isinstance(others, dict):
            outside, place = others, f"{path}.additionalProperties"
        if outside is None:
            found.append(required(place, f"because it is defined in {path}"))
        else:
            found += _declared(field, outside, place)
    if isinstance(restriction.get("items"), dict) and isinstance(schema.get("items"), dict):
        found += _declared(restriction["items"], schema["items"], f"{path}.items")
    for name in ("allOf", "anyOf", "oneOf"):
        for one in restriction.get(name) or ():
            found += _declared(one, schema, path)
    return found


# -- defaults -----------------------------------------------------------------------------------------------------------


def _defaults(schema: Object, path: str, root: Object) -> list[FieldError]:
    """A default is what the schema would let pass."""
    found: list[FieldError] = []
    default = schema.get("default")
    if default is not None and schema is not root:
        copy: Any = clone({"value": default})
        gone = pruned({"properties": {"value": schema}}, copy)
        if gone:
            found.append(invalid(f"{path}.default", default, "must not have unknown fields"))
        for error in values.check({**schema, "default": None}, default):
            place = f"{path}.default" + ("" if error.field == "<nil>" else f".{error.field}")
            found.append(FieldError(error.reason, place, error.value, error.detail))
    for inner, place in _below(schema, path):
        found += _defaults(inner, place, root)
    return found
