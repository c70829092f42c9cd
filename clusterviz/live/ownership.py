"""Who owns a cluster: one process at a time. The database says which, with a number that grows at each claim.

Every write of an owner is bound to its number: one that was taken over meanwhile hits no row, however late it wakes. Routing
by path (nginx) is for speed; this is for correctness. A process with a name of its own says every few seconds that it lives;
what a silent one holds may be claimed by others.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, close_old_connections
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from ..models import ClusterRecord, Process
from .limits import LimitError

log = logging.getLogger(__name__)
NAME = os.environ.get("TUTORIAL_PROCESS", "")  # "": there is no other process
BEATS_EVERY_S = 3.0
SILENT_S = 15.0  # then a process is taken for dead
ELSEWHERE = "This cluster is being handed over from one part of the server to another. Try again in a moment."

_beating: list[threading.Thread] = []


class HeldElsewhere(LimitError):
    """Another process, which lives, owns the cluster."""

    def __init__(self) -> None:
        super().__init__(ELSEWHERE, 2)


class Lost(LimitError):
    """This process owned the cluster once: another one claimed it, or it was deleted."""

    def __init__(self) -> None:
        super().__init__(ELSEWHERE, 2)


def claim(cluster_id: str) -> int:
    """Own the cluster: the number of this ownership. HeldElsewhere."""
    if NAME and not _beating:
        _begin_to_beat()
    alive = Process.objects.filter(name=OuterRef("held_by"), seen__gt=Now() - timedelta(seconds=SILENT_S))
    free = Q(held_by__in=["", NAME]) | ~Exists(alive)
    while True:
        held = ClusterRecord.objects.filter(pk=cluster_id).values_list("held_epoch", flat=True).first()
        if held is None:
            return 0  # deleted a moment ago: nothing can be written
        mine = ClusterRecord.objects.filter(free, pk=cluster_id, held_epoch=held)
        if mine.update(held_by=NAME, held_epoch=F("held_epoch") + 1):
            if NAME:
                log.warning("%s owns cluster %s, ownership %s", NAME, cluster_id, held + 1)
            return held + 1
        if not ClusterRecord.objects.exclude(held_epoch=held).filter(pk=cluster_id).exists():
            raise HeldElsewhere


def still_own(cluster_id: str, epoch: int) -> None:
    """Within a transaction: nobody else can claim it until that ends. Lost."""
    if not ClusterRecord.objects.filter(pk=cluster_id, held_epoch=epoch).update(held_epoch=epoch):
        raise Lost


def release(cluster_id: str, epoch: int) -> None:
    """Anybody may have it now."""
    ClusterRecord.objects.filter(pk=cluster_id, held_epoch=epoch).update(held_by="")


def beat() -> None:
    """This process lives."""
    Process.objects.update_or_create(name=NAME, defaults={"seen": Now()}, create_defaults={"seen": Now()})


def _begin_to_beat() -> None:
    beat()
    thread = threading.Thread(target=_go_on_beating, name="heartbeat", daemon=True)
    _beating.append(thread)
    thread.start()


def _go_on_beating() -> None:
    while True:
        time.sleep(BEATS_EVERY_S)
        try:
            close_old_connections()
            beat()
        except DatabaseError as error:
            log.error("The database is away: %s", error)
