"""When something is due: the virtual time for the page, which counts down by itself, and words for who has no script."""

from __future__ import annotations

from typing import Any

Part = dict[str, Any]


def due_in(due_ms: int, now_ms: int) -> Part:
    """`{"at": 74996, "text": "in 12 s"}`"""
    return {"at": due_ms, "text": f"in {span(max(0, due_ms - now_ms))}"}


def span(milliseconds: int) -> str:
    """`7 s`, `2 min 5 s`: rounded up, as one counts down."""
    minutes, seconds = divmod(-(-milliseconds // 1000), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
