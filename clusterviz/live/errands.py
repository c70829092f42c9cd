"""Errands: what somebody does in a cluster that another process has. It is written down, and that process does it at its next look.

A teacher breaks the same in every cluster of a class, and these may be anywhere; one that is put away finds its errands when it
wakes. An errand that was done is struck out after it: should its process be killed in between, it is asked for again, and what is
broken already does not break twice.
"""

from __future__ import annotations

import contextlib
import logging

from ..cluster import faults
from ..models import ClusterRecord, Errand
from . import ownership, registry, wake_ups
from .host import Host
from .limits import LimitError

log = logging.getLogger(__name__)


def poke(record: ClusterRecord, verb: str, subject: str, who: str) -> None:
    """Break or mend something in this cluster, wherever it is. FaultError and LimitError, as far as it is here."""
    try:
        registry.host_of(record).poke(verb, subject, who=who)
    except (ownership.NotHere, ownership.HeldElsewhere):
        errand = Errand.objects.create(cluster=record, verb=verb, subject=subject, who=who)
        log.warning("Errand %s waits for cluster %s", errand.pk, record.pk)
        held_by = ClusterRecord.objects.filter(pk=record.pk).values_list("held_by", flat=True).first()
        if held_by:
            wake_ups.wake(held_by)


def do(host: Host) -> None:
    """Do what waits for this cluster, in order. LimitError if that is not possible now: then it waits on."""
    with host.lock:  # each is done by one thread only
        for errand in Errand.objects.filter(cluster_id=host.id).order_by("id"):
            with contextlib.suppress(faults.FaultError):  # it is so already, or makes no sense there
                host.poke(errand.verb, errand.subject, who=errand.who)
            errand.delete()


def look() -> None:
    """Do what waits for the clusters of this process."""
    waiting = Errand.objects.filter(cluster__held_by=ownership.NAME).values_list("cluster_id", flat=True).distinct()
    for cluster_id in list(waiting):
        host = registry.running(cluster_id)
        if host is not None:
            with contextlib.suppress(LimitError):
                do(host)


ownership.LOOKS.append(look)
registry.WOKEN.append(do)
