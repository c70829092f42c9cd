"""Each element's place in every layout, as numbers that the page can stretch; and how large the whole is."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .geometry import LAYOUTS, REFERENCE_WIDTHS, Crowd, Layout, columns_for

Names = tuple[str, ...]
Pods = tuple[tuple[str, Names], ...]
Key = tuple[Pods, tuple[tuple[str, int], ...], Names, Names]
Placed = dict[str, tuple[dict[str, list[float]], dict[str, list[float]]]]
CROWDS_KEPT = 600  # a picture is drawn far more often than somebody comes or goes; each takes about 20 KB


def place(crowd: Crowd) -> Placed:
    """Boxes and lines of each element: numbers at the reference width, then their change per pixel more."""
    return dict(_place(*_as_key(crowd)))


def _as_key(crowd: Crowd) -> Key:
    pods = tuple((node, tuple(pods)) for node, pods in crowd.pods.items())
    return pods, tuple(crowd.system.items()), tuple(crowd.waiting), crowd.members


def _of_key(pods: Pods, system: tuple[tuple[str, int], ...], waiting: Names, members: Names) -> Crowd:
    return Crowd({node: list(names) for node, names in pods}, dict(system), list(waiting), members)


@lru_cache(maxsize=CROWDS_KEPT)
def _place(pods: Pods, system: tuple[tuple[str, int], ...], waiting: Names, members: Names) -> Placed:
    crowd = _of_key(pods, system, waiting, members)
    placed: Placed = {}
    for mode in LAYOUTS:
        here, there = _twice(mode, crowd)
        for identifier, (x, y, width, height) in here.boxes.items():
            x2, _, width2, _ = there.boxes[identifier]
            moves = [x, y, width, height, (x2 - x) / 100, (width2 - width) / 100]
            placed.setdefault(identifier, ({}, {}))[0][mode] = [round(number, 4) for number in moves]
        for identifier, (x1, y1, x2, y2) in here.lines.items():
            later = there.lines[identifier]
            moves = [x1, y1, x2, y2, (later[0] - x1) / 100, (later[2] - x2) / 100]
            placed.setdefault(identifier, ({}, {}))[1][mode] = [round(number, 4) for number in moves]
    return placed


def _twice(mode: str, crowd: Crowd) -> tuple[Layout, Layout]:
    layout, width, columns = LAYOUTS[mode], REFERENCE_WIDTHS[mode], columns_for(mode, crowd)
    return layout(width, crowd, columns), layout(width + 100, crowd, columns)


def canvas_of(crowd: Crowd) -> dict[str, Any]:
    """The size of each layout, and whether it shows Pods with names (`near`) or as tiles (`far`)."""
    return dict(_canvas_of(*_as_key(crowd)))


@lru_cache(maxsize=CROWDS_KEPT)
def _canvas_of(pods: Pods, system: tuple[tuple[str, int], ...], waiting: Names, members: Names) -> dict[str, Any]:
    crowd = _of_key(pods, system, waiting, members)
    heights = {mode: LAYOUTS[mode](REFERENCE_WIDTHS[mode], crowd, columns_for(mode, crowd)).height for mode in LAYOUTS}
    return {
        "sizes": {mode: [REFERENCE_WIDTHS[mode], heights[mode]] for mode in LAYOUTS},
        "levels": {mode: "near" if crowd.near(mode) else "far" for mode in LAYOUTS},
        "nodes": len(crowd.pods),
        "pod_count": sum(len(pods) for pods in crowd.pods.values()) + len(crowd.waiting),
    }
