"""Where we differ: kube-scheduler."""

from __future__ import annotations

from .rows import ABSENT, MODELLED, SIMPLIFIED, Area, Difference

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
            "Devices that Pods claim (dynamic resource allocation)",
            SIMPLIFIED,
            "Claims, their templates, classes and slices are stored, but no driver publishes devices and no controller makes claims "
            "of templates. A Pod that claims stays Pending: no node can allocate its claims. The real scheduler says so only once "
            "the claim exists; until then it holds the Pod back in silence.",
            "tests/stories/a_pod_that_claims_a_device_stays_pending.story",
        ),
        Difference(
            "Several profiles, extenders, your own configuration",
            ABSENT,
            "There is the default profile, and no file to change it.",
        ),
    ),
)
