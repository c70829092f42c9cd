"""YAML whose every value knows its place: the front matter and the blocks of a lesson are read through this.

Only the plain part of YAML is read: no aliases, no tags, at most eight levels, so that a file cannot be larger than it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from .mistakes import Mistake, Place, did_you_mean, listed

DEEPEST = 8
LONGEST = 64 * 1024  # characters in one block

NO_IDENTIFIER = "is not an id: use small letters, digits and hyphens, and begin with a letter."


def is_identifier(text: str) -> bool:
    """Whether progress can key on it."""
    return re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text) is not None


class Fields:
    """The keys of one YAML mapping. Whoever reads asks for what it knows; `finish` refuses the rest."""

    def __init__(self, node: yaml.MappingNode | None, place: Place, mistakes: list[Mistake]) -> None:
        self.place = place
        self.mistakes = mistakes
        self._values: dict[str, yaml.Node] = {}
        self._keys: dict[str, yaml.Node] = {}
        self._known: list[str] = []
        for key, value in node.value if node is not None else ():
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in self._values:
                self.complain(f"{name} stands here twice: keep one of them.", key)
            self._keys[name], self._values[name] = key, value

    def names(self) -> Iterator[str]:
        """Every key, in the order of the file, and every one of them known."""
        self._known += list(self._values)
        return iter(list(self._values))

    def text(self, name: str, default: str | None = None, tells: str = "") -> str:
        """A string (a number or a Boolean counts as it is written). Without a default it must be there.

        `tells`: what it says, for those who left it out.
        """
        node = self._ask(name, default is None, tells)
        if node is None:
            return default or ""
        if not isinstance(node, yaml.ScalarNode) or (default is None and not node.value.strip()):
            self.complain(f"{name} must be a text.", node)
            return default or ""
        return str(node.value).strip()

    def identifier(self, name: str) -> str:
        """A name that progress can key on: small letters, digits and hyphens."""
        text = self.text(name)
        if text and not is_identifier(text):
            self.complain(f"{text!r} {NO_IDENTIFIER}", self._values.get(name))
        return text

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        text = self.text(name, None if default is None else str(default))
        if text.isascii() and text.isdecimal() and len(text) < 10:
            return int(text)
        if text:
            self.complain(f"{name} must be a whole number, not {text!r}.", self._values.get(name))
        return default or 0

    def maybe_number(self, name: str) -> int | None:
        """A whole number, None where it is not given."""
        return self.number(name) if self.given(name) else None

    def is_mapping(self, name: str) -> bool:
        """Whether the value is a mapping, where a text would do as well."""
        return isinstance(self._values.get(name), yaml.MappingNode)

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        text = self.text(name, "true" if default else "false")
        if text not in ("true", "false"):
            self.complain(f"{name} must be true or false, not {text!r}.", self._values.get(name))
        return text == "true"

    def one_of(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        """One of the words that are known here."""
        text = self.text(name, default)
        if text and text not in known:
            self.complain(f"{name} cannot be {text!r}: {did_you_mean(text, known)}", self._values.get(name))
            return default or known[0]
        return text

    def milliseconds(self, name: str) -> int | None:
        """A duration such as `10s`, `5m` or `500ms`, or None where it is not given."""
        text = self.text(name, "")
        if not text:
            return None
        for unit, factor in (("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)):
            number = text.removesuffix(unit)
            if number != text and number.isascii() and number.isdecimal() and len(number) < 7:
                return int(number) * factor
        self.complain(f"{name} must be a duration such as 10s or 5m, not {text!r}.", self._values.get(name))
        return None

    def lines(self, name: str) -> tuple[str, ...]:
        """One or more lines: a text, or a list of texts."""
        if isinstance(self._values.get(name), yaml.SequenceNode):
            return self.texts(name)
        return tuple(line for line in self.text(name).splitlines() if line.strip())

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings, empty where it is not given."""
        node = self._ask(name, False)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(item, yaml.ScalarNode) for item in node.value):
            self.complain(f"{name} must be a list of texts.", node)
            return ()
        return tuple(str(item.value) for item in node.value)

    def mapping(self, name: str, *, required: bool = False) -> Fields:
        """A mapping, empty where it is not given."""
        node = self._ask(name, required)
        if node is not None and not isinstance(node, yaml.MappingNode):
            self.complain(f"{name} must be a mapping (name: value).", node)
            node = None
        return Fields(node, self.where(name), self.mistakes)

    def mappings(self, name: str) -> Iterator[Fields]:
        """The mappings in a list, none where it is not given."""
        node = self._ask(name, False)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.complain(f"{name} must be a list.", node)
            return
        for item in node.value:
            if isinstance(item, yaml.MappingNode):
                yield Fields(item, self._place(item), self.mistakes)
            else:
                self.complain(f"each item of {name} must be a mapping (name: value).", item)

    def where(self, name: str) -> Place:
        """Where the value of a key begins (the block itself, if the key is not there)."""
        node = self._values.get(name)
        return self.place if node is None else self._place(node)

    def complain(self, sentence: str, node: yaml.Node | None = None) -> None:
        """Note a mistake, at a value or at the block."""
        self.mistakes.append(Mistake(self.place if node is None else self._place(node), sentence))

    def given(self, name: str) -> bool:
        """Whether there is such a key; it is known either way."""
        self._known.append(name)
        return name in self._values

    def texts_by_name(self, name: str) -> dict[str, str]:
        """A mapping whose values are texts, empty where it is not given."""
        inner = self.mapping(name)
        return {key: inner.text(key) for key in inner.names()}

    def words(self, name: str) -> tuple[str, ...]:
        """A text, or a list of texts; empty where it is not given."""
        if isinstance(self._values.get(name), yaml.SequenceNode):
            return self.texts(name)
        text = self.text(name, "")
        return (text,) if text else ()

    def complain_at(self, name: str, sentence: str) -> None:
        """Note a mistake at the value of a key."""
        self.mistakes.append(Mistake(self.where(name), sentence))

    def finish(self) -> None:
        """Refuse the keys that nobody asked for."""
        for name, key in self._keys.items():
            if name not in self._known:
                self.complain(f"unknown key {name!r}. {did_you_mean(name, self._known)}", key)

    def _ask(self, name: str, required: bool, tells: str = "") -> yaml.Node | None:
        self._known.append(name)
        node = self._values.get(name)
        if node is None and required:
            self.complain(f"{name} is missing: add the line `{name}: …`{tells and f', {tells}'}.")
        return node

    def _place(self, node: yaml.Node) -> Place:
        # Marks count from the first line of the YAML, which `read` has told to be where it stands in the file.
        return Place(self.place.file, node.start_mark.line + 1, node.start_mark.column + 1)


