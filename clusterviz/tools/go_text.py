"""Texts as the Go programs of the container world print them: columns of tabwriter, durations and sizes of go-units."""

from __future__ import annotations

from collections.abc import Sequence


def tabbed(rows: Sequence[Sequence[str]], least: int = 20, padding: int = 3) -> str:
    """Columns as text/tabwriter sets them: each at least so wide, the last one as it is."""
    if not rows:
        return ""
    columns = max(len(row) for row in rows)
    widths = [
        max(least, *(len(row[place]) + padding for row in rows if place < len(row))) for place in range(columns - 1)
    ]
    lines = []
    for row in rows:
        cells = [f"{text:<{widths[place]}}" if place < len(row) - 1 else text for place, text in enumerate(row)]
        lines.append("".join(cells) + "\n")
    return "".join(lines)


def human_duration(milliseconds: int) -> str:
    """`About a minute`, `5 minutes`, `2 hours`."""
    seconds = milliseconds // 1000
    minutes = seconds // 60
    hours = (seconds + 1800) // 3600
    if seconds < 1:
        return "Less than a second"
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    for unit, size, most in (("days", 24, 2 * 7 * 24), ("weeks", 7 * 24, 60 * 24), ("months", 30 * 24, 2 * 365 * 24)):
        if hours < most:
            return f"{hours // size} {unit}"
    return f"{hours // (365 * 24)} years"


def human_size(size: int) -> str:
    """`59.8MB`: three digits, in thousands."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            return f"{amount:.3g}{unit}"
        amount /= 1000
    return ""
