"""Processes as a tree: those of a container, those around them in its Pod, and all of a machine. As one sees who has logged in there."""

from __future__ import annotations

from typing import Any

from ...cluster.cluster import Cluster

Part = dict[str, Any]
LONGEST = 90  # characters of a command
MOST = 60  # processes of a machine


class Processes:
    """One look at the machines of a cluster: each is asked for its processes once."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._known: dict[str, list[Any]] = {}

    def of(self, node: str) -> list[Any]:
        """Every process of a machine, parents before their children; nothing without power."""
        if f"container-runtime/{node}" not in self.cluster.components or node in self.cluster.network.powered_off:
            return []
        if node not in self._known:
            inside = self.cluster.you.inside
            assert inside is not None, "this cluster has no inside"
            self._known[node] = inside(node, "processes")
        return self._known[node]


def of_container(rows: list[Any], pod: str, container: str) -> list[Part]:
    """The processes of one container of `namespace/name`."""
    return as_tree([row for row in rows if row.pod == pod and row.container == container and row.kind not in KEEPERS])


def around(rows: list[Any], pod: str) -> list[Part]:
    """Who keeps a Pod's containers: its shims or conmons, and the pause process that holds its namespaces."""
    return as_tree([row for row in rows if row.pod == pod and (not row.container or row.kind in KEEPERS)])


KEEPERS = ("shim", "conmon")
NOTES = {
    "shim": "keeps its containers",
    "conmon": "keeps one container",
    "pause": "holds the namespaces",
    "exec": "exec",
    "worker": "",
    "container": "",
    "daemon": "",
}


def as_tree(rows: list[Any]) -> list[Part]:
    """`{"pid", "text", "depth", "note"}`: each child after its parent."""
    pids = {row.pid for row in rows}
    below: dict[int, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent if row.parent in pids and row.parent != row.pid else 0, []).append(row)
    found: list[Part] = []

    def put(row: Any, depth: int) -> None:
        note = NOTES["conmon" if row.kind == "shim" and row.container else row.kind] if row.kind in NOTES else row.kind
        found.append({"pid": row.pid, "text": _short(row.command), "depth": depth, "note": note})
        for child in below.get(row.pid, ()):
            put(child, depth + 1)

    for row in below.get(0, ()):
        put(row, 0)
    return found[:MOST]


def _short(command: str) -> str:
    text = command.replace("\n", " ")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
