"""Three members of etcd: elections, replication, quorum, catching up, and histories that one order explains. Fact sheet §5."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.control_plane.etcd import member as member_module
from clusterviz.cluster.invariants import members_agree
from clusterviz.cluster.machinery.component import Component
from clusterviz.cluster.machinery.network import Reply
from clusterviz.cluster.machinery.storage import (
    LeaseGrant,
    MemberStatus,
    Put,
    Range,
    Result,
    StoreEvents,
    Txn,
    WatchRange,
    prefix_end,
)
from clusterviz.cluster.machinery.trace import Decision
from clusterviz.tools.simulation.linearizability import Operation, contradictions
from clusterviz.tools.simulation.members import NAMES, Members, live


class Client(Component):
    """Keeps what etcd answers, and when."""

    def boot(self) -> None:
        self.answers: list[tuple[int, Result | str]] = []
        self.events: list[StoreEvents] = []
        self.ended: list[Reply] = []

    def answered(self, reply: Reply) -> None:
        self.answers.append((self.now_ms, reply.failure or reply.body))


class Three(Members):
    """Three members and one client that does what the test says."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed, clients=0)
        self.client = Client(self.members[0].ground, "client", "")
        self.client.start()
        self.run_for(4_000)

    @property
    def leader(self) -> Any:
        (name,) = self.leaders
        return self.network.components[name]

    @property
    def followers(self) -> list[Any]:
        return [member for member in self.members if member is not self.leader]

    def ask(self, member: str, body: Any, patience_ms: int = 50) -> tuple[int, Result | str] | None:
        asked_ms, before = self.clock.now_ms, len(self.client.answers)
        self.network.call(self.client, member, "ASK", "", body, self.client.answered, timeout_ms=30_000)
        self.run_for(patience_ms)
        answers = self.client.answers[before:]
        return (answers[0][0] - asked_ms, answers[0][1]) if answers else None

    def put(self, member: str, key: str, value: Any, patience_ms: int = 50) -> tuple[int, Result | str] | None:
        return self.ask(member, Txn((), (Put(key, value),)), patience_ms)

    def values(self, member: str, key: str, serializable: bool = False) -> list[Any]:
        answer = self.ask(member, Range(key, serializable=serializable))
        assert answer is not None
        assert isinstance(answer[1], Result), answer
        return [kv.value for kv in answer[1].kvs]


@pytest.fixture
def three() -> Three:
    return Three()


def elections(three: Three) -> list[str]:
    return [one.sentence for one in three.trace.decisions() if one.kind == "Elected"]


def test_three_members_elect_one_leader(three: Three) -> None:
    assert len(three.leaders) == 1
    assert [member.raft.leader for member in three.members] == [three.leader.name] * 3
    assert elections(three) == [f"{three.leader.name} is the leader of term 2: 2 of 3 members voted for it."]


def test_any_member_takes_a_write_and_every_member_has_it(three: Three) -> None:
    for number, member in enumerate(NAMES):
        answer = three.put(member, f"/{number}", number)
        assert answer is not None
        assert answer[1].succeeded  # type: ignore[union-attr]
    for member in NAMES:
        assert three.values(member, "/0", serializable=True) == [0]
        assert three.values(member, "/2") == [2]
    assert {member.store.revision for member in three.members} == {4}
    assert list(members_agree(three.members)) == []


def test_a_write_is_on_two_disks_before_it_is_answered(three: Three) -> None:
    leader, (one, other) = three.leader, three.followers
    one.stop()
    three.put(leader.name, "/a", 1)
    leader.stop()
    one.start()
    three.run_for(5_000)
    assert three.leaders == [other.name], "only the member that has the write can be elected"
    assert three.values(one.name, "/a") == [1]


def test_when_the_leader_dies_another_is_elected_within_seconds(three: Three) -> None:
    old = three.leader
    old.stop()
    three.run_for(100)
    follower = next(member for member in three.members if member is not old)
    answer = three.put(follower.name, "/a", 1, patience_ms=4_000)
    assert answer is not None
    assert answer[1].succeeded  # type: ignore[union-attr]
    assert 700 <= answer[0] <= 3_000
    assert three.leader is not old
    assert three.leader.raft.term == 3


def test_without_a_majority_writes_fail_and_serializable_reads_go_on(three: Three) -> None:
    three.put("etcd-1", "/a", 1)
    survivor = three.leader
    for follower in three.followers:
        follower.stop()
    write = three.put(survivor.name, "/a", 2, patience_ms=8_000)
    assert write is not None
    assert (write[1].error, 7_000 <= write[0] <= 7_020) == (  # type: ignore[union-attr]
        "etcdserver: request timed out, possibly due to previous leader failure",
        True,
    )
    assert three.leaders == [], "it stepped down: too few answer"
    later = three.put(survivor.name, "/a", 3, patience_ms=20_000)
    assert later is not None
    assert later[1].error == "etcdserver: request timed out"  # type: ignore[union-attr]
    read = three.ask(survivor.name, Range("/a"), 8_000)
    assert read is not None
    assert read[1].error == "etcdserver: request timed out"  # type: ignore[union-attr]
    assert three.values(survivor.name, "/a", serializable=True) == [1]


