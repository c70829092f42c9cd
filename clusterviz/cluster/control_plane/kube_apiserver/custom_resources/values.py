"""The values of a custom object against its schema: what is wrong, in the words of Kubernetes' own validator."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ....machinery.go_regexp import compiled
from ....machinery.objects import Object
from ..errors import FieldError
from ..validation.fields import duplicate, invalid, not_supported, required, shown
from .formats import FORMATS

ABSENT = object()  # there was nothing before
INT_OR_STRING = "x-kubernetes-int-or-string"


class _Result:
    """The errors of one schema, and how much agreed with it: the best of several alternatives is the one that is told."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []
        self.agreed = 0

    def add(self, other: _Result) -> None:
        self.errors += other.errors
        self.agreed += other.agreed


def check(schema: Object, obj: Any, old: Any = ABSENT) -> list[FieldError]:
    """Everything that is wrong with an object. What was there before and has not changed is forgiven."""
    found = list(_checked(schema, obj, "", old).errors)
    if old is ABSENT or not _repeated(schema, old, ""):
        found += _repeated(schema, obj, "")
    return found


def _checked(schema: Object, value: Any, path: str, old: Any = ABSENT) -> _Result:
    result = _Result()
    if old is not ABSENT and type(old) is type(value) and old == value:
        return result
    for rule in _RULES:
        found = rule(schema, value, path, old)
        result.add(found)
        result.agreed += 1
    return result


def _failed(*errors: FieldError) -> _Result:
    result = _Result()
    result.errors += errors
    return result


def _wrong(path: str, value: Any, sentence: str) -> FieldError:
    """`spec.length: Invalid value: 0: spec.length in body should be …`."""
    return FieldError("FieldValueInvalid", _field(path), shown(value), f"{path} in body {sentence}")


def _field(path: str) -> str:
    return path.removeprefix(".") or "<nil>"


# -- types and formats --------------------------------------------------------------------------------------------------


def _type(schema: Object, value: Any, path: str, _: Any) -> _Result:
    types = ["integer", "string"] if schema.get(INT_OR_STRING) else [schema["type"]] if schema.get("type") else []
    if not types:
        return _Result()
    kind = json_kind(value)
    if value is None and schema.get("nullable"):
        return _Result()
    if kind == "string" and schema.get("format") and not {"number", "integer"} & set(types):
        return _Result()
    fits = kind in types or (kind == "integer" and "number" in types)
    fits = fits or (kind == "number" and "integer" in types and float(value).is_integer())
    if fits:
        return _Result()
    why = f'{path} in body must be of type {",".join(types)}: "{kind}"'
    return _failed(FieldError("FieldValueTypeInvalid", _field(path), shown(kind), why))


