"""All hosts in this process. One that nobody has used for longest is put away; it is restored at the next request."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator

from ..cluster import checkpoint
from ..models import ClusterRecord
from .host import IMAGE_AFTER_CPU_S, Host
from .journal import restore
from .pace import PAUSED

REPLAYED_SOON_S = 0.5  # CPU time: what took no longer is done again when it is wanted, and takes no room on the disk
HOSTS = 400  # kept in memory: about 1 MB each
_hosts: OrderedDict[str, Host] = OrderedDict()
_lock = threading.Lock()
_restoring: dict[str, tuple[threading.Lock, list[int]]] = {}  # id → a lock, and for each thread that wants it an entry


@contextlib.contextmanager
def _alone(cluster_id: str) -> Iterator[None]:
    """Restore or put away this cluster while no other thread does."""
    with _lock:
        alone, wanted = _restoring.setdefault(cluster_id, (threading.Lock(), []))
        wanted.append(threading.get_ident())
    try:
        with alone:
            yield
    finally:
        with _lock:
            wanted.pop()
            if not wanted:
                _restoring.pop(cluster_id, None)


def host_of(record: ClusterRecord, socket: bool = False) -> Host:
    """The host of a cluster, restored if it was put away. It waits for the database. `socket`: a viewer holds on to it."""
    with _alone(record.pk):
        with _lock:
            host = _hosts.get(record.pk)
        if host is None:
            record.refresh_from_db()  # another thread may have put it away a moment ago
            cluster, journal, prompt, well = restore(record)
            host = Host(record.pk, cluster, journal, record.pace if well else PAUSED, prompt)
            host.broken = not well
        with _lock:
            _hosts[record.pk] = host
            _hosts.move_to_end(record.pk)
            host.sockets += socket
    put_away(HOSTS)
    return host


def running(cluster_id: str) -> Host | None:
    """The host of a cluster, if it is in memory."""
    return _hosts.get(cluster_id)


def forget(cluster_id: str) -> None:
    """The cluster is deleted."""
    with _lock:
        host = _hosts.pop(cluster_id, None)
    if host is not None:
        host.gone = True  # who looks at it is told, and its sockets are closed


def put_away(keep: int = 0) -> None:
    """Store all but the `keep` hosts used last, and drop them from memory. Those with viewers stay."""
    with _lock:
        many = len(_hosts) - keep
        leaving = [host for host in _hosts.values() if not host.sockets][:many] if many > 0 else []
    for host in leaving:
        with _alone(host.id):
            _write(host, image=host.work_s > REPLAYED_SOON_S)
            with _lock:
                if not host.sockets:
                    _hosts.pop(host.id, None)


def store(hosts: list[Host]) -> None:
    """Note how far these have come; make an image of one that is at rest, or whose replay would take long."""
    for host in hosts:
        at_rest = not host.sockets and time.monotonic() - host.used_at_s > 1
        _write(host, image=host.work_s > IMAGE_AFTER_CPU_S or (at_rest and host.work_s > 0))


def _write(host: Host, image: bool) -> None:
    with host.lock:
        clock, pokes = host.cluster.clock, host.journal.pokes
        position = (clock.fired, clock.now_ms, host.playhead.pace)
        if position == host.noted and not (image and host.work_s):
            return
        host.noted = position
        data, transcript = b"", []
        if image and not host.broken:
            data, transcript = checkpoint.image(host.cluster), host.prompt.as_json()
            host.work_s = 0.0
    ClusterRecord.objects.filter(pk=host.id).update(fired=position[0], at_ms=position[1], pace=position[2])
    if data:
        host.journal.write_image(data, pokes, transcript)
