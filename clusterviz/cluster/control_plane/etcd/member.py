"""One member of etcd: it takes requests, has them agreed (`raft.py`), applies what is agreed (`mvcc.py`), and tells the watchers.

A write is answered only after a majority of the members has it on disk and the member that was asked has applied it: a crash
forgets what was not. Any member takes any request; followers pass writes on to the leader. Fact sheet §5.
"""

from __future__ import annotations

from typing import Any

from ...machinery.component import Alarm, Component, Ground
from ...machinery.network import Call, Reply, Stream
from ...machinery.storage import (
    LEADER_CHANGED,
    NO_LEADER,
    REQUEST_TIMEOUT_MS,
    TIMED_OUT,
    TIMED_OUT_LEADER_FAILED,
    Compact,
    LeaseGrant,
    LeaseKeepAlive,
    LeaseRevoke,
    MemberStatus,
    Range,
    Result,
    StoreEvent,
    StoreEvents,
    Txn,
    WatchRange,
)
from .mvcc import COMPACTED, LEASE_NOT_FOUND, Store
from .peers import Append, AskReadIndex, AskVote, Body, Heartbeat, Identity, Install, Propose, ReadIndex, Taken
from .raft import ELECTION_MS, Raft

CATCH_UP_ENTRIES = 5_000  # kept of the log for members that were away; who needs more gets the whole store
LEADERLESS_MOST = 3  # election times without a leader, then watches are told to go elsewhere
PASS_ON_AGAIN_MS = 100
MIN_LEASE_TTL_S = 2  # 1.5 × election time, whole seconds: nobody gets less. Fact sheet §5.1
BYTES_EMPTY, BYTES_OF_A_VERSION = 20_480, 2_048  # the size of its file is estimated: nothing here is bytes


