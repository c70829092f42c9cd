"""The structure of an object: unknown fields and wrong types, found with Kubernetes' own schemas. Fact sheet §4.3."""

from __future__ import annotations

import re
from typing import Any

from ....machinery.api import StatusError
from ....machinery.objects import Object
from ....machinery.quantities import QuantityError, parse
from ....machinery.resources import Resource
from ....machinery.schemas import Shape, shape_of
from .. import errors

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "map": (dict,),
    "array": (list,),
    "string": (str,),
    "bytes": (str,),
    "boolean": (bool,),
    "time": (str,),
}


KEPT_EMPTY = (
    "containers",
    "endpoints",
    "nodeSelectorTerms",
)  # fields that are shown even when there is nothing in them
_GO_VALUES: dict[type, str] = {dict: "map", str: "string", int: "int64", float: "float64", bool: "bool", list: "slice"}


class WrongType(Exception):
    """A value that Go cannot read into its field. The text is the decoder's; `in_patch` is that of a strategic patch."""

    def __init__(self, text: str, in_patch: str = "") -> None:
        super().__init__(text)
        self.in_patch = in_patch or text


class CannotBeHandled(StatusError):
    """400: the body is not an object of this kind. `why` in the words of the decoder, `in_patch` in those of a strategic patch."""

    def __init__(self, resource: Resource, why: str, in_patch: str = "") -> None:
        kind = f'{resource.kind} in version "{resource.version}"'
        super().__init__(errors.bad_request(f"{kind} cannot be handled as a {resource.kind}: {why}").status)
        self.why = why
        self.in_patch = in_patch or why


def check(resource: Resource, obj: Object, mode: str) -> tuple[str, ...]:
    """Refuse a wrong type; refuse (`Strict`), warn of (`Warn`) or ignore (`Ignore`) unknown fields, which are dropped.

    The object is a fresh copy; the answer is the warnings.
    """
    shape = shape_of(resource.group, resource.version, resource.kind)
    if shape is None:
        return ()
    unknown: list[str] = []
    try:
        walk(shape, obj, "", "", unknown)
    except WrongType as error:
        raise CannotBeHandled(resource, str(error), error.in_patch) from None
    if not unknown:
        return ()
    texts = tuple(f'unknown field "{field}"' for field in unknown)
    if mode == "Strict":
        raise CannotBeHandled(resource, f"strict decoding error: {', '.join(texts)}")
    return texts if mode != "Ignore" else ()


def walk(shape: Shape, obj: Object, place: str, path: str, unknown: list[str]) -> None:
    """Check one object. `place` names the field with its indexes, as strict errors do; `path` without, as type errors do."""
    fields = shape.fields
    absent = None  # fields that go: unknown ones, and what is as good as nothing
    for key, value in obj.items():
        field = fields.get(key)
        if field is None:
            unknown.append(f"{place}.{key}" if place else key)
            absent = [*(absent or ()), key]
        elif value is None or (not value and _left_out(field, key, value)):
            absent = [*(absent or ()), key]
        else:
            _walk(field, value, f"{place}.{key}" if place else key, f"{path}.{key}", unknown, shape.struct)
    for key in absent or ():
        del obj[key]
    if shape.struct.endswith("Condition"):  # Go writes these two even where they are empty
        obj.setdefault("type", "")
        obj.setdefault("status", "")


def _left_out(field: Shape, key: str, value: Any) -> bool:
    """Whether Go leaves out this empty value: an empty map or list says nothing (but an empty object does)."""
    if key in KEPT_EMPTY:
        return False
    return (field.kind == "map" and isinstance(value, dict)) or (field.kind == "array" and isinstance(value, list))


