"""What the members of one etcd cluster say to each other: Raft's messages. Fact sheet §5.2."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...machinery.storage import Compact, LeaseGrant, LeaseRevoke, Txn

Body = Txn | LeaseGrant | LeaseRevoke | Compact
Identity = tuple[str, int, int]  # the member that was asked, its incarnation, the number of the request
NOBODY: Identity = ("", 0, 0)


class LogEntry(NamedTuple):
    """One place of the log. `body` is None where a new leader begins its term."""

    term: int
    identity: Identity
    body: Body | None
    cause: int | None


class AskVote(NamedTuple):
    """`rehearsal`: would you vote for me? Nobody's term moves yet (PreVote)."""

    term: int
    candidate: str
    last_index: int
    last_term: int
    rehearsal: bool


class Vote(NamedTuple):
    term: int
    granted: bool


class Append(NamedTuple):
    """These entries follow `previous_index`; all up to `commit` is agreed."""

    term: int
    leader: str
    previous_index: int
    previous_term: int
    entries: tuple[LogEntry, ...]
    commit: int


class Appended(NamedTuple):
    """`accepted`: on my disk up to `reaches`; else: try again from behind `reaches`."""

    term: int
    accepted: bool
    reaches: int


class Heartbeat(NamedTuple):
    term: int
    leader: str
    commit: int


class Heard(NamedTuple):
    term: int


class Install(NamedTuple):
    """A whole store, for a member that is too far behind for the log."""

    term: int
    leader: str
    applied: int
    applied_term: int
    image: Any


class Propose(NamedTuple):
    """A follower passes a request on to the leader."""

    identity: Identity
    body: Body


class Taken(NamedTuple):
    """Whether the one asked was the leader, and has it in its log."""

    taken: bool


class AskReadIndex(NamedTuple):
    """A follower wants to read: up to where must it have applied the log?"""


class ReadIndex(NamedTuple):
    """None: the one asked is the leader no more."""

    commit: int | None


PeerMessage = AskVote | Append | Heartbeat | Install | Propose | AskReadIndex
