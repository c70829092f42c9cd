"""Event recorders: counting, combining, series, floods, and patience. Fact sheet §4.10."""

from __future__ import annotations

from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import User
from clusterviz.cluster.machinery.client import Client
from clusterviz.cluster.machinery.component import Component
from clusterviz.cluster.machinery.events import EventRecorder, SchedulerEvents
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import EVENTS


class Witness(Component):
    """A process that only tells."""

    def boot(self) -> None:
        client = Client(self, User("system:masters", ("system:masters",)))
        self.events = EventRecorder(client, "witness", "node-1")
        self.series = SchedulerEvents(client, "control-plane")


POD = {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web", "namespace": "default", "uid": "u1"}}


class Scene:
    def __init__(self) -> None:
        self.cluster = Cluster()
        self.witness = Witness(self.cluster.ground, "witness", "node-1")
        self.cluster.start()
        self.cluster.run_for(3_000)

    def stored(self) -> list[Object]:
        return [event for event in self.cluster.objects(EVENTS) if event["involvedObject"]["kind"] == "Pod"]

    def tell(self, message: str, times: int = 1, apart_ms: int = 100) -> None:
        for _ in range(times):
            self.witness.events.event(POD, "Warning", "Unhealthy", message, "spec.containers{web}")
            self.cluster.run_for(apart_ms)


def test_an_event_names_its_object_its_source_and_its_time() -> None:
    scene = Scene()
    scene.tell("it is not well")
    (event,) = scene.stored()
    name, _, digits = event["metadata"]["name"].partition(".")
    assert (name, len(digits), int(digits, 16) // 10**9) == ("web", 16, (scene.cluster.clock.epoch_ms + 3_000) // 1000)
    assert {field: event[field] for field in event if field != "metadata"} == {
        "kind": "Event",
        "apiVersion": "v1",
        "involvedObject": {
            "kind": "Pod",
            "namespace": "default",
            "name": "web",
            "uid": "u1",
            "apiVersion": "v1",
            "fieldPath": "spec.containers{web}",
        },
        "reason": "Unhealthy",
        "message": "it is not well",
        "source": {"component": "witness", "host": "node-1"},
        "firstTimestamp": "2026-01-01T00:00:03Z",
        "lastTimestamp": "2026-01-01T00:00:03Z",
        "count": 1,
        "type": "Warning",
        "eventTime": None,
        "reportingComponent": "witness",
        "reportingInstance": "node-1",
    }


def test_the_same_event_is_counted() -> None:
    scene = Scene()
    scene.tell("it is not well", times=3, apart_ms=10_000)
    (event,) = scene.stored()
    assert event["count"] == 3
    assert (event["firstTimestamp"], event["lastTimestamp"]) == ("2026-01-01T00:00:03Z", "2026-01-01T00:00:23Z")


def test_ten_similar_events_become_one() -> None:
    scene = Scene()
    for number in range(12):
        scene.tell(f"problem {number}")
    assert [(event["message"], event["count"]) for event in scene.stored()] == [
        *((f"problem {number}", 1) for number in range(9)),
        ("(combined from similar events): problem 11", 3),
    ]


def test_a_flood_is_cut_off_and_trickles_on() -> None:
    scene = Scene()
    scene.tell("again", times=40, apart_ms=50)
    assert scene.stored()[0]["count"] == 25
    scene.cluster.run_for(300_000)
    scene.tell("again")
    assert scene.stored()[0]["count"] == 41


def test_an_event_waits_for_the_api_server_two_minutes() -> None:
    scene = Scene()
    scene.cluster.api_server.stop()
    scene.tell("in the dark")
    scene.cluster.run_for(60_000)
    scene.cluster.api_server.start()
    scene.cluster.run_for(15_000)
    assert [event["message"] for event in scene.stored()] == ["in the dark"]
    scene.cluster.api_server.stop()
    scene.tell("too long")
    scene.cluster.run_for(125_000)
    scene.cluster.api_server.start()
    scene.cluster.run_for(15_000)
    assert [event["message"] for event in scene.stored()] == ["in the dark"]


def test_the_scheduler_tells_a_series() -> None:
    scene = Scene()
    for _ in range(3):
        scene.witness.series.event(POD, "Warning", "FailedScheduling", "Scheduling", "no room")
        scene.cluster.run_for(1_000)
    (event,) = scene.stored()
    assert event["series"] == {"count": 2, "lastObservedTime": "2026-01-01T00:00:04.000000Z"}
    assert [event.get(field) for field in ("firstTimestamp", "lastTimestamp", "count")] == [None, None, None]
    assert (event["eventTime"], event["action"]) == ("2026-01-01T00:00:03.000000Z", "Scheduling")
    assert (event["reportingComponent"], event["reportingInstance"]) == (
        "default-scheduler",
        "default-scheduler-control-plane",
    )
    scene.cluster.run_for(800_000)
    assert scene.stored()[0]["series"] == {"count": 3, "lastObservedTime": "2026-01-01T00:00:05.000000Z"}
    scene.witness.series.event(POD, "Warning", "FailedScheduling", "Scheduling", "no room")
    scene.cluster.run_for(1_000)
    assert len(scene.stored()) == 2