def _walk(shape: Shape, value: Any, place: str, path: str, unknown: list[str], struct: str) -> None:
    kind = shape.kind
    expected = _PYTHON_TYPES.get(kind)
    if expected is not None and not isinstance(value, expected):
        raise _wrong(value, struct, path, shape.go)
    match kind:
        case "object":
            walk(shape, value, place, path, unknown)
        case "array":
            assert shape.item is not None
            for i, item in enumerate(value):
                if item is None:
                    value[i] = _zero(shape.item)
                if item is not None or shape.item.kind == "object":
                    _walk(shape.item, value[i], f"{place}[{i}]", path, unknown, struct)
        case "map":
            assert shape.item is not None
            for key, item in value.items():
                if item is None:
                    value[key] = _zero(shape.item)
                else:
                    _walk(shape.item, item, f"{place}.{key}", path, unknown, struct)
        case "integer":
            if isinstance(value, bool) or not isinstance(value, int) or not _fits(value, shape.go):
                raise _wrong(value, struct, path, shape.go)
        case "number":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise _wrong(value, struct, path, shape.go)
        case "quantity":
            _check_quantity(value)
        case "int-or-string":
            if isinstance(value, bool) or not isinstance(value, (int, str)):
                raise WrongType(f"json: cannot unmarshal {json_type(value)} into Go value of type int32")
        case "any" if shape.struct in ("JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool"):
            _walk_schema(shape.struct, value, place, path, unknown)
        case "bytes":
            _check_base64(value)
        case "time":
            if not _TIME.fullmatch(value):
                layout = "2006-01-02T15:04:05Z07:00"
                raise WrongType(f'parsing time "{value}" as "{layout}": cannot parse "{value}" as "2006"')


def _walk_schema(either: str, value: Any, place: str, path: str, unknown: list[str]) -> None:
    """A schema within a schema, where something else may stand too: Kubernetes' schemas do not tell."""
    kind = shape_of("apiextensions.k8s.io", "v1", "CustomResourceDefinition")
    assert kind is not None
    version = kind.fields["spec"].fields["versions"].item
    assert version is not None
    shape = version.fields["schema"].fields["openAPIV3Schema"]
    if isinstance(value, dict):
        walk(shape, value, place, path, unknown)
    elif isinstance(value, list) and either.endswith("Array"):
        for i, item in enumerate(value):
            _walk(shape, item if item is not None else {}, f"{place}[{i}]", path, unknown, shape.struct)
    elif not isinstance(value, bool) and either.endswith("Bool"):
        raise WrongType("boolean or JSON schema expected")


def _zero(shape: Shape) -> Any:
    """What Go makes of a null in a list or a map."""
    return {"object": {}, "map": {}, "array": [], "integer": 0, "number": 0, "boolean": False, "quantity": "0"}.get(
        shape.kind, ""
    )


def _fits(value: int, go: str) -> bool:
    return -(1 << 31) <= value < 1 << 31 if go == "int32" else -(1 << 63) <= value < 1 << 63


def _check_quantity(value: Any) -> None:
    try:
        parse(str(value))
    except QuantityError as error:
        raise WrongType(str(error)) from None


def _check_base64(value: str) -> None:
    """Go tells the first byte that does not belong."""
    text = value.replace("\n", "").replace("\r", "")
    body = text.rstrip("=")
    for i, character in enumerate(body):
        if character not in _BASE64:
            raise WrongType(f"illegal base64 data at input byte {i}")
    padding = len(text) - len(body)
    if len(text) % 4 or padding > 2 or len(body) % 4 == 1:
        raise WrongType(
            f"illegal base64 data at input byte {len(text) - len(text) % 4 if len(text) % 4 else len(body)}"
        )


def json_type(value: Any) -> str:
    """What Go calls a JSON value."""
    match value:
        case bool():
            return "bool"
        case str():
            return "string"
        case float():
            return f"number {value}"
        case int():
            return "number"
        case list():
            return "array"
        case _:
            return "object"


def _wrong(value: Any, struct: str, path: str, go: str) -> WrongType:
    shown = (
        f"number {value}" if isinstance(value, int) and go == "int32" and abs(value) >= 1 << 31 else json_type(value)
    )
    text = f"json: cannot unmarshal {shown} into Go struct field {struct}{path} of type {go}"
    kind = "string" if go.startswith("v1.") and not isinstance(value, dict) else go
    if go.startswith("[]"):
        return WrongType(text, f"cannot restore slice from {_GO_VALUES.get(type(value), 'string')}")
    return WrongType(text, f"unrecognized type: {kind}")
