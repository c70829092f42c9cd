"""Selectors as one types them: `app=web,tier in (a, b),!canary`, and `status.phase=Running`. Fact sheet §17.

Read as Kubernetes' pkg/labels and pkg/fields do it, so that what is wrong is told in their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from .name_rules import label_value, qualified_name
from .objects import Object
from .selectors import FieldSelector, LabelSelector, Requirement, SelectorError

END, WORD = "", "word"  # kinds of tokens; the other kinds are the signs themselves
SIGNS = "=!(),><"
TOKENS = ("==", "!=", "=", "!", "(", ")", ",", ">", "<")
KEYWORDS = ("in", "notin")
OPERATORS = {"in": "In", "notin": "NotIn", "=": "In", "==": "In", "!=": "NotIn", ">": "Gt", "<": "Lt"}
BEYOND_OBJECTS = {
    ">": '"gt" isn\'t supported in label selectors',
    "<": '"lt" isn\'t supported in label selectors',
    "!=": '"!=" is not a valid label selector operator',
}
BINARY = "in, notin, =, ==, !=, gt, lt"
INT64 = 1 << 63

Token = tuple[str, str]  # (kind, text)


def parse_labels(text: str) -> LabelSelector:
    """A label selector. SelectorError if it cannot be read."""
    return LabelSelector(tuple(requirement for _, requirement in _Parser(text).requirements()))


def label_selector_of(text: str) -> Object:
    """The `matchLabels` and `matchExpressions` that say the same, as kubectl makes them."""
    try:
        found = list(_Parser(text).requirements())
    except SelectorError as why:
        raise SelectorError(f"couldn't parse the selector string {_quoted(text)}: {why}") from None
    labels: dict[str, str] = {}
    expressions: list[Object] = []
    for sign, one in found:
        if sign in ("=", "=="):
            labels[one.key] = one.values[0]
        elif sign in BEYOND_OBJECTS:
            raise SelectorError(BEYOND_OBJECTS[sign])
        else:
            values = {"values": list(one.values)} if one.values else {}
            expressions.append({"key": one.key, "operator": one.operator, **values})
    selector: Object = {"matchLabels": labels} if labels else {}
    return {**selector, "matchExpressions": expressions} if expressions else selector


class _Parser:
    """The tokens of one selector, and where reading is."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0

    def ahead(self, keywords: bool = False) -> Token:
        """The next token. `in` and `notin` are words like others, unless an operator is looked for."""
        kind, text = self.tokens[self.place] if self.place < len(self.tokens) else (END, "")
        return (WORD if kind in KEYWORDS and not keywords else kind), text

    def take(self, keywords: bool = False) -> Token:
        token = self.ahead(keywords)
        self.place += 1
        return token

    def requirements(self) -> Iterator[tuple[str, Requirement]]:
        """Each requirement, with the sign that it was typed with ("" for one of presence)."""
        while True:
            kind, text = self.ahead()
            if kind == END:
                return
            if kind not in (WORD, "!"):
                raise SelectorError(f"found '{text}', expected: !, identifier, or 'end of string'")
            try:
                yield self.requirement()
            except SelectorError as why:
                raise SelectorError(f"unable to parse requirement: {why}") from None
            kind, text = self.take()
            if kind == END:
                return
            if kind != ",":
                raise SelectorError(f"found '{text}', expected: ',' or 'end of string'")
            kind, text = self.ahead()
            if kind not in (WORD, "!"):
                raise SelectorError(f"found '{text}', expected: identifier after ','")

    def requirement(self) -> tuple[str, Requirement]:
        kind, key = self.take()
        absent = kind == "!"
        if absent:
            kind, key = self.take()
        if kind != WORD:
            raise SelectorError(f"found '{key}', expected: identifier")
        if wrong := qualified_name(key):
            raise SelectorError(f"<nil>: Invalid value: {_quoted(key)}: {'; '.join(wrong)}")
        if absent or self.ahead()[0] in (END, ","):
            return "", Requirement(key, "DoesNotExist" if absent else "Exists")
        kind, text = self.take(keywords=True)
        if kind not in OPERATORS:
            raise SelectorError(f"found '{text}', expected: {BINARY}")
        values = self.values() if kind in KEYWORDS else [self.value()]
        return kind, _checked(key, kind, tuple(sorted(dict.fromkeys(values))))

    def value(self) -> str:
        if self.ahead()[0] in (END, ","):
            return ""
        kind, text = self.take()
        if kind != WORD:
            raise SelectorError(f"found '{text}', expected: identifier")
        return text

    def values(self) -> list[str]:
        kind, text = self.take()
        if kind != "(":
            raise SelectorError(f"found '{text}' expected: '('")
        kind, text = self.ahead()
        if kind not in (WORD, ",", ")"):
            raise SelectorError(f"found '{text}', expected: ',', ')' or identifier")
        found = [""] if kind == ")" else self.listed()
        self.take()
        return found

    def listed(self) -> list[str]:
        """What stands between the brackets: nothing at all before, between or after commas is an empty value."""
        found: list[str] = []
        while True:
            kind, text = self.take()
            if kind == WORD:
                found.append(text)
                kind, text = self.ahead()
                if kind == ")":
                    return found
                if kind != ",":
                    raise SelectorError(f"found '{text}', expected: ',' or ')'")
            elif kind == ",":
                if not found:
                    found.append("")
                if self.ahead()[0] == ")":
                    return [*found, ""]
                if self.ahead()[0] == ",":
                    self.take()
                    found.append("")
            else:
                raise SelectorError(f"found '{text}', expected: ',', or identifier")


