"""Lines of kubectl's own log, which it writes on standard error beside its messages."""

from __future__ import annotations

from datetime import UTC, datetime

PROCESS = 4711


def line(severity: str, now_ms: int, place: str, message: str) -> str:
    """One line as klog writes it. `severity`: I, W, E or F. `now_ms`: Unix ms. `place`: file and line of kubectl's source."""
    moment = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%m%d %H:%M:%S.%f")
    return f"{severity}{moment} {PROCESS:7d} {place}] {message}\n"