def json_kind(value: Any) -> str:
    """What OpenAPI calls the type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _format(schema: Object, value: Any, path: str, _: Any) -> _Result:
    name = schema.get("format") or ""
    fits = FORMATS.get(name)
    if fits is None or not isinstance(value, str) or fits(value):
        return _Result()
    why = f"{path} in body must be of type {name}: {shown(value)}"
    return _failed(FieldError("FieldValueTypeInvalid", _field(path), shown(value), why))


# -- one value ----------------------------------------------------------------------------------------------------------


def _text(schema: Object, value: Any, path: str, _: Any) -> _Result:
    if not isinstance(value, str):
        return _Result()
    most, least, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
    if most is not None and len(value) > most:
        return _failed(FieldError("FieldValueTooLong", _field(path), None, f"may not be more than {most} bytes"))
    if least is not None and len(value) < least:
        return _failed(_wrong(path, value, f"should be at least {least} chars long"))
    if pattern and not compiled(pattern).found_in(value):
        return _failed(_wrong(path, value, f"should match '{pattern}'"))
    return _Result()


def _number(schema: Object, value: Any, path: str, _: Any) -> _Result:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _Result()
    result = _Result()
    if schema.get("type") == "integer" and schema.get("format") == "int32" and not -(1 << 31) <= value < 1 << 31:
        why = f"Checked value must be of type integer with format int32 in {path}"
        result.errors.append(FieldError("FieldValueInvalid", "<nil>", '""', why))
    factor, most, least = schema.get("multipleOf"), schema.get("maximum"), schema.get("minimum")
    if factor is not None and Fraction(str(value)) % Fraction(str(factor)):
        result.errors.append(_wrong(path, value, f"should be a multiple of {_plain(factor)}"))
    if most is not None and (value >= most if schema.get("exclusiveMaximum") else value > most):
        than = "less than" if schema.get("exclusiveMaximum") else "less than or equal to"
        result.errors.append(_wrong(path, value, f"should be {than} {_plain(most)}"))
    if least is not None and (value <= least if schema.get("exclusiveMinimum") else value < least):
        than = "greater than" if schema.get("exclusiveMinimum") else "greater than or equal to"
        result.errors.append(_wrong(path, value, f"should be {than} {_plain(least)}"))
    return result


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


def _enum(schema: Object, value: Any, path: str, _: Any) -> _Result:
    values = schema.get("enum")
    if not values or any(type(one) is type(value) and one == value for one in values):
        return _Result()
    allowed = [one if isinstance(one, str) else json.dumps(one, separators=(",", ":")) for one in values]
    return _failed(not_supported(_field(path), value, allowed))


# -- lists and maps -----------------------------------------------------------------------------------------------------


def _items(schema: Object, value: Any, path: str, old: Any) -> _Result:
    result = _Result()
    if not isinstance(value, list):
        return result
    if isinstance(schema.get("items"), dict):
        for i, item in enumerate(value):
            result.add(_checked(schema["items"], item, f"{path}[{i}]", _same_item(schema, item, old)))
    least, most = schema.get("minItems"), schema.get("maxItems")
    if least is not None and len(value) < least:
        result.errors.append(_wrong(path, len(value), f"should have at least {least} items"))
    if most is not None and len(value) > most:
        result.errors.append(_too_many(path, len(value), most))
    return result


def _same_item(schema: Object, item: Any, old: Any) -> Any:
    """The item as it was: it can be told only in a list that is a map."""
    keys = schema.get("x-kubernetes-list-map-keys") or ()
    if schema.get("x-kubernetes-list-type") != "map" or not isinstance(old, list) or not isinstance(item, dict):
        return ABSENT
    return next(
        (one for one in old if isinstance(one, dict) and all(one.get(key) == item.get(key) for key in keys)), ABSENT
    )


def _too_many(path: str, count: int, most: int) -> FieldError:
    return FieldError("FieldValueTooMany", _field(path), str(count), f"must have at most {most} items")


def _fields(schema: Object, value: Any, path: str, old: Any) -> _Result:
    if not isinstance(value, dict):
        return _Result()
    least, most = schema.get("minProperties"), schema.get("maxProperties")
    if least is not None and len(value) < least:
        return _failed(_wrong(path, len(value), f"should have at least {least} properties"))
    if most is not None and len(value) > most:
        return _failed(_too_many(path, len(value), most))
    result = _Result()
    fields, others = schema.get("properties") or {}, schema.get("additionalProperties")
    for name in sorted(value):
        field = fields.get(name, others if isinstance(others, dict) else None)
        if field is not None:
            was = old.get(name, ABSENT) if isinstance(old, dict) else ABSENT
            result.add(_checked(field, value[name], f"{path}.{name}" if path else name, was))
        elif others is False:
            result.errors.append(invalid(_field(path), name, f"{path}.{name} in body is a forbidden property"))
    for name in schema.get("required") or ():
        if name not in value:
            result.errors.append(required(_field(f"{path}.{name}")))
    return result


# -- several schemas at once --------------------------------------------------------------------------------------------


def _alternatives(schema: Object, value: Any, path: str, _: Any) -> _Result:
    result = _Result()
    if schema.get("anyOf") and not schema.get(INT_OR_STRING):
        found = [_checked(one, value, path) for one in schema["anyOf"]]
        if all(one.errors for one in found):
            result.errors.append(_whole(path, "must validate at least one schema (anyOf)"))
            result.add(_best(found))
    if schema.get("oneOf"):
        found = [_checked(one, value, path) for one in schema["oneOf"]]
        valid = sum(1 for one in found if not one.errors)
        if valid != 1:
            told = f"Found {valid} valid alternatives" if valid else "Found none valid"
            result.errors.append(_whole(path, f"must validate one and only one schema (oneOf). {told}"))
            if not valid:
                result.add(_best(found))
    if schema.get("allOf"):
        found = [_checked(one, value, path) for one in schema["allOf"]]
        for one in found:
            result.add(one)
        failed = sum(1 for one in found if one.errors)
        if failed:
            none = ". None validated" if failed == len(found) else ""
            result.errors.append(_whole(path, f"must validate all the schemas (allOf){none}"))
    if schema.get("not") is not None and not _checked(schema["not"], value, path).errors:
        result.errors.append(_whole(path, "must not validate the schema (not)"))
    return result


def _best(found: list[_Result]) -> _Result:
    """The first of those that agree most."""
    return max(found, key=_agreement)


def _agreement(result: _Result) -> int:
    return result.agreed


def _whole(path: str, sentence: str) -> FieldError:
    """An error that belongs to no field."""
    return FieldError("FieldValueInvalid", "<nil>", '""', f'"{path}" {sentence}')


_RULES: tuple[Callable[[Object, Any, str, Any], _Result], ...] = (
    _type,
    _alternatives,
    _text,
    _format,
    _number,
    _items,
    _enum,
    _fields,
)


# -- lists that are sets or maps ----------------------------------------------------------------------------------------


def _repeated(schema: Object, value: Any, path: str) -> list[FieldError]:
    """The items of a set, and the keys of a list that is a map, are there once."""
    found: list[FieldError] = []
    if isinstance(value, dict):
        fields, others = schema.get("properties") or {}, schema.get("additionalProperties")
        for name in sorted(value):
            field = fields.get(name, others if isinstance(others, dict) else None)
            if field is not None:
                found += _repeated(field, value[name], f"{path}.{name}" if path else name)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        kind, seen = schema.get("x-kubernetes-list-type"), []
        for i, item in enumerate(value):
            key = item
            if kind == "map" and isinstance(item, dict):
                key = {name: item[name] for name in schema.get("x-kubernetes-list-map-keys") or () if name in item}
            if kind in ("set", "map") and key in seen:
                found.append(duplicate(_field(f"{path}[{i}]"), key))
            seen.append(key)
            found += _repeated(schema["items"], item, f"{path}[{i}]")
    return found
