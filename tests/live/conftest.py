"""What the tests of live clusters share: a visitor, their cluster, and a viewer at its socket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from clusterviz.live import driver as driving
from clusterviz.live import limits, registry, visitor
from clusterviz.models import ClusterRecord
from tutorial.asgi import application

ORIGIN = (b"origin", b"http://localhost:8000")
HOST = (b"host", b"localhost:8000")


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """Each test begins as a process does: no host in memory, all buckets full."""
    registry._hosts.clear()
    visitor._creations = limits.Buckets(per_s=0.1, at_once=12)
    visitor._newcomers = limits.Buckets(per_s=0.5, at_once=300)
    yield
    registry._hosts.clear()


@pytest.fixture
async def no_driver_left() -> AsyncIterator[None]:
    """End the driver of the test's event loop."""
    yield
    await driving.driver().stop()


def visit(client: Client) -> str:
    """Give the client a session of its own; returns the visitor's key."""
    session = client.session
    session[visitor.KEY] = key = f"visitor-{id(client)}"
    session.save()
    client.cookies["sessionid"] = session.session_key
    return key


@pytest.fixture
def record(client: Client, db: None) -> ClusterRecord:
    """A cluster that belongs to `client`."""
    return visitor.create(visit(client), "sandbox", seed=7)


class Viewer:
    """A page at a cluster's socket, as a test sees it."""

    client: Client
    record: ClusterRecord

    def __init__(self, cluster_id: str, cookie: str, headers: tuple[tuple[bytes, bytes], ...] = (ORIGIN, HOST)) -> None:
        sent = [*headers, (b"cookie", f"sessionid={cookie}".encode())] if cookie else list(headers)
        self.socket = WebsocketCommunicator(application, f"/c/{cluster_id}/ws", headers=sent)

    async def connect(self) -> bool:
        connected, _ = await self.socket.connect(timeout=10)
        return bool(connected)

    async def say(self, **message: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(message))

    async def hear(self, timeout_s: float = 5) -> Any:
        return json.loads(await self.socket.receive_from(timeout=timeout_s))

    async def hear_until(self, wanted: Any, timeout_s: float = 5) -> list[Any]:
        """All messages up to the first for which `wanted(message)` holds; each frame is acknowledged."""
        heard: list[Any] = []
        patience_s = time.monotonic() + 20
        while True:
            assert time.monotonic() < patience_s, f"not heard among {len(heard)} messages; the last: {heard[-1]}"
            message = await self.hear(timeout_s)
            heard.append(message)
            if "frame" in message:
                await self.say(do="ack", frame=message["frame"])
            if wanted(message):
                return heard

    async def hello(self, seen: int | None = None) -> Any:
        await self.say(do="hello", seen=seen)
        return await self.hear()

    async def leave(self) -> None:
        # The server may have ended it first. A CancelledError is no Exception: pytest would skip the teardown of everything
        # else, and later tests would run with what this one had patched.
        with suppress(asyncio.CancelledError):
            await self.socket.disconnect()


@pytest.fixture
async def viewer(transactional_db: None, no_driver_left: None) -> AsyncIterator[Viewer]:
    """The owner of a new cluster (seed 7), connected."""
    client = Client()
    key = await sync_to_async(visit)(client)
    record = await sync_to_async(visitor.create)(key, "sandbox", seed=7)
    viewer = Viewer(record.pk, client.cookies["sessionid"].value)
    viewer.client, viewer.record = client, record
    assert await viewer.connect()
    yield viewer
    await viewer.leave()
