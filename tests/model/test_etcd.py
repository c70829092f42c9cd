"""etcd: revisions, transactions, watches, compaction, leases, and what a crash forgets. Fact sheet §5."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterviz.cluster.control_plane.etcd import Member
from clusterviz.cluster.control_plane.etcd.mvcc import Store
from clusterviz.cluster.machinery.component import Component, Ground
from clusterviz.cluster.machinery.network import Network, Reply
from clusterviz.cluster.machinery.storage import (
    Compact,
    Compare,
    Delete,
    Get,
    LeaseGrant,
    LeaseKeepAlive,
    LeaseRevoke,
    Put,
    Range,
    Result,
    StoreEvents,
    Txn,
    WatchRange,
    prefix_end,
)
from clusterviz.cluster.machinery.trace import Trace
from clusterviz.cluster.machinery.virtual_time import Clock

COMPACTED = "etcdserver: mvcc: required revision has been compacted"
FUTURE = "etcdserver: mvcc: required revision is a future revision"


class Client(Component):
    """Keeps what etcd answers."""

    def boot(self) -> None:
        self.answers: list[Result | str] = []
        self.events: list[StoreEvents] = []
        self.ended: list[Reply] = []

    def answered(self, reply: Reply) -> None:
        self.answers.append(reply.failure or reply.body)


class Etcd:
    """One member and a client."""

    def __init__(self) -> None:
        self.clock = Clock()
        ground = Ground(self.clock, Trace(), 1)
        self.network = Network(ground)
        self.member = Member(ground, "etcd", "control-plane")
        self.client = Client(ground, "client", "")
        self.member.start()
        self.client.start()

    def run(self, milliseconds: int) -> None:
        self.clock.run_until(self.clock.now_ms + milliseconds)

    def send(self, body: Any) -> None:
        self.network.call(self.client, "etcd", "ASK", "", body, self.client.answered)

    def ask(self, body: Any) -> Result:
        self.send(body)
        self.run(20)
        answer = self.client.answers[-1]
        assert isinstance(answer, Result), answer
        return answer

    def put(self, key: str, value: Any, lease: int = 0) -> Result:
        return self.ask(Txn((), (Put(key, value, lease),)))

    def watch(self, start_revision: int = 0, prefix: str = "/") -> None:
        request = WatchRange(prefix, prefix_end(prefix), start_revision)
        client = self.client
        self.network.open(client, "etcd", "WATCH", prefix, request, client.events.append, client.ended.append)
        self.run(20)


@pytest.fixture
def etcd() -> Etcd:
    return Etcd()


def test_each_transaction_that_writes_is_one_revision(etcd: Etcd) -> None:
    assert etcd.put("/a", 1).revision == 2
    both = etcd.ask(Txn((), (Put("/b", 1), Put("/a", 2), Get("/a"))))
    assert both.revision == 3
    assert both.kvs[0][1:5] == (2, 2, 3, 2)  # value, created, modified, version
    assert etcd.ask(Txn((), (Delete("/none"),))).revision == 3


def test_a_transaction_that_fails_does_the_other_thing(etcd: Etcd) -> None:
    etcd.put("/a", 1)
    lost = etcd.ask(Txn((Compare("/a", 1),), (Put("/a", 2),), (Get("/a"),)))
    assert (lost.succeeded, lost.kvs[0].value, lost.revision) == (False, 1, 2)
    won = etcd.ask(Txn((Compare("/a", 2),), (Put("/a", 2),), (Get("/a"),)))
    assert (won.succeeded, won.revision) == (True, 3)
    assert etcd.ask(Txn((Compare("/new", 0),), (Put("/new", 1),))).succeeded


def test_a_key_that_comes_again_begins_again(etcd: Etcd) -> None:
    etcd.put("/a", 1)
    etcd.put("/a", 2)
    etcd.ask(Txn((), (Delete("/a"),)))
    assert etcd.put("/a", 3).revision == 5
    assert etcd.ask(Range("/a")).kvs[0][1:5] == (3, 5, 5, 1)


def test_a_range_is_read_in_order_up_to_a_limit_at_any_revision(etcd: Etcd) -> None:
    for key in ("/b", "/a", "/c"):
        etcd.put(key, key)
    etcd.ask(Txn((), (Delete("/a"),)))
    now = etcd.ask(Range("/", prefix_end("/"), limit=1))
    assert ([kv.key for kv in now.kvs], now.count, now.more) == (["/b"], 2, True)
    before = etcd.ask(Range("/", prefix_end("/"), revision=4))
    assert [kv.key for kv in before.kvs] == ["/a", "/b", "/c"]
    assert etcd.ask(Range("/", prefix_end("/"), count_only=True)).count == 2
    assert etcd.ask(Range("/a", revision=99)).error == FUTURE


def test_compaction_forgets_what_was_superseded(etcd: Etcd) -> None:
    for value in range(4):
        etcd.put("/a", value)
    assert etcd.ask(Compact(4)).error == ""
    assert etcd.ask(Range("/a", revision=3)).error == COMPACTED
    assert etcd.ask(Range("/a", revision=4)).kvs[0].value == 2
    assert etcd.ask(Compact(4)).error == COMPACTED
    assert etcd.ask(Compact(99)).error == FUTURE


def test_a_watch_gets_all_events_of_a_revision_together(etcd: Etcd) -> None:
    etcd.put("/a", 1)
    etcd.put("/b", 1)
    etcd.watch(start_revision=3)
    etcd.ask(Txn((), (Put("/a", 2), Delete("/b"))))
    told = [(message.revision, [event.key for event in message.events]) for message in etcd.client.events]
    assert told == [(3, ["/b"]), (4, ["/a", "/b"])]
    changed, deleted = etcd.client.events[-1].events
    assert (changed.previous and changed.previous.value, changed.kv and changed.kv.value) == (1, 2)
    assert (deleted.kv, deleted.previous and deleted.previous.value) == (None, 1)


def test_a_watch_of_other_keys_is_not_told(etcd: Etcd) -> None:
    etcd.watch(prefix="/registry/pods/")
    etcd.put("/registry/nodes/a", 1)
    assert etcd.client.events == []


def test_a_watch_of_a_compacted_revision_is_canceled(etcd: Etcd) -> None:
    for value in range(4):
        etcd.put("/a", value)
    etcd.ask(Compact(4))
    etcd.watch(start_revision=3)
    assert [reply.body.error for reply in etcd.client.ended] == [COMPACTED]


def test_the_keys_of_a_lease_go_with_it(etcd: Etcd) -> None:
    lease = etcd.ask(LeaseGrant(10)).lease
    etcd.put("/a", 1, lease)
    etcd.put("/b", 1, lease)
    etcd.put("/b", 2)  # without the lease: it stays
    etcd.watch()
    etcd.run(5_000)
    assert etcd.ask(LeaseKeepAlive(lease)).error == ""
    etcd.run(9_000)
    assert etcd.ask(Range("/a")).count == 1
    etcd.run(2_000)
    assert [kv.key for kv in etcd.ask(Range("/", prefix_end("/"))).kvs] == ["/b"]
    assert [event.kv for event in etcd.client.events[-1].events] == [None]
    assert etcd.ask(LeaseKeepAlive(lease)).error == "etcdserver: requested lease not found"
    assert etcd.put("/c", 1, lease).error == "etcdserver: requested lease not found"


def test_a_transaction_with_an_unknown_lease_does_nothing_at_all(etcd: Etcd) -> None:
    refused = etcd.ask(Txn((), (Put("/a", 1), Put("/b", 1, 99))))
    assert (refused.succeeded, refused.error) == (False, "etcdserver: requested lease not found")
    assert etcd.ask(Range("/", prefix_end("/"))).count == 0


def test_a_lease_can_be_revoked_and_gets_its_full_time_after_a_restart(etcd: Etcd) -> None:
    first, second = etcd.ask(LeaseGrant(10)).lease, etcd.ask(LeaseGrant(10)).lease
    etcd.put("/a", 1, first)
    etcd.put("/b", 1, second)
    etcd.ask(LeaseRevoke(first))
    assert [kv.key for kv in etcd.ask(Range("/", prefix_end("/"))).kvs] == ["/b"]
    etcd.run(8_000)
    etcd.member.stop()
    etcd.member.start()
    etcd.run(9_000)
    assert etcd.ask(Range("/b")).count == 1
    etcd.run(1_500)
    assert etcd.ask(Range("/b")).count == 0


def test_writes_that_come_together_share_one_fsync(etcd: Etcd) -> None:
    for i in range(50):
        etcd.send(Txn((), (Put(f"/{i:02}", i),)))
    etcd.run(10)
    assert len(etcd.client.answers) == 50
    assert etcd.member.store.revision == 51


def test_a_crash_forgets_only_what_was_not_acknowledged() -> None:
    """Whenever the power fails: what was answered is there, and what is there was asked for, in order."""
    for crash_at_ms in range(1, 14):
        etcd = Etcd()
        for i in range(30):
            etcd.send(Txn((), (Put("/n", i), Put(f"/{i:02}", i))))
            etcd.run(i % 2)
            if etcd.clock.now_ms >= crash_at_ms:
                break
        etcd.run(max(0, crash_at_ms - etcd.clock.now_ms))
        acknowledged = [answer.revision for answer in etcd.client.answers if isinstance(answer, Result)]
        etcd.member.stop()
        etcd.run(50)
        etcd.member.start()
        there = etcd.ask(Range("/", prefix_end("/"))).kvs
        assert etcd.member.store.revision >= max(acknowledged, default=1), f"crash at {crash_at_ms} ms"
        assert [kv.value for kv in there if kv.key != "/n"] == list(range(len(there) - 1 if there else 0))
        assert etcd.put("/after", 1).succeeded


# -- the store against a simple model -----------------------------------------------------------------------------------

KEYS = st.sampled_from(["/a", "/b", "/c/1", "/c/2", "/d"])
PUTS = st.builds(Put, KEYS, st.integers(0, 9), lease=st.just(0))
STEPS = st.lists(
    st.tuples(
        st.lists(st.builds(Compare, KEYS, st.integers(0, 12)), max_size=2),
        st.lists(st.one_of(PUTS, st.builds(Delete, KEYS)), min_size=1, max_size=3, unique_by=lambda op: op.key),
    ),
    max_size=25,
)


@given(steps=STEPS, compact_to=st.integers(0, 30))
def test_the_store_is_what_a_list_of_dictionaries_says(steps: list[Any], compact_to: int) -> None:
    """The model: after every revision a dictionary of key → (value, created, modified, version)."""
    store = Store()
    past: list[dict[str, tuple[int, int, int, int]]] = [{}, {}]  # revisions 0 and 1
    for compares, ops in steps:
        now, revision = past[-1], len(past)
        holds = all(now.get(one.key, (0, 0, 0, 0))[2] == one.mod_revision for one in compares)
        result, events = store.txn(Txn(tuple(compares), tuple(ops)))
        assert result.succeeded is holds
        after = dict(now)
        for op in ops if holds else ():
            if isinstance(op, Delete):
                after.pop(op.key, None)
            else:
                _, created, _, version = after.get(op.key, (0, revision, 0, 0))
                after[op.key] = (op.value, created, revision, version + 1)
        changed = [op.key for op in ops if holds and (isinstance(op, Put) or op.key in now)]
        assert [event.key for event in events] == changed
        if changed:
            past.append(after)
        assert store.revision == len(past) - 1
    compacted = min(compact_to, store.revision)
    if compacted > 0:
        store.compact(compacted)
    for revision in range(1, store.revision + 1):
        found = store.range(Range("/", prefix_end("/"), revision))
        if revision < compacted:
            assert found.error == COMPACTED
        else:
            assert {kv.key: tuple(kv[1:5]) for kv in found.kvs} == past[revision]
            assert [kv.key for kv in found.kvs] == sorted(past[revision])
