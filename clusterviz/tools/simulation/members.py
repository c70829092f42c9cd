"""One simulated life of an etcd with three members: clients write and read while members crash and links break."""

from __future__ import annotations

from typing import Any

from ...cluster.control_plane.etcd import Member
from ...cluster.control_plane.etcd.raft import CANDIDATE
from ...cluster.invariants import members_agree
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.component import Component, Ground
from ...cluster.machinery.network import Network, Reply
from ...cluster.machinery.storage import Compare, Get, Put, Range, Result, Txn
from ...cluster.machinery.trace import Trace
from ...cluster.machinery.virtual_time import Clock
from .linearizability import Operation, contradictions

NAMES = ("etcd-1", "etcd-2", "etcd-3")
KEYS = ("/a", "/b")
CLIENTS = 4
FAULTS = 30
LONGEST_PAUSE_MS = 1_500
PATIENCE_MS = 20_000
SLOWEST_MS = 400
LONGEST_ELECTION_MS = 2_500


class Clerk(Component):
    """A client that always has one request under way, at a member of its choice; it writes down what it sees."""

    def __init__(self, ground: Ground, name: str, history: list[Operation], ticks: list[int]) -> None:
        super().__init__(ground, name, "")
        self.history = history
        self.ticks = ticks
        self.written = 0
        self.seen: dict[str, tuple[int, Any]] = {}  # key → revision and value, as read last
        self.busy = True

    def boot(self) -> None:
        self.after(1 + self.chance.below(50), self._ask)

    def _tick(self) -> int:
        self.ticks[0] += 1
        return self.ticks[0]

    def _ask(self) -> None:
        if not self.busy:
            return
        key = KEYS[self.chance.below(len(KEYS))]
        self.written += 1
        value = f"{self.name}:{self.written}"
        revision, seen = self.seen.get(key, (0, None))
        body: Txn | Range
        match self.chance.below(4):
            case 0:
                operation = Operation(self.name, key, "write", value, None, self._tick())
                body = Txn((), (Put(key, value),))
            case 1:
                operation = Operation(self.name, key, "swap", value, seen, self._tick())
                body = Txn((Compare(key, revision),), (Put(key, value),), (Get(key),))
            case _:
                operation = Operation(self.name, key, "read", None, None, self._tick())
                body = Range(key)
        self.history.append(operation)
        member = NAMES[self.chance.below(len(NAMES))]
        self.network.call(self, member, operation.verb.upper(), key, body, self._answered, operation, timeout_ms=8_000)

    def _answered(self, reply: Reply, operation: Operation) -> None:
        result = reply.body
        if reply.failure == "refused":
            self.history.remove(operation)  # nobody took it
        if isinstance(result, Result) and not result.error:
            operation.answered = self._tick()
            if operation.verb == "swap" and not result.succeeded:
                operation.verb = "read"  # a swap that fails tells what is there
            elif operation.verb == "swap":
                operation.succeeded = True
            if operation.verb == "read":
                operation.value = result.kvs[0].value if result.kvs else None
                self.seen[operation.key] = (result.kvs[0].mod_revision, operation.value) if result.kvs else (0, None)
            elif result.succeeded:
                self.seen[operation.key] = (result.revision, operation.value)
        self.after(1 + self.chance.below(120), self._ask)


