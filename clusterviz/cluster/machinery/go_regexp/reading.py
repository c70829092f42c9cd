"""Reading a pattern: what Go takes, and what it says of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

MOST_REPEATS = 1000
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\x00-\x7f",
    "blank": "\t ",
    "cntrl": "\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@[-`{-~",
    "space": "\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
PERL = {"d": "0-9", "s": "\t\n\f\r ", "w": "0-9A-Za-z_"}
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class PatternError(ValueError):
    """A pattern that Go does not compile, in Go's words."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"error parsing regexp: {what}: `{where}`")


class Class(NamedTuple):
    """One character out of these ranges, or out of all others."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False
    fold: bool = False

    def fits(self, character: str) -> bool:
        forms = (character.lower(), character.upper()) if self.fold else (character,)
        inside = any(low <= form <= high for low, high in self.ranges for form in forms)
        return inside != self.negated


class Node(NamedTuple):
    """A piece of a pattern: `kind` is char, look, cat, alt or repeat."""

    kind: str
    parts: tuple[Node, ...] = ()
    what: Class | None = None
    look: str = ""
    least: int = 0
    most: int | None = None


def ranges_of(text: str) -> tuple[tuple[str, str], ...]:
    """`0-9_` as ranges."""
    found, place = [], 0
    while place < len(text):
        if text[place + 1 : place + 2] == "-" and place + 2 < len(text):
            found.append((text[place], text[place + 2]))
            place += 3
        else:
            found.append((text[place], text[place]))
            place += 1
    return tuple(found)


class Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0
        self.flags = ""

    def whole(self) -> Node:
        """The whole pattern. PatternError if Go does not compile it."""
        node = self.alternatives()
        if self.place < len(self.pattern):
            raise PatternError("unexpected )", self.pattern)
        return node

    def alternatives(self) -> Node:
        found = [self.sequence()]
        while self.at("|"):
            self.place += 1
            found.append(self.sequence())
        return found[0] if len(found) == 1 else Node("alt", tuple(found))

    def at(self, text: str) -> bool:
        return self.pattern.startswith(text, self.place)

    def sequence(self) -> Node:
        found: list[Node] = []
        while self.place < len(self.pattern) and not self.at("|") and not self.at(")"):
            start = self.place
            count = self.repetition()
            if count is None:
                node = self.one()
                if node is not None:
                    found.append(node)
                continue
            text = self.pattern[start : self.place]
            if not found:
                raise PatternError("missing argument to repetition operator", text)
            if found[-1].kind == "repeat" and start == self.last_repeat:
                raise PatternError("invalid nested repetition operator", self.pattern[self.last_start : self.place])
            least, most = count
            if max(least, most or 0) * _repeats(found[-1]) > MOST_REPEATS:
                raise PatternError("invalid repeat count", text)
            found[-1] = Node("repeat", (found[-1],), least=least, most=most)
            self.last_start, self.last_repeat = start, self.place
        return Node("cat", tuple(found))

    last_start = last_repeat = -1

    def repetition(self) -> tuple[int, int | None] | None:
        """(least, most) of `*`, `+`, `?`, `{2,5}`; None if there is none here. Lazy ones match the same texts."""
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.pattern[self.place])
        if simple is not None:
            self.place += 1
        elif self.at("{"):
            end = self.pattern.find("}", self.place)
            least, comma, most = self.pattern[self.place + 1 : end if end > 0 else None].partition(",")
            if end < 0 or not least.isdigit() or not (most.isdigit() or not most):
                return None
            limit = int(most) if most else None if comma else int(least)
            text = self.pattern[self.place : end + 1]
            self.place = end + 1
            if int(least) > MOST_REPEATS or (limit is not None and not int(least) <= limit <= MOST_REPEATS):
                raise PatternError("invalid repeat count", text)
            simple = (int(least), limit)
        else:
            return None
        if self.at("?"):
            self.place += 1
        return simple

    def one(self) -> Node | None:
        """One character, class, group or position."""
        character = self.pattern[self.place]
        match character:
            case "(":
                return self.group()
            case "[":
                return Node("char", what=self.bracket())
            case "\\":
                return self.escape()
            case ".":
                self.place += 1
                return Node("char", what=Class((), True) if "s" in self.flags else Class((("\n", "\n"),), True))
            case "^" | "$":
                self.place += 1
                return Node("look", look=f"{character}line" if "m" in self.flags else character)
        self.place += 1
        return self.literal(character)

    def literal(self, character: str) -> Node:
        return Node("char", what=Class(((character, character),), fold="i" in self.flags))

    def group(self) -> Node | None:
        start, flags = self.place, self.flags
        if self.at("(?"):
            if self.at("(?P<") or (self.at("(?<") and self.pattern[self.place + 3 : self.place + 4] not in ("=", "!")):
                end = self.pattern.find(">", self.place)
                name = self.pattern[self.pattern.find("<", self.place) + 1 : end]
                if end < 0 or not name.replace("_", "a").isalnum():
                    raise PatternError("invalid named capture", self.pattern[start : end + 1 if end > 0 else None])
                self.place = end + 1
            else:
                end = self.place + 2
                while end < len(self.pattern) and self.pattern[end] in "imsU-":
                    end += 1
                closing = self.pattern[end : end + 1]
                if closing not in (":", ")") or (closing == ")" and end == self.place + 2):
                    raise PatternError("invalid or unsupported Perl syntax", self.pattern[start : end + 1])
                on, _, off = self.pattern[self.place + 2 : end].partition("-")
                self.flags = "".join(flag for flag in self.flags + on if flag not in off)
                self.place = end + 1
                if closing == ")":
                    return None
        else:
            self.place += 1
        inside = self.alternatives()
        if not self.at(")"):
            raise PatternError("missing closing )", self.pattern)
        self.place += 1
        self.flags = flags
        return Node("cat", (inside,))

    def escape(self) -> Node:
        start = self.place
        character = self.pattern[start + 1 : start + 2]
        if not character:
            raise PatternError("trailing backslash at end of expression", "")
        looks = {"A": "^", "z": "$", "b": "word", "B": "no word"}
        if character in looks:
            self.place += 2
            return Node("look", look=looks[character])
        if character.lower() in PERL:
            self.place += 2
            return Node("char", what=Class(ranges_of(PERL[character.lower()]), character.isupper()))
        if character == "Q":
            end = self.pattern.find("\\E", start)
            text = self.pattern[start + 2 : end if end > 0 else None]
            self.place = end + 2 if end > 0 else len(self.pattern)
            return Node("cat", tuple(self.literal(one) for one in text))
        return self.literal(self.escaped())

    def escaped(self) -> str:
        """The character that a backslash and what follows stand for."""
        start = self.place
        character = self.pattern[start + 1 : start + 2]
        if character in _CONTROL:
            self.place += 2
            return _CONTROL[character]
        if character == "x":
            end = self.pattern.find("}", start) if self.pattern[start + 2 : start + 3] == "{" else start + 3
            digits = self.pattern[start + 2 : end + 1].strip("{}")
            try:
                found = chr(int(digits, 16))
            except (ValueError, OverflowError):
                raise PatternError("invalid escape sequence", self.pattern[start : start + 2]) from None
            self.place = end + 1
            return found
        if not character or character.isalnum():
            raise PatternError("invalid escape sequence", self.pattern[start : start + 2])
        self.place += 2
        return character

    def bracket(self) -> Class:
        start = self.place
        self.place += 1
        negated = self.at("^")
        self.place += 1 if negated else 0
        ranges: list[tuple[str, str]] = []
        first = True
        while first or not self.at("]"):
            if self.place >= len(self.pattern):
                raise PatternError("missing closing ]", self.pattern[start:])
            first = False
            named = self.named_class()
            if named is not None:
                ranges += named
                continue
            low = self.class_character(start)
            if self.at("-") and self.pattern[self.place + 1 : self.place + 2] not in ("]", ""):
                self.place += 1
                high = self.class_character(start)
                if high < low:
                    raise PatternError("invalid character class range", f"{low}-{high}")
                ranges.append((low, high))
            else:
                ranges.append((low, low))
        self.place += 1
        return Class(tuple(ranges), negated, "i" in self.flags)

    def class_character(self, start: int) -> str:
        if self.place >= len(self.pattern):
            raise PatternError("missing closing ]", self.pattern[start:])
        if self.at("\\"):
            return self.escaped()
        self.place += 1
        return self.pattern[self.place - 1]

    def named_class(self) -> list[tuple[str, str]] | None:
        """`[:alpha:]` or `\\d` within brackets; what is negated there is all others."""
        if self.at("[:"):
            end = self.pattern.find(":]", self.place)
            name = self.pattern[self.place + 2 : end] if end > 0 else ""
            if end < 0:
                return None
            if name.removeprefix("^") not in _POSIX:
                raise PatternError("invalid character class range", self.pattern[self.place : end + 2])
            self.place = end + 2
            ranges = ranges_of(_POSIX[name.removeprefix("^")])
            return _others(ranges) if name.startswith("^") else list(ranges)
        character = self.pattern[self.place + 1 : self.place + 2]
        if self.at("\\") and character.lower() in PERL and character:
            self.place += 2
            ranges = ranges_of(PERL[character.lower()])
            return _others(ranges) if character.isupper() else list(ranges)
        return None


def _others(ranges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    found, low = [], 0
    for first, last in sorted(ranges):
        if low < ord(first):
            found.append((chr(low), chr(ord(first) - 1)))
        low = ord(last) + 1
    return [*found, (chr(low), chr(0x10FFFF))]


def _repeats(node: Node) -> int:
    """How many copies of something the innermost of these repetitions makes."""
    inner = max((_repeats(part) for part in node.parts), default=1)
    return inner * max(node.least, node.most or 0, 1) if node.kind == "repeat" else inner