def test_an_old_leader_behind_a_cut_serves_no_stale_read(three: Three) -> None:
    three.put("etcd-1", "/a", "old")
    old = three.leader
    others = [member.name for member in three.members if member is not old]
    for name in others:
        three.network.cut(old.name, name)
    three.network.call(three.client, old.name, "ASK", "", Range("/a"), three.client.answered, timeout_ms=30_000)
    three.run_for(4_000)
    answer = three.put(others[0], "/a", "new", 500)
    assert answer is not None
    assert answer[1].succeeded  # type: ignore[union-attr]
    assert three.client.answers[-2][1].error == "etcdserver: leader changed"  # type: ignore[union-attr]


def test_a_member_that_was_away_catches_up_and_disturbs_nobody(three: Three) -> None:
    leader, away = three.leader, three.followers[0]
    for name in NAMES:
        if name != away.name:
            three.network.cut(away.name, name)
    for number in range(20):
        three.put(leader.name, "/a", number)
    three.run_for(20_000)
    term = leader.raft.term
    three.mend()
    three.run_for(3_000)
    assert (three.leader, leader.raft.term) == (leader, term), "it only rehearsed its elections"
    assert three.values(away.name, "/a", serializable=True) == [19]


def test_who_is_too_far_behind_gets_the_whole_store(three: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_module, "CATCH_UP_ENTRIES", 5)
    leader, away = three.leader, three.followers[0]
    request = WatchRange("/", prefix_end("/"), 1)
    away.stop()
    for number in range(30):
        three.put(leader.name, f"/{number}", number)
    assert leader.raft.log.start > away.raft.log.last
    away.start()
    client = three.client
    three.run_for(50)
    three.run_for(3_000)
    three.network.open(client, away.name, "WATCH", "/", request, client.events.append, client.ended.append)
    three.run_for(50)
    assert away.store.current == leader.store.current
    assert [message.revision for message in client.events] == list(range(2, 32))


def test_a_lease_ends_once_whoever_leads(three: Three) -> None:
    answer = three.ask("etcd-1", LeaseGrant(5))
    assert answer is not None
    three.ask("etcd-2", Txn((), (Put("/a", 1, answer[1].lease),)))  # type: ignore[union-attr]
    three.run_for(2_000)
    three.leader.stop()
    three.run_for(4_500)
    survivor = three.leader.name
    assert three.values(survivor, "/a") == [1], "the new leader gave the lease its full time again"
    three.run_for(4_000)
    assert three.values(survivor, "/a") == []
    assert three.leader.store.revision == 3


def test_watches_on_a_member_without_a_leader_are_ended(three: Three) -> None:
    client, alone = three.client, three.followers[0]
    request = WatchRange("/", prefix_end("/"))
    three.network.open(client, alone.name, "WATCH", "/", request, client.events.append, client.ended.append)
    three.run_for(20)
    for name in NAMES:
        if name != alone.name:
            three.network.cut(alone.name, name)
    three.run_for(8_000)
    assert [reply.body.error for reply in client.ended] == ["etcdserver: no leader"]
    refused = three.ask(alone.name, MemberStatus())
    assert refused is not None
    assert refused[1].detail["leader"] == ""  # type: ignore[union-attr]


def test_the_reason_for_an_election_is_told(three: Three) -> None:
    old = three.leader.name
    three.leader.stop()
    three.run_for(5_000)
    told = [one for one in three.trace.decisions() if isinstance(one, Decision) and one.kind == "Campaigns"]
    assert any(f"has heard nothing from {old} for" in one.sentence for one in told)


@pytest.mark.parametrize("seed", range(12))
def test_a_life_with_faults_has_an_order_that_explains_it(seed: int) -> None:
    story, wrong = live(seed)
    assert wrong == [], "\n".join([f"seed {seed}", *story])


def operation(
    verb: str, value: Any, called: int, answered: int | None, expected: Any = None, ok: bool | None = None
) -> Operation:
    return Operation("c", "/a", verb, value, expected, called, answered, ok)


@pytest.mark.parametrize(
    ("history", "fine"),
    [
        ([operation("write", 1, 1, 2), operation("read", 1, 3, 4)], True),
        ([operation("write", 1, 1, 2), operation("read", None, 3, 4)], False),  # a stale read
        ([operation("write", 1, 1, 4), operation("read", None, 2, 3)], True),  # they overlap
        ([operation("write", 1, 1, None), operation("read", 1, 8, 9)], True),  # the answer was lost, not the write
        ([operation("write", 1, 1, None), operation("read", 1, 2, 3), operation("read", None, 4, 5)], False),
        ([operation("swap", 1, 1, 2, None, True), operation("swap", 2, 3, 4, None, True)], False),  # both cannot win
        ([operation("swap", 1, 1, 2, None, True), operation("swap", 2, 3, 4, None, False)], True),
        ([operation("write", 1, 1, 2), operation("swap", 2, 3, 4, 1, False)], False),  # nothing stood in the way
        # A write of which nobody heard may have.
        ([operation("write", 1, 1, 2), operation("write", 2, 3, None), operation("swap", 3, 4, 5, 1, False)], True),
    ],
)
def test_the_checker_tells_good_histories_from_bad(history: list[Operation], fine: bool) -> None:
    assert (contradictions(history) == []) is fine
