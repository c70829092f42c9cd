"""The shape of a custom kind, by the schema of its definition: how its fields are owned, and which of them there are.

A shape belongs to the program: what a cluster keeps is the schema itself, as one line of JSON.
"""

from __future__ import annotations

import json
from functools import lru_cache

from .go_json import compact
from .objects import Object
from .schemas import Shape, shape_of

EMBEDDED = "x-kubernetes-embedded-resource"
PRESERVE = "x-kubernetes-preserve-unknown-fields"


def schema_line(schema: Object) -> str:
    """The schema as a cluster keeps it."""
    return compact(schema)


@lru_cache(maxsize=256)
def custom_shape(line: str) -> Shape:
    """The shape of the objects with this schema."""
    return _object({**json.loads(line), EMBEDDED: True})


def _shape(schema: Object) -> Shape:
    if schema.get("x-kubernetes-int-or-string"):
        return Shape("int-or-string", "")
    match schema.get("type"):
        case "object":
            return _object(schema)
        case "array":
            return _array(schema)
        case "string" | "integer" | "number" | "boolean" as kind:
            return Shape(kind, "")
    return Shape("any", "")


def _object(schema: Object) -> Shape:
    """What may have fields that nobody declared is a map; what may not, a struct."""
    others = schema.get("additionalProperties")
    shape = Shape("map" if others or schema.get(PRESERVE) else "object", "")
    shape.atomic = schema.get("x-kubernetes-map-type") == "atomic"
    shape.item = _shape(others) if isinstance(others, dict) else None
    shape.fields = {name: _shape(field) for name, field in (schema.get("properties") or {}).items()}
    if schema.get(EMBEDDED):
        common = shape_of("", "v1", "ConfigMap")
        assert common is not None
        shape.fields.update({name: common.fields[name] for name in ("apiVersion", "kind", "metadata")})
    return shape


def _array(schema: Object) -> Shape:
    shape = Shape("array", "")
    shape.item = _shape(schema.get("items") or {})
    kind = schema.get("x-kubernetes-list-type")
    shape.is_set = kind == "set"
    shape.item_keys = tuple(schema.get("x-kubernetes-list-map-keys") or ()) if kind == "map" else ()
    return shape
