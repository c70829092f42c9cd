"""A bot's socket: frames are acknowledged and checked for gaps, clicks are timed until the frame that shows them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import websockets
from websockets.typing import Origin

from .door import Door

BACK_WITHIN_S = 60.0


@dataclass(slots=True)
class Click:
    """A command on its way. Acknowledged: a frame has shown that it was done."""

    number: int
    line: str
    sent_s: float
    shown: asyncio.Event
    answered: asyncio.Event
    acknowledged: bool = False

    @property
    def first_line(self) -> str:
        """How the story tells it: without what comes after in a here-document."""
        return self.line.strip().split("\n")[0]


@dataclass(slots=True)
class Seen:
    """What all bots of one kind saw together."""

    delays_ms: list[float] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)  # ms, and the line
    frames: int = 0
    snapshots: int = 0
    gaps: int = 0  # a frame was missing, and no snapshot came in its place
    reordered: int = 0  # a frame came twice, or late
    lost: int = 0  # commands that no frame has shown
    refused: int = 0
    sentences: set[str] = field(default_factory=set)  # with which something was refused
    bytes: int = 0
    steps: int = 0
    steps_failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    comebacks_s: list[float] = field(default_factory=list)
    acknowledged: dict[str, list[str]] = field(default_factory=dict)  # cluster → lines that were shown as done


class Line:
    """The socket of one bot at one cluster."""

    def __init__(self, door: Door, cluster: str, seen: Seen) -> None:
        self.door, self.cluster, self.seen = door, cluster, seen
        self.last: int | None = None
        self.clock: dict[str, Any] = {}
        self.left: int | None = None  # open checks of the lesson's step, as the last frame said
        self.step = ""
        self.version = 0  # of the step's list of what is to be done
        self.clicks: dict[int, Click] = {}
        self.next_number = 1
        self.socket: websockets.ClientConnection | None = None
        self.reader: asyncio.Task[None] | None = None
        self.comes_back = True  # by itself, as the page does
        self.listening = asyncio.Event()
        self.news = asyncio.Event()
        self.ended = False

    async def open(self) -> None:
        """Connect, and say what was seen last."""
        address = self.door.url.replace("http", "ws", 1) + f"/c/{self.cluster}/ws"
        source = self.door.source
        options: dict[str, Any] = {"local_addr": source} if source else {}
        self.socket = await websockets.connect(
            address, origin=Origin(self.door.url), additional_headers={"Cookie": self.door.cookie}, max_size=None,
            compression=None, open_timeout=BACK_WITHIN_S, ping_interval=None, close_timeout=1, **options,
        )  # fmt: skip
        await self.say(do="hello", seen=self.last, **self._where())
        self.reader = asyncio.create_task(self._read(self.socket))

    def _where(self) -> dict[str, Any]:
        return {name: self.clock[name] for name in ("fired", "at", "pokes") if name in self.clock}

    async def close(self) -> None:
        self.ended = True
        if self.reader is not None:
            self.reader.cancel()
        if self.socket is not None:
            with contextlib.suppress(Exception):
                await self.socket.close()

    async def drop(self) -> None:
        """The network is gone, without a word."""
        if self.socket is not None:
            self.socket.transport.abort()

    async def say(self, **message: Any) -> None:
        if self.socket is not None:
            with contextlib.suppress(websockets.ConnectionClosed):
                await self.socket.send(json.dumps(message))

    async def click(self, line: str) -> Click:
        """Type a line, and wait until a frame shows that it was done. TimeoutError if none does."""
        number = self.next_number
        self.next_number += 1
        click = self.clicks[number] = Click(number, line, time.perf_counter(), asyncio.Event(), asyncio.Event())
        connected = self.listening.is_set()
        await self.say(do="run", line=line, id=number)
        try:
            await asyncio.wait_for(click.shown.wait(), BACK_WITHIN_S)
        except TimeoutError:
            self.seen.lost += connected
            raise
        return click

    async def until(self, wanted: Callable[[], bool], patience_s: float) -> bool:
        """Wait for frames until this holds."""
        ends_s = time.perf_counter() + patience_s
        while not wanted():
            left_s = ends_s - time.perf_counter()
            if left_s <= 0:
                return False
            self.news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), left_s)
        return True

    async def _read(self, socket: websockets.ClientConnection) -> None:
        try:
            async for text in socket:
                self.seen.bytes += len(text)
                await self._hear(orjson.loads(text))
        except websockets.ConnectionClosed:
            pass
        self.listening.clear()
        if self.comes_back and not self.ended and self.socket is socket:
            asyncio.get_running_loop().create_task(self._come_back())

    async def _come_back(self) -> None:
        went_s = time.perf_counter()
        while not self.ended and time.perf_counter() - went_s < BACK_WITHIN_S:
            await asyncio.sleep(0.2 + 0.001 * (self.door.place % 300))
            with contextlib.suppress(OSError, TimeoutError, websockets.WebSocketException):
                await self.open()
                await asyncio.wait_for(self.listening.wait(), BACK_WITHIN_S)
                self.seen.comebacks_s.append(time.perf_counter() - went_s)
                for click in [click for click in self.clicks.values() if not click.shown.is_set()]:
                    await self.say(do="run", line=click.line, id=click.number)  # as the page does with what waits
                return
        if not self.ended:
            self.seen.errors.append("a learner did not come back")

    async def _hear(self, message: Any) -> None:
        if "refused" in message:
            await self._refused(message)
            return
        if "frame" not in message:
            return
        number, snapshot = message["frame"], message.get("snapshot")
        if snapshot is not None:
            self.seen.snapshots += 1
            message = snapshot
            for program in snapshot["programs"]:
                self._show(program["id"], program["line"], program["status"] is not None)
            self.next_number = max([self.next_number, *(program["id"] + 1 for program in snapshot["programs"])])
        elif self.last is not None and number != self.last + 1:
            if number > self.last:
                self.seen.gaps += 1
            else:
                self.seen.reordered += 1
        self.seen.frames += 1
        self.last = number
        await self.say(do="ack", frame=number)
        self.clock = message["clock"]
        if "lesson" in message:
            lesson = message["lesson"]
            self.step, self.left, self.version = lesson["step"], lesson["left"], lesson["version"]
        if snapshot is None:
            pokes = {packet["note"] for packet in message["packets"] if packet["is"] == "poke"}
            for click in list(self.clicks.values()):
                if not click.shown.is_set() and click.first_line in pokes:
                    self._show(click.number, click.line, False)
            for part in message["output"]:
                self._show(part["id"], part["line"], bool(part["done"]))
        self.listening.set()
        self.news.set()

    async def _refused(self, message: Any) -> None:
        self.seen.refused += 1
        self.seen.sentences.add(message["refused"])
        click = self.clicks.get((message.get("to") or {}).get("id", 0))
        if click is not None and "was started already" not in message["refused"]:
            click.shown.set()
            click.answered.set()

    def _show(self, number: int, line: str, done: bool) -> None:
        click = self.clicks.get(number)
        if click is None or click.line != line:
            return
        if not click.shown.is_set():
            delay_ms = (time.perf_counter() - click.sent_s) * 1000
            self.seen.delays_ms.append(delay_ms)
            self.seen.slowest = sorted([*self.seen.slowest, (delay_ms, line)], reverse=True)[:10]
            click.shown.set()
        if not click.acknowledged:
            click.acknowledged = True
            self.seen.acknowledged.setdefault(self.cluster, []).append(line)
        if done:
            click.answered.set()
            self.clicks.pop(number, None)
