"""Who is stuck: a learner whose time or tries on a step lie beyond the class's median + k·MAD. Plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

K = 3.0
MAD_TO_DEVIATION = 1.4826  # of a normal distribution
FEWEST = 2  # learners who are through: before that, nobody knows what is usual
FLOOR_S, FLOOR_TRIES = 120.0, 3.0  # so much more than usual is never stuck
UNKNOWN_S, UNKNOWN_TRIES = 480.0, 12.0  # the limits while too few are through


def limit(through: Sequence[float], floor: float, unknown: float) -> float:
    """The most that is usual, from what those needed who are through."""
    if len(through) < FEWEST:
        return unknown
    middle = median(through)
    deviation = median(abs(value - middle) for value in through) * MAD_TO_DEVIATION
    return middle + max(K * deviation, floor)


def limits(times_s: Sequence[float], tries: Sequence[float]) -> tuple[float, float]:
    """(seconds, tries) beyond which a learner is stuck."""
    return limit(times_s, FLOOR_S, UNKNOWN_S), limit(tries, FLOOR_TRIES, UNKNOWN_TRIES)
