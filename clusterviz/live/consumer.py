"""The socket of one viewer. What the page says is matched by shape, and the unknown is answered."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from typing import Any

import orjson
from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from ..cluster import faults
from ..models import ClusterRecord
from . import counters, registry, visitor
from .at_once import at_once
from .driver import ARRIVALS, NO_SUCH_CLUSTER, driver
from .fairness import QUEUED
from .frames import encode
from .guests import Guest
from .host import Host
from .limits import GUESTS, VIEWERS, Bucket, LimitError
from .outbox import Outbox
from .ownership import Lost
from .pace import PACES, STEPS

log = logging.getLogger(__name__)

TOO_MANY = 4429
TRY_AGAIN = 1013
UNREADABLE = "There is half a character in it, or a number beyond 64 bits. It was not done."
MESSAGE_CHARACTERS = 300_000  # a manifest of 256 KiB, and what stands around it
REBUILT = (
    "This cluster was made with an earlier version of this program. What you made in it is there; its machines may have "
    "been started again, and some of what happened by itself may have come out differently."
)
ENDS_EARLY = (
    "The end of what was written down of this cluster is gone from the server's disk: some of what you did last is not "
    "there any more. Everything before it is as you left it."
)
ONLY_LOOKS = "You look at somebody else's cluster here. To poke it, ask them, or take a copy of your own."
GUESTS_ASKED_EVERY_S = 3.0
ARRIVE_AT_ONCE = 2  # sockets whose clusters are brought back at a time: commands need threads, too
# Messages of any kind, acknowledgements included: who talks faster is heard more slowly, and nothing of it is lost.
TALK_PER_S, TALK_AT_ONCE = 40.0, 240


class ClusterConsumer(AsyncWebsocketConsumer):
    """A viewer of one cluster."""

    host: Host | None = None
    outbox: Outbox | None = None
    last_work: asyncio.Task[None] | None = None
    guest: Guest | None = None  # who looks at somebody else's cluster

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hear one message after the other. Channels' own way makes three tasks of each, and a visit to the database, for a
        layer that is not used here: a class says a thousand a second, most of them "seen"."""
        self.scope, self.base_send, self.channel_layer = scope, send, None
        with contextlib.suppress(StopConsumer):
            while True:
                message = await receive()
                await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Let the owner in; a stranger is refused before the handshake."""
        self.talk = Bucket(TALK_PER_S, TALK_AT_ONCE)
        self.slow_work: set[asyncio.Task[None]] = set()
        cluster_id = self.scope["url_route"]["kwargs"]["cluster_id"]
        try:
            record, self.guest = await _in_thread(_arrival, self.scope.get("session"), cluster_id)
            if record is None:
                await self.close(code=NO_SUCH_CLUSTER)
                return
            host = await self._host_of(record)
        except (LimitError, DatabaseError) as error:
            log.warning("A socket of cluster %s is told to try again: %s", cluster_id, error)
            await self.close(code=TRY_AGAIN)
            return
        self.host = host
        host.guests += self.guest is not None
        if (host.guests if self.guest is not None else host.sockets - host.guests) > (
            GUESTS if self.guest else VIEWERS
        ):
            await self.close(code=TOO_MANY)
            return
        self.outbox = Outbox(self._write, self._hang_up)
        await self.accept()
        self.outbox.start()
        if self.guest is not None:
            self._keep(asyncio.get_running_loop().create_task(self._look_after_the_guest(cluster_id)))

    async def _host_of(self, record: ClusterRecord) -> Host:
        if registry.running(record.pk) is not None:
            return await _in_thread(registry.host_of, record, True)
        async with at_once(ARRIVALS, ARRIVE_AT_ONCE):
            return await _in_thread(registry.host_of, record, True)

    async def disconnect(self, code: int) -> None:
        """The viewer has left; their cluster stays."""
        for task in self.slow_work:
            task.cancel()
        if self.host is None:
            return
        self.host.sockets -= 1
        self.host.guests -= self.guest is not None
        if self.outbox is not None:
            driver().detach(self.host, self.outbox)
            await self.outbox.close()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One message from the page."""
        if self.host is None or self.outbox is None:
            return
        message: Any = None
        if wait_s := self.talk.turn_s():
            await asyncio.sleep(wait_s)  # meanwhile nothing more is read of what they send
        try:
            message = _parse(text_data)
            if self.guest is not None and not self.guest.may_act and not _only_looks(message):
                self._refuse(ONLY_LOOKS, message)
                return
            await self._obey(message, self.host, self.outbox)
        except LimitError as error:
            self._refuse(error.sentence, message)
        except faults.FaultError as error:
            self._refuse(str(error), message)

    async def _obey(self, message: Any, host: Host, outbox: Outbox) -> None:
        match message:
            case {"do": "hello"}:
                await host.deeds_purse.turn(_busy)
                seen = message.get("seen")
                match message:
                    case {"fired": int(fired), "at": int() | float() as at_ms, "pokes": int(pokes)}:
                        await _in_thread(host.catch_up, fired, at_ms, pokes)
                        if pokes > host.journal.pokes:
                            log.error("The journal of cluster %s ends before what its page has seen", host.id)
                            outbox.say(encode({"refused": ENDS_EARLY, "to": None}))
                if self.guest is None and host.rebuilt:
                    outbox.say(encode({"refused": REBUILT, "to": None}))
                    await _in_thread(registry.told_of_rebuilding, host)
                await driver().attach(host, outbox, seen if isinstance(seen, int) else None)
            case {"do": "ack", "frame": int(frame)}:
                outbox.ack(frame)
            case {"do": "pace", "pace": str(pace)} if pace in PACES:
                self._later(message, host.set_pace, pace)
            case {"do": "pace", "pace": pace}:
                self._refuse(f"There is no pace {pace!r}. There are: {', '.join(PACES)}.", message)
            case {"do": "step", "by": str(by)} if by in STEPS:
                self._later(message, host.take_step, by)
            case {"do": "step", "by": by}:
                self._refuse(f"There is no step {by!r}. There are: {', '.join(STEPS)}.", message)
            case {"do": "run", "line": str(line), "id": int(number)}:
                host.commands.take()
                stdin = message.get("stdin") or ""
                self._later(message, host.run, line, stdin if isinstance(stdin, str) else "", None, number, self._who)
            case {"do": "interrupt", "id": int(number)}:
                host.commands.take()
                self._later(message, host.interrupt, number, self._who)
            case {"do": "save", "id": int(number), "text": str() | None as text}:
                host.commands.take()
                self._later(message, host.save, number, text, self._who)
            case {"do": "visit", "id": int(number), "port": int(port), "path": str(path)} if path.startswith("/"):
                host.commands.take()
                self._later(message, host.visit, number, port, path, self._who)
            case {"do": "poke", "verb": str(verb), "subject": str(subject)}:
                host.commands.take()
                args = message.get("args") or {}
                self._later(message, host.poke, verb, subject, args if isinstance(args, dict) else {}, self._who)
            case _:
                self._refuse("The page sent a message that the server does not know. Reload the page.", message)

    def _later(self, message: Any, work: Any, *args: Any) -> None:
        """Do it in a thread, as it waits for the host and the database; the socket goes on listening. LimitError."""
        if len(self.slow_work) >= QUEUED:
            raise LimitError(f"{QUEUED} commands of yours wait already. Wait until some of them are done.", 1)
        task = asyncio.get_running_loop().create_task(self._do(self.last_work, message, work, *args))
        self.last_work = task
        self._keep(task)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self.slow_work.add(task)
        task.add_done_callback(self.slow_work.discard)

    @property
    def _who(self) -> str:
        return self.guest.name if self.guest is not None else "you"

    async def _look_after_the_guest(self, cluster_id: str) -> None:
        """A guest's leave can end, or become more: ask again and again; who has none any more is shown out."""
        while True:
            await asyncio.sleep(GUESTS_ASKED_EVERY_S)
            guest = await _in_thread(_guest_of, self.scope.get("session"), cluster_id)
            if guest is None:
                await self.close(code=NO_SUCH_CLUSTER)
                return
            self.guest = guest

    async def _do(self, previous: asyncio.Task[None] | None, message: Any, work: Any, *args: Any) -> None:
        if previous is not None:
            await asyncio.gather(previous, return_exceptions=True)  # commands keep their order
        try:
            if self.host is not None:
                await self.host.deeds_purse.turn(_busy)
                computed_s, trouble = await _in_thread(_timed, work, *args)
                self.host.deeds_purse.spend(computed_s)
                if trouble is not None:
                    raise trouble
        except Lost as error:
            self._refuse(error.sentence, message)
            if self.host is not None:
                registry.lose(self.host)
        except LimitError as error:
            self._refuse(error.sentence, message)
        except faults.FaultError as error:
            self._refuse(str(error), message)
        except Exception:
            log.exception("A command to cluster %s failed", self.host and self.host.id)
            self._refuse("The server could not do that. Reload the page, and try again.", message)
        self._show()

    def _show(self) -> None:
        if self.host is not None:
            driver().wake(self.host)
            driver().flush(self.host)

    def _refuse(self, sentence: str, message: Any) -> None:
        counters.count("limits_total")
        if self.outbox is not None:
            self.outbox.say(encode({"refused": sentence, "to": _shortened(message)}))

    async def _hang_up(self, code: int) -> None:
        await self.close(code=code)

    async def _write(self, text: str) -> None:
        try:
            await self.send(text_data=text)
        except Exception as error:
            # The page went while this frame was on its way; each server has an exception of its own for that.
            log.debug("a viewer left before a frame reached them: %s", error)


