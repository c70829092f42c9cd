"""Expectations: what a controller has asked for and not seen yet in its cache, so that it does not ask twice.

Fact sheet §7.0: a cache lags behind the API server. A controller that has just created three Pods and counts none must not
create three more; it waits until it has seen them, or for 5 minutes.
"""

from __future__ import annotations

from .component import Component
from .informer import Informer
from .objects import Key

TIMEOUT_MS = 300_000
LOOK_AGAIN_MS = 1_000


class _Expected:
    __slots__ = ("creations", "deletions", "since_ms")

    def __init__(self, creations: int, deletions: dict[str, None], since_ms: int) -> None:
        self.creations = creations
        self.deletions = deletions  # UIDs
        self.since_ms = since_ms


class Expectations:
    """Creations and deletions that are on their way, by the key of the object that wants them."""

    def __init__(self, component: Component) -> None:
        self.component = component
        self._expected: dict[Key, _Expected] = {}

    def met(self, key: Key) -> bool:
        """Whether everything asked for `key` has been seen, or will not be waited for any longer."""
        expected = self._expected.get(key)
        if expected is None:
            return True
        if expected.creations <= 0 and not expected.deletions:
            return True
        return self.component.now_ms - expected.since_ms > TIMEOUT_MS

    def expect_creations(self, key: Key, count: int) -> None:
        """So many objects are about to be created for `key`."""
        self.expect(key, count, [])

    def expect_deletions(self, key: Key, uids: list[str]) -> None:
        """These objects are about to be deleted for `key`."""
        self.expect(key, 0, uids)

    def expect(self, key: Key, creations: int, deletions: list[str]) -> None:
        """So many objects are about to be created, and these to be deleted, for `key`."""
        self._expected[key] = _Expected(creations, dict.fromkeys(deletions), self.component.now_ms)

    def creation_seen(self, key: Key, count: int = 1) -> None:
        """An object of `key` has been created, or will not be."""
        expected = self._expected.get(key)
        if expected is not None:
            expected.creations -= count

    def deletion_seen(self, key: Key, uid: str) -> None:
        """This object of `key` is being deleted or gone, or will not be."""
        expected = self._expected.get(key)
        if expected is not None:
            expected.deletions.pop(uid, None)

    def forget(self, key: Key) -> None:
        """`key` is gone."""
        self._expected.pop(key, None)


class OwnWrites:
    """The revisions that a controller has written, so that it looks again only when its caches have them."""

    def __init__(self) -> None:
        self._written: dict[Key, dict[str, tuple[Informer, int]]] = {}

    def wrote(self, key: Key, informer: Informer, revision: int) -> None:
        """While looking at `key`, an object of this informer's kind was written."""
        if revision > informer.revision:
            self._written.setdefault(key, {})[informer.resource.plural] = (informer, revision)

    def seen(self, key: Key) -> bool:
        """Whether the caches have everything that was written for `key`."""
        written = self._written.get(key)
        if written is None:
            return True
        if any(informer.revision < revision for informer, revision in written.values()):
            return False
        del self._written[key]
        return True


__all__ = ["LOOK_AGAIN_MS", "Expectations", "OwnWrites"]
