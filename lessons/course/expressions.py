"""The expression language of checks: a part of CEL, as Kubernetes uses it in admission policies and CRDs.

    pods.exists(p, p.metadata.name == "web" && has(p.spec.nodeName))

Comparisons, `&& || !`, `? :`, `in`, `+ - * / %`, fields, indexes, list literals, `has`, `size`, `startsWith`, `endsWith`,
`contains`, and the macros `all`, `exists`, `exists_one`, `filter`, `map`. A field that is not there means "not yet": the
answer is then neither true nor false, and a check stays open. Every evaluation has a budget. The known libraries were
weighed: the pure Python one takes 48 ms to filter 200 Pods, the others are large binaries at version 0.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .mistakes import did_you_mean

BUDGET = 100_000  # steps of one evaluation: a filter over 1,000 Pods takes some 10,000
LONGEST = 2_000  # characters
MOST_WORDS = 500  # names, numbers and signs: a chain of so many operators still fits on the stack
DEEPEST = 40  # brackets within each other
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


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `uses`: the names it reads, so that only those are looked up."""

    text: str
    node: Node = field(repr=False, compare=False)
    uses: frozenset[str] = frozenset()

    def value(self, names: Mapping[str, Value], functions: Mapping[str, Function], budget: int = BUDGET) -> Value:
        """What it evaluates to. NotYet if something is not there; ExpressionError if it makes no sense."""
        return self.node(Run(names, functions, budget))

    def true(self, names: Mapping[str, Value], functions: Mapping[str, Function], budget: int = BUDGET) -> bool:
        """Whether it is true now; what is not there yet is not true."""
        try:
            return self.value(names, functions, budget) is True
        except NotYet:
            return False


