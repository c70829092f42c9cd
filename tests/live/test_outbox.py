"""The outbox: frames in order and without gaps, or a snapshot; one who is slow holds up nobody."""

from __future__ import annotations

import asyncio

from clusterviz.live.outbox import UNACKED, WAITING, Outbox


class Socket:
    def __init__(self, stuck: bool = False) -> None:
        self.sent: list[str] = []
        self.free = asyncio.Event()
        if not stuck:
            self.free.set()

    async def send(self, text: str) -> None:
        await self.free.wait()
        self.sent.append(text)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_nothing_is_sent_before_the_first_snapshot() -> None:
    socket = Socket()
    outbox = Outbox(socket.send)
    outbox.start()
    outbox.put(6, "frame 6")
    outbox.put_snapshot(7, "snapshot 7")
    outbox.put(8, "frame 8")
    await settle()
    assert socket.sent == ["snapshot 7", "frame 8"]
    await outbox.close()


async def test_one_that_does_not_acknowledge_gets_no_more_and_then_a_snapshot() -> None:
    socket = Socket()
    outbox = Outbox(socket.send)
    outbox.start()
    outbox.put_snapshot(0, "snapshot 0")
    for number in range(1, UNACKED + 11):
        outbox.put(number, f"frame {number}")
        await settle()
    assert socket.sent[-1] == f"frame {UNACKED}"
    assert not outbox.awaits_snapshot, "a snapshot would not be read"
    outbox.ack(UNACKED)
    assert outbox.awaits_snapshot
    outbox.put_snapshot(90, "snapshot 90")
    outbox.put(91, "frame 91")
    await settle()
    assert socket.sent[-2:] == ["snapshot 90", "frame 91"]
    await outbox.close()


async def test_a_socket_that_is_stuck_costs_no_more_than_the_bound() -> None:
    socket = Socket(stuck=True)
    outbox = Outbox(socket.send)
    outbox.start()
    outbox.put_snapshot(1, "snapshot 1")
    for number in range(2, 1_000):
        outbox.put(number, f"frame {number}")
        outbox.ack(number)
    assert len(outbox._queue) <= WAITING
    assert outbox.needs_snapshot
    socket.free.set()
    await settle()
    assert outbox.awaits_snapshot
    await outbox.close()


async def test_one_that_was_away_gets_what_it_missed() -> None:
    socket = Socket()
    outbox = Outbox(socket.send)
    outbox.start()
    outbox.resume([(4, "frame 4"), (5, "frame 5")])
    outbox.put(6, "frame 6")
    await settle()
    assert socket.sent == ["frame 4", "frame 5", "frame 6"]
    await outbox.close()


async def test_answers_to_one_viewer_are_bounded_too() -> None:
    socket = Socket(stuck=True)
    outbox = Outbox(socket.send)
    for number in range(1_000):
        outbox.say(f"refused {number}")
    assert len(outbox._queue) == 2 * WAITING