def _checked(key: str, operator: str, values: tuple[str, ...]) -> Requirement:
    """A requirement whose values can be those of a label."""
    wrong = []
    for i, value in enumerate(values):
        if operator in "><" and not _integer(value):
            why = "for 'Gt', 'Lt' operators, the value must be an integer"
            wrong.append(f"values[{i}]: Invalid value: {_quoted(value)}: {why}")
    for i, value in enumerate(values):
        if problems := label_value(value):
            wrong.append(f"values[{i}][{key}]: Invalid value: {_quoted(value)}: {'; '.join(problems)}")
    if wrong:
        raise SelectorError(wrong[0] if len(wrong) == 1 else f"[{', '.join(wrong)}]")
    return Requirement(key, OPERATORS[operator], values)


def _integer(text: str) -> bool:
    digits = text[1:] if text[:1] in ("+", "-") else text
    return digits.isascii() and digits.isdigit() and len(digits) < 20 and -INT64 <= int(text) < INT64


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        if text[place] in " \t\r\n":
            place += 1
        elif text[place] in SIGNS:
            sign = next(token for token in TOKENS if text.startswith(token, place))
            yield sign, sign
            place += len(sign)
        else:
            end = place
            while end < len(text) and text[end] not in SIGNS and text[end] not in " \t\r\n":
                end += 1
            word = text[place:end]
            yield (word if word in KEYWORDS else WORD), word
            place = end


def _quoted(text: str) -> str:
    return dumps(text, ensure_ascii=False)


def parse_fields(text: str) -> FieldSelector:
    """A field selector. SelectorError if it cannot be read."""
    terms = []
    for part in sorted(_parts(text)):
        if not part:
            continue
        place = min((found for sign in ("!=", "=") if (found := part.find(sign)) >= 0), default=-1)
        if place < 0:
            raise SelectorError(f"invalid selector: '{text}'; can't understand '{part}'")
        sign = next(one for one in ("!=", "==", "=") if part.startswith(one, place))
        terms.append((part[:place], _plain(part[place + len(sign) :]), sign != "!="))
    return FieldSelector(tuple(terms))


def _parts(text: str) -> Iterator[str]:
    """What stands between the commas, but those after a backslash."""
    begin, escaped = 0, False
    for i, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == ",":
            yield text[begin:i]
            begin = i + 1
    yield text[begin:]


def _plain(value: str) -> str:
    """A value without its backslashes."""
    found, escaped = "", False
    for character in value:
        if escaped:
            if character not in "\\,=":
                raise SelectorError(f"invalid field selector: invalid escape sequence: \\{character}")
            found, escaped = found + character, False
        elif character == "\\":
            escaped = True
        elif character in ",=":
            raise SelectorError(f"invalid field selector: unescaped character in value: {ord(character)}")
        else:
            found += character
    if escaped:
        raise SelectorError("invalid field selector: invalid escape sequence: \\")
    return found
