"""`-o go-template`: the part of Go's text/template that people use with kubectl."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ....cluster.machinery.go_json import compact
from ....cluster.machinery.jsonpath import shown
from ...bounds import TooMuch, Work, joined
from ..errors import Failure

_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|`[^`]*`|\$\w*(?:\.\w+)*|\.[\w-]+(?:\.[\w-]+)*|\.|-?\d+(?:\.\d+)?|:=|[|()=,]|\w+'
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"'}
_NO_VALUE = "<no value>"
WORK = ""  # what no variable is called: the work that is left
MOST_STEPS = 100_000
WIDEST = 1_000_000


class TemplateError(ValueError):
    """A template that cannot be read or does not fit. `at`: the part of it that does not, as Go writes it."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at


@dataclass
class Block:
    """text, print, if, range or with; `inside` and `otherwise` are its two branches."""

    kind: str
    value: Any = None
    inside: list[Block] = field(default_factory=list)
    otherwise: list[Block] = field(default_factory=list)


def printed(template: str, obj: Any) -> str:
    """What the template makes of an object. Failure if it cannot."""
    try:
        pieces = _pieces(template)
        _check_functions(pieces)
        blocks, place = _blocks(pieces, 0)
        if place < len(pieces):
            raise TemplateError(f"unexpected {{{{{pieces[place][1]}}}}}")
    except TemplateError as error:
        raise Failure(f"error parsing template {template}, template: output:1: {error}") from error
    try:
        return _run(blocks, obj, {"$": obj, WORK: Work(MOST_STEPS, "the template has too much to do")})
    except TooMuch as error:
        raise Failure(f'error executing template "{template}": template: output: {error}') from error
    except TemplateError as error:
        if not error.at:
            raise Failure(f"error parsing template {template}, template: output:1: {error}") from error
        where = f"template: output:{_place(template, error.at)}: {error}"
        raise Failure(
            f"Error executing template: {where}. Printing more information for debugging the template:\n"
            f"\ttemplate was:\n\t\t{template}\n\traw data was:\n\t\t{compact(obj)}\n"
            f"\tobject given to template engine was:\n\t\t{_text(obj)}\n\n"
            f'error: error executing template "{template}": {where}',
            prefix=False,
        ) from error


def _place(template: str, at: str) -> str:
    """Line, column and text of what does not fit. Of `.a.b.c` the second field counts, as Go counts."""
    start = max(template.find(at), 0)
    line = template.count("\n", 0, start) + 1
    column = start - (template.rfind("\n", 0, start) + 1)
    if at.startswith(".") and at.count(".") > 1:
        column += at.index(".", 1)
    return f'{line}:{column}: executing "output" at <{at}>'


def _check_functions(pieces: list[tuple[bool, str]]) -> None:
    """Functions that do not exist are found before anything runs."""
    for action, text in pieces:
        if not action or text.startswith("/*"):
            continue
        words = re.sub(r"^(else\s+if|else\s+with|if|range|with|else|end)\b", "", text)
        words = re.sub(r"^\s*(\$\w+\s*,\s*)?\$\w+\s*:?=", "", words)
        before = "|"
        for token in _TOKEN.findall(words):
            if before in "|(" and re.fullmatch(r"[a-zA-Z_]\w*", token) and token not in FUNCTIONS:
                raise TemplateError(f'function "{token}" not defined')
            before = token


def _pieces(template: str) -> list[tuple[bool, str]]:
    """(is an action, text), in order; `{{-` and `-}}` take the blanks beside them."""
    pieces: list[tuple[bool, str]] = []
    place, trim = 0, False
    for match in re.finditer(r"\{\{(-\s)?(.*?)(\s-)?\}\}", template, re.DOTALL):
        text = template[place : match.start()]
        text = text.lstrip() if trim else text
        pieces.append((False, text.rstrip() if match[1] else text))
        pieces.append((True, match[2].strip()))
        place, trim = match.end(), bool(match[3])
    rest = template[place:]
    if "{{" in rest:
        raise TemplateError("unclosed action")
    pieces.append((False, rest.lstrip() if trim else rest))
    return pieces


def _blocks(pieces: list[tuple[bool, str]], place: int) -> tuple[list[Block], int]:
    """Blocks up to an `end` or `else`, and the place of that."""
    blocks: list[Block] = []
    while place < len(pieces):
        action, text = pieces[place]
        word = text.split(None, 1)[0] if action and text else ""
        if not action:
            blocks.append(Block("text", text))
        elif word in ("if", "range", "with"):
            block, place = _branch(word, text[len(word) :].strip(), pieces, place + 1)
            blocks.append(block)
        elif word in ("end", "else"):
            return blocks, place
        elif not text.startswith("/*"):
            blocks.append(Block("print", text))
        place += 1
    return blocks, place