class Members:
    """Three members, their clients and what can happen to them."""

    def __init__(self, seed: int, clients: int = CLIENTS) -> None:
        self.clock = Clock()
        self.trace = Trace()
        ground = Ground(self.clock, self.trace, seed)
        self.network = Network(ground)
        self.history: list[Operation] = []
        self.members = tuple(
            Member(ground, name, name, tuple(peer for peer in NAMES if peer != name)) for name in NAMES
        )
        ticks = [0]
        self.clerks = tuple(Clerk(ground, f"client-{number}", self.history, ticks) for number in range(clients))
        self.trace.poke(0, "you", "the members start")
        for component in (*self.members, *self.clerks):
            component.start()

    def run_for(self, milliseconds: int) -> None:
        """Let virtual time pass."""
        self.clock.run_until(self.clock.now_ms + milliseconds)

    @property
    def leaders(self) -> list[str]:
        """Who believes that it leads; more than one only for the moment in which an old one does not know yet."""
        return [member.name for member in self.members if member.running and member.raft.leads]

    def fault(self, chance: Chance) -> str:
        """One random thing goes wrong, or right again."""
        one = self.members[chance.below(3)]
        other = self.members[(self.members.index(one) + 1 + chance.below(2)) % 3]
        match chance.below(10):
            case 9:
                return self._crash_in_an_election(chance)
            case 8:
                self.network.lose(one.name, other.name, 5 + chance.below(60))
                return f"lose messages of {one.name}|{other.name}"
            case 0 | 1 if one.running:
                one.stop()
                return f"stop {one.name}"
            case 2 | 3 | 0 | 1 if not one.running:
                one.start()
                return f"start {one.name}"
            case 4:
                self.network.cut(one.name, other.name)
                return f"cut {one.name}|{other.name}"
            case 5:
                self.network.slow(one.name, other.name, chance.below(SLOWEST_MS))
                return f"slow {one.name}|{other.name}"
            case 6:
                for name in NAMES:
                    if name != one.name:
                        self.network.cut(one.name, name)
                return f"cut {one.name} off"
            case _:
                self.mend()
                return "mend every link"

    def _crash_in_an_election(self, chance: Chance) -> str:
        """Wait for the next election, if one comes soon, and restart a member that has just been asked for its vote."""
        deadline_ms = self.clock.now_ms + LONGEST_ELECTION_MS
        while self.clock.now_ms < deadline_ms and not self._candidates():
            self.run_for(1)
        self.run_for(1 + chance.below(2 * SLOWEST_MS))
        voters = [
            member for member in self.members if member.running and member.raft.voted_for not in ("", member.name)
        ]
        if not voters:
            return "nothing: nobody has voted"
        voter = voters[chance.below(len(voters))]
        voter.stop()
        voter.start()
        return f"restart {voter.name}, which has voted for {voter.raft.voted_for}"

    def _candidates(self) -> bool:
        return any(member.running and member.raft.role == CANDIDATE for member in self.members)

    def mend(self) -> None:
        """All links work again, at full speed."""
        for pair in sorted({**self.network.cut_links, **self.network.slow_links_ms, **self.network.lossy_links}):
            self.network.mend(*pair)
            self.network.lose(*pair, 0)
            self.network.slow(*pair, 0)


def live(seed: int, faults: int = FAULTS) -> tuple[list[str], list[str]]:
    """The life of seed `seed`: what was done, and what is wrong (nothing, if all went well)."""
    story: list[str] = []
    try:
        return story, _live(seed, faults, story)
    except Exception as contradiction:  # a member that breaks is a finding, whatever broke
        return story, [f"{type(contradiction).__name__}: {contradiction}"]


def _live(seed: int, faults: int, story: list[str]) -> list[str]:
    chance = Chance(seed, "members")
    cluster = Members(seed)
    for _ in range(faults):
        cluster.run_for(1 + chance.below((30, 300, LONGEST_PAUSE_MS)[chance.below(3)]))
        cluster.trace.poke(cluster.clock.now_ms, "you", "a fault")
        story.append(f"{cluster.clock.now_ms:>8} ms  etcd: {cluster.fault(chance)}")
        wrong = list(members_agree(cluster.members))
        if wrong:
            return wrong
    cluster.trace.poke(cluster.clock.now_ms, "you", "everything is mended")
    cluster.mend()
    for member in cluster.members:
        member.start()
    for clerk in cluster.clerks:
        clerk.busy = False
    cluster.run_for(PATIENCE_MS)
    wrong = list(members_agree(cluster.members)) + contradictions(cluster.history)
    if len(cluster.leaders) != 1:
        wrong.append(f"after everything was mended there are {len(cluster.leaders)} leaders")
    applied = {member.applied for member in cluster.members}
    if len(applied) != 1:
        wrong.append(f"after everything was mended the members have applied {sorted(applied)}")
    return wrong
