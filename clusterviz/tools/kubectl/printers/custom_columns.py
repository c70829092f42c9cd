"""`-o custom-columns=HEADER:path,…`."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.field_managers import with_json
from ....cluster.machinery.jsonpath import shown
from ...bounds import MOST_CHARACTERS, Work, joined
from ..errors import Failure
from . import columns, jsonpath


def printed(spec: str, objects: list[Any], *, headers: bool = True) -> str:
    """A table with one row for each object."""
    if not spec:
        raise Failure("custom-columns format specified but no custom columns given")
    named = []
    for part in spec.split(","):
        name, colon, path = part.partition(":")
        if not colon:
            raise Failure(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        named.append((name, jsonpath.relaxed(path)))
    rows = [[name for name, _ in named]] if headers else []
    work = Work(MOST_CHARACTERS, "the table has too much in it")
    rows += [[_cell(path, obj, work) for _, path in named] for obj in map(with_json, objects)]
    return columns.table(rows)


def _cell(path: str, obj: Any, work: Work) -> str:
    values = jsonpath.values_at(path, obj)
    text = joined((_shown(value) for value in values), ",") if values else "<none>"
    work.spend(len(text))
    return text


def _shown(value: Any) -> str:
    """A value as Go's %v prints it."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_shown(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(_shown(item) for item in value)}]"
    return "<nil>" if value is None else shown(value)
