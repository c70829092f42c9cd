"""Who owns a cluster: one process at a time. The database says which, with a number that grows at each claim.

Every write of an owner is bound to its number: one that was taken over meanwhile hits no row, however late it wakes. Routing
by path (nginx) is for speed; this is for correctness. A process with a name of its own says every few seconds that it lives;
what a silent one holds may be claimed by others. What a live one holds is asked for: it stores the cluster and lets go.

A page without a cluster in its path may come to any process. One that does not have the visitor's cluster leaves it alone
(`NotHere`), and the proxy is told where to go (tutorial/homing.py): so a cluster does not wander with each click.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from ..models import ClusterRecord, Image, Ownership, Poke, Process
from . import wake_ups
from .limits import LimitError

log = logging.getLogger(__name__)
NAME = os.environ.get("TUTORIAL_PROCESS", "")  # "": there is no other process
BEATS_EVERY_S = 3.0
LOOKS_EVERY_S = (
    0.5  # whether another process wants a cluster of ours; who is asked for one is woken, where Redis carries that
)
KEPT = 100  # ownerships of one cluster in the history
SILENT_S = 15.0  # then a process is taken for dead
BURIED_DAYS = 1  # … and after so long its name is forgotten: in a cloud each start has another one
ELSEWHERE = "This cluster is being handed over from one part of the server to another. Try again in a moment."

ONLY_MINE: ContextVar[bool] = ContextVar("only_mine", default=False)  # this request came here by chance
LOOKS: list[Callable[[], None]] = []  # what this process does for others, each time it looks
_beating: list[threading.Thread] = []


class HeldElsewhere(LimitError):
    """Another process, which lives, owns the cluster."""

    def __init__(self) -> None:
        super().__init__(ELSEWHERE, 2)


class NotHere(LimitError):
    """This process does not have the cluster, and the request did not come here for its sake."""

    def __init__(self, cluster_id: str) -> None:
        super().__init__(ELSEWHERE, 2)
        self.cluster_id = cluster_id


class Lost(LimitError):
    """This process owned the cluster once: another one claimed it, or it was deleted."""

    def __init__(self) -> None:
        super().__init__(ELSEWHERE, 2)


def claim(cluster_id: str) -> int:
    """Own the cluster: the number of this ownership. HeldElsewhere; the process that has it is asked to let go."""
    if NAME and not _beating:
        _begin_to_beat()
    alive = Process.objects.filter(name=OuterRef("held_by"), seen__gt=Now() - timedelta(seconds=SILENT_S))
    free = Q(held_by__in=["", NAME]) | ~Exists(alive)
    while True:
        held = ClusterRecord.objects.filter(pk=cluster_id).values_list("held_epoch", flat=True).first()
        if held is None:
            return 0  # deleted a moment ago: nothing can be written
        mine = ClusterRecord.objects.filter(free, pk=cluster_id, held_epoch=held)
        with transaction.atomic():
            if mine.update(held_by=NAME, held_epoch=F("held_epoch") + 1, wanted_by=""):
                if NAME:
                    _write_history(cluster_id, held + 1)
                return held + 1
        if not ClusterRecord.objects.exclude(held_epoch=held).filter(pk=cluster_id).exists():
            asked = ClusterRecord.objects.filter(pk=cluster_id).exclude(wanted_by=NAME)
            if asked.update(wanted_by=NAME):
                wake_ups.wake(ClusterRecord.objects.values_list("held_by", flat=True).get(pk=cluster_id))
            raise HeldElsewhere


def _write_history(cluster_id: str, epoch: int) -> None:
    pokes = Poke.objects.filter(cluster_id=cluster_id).count()
    Ownership.objects.create(cluster_id=cluster_id, epoch=epoch, process=NAME, pokes=pokes, since=Now())
    Ownership.objects.filter(cluster_id=cluster_id, epoch__lte=epoch - KEPT).delete()
    log.warning("%s owns cluster %s, ownership %s", NAME, cluster_id, epoch)


def insert_if_owned(row: Poke | Image, cluster_id: str, epoch: int) -> None:
    """Store a new row of this cluster, unless another process has claimed it meanwhile: then Lost.

    It is one statement. A transaction of several would keep all other writers of SQLite waiting while Python does something
    else between two of them.
    """
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    table, records = (connection.ops.quote_name(model._meta.db_table) for model in (type(row), ClusterRecord))
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    locked = " FOR SHARE" if connection.features.has_select_for_update else ""  # nobody claims it while this is written
    statement = (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(['%s'] * len(fields))} "
        f"FROM {records} WHERE id = %s AND held_epoch = %s{locked}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, cluster_id, epoch])
        if not cursor.rowcount:
            raise Lost


def release(cluster_id: str, epoch: int) -> None:
    """Anybody may have it now."""
    with transaction.atomic():
        if ClusterRecord.objects.filter(pk=cluster_id, held_epoch=epoch).update(held_by="", wanted_by="") and NAME:
            Ownership.objects.filter(cluster_id=cluster_id, epoch=epoch).update(released=Now())


def release_forgotten(cluster_id: str) -> None:
    """Anybody may have what this process held before it was started anew."""
    held = ClusterRecord.objects.filter(pk=cluster_id, held_by=NAME).values_list("held_epoch", flat=True).first()
    if held is not None:
        release(cluster_id, held)


def wanted() -> list[str]:
    """The clusters of this process that another one wants."""
    others = ClusterRecord.objects.exclude(wanted_by__in=["", NAME])
    return list(others.filter(held_by=NAME).values_list("pk", flat=True))


def beat() -> None:
    """This process lives."""
    Process.objects.update_or_create(name=NAME, defaults={"seen": Now()}, create_defaults={"seen": Now()})


def bury() -> None:
    """Forget the processes that have long been dead. What they held may be claimed, now as before."""
    Process.objects.filter(seen__lt=Now() - timedelta(days=BURIED_DAYS)).delete()


def _begin_to_beat() -> None:
    beat()
    thread = threading.Thread(target=_go_on_beating, name="heartbeat", daemon=True)
    _beating.append(thread)
    thread.start()


def _go_on_beating() -> None:
    beaten_s = time.monotonic()
    while True:
        wake_ups.wait(NAME, LOOKS_EVERY_S)
        try:
            close_old_connections()
            if time.monotonic() - beaten_s >= BEATS_EVERY_S:
                beat()
                beaten_s = time.monotonic()
            for look in LOOKS:
                look()
        except DatabaseError as error:
            log.error("The database is away: %s", error)
        except Exception:
            log.exception("What others ask of this process could not be done")  # it must go on to say that it lives
