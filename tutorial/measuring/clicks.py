"""From a click to the frame that shows it, over real HTTP and websockets, against a server of its own."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import websockets
from websockets.typing import Origin

from tutorial.measuring.model import Row
from tutorial.measuring.visitor import Visitor
from tutorial.running_server import running_server


def click_to_frame(learners: int, clicks: int = 10) -> Row:
    """Each learner types `clicks` commands, a moment apart; the frame with the answer counts."""
    with TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        delays_ms = asyncio.run(_everybody(server.url, learners, clicks))
    p99 = quantiles(delays_ms, n=100)[98]
    measured = f"p50 {median(delays_ms):.0f} ms, p99 {p99:.0f} ms"
    return Row(f"click → frame, {learners} learners, one process", measured, "p99 < 150 ms", p99 >= 150)


async def _everybody(url: str, learners: int, clicks: int) -> list[float]:
    visitors = [await asyncio.to_thread(Visitor.arrive, url) for _ in range(learners)]
    found = await asyncio.gather(*(_learner(visitor, place, clicks) for place, visitor in enumerate(visitors)))
    return [delay for delays in found for delay in delays]


async def _learner(visitor: Visitor, place: int, clicks: int) -> list[float]:
    delays_ms = []
    async with websockets.connect(
        visitor.socket, origin=Origin(visitor.origin), additional_headers={"Cookie": visitor.cookies}, max_size=None
    ) as socket:
        await socket.send(json.dumps({"do": "hello", "seen": None}))
        # In cinema a hop takes half a second on purpose: what is measured here is the server, not the film.
        await socket.send(json.dumps({"do": "pace", "pace": "1"}))
        await asyncio.sleep(0.05 * (place % 20))
        for number in range(1, clicks + 1):
            sent = time.perf_counter()
            await socket.send(json.dumps({"do": "run", "line": f"kubectl get pods -l n={number}", "id": number}))
            await _answer(socket, number)
            delays_ms.append((time.perf_counter() - sent) * 1000)
            await asyncio.sleep(0.5)
    return delays_ms


async def _answer(socket: websockets.ClientConnection, number: int) -> None:
    """Read and acknowledge frames until one carries this command's output."""
    while True:
        frame = json.loads(await asyncio.wait_for(socket.recv(), 30))
        if "frame" in frame:
            await socket.send(json.dumps({"do": "ack", "frame": frame["frame"]}))
        if any(part["id"] == number for part in frame.get("output", ())):
            return
        assert "refused" not in frame, frame
