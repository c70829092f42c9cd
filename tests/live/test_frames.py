"""Frames: whoever comes back gets what they missed, frame by frame or as a snapshot, and never nothing of it."""

from __future__ import annotations

import json

import pytest

from clusterviz.live import registry
from clusterviz.models import ClusterRecord

pytestmark = pytest.mark.django_db
UNSEEN = "kubectl create deployment unseen --image=nginx"


def test_what_happened_while_nobody_looked_is_shown_by_a_snapshot(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    first = host.frame()
    assert first is not None
    seen = first[0]
    host.collect_unseen()
    assert host.frames.since(seen) == [], "nothing happened, and nothing is owed"
    host.run(UNSEEN)
    host.collect_unseen()
    assert host.frames.since(seen) is None, "whoever saw the frame before it gets a snapshot"
    number, text = host.snapshot()
    assert number > seen
    assert [program["line"] for program in json.loads(text)["snapshot"]["programs"]] == [UNSEEN]
    assert host.frames.since(number) == []
    host.run("kubectl create deployment seen --image=nginx")
    after = host.frame()
    assert after is not None
    assert host.frames.since(number) == [after], "whoever has the snapshot gets the next frame"
    assert host.frames.since(seen) is None


def test_what_a_command_printed_while_nobody_looked_is_not_lost(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    made = host.frame()
    assert made is not None
    host._output.append({"id": 1, "line": "sleep 1", "text": "done", "done": True})
    host.collect_unseen()
    assert host.frames.since(made[0]) is None
