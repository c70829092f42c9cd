"""A bot's pages: cookies, forms, and an address of its own, as each machine of a class has one."""

from __future__ import annotations

import asyncio
import http.client
import re
import sys
import time
import urllib.parse
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

PATIENCE_S = 60
RELOADS_AFTER_S = 1.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CLUSTER = re.compile(r"/c/([\w-]{16,})/")


@dataclass(frozen=True, slots=True)
class Page:
    """What came back. `path`: where it was found in the end."""

    status: int
    text: str
    path: str

    @property
    def cluster(self) -> str:
        """The cluster that the page shows, "" if none."""
        found = _CLUSTER.search(self.text)
        return found[1] if found else ""


@dataclass(slots=True)
class Door:
    """Goes in and out with the cookies of one browser."""

    url: str
    place: int  # the number of the bot
    threads: Executor
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    reloads: bool = False  # whoever meets no server tries again, as people do

    @property
    def source(self) -> tuple[str, int] | None:
        """An address of this machine's own: loopback has 16 million, on Linux without asking."""
        host = urllib.parse.urlsplit(self.url).hostname or ""
        if not host.startswith("127.") or not sys.platform.startswith("linux"):
            return None
        return f"127.0.{1 + self.place // 250 % 250}.{1 + self.place % 250}", 0

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def get(self, path: str, part: bool = False) -> Page:
        """`part`: as htmx asks, which gets the part of the page that changes."""
        return await self._go("GET", path, b"", part)

    async def post(self, path: str, form: Sequence[tuple[str, str]], part: bool = False) -> Page:
        body = urllib.parse.urlencode([("csrfmiddlewaretoken", self.token), *form]).encode()
        return await self._go("POST", path, body, part)

    async def _go(self, verb: str, path: str, body: bytes, part: bool) -> Page:
        ends_s = time.perf_counter() + PATIENCE_S
        while self.reloads and time.perf_counter() < ends_s:
            try:
                return await self._go_once(verb, path, body, part)
            except OSError:
                await asyncio.sleep(RELOADS_AFTER_S)
        return await self._go_once(verb, path, body, part)

    async def _go_once(self, verb: str, path: str, body: bytes, part: bool) -> Page:
        return await asyncio.get_running_loop().run_in_executor(self.threads, self._ask, verb, path, body, part)

    def _ask(self, verb: str, path: str, body: bytes, part: bool) -> Page:
        for _ in range(6):
            page, leads_to = self._ask_once(verb, path, body, part)
            if not leads_to:
                return page
            verb, body, path = "GET", b"", urllib.parse.urljoin(path, leads_to)
        return page

    def _ask_once(self, verb: str, path: str, body: bytes, part: bool) -> tuple[Page, str]:
        where = urllib.parse.urlsplit(self.url)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=PATIENCE_S, source_address=self.source)
        headers = {"Cookie": self.cookie, "Accept": "text/html"}
        if part:
            headers["HX-Request"] = "true"
        if verb == "POST":
            headers |= {"Origin": self.url, "Referer": self.url + path}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(verb, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        token = _TOKEN.search(text)
        self.token = token[1] if token else self.token
        return Page(answer.status, text, path), answer.headers.get("Location", "") if answer.status in (
            301,
            302,
        ) else ""