def read(text: str, place: Place, mistakes: list[Mistake]) -> Fields:
    """The fields of a YAML text whose first line stands at `place`."""
    if len(text) > LONGEST:
        mistakes.append(Mistake(place, f"this block is longer than {LONGEST} characters: make it shorter."))
        return Fields(None, place, [])
    try:
        node = _compose("\n" * (place.line - 1) + text)
    except _Refused as refused:
        mistakes.append(Mistake(Place(place.file, refused.line, refused.column), refused.sentence))
        return Fields(None, place, [])  # what is missing in it is not worth a second complaint
    if node is not None and not isinstance(node, yaml.MappingNode):
        mistakes.append(Mistake(place, "this block must consist of lines such as `key: value`."))
        return Fields(None, place, [])
    return Fields(node, place, mistakes)


class _Refused(Exception):
    def __init__(self, line: int, column: int, sentence: str) -> None:
        self.line, self.column, self.sentence = line, column, sentence


def _compose(text: str) -> yaml.Node | None:
    """The tree of a YAML text, refusing what a lesson does not need before it is built."""
    try:
        return _tree(text, yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeError):
        pass  # the loader in Python takes eight times as long, and says better what is wrong
    try:
        return _tree(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = listed(part for part in (error.context, error.problem) if part) if error.problem else "not YAML"
        way_out = "A text with `: ` or ` #` in it needs quotes around it."
        if "'\\t'" in problem:
            way_out = "Put spaces where the tab is."
        raise _Refused(
            mark.line + 1 if mark else 1,
            mark.column + 1 if mark else 1,
            f"this is not YAML: {problem}. {way_out}",
        ) from error
    except yaml.YAMLError as error:
        raise _Refused(1, 1, f"this is not YAML: {str(error).splitlines()[0]}.") from error


def _tree(text: str, loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader]) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(mark.line + 1, mark.column + 1, "YAML anchors and aliases are not read: write it out.")
        if getattr(event, "tag", None):
            raise _Refused(
                mark.line + 1,
                mark.column + 1,
                'YAML tags are not read. A text that begins with "!" needs quotes around it.',
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _Refused(mark.line + 1, mark.column + 1, f"more than {DEEPEST} levels: make it flatter.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return yaml.compose(text, Loader=loader)
