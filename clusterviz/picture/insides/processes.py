"""The processes in a container: the one that it was started with, and those that exec or a probe has brought in."""

from __future__ import annotations

from typing import Any

from ...cluster.machinery.cri import RUNNING

Part = dict[str, Any]


def processes(real: Any) -> list[Part]:
    """`{"text", "depth", "note"}`, the first process of the container first."""
    if real is None or real.state != RUNNING or real.process is None or not real.process.alive:
        return []
    first = real.process
    found = [{"text": command(first.argv), "depth": 0, "note": _doing(first)}]
    found += [{"text": command(one.argv), "depth": 0, "note": "exec"} for one in real.execs if one.alive]
    return found


def command(argv: tuple[str, ...]) -> str:
    """As `ps` shows it, in one line."""
    text = " ".join(argv).replace("\n", " ")
    return text if len(text) <= 80 else f"{text[:79]}…"


def _doing(process: Any) -> str:
    if process.server:
        return "serves"
    return "sleeps" if process.sleeping else "runs"
