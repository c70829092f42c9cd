"""nslookup and dig: the commands that ask a name server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...machinery import dns, name_tools
from ...machinery.dns import ResolvConf
from .connecting import RESOLV_CONF
from .fetching import option, plain_words

if TYPE_CHECKING:
    from .process import Process

TYPES = ("A", "AAAA", "SRV", "CNAME", "PTR", "TXT")


def nslookup(process: Process, argv: tuple[str, ...]) -> int:
    """nslookup: what the name server says."""
    words = plain_words(argv)
    if not words:
        process.write("Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n")
        return 1
    kind = (option(argv, "-type=", "-query=", "-q=") or "A").upper()
    process.world.resolve(words[0], partial(_nslookup_done, process, words[0], kind), kind)
    return process.wait()


def _nslookup_done(process: Process, host: str, kind: str, found: dns.Answer, name: str) -> None:
    process.resume(*name_tools.nslookup(host, name, _server(process), kind, found))


def dig(process: Process, argv: tuple[str, ...]) -> int:
    """dig: the same, for those who want to see it all. It tries the name as it is, unless +search is there."""
    words = [word for word in argv if not word.startswith(("-", "+", "@"))]
    kinds = [word.upper() for word in words if word.upper() in TYPES]
    names = [word for word in words if word.upper() not in TYPES]
    if not names:
        process.write("dig: say a name\n")
        return 1
    name = names[0] if "+search" in argv else names[0].rstrip(".") + "."
    kind = kinds[0] if kinds else "A"
    then = partial(_dig_done, process, kind, "+short" in argv, process.world.now_ms())
    process.world.resolve(name, then, kind)
    return process.wait()


def _dig_done(process: Process, kind: str, short: bool, since_ms: int, found: dns.Answer, name: str) -> None:
    elapsed_ms = process.world.now_ms() - since_ms
    process.resume(*name_tools.dig(name, _server(process), kind, short, found, elapsed_ms))


def _server(process: Process) -> str:
    return ResolvConf.read(process.world.files.get(RESOLV_CONF, "")).nameserver
