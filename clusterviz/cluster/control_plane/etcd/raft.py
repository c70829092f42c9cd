"""Raft: how members agree on one log. One of them leads; what a majority has on disk is agreed for ever. Fact sheet §5.1, §5.2.

With one member its own disk is the majority, and no word of this is spoken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery.component import Alarm
from ...machinery.network import Call, Reply
from .log import Log
from .peers import (
    NOBODY,
    Append,
    Appended,
    AskVote,
    Body,
    Heard,
    Heartbeat,
    Identity,
    Install,
    LogEntry,
    Vote,
)

if TYPE_CHECKING:
    from .member import Member

HEARTBEAT_MS = 100
ELECTION_MS = 1_000  # a follower waits so long, and up to as much again, before it stands itself
FSYNC_MS = 1  # one write of the log to disk; entries that come meanwhile share the next one
ENTRIES_AT_ONCE = 64

FOLLOWER = "follower"
REHEARSING = "pre-candidate"
CANDIDATE = "candidate"
LEADER = "leader"


class Progress:
    """How far a follower is, as its leader knows."""

    __slots__ = ("again", "busy", "heard_ms", "match", "next", "told")

    def __init__(self, next_index: int, now_ms: int) -> None:
        self.next = next_index  # the first entry that it may not have
        self.match = 0  # up to here it has the log on its disk
        self.told = 0  # the commit index that it was told last
        self.heard_ms = now_ms
        self.busy = False  # an append is under way
        self.again = False  # and there is more to send after it


class Raft:
    """One member's part in the agreement. It tells its member what is agreed: `apply`, `leads`, `follows`."""

    def __init__(self, member: Member, peers: tuple[str, ...]) -> None:
        self.member = member
        self.peers = peers
        self.quorum = (len(peers) + 1) // 2 + 1
        # The disk.
        self.term = 1
        self.voted_for = ""
        self.log = Log()

    def boot(self) -> None:
        """The process starts: what its disk had is all it knows."""
        self.log.crash()
        self.role = FOLLOWER
        self.leader = ""
        self.commit = self.member.applied
        self.syncing = False
        self.owed: list[tuple[Call, int]] = []  # appends to answer once they are on disk
        self.votes: dict[str, bool] = {}
        self.followers: dict[str, Progress] = {}
        self.round = 0
        self.acknowledged: dict[str, bool] = {}  # who answered this round of heartbeats
        self.reads: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []  # round, index, whom to tell
        self.early_reads: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
        self.looking: Alarm | None = None
        self.beating: Alarm | None = None
        self.heard_ms = self.member.now_ms
        if self.peers:
            self._wait_for_leader()
        else:
            self.role, self.leader = LEADER, self.member.name

    @property
    def leads(self) -> bool:
        """Whether this member is the leader, as far as it knows."""
        return self.role == LEADER

    def handle(self, call: Call) -> None:
        """A message of another member."""
        match call.body:
            case AskVote():
                call.reply(self._vote(call.body), "VOTE")
            case Append():
                self._append(call, call.body)
            case Heartbeat(term, leader, commit):
                if self._follows(term, leader):
                    self._agreed(min(commit, self.log.last))
                call.reply(Heard(self.term), "HEARD")
            case Install():
                self._install(call, call.body)
            case _:
                raise AssertionError(f"Raft has no message {call.body!r}")

    # -- elections --------------------------------------------------------------------------------------------------

    def _wait_for_leader(self) -> None:
        self.patience_ms = ELECTION_MS + self.member.chance.below(ELECTION_MS)
        if self.looking is not None:
            self.looking.cancel()
        self.looking = self.member.after(self.patience_ms, self._look)

    def _look(self) -> None:
        """Has a leader been heard within patience? If not, stand."""
        silent_ms = self.member.now_ms - self.heard_ms
        if self.leads:
            self.looking = None
        elif silent_ms < self.patience_ms:
            self.looking = self.member.after(self.patience_ms - silent_ms, self._look)
        else:
            gone = f"nothing from {self.leader}" if self.leader else "of no leader"
            self._lose_leader()
            self.member.decide(
                "Campaigns",
                self.member.name,
                f"{self.member.name} has heard {gone} for {silent_ms / 1000:.1f} s: it asks whether it would be elected.",
            )
            self._campaign(rehearsal=True)

    def _campaign(self, rehearsal: bool) -> None:
        self.role = REHEARSING if rehearsal else CANDIDATE
        self.votes = {self.member.name: True}
        self.heard_ms = self.member.now_ms
        self._wait_for_leader()
        term = self.term + 1 if rehearsal else self.term
        body = AskVote(term, self.member.name, self.log.last, self.log.last_term, rehearsal)
        verb = "PREVOTE" if rehearsal else "VOTE"
        for peer in self.peers:
            self._call(peer, verb, f"term {term}", body, self._voted, peer, term, rehearsal)

    def _vote(self, ask: AskVote) -> Vote:
        """Grant to whom has all that this member has; never while a leader is heard, never twice in a term."""
        led = self.leads or (bool(self.leader) and self.member.now_ms - self.heard_ms < ELECTION_MS)
        if led or ask.term < self.term:
            return Vote(self.term, False)
        complete = (ask.last_term, ask.last_index) >= (self.log.last_term, self.log.last)
        if ask.rehearsal:
            return Vote(ask.term if complete else self.term, complete)
        if ask.term > self.term:
            self._step_down(ask.term)
        granted = complete and self.voted_for in ("", ask.candidate)
        if granted:
            self.voted_for = ask.candidate
            self.heard_ms = self.member.now_ms
        return Vote(self.term, granted)

    def _voted(self, reply: Reply, peer: str, term: int, rehearsal: bool) -> None:
        vote = reply.body
        if vote is None or self.role != (REHEARSING if rehearsal else CANDIDATE):
            return
        if term != (self.term + 1 if rehearsal else self.term):
            return
        if not vote.granted and vote.term > self.term:
            self._step_down(vote.term)
            return
        self.votes[peer] = vote.granted
        if sum(self.votes.values()) >= self.quorum:
            if rehearsal:
                self.term += 1
                self.voted_for = self.member.name
                self._campaign(rehearsal=False)
            else:
                self._lead()

    def _lead(self) -> None:
        self.role, self.leader = LEADER, self.member.name
        votes = sum(self.votes.values())
        self.member.decide(
            "Elected",
            self.member.name,
            f"{self.member.name} is the leader of term {self.term}: {votes} of {len(self.peers) + 1} members voted for it.",
            {"term": self.term, "votes": sorted(name for name, granted in self.votes.items() if granted)},
        )
        now_ms = self.member.now_ms
        self.followers = {peer: Progress(self.log.last + 1, now_ms) for peer in self.peers}
        self.beating = self.member.every(HEARTBEAT_MS, self._beat, self.term)
        self.propose(NOBODY, None)  # what earlier terms left is agreed with the first entry of this one
        self.member.leads()

    def _step_down(self, term: int, leader: str = "") -> None:
        led = self.leads
        self.role = FOLLOWER
        if term > self.term:
            self.term, self.voted_for = term, ""
        if not leader:
            self._lose_leader()
        self.leader = leader
        self.votes, self.followers = {}, {}
        if led:
            if self.beating is not None:
                self.beating.cancel()
            reads = [(done, context) for _, _, done, context in self.reads] + self.early_reads
            self.reads, self.early_reads = [], []
            for done, context in reads:
                done(None, *context)
            self.member.leads_no_more()
        self._wait_for_leader()

    def _lose_leader(self) -> None:
        if self.leader:
            self.leader = ""
            self.member.leader_lost()

    def _follows(self, term: int, leader: str) -> bool:
        """A message of a leader: whether it is the one of today."""
        if term < self.term:
            return False
        if term > self.term or self.role != FOLLOWER or self.leader != leader:
            self._step_down(term, leader)
            self.member.leader_found()
        self.heard_ms = self.member.now_ms
        return True

    # -- the leader's log, and the others' --------------------------------------------------------------------------

    def propose(self, identity: Identity, body: Body | None) -> None:
        """The leader puts an entry at the end of its log, and sends it to everybody."""
        self.log.append(LogEntry(self.term, identity, body, self.member.trace.cause()))
        self._sync()
        for peer in self.peers:
            self._send(peer)

    def _send(self, peer: str) -> None:
        progress = self.followers[peer]
        if progress.busy:
            progress.again = True
            return
        progress.busy, progress.again, progress.told = True, False, self.commit
        name, log = self.member.name, self.log
        if progress.next <= log.start:
            index, term = self.member.applied, log.term_at(self.member.applied)
            assert term is not None, f"{name} has applied {index}, but its log begins behind it"
            snapshot = Install(self.term, name, index, term, self.member.image())
            self._call(peer, "SNAPSHOT", f"index {index}", snapshot, self._appended, peer, self.term)
            return
        previous = progress.next - 1
        previous_term = log.term_at(previous)
        assert previous_term is not None, f"{name} has {log.start} … {log.last}, not {previous}"
        entries = log.from_index(progress.next, ENTRIES_AT_ONCE)
        subject = f"index {previous + len(entries)}" if entries else f"agreed to {self.commit}"
        body = Append(self.term, name, previous, previous_term, entries, self.commit)
        self._call(peer, "APPEND" if entries else "COMMIT", subject, body, self._appended, peer, self.term)

    def _append(self, call: Call, body: Append) -> None:
        if not self._follows(body.term, body.leader):
            call.reply(Appended(self.term, False, self.log.last), "REJECTED")
            return
        log = self.log
        there = log.term_at(body.previous_index)
        if body.previous_index >= log.start and there != body.previous_term:
            # Not there, or of another term: the leader goes back.
            hint = min(log.last, body.previous_index - 1)
            call.reply(Appended(self.term, False, max(hint, self.commit)), "REJECTED")
            return
        for offset, entry in enumerate(body.entries, body.previous_index + 1):
            if offset <= log.start or log.term_at(offset) == entry.term:
                continue
            if offset <= log.last:
                assert offset > self.commit, f"{self.member.name} would lose entry {offset}, agreed to {self.commit}"
                log.cut(offset)
            log.append(entry)
        reaches = body.previous_index + len(body.entries)
        self._agreed(min(body.commit, reaches))
        if log.durable >= reaches:
            call.reply(Appended(self.term, True, reaches), "STORED")
        else:
            self.owed.append((call, reaches))
            self._sync()

    def _install(self, call: Call, body: Install) -> None:
        if not self._follows(body.term, body.leader):
            call.reply(Appended(self.term, False, self.log.last), "REJECTED")
            return
        if body.applied > self.commit:
            self.log.reset(body.applied, body.applied_term)
            self.commit = body.applied
            self.member.install(body.applied, body.image)
        call.reply(Appended(self.term, True, body.applied), "STORED")

    def _appended(self, reply: Reply, peer: str, term: int) -> None:
        progress = self.followers.get(peer)
        if progress is None or term != self.term:
            return
        progress.busy = False
        answer = reply.body
        if answer is None:
            return  # the next heartbeat tries again
        if answer.term > self.term:
            self._step_down(answer.term)
            return
        progress.heard_ms = self.member.now_ms
        if answer.accepted:
            progress.match = max(progress.match, answer.reaches)
            progress.next = max(progress.next, progress.match + 1)
            self._advance()
        else:
            progress.next = max(1, min(progress.next - 1, answer.reaches + 1))
            progress.again = True
        if self.leads and not progress.busy and (progress.again or self._lacks(progress)):
            self._send(peer)

    def _lacks(self, progress: Progress) -> bool:
        return progress.next <= self.log.last or progress.told < self.commit

    # -- the disk ---------------------------------------------------------------------------------------------------

    def _sync(self) -> None:
        log, member = self.log, self.member
        if not self.syncing and log.durable < log.last:
            self.syncing = True
            member.clock.schedule(FSYNC_MS, self._synced, log.last, log.generation, member.incarnation)

    def _synced(self, index: int, generation: int, incarnation: int) -> None:
        member = self.member
        if not member.running or incarnation != member.incarnation:
            return
        self.syncing = False
        if generation == self.log.generation:
            self.log.durable = index
        self._sync()
        if self.leads:
            self._advance()
        owed, self.owed = self.owed, []
        for call, reaches in owed:
            if self.log.durable >= reaches:
                member.trace.reacting_to(call.hop)
                call.reply(Appended(self.term, True, reaches), "STORED")
            else:
                self.owed.append((call, reaches))

    # -- what is agreed ---------------------------------------------------------------------------------------------

    def _advance(self) -> None:
        """The leader: what a majority has on disk is agreed, if the last of it is of this term."""
        reached = sorted((self.log.durable, *(one.match for one in self.followers.values())), reverse=True)
        index = reached[self.quorum - 1]
        if index <= self.commit or (self.peers and self.log.term_at(index) != self.term):
            return
        cause = self.log.at(index).cause
        self._agreed(index)
        self.member.trace.reacting_to(cause)
        for peer in self.peers:
            self._send(peer)
        early, self.early_reads = self.early_reads, []
        for done, context in early:
            self.read(done, *context)

    def _agreed(self, index: int) -> None:
        if index > self.commit:
            self.commit = index
            self.member.apply(index)

    # -- heartbeats, and reads that must see the newest -------------------------------------------------------------

    def _beat(self, term: int) -> None:
        """Tell everybody that there is a leader; step down if too few answer (CheckQuorum)."""
        now_ms = self.member.now_ms
        heard = 1 + sum(now_ms - one.heard_ms <= ELECTION_MS for one in self.followers.values())
        if heard < self.quorum:
            self.member.decide(
                "SteppedDown",
                self.member.name,
                f"{self.member.name} leads no more: it hears from {heard} of {len(self.peers) + 1} members, "
                f"and {self.quorum} are needed.",
            )
            self._step_down(self.term)
            return
        for peer, progress in self.followers.items():
            self._heartbeat(peer)
            if not progress.busy and self._lacks(progress):
                self._send(peer)

    def _heartbeat(self, peer: str) -> None:
        body = Heartbeat(self.term, self.member.name, min(self.commit, self.followers[peer].match))
        self._call(
            peer, "HEARTBEAT", f"term {self.term}", body, self._heard, peer, self.term, self.round, kind="heartbeat"
        )

    def _heard(self, reply: Reply, peer: str, term: int, number: int) -> None:
        progress = self.followers.get(peer)
        if progress is None or term != self.term or reply.body is None:
            return
        if reply.body.term > self.term:
            self._step_down(reply.body.term)
            return
        progress.heard_ms = self.member.now_ms
        if number == self.round and self.reads:
            self.acknowledged[peer] = True
            if len(self.acknowledged) + 1 >= self.quorum:
                self._serve_reads()

    def read(self, done: Callable[..., None], *context: Any) -> None:
        """The leader: `done(index, *context)` once it is sure that it still leads, and knows what is agreed (ReadIndex).

        `done(None, *context)` if it leads no more.
        """
        if self.log.term_at(self.commit) != self.term:
            self.early_reads.append((done, context))
            return
        begun = bool(self.reads)
        self.reads.append((self.round + 1, self.commit, done, context))
        if not begun:
            self._begin_round()

    def _begin_round(self) -> None:
        self.round += 1
        self.acknowledged = {}
        for peer in self.peers:
            self._heartbeat(peer)

    def _serve_reads(self) -> None:
        ready = [one for one in self.reads if one[0] <= self.round]
        self.reads = [one for one in self.reads if one[0] > self.round]
        for _, index, done, context in ready:
            done(index, *context)
        if self.reads:
            self._begin_round()

    def _call(
        self,
        peer: str,
        verb: str,
        subject: str,
        body: Any,
        then: Callable[..., None],
        *context: Any,
        kind: str = "raft",
    ) -> None:
        self.member.network.call(
            self.member, peer, verb, subject, body, then, *context, kind=kind, timeout_ms=ELECTION_MS, lasting=True
        )
