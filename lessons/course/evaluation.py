"""What the parts of an expression compute (expressions.py reads the text and puts them together).

Each node of an expression is one of these functions with its parts bound: `run` is the evaluation that is under way. What
is not there raises NotYet, so that `||`, `&&` and `exists` can go on without it; what makes no sense raises ExpressionError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

BUDGET = 100_000  # steps of one evaluation: a filter over 1,000 Pods takes some 10,000
LARGEST = 2**63  # as CEL's int

Value = Any
Function = Callable[..., Value]


class ExpressionError(Exception):
    """An expression that cannot be read or evaluated; `column` counts from 1 within it."""

    def __init__(self, sentence: str, column: int = 1) -> None:
        super().__init__(sentence)
        self.sentence, self.column = sentence, column


class NotYet(Exception):
    """A field or an item that is not there (yet)."""


@dataclass(slots=True)
class Run:
    """One evaluation: what names mean, and the steps that are left."""

    names: Mapping[str, Value]
    functions: Mapping[str, Function]
    left: int = BUDGET
    bound: dict[str, Value] = field(default_factory=dict)

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise ExpressionError("this takes too much work: filter first, or ask about fewer objects")


Node = Callable[[Run], Value]


class Pattern(Protocol):
    """A compiled regular expression."""

    def search(self, text: str) -> Any:
        """Whether it occurs in the text."""


def constant(value: Value, run: Run) -> Value:
    run.spend()
    return value


def named(name: str, run: Run) -> Value:
    run.spend()
    return run.names[name]


def bound(name: str, run: Run) -> Value:
    run.spend()
    return run.bound[name]


def list_of(items: tuple[Node, ...], run: Run) -> Value:
    return [item(run) for item in items]


def field_of(target: Node, name: str, column: int, run: Run) -> Value:
    run.spend()
    value = target(run)
    if isinstance(value, Mapping):
        if name not in value:
            raise NotYet(name)
        return value[name]
    if value is None:
        raise NotYet(name)
    raise ExpressionError(f"{_kind_of(value)} has no field {name!r}", column)


def has(node: Node, run: Run) -> bool:
    try:
        node(run)
    except NotYet:
        return False
    return True


def item_of(target: Node, index: Node, column: int, run: Run) -> Value:
    run.spend()
    items, at = target(run), index(run)
    if isinstance(items, list) and type(at) is int:
        if not 0 <= at < len(items):
            raise NotYet(str(at))
        return items[at]
    if isinstance(items, Mapping) and isinstance(at, str):
        if at not in items:
            raise NotYet(at)
        return items[at]
    raise ExpressionError(f"{_kind_of(items)} has no item {at!r}", column)


def choose(condition: Node, yes: Node, no: Node, run: Run) -> Value:
    return yes(run) if _truth(condition(run), 1) else no(run)


def either(decisive: bool, left: Node, right: Node, column: int, run: Run) -> bool:
    """`||` (true decides) and `&&` (false decides): a side that is not there yet does not hide one that decides."""
    run.spend()
    missing: NotYet | None = None
    for side in (left, right):
        try:
            if _truth(side(run), column) is decisive:
                return decisive
        except NotYet as not_yet:
            missing = not_yet
    if missing is not None:
        raise missing
    return not decisive


def negate(node: Node, column: int, run: Run) -> bool:
    run.spend()
    return not _truth(node(run), column)


def minus(node: Node, column: int, run: Run) -> Value:
    value = node(run)
    if not _number(value):
        raise ExpressionError(f"{_kind_of(value)} cannot be negative", column)
    return -value


def operate(sign: str, left: Node, right: Node, column: int, run: Run) -> Value:
    run.spend()
    first, second = left(run), right(run)
    match sign:
        case "==" | "!=":
            _weigh(first, run)
            return _equal(first, second) is (sign == "==")
        case "in":
            return _in(first, second, column, run)
        case "<" | "<=" | ">" | ">=":
            return _compare(sign, first, second, column)
    if sign == "+" and type(first) is type(second) and isinstance(first, (str, list)):
        run.spend(len(first) + len(second))
        return first + second
    if not (_number(first) and _number(second)):
        raise ExpressionError(f"{_kind_of(first)} {sign} {_kind_of(second)} makes no sense", column)
    return _calculate(sign, first, second, column)


def _calculate(sign: str, first: Value, second: Value, column: int) -> Value:
    if sign in "/%" and second == 0:
        raise ExpressionError("division by zero", column)
    whole = type(first) is int and type(second) is int
    match sign:
        case "+":
            result = first + second
        case "-":
            result = first - second
        case "*":
            result = first * second
        case "/":
            result = int(first / second) if whole else first / second
        case _:
            result = first - second * int(first / second)
    if whole and not -LARGEST <= result < LARGEST:
        raise ExpressionError("the number is too large", column)
    return result


def _compare(sign: str, first: Value, second: Value, column: int) -> bool:
    if not (_number(first) and _number(second)) and not (isinstance(first, str) and isinstance(second, str)):
        raise ExpressionError(f"{_kind_of(first)} {sign} {_kind_of(second)} makes no sense", column)
    below, same = first < second, first == second
    return bool({"<": below, "<=": below or same, ">": not (below or same), ">=": not below}[sign])


def _in(item: Value, items: Value, column: int, run: Run) -> bool:
    if isinstance(items, Mapping):
        return isinstance(item, str) and item in items
    if not isinstance(items, list):
        raise ExpressionError(f"nothing can be in {_kind_of(items)}", column)
    _weigh(items, run)
    return any(_equal(item, other) for other in items)


def _each(target: Node, variable: str, body: Node, column: int, run: Run) -> list[tuple[Value, Value]]:
    """(item, what the body says of it), None where something is not there yet."""
    items = target(run)
    if not isinstance(items, (list, Mapping)):
        raise ExpressionError(f"{_kind_of(items)} has no items", column)
    hidden = run.bound.get(variable)
    answers: list[tuple[Value, Value]] = []
    for item in items:
        run.bound[variable] = item
        try:
            answers.append((item, body(run)))
        except NotYet:
            answers.append((item, None))
    run.bound[variable] = hidden
    return answers


def _exists(target: Node, variable: str, body: Node, column: int, run: Run) -> bool:
    answers = [answer for item_of, answer in _each(target, variable, body, column, run)]
    if True not in answers and None in answers:
        raise NotYet(variable)
    return True in answers


def _all(target: Node, variable: str, body: Node, column: int, run: Run) -> bool:
    answers = [answer for item_of, answer in _each(target, variable, body, column, run)]
    if False not in answers and None in answers:
        raise NotYet(variable)
    return False not in answers


def _exists_one(target: Node, variable: str, body: Node, column: int, run: Run) -> bool:
    return sum(answer is True for item_of, answer in _each(target, variable, body, column, run)) == 1


def _filter(target: Node, variable: str, body: Node, column: int, run: Run) -> list[Value]:
    return [item for item, answer in _each(target, variable, body, column, run) if answer is True]


def mapped(target: Node, variable: str, condition: Node | None, body: Node, column: int, run: Run) -> list[Value]:
    source = partial(_filter, target, variable, condition, column) if condition else target
    return [answer for item_of, answer in _each(source, variable, body, column, run)]


def call(name: str, arguments: tuple[Node, ...], column: int, run: Run) -> Value:
    values = [argument(run) for argument in arguments]
    run.spend(10 + sum(len(value) for value in values if isinstance(value, list)))
    try:
        return run.functions[name](*values)
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        raise ExpressionError(f"{name} cannot be asked about {listed_kinds(values)}", column) from error


def listed_kinds(values: list[Value]) -> str:
    """What was given to a function, for a sentence."""
    return ", ".join(_kind_of(value) for value in values) or "nothing"


def size_of(target: Node, column: int, run: Run) -> int:
    value = target(run)
    if not isinstance(value, (str, list, Mapping)):
        raise ExpressionError(f"{_kind_of(value)} has no size", column)
    return len(value)


def _starts_with(target: Node, part: Node, column: int, run: Run) -> bool:
    return _text(target(run), column).startswith(_text(part(run), column))


def _ends_with(target: Node, part: Node, column: int, run: Run) -> bool:
    return _text(target(run), column).endswith(_text(part(run), column))


def _contains(target: Node, part: Node, column: int, run: Run) -> bool:
    text = _text(target(run), column)
    run.spend(len(text) // 10)
    return _text(part(run), column) in text


def matches(target: Node, pattern: Pattern, column: int, run: Run) -> bool:
    text = _text(target(run), column)
    run.spend(len(text))
    return pattern.search(text) is not None


def _numbers(target: Node, name: str, column: int, run: Run) -> list[Value]:
    """The items of a list of numbers (or of texts, for min and max)."""
    items = target(run)
    if not isinstance(items, list):
        raise ExpressionError(f"{name} needs a list, not {_kind_of(items)}", column)
    run.spend(len(items))
    alike = all(_number(item) for item in items) or (name != "sum" and all(isinstance(item, str) for item in items))
    if not alike:
        raise ExpressionError(f"{name} needs numbers", column)
    if not items and name != "sum":
        raise NotYet(name)
    return items


def _sum(target: Node, column: int, run: Run) -> Value:
    return sum(_numbers(target, "sum", column, run))


def _min(target: Node, column: int, run: Run) -> Value:
    return min(_numbers(target, "min", column, run))


def _max(target: Node, column: int, run: Run) -> Value:
    return max(_numbers(target, "max", column, run))


def _string(target: Node, column: int, run: Run) -> str:
    value = target(run)
    if not isinstance(value, (str, int, float)):
        raise ExpressionError(f"{_kind_of(value)} cannot become a text", column)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _int(target: Node, column: int, run: Run) -> int:
    value = target(run)
    if isinstance(value, str) and value.removeprefix("-").isascii() and value.removeprefix("-").isdecimal():
        value = float(value) if len(value) > 18 else int(value)
    if not _number(value) or not -LARGEST <= value < LARGEST:
        raise ExpressionError(f"{_kind_of(value)} cannot become a whole number", column)
    return int(value)


CONVERSIONS: dict[str, Callable[..., Value]] = {
    "int": _int,
    "max": _max,
    "min": _min,
    "size": size_of,
    "string": _string,
    "sum": _sum,
}
METHODS: dict[str, Callable[..., Value]] = {
    "contains": _contains,
    "endsWith": _ends_with,
    "size": size_of,
    "startsWith": _starts_with,
}
MACROS: dict[str, Callable[..., Value]] = {
    "all": _all,
    "exists": _exists,
    "exists_one": _exists_one,
    "filter": _filter,
}


def _number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Value, column: int) -> str:
    if not isinstance(value, str):
        raise ExpressionError(f"a text is needed here, not {_kind_of(value)}", column)
    return value


def _truth(value: Value, column: int) -> bool:
    if not isinstance(value, bool):
        raise ExpressionError(f"true or false is needed here, not {_kind_of(value)}", column)
    return value


def _equal(first: Value, second: Value) -> bool:
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    return bool(first == second)


def _weigh(value: Value, run: Run) -> None:
    """Pay for looking at all of a value: what is shared many times counts many times."""
    run.spend()
    if isinstance(value, (list, Mapping)):
        for item in value.values() if isinstance(value, Mapping) else value:
            _weigh(item, run)


def _kind_of(value: Value) -> str:
    names: dict[type, str] = {bool: "a truth value", int: "a number", float: "a number", str: "a text", list: "a list"}
    return "null" if value is None else names.get(type(value), "an object" if isinstance(value, Mapping) else "this")