def _branch(word: str, condition: str, pieces: list[tuple[bool, str]], place: int) -> tuple[Block, int]:
    if not condition:
        raise TemplateError(f"missing value for {word}")
    inside, place = _blocks(pieces, place)
    otherwise: list[Block] = []
    if place < len(pieces) and pieces[place][1].startswith("else"):
        more = pieces[place][1][4:].strip()
        if more.startswith("if"):
            nested, place = _branch("if", more[2:].strip(), pieces, place + 1)
            return Block(word, condition, inside, [nested]), place
        otherwise, place = _blocks(pieces, place + 1)
    if place >= len(pieces):
        raise TemplateError("unexpected EOF")
    return Block(word, condition, inside, otherwise), place


def _run(blocks: list[Block], dot: Any, variables: dict[str, Any]) -> str:
    out: list[str] = []
    for block in blocks:
        variables[WORK].spend(1)
        if block.kind == "text":
            out.append(block.value)
        elif block.kind == "print":
            out.append(_printed_action(block.value, dot, variables))
        elif block.kind == "range":
            out.append(_range(block, dot, variables))
        else:
            match = re.match(r"(\$\w+)\s*:=\s*(.*)", block.value, re.DOTALL)
            value = _pipeline(match[2] if match else block.value, dot, variables)
            branch = block.inside if _true(value) else block.otherwise
            inner = value if block.kind == "with" and _true(value) else dot
            out.append(_run(branch, inner, {**variables, match[1]: value} if match else dict(variables)))
    return joined(out)


def _printed_action(text: str, dot: Any, variables: dict[str, Any]) -> str:
    match = re.match(r"(\$\w+)\s*:?=\s*(.*)", text, re.DOTALL)
    if match:
        variables[match[1]] = _pipeline(match[2], dot, variables)
        return ""
    return _text(_pipeline(text, dot, variables))


def _range(block: Block, dot: Any, variables: dict[str, Any]) -> str:
    match = re.match(r"(?:(\$\w+)\s*,\s*)?(\$\w+)\s*:=\s*(.*)", block.value, re.DOTALL)
    value = _pipeline(match[3] if match else block.value, dot, variables)
    items: list[tuple[Any, Any]]
    if isinstance(value, dict):
        items = [(key, value[key]) for key in sorted(value)]
    elif isinstance(value, list):
        items = list(enumerate(value))
    elif value is None or value == _NO_VALUE:
        items = []
    else:
        raise TemplateError(f"range can't iterate over {_text(value)}", (match[3] if match else block.value).strip())
    if not items:
        return _run(block.otherwise, dot, dict(variables))
    out = []
    for key, item in items:
        inner = dict(variables)
        if match:
            inner[match[2]] = item
            if match[1]:
                inner[match[1]] = key
        out.append(_run(block.inside, item, inner))
    return joined(out)


def _pipeline(text: str, dot: Any, variables: dict[str, Any]) -> Any:
    value, rest = _expression(_TOKEN.findall(text), dot, variables)
    if rest:
        raise TemplateError(f"unexpected {rest[0]!r} in operand")
    return value


def _expression(tokens: list[str], dot: Any, variables: dict[str, Any]) -> tuple[Any, list[str]]:
    """A pipeline up to `)` or the end."""
    value: Any = None
    piped: list[Any] = []
    while True:
        operands: list[Any] = []
        function = ""
        stage = " ".join(tokens[: next((i for i, token in enumerate(tokens) if token in "|)"), len(tokens))])
        while tokens and tokens[0] not in "|)":
            token, tokens = tokens[0], tokens[1:]
            if token == "(":
                inner, tokens = _expression(tokens, dot, variables)
                tokens = tokens[1:]
                operands.append(inner)
            elif (
                not operands
                and not function
                and re.fullmatch(r"[a-z]\w*", token)
                and token not in ("true", "false", "nil")
            ):
                function = token
            else:
                operands.append(_operand(token, dot, variables))
        value = _called(function, operands + piped, stage) if function else (operands[0] if operands else None)
        if not tokens or tokens[0] == ")":
            return value, tokens
        tokens, piped = tokens[1:], [value]


def _operand(token: str, dot: Any, variables: dict[str, Any]) -> Any:
    if token[0] == '"':
        return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), token[1:-1])
    if token[0] == "`":
        return token[1:-1]
    if token == ".":
        return dot
    if token[0] == ".":
        return _fields(dot, token[1:].split("."), token)
    if token[0] == "$":
        name, *fields = token.split(".")
        if name not in variables:
            raise TemplateError(f'undefined variable "{name}"')
        return _fields(variables[name], fields, token)
    if token in ("true", "false"):
        return token == "true"
    if token == "nil":
        return None
    if re.fullmatch(r"-?\d+(\.\d+)?", token):
        return float(token) if "." in token else int(token)
    raise TemplateError(f'function "{token}" not defined')


def _fields(value: Any, names: list[str], at: str = "") -> Any:
    for name in names:
        if value is None or value == _NO_VALUE:
            return _NO_VALUE
        if not isinstance(value, dict):
            raise TemplateError(f"can't evaluate field {name} in type interface {{}}", at)
        value = value.get(name, _NO_VALUE)
    return value


