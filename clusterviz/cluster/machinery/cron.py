"""Cron schedules: `*/5 * * * *`, `@hourly`, and when they are due next. The words of its errors are robfig/cron's. Fact sheet §7.6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MINUTE_MS = 60_000
_YEARS_AHEAD = 5  # 30 February never comes


class ScheduleError(ValueError):
    """A text that is no schedule: why, as Kubernetes says it."""


class TimeZoneError(ValueError):
    """A time zone that nobody knows."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    first: int
    last: int
    names: dict[str, int]


_MINUTE, _HOUR, _DAY = _Bounds(0, 59, {}), _Bounds(0, 23, {}), _Bounds(1, 31, {})
_MONTH = _Bounds(1, 12, {name: number for number, name in enumerate(_MONTHS, 1)})
_WEEKDAY = _Bounds(0, 6, {name: number for number, name in enumerate(_DAYS)})


@dataclass(frozen=True, slots=True)
class Schedule:
    """The minutes, hours, days, months and weekdays that count."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0: Sunday
    any_day: bool  # `*` in the field of days
    any_weekday: bool
    every_ms: int = 0  # `@every 1h30m`: so long after the last time

    def next_ms(self, after_ms: int, zone: tzinfo = UTC) -> int | None:
        """The first moment after this one that is due, in Unix ms. None: never."""
        if self.every_ms:
            return after_ms - after_ms % 1000 + self.every_ms
        moment = datetime.fromtimestamp(after_ms // _MINUTE_MS * 60 + 60, UTC)
        limit = moment.year + _YEARS_AHEAD
        while moment.year <= limit:
            local = moment.astimezone(zone)
            if local.month not in self.months or not self._day_counts(local):
                moment = _later(moment, local.replace(hour=0, minute=0) + timedelta(days=1))
            elif local.hour not in self.hours:
                moment += timedelta(minutes=60 - local.minute)
            elif local.minute not in self.minutes:
                moment += timedelta(minutes=1)
            else:
                return round(moment.timestamp()) * 1000
        return None

    def _day_counts(self, local: datetime) -> bool:
        day, weekday = local.day in self.days, local.isoweekday() % 7 in self.weekdays
        return day and weekday if self.any_day or self.any_weekday else day or weekday


def _later(moment: datetime, local: datetime) -> datetime:
    """The moment of this local midnight, but later than `moment` even where clocks are put back."""
    return max(local.astimezone(UTC), moment + timedelta(minutes=1))


@lru_cache(maxsize=512)
def parse(text: str) -> Schedule:
    """The schedule that a text means. ScheduleError if it means none."""
    if not text:
        raise ScheduleError("empty spec string")
    if text.startswith("@"):
        return _macro(text)
    fields = text.split()
    if len(fields) != 5:
        raise ScheduleError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    minutes, hours, days, months, weekdays = (
        _field(field, bounds) for field, bounds in zip(fields, (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY), strict=True)
    )
    return Schedule(minutes, hours, days, months, weekdays, fields[2][0] in "*?", fields[4][0] in "*?")


def _macro(text: str) -> Schedule:
    from .times import parse_go_duration

    if text in _MACROS:
        return parse(_MACROS[text])
    if text.startswith("@every "):
        every_ms = parse_go_duration(text.removeprefix("@every "))
        if every_ms is None:
            raise ScheduleError(f"failed to parse duration {text}")
        empty: frozenset[int] = frozenset()
        return Schedule(empty, empty, empty, empty, empty, True, True, max(1000, every_ms // 1000 * 1000))
    raise ScheduleError(f"unrecognized descriptor: {text}")


def _field(text: str, bounds: _Bounds) -> frozenset[int]:
    values: frozenset[int] = frozenset()
    for part in text.split(","):
        values |= _range(part, bounds)
    return values


def _range(text: str, bounds: _Bounds) -> frozenset[int]:
    span, *steps = text.split("/")
    ends = span.split("-")
    if ends[0] in ("*", "?"):
        first, last = bounds.first, bounds.last
    else:
        first = last = _number(ends[0], bounds)
        if len(ends) == 2:
            last = _number(ends[1], bounds)
        elif len(ends) > 2:
            raise ScheduleError(f"too many hyphens: {text}")
    if len(steps) > 1:
        raise ScheduleError(f"too many slashes: {text}")
    step = 1
    if steps:
        step = _number(steps[0], _Bounds(0, 0, {}))
        if len(ends) == 1 and ends[0] not in ("*", "?"):
            last = bounds.last
    if first < bounds.first:
        raise ScheduleError(f"beginning of range ({first}) below minimum ({bounds.first}): {text}")
    if last > bounds.last:
        raise ScheduleError(f"end of range ({last}) above maximum ({bounds.last}): {text}")
    if first > last:
        raise ScheduleError(f"beginning of range ({first}) beyond end of range ({last}): {text}")
    if step == 0:
        raise ScheduleError(f"step of range should be a positive number: {text}")
    return frozenset(range(first, last + 1, step))


def _number(text: str, bounds: _Bounds) -> int:
    named = bounds.names.get(text.lower())
    if named is not None:
        return named
    if not (text.isascii() and text.isdigit()):
        raise ScheduleError(f"failed to parse int from {text}: strconv.Atoi: parsing {_quoted(text)}: invalid syntax")
    return int(text)


def _quoted(text: str) -> str:
    return f'"{text}"'


@lru_cache(maxsize=64)
def time_zone(name: str) -> tzinfo:
    """The zone of this name, UTC for "". TimeZoneError if nobody knows it."""
    if not name or name in ("UTC", "Etc/UTC"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise TimeZoneError(f"unknown time zone {name}") from error


__all__ = ["Schedule", "ScheduleError", "TimeZoneError", "parse", "time_zone"]
