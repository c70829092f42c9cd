"""Kubernetes' times and durations as text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_S = 86_400
_MOST_MS = (2**63 - 1) // 1_000_000  # Go counts nanoseconds in 64 bits: 292 years
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(h|ms|us|ns|m|s)")
_UNIT_MS = {"h": 3_600_000.0, "m": 60_000.0, "s": 1000.0, "ms": 1.0, "us": 0.001, "ns": 0.000001}


def timestamp(unix_ms: int) -> str:
    """RFC 3339 in UTC with whole seconds, as `metadata.creationTimestamp`."""
    return (_EPOCH + timedelta(seconds=unix_ms // 1000)).strftime("%Y-%m-%dT%H:%M:%SZ")


def micro_timestamp(unix_ms: int) -> str:
    """RFC 3339 in UTC with microseconds, as a Lease's `renewTime`."""
    return (_EPOCH + timedelta(milliseconds=unix_ms)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def klog_head(unix_ms: int, process: int) -> str:
    """What stands before the place in a line of klog, without its level: `0101 00:00:03.250000       1`."""
    stamp = micro_timestamp(unix_ms)
    return f"{stamp[5:7]}{stamp[8:10]} {stamp[11:26]} {process:>7}"


def unix_ms(text: str) -> int:
    """The Unix time in ms of a timestamp in either form."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round((moment - _EPOCH) / timedelta(milliseconds=1))


def age(milliseconds: int) -> str:
    """`kubectl`'s AGE: two units at most. Fact sheet §3.2."""
    seconds = milliseconds // 1000
    if seconds < -1:
        return "<invalid>"
    if seconds < 0:
        return "0s"
    if seconds < 120:
        return f"{seconds}s"
    minutes = seconds // 60
    if minutes < 10:
        return f"{minutes}m{seconds % 60}s" if seconds % 60 else f"{minutes}m"
    if minutes < 180:
        return f"{minutes}m"
    hours = seconds // 3600
    if hours < 8:
        return f"{hours}h{minutes % 60}m" if minutes % 60 else f"{hours}h"
    if hours < 48:
        return f"{hours}h"
    days = seconds // _DAY_S
    if hours < 192:
        return f"{days}d{hours % 24}h" if hours % 24 else f"{days}d"
    if days < 730:
        return f"{days}d"
    years = days // 365
    if days < 2920:
        return f"{years}y{days % 365}d" if days % 365 else f"{years}y"
    return f"{years}y"


def go_duration(milliseconds: int) -> str:
    """Go's text for a duration: `10s`, `1m20s`, `1.234s`, `300ms`, `5m0s`."""
    if milliseconds == 0:
        return "0s"
    if milliseconds < 1000:
        return f"{milliseconds}ms"
    seconds, rest_ms = divmod(milliseconds, 1000)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{rest_ms:03d}".rstrip("0") if rest_ms else ""
    text = f"{seconds}{fraction}s"
    if hours:
        return f"{hours}h{minutes}m{text}"
    return f"{minutes}m{text}" if minutes else text


def parse_go_duration(text: str) -> int | None:
    """The ms of a Go duration such as `1m30s` or `500ms`; None if it is none."""
    if text == "0":
        return 0
    position, total_ms = 0, 0.0
    for match in _DURATION.finditer(text):
        if match.start() != position:
            return None
        total_ms += float(match[1]) * _UNIT_MS[match[2]]
        position = match.end()
    if position != len(text) or not text or total_ms > _MOST_MS:
        return None
    return round(total_ms)


def rfc1123(unix_ms: int) -> str:
    """`Mon, 23 Nov 2026 12:48:42 +0000`, as descriptions show a moment. English on every machine."""
    moment = _EPOCH + timedelta(seconds=unix_ms // 1000)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02d} {month} {moment.year} {moment:%H:%M:%S} +0000"
