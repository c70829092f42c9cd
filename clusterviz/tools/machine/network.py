"""ip, ss, netstat and ping: interfaces, routes, who listens, and who answers."""

from __future__ import annotations

from ...cluster.machinery import ip_tools
from ...cluster.machinery.ip_tools import GATEWAY, IPROUTE
from ...cluster.machinery.program import Code, Print
from .asking import ask


def ip(words: list[str], machine: str) -> Code:
    """`ip addr`, `ip route`, `ip link`"""
    interfaces = yield from ask(machine, "addresses")
    routes = yield from ask(machine, "routes")
    status, text = ip_tools.ip(words, interfaces, GATEWAY, IPROUTE, routes)
    yield Print(text, error=status != 0)
    return status


def ss(words: list[str], machine: str) -> Code:
    """`ss -tlnp`: who listens on TCP."""
    found = yield from ask(machine, "sockets")
    text = "State    Recv-Q   Send-Q     Local Address:Port      Peer Address:Port   Process\n"
    for one in found:
        local = f"{one.address}:{one.port}"
        who = f'users:(("{one.program[:15]}",pid={one.pid},fd=8))'
        text += f"LISTEN   0        4096   {local:>25}   {'*:*' if one.address == '*' else '0.0.0.0:*':>19}   {who}\n"
    yield Print(text)
    return 0


def netstat(words: list[str], machine: str) -> Code:
    """`netstat -tlnp`: the same, as net-tools has it."""
    found = yield from ask(machine, "sockets")
    status, text = ip_tools.netstat(words, found)
    yield Print(text, error=status != 0)
    return status
