"""Dates and spans of time as systemd writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def journal_date(unix_ms: int) -> str:
    """`Jan 01 00:00:24`."""
    return (_EPOCH + timedelta(milliseconds=unix_ms)).strftime("%b %d %H:%M:%S")


def systemd_date(unix_ms: int) -> str:
    """`Thu 2026-01-01 00:00:24 UTC`."""
    return (_EPOCH + timedelta(milliseconds=unix_ms)).strftime("%a %Y-%m-%d %H:%M:%S UTC")


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
