"""What is stored of a running cluster: its pokes before they are acknowledged, its position, and signed images.

After a `kill -9` the latest image is restored, the pokes after it are done again at their very moments, and the clock runs on
to where it was last noted. Without an image the same is done from the preset. An image of another version of the model is not
read: the portable save beside it is.
"""

from __future__ import annotations

import hmac
import logging
import time
import zlib
from typing import Any, NamedTuple

import orjson
from django.db import DatabaseError, connection
from django.utils.crypto import salted_hmac

from ..cluster import checkpoint, portable
from ..cluster.cluster import Cluster
from ..cluster.recording import RecordedPoke, advance_to
from ..models import ClusterRecord, Image, Poke
from . import counters
from .limits import ROOM, LimitError
from .ownership import Lost, insert_if_owned
from .performing import perform_again
from .prompt import Prompt

log = logging.getLogger(__name__)
IMAGES_KEPT = 2
AT_ONCE = 1_000  # positions in one statement
UNWRITTEN = (
    "The server cannot write anything down just now: its disk is full, or its database is away. So this was not done. "
    "What you did before is safe. Try again in a moment."
)


class UnwrittenError(LimitError):
    """A poke could not be written down: it must not happen."""

    def __init__(self) -> None:
        super().__init__(UNWRITTEN, 5)


class HoleError(Exception):
    """Something is missing in the middle of a journal."""


class Journal:
    """The stored side of one cluster. Its methods wait for the database: call them where waiting harms nobody."""

    def __init__(self, cluster_id: str, pokes: int = 0, epoch: int = 0) -> None:
        self.cluster_id = cluster_id
        self.pokes = pokes  # written so far
        self.epoch = epoch  # the number of this ownership
        self._unsure = False  # whether the last one may stand there, though we were told that it failed

    def write(self, poke: RecordedPoke, digest: str = "") -> None:
        """Keep a poke that is about to happen. `digest`: of all that happened before it. UnwrittenError, Lost."""
        number = self.pokes + 1
        row = Poke(
            cluster_id=self.cluster_id,
            number=number,
            fired=poke.fired,
            at_ms=poke.at_ms,
            who=poke.who,
            what=poke.what,
            content=poke.content,
            digest=digest,
            held_epoch=self.epoch,
        )
        try:
            if self._unsure:
                Poke.objects.filter(cluster_id=self.cluster_id, number__gte=number, held_epoch=self.epoch).delete()
            insert_if_owned(row, self.cluster_id, self.epoch)
        except DatabaseError as error:
            self._unsure = True
            counters.count("pokes_unwritten_total")
            log.error("A poke of cluster %s was refused, as it cannot be written: %s", self.cluster_id, error)
            raise UnwrittenError from error
        self._unsure = False
        self.pokes = number
        counters.count("pokes_total")

    def note(self, fired: int, at_ms: int, pace: str) -> None:
        """Keep how far the cluster has come. Lost."""
        mine = ClusterRecord.objects.filter(pk=self.cluster_id, held_epoch=self.epoch)
        if not mine.update(fired=fired, at_ms=at_ms, pace=pace):
            raise Lost

    def write_image(self, data: bytes, pokes: int, transcript: list[Any], save: portable.Save | None = None) -> None:
        """Keep an exact image that holds the first `pokes` pokes, and the portable save of the same moment. Lost.

        Besides the latest images the latest portable save stays, where these have none.
        """
        packed = zlib.compress(data, 1)
        packed_save = zlib.compress(orjson.dumps(save), 1) if save is not None else None
        image = Image(
            cluster_id=self.cluster_id,
            pokes=pokes,
            model_version=checkpoint.MODEL_VERSION,
            data=packed,
            transcript=transcript,
            signature=sign(self.cluster_id, packed),
            portable=packed_save,
            portable_signature=sign(self.cluster_id, packed_save) if packed_save is not None else "",
        )
        insert_if_owned(image, self.cluster_id, self.epoch)
        images = Image.objects.filter(cluster_id=self.cluster_id).order_by("-id")
        saved = images.filter(portable__isnull=False).values_list("id", flat=True)[:1]
        kept = [*images.values_list("id", flat=True)[:IMAGES_KEPT], *saved]
        images.exclude(id__in=kept).delete()
        counters.count("images_total")


def note_all(positions: list[tuple[str, int, int, int, str]]) -> bool:
    """Keep how far many clusters have come: (cluster, epoch, fired, virtual ms, pace). Whether every one of them was still owned.

    One statement for all: three hundred by themselves would keep a tenth of a core busy, and all other writers waiting.
    """
    whole = True
    for begin in range(0, len(positions), AT_ONCE):
        some = positions[begin : begin + AT_ONCE]
        table = connection.ops.quote_name(ClusterRecord._meta.db_table)
        rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
        statement = (
            f"WITH news(id, epoch, fired, at_ms, pace) AS (VALUES {rows}) UPDATE {table} "
            "SET fired = news.fired, at_ms = news.at_ms, pace = news.pace FROM news "
            f"WHERE {table}.id = news.id AND {table}.held_epoch = news.epoch"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in some for value in row])
            whole = whole and cursor.rowcount == len(some)
    return whole


