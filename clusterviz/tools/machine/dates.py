"""Dates and spans of time as systemd writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DAY_MS = 86_400_000
_SECOND = ("s", "sec", "second", "seconds")
_UNITS = {
    **dict.fromkeys(_SECOND, 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), _DAY_MS),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def journal_date(unix_ms: int) -> str:
    """`Jan 01 00:00:24`."""
    return (_EPOCH + timedelta(milliseconds=unix_ms)).strftime("%b %d %H:%M:%S")


def systemd_date(unix_ms: int) -> str:
    """`Thu 2026-01-01 00:00:24 UTC`."""
    return (_EPOCH + timedelta(milliseconds=unix_ms)).strftime("%a %Y-%m-%d %H:%M:%S UTC")


def c_date(unix_ms: int) -> str:
    """`Thu Jan  1 00:00:24 2026`."""
    moment = _EPOCH + timedelta(milliseconds=unix_ms)
    return moment.strftime(f"%a %b {moment.day:>2} %H:%M:%S %Y")


def iso_date(unix_ms: int) -> str:
    """`2026-01-01T00:00:24+00:00`."""
    return (_EPOCH + timedelta(milliseconds=unix_ms)).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def moment_of(text: str, now_ms: int) -> int | None:
    """Unix ms of `2026-01-01 00:00:10`, `00:00:10`, `today`, `yesterday`, `now`, `5 min ago`, `-1h`; None if it is no date."""
    text = text.strip()
    today_ms = now_ms // _DAY_MS * _DAY_MS
    if text in ("now", "today", "yesterday"):
        return {"now": now_ms, "today": today_ms, "yesterday": today_ms - _DAY_MS}[text]
    span = re.fullmatch(r"-(.+)|(.+) ago", text)
    if span:
        parts = re.findall(r"(\d+(?:\.\d+)?)\s*([a-z]+)", span[1] or span[2])
        whole = re.sub(r"\d+(?:\.\d+)?\s*[a-z]+|\s", "", span[1] or span[2])
        if whole or not parts or any(unit not in _UNITS for _, unit in parts):
            return None
        return now_ms - int(sum(float(number) * _UNITS[unit] for number, unit in parts))
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"):
        try:
            found = datetime.strptime(text.removesuffix(" UTC").removesuffix("Z"), form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return round((found - _EPOCH).total_seconds() * 1000)
    clock = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", text)
    if clock:
        return today_ms + (int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)) * 1000
    return None


def ago(milliseconds: int) -> str:
    """`5s`, `2min 3s`, `1h 2min`: two units at most."""
    seconds = milliseconds // 1000
    if seconds < 60:
        return f"{seconds}s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes}min {seconds % 60}s" if seconds % 60 else f"{minutes}min"
    hours = minutes // 60
    return f"{hours}h {minutes % 60}min" if minutes % 60 else f"{hours}h"
