"""A visitor without a browser: cookies, a cluster of their own, and its socket."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar


@dataclass(frozen=True)
class Visitor:
    """Someone who has opened the sandbox."""

    origin: str
    page: str  # the URL of the sandbox
    socket: str  # the URL of its websocket
    cookies: str  # the Cookie header

    @classmethod
    def arrive(cls, url: str, preset: str = "three-nodes") -> Visitor:
        """Ask for a new cluster, as the button on the page does."""
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with opener.open(f"{url}/c/new/", timeout=30) as response:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.read().decode())
        assert token is not None, "the page has no form for a new cluster"
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "preset": preset}).encode()
        request = urllib.request.Request(f"{url}/c/new/", form, {"Origin": url, "Referer": f"{url}/c/new/"})
        with opener.open(request, timeout=30) as response:
            page = response.url
            response.read()
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        socket = page.replace("http://", "ws://").rstrip("/") + "/ws"
        return cls(url, page, socket, cookies)
