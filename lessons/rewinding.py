"""Taking back: a cluster goes to an earlier moment, or a copy of it goes on elsewhere. The journal is replayed up to there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from clusterviz.live import registry, visitor
from clusterviz.live.host import Host
from clusterviz.live.pace import PAUSED
from clusterviz.models import ClusterRecord, Image, Poke

from .deeds import changes


@dataclass(frozen=True, slots=True)
class Moment:
    """After how many events and pokes a cluster stood at which virtual ms."""

    fired: int
    at_ms: int
    pokes: int


def now(host: Host) -> Moment:
    """Where a running cluster stands."""
    with host.lock:
        return Moment(host.cluster.clock.fired, host.cluster.now_ms, host.journal.pokes)


def rewind(record: ClusterRecord, moment: Moment) -> None:
    """The cluster is where it was then, with its time at rest. What came later is forgotten."""
    registry.forget(record.pk)
    with transaction.atomic():
        Poke.objects.filter(cluster=record, number__gt=moment.pokes).delete()
        Image.objects.filter(cluster=record).delete()  # they may be of later; replaying takes a moment
        # With another number of its ownership: what is still being stored of the host that was forgotten comes too late.
        ClusterRecord.objects.filter(pk=record.pk).update(
            fired=moment.fired, at_ms=moment.at_ms, pace=PAUSED, held_epoch=F("held_epoch") + 1
        )


def before_last_poke(record: ClusterRecord, since: Moment) -> Moment | None:
    """Just before the last thing that the learner changed after a moment, None if there is none. To look is no deed."""
    pokes = record.pokes.filter(who="you", number__gt=since.pokes).order_by("-number")
    poke = next((poke for poke in pokes if changes(poke)), None)
    return Moment(poke.fired, poke.at_ms, poke.number - 1) if poke is not None else None


def branch(record: ClusterRecord, moment: Moment, owner: str = "", purpose: str = "sandbox") -> ClusterRecord:
    """A sandbox that goes on from that moment (or another cluster, of another visitor). LimitError if it is the next of many.

    It is made of the journal alone: the cluster may run in another process, or sleep.
    """
    copy = visitor.create(owner or record.owner, purpose, record.preset, record.nodes, record.seed)
    with transaction.atomic():
        Poke.objects.bulk_create(
            Poke(
                cluster=copy,
                number=poke.number,
                fired=poke.fired,
                at_ms=poke.at_ms,
                who=poke.who,
                what=poke.what,
                content=poke.content,
                digest=poke.digest,
            )
            for poke in record.pokes.filter(number__lte=moment.pokes)
        )
        copy.epoch_ms, copy.fired, copy.at_ms, copy.pace = record.epoch_ms, moment.fired, moment.at_ms, PAUSED
        copy.save()
    return copy
