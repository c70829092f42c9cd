"""The table of `kubectl get`: the columns and cells come from the API server; kubectl adds namespace, kind and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import Resource
from . import columns


@dataclass
class Look:
    """How tables are to look."""

    wide: bool = False
    headers: bool = True
    namespace: bool = False
    kind: bool = False
    show_labels: bool = False
    label_columns: list[str] = field(default_factory=list)


def printed(resource: Resource, tables: list[Object], look: Look) -> str:
    """One table of several answers of the same kind; "" if there is no row."""
    lines = rows(resource, tables, look)
    if not lines:
        return ""
    return columns.table([header(tables[0], resource, look), *lines] if look.headers else lines)


def header(table: Object, resource: Resource, look: Look) -> list[str]:
    """The names of the columns."""
    names = ["NAMESPACE"] if look.namespace and resource.namespaced else []
    names += [str(column["name"]).upper() for column in shown_columns(table, look)]
    names += [label.rpartition("/")[2].upper() for label in look.label_columns]
    return [*names, "LABELS"] if look.show_labels else names


def shown_columns(table: Object, look: Look) -> list[Object]:
    """The columns that are wanted; those of lower priority are for `-o wide`."""
    return [column for column in table["columnDefinitions"] if look.wide or not column.get("priority")]


def rows(resource: Resource, tables: list[Object], look: Look) -> list[list[str]]:
    """The cells of all rows."""
    found = []
    for table in tables:
        places = [
            place for place, column in enumerate(table["columnDefinitions"]) if look.wide or not column.get("priority")
        ]
        names = [str(column["name"]) for column in table["columnDefinitions"]]
        for row in table.get("rows") or []:
            found.append(_row(resource, row, places, names, look))
    return found


def _row(resource: Resource, row: Object, places: list[int], names: list[str], look: Look) -> list[str]:
    metadata = (row.get("object") or {}).get("metadata") or {}
    cells = []
    for place in places:
        text = cell(row["cells"][place]) if place < len(row["cells"]) else ""
        if look.kind and names[place] == "Name":
            prefix = f"{resource.singular}.{resource.group}" if resource.group else resource.singular
            text = f"{prefix}/{text}"
        cells.append(text)
    labels = metadata.get("labels") or {}
    if look.namespace and resource.namespaced:
        cells.insert(0, metadata.get("namespace", ""))
    cells += [labels.get(label, "") for label in look.label_columns]
    if look.show_labels:
        cells.append(",".join(f"{key}={labels[key]}" for key in sorted(labels)) or "<none>")
    return cells


def cell(value: Any) -> str:
    """One cell's text: its first line, and dots for the others."""
    if value is None:
        return "<unset>" if value == "" else "<none>"
    if isinstance(value, bool):
        return "true" if value else "false"
    first, *others = re.split("[\f\n\r]", str(value), maxsplit=1)
    return first + ("..." if others else "")
