"""So many at once, and no more, of one kind of work of an event loop: the others wait in order, and no thread waits with them."""

from __future__ import annotations

import asyncio
import weakref

_rooms: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]] = weakref.WeakKeyDictionary()


def at_once(kind: str, places: int) -> asyncio.Semaphore:
    """`async with at_once("pages", 4):` is one of at most four that do this in the running event loop."""
    rooms = _rooms.setdefault(asyncio.get_running_loop(), {})
    if kind not in rooms:
        rooms[kind] = asyncio.Semaphore(places)
    return rooms[kind]


def crowded(kind: str) -> bool:
    """Whether all places of this kind are taken in the running event loop: others may wait."""
    room = _rooms.get(asyncio.get_running_loop(), {}).get(kind)
    return room is not None and room.locked()
