"""ip and ss: interfaces, routes, and who listens."""

from __future__ import annotations

from ipaddress import IPv4Interface, IPv4Network
from typing import Any

from ...cluster.machinery.program import Code, Print
from .asking import ask

USAGE = "Usage: ip [ addr | route | link ]\n"
FLAGS = {
    "lo": ("LOOPBACK,UP,LOWER_UP", "65536", "noqueue", "UNKNOWN"),
    "eth0": ("BROADCAST,MULTICAST,UP,LOWER_UP", "1500", "fq_codel", "UP"),
    "cni0": ("BROADCAST,MULTICAST,UP,LOWER_UP", "1500", "noqueue", "UP"),
}
VETH = ("BROADCAST,MULTICAST,UP,LOWER_UP", "1500", "noqueue master cni0", "UP")
GATEWAY = "172.18.0.1"


def ip(words: list[str], machine: str) -> Code:
    """`ip addr`, `ip route`, `ip link`"""
    names = [word for word in words if not word.startswith("-")]
    what = names[0] if names else ""
    interfaces = yield from ask(machine, "addresses")
    about = yield from ask(machine, "about")
    if what and "address".startswith(what):
        wanted = names[-1] if len(names) > 1 and names[-1] not in ("show", "dev", "list") else ""
        if wanted and wanted not in [one.name for one in interfaces]:
            yield Print(f'Device "{wanted}" does not exist.\n', error=True)
            return 1
        brief = "-br" in words or "-brief" in words
        yield Print(_addresses(interfaces, wanted, brief))
    elif what and "route".startswith(what):
        yield Print(_routes(interfaces, about.address))
    elif what and "link".startswith(what):
        yield Print("".join(_head(place, one) for place, one in enumerate(interfaces, 1)))
    else:
        yield Print(USAGE, error=what != "help")
        return 0 if what == "help" else 255
    return 0


def _head(number: int, one: Any) -> str:
    flags, mtu, queue, state = FLAGS.get(one.name, VETH)
    name = one.name if one.name in FLAGS else f"{one.name}@if2"
    kind = "loopback" if one.name == "lo" else "ether"
    broadcast = "00:00:00:00:00:00" if one.name == "lo" else "ff:ff:ff:ff:ff:ff"
    other = "" if one.name in FLAGS else f" link-netns cni-{one.name[4:]}"
    return (
        f"{number}: {name}: <{flags}> mtu {mtu} qdisc {queue} state {state} group default qlen 1000\n"
        f"    link/{kind} {one.mac} brd {broadcast}{other}\n"
    )


def _addresses(interfaces: list[Any], wanted: str, brief: bool) -> str:
    text = ""
    for number, one in enumerate(interfaces, 1):
        if wanted not in ("", one.name):
            continue
        if brief:
            name = one.name if one.name in FLAGS else f"{one.name}@if2"
            text += f"{name:<16} {FLAGS.get(one.name, VETH)[3]:<14} {one.address} \n"
            continue
        text += _head(number, one)
        if one.address:
            interface = IPv4Interface(one.address)
            broadcast = "" if one.name == "lo" else f" brd {interface.network.broadcast_address}"
            scope = "host" if one.name == "lo" else "global"
            text += f"    inet {one.address}{broadcast} scope {scope} {one.name}\n       valid_lft forever preferred_lft forever\n"
    return text


def _routes(interfaces: list[Any], address: str) -> str:
    lines = [f"default via {GATEWAY} dev eth0 "]
    for one in interfaces:
        if one.address and one.name != "lo":
            interface = IPv4Interface(one.address)
            network: IPv4Network = interface.network
            lines.append(f"{network} dev {one.name} proto kernel scope link src {interface.ip} ")
    return "".join(f"{line}\n" for line in lines)


def ss(words: list[str], machine: str) -> Code:
    """`ss -tlnp`, `netstat -tlnp`: who listens on TCP."""
    found = yield from ask(machine, "sockets")
    text = "State    Recv-Q   Send-Q     Local Address:Port      Peer Address:Port   Process\n"
    for one in found:
        local = f"{one.address}:{one.port}"
        who = f'users:(("{one.program[:15]}",pid={one.pid},fd=8))'
        text += f"LISTEN   0        4096   {local:>25}   {'*:*' if one.address == '*' else '0.0.0.0:*':>19}   {who}\n"
    yield Print(text)
    return 0
