"""sleep, as GNU has it: numbers with a unit, added up; without end if they are infinite."""

from __future__ import annotations

import re

from ...cluster.machinery.program import Code, Print, Sleep

_INTERVAL = re.compile(r"\+?(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?)([smhd]?)", re.IGNORECASE)
_UNIT_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
FOREVER_MS = 2**53  # 285,000 years: as long as anything here lasts
TRY = "Try 'sleep --help' for more information.\n"


def code(words: list[str]) -> Code:
    """The program: `words` is what stands after `sleep`."""
    options = [word for word in words if word.startswith("-") and len(word) > 1]
    if options:
        first = options[0]
        why = f"unrecognized option '{first}'" if first.startswith("--") else f"invalid option -- '{first[1]}'"
        yield Print(f"sleep: {why}\n{TRY}", error=True)
        return 1
    if not words:
        yield Print(f"sleep: missing operand\n{TRY}", error=True)
        return 1
    intervals = [_interval_ms(word) for word in words]
    wrong = "".join(
        f"sleep: invalid time interval '{word}'\n" for word, ms in zip(words, intervals, strict=True) if ms is None
    )
    if wrong:
        yield Print(wrong + TRY, error=True)
        return 1
    total_ms = sum(ms for ms in intervals if ms is not None)
    yield Sleep(round(min(total_ms, FOREVER_MS)))
    return 0


def _interval_ms(text: str) -> float | None:
    match = _INTERVAL.fullmatch(text)
    if match is None or match[2] not in _UNIT_S:
        return None
    return float(match[1]) * _UNIT_S[match[2]] * 1000