def _arrival(session: Any, cluster_id: str) -> tuple[ClusterRecord | None, Guest | None]:
    """The cluster, if they may come to it, and as what they come: None for the owner."""
    key = visitor.key_of(session)
    record = visitor.owned(key, cluster_id)
    if record is not None:
        visitor.seen(record)
        return record, None
    record, guest = visitor.as_guest(key, cluster_id)
    return (record, guest) if guest is not None else (None, None)


def _guest_of(session: Any, cluster_id: str) -> Guest | None:
    """As what they come; None for the owner, and for a stranger, who did not get so far."""
    key = visitor.key_of(session)
    return None if visitor.owned(key, cluster_id) is not None else visitor.as_guest(key, cluster_id)[1]


def _only_looks(message: Any) -> bool:
    return isinstance(message, dict) and message.get("do") in ("hello", "ack")


def _parse(text: str | None) -> Any:
    if text is None or len(text) > MESSAGE_CHARACTERS:
        return None
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    try:
        orjson.dumps(message)  # what it cannot write is nothing that a page sends
    except TypeError:
        raise LimitError(UNREADABLE, 1) from None
    return message


def _shortened(message: Any) -> Any:
    """What was refused, without the manifest that came with it."""
    if not isinstance(message, dict):
        return None
    return {name: value for name, value in message.items() if not isinstance(value, str) or len(value) <= 200}


def _timed(work: Any, *args: Any) -> tuple[float, Exception | None]:
    """Do it; returns how long it computed, in s, and what went wrong.

    An exception would be lost in the thread, and stand in the log as an error of ours, where the viewer has left meanwhile.
    """
    began_s, trouble = time.thread_time(), None
    try:
        work(*args)
    except Exception as error:
        trouble = error
    return time.thread_time() - began_s, trouble


def _busy() -> bool:
    return driver().load.busy


async def _in_thread(work: Any, *args: Any) -> Any:
    return await database_sync_to_async(work, thread_sensitive=False)(*args)
