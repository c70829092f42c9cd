"""The API server's way to etcd: keys, compare-and-swap, reads. Fact sheet §5.4."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery.network import Reply
from ...machinery.objects import Object
from ...machinery.resources import EVENTS, LEASES, Resource
from ...machinery.storage import (
    LEADER_CHANGED,
    REQUEST_TIMEOUT_MS,
    Compare,
    Delete,
    Get,
    LeaseGrant,
    Op,
    Put,
    Range,
    Result,
    Txn,
    WatchRange,
    prefix_end,
)

if TYPE_CHECKING:
    from .server import ApiServer

REGISTRY = "/registry/"
EVENT_TTL_S = 3600  # fact sheet §4.1 event-ttl
LEASE_REUSE_MS = 60_000
RETRY_MS = 1_000  # after a refused connection

# What gRPC says of a write whose connection ended under it: nobody knows whether it was stored.
BROKEN_OFF = Result(0, succeeded=False, error="rpc error: code = Unavailable desc = error reading from server: EOF")

Then = Callable[..., None]
Message = tuple[str, str, Any, str]  # verb, subject, body, kind of its hop


def key_in_etcd(resource: Resource, namespace: str, name: str) -> str:
    """`/registry/pods/default/web`."""
    return f"{resource.etcd_prefix}{namespace}/{name}" if namespace else f"{resource.etcd_prefix}{name}"


class Storage:
    """Reads and compare-and-swap writes; answers are `Result`s, or None when etcd cannot be reached."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self._turn = 0  # which of the members is spoken to
        self._event_lease = 0
        self._event_lease_at_ms = 0
        self._awaiting_lease: list[tuple[str, Object, Then, tuple[Any, ...]]] | None = None

    def create(self, resource: Resource, key: str, value: Object, then: Then, *context: Any) -> None:
        """Store a new object; fails (not succeeded) if the key exists."""
        value = self._as_stored(resource, value)
        if resource is EVENTS:
            self._create_event(key, value, then, context)
        else:
            self._txn(resource, Txn((Compare(key, 0),), (Put(key, value),), (Get(key),)), then, *context)

    def replace(
        self, resource: Resource, key: str, value: Object, mod_revision: int, then: Then, *context: Any
    ) -> None:
        """Store a new version if the stored one is still `mod_revision`; else the answer carries what is there."""
        value = self._as_stored(resource, value)
        put: Op = Put(key, value, self._event_lease if resource is EVENTS else 0)
        self._txn(resource, Txn((Compare(key, mod_revision),), (put,), (Get(key),)), then, *context)

    def remove(self, resource: Resource, key: str, mod_revision: int, then: Then, *context: Any) -> None:
        """Delete the object if it is still `mod_revision`; else the answer carries what is there."""
        self._txn(resource, Txn((Compare(key, mod_revision),), (Delete(key),), (Get(key),)), then, *context)

    def get(self, resource: Resource, key: str, then: Then, *context: Any) -> None:
        """Read one key, linearizably."""
        self._call("RANGE", key, Range(key), then, *context, kind=_kind(resource))

    def revision(self, then: Then, *context: Any) -> None:
        """Ask for the store's current revision."""
        self._call("RANGE", REGISTRY, Range(REGISTRY, prefix_end(REGISTRY), count_only=True), then, *context)

    def everything(self, then: Then, *context: Any) -> None:
        """Read all objects (when the server starts)."""
        self._call("RANGE", REGISTRY, Range(REGISTRY, prefix_end(REGISTRY)), then, *context)

    def at(self, prefix: str, revision: int, then: Then, *context: Any) -> None:
        """Read a prefix as it was at an earlier revision."""
        self._call("RANGE", prefix, Range(prefix, prefix_end(prefix), revision), then, *context)

    def watch(self, start_revision: int, on_event: Then, on_close: Then) -> None:
        """Follow all changes from `start_revision` on."""
        server = self.server
        request = WatchRange(REGISTRY, prefix_end(REGISTRY), start_revision)
        server.network.open(server, self._member, "WATCH", REGISTRY, request, on_event, on_close)

    def call(self, verb: str, subject: str, body: Any, then: Then, *context: Any) -> None:
        """Any other request to etcd (compaction, leases)."""
        self._call(verb, subject, body, then, *context)

    def _as_stored(self, resource: Resource, value: Object) -> Object:
        return self.server.custom.as_stored(resource, value) if resource.custom else value

    # -- events expire ----------------------------------------------------------------------------------------------

    def _create_event(self, key: str, value: Object, then: Then, context: tuple[Any, ...]) -> None:
        """Events live for an hour. Those of one minute share an etcd lease."""
        now_ms = self.server.now_ms
        if self._event_lease and now_ms - self._event_lease_at_ms < LEASE_REUSE_MS:
            self._put_event(key, value, then, context)
        elif self._awaiting_lease is not None:
            self._awaiting_lease.append((key, value, then, context))
        else:
            self._awaiting_lease = [(key, value, then, context)]
            ttl_s = EVENT_TTL_S + LEASE_REUSE_MS // 1000
            self._call("LEASE GRANT", "events", LeaseGrant(ttl_s), self._lease_granted)

    def _lease_granted(self, result: Result | None) -> None:
        waiting, self._awaiting_lease = self._awaiting_lease or [], None
        if result is not None and not result.error:
            self._event_lease = result.lease
            self._event_lease_at_ms = self.server.now_ms
        for key, value, then, context in waiting:
            if result is None:
                then(None, *context)
            else:
                self._put_event(key, value, then, context)

    def _put_event(self, key: str, value: Object, then: Then, context: tuple[Any, ...]) -> None:
        put = Put(key, value, self._event_lease)
        self._txn(EVENTS, Txn((Compare(key, 0),), (put,), (Get(key),)), then, *context)

    # -- sending ----------------------------------------------------------------------------------------------------

    def _txn(self, resource: Resource, txn: Txn, then: Then, *context: Any) -> None:
        op = txn.success[0]
        verb = "DELETE" if isinstance(op, Delete) else "PUT"
        self._call(verb, op.key, txn, then, *context, kind=_kind(resource))

    @property
    def _member(self) -> str:
        return self.server.etcd_servers[self._turn]

    def go_elsewhere(self, member: str = "") -> None:
        """Speak to the next member from now on; nothing changes if it is another than `member` already."""
        if member in ("", self._member):
            self._turn = (self._turn + 1) % len(self.server.etcd_servers)

    def _call(self, verb: str, subject: str, body: Any, then: Then, *context: Any, kind: str = "request") -> None:
        self._send((verb, subject, body, kind), self.server.now_ms + REQUEST_TIMEOUT_MS, 1, then, context)

    def _send(self, message: Message, deadline_ms: int, tries: int, then: Then, context: tuple[Any, ...]) -> None:
        server = self.server
        verb, subject, body, kind = message
        server.network.call(
            server,
            self._member,
            verb,
            subject,
            body,
            self._answered,
            message,
            self._member,
            deadline_ms,
            tries,
            then,
            context,
            kind=kind,
            timeout_ms=max(deadline_ms - server.now_ms, 1),
        )

    def _answered(
        self,
        reply: Reply,
        message: Message,
        member: str,
        deadline_ms: int,
        tries: int,
        then: Then,
        context: tuple[Any, ...],
    ) -> None:
        """As etcd's client does: what a member did not even take, and a read in any case, is asked again of the next
        member, until its time is over."""
        reads = isinstance(message[2], Range)
        if reply.failure is None and not (reads and reply.body.error == LEADER_CHANGED):
            then(reply.body, *context)
            return
        if reply.failure is not None:
            self.go_elsewhere(member)
        if reply.failure is not None and reply.failure != "refused" and not (reads and reply.failure == "reset"):
            then(BROKEN_OFF if reply.failure == "reset" else None, *context)
            return
        asked_all = tries % len(self.server.etcd_servers) == 0
        wait_ms = RETRY_MS if asked_all else 0
        if self.server.now_ms + wait_ms >= deadline_ms:
            self.server.after(max(deadline_ms - self.server.now_ms, 0), self._give_up, then, context)
        elif wait_ms:
            self.server.after(wait_ms, self._send, message, deadline_ms, tries + 1, then, context)
        else:
            self._send(message, deadline_ms, tries + 1, then, context)

    def _give_up(self, then: Then, context: tuple[Any, ...]) -> None:
        then(None, *context)


def _kind(resource: Resource) -> str:
    return "heartbeat" if resource is LEASES else "request"
