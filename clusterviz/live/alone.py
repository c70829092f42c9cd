"""One thread at a time for each of many things: who wants the same waits, who wants another does not."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Alone:
    """As many locks as there are things that somebody wants just now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Hashable, threading.Lock] = {}
        self.wanted: dict[Hashable, int] = {}  # by how many threads, whoever has it among them

    @contextmanager
    def with_(self, key: Hashable) -> Iterator[None]:
        """No other thread is within this for an equal key meanwhile."""
        with self._lock:
            alone = self._locks.setdefault(key, threading.Lock())
            self.wanted[key] = self.wanted.get(key, 0) + 1
        try:
            with alone:
                yield
        finally:
            with self._lock:
                self.wanted[key] -= 1
                if not self.wanted[key]:
                    del self.wanted[key], self._locks[key]
