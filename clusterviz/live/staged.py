"""Clusters that begin where another one has come to: what comes before a lesson is computed once for all who take it.

A copy has the pokes of the first in its journal, as if it had done them itself: replayed from nothing, it comes to the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..cluster import checkpoint
from ..models import ClusterRecord, Poke
from .host import Host
from .journal import Begin
from .ownership import insert_if_owned

KEPT_OF_A_POKE = ("number", "fired", "at_ms", "who", "what", "content", "digest")


@dataclass(frozen=True, slots=True)
class Staged:
    """Where a cluster of this seed and epoch has come to, and how."""

    stage: checkpoint.Stage
    pokes: list[dict[str, Any]]  # as the journal keeps them
    transcript: list[Any]
    work_s: float  # CPU time: so long it takes to come here

    def begin(self, record: ClusterRecord, epoch: int) -> Begin:
        """Write the pokes into the journal of another cluster, which then begins here. Lost."""
        with transaction.atomic():
            for poke in self.pokes:
                insert_if_owned(Poke(cluster=record, held_epoch=epoch, **poke), record.pk, epoch)
        return Begin(checkpoint.enter(self.stage), len(self.pokes), self.transcript, self.work_s)


def stage(host: Host, work_s: float) -> Staged:
    """Where this cluster is now, for others of the same seed and epoch. It took `work_s` of CPU time to come there."""
    with host.lock:
        pokes = Poke.objects.filter(cluster=host.id).order_by("number").values(*KEPT_OF_A_POKE)
        return Staged(checkpoint.stage(host.cluster), list(pokes), host.prompt.as_json(), work_s)
