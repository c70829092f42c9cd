"""Where we differ: time and chance."""

from __future__ import annotations

from .rows import SIMPLIFIED, Area, Difference

AREA = Area(
    "Time and chance",
    (
        Difference(
            "Time is virtual, and can stand still",
            SIMPLIFIED,
            "So that you can look at a millisecond for a minute. Every delay, period and time-out has Kubernetes' own length.",
            "tests/live/test_pace.py",
        ),
        Difference(
            "All machines agree on the time",
            SIMPLIFIED,
            "There is one clock. Clocks that differ between nodes do not exist here.",
        ),
        Difference(
            "Chance is seeded",
            SIMPLIFIED,
            "The same pokes give the same run, so that a class sees the same cluster. Generated names have Kubernetes' own form.",
            "tests/model/test_machinery.py",
        ),
    ),
)
