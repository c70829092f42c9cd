"""The ground: virtual time, network, trace, crash and restart."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.component import Component, Ground
from clusterviz.cluster.machinery.network import PING_TIMEOUT_MS, Call, Network, Reply, Stream
from clusterviz.cluster.machinery.objects import freeze, with_value, without
from clusterviz.cluster.machinery.trace import HEARTBEATS_KEPT, Hop, Outcome, Timer, Trace
from clusterviz.cluster.machinery.virtual_time import Clock


class Echo(Component):
    """Answers every call with its body; opens a stream for `watch`."""

    def boot(self) -> None:
        self.streams: list[Stream] = []
        self.closed = 0

    def handle(self, call: Call) -> None:
        if call.stream is not None:
            self.streams.append(call.stream)
        elif call.body != "silence":
            call.reply(call.body)

    def stream_closed(self, stream: Stream) -> None:
        self.closed += 1


class Caller(Component):
    """Notes what it hears, and when."""

    def boot(self) -> None:
        self.heard: list[tuple[int, Any]] = []

    def listen(self, reply: Reply, *context: Any) -> None:
        self.heard.append((self.now_ms, reply.failure or reply.body))

    def event(self, message: Any) -> None:
        self.heard.append((self.now_ms, message))

    def ended(self, reply: Reply) -> None:
        self.heard.append((self.now_ms, f"ended: {reply.failure}"))


class World:
    def __init__(self) -> None:
        self.clock = Clock()
        self.trace = Trace()
        ground = Ground(self.clock, self.trace, seed=1)
        self.network = Network(ground)
        self.echo = Echo(ground, "echo", "machine-a")
        self.caller = Caller(ground, "caller", "machine-b")
        self.trace.poke(0, "test", "start")
        self.echo.start()
        self.caller.start()

    def call(self, body: Any = "hello", timeout_ms: int = 1000) -> None:
        self.network.call(self.caller, "echo", "SAY", "it", body, self.caller.listen, timeout_ms=timeout_ms)

    def watch(self) -> Stream:
        stream = self.network.open(self.caller, "echo", "WATCH", "it", None, self.caller.event, self.caller.ended)
        self.clock.run_until(self.clock.now_ms + 10)
        return stream

    def said(self) -> list[Any]:
        return [what for _, what in self.caller.heard]


@pytest.fixture
def world() -> World:
    return World()


def test_events_fire_by_time_then_by_the_order_in_which_they_were_scheduled() -> None:
    clock, fired = Clock(), []
    clock.schedule(5, fired.append, "later")
    clock.schedule(3, fired.append, "first")
    clock.schedule(3, fired.append, "second")
    clock.run_until(4)
    assert (fired, clock.now_ms) == (["first", "second"], 4)
    clock.run_until(5)
    assert (fired, clock.fired) == (["first", "second", "later"], 3)


def test_a_call_takes_time_and_leaves_two_hops(world: World) -> None:
    world.call()
    world.clock.run_until(100)
    assert world.said() == ["hello"]
    there, back = world.trace.hops()
    assert (there.source, there.target, there.verb, there.cause) == ("caller", "echo", "SAY", 1)
    assert (back.source, back.target, back.cause) == ("echo", "caller", there.id)
    assert there.sent_ms < there.arrives_ms <= back.sent_ms < back.arrives_ms


def test_a_stopped_process_refuses_and_a_machine_without_power_keeps_silent(world: World) -> None:
    world.echo.stop()
    world.call()
    world.clock.run_until(100)
    assert world.said() == ["refused"]
    world.network.powered_off["machine-a"] = True
    world.call()
    world.clock.run_until(900)
    assert world.said() == ["refused"]
    world.clock.run_until(1200)
    assert world.said() == ["refused", "timeout"]
    outcomes = [record.outcome for record in world.trace.records() if isinstance(record, Outcome)]
    assert outcomes == ["refused", "lost"]


def test_who_hears_nothing_in_time_gives_up_and_a_late_answer_finds_nobody(world: World) -> None:
    world.call("silence")  # it has arrived, and nobody answers
    world.clock.run_until(999)
    assert world.said() == []
    world.clock.run_until(1000)
    assert world.said() == ["timeout"]
    world.network.slow("caller", "echo", 700)  # there and back takes longer than the caller waits
    world.call()
    world.clock.run_until(5_000)
    assert world.said() == ["timeout", "timeout"]
    assert world.caller.heard[1][0] == 2_000
    assert list(world.network.calls_in_flight()) == []


def test_a_lasting_call_waits_however_long_the_answer_takes(world: World) -> None:
    world.network.slow("caller", "echo", 700)
    world.network.call(world.caller, "echo", "SAY", "it", "late", world.caller.listen, timeout_ms=1000, lasting=True)
    world.clock.run_until(5_000)
    assert world.said() == ["late"]


def test_a_server_that_dies_while_it_works_resets_the_call(world: World) -> None:
    world.call("silence")
    world.clock.run_until(50)
    world.echo.stop()
    world.clock.run_until(100)
    assert world.said() == ["reset"]


def test_an_answer_to_a_process_that_has_restarted_is_not_delivered(world: World) -> None:
    world.call()
    world.caller.stop()
    world.caller.start()
    world.clock.run_until(5000)
    assert world.said() == []


def test_a_stream_keeps_its_order_even_when_the_link_becomes_fast_again(world: World) -> None:
    stream = world.watch()
    world.network.slow("machine-a", "machine-b", 500)
    world.echo.streams[0].push("slow", "ADDED", "it")
    world.network.slow("machine-a", "machine-b", 0)
    world.echo.streams[0].push("fast", "ADDED", "it")
    world.clock.run_until(2000)
    assert world.said() == ["slow", "fast"]
    assert stream.open


def test_a_cut_link_holds_a_streams_messages_and_a_mended_one_delivers_them(world: World) -> None:
    world.watch()
    world.network.cut("echo", "caller")
    world.echo.streams[0].push("held", "ADDED", "it")
    world.clock.run_until(world.clock.now_ms + PING_TIMEOUT_MS - 100)
    assert world.said() == []
    world.network.mend("caller", "echo")
    world.clock.run_until(world.clock.now_ms + 50)
    assert world.said() == ["held"]


def test_a_link_that_stays_cut_ends_its_streams_on_both_sides(world: World) -> None:
    world.watch()
    world.network.cut("machine-b", "machine-a")
    world.clock.run_until(world.clock.now_ms + PING_TIMEOUT_MS + 100)
    assert world.said() == ["ended: timeout"]
    assert world.echo.closed == 1


def test_a_cut_that_was_mended_does_not_shorten_the_next_one(world: World) -> None:
    stream = world.watch()
    world.network.cut("echo", "caller")
    world.clock.run_until(world.clock.now_ms + 3_000)
    world.network.mend("echo", "caller")
    world.clock.run_until(world.clock.now_ms + PING_TIMEOUT_MS - 5_000)
    world.network.cut("echo", "caller")
    world.network.cut("caller", "echo")  # the same link, cut already: nothing begins anew
    world.clock.run_until(world.clock.now_ms + PING_TIMEOUT_MS - 100)
    assert stream.open
    world.clock.run_until(world.clock.now_ms + 200)
    assert world.said() == ["ended: timeout"]


def test_a_stopped_server_ends_its_streams_at_once(world: World) -> None:
    world.watch()
    world.echo.stop()
    world.clock.run_until(world.clock.now_ms + 20)
    assert world.said() == ["ended: reset"]


def test_a_crash_forgets_timers(world: World) -> None:
    world.caller.after(100, world.caller.event, "too late")
    world.caller.every(10, world.caller.event, "tick")
    world.clock.run_until(35)
    assert world.said() == ["tick"] * 3
    world.caller.stop()
    world.caller.start()
    world.clock.run_until(500)
    assert world.said() == []


def test_a_timer_carries_the_cause_of_whoever_set_it_and_a_periodic_one_is_a_root(world: World) -> None:
    world.trace.poke(0, "test", "poke")
    world.caller.after(10, world.call)
    world.caller.every(20, world.call)
    world.clock.run_until(25)
    hops = [hop for hop in world.trace.hops() if hop.verb == "SAY"]
    chain = [type(record).__name__ for record in world.trace.why(hops[0].id)]
    assert chain == ["Hop", "Timer", "Poke"]
    root = list(world.trace.why(hops[1].id))[-1]
    assert isinstance(root, Timer)
    assert root.cause is None


def test_heartbeats_are_forgotten_before_anything_else() -> None:
    trace = Trace(kept=50)
    trace.poke(0, "test", "poke")
    for number in range(HEARTBEATS_KEPT * 2):
        trace.hop("heartbeat", number, number, "kubelet/node-1", "kube-apiserver", "PUT", "leases")
    for number in range(40):
        trace.hop("request", number, number, "you", "kube-apiserver", "GET", "pods")
    kinds = [record.kind for record in trace.records() if isinstance(record, Hop)]
    assert HEARTBEATS_KEPT <= kinds.count("heartbeat") <= HEARTBEATS_KEPT * 5 // 4
    assert kinds.count("request") == 40
    assert trace.get(1) is not None


def test_the_digest_tells_traces_apart_and_survives_storing() -> None:
    one, other = Trace(), Trace()
    for trace in (one, other):
        trace.poke(0, "test", "poke")
        trace.decision("Bound", 1, "kube-scheduler", "pods/web", "It fits.", {"scores": {"node-1": 3}})
    assert one.digest() == other.digest()
    stored = pickle.loads(pickle.dumps(one))
    stored.poke(5, "test", "more")
    assert stored.digest() != other.digest()
    other.poke(5, "test", "more")
    assert stored.digest() == other.digest()


def test_chance_is_the_same_for_the_same_seed_and_name_only() -> None:
    draws = [Chance(seed, name).suffix(20) for seed, name in ((1, "a"), (1, "a"), (1, "b"), (2, "a"))]
    assert draws[0] == draws[1]
    assert len(set(draws)) == 3
    uid = Chance(1, "a").uid()
    assert (uid[14], uid[19] in "89ab", len(uid)) == ("4", True, 36)


def test_a_frozen_object_refuses_every_change() -> None:
    pod = freeze({"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "a"}]}})
    with pytest.raises(AssertionError, match="must not be mutated"):
        pod["metadata"]["labels"]["app"] = "other"
    with pytest.raises(AssertionError, match="must not be mutated"):
        pod["spec"]["containers"].append({})
    changed = with_value(pod, ("status", "phase"), "Running")
    assert (changed["status"], "status" in pod) == ({"phase": "Running"}, False)
    assert without(changed, ("status", "phase"))["status"] == {}
    assert pickle.loads(pickle.dumps(pod)) == pod
