"""Each element's place in every layout, as numbers that the page can stretch; and how large the whole is."""

from __future__ import annotations

from typing import Any

from .geometry import LAYOUTS, REFERENCE_WIDTHS, Crowd, Layout, columns_for


def place(crowd: Crowd) -> dict[str, tuple[dict[str, list[float]], dict[str, list[float]]]]:
    """Boxes and lines of each element: numbers at the reference width, then their change per pixel more."""
    placed: dict[str, tuple[dict[str, list[float]], dict[str, list[float]]]] = {}
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
    heights = {mode: LAYOUTS[mode](REFERENCE_WIDTHS[mode], crowd, columns_for(mode, crowd)).height for mode in LAYOUTS}
    return {
        "sizes": {mode: [REFERENCE_WIDTHS[mode], heights[mode]] for mode in LAYOUTS},
        "levels": {mode: "near" if crowd.near(mode) else "far" for mode in LAYOUTS},
        "nodes": len(crowd.pods),
        "pod_count": sum(len(pods) for pods in crowd.pods.values()) + len(crowd.waiting),
    }