def _true(value: Any) -> bool:
    return bool(value) and value != _NO_VALUE


FUNCTIONS = ("len", "index", "slice", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "print", "println", "printf",
             "exists", "base64decode", "html", "js", "urlquery", "true", "false", "nil", "break", "continue")  # fmt: skip


def _called(name: str, values: list[Any], stage: str) -> Any:
    """What a function gives. TemplateError in Go's words if it cannot take these values."""
    try:
        return _call(name, values)
    except TemplateError:
        raise
    except (IndexError, TypeError, ValueError, AttributeError) as error:
        why = str(error)
        if isinstance(error, IndexError) and name == "index":
            why = f"index out of range: {values[-1]}"
        elif name == "len" and values:
            why = f"len of type {_GO_TYPES.get(type(values[0]), 'interface {}')}"
        raise TemplateError(f"error calling {name}: {why}", stage) from error


_GO_TYPES: dict[type, str] = {int: "int", float: "float64", bool: "bool"}


def _comparable(one: Any, other: Any) -> None:
    kinds = [
        next((kind for kind in (bool, int, float, str) if isinstance(value, kind)), None) for value in (one, other)
    ]
    if kinds[0] is not kinds[1] or kinds[0] is None:
        raise ValueError("incompatible types for comparison")


def _call(name: str, values: list[Any]) -> Any:
    match name:
        case "len":
            return len(values[0])
        case "index":
            value = values[0]
            for key in values[1:]:
                value = value[key] if isinstance(value, list) else (value or {}).get(key, _NO_VALUE)
            return value
        case "slice":
            start, end = (
                (*values[1:], 0, len(values[0]))[:2] if len(values) > 2 else (values[1] if values[1:] else 0, None)
            )
            return values[0][start:end]
        case "eq":
            return any(values[0] == other for other in values[1:])
        case "ne":
            return values[0] != values[1]
        case "lt" | "le" | "gt" | "ge":
            one, other = values
            _comparable(one, other)
            return {"lt": one < other, "le": one <= other, "gt": one > other, "ge": one >= other}[name]
        case "and":
            return next((value for value in values if not _true(value)), values[-1])
        case "or":
            return next((value for value in values if _true(value)), values[-1])
        case "not":
            return not _true(values[0])
        case "print":
            return joined(_text(value) for value in values)
        case "println":
            return joined((_text(value) for value in values), " ") + "\n"
        case "printf":
            return _formatted(values[0], values[1:])
        case "exists":
            return _true(_fields(values[0], [str(name) for name in values[1:]]))
        case "base64decode":
            return base64.b64decode(values[0]).decode(errors="replace")
        case "html" | "js" | "urlquery":
            return _ESCAPED[name](joined(_text(value) for value in values))
    raise TemplateError(f'function "{name}" not defined')


_HTML = str.maketrans({"&": "&amp;", "'": "&#39;", '"': "&#34;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"})
_JS = str.maketrans({
    "\\": "\\\\", "'": "\\'", '"': '\\"', **{sign: f"\\u{ord(sign):04X}" for sign in "<>&=" + "".join(map(chr, range(32)))},
})  # fmt: skip


def _query(text: str) -> str:
    """As url.QueryEscape: a blank is a plus."""
    kept = re.sub(r"[^A-Za-z0-9\-_.~ ]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)
    return kept.replace(" ", "+")


_ESCAPED: dict[str, Callable[[str], str]] = {
    "html": lambda text: text.translate(_HTML),
    "js": lambda text: text.translate(_JS),
    "urlquery": _query,
}


def _formatted(pattern: str, values: list[Any]) -> str:
    rest = list(values)

    def one(match: re.Match[str]) -> str:
        if match["verb"] == "%":
            return "%"
        value = rest.pop(0) if rest else "%!" + match["verb"] + "(MISSING)"
        text = json.dumps(_text(value), ensure_ascii=False) if match["verb"] == "q" else _text(value)
        if match["exact"]:
            digits = int(match["exact"][1:] or 0)
            number = match["verb"] == "f" and isinstance(value, float)
            text = f"{value:.{digits}f}" if number else text[:digits]
        width = int(match[1].strip("-") or 0)
        return text.ljust(width) if match[1].startswith("-") else text.rjust(width)

    def pieces() -> Iterator[str]:
        place = 0
        for match in re.finditer(r"%(-?\d*)(?P<exact>\.\d{0,2})?(?P<verb>[a-z%])", pattern):
            yield pattern[place : match.start()]
            digits = match[1].strip("-")
            if len(digits) > 8 or int(digits or 0) // 10 > WIDEST:
                yield "%!(NOVERB)"  # as Go takes a width that no number is for
                return
            yield one(match)
            place = match.end()
        yield pattern[place:]

    return joined(pieces())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_text(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(_text(item) for item in value)}]"
    return _NO_VALUE if value is None else shown(value)
