"""ip, ss, netstat and ping: interfaces, routes, who listens, and who answers."""

from __future__ import annotations

from ...cluster.machinery import ip_tools
from ...cluster.machinery.ip_tools import GATEWAY, IPROUTE
from ...cluster.machinery.program import Code, Print
from .asking import ask
from .options import unknown

SS_USAGE = "Usage: ss [ -tulnpa ]\n"


def ip(words: list[str], machine: str) -> Code:
    """`ip addr`, `ip route`, `ip link`"""
    interfaces = yield from ask(machine, "addresses")
    routes = yield from ask(machine, "routes")
    status, text = ip_tools.ip(words, interfaces, GATEWAY, IPROUTE, routes)
    yield Print(text, error=status != 0)
    return status


def ss(words: list[str], machine: str) -> Code:
    """`ss -tlnp`: who listens on TCP."""
    if wrong := unknown(
        "ss", words, "tunlpaxwsHe46", ("tcp", "udp", "listening", "processes", "numeric", "all", "no-header")
    ):
        yield Print(wrong.partition("Try")[0] + SS_USAGE, error=True)
        return 255
    letters = "".join(word[1:] for word in words if word.startswith("-") and not word.startswith("--"))
    listening = "l" in letters or "a" in letters or "--listening" in words or "--all" in words
    tcp = "t" in letters or "--tcp" in words or not ({"u", "x", "w"} & set(letters) or "--udp" in words)
    found = (yield from ask(machine, "sockets")) if listening and tcp else []
    text = "State    Recv-Q   Send-Q     Local Address:Port      Peer Address:Port   Process\n"
    for one in found:
        local = f"{one.address}:{one.port}"
        shown = "p" in letters or "--processes" in words
        who = "" if not shown else f'users:(("{one.program[:15]}",pid={one.pid},fd=8))'
        text += f"LISTEN   0        4096   {local:>25}   {'*:*' if one.address == '*' else '0.0.0.0:*':>19}   {who}\n"
    yield Print(text)
    return 0


def netstat(words: list[str], machine: str) -> Code:
    """`netstat -tlnp`: the same, as net-tools has it."""
    found = yield from ask(machine, "sockets")
    status, text = ip_tools.netstat(words, found)
    yield Print(text, error=status != 0)
    return status