def compiled(text: str, names: Collection[str], functions: Collection[str]) -> Expression:
    """Read an expression in which these names and functions are known. ExpressionError with the column if it is wrong."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters, this has {len(text)}")
    parser = _Parser(text, names, functions)
    return Expression(text, parser.all(), frozenset(parser.used))


# -- reading --------------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]]))""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))
_CONSTANTS = {"true": True, "false": False, "null": None}
_MACROS = ("all", "exists", "exists_one", "filter", "map")
_METHODS = ("contains", "endsWith", "size", "startsWith")


class _Parser:
    def __init__(self, text: str, names: Collection[str], functions: Collection[str]) -> None:
        self.names, self.functions = names, functions
        self.used: set[str] = set()
        self._bound: list[str] = []
        self._depth = 0
        self._tokens = _tokens(text)
        self._at = 0

    def all(self) -> Node:
        node = self._whole()
        kind, text, column = self._tokens[self._at]
        if kind != "end":
            raise ExpressionError(f"{text!r} is one too many here", column)
        return node

    def _whole(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(f"more than {DEEPEST} levels: make it flatter", self._tokens[self._at][2])
        condition = self._binary(0)
        if self._take("?"):
            yes = self._whole()
            self._expect(":")
            condition = partial(_choose, condition, yes, self._whole())
        self._depth -= 1
        return condition

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while self._tokens[self._at][1] in _LEVELS[level] and self._tokens[self._at][0] in ("sign", "name"):
            _kind, sign, column = self._next()
            right = self._binary(level + 1)
            if sign in ("&&", "||"):
                left = partial(_either, sign == "||", left, right, column)
            else:
                left = partial(_operate, sign, left, right, column)
        return left

    def _unary(self) -> Node:
        kind, text, column = self._tokens[self._at]
        if kind == "sign" and text in ("!", "-"):
            self._next()
            self._depth += 1
            if self._depth > DEEPEST:
                raise ExpressionError(f"more than {DEEPEST} levels: make it flatter", column)
            node = partial(_not if text == "!" else _minus, self._unary(), column)
            self._depth -= 1
            return node
        return self._member()

    def _member(self) -> Node:
        node = self._primary()
        while True:
            if self._take("."):
                kind, name, column = self._next()
                if kind != "name":
                    raise ExpressionError("a field's name must follow the dot", column)
                node = self._method(node, name, column) if self._take("(") else partial(_field, node, name, column)
            elif self._take("["):
                column = self._tokens[self._at][2]
                node = partial(_item, node, self._whole(), column)
                self._expect("]")
            else:
                return node

    def _method(self, target: Node, name: str, column: int) -> Node:
        if name in _METHODS:
            return partial(_METHOD[name], target, *self._arguments(0 if name == "size" else 1, name, column), column)
        if name not in _MACROS:
            raise ExpressionError(f"there is no method {name!r}. {did_you_mean(name, _METHODS + _MACROS)}", column)
        kind, variable, where = self._next()
        if kind != "name" or variable in _CONSTANTS:
            raise ExpressionError(f"{name} needs a name for the item first: {name}(p, …)", where)
        self._expect(",")
        self._bound.append(variable)
        body = self._whole()
        extra = self._whole() if name == "map" and self._take(",") else None
        self._bound.pop()
        self._expect(")")
        if name == "map":
            return partial(_map, target, variable, body if extra else None, extra or body, column)
        return partial(_MACRO[name], target, variable, body, column)

    def _primary(self) -> Node:
        kind, text, column = self._next()
        if kind == "number":
            return partial(_constant, float(text) if "." in text else int(text))
        if kind == "text":
            return partial(_constant, re.sub(r"\\(.)", partial(_unescape, column), text[1:-1]))
        if kind == "name":
            if self._take("("):
                return self._call(text, column)
            if text in _CONSTANTS:
                return partial(_constant, _CONSTANTS[text])
            if text in self._bound:
                return partial(_bound, text)
            if text not in self.names:
                raise ExpressionError(f"nothing is called {text!r}. {did_you_mean(text, self.names)}", column)
            self.used.add(text)
            return partial(_named, text)
        if text == "(":
            node = self._whole()
            self._expect(")")
            return node
        if text == "[":
            items: list[Node] = []
            while not self._take("]"):
                items.append(self._whole())
                if not self._take(","):
                    self._expect("]")
                    break
            return partial(_list, tuple(items))
        raise ExpressionError("something is missing here" if kind == "end" else f"{text!r} cannot stand here", column)

    def _call(self, name: str, column: int) -> Node:
        if name == "has":
            (node,) = self._arguments(1, name, column)
            if not isinstance(node, partial) or node.func is not _field:
                raise ExpressionError("has() needs a field: has(p.spec.nodeName)", column)
            return partial(_has, node)
        if name == "size":
            (node,) = self._arguments(1, name, column)
            return partial(_size, node, column)
        if name not in self.functions:
            known = ("has", "size", *self.functions)
            raise ExpressionError(f"there is no function {name!r}. {did_you_mean(name, known)}", column)
        return partial(_function, name, self._arguments(None, name, column), column)

    def _arguments(self, count: int | None, name: str, column: int) -> tuple[Node, ...]:
        arguments: list[Node] = []
        while not self._take(")"):
            arguments.append(self._whole())
            if not self._take(","):
                self._expect(")")
                break
        if count is not None and len(arguments) != count:
            raise ExpressionError(f"{name} takes {count} arguments, not {len(arguments)}", column)
        return tuple(arguments)

    def _next(self) -> tuple[str, str, int]:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _take(self, sign: str) -> bool:
        kind, text, _column = self._tokens[self._at]
        if kind == "sign" and text == sign:
            self._at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        _kind, text, column = self._tokens[self._at]
        if not self._take(sign):
            raise ExpressionError(f"{sign!r} is missing before {text!r}" if text else f"{sign!r} is missing", column)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(f"{text[at]!r} cannot stand here", at + 1)
        kind = str(match.lastgroup)
        found.append((kind, match[kind], match.start(kind) + 1))
        at = match.end()
    if len(found) > MOST_WORDS:
        raise ExpressionError(f"an expression has at most {MOST_WORDS} names, numbers and signs, this has {len(found)}")
    return [*found, ("end", "", end + 1)]


def _unescape(column: int, match: re.Match[str]) -> str:
    if match[1] not in _ESCAPES:
        raise ExpressionError(f"\\{match[1]} is not an escape", column)
    return _ESCAPES[match[1]]


# -- evaluating: each node is one of these functions with its parts bound -------------------------------------------------------


def _constant(value: Value, run: Run) -> Value:
    run.spend()
    return value


def _named(name: str, run: Run) -> Value:
    run.spend()
    return run.names[name]


def _bound(name: str, run: Run) -> Value:
    run.spend()
    return run.bound[name]


def _list(items: tuple[Node, ...], run: Run) -> Value:
    return [item(run) for item in items]


def _field(target: Node, name: str, column: int, run: Run) -> Value:
    run.spend()
    value = target(run)
    if isinstance(value, Mapping):
        if name not in value:
            raise NotYet(name)
        return value[name]
    if value is None:
        raise NotYet(name)
    raise ExpressionError(f"{_kind_of(value)} has no field {name!r}", column)


def _has(node: Node, run: Run) -> bool:
    try:
        node(run)
    except NotYet:
        return False
    return True


def _item(target: Node, index: Node, column: int, run: Run) -> Value:
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


def _choose(condition: Node, yes: Node, no: Node, run: Run) -> Value:
    return yes(run) if _truth(condition(run), 1) else no(run)


def _either(decisive: bool, left: Node, right: Node, column: int, run: Run) -> bool:
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


def _not(node: Node, column: int, run: Run) -> bool:
    run.spend()
    return not _truth(node(run), column)


def _minus(node: Node, column: int, run: Run) -> Value:
    value = node(run)
    if not _number(value):
        raise ExpressionError(f"{_kind_of(value)} cannot be negative", column)
    return -value


def _operate(sign: str, left: Node, right: Node, column: int, run: Run) -> Value:
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
    answers = [answer for _item, answer in _each(target, variable, body, column, run)]
    if True not in answers and None in answers:
        raise NotYet(variable)
    return True in answers


def _all(target: Node, variable: str, body: Node, column: int, run: Run) -> bool:
    answers = [answer for _item, answer in _each(target, variable, body, column, run)]
    if False not in answers and None in answers:
        raise NotYet(variable)
    return False not in answers


def _exists_one(target: Node, variable: str, body: Node, column: int, run: Run) -> bool:
    return sum(answer is True for _item, answer in _each(target, variable, body, column, run)) == 1


def _filter(target: Node, variable: str, body: Node, column: int, run: Run) -> list[Value]:
    return [item for item, answer in _each(target, variable, body, column, run) if answer is True]


def _map(target: Node, variable: str, condition: Node | None, body: Node, column: int, run: Run) -> list[Value]:
    source = partial(_filter, target, variable, condition, column) if condition else target
    return [answer for _item, answer in _each(source, variable, body, column, run)]


def _function(name: str, arguments: tuple[Node, ...], column: int, run: Run) -> Value:
    run.spend(10)
    values = [argument(run) for argument in arguments]
    try:
        return run.functions[name](*values)
    except (TypeError, AttributeError, KeyError) as error:
        raise ExpressionError(f"{name} cannot be asked about {listed_kinds(values)}", column) from error


def listed_kinds(values: list[Value]) -> str:
    """What was given to a function, for a sentence."""
    return ", ".join(_kind_of(value) for value in values) or "nothing"


def _size(target: Node, column: int, run: Run) -> int:
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


_METHOD: dict[str, Callable[..., Value]] = {
    "contains": _contains,
    "endsWith": _ends_with,
    "size": _size,
    "startsWith": _starts_with,
}
_MACRO: dict[str, Callable[..., Value]] = {
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
