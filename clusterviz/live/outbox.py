"""What one viewer still has to get: a bounded queue with its own writer, so that one who is slow holds up nobody else.

The web server gives no back-pressure, so the viewer acknowledges what it got; to one that does not, nothing more is sent.
When it is back it gets a snapshot in place of what it missed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

UNACKED = 60  # frames on their way to one viewer: three seconds at full rate
WAITING = 60  # frames that wait for its writer


class Outbox:
    """Frames for one viewer, in order and without gaps, or a snapshot."""

    def __init__(
        self, send: Callable[[str], Awaitable[None]], hang_up: Callable[[int], Awaitable[None]] | None = None
    ) -> None:
        """`send(text)` writes to the socket, `hang_up(code)` closes it."""
        self._send = send
        self._hang_up = hang_up
        self._ends = 0  # the code with which the socket is closed, once everything is said
        self._queue: deque[tuple[int, str]] = deque()  # (frame number, or 0 for what is no frame; text)
        self._filled = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self.acked = 0
        self.unacked: deque[int] = deque()
        self.needs_snapshot = True
        self.closed = False

    def start(self) -> None:
        """Begin to write."""
        self._writer = asyncio.get_running_loop().create_task(self._write())

    async def close(self) -> None:
        """Write no more."""
        self.closed = True
        if self._writer is not None:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer

    @property
    def stalled(self) -> bool:
        """Whether the viewer owes so many acknowledgements that it gets nothing more."""
        return len(self.unacked) >= UNACKED

    @property
    def awaits_snapshot(self) -> bool:
        """Whether a snapshot is owed, and would be read."""
        return self.needs_snapshot and not self.stalled and not self._queue and not self.closed

    def put(self, number: int, text: str) -> None:
        """The next frame. One that comes too late for this viewer is dropped, and a snapshot is owed."""
        if self.closed or self.needs_snapshot:
            return
        if self.stalled or len(self._queue) >= WAITING:
            self._queue.clear()
            self.needs_snapshot = True
            return
        self._queue.append((number, text))
        self._filled.set()

    def put_snapshot(self, number: int, text: str) -> None:
        """Everything as it is after frame `number`; what waited before it is superseded."""
        self._queue = deque(item for item in self._queue if item[0] == 0)
        self._queue.append((number, text))
        self.needs_snapshot = False
        self._filled.set()

    def resume(self, frames: list[tuple[int, str]]) -> None:
        """A viewer that was away gets what it missed."""
        self._queue.extend(frames)
        self.needs_snapshot = False
        self._filled.set()

    def say(self, text: str) -> None:
        """An answer to this viewer alone; it has no number."""
        if not self.closed and len(self._queue) < 2 * WAITING:
            self._queue.append((0, text))
            self._filled.set()

    def end(self, text: str, code: int) -> None:
        """Say this (if anything), and then nothing more: the socket is closed with this code."""
        if text:
            self.say(text)
        self._ends = code
        self._filled.set()

    def ack(self, number: int) -> None:
        """The viewer has drawn everything up to this frame."""
        self.acked = max(self.acked, number)
        while self.unacked and self.unacked[0] <= number:
            self.unacked.popleft()

    async def _write(self) -> None:
        while not self.closed:
            await self._filled.wait()
            while self._queue:
                number, text = self._queue.popleft()
                if number:
                    self.unacked.append(number)
                await self._send(text)
            self._filled.clear()
            if self._ends and self._hang_up is not None:
                await self._hang_up(self._ends)
                return
