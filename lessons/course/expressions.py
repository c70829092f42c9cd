"""The expression language of checks: a part of CEL, as Kubernetes uses it in admission policies and CRDs.

    pods.exists(p, p.metadata.name == "web" && has(p.spec.nodeName))

Comparisons, `&& || !`, `? :`, `in`, `+ - * / %`, fields, indexes, list literals, `has`, `size`, `startsWith`, `endsWith`,
`contains`, `matches` (RE2: linear), `string`, `int`, `sum`, `min`, `max`, and the macros `all`, `exists`, `exists_one`,
`filter`, `map`. A field that is not there means "not yet": the answer is then neither true nor false, and a check stays
open. Every evaluation has a budget.

The libraries were weighed (figures are for a filter over 200 Pods). cel-python, pure Python: 48 ms, and its environment is
not safe in threads. common-expression-language, Rust: 20 ms, because it copies all objects on each call.
cel-expr-python, Google's own in C++: 1 ms, but version 0.1, a binary of 16 MB, and a missing field is an error that ends
the evaluation instead of a "not yet". These 500 lines take 1 ms for the same, cost nothing to install, and say in the
column of the mistake what a beginner can do about it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import re2

from . import evaluation
from .evaluation import BUDGET, ExpressionError, Function, Node, NotYet, Run, Value
from .mistakes import did_you_mean

__all__ = ["BUDGET", "Expression", "ExpressionError", "NotYet", "compiled"]

LONGEST = 2_000  # characters
MOST_WORDS = 500  # names, numbers and signs: a chain of so many operators still fits on the stack
DEEPEST = 40  # brackets within each other


class Condition(Protocol):
    """What a check asks: an expression, or one of the shorthands."""

    @property
    def uses(self) -> frozenset[str]:
        """The names that it reads."""

    def true(self, names: Mapping[str, Value], functions: Mapping[str, Function]) -> bool:
        """Whether it is true now."""

    def sentence(self, names: Mapping[str, Value]) -> str:
        """Why it is not true, "" if it cannot say."""


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

    def sentence(self, names: Mapping[str, Value]) -> str:
        """The author says why."""
        return ""


def compiled(text: str, names: Collection[str], functions: Collection[str]) -> Expression:
    """Read an expression in which these names and functions are known. ExpressionError with the column if it is wrong."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters, this has {len(text)}")
    parser = _Parser(text, names, functions)
    return Expression(text, parser.all(), frozenset(parser.used))


_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]]))""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))
_RE2 = re2.Options()
_RE2.max_mem = 1 << 20
_RE2.log_errors = False
_CONSTANTS = {"true": True, "false": False, "null": None}
_MACROS = (*evaluation.MACROS, "map")
_METHODS = ("matches", *evaluation.METHODS)


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
            condition = partial(evaluation.choose, condition, yes, self._whole())
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
                left = partial(evaluation.either, sign == "||", left, right, column)
            else:
                left = partial(evaluation.operate, sign, left, right, column)
        return left

    def _unary(self) -> Node:
        kind, text, column = self._tokens[self._at]
        if kind == "sign" and text in ("!", "-"):
            self._next()
            self._depth += 1
            if self._depth > DEEPEST:
                raise ExpressionError(f"more than {DEEPEST} levels: make it flatter", column)
            node = partial(evaluation.negate if text == "!" else evaluation.minus, self._unary(), column)
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
                if isinstance(node, partial) and node.func is evaluation.named and node.args[0] in ("start", "vars"):
                    self.used.add(f"{node.args[0]}.{name}")
                node = (
                    self._method(node, name, column)
                    if self._take("(")
                    else partial(evaluation.field_of, node, name, column)
                )
            elif self._take("["):
                column = self._tokens[self._at][2]
                node = partial(evaluation.item_of, node, self._whole(), column)
                self._expect("]")
            else:
                return node

    def _method(self, target: Node, name: str, column: int) -> Node:
        if name == "matches":
            (pattern,) = self._arguments(1, name, column)
            return partial(evaluation.matches, target, _pattern(pattern, column), column)
        if name in evaluation.METHODS:
            return partial(
                evaluation.METHODS[name], target, *self._arguments(0 if name == "size" else 1, name, column), column
            )
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
            return partial(evaluation.mapped, target, variable, body if extra else None, extra or body, column)
        return partial(evaluation.MACROS[name], target, variable, body, column)

    def _primary(self) -> Node:
        kind, text, column = self._next()
        if kind == "number":
            return partial(evaluation.constant, float(text) if "." in text else int(text))
        if kind == "text":
            return partial(evaluation.constant, re.sub(r"\\(.)", partial(_unescape, column), text[1:-1]))
        if kind == "name":
            if self._take("("):
                return self._call(text, column)
            if text in _CONSTANTS:
                return partial(evaluation.constant, _CONSTANTS[text])
            if text in self._bound:
                return partial(evaluation.bound, text)
            if text not in self.names:
                raise ExpressionError(f"nothing is called {text!r}. {did_you_mean(text, self.names)}", column)
            self.used.add(text)
            return partial(evaluation.named, text)
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
            return partial(evaluation.list_of, tuple(items))
        raise ExpressionError("something is missing here" if kind == "end" else f"{text!r} cannot stand here", column)

    def _call(self, name: str, column: int) -> Node:
        if name == "has":
            (node,) = self._arguments(1, name, column)
            if not isinstance(node, partial) or node.func is not evaluation.field_of:
                raise ExpressionError("has() needs a field: has(p.spec.nodeName)", column)
            return partial(evaluation.has, node)
        if name in evaluation.CONVERSIONS:
            (node,) = self._arguments(1, name, column)
            return partial(evaluation.CONVERSIONS[name], node, column)
        if name not in self.functions:
            known = ("has", *evaluation.CONVERSIONS, *self.functions)
            raise ExpressionError(f"there is no function {name!r}. {did_you_mean(name, known)}", column)
        return partial(evaluation.call, name, self._arguments(None, name, column), column)

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


def _pattern(node: Node, column: int) -> evaluation.Pattern:
    """The regular expression of `matches`, which must stand there as it is."""
    if not isinstance(node, partial) or node.func is not evaluation.constant or not isinstance(node.args[0], str):
        raise ExpressionError('matches needs its pattern in quotes: matches("web-.*")', column)
    try:
        return re2.compile(node.args[0], _RE2)  # type: ignore[no-any-return]
    except re2.error as error:
        raise ExpressionError(f"{node.args[0]!r} is not a regular expression (RE2)", column) from error