def sign(cluster_id: str, data: bytes) -> str:
    """The signature of an image: only who holds the site's secret can make it, and for one cluster only."""
    digest = salted_hmac("clusterviz.image", cluster_id.encode() + b"\0" + data, algorithm="sha256")
    return str(digest.hexdigest())


class Restored(NamedTuple):
    """A cluster where its learner left it, its journal, and its prompt with what it had shown."""

    cluster: Cluster
    journal: Journal
    prompt: Prompt
    well: bool  # whether the journal could be followed to its end
    opened: bool  # from a portable save: its machines have just been started again
    work_s: float  # CPU time of what was done again: without a new image it would be done again once more


class Begin(NamedTuple):
    """What a restored cluster begins with. `pokes`: so many are in it."""

    cluster: Cluster
    pokes: int
    transcript: list[Any]
    work_s: float = 0.0  # CPU time that an image would save


def restore(record: ClusterRecord, epoch: int = 0, begin: Begin | None = None) -> Restored:
    """The cluster where its learner left it. `begin`: where that is, if it is known already."""
    begin = begin or _latest_image(record)
    saved = _latest_save(record) if begin is None else None
    cluster, pokes_in_it, transcript, work_s = begin or saved or Begin(_born(record), 0, [])
    cluster.api_server.room = dict(ROOM)
    prompt = Prompt.of(cluster, transcript)
    well, began_s = True, time.thread_time()
    rows = list(record.pokes.filter(number__gt=pokes_in_it).order_by("number"))
    try:
        for number, row in enumerate(rows, pokes_in_it + 1):
            if row.number != number:
                raise HoleError(f"poke {number} is missing in its journal, and nothing after it can be done again")
            _advance(cluster, row.fired, row.at_ms, saved is not None)
            if well and saved is None and row.digest and cluster.trace.digest() != row.digest:
                # The model has changed since, or there is chance in it: the learner keeps what the replay comes to.
                counters.count("diverged_total")
                log.error(
                    "Cluster %s comes to another state before its poke %s than it did then", record.pk, row.number
                )
                row.digest = ""
            poke = RecordedPoke(row.fired, row.at_ms, row.who, row.what, row.content)
            program = perform_again(cluster, poke)
            if program is not None:
                number_of_run = row.content.get("id", prompt.free_number())
                prompt.begin(number_of_run, row.content["line"], program, row.who)
        if record.fired > cluster.clock.fired or saved is not None:
            _advance(cluster, record.fired, record.at_ms, saved is not None)
    except Exception:
        # The program has changed since, or breaks where it broke before: the page is to say so, and not to fail too.
        log.exception("The journal of cluster %s could not be followed to its end", record.pk)
        well = False
    prompt.follow(cluster)
    counters.count("restored_total")
    journal = Journal(record.pk, rows[-1].number if rows else pokes_in_it, epoch)
    return Restored(cluster, journal, prompt, well, saved is not None, work_s + time.thread_time() - began_s)


def _born(record: ClusterRecord) -> Cluster:
    return checkpoint.fork(record.preset, record.seed, record.epoch_ms, record.nodes)


def _advance(cluster: Cluster, fired: int, at_ms: int, by_time: bool) -> None:
    """To the moment of a poke: to the very event, or `by_time` alone if other events led to it."""
    if by_time:
        cluster.clock.run_until(max(at_ms, cluster.now_ms))
    else:
        advance_to(cluster, fired, at_ms)


def _latest_image(record: ClusterRecord) -> Begin | None:
    for image in record.images.filter(model_version=checkpoint.MODEL_VERSION).order_by("-id")[:IMAGES_KEPT]:
        packed = _signed(record, image.data, image.signature)
        try:
            if packed is not None:
                return Begin(checkpoint.restore(zlib.decompress(packed)), image.pokes, image.transcript)
        except checkpoint.ImageError:
            log.exception("An image of cluster %s cannot be read", record.pk)
    return None


def _latest_save(record: ClusterRecord) -> Begin | None:
    """What another version of the model has saved."""
    others = record.images.exclude(model_version=checkpoint.MODEL_VERSION).exclude(portable=None)
    for image in others.order_by("-id")[:IMAGES_KEPT]:
        packed = _signed(record, image.portable, image.portable_signature)
        try:
            if packed is not None:
                cluster = portable.open_save(orjson.loads(zlib.decompress(packed)))
                counters.count("opened_total")
                return Begin(cluster, image.pokes, image.transcript)
        except Exception:  # a later version of the program may stumble over it in many ways: there is still the journal
            log.exception("A save of cluster %s cannot be opened", record.pk)
    return None


def _signed(record: ClusterRecord, data: Any, signature: str) -> bytes | None:
    packed = bytes(data or b"")
    if hmac.compare_digest(signature, sign(record.pk, packed)):
        return packed
    log.error("An image of cluster %s is not signed by this site, and is not read", record.pk)
    return None
