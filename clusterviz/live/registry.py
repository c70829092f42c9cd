"""All hosts in this process. One that nobody has used for longest is put away; it is restored at the next request."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.db import DatabaseError

from ..cluster import checkpoint, portable
from ..models import ClusterRecord
from . import counters, garbage, ownership
from .alone import Alone
from .host import IMAGE_AFTER_CPU_S, Host
from .journal import note_all, restore
from .limits import LimitError
from .pace import PAUSED
from .staged import Staged

log = logging.getLogger(__name__)
REPLAYED_SOON_S = 0.5  # CPU time: what took no longer is done again when it is wanted, and takes no room on the disk
WORTH_AN_IMAGE_S = (
    0.04  # CPU time: it takes as long to make one, but then there is time, and after a kill there is none
)
SAVED_EVERY_S = 60.0  # portable saves beside images that only may be useful: a third of what such an image takes
OPENED_S = 60.0  # CPU time that an image saves of a cluster that was opened from a save
HOSTS = 400  # kept in memory: about 1 MB each
Position = tuple[int, int, str]  # events fired, virtual ms, pace
_hosts: OrderedDict[str, Host] = OrderedDict()
_lock = threading.Lock()
WOKEN: list[
    Callable[[Host], None]
] = []  # what is done in a cluster that is back in memory, where there are several processes
_leaving = threading.Event()  # the process is about to end
_restoring = Alone()  # restore or put away a cluster while no other thread does


def host_of(record: ClusterRecord, socket: bool = False, staged: Staged | None = None) -> Host:
    """The host of a cluster, restored if it was put away. `socket`: a viewer holds on to it.

    `staged`: where a cluster begins in which nothing was done yet. It waits for the database. HeldElsewhere if another process
    owns it; NotHere if one should ask another process first.
    """
    if _leaving.is_set():
        raise ownership.HeldElsewhere
    with _restoring.with_(record.pk):
        with _lock:
            host = _hosts.get(record.pk)
        if host is not None and record.held_epoch > host.journal.epoch:
            lose(host)
            host = None
        if host is None and ownership.ONLY_MINE.get():
            raise ownership.NotHere(record.pk)
        came_back = host is None
        if host is None:
            epoch = ownership.claim(record.pk)
            record.refresh_from_db()  # another thread may have put it away a moment ago
            begin = staged.begin(record, epoch) if staged is not None and _untouched(record) else None
            cluster, journal, prompt, well, opened, work_s = restore(record, epoch, begin)
            host = Host(record.pk, cluster, journal, record.pace if well else PAUSED, prompt)
            host.broken, host.work_s = not well, work_s
            if begin is not None:
                host.staged = staged
                host.noted = (0, 0, "")  # nobody has written down yet where it begins
            host.rebuilt = well and record.model_version != checkpoint.MODEL_VERSION
            if opened and well:
                host.work_s = OPENED_S  # the next image is of this version: from there on, everything is exact again
                _stored(host, image=True)
        with _lock:
            _hosts[record.pk] = host
            _hosts.move_to_end(record.pk)
            host.sockets += socket
    if came_back and ownership.NAME:
        for woken in WOKEN:
            with contextlib.suppress(LimitError):
                woken(host)
    put_away(HOSTS)
    return host


def _untouched(record: ClusterRecord) -> bool:
    return not record.fired and not record.pokes.exists()


def told_of_rebuilding(host: Host) -> None:
    """The learner knows that this version of the model has built their cluster again: it belongs to this version now."""
    host.rebuilt = False
    try:
        ClusterRecord.objects.filter(pk=host.id).update(model_version=checkpoint.MODEL_VERSION)
    except DatabaseError as error:
        log.error(
            "That cluster %s was built again cannot be written; its learner is told once more: %s", host.id, error
        )


def running(cluster_id: str) -> Host | None:
    """The host of a cluster, if it is in memory."""
    return _hosts.get(cluster_id)


def forget(cluster_id: str) -> None:
    """The cluster is deleted."""
    with _lock:
        host = _hosts.pop(cluster_id, None)
    if host is not None:
        host.gone = True  # who looks at it is told, and its sockets are closed
        garbage.dropped(host.cluster)


def lose(host: Host) -> None:
    """Another process owns it: its viewers connect anew, and come to that one."""
    with _lock:
        if _hosts.get(host.id) is host:
            del _hosts[host.id]
    host.moved = True
    host.gone = True
    garbage.dropped(host.cluster)
    counters.count("lost_total")
    log.warning(
        "Cluster %s is owned by another process now, or was deleted: ownership %s has ended",
        host.id,
        host.journal.epoch,
    )


def hand_over(cluster_id: str) -> None:
    """Another process wants it, as its learner comes there now: store it, let go, and send its viewers after it."""
    with _restoring.with_(cluster_id):
        host = _hosts.get(cluster_id)
        if host is None:
            ownership.release_forgotten(cluster_id)
            return
        with host.lock:
            host.moved = host.gone = True  # nothing happens in it any more
        try:
            _write(host, image=host.work_s > REPLAYED_SOON_S or host.save_lags)
            ownership.release(cluster_id, host.journal.epoch)
        except (DatabaseError, ownership.Lost) as error:
            log.error("Cluster %s could not be stored before it is handed over: %s", cluster_id, error)
        lose(host)


def numbers() -> dict[str, tuple[str, float]]:
    """How many clusters are in memory, and how many look at them: for /metrics."""
    with _lock:
        hosts = list(_hosts.values())
    return {
        "clusters": ("Clusters in memory.", len(hosts)),
        "clusters_broken": ("Clusters whose model broke.", sum(host.broken for host in hosts)),
        "clusters_readonly": ("Clusters of which nothing can be written.", sum(host.readonly for host in hosts)),
        "sockets": ("Open websockets.", sum(host.sockets for host in hosts)),
    }


def drain() -> None:
    """The process is about to end: store everything, and let others have it."""
    _leaving.set()
    with _lock:
        hosts = list(_hosts.values())
    for host in hosts:
        try:
            _write(host, image=host.work_s > 0 or host.save_lags)
            ownership.release(host.id, host.journal.epoch)
        except (DatabaseError, ownership.Lost) as error:
            log.error("Cluster %s could not be stored at the end: %s", host.id, error)
        host.moved = host.gone = True


def hand_over_what_is_wanted() -> None:
    """Let go of the clusters that another process asks for."""
    for cluster_id in ownership.wanted():
        hand_over(cluster_id)


ownership.LOOKS.append(hand_over_what_is_wanted)


def leaving() -> bool:
    """Whether this process is about to end."""
    return _leaving.is_set()


def put_away(keep: int = 0) -> None:
    """Store all but the `keep` hosts used last, and drop them from memory. Those with viewers stay."""
    with _lock:
        many = len(_hosts) - keep
        leaving = [host for host in _hosts.values() if not host.sockets][:many] if many > 0 else []
    for host in leaving:
        with _restoring.with_(host.id):
            if not _stored(host, image=host.work_s > REPLAYED_SOON_S or host.save_lags):
                continue
            with _lock:
                if host.sockets:
                    continue
                _hosts.pop(host.id, None)
            garbage.dropped(host.cluster)
            if ownership.NAME:
                ownership.release(host.id, host.journal.epoch)


def store(hosts: list[Host], spare_s: float = 0.0) -> None:
    """Note how far these have come; make an image of one that is at rest, or whose replay would take long.

    `spare_s`: there is so much time to spare. Those that a kill would keep away for longest get an image, too.
    """
    hosts = [host for host in hosts if not host.gone]
    _note_positions(hosts)
    ends_s = time.perf_counter() + spare_s
    worth = [host for host in hosts if host.work_s >= WORTH_AN_IMAGE_S and not host.broken] if spare_s else []
    for host in sorted(worth, key=lambda host: -host.work_s):
        _stored(host, image=True, save=time.monotonic() - host.saved_s > SAVED_EVERY_S)
        if time.perf_counter() >= ends_s:
            break
    garbage.sweep()


def _note_positions(hosts: list[Host]) -> None:
    noted: list[tuple[Host, Position]] = []
    for host in hosts:
        at_rest = not host.sockets and time.monotonic() - host.used_at_s > 1
        image = host.work_s > (REPLAYED_SOON_S if at_rest else IMAGE_AFTER_CPU_S) or (at_rest and host.save_lags)
        if image or host.readonly:
            _stored(host, image)
            continue
        with host.lock:
            position = (host.cluster.clock.fired, host.cluster.now_ms, host.playhead.pace)
        if position != host.noted:
            noted.append((host, position))
    _note(noted)


def _note(noted: list[tuple[Host, Position]]) -> None:
    """The positions of a whole class, at once; if one could not be written, each by itself, so that we know which."""
    try:
        if note_all([(host.id, host.journal.epoch, *position) for host, position in noted]):
            for host, position in noted:
                host.noted = position
            return
    except DatabaseError as error:
        log.error("What %d clusters came to cannot be written at once: %s", len(noted), error)
    for host, _ in noted:
        _stored(host, image=False)


def _stored(host: Host, image: bool, save: bool = True) -> bool:
    """Write it down. Whether that went well: if the database is away, the next time may."""
    try:
        _write(host, image, save)
    except ownership.Lost:
        lose(host)
        return False
    except DatabaseError as error:
        if not host.readonly:
            log.error("What cluster %s came to cannot be written: %s", host.id, error)
        host.readonly = True
        return False
    host.readonly = False
    return True


def _write(host: Host, image: bool, save: bool = True) -> None:
    with host.lock:
        clock, pokes = host.cluster.clock, host.journal.pokes
        position = (clock.fired, clock.now_ms, host.playhead.pace)
        if position == host.noted and not (image and (host.work_s or host.save_lags)) and not host.readonly:
            return
        data, transcript, saved, work_s = b"", [], None, 0.0
        if image and not host.broken:
            data, transcript = checkpoint.image(host.cluster), host.prompt.as_json()
            saved, work_s = portable.save(host.cluster) if save else None, host.work_s
    host.journal.note(*position)
    host.noted = position
    if data:
        host.journal.write_image(data, pokes, transcript, saved)
        with host.lock:
            host.work_s -= work_s
        host.save_lags = not save
        if save:
            host.saved_s = time.monotonic()
