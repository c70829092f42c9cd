"""Garbage: when Python looks for objects that nobody reaches any more, but that hold each other.

By itself it looks through all that is in memory whenever that has grown by a quarter. With three hundred clusters one such
look stops the process for seconds. So only what is young is looked through as one goes, and a cluster that was dropped is
taken apart a while later, which frees most of it; everything is looked through when nobody waits, or when so many clusters were
dropped that what is left of them is worth the pause.
"""

from __future__ import annotations

import gc
import threading
import time
from collections import deque

from ..cluster.cluster import Cluster
from ..cluster.taking_apart import take_apart

YOUNG = 2_000  # new objects, until they are looked through
MIDDLE = 10  # so many times, until those that have stayed are looked through once more
NEVER = 1_000_000_000  # …and all: we say when
DROPPED_AT_MOST = 1_000  # clusters, about 0.5 MB each when they have been taken apart
AFTER_S = 30.0  # no request takes so long: nobody has it in their hands any more

_dropped = 0
_leaving: deque[tuple[float, Cluster]] = deque()
_lock = threading.Lock()


def begin() -> None:
    """The server is about to serve: what its program needs stays anyway, and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


def dropped(cluster: Cluster | None = None) -> None:
    """A cluster was dropped from memory; None: it was never in anybody's hands but ours."""
    global _dropped
    with _lock:
        _dropped += 1
        if cluster is not None:
            _leaving.append((time.monotonic(), cluster))
        much = _dropped >= DROPPED_AT_MOST
    sweep(at_most=1)
    if much:
        collect()


def sweep(at_most: int = 50, after_s: float = AFTER_S) -> int:
    """Take apart what was dropped so long ago, in any thread. Returns how many clusters."""
    for swept in range(at_most):
        with _lock:
            if not _leaving or time.monotonic() - _leaving[0][0] < after_s:
                return swept
            _, cluster = _leaving.popleft()
        take_apart(cluster)
    return at_most


def collect() -> None:
    """Look through everything, if a cluster was dropped since the last time."""
    global _dropped
    with _lock:
        any_dropped, _dropped = _dropped > 0, 0
    if any_dropped:
        gc.collect()
