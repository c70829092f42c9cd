"""Where we differ: kube-scheduler."""

from __future__ import annotations

from .rows import ABSENT, MODELLED, Area, Difference

AREA = Area(
    "kube-scheduler",
    (
        Difference(
            "Queues, filters, scores and preemption of the default profile",
            MODELLED,
            "Recorded decisions of a real scheduler are played again, and every one of them agrees.",
            "tests/scheduler/test_recorded_decisions.py",
        ),
        Difference(
            "Several profiles, extenders, your own configuration",
            ABSENT,
            "There is the default profile, and no file to change it.",
        ),
    ),
)
