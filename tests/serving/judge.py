"""The judge reads the database without the server: is each acknowledged poke there, once, and does every digest come again?

It keeps a replica of each cluster, which began with its preset and has seen nothing but the journal. A cluster that the server
would restore (from its image, and the journal after it) must be what the replica is, record for record.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import dj_database_url
from django.db import connections
from django.test import override_settings

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.recording import RecordedPoke, advance_to
from clusterviz.live.journal import restore
from clusterviz.live.limits import ROOM
from clusterviz.live.performing import perform_again
from clusterviz.models import ClusterRecord

from .pokers import Poker
from .processes import SECRET

ALIAS = "judged"


@contextmanager
def reading(url: str) -> Iterator[None]:
    """The database of a server, as `ALIAS` of Django's."""
    database = dj_database_url.parse(url)
    connections.databases[ALIAS] = connections.configure_settings({"default": database})["default"]
    try:
        with override_settings(SECRET_KEY=SECRET):  # images are signed with it
            yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


@contextmanager
def copied(file: Path) -> Iterator[str]:
    """The address of a copy of an SQLite database as a killed process left it: the file itself is not touched."""
    with TemporaryDirectory() as folder:
        for part in (file, file.with_name(file.name + "-wal")):
            if part.exists():
                shutil.copy(part, folder)
        yield f"sqlite:///{folder}/{file.name}"


class Judge:
    """One for all clusters of a test, for as long as it lasts."""

    def __init__(self) -> None:
        self.replicas: dict[str, Cluster] = {}
        self.followed: dict[str, int] = {}  # pokes of its journal that a replica has seen
        self.digests = 0  # that were compared

    def judge(self, pokers: Sequence[Poker]) -> list[str]:
        """What is wrong, in sentences. Call it within `reading`."""
        return [wrong for poker in pokers for wrong in self._judge(poker)]

    def _judge(self, poker: Poker) -> Iterator[str]:
        record = ClusterRecord.objects.using(ALIAS).get(pk=poker.cluster)
        rows = list(record.pokes.order_by("number"))
        if [row.number for row in rows] != list(range(1, len(rows) + 1)):
            yield f"{record.pk}: the journal has a hole"
        if len(rows) < poker.told.pokes:
            yield f"{record.pk}: its learner was told of {poker.told.pokes} pokes, and {len(rows)} are there"
        lines = Counter(row.content["line"] for row in rows if row.what == "run")
        lost = set(poker.acknowledged) - set(lines)
        if lost:
            yield f"{record.pk}: acknowledged, and not there: {sorted(lost)}"
        twice = [line for line, times in lines.items() if times > 1]
        if twice:
            yield f"{record.pk}: typed once, and done more often: {twice}"
        yield from self._follow(record, rows)

    def _follow(self, record: ClusterRecord, rows: list[object]) -> Iterator[str]:
        replica = self.replicas.get(record.pk)
        if replica is None:
            replica = checkpoint.fork(record.preset, record.seed, record.epoch_ms, record.nodes)
            replica.api_server.room = dict(ROOM)
            self.replicas[record.pk] = replica
        for row in rows[self.followed.get(record.pk, 0) :]:
            advance_to(replica, row.fired, row.at_ms)
            self.digests += 1
            if replica.trace.digest() != row.digest:
                yield f"{record.pk}: poke {row.number} came to another state than the one that the journal leads to"
            perform_again(replica, RecordedPoke(row.fired, row.at_ms, row.who, row.what, row.content))
        self.followed[record.pk] = len(rows)
        again = restore(record)
        restored, well = again.cluster, again.well
        if not well:
            yield f"{record.pk}: it cannot be restored"
            return
        advance_to(replica, restored.clock.fired, restored.now_ms)
        self.digests += 1
        if restored.trace.digest() != replica.trace.digest():
            yield f"{record.pk}: its image leads to another state than its journal"