class Member(Component):
    """An etcd server process with its disk."""

    def __init__(self, ground: Ground, name: str, node: str, peers: tuple[str, ...] = ()) -> None:
        """`peers`: the names of the other members."""
        super().__init__(ground, name, node)
        # The disk: what is here was fsynced.
        self.store = Store()
        self.applied = 0  # the index of the last applied log entry
        self.lease_ttl_s: dict[int, int] = {}
        self.raft = Raft(self, peers)

    def boot(self) -> None:
        self.asked = 0
        self.waiting: dict[Identity, tuple[Call, int | None]] = {}  # writes under way, with what caused them
        self.unled: list[tuple[Identity, Body]] = []  # writes that came when there was no leader
        self.unled_reads: list[Call] = []
        self.reading: list[tuple[int, Call]] = []  # reads that wait until so much of the log is applied
        self.watchers: dict[int, tuple[Stream, WatchRange]] = {}
        self.expiries: dict[int, Alarm] = {}
        self.leaderless = 0
        self.leader_lost_ms = -(10**9)
        self.raft.boot()
        if self.raft.peers:
            self.every(ELECTION_MS, self._look_for_leader)
        else:
            self.leads()

    # -- requests ---------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        body = call.body
        match body:
            case Txn() | LeaseGrant() | LeaseRevoke() | Compact():
                self._write(body, call)
            case Range(serializable=serializable):
                if serializable or not self.raft.peers:
                    self._answer_range(call)
                else:
                    self.after(REQUEST_TIMEOUT_MS, self._read_timed_out, call)
                    self._read(call)
            case WatchRange():
                self._watch(call, body)
            case LeaseKeepAlive():
                self._keep_alive(call, body)
            case MemberStatus():
                call.reply(Result(self.store.revision, detail=self.status()), "OK")
            case AskVote() | Append() | Heartbeat() | Install():
                self.raft.handle(call)
            case Propose(identity, passed_on):
                call.reply(Taken(self.raft.leads), "TAKEN" if self.raft.leads else "NOT LEADER")
                if self.raft.leads:
                    self.raft.propose(identity, passed_on)
            case AskReadIndex():
                if self.raft.leads:
                    self.raft.read(self._tell_index, call)
                else:
                    call.reply(ReadIndex(None), "NOT LEADER")
            case _:
                raise AssertionError(f"etcd has no request {body!r}")

    def status(self) -> dict[str, Any]:
        """What `etcdctl endpoint status` shows."""
        return {
            "member": self.name,
            "leader": self.raft.leader,
            "role": self.raft.role,
            "term": self.raft.term,
            "index": self.raft.log.last,
            "applied": self.applied,
            "revision": self.store.revision,
            "keys": len(self.store.current),
            "bytes": BYTES_EMPTY + BYTES_OF_A_VERSION * self._versions(),
        }

    def _versions(self) -> int:
        return len(self.store.current) + sum(len(events) for events in self.store.history.values())

    # -- writes -----------------------------------------------------------------------------------------------------

    def _write(self, body: Body, call: Call | None) -> None:
        self.asked += 1
        identity = (self.name, self.incarnation, self.asked)
        if call is not None:
            self.waiting[identity] = (call, self.trace.cause())
            if self.raft.peers:
                self.after(REQUEST_TIMEOUT_MS, self._write_timed_out, identity, self.now_ms)
        self._pass_on(identity, body)

    def _pass_on(self, identity: Identity, body: Body) -> None:
        if self.raft.leads:
            self.raft.propose(identity, body)
        elif self.raft.leader:
            subject = self.waiting[identity][0].subject if identity in self.waiting else ""
            self.network.call(
                self,
                self.raft.leader,
                "PROPOSE",
                subject,
                Propose(identity, body),
                self._passed_on,
                identity,
                body,
                kind="raft",
                timeout_ms=ELECTION_MS,
                lasting=True,
            )
        else:
            self.unled.append((identity, body))

    def _passed_on(self, reply: Reply, identity: Identity, body: Body) -> None:
        """Who was no leader has not taken it: ask again. After silence it may be in a log, and must not be twice."""
        not_taken = reply.failure == "refused" or (reply.body is not None and not reply.body.taken)
        if not_taken and identity in self.waiting:
            self.after(PASS_ON_AGAIN_MS, self._pass_on_again, identity, body)

    def _pass_on_again(self, identity: Identity, body: Body) -> None:
        if identity in self.waiting:
            self._pass_on(identity, body)

    def _write_timed_out(self, identity: Identity, asked_ms: int) -> None:
        waiting = self.waiting.pop(identity, None)
        if waiting is not None:
            self.unled = [one for one in self.unled if one[0] != identity]
            failed = self.leader_lost_ms >= asked_ms - 2 * ELECTION_MS
            error = TIMED_OUT_LEADER_FAILED if failed else TIMED_OUT
            waiting[0].reply(Result(self.store.revision, succeeded=False, error=error), "FAILED")

    def apply(self, upto: int) -> None:
        """All entries up to `upto` are agreed: carry them out, and answer whom they were asked for."""
        log = self.raft.log
        while self.applied < upto:
            entry = log.at(self.applied + 1)
            self.applied += 1
            if entry.body is None:
                continue
            self.trace.reacting_to(entry.cause)
            result = self._apply(entry.body)
            waiting = self.waiting.pop(entry.identity, None)
            if waiting is not None:
                self.trace.reacting_to(waiting[1])
                waiting[0].reply(result, "OK" if result.succeeded and not result.error else "FAILED")
        if not self.raft.peers:
            log.trim(self.applied)
        elif self.applied - log.start > 2 * CATCH_UP_ENTRIES:
            log.trim(self.applied - CATCH_UP_ENTRIES)
        if self.reading:
            self._serve_reads()

    def _apply(self, entry: Body) -> Result:
        match entry:
            case Txn():
                result, events = self.store.txn(entry)
                self._tell(events)
                return result
            case LeaseGrant(wanted_s):
                ttl_s = max(wanted_s, MIN_LEASE_TTL_S)
                lease = self.applied
                self.store.grant(lease)
                self.lease_ttl_s[lease] = ttl_s
                if self.raft.leads:
                    self._expire_later(lease)
                return Result(self.store.revision, lease=lease, detail=ttl_s)
            case LeaseRevoke(lease):
                self.lease_ttl_s.pop(lease, None)
                alarm = self.expiries.pop(lease, None)
                if alarm is not None:
                    alarm.cancel()
                self._tell(self.store.revoke(lease))
                return Result(self.store.revision)
            case Compact(revision):
                return self.store.compact(revision)

    # -- reads ------------------------------------------------------------------------------------------------------

    def _read(self, call: Call) -> None:
        """A read that must see every write answered before it: ask the leader how far that is, and wait for it."""
        if self.raft.leads:
            self.raft.read(self._read_at, call)
        elif self.raft.leader:
            self.network.call(
                self,
                self.raft.leader,
                "READINDEX",
                call.subject,
                AskReadIndex(),
                self._index_told,
                call,
                kind="raft",
                timeout_ms=REQUEST_TIMEOUT_MS,
            )
        else:
            self.unled_reads.append(call)

    def _index_told(self, reply: Reply, call: Call) -> None:
        self._read_at(reply.body.commit if reply.body is not None else None, call)

    def _tell_index(self, index: int | None, call: Call) -> None:
        self.trace.reacting_to(call.hop)
        call.reply(ReadIndex(index), "INDEX" if index is not None else "NOT LEADER")

    def _read_at(self, index: int | None, call: Call) -> None:
        self.trace.reacting_to(call.hop)
        if index is None:
            call.reply(Result(self.store.revision, succeeded=False, error=LEADER_CHANGED), "FAILED")
        elif self.applied >= index:
            self._answer_range(call)
        else:
            self.reading.append((index, call))

    def _serve_reads(self) -> None:
        ready = [call for index, call in self.reading if index <= self.applied]
        self.reading = [(index, call) for index, call in self.reading if index > self.applied]
        for call in ready:
            self.trace.reacting_to(call.hop)
            self._answer_range(call)

    def _answer_range(self, call: Call) -> None:
        call.reply(self.store.range(call.body), "OK")

    def _read_timed_out(self, call: Call) -> None:
        self.unled_reads = [one for one in self.unled_reads if one is not call]
        self.reading = [one for one in self.reading if one[1] is not call]
        call.reply(Result(self.store.revision, succeeded=False, error=TIMED_OUT), "FAILED")

    # -- who leads --------------------------------------------------------------------------------------------------

    def leads(self) -> None:
        """This member leads from now on: every lease gets its full time again."""
        for lease in self.lease_ttl_s:
            self._expire_later(lease)
        if self.raft.peers:
            self.leader_found()

    def leads_no_more(self) -> None:
        """Leases are the next leader's to end."""
        for alarm in self.expiries.values():
            alarm.cancel()
        self.expiries = {}

    def leader_lost(self) -> None:
        """There is no leader that this member knows."""
        self.leader_lost_ms = self.now_ms

    def leader_found(self) -> None:
        """There is one: what waited for it goes on."""
        self.leaderless = 0
        writes, self.unled = self.unled, []
        for identity, body in writes:
            if identity in self.waiting:
                self.trace.reacting_to(self.waiting[identity][1])
                self._pass_on(identity, body)
        reads, self.unled_reads = self.unled_reads, []
        for call in reads:
            if not call.answered:
                self.trace.reacting_to(call.hop)
                self._read(call)

    def _look_for_leader(self) -> None:
        """Watches on a member that is alone would be silent for ever: after three election times they are ended."""
        self.leaderless = 0 if self.raft.leader else self.leaderless + 1
        if self.leaderless >= LEADERLESS_MOST and self.watchers:
            watchers, self.watchers = self.watchers, {}
            for stream, _ in watchers.values():
                stream.close(Result(self.store.revision, error=NO_LEADER))

    # -- snapshots --------------------------------------------------------------------------------------------------

    def image(self) -> tuple[Store, dict[int, int]]:
        """All that is applied, for a member that is too far behind."""
        return self.store.copy(), dict(self.lease_ttl_s)

    def install(self, index: int, image: tuple[Store, dict[int, int]]) -> None:
        """Take the leader's store instead of one's own; watchers get what they have missed."""
        before = self.store.revision
        self.store, self.lease_ttl_s = image[0].copy(), dict(image[1])
        self.applied = index
        for stream, request in list(self.watchers.values()):
            if before < self.store.compacted:
                self.watchers.pop(stream.number, None)
                stream.close(Result(self.store.revision, error=COMPACTED))
                continue
            start = max(before + 1, request.start_revision)
            for revision, events in self.store.events_since(request.key, request.end, start):
                self._push(stream, revision, events)
        self._serve_reads()

    # -- leases -----------------------------------------------------------------------------------------------------

    def _keep_alive(self, call: Call, request: LeaseKeepAlive) -> None:
        known = request.lease in self.lease_ttl_s
        if known and not self.raft.leads and self.raft.leader:
            self.network.call(
                self, self.raft.leader, "KEEPALIVE", call.subject, request, self._kept_alive, call, kind="raft"
            )
            return
        if known and self.raft.leads:
            self._expire_later(request.lease)
        call.reply(Result(self.store.revision, error="" if known else LEASE_NOT_FOUND), "OK")

    def _kept_alive(self, reply: Reply, call: Call) -> None:
        call.reply(reply.body or Result(self.store.revision, succeeded=False, error=TIMED_OUT), "OK")

    def _expire_later(self, lease: int) -> None:
        alarm = self.expiries.get(lease)
        if alarm is not None:
            alarm.cancel()
        self.expiries[lease] = self.after(self.lease_ttl_s[lease] * 1000, self._expire, lease)

    def _expire(self, lease: int) -> None:
        if lease in self.lease_ttl_s and self.raft.leads:
            self._write(LeaseRevoke(lease), None)

    # -- watches ----------------------------------------------------------------------------------------------------

    def _watch(self, call: Call, request: WatchRange) -> None:
        stream = call.stream
        assert stream is not None, "a watch needs a stream"
        start = request.start_revision
        if self.raft.peers and not self.raft.leader:
            call.reply(Result(self.store.revision, error=NO_LEADER), "CANCELED")
            return
        if start and start <= self.store.compacted:
            call.reply(Result(self.store.revision, error=COMPACTED), "CANCELED")
            return
        self.watchers[stream.number] = (stream, request)
        if start:
            for revision, events in self.store.events_since(request.key, request.end, start):
                self._push(stream, revision, events)

    def _tell(self, events: tuple[StoreEvent, ...]) -> None:
        if not events:
            return
        revision = events[0].revision
        for stream, request in list(self.watchers.values()):
            if revision < request.start_revision:  # this member is behind the one that was watched before
                continue
            interesting = tuple(
                event
                for event in events
                if event.key == request.key or (request.end and request.key <= event.key < request.end)
            )
            if interesting:
                self._push(stream, revision, interesting)

    def _push(self, stream: Stream, revision: int, events: tuple[StoreEvent, ...]) -> None:
        first = events[0]
        verb = "DELETE" if first.kv is None else "PUT"
        kind = "heartbeat" if first.key.startswith("/registry/leases/") else ""
        stream.push(StoreEvents(revision, events), verb, first.key, f"revision {revision}", kind)

    def stream_closed(self, stream: Stream) -> None:
        self.watchers.pop(stream.number, None)
