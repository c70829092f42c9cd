"""Garbage: when Python looks for objects that nobody reaches any more, but that hold each other.

By itself it looks through all that is in memory whenever that has grown by a quarter. With three hundred clusters one such
look stops the process for seconds. So only what is young is looked through as one goes; everything, when nobody waits, or
when so many clusters were dropped that their memory is worth the pause.
"""

from __future__ import annotations

import gc
import threading

YOUNG = 2_000  # new objects, until they are looked through
MIDDLE = 10  # so many times, until those that have stayed are looked through once more
NEVER = 1_000_000_000  # …and all: we say when
DROPPED_AT_MOST = 200  # clusters, about 2 MB each

_dropped = 0
_lock = threading.Lock()


def begin() -> None:
    """The server is about to serve: what its program needs stays anyway, and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


def dropped(clusters: int = 1) -> None:
    """So many clusters were dropped from memory; it is free once somebody has looked. If it is much, at once."""
    global _dropped
    with _lock:
        _dropped += clusters
        much = _dropped >= DROPPED_AT_MOST
    if much:
        collect()


def collect() -> None:
    """Look through everything, if a cluster was dropped since the last time."""
    global _dropped
    with _lock:
        any_dropped, _dropped = _dropped > 0, 0
    if any_dropped:
        gc.collect()
