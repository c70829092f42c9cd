"""JSON Schemas of the front matter and the blocks, for editors. They are made by asking the readers themselves.

A reader is given fields that write down what it asks for: name, shape, whether it must be there. The descriptions are the
lines `key: …` of its docstring. So the schema cannot say anything else than the reader does.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from . import format as lesson_format
from .blocks import BLOCKS, READERS
from .fields import Fields
from .mistakes import Place
from .scripts import TOOLS
from .sight import Known

Json = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LINE = re.compile(r"^\s*([a-z_]+): (.+)$")
TEXT: Json = {"type": ["string", "number", "boolean"]}
ANY = "*"  # a key that is not known beforehand


class Asked(Fields):
    """Fields that note what is asked of them, and answer with the least that makes sense.

    `present`: a key that is there, where a reader looks; `mapped`: its value is a mapping. `looked`: where one looked.
    """

    def __init__(self, present: str = "", mapped: bool = False) -> None:
        super().__init__(None, Place("schema", 1), [])
        self.present, self.mapped = present, mapped
        self.properties: dict[str, Json] = {}
        self.required: list[str] = []
        self.looked: list[str] = []

    def schema(self) -> Json:
        """What has been asked for."""
        known = {name: what for name, what in self.properties.items() if name != ANY}
        found: Json = {"type": "object", "additionalProperties": self.properties.get(ANY, False)}
        if known:
            found["properties"] = known
        required = sorted(set(self.required) - set(self.looked))
        if required:
            found["required"] = required
        return found

    def _note(self, name: str, what: Json, required: bool = False) -> None:
        self.properties[name] = _either(self.properties.get(name), what)
        if required:
            self.required.append(name)

    def given(self, name: str) -> bool:
        self.looked.append(name)
        return name == self.present

    def is_mapping(self, name: str) -> bool:
        return name == self.present and self.mapped

    def names(self) -> Iterator[str]:
        return iter([ANY])

    def text(self, name: str, default: str | None = None, tells: str = "") -> str:
        self._note(name, TEXT, default is None)
        return default or ""

    def identifier(self, name: str) -> str:
        self._note(name, {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}, True)
        return "x"

    def number(self, name: str, default: int | None = None) -> int:
        self._note(name, {"type": "integer", "minimum": 0}, default is None)
        return default or 1

    def maybe_number(self, name: str) -> int | None:
        self._note(name, {"type": "integer", "minimum": 0})
        return None

    def flag(self, name: str, default: bool = False) -> bool:
        self._note(name, {"type": "boolean", "default": default})
        return default

    def one_of(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        words = [json.loads(word) if word[0].isdecimal() else word for word in known]
        self._note(name, {"enum": words}, default is None)
        return default or known[0]

    def milliseconds(self, name: str) -> int | None:
        self._note(name, {"type": "string", "pattern": r"^\d{1,6}(ms|s|m|h)$"})
        return None

    def lines(self, name: str) -> tuple[str, ...]:
        self._note(name, {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, True)
        return ()

    def texts(self, name: str) -> tuple[str, ...]:
        self._note(name, {"type": "array", "items": TEXT})
        return ()

    def words(self, name: str) -> tuple[str, ...]:
        self._note(name, {"anyOf": [TEXT, {"type": "array", "items": TEXT}]})
        return ()

    def texts_by_name(self, name: str) -> dict[str, str]:
        self._note(name, {"type": "object", "additionalProperties": TEXT})
        return {}

    def mapping(self, name: str, *, required: bool = False) -> Fields:
        inner = Asked()
        self.properties[name] = _Later(inner)
        if required:
            self.required.append(name)
        return inner

    def mappings(self, name: str) -> Iterator[Fields]:
        inner = Asked()
        self.properties[name] = _Later(inner, of_list=True)
        yield inner

    def finish(self) -> None:
        """Nothing more is asked for."""


class _Later(dict[str, Any]):
    """The schema of a mapping whose keys are still being asked for."""

    def __init__(self, inner: Asked, of_list: bool = False) -> None:
        super().__init__()
        self.inner, self.of_list = inner, of_list

    def now(self) -> Json:
        found = self.inner.schema()
        return {"type": "array", "items": found} if self.of_list else found


def schema() -> Json:
    """One document: `$defs` has the front matter and each block."""
    parts = {"front-matter": front_matter()} | {name: block(name) for name in READERS}
    parts["solution"] = {
        "type": "string",
        "description": "Commands, one a line. `settle` and `run 6m` let time pass.",
        "examples": [
            "settle",
            "run 6m",
            "fault node-2 off",
            "fault stop kube-scheduler",
            *(f"{tool} " for tool in TOOLS),
        ],
    }
    return {"$schema": DIALECT, "title": "A lesson of the glass cluster", "$defs": parts}


def block(name: str) -> Json:
    """The schema of one block."""
    assert name in BLOCKS, f"there is no block {name!r}"
    return _asked(READERS[name], Known())


def front_matter() -> Json:
    """The schema of the front matter."""
    return _asked(lesson_format.front_matter)


def _either(known: Json | None, what: Json) -> Json:
    """What fits one of the two."""
    if known is None or known == what:
        return what
    both = known["anyOf"] if set(known) == {"anyOf"} else [known]
    return {"anyOf": both if what in both else [*both, what]}


def _asked(reader: Callable[..., Any], *more: Any) -> Json:
    """The schema of what a reader reads, whatever it finds where it looks."""
    fields = Asked()
    reader(fields, *more)
    found = _whole(fields.schema())
    for name in dict.fromkeys(fields.looked):
        for mapped in (False, True):
            others = Asked(name, mapped)
            reader(others, *more)
            for key, what in _whole(others.schema())["properties"].items():
                found["properties"][key] = _either(found["properties"].get(key), what)
    found["properties"] = {name: found["properties"][name] for name in sorted(found["properties"])}
    lines = (inspect.getdoc(reader) or "").splitlines()
    found["description"] = lines[0]
    for line in lines[1:]:
        told = _LINE.match(line)
        if told and told[1] in found["properties"]:
            found["properties"][told[1]] = {**found["properties"][told[1]], "description": told[2]}
    return found  # type: ignore[no-any-return]


def _whole(found: Any) -> Any:
    if isinstance(found, _Later):
        found = found.now()
    if isinstance(found, Mapping):
        return {key: _whole(value) for key, value in found.items()}
    return [_whole(item) for item in found] if isinstance(found, list) else found
