"""Of all pages under way one is computed at a time; the others wait for their turn, and that costs nothing.

Python computes on one core. Six pages at once made fewer pages than one after the other, each for half as much CPU again, and
whoever wanted to compute between them, as the event loop does for every frame, waited six times as long. A page that waits for
something outside of this process goes `away` meanwhile.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class _Turn:
    """A lock that goes to whoever has waited for it longest: Python's own may pass somebody over again and again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        called.acquire()

    def release(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_turn = _Turn()
_holder = threading.local()


@contextmanager
def taken() -> Iterator[None]:
    """This thread computes a page. Within another `taken` of its own it has the turn already."""
    if _has():
        yield
        return
    _turn.acquire()
    _holder.has = True
    try:
        yield
    finally:
        _holder.has = False
        _turn.release()


@contextmanager
def away() -> Iterator[None]:
    """This thread waits for what computes elsewhere; another page has the turn. Hold no lock and no transaction."""
    if not _has():
        yield
        return
    _holder.has = False
    _turn.release()
    try:
        yield
    finally:
        _turn.acquire()
        _holder.has = True


def _has() -> bool:
    return getattr(_holder, "has", False)
