"""Patience: while the server has much to do, who asks for page after page waits for the next one, and for nobody else's.

It stands before Django, where waiting costs nothing: no thread, no database. A page of a cluster is paid for by that cluster,
as commands are. And of a whole class that turns the page, only a few pages are under way at a time, each a thread,
and one of them is computed: of the one core that Python computes with, the event loop, from which all frames come, has only its
share among them.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from clusterviz.live import turns
from clusterviz.live.at_once import at_once
from clusterviz.live.driver import driver
from clusterviz.live.host import Host
from clusterviz.live.registry import running

# Pages and parts of pages: so many at once, so many a second after that.
BROWSER = 40, 0.5  # a lesson that is looked through, with all that its page fetches
ADDRESS = 600, 5.0  # those who have no session yet: a whole school may stand behind one address
LONGEST_S = 20.0  # nobody waits longer
WAITING = 6  # requests of one browser, as many as one opens at a time; beyond that they are refused
LOOKS_EVERY_S = 0.25  # whether there is time to spare again
KNOWN = 10_000  # askers
LESSONS = "/learn/"
LESSONS_AT_ONCE = 40  # those that wait for a prediction's future let the others compute
PAGES_AT_ONCE = 3  # all others
AT_ONCE = ("/static/", "/healthz", "/readyz", "/metrics")  # answered without waiting
REFUSED = b"That was very much at once, and the server has much to do. Try again in a moment."
CLUSTER = re.compile(r"/c/([\w-]+)/")
_SESSION = re.compile(rb"(?:^|;\s*)(?:__Host-session|sessionid)=([^;]+)")


class _Asker:
    """What one browser, or all newcomers from one address, may ask for."""

    def __init__(self, now_s: float, at_once: int, per_s: float) -> None:
        self.at_once, self.per_s = at_once, per_s
        self.level, self.at_s, self.waiting = float(at_once), now_s, 0

    def take(self, now_s: float) -> float:
        """Take one. Returns how many seconds that was too early, at most LONGEST_S."""
        level = min(self.at_once, self.level + (now_s - self.at_s) * self.per_s) - 1
        self.level, self.at_s = max(level, -LONGEST_S * self.per_s), now_s
        return max(0.0, -self.level / self.per_s)


class Patience:
    """An ASGI application around another one."""

    def __init__(
        self,
        pages: Any,
        busy: Callable[[], bool] = lambda: driver().load.busy,
        host_of: Callable[[str], Host | None] = running,
    ) -> None:
        self.pages, self.busy, self.host_of = pages, busy, host_of
        self._askers: OrderedDict[bytes, _Asker] = OrderedDict()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        path = scope["path"]
        if path.startswith(AT_ONCE):
            await self.pages(scope, receive, send)
            return
        asker = self._asker(scope)
        early_s = asker.take(time.monotonic())
        if early_s and self.busy():
            if asker.waiting >= WAITING:
                await _refuse(send)
                return
            asker.waiting += 1
            try:
                await self._wait(early_s)
            finally:
                asker.waiting -= 1
        named = CLUSTER.match(path)
        host = self.host_of(named[1]) if named else None
        if host is not None:
            await self._wait(LONGEST_S, lambda: host.deeds_purse.empty)
        lesson = path.startswith(LESSONS)
        async with at_once("lessons", LESSONS_AT_ONCE) if lesson else at_once("pages", PAGES_AT_ONCE):
            await self.pages(scope, receive, send)

    async def _wait(self, seconds: float, still: Callable[[], bool] = lambda: True) -> None:
        ends_s = time.monotonic() + seconds
        while still() and self.busy() and time.monotonic() < ends_s:  # noqa: ASYNC110  (it waits for the time that passes)
            await asyncio.sleep(min(LOOKS_EVERY_S, seconds))

    def _asker(self, scope: Any) -> _Asker:
        """By their session; who has none, by their address."""
        cookies = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
        session = _SESSION.search(cookies)
        key = session[1] if session else str((scope.get("client") or ("",))[0]).encode()
        asker = self._askers.pop(key, None) or _Asker(time.monotonic(), *(BROWSER if session else ADDRESS))
        self._askers[key] = asker
        while len(self._askers) > KNOWN:
            self._askers.popitem(last=False)
        return asker


async def _refuse(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"2"), (b"cache-control", b"no-store")]
    headers.append((b"x-content-type-options", b"nosniff"))
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})


class Paying:
    """A cluster pays for its pages what they took to make. Middleware: each request has a thread of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(AT_ONCE):
            return self.get_response(request)
        with turns.taken():
            return self._pay(request)

    def _pay(self, request: HttpRequest) -> HttpResponse:
        began_s = time.thread_time()
        answer = self.get_response(request)
        named = CLUSTER.match(request.path_info)
        host = running(named[1]) if named else None
        if host is not None:
            host.deeds_purse.spend(time.thread_time() - began_s)
        return answer
