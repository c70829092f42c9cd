"""ip and netstat: what they print of interfaces, routes and listeners, as busybox has it and as a Linux server does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Interface
from typing import NamedTuple

BUSYBOX, IPROUTE = "busybox", "iproute2"
GATEWAY = "172.18.0.1"  # of the machines
_FLAGS = {
    "lo": ("LOOPBACK,UP,LOWER_UP", "65536", "noqueue", "UNKNOWN"),
    "eth0": ("BROADCAST,MULTICAST,UP,LOWER_UP", "1500", "fq_codel", "UP"),
    "cni0": ("BROADCAST,MULTICAST,UP,LOWER_UP", "1500", "noqueue", "UP"),
}
_VETH = ("BROADCAST,MULTICAST,UP,LOWER_UP", "1500", "noqueue master cni0", "UP")
_POD = ("BROADCAST,MULTICAST,UP,LOWER_UP", "1500", "noqueue", "UP")
IP_USAGE = "Usage: ip [ addr | route | link ]\n"


class Interface(NamedTuple):
    """A network interface. `peer`: the Pod at its other end; `peer_number`: the other end of a Pod's own, on its machine."""

    name: str
    mac: str
    address: str  # with its prefix length, "" for none
    peer: str = ""
    peer_number: int = 0


class Socket(NamedTuple):
    """Somebody listens. `pid` 0: who it is cannot be seen from here."""

    address: str
    port: int
    program: str
    pid: int


def ip(words: list[str], interfaces: list[Interface], gateway: str, style: str) -> tuple[int, str]:
    """(exit status, text) of `ip addr`, `ip route`, `ip link`. What is no answer is an error."""
    names = [word for word in words if not word.startswith("-")]
    what = names[0] if names else ""
    wanted = names[-1] if len(names) > 1 and names[-1] not in ("show", "dev", "list") else ""
    if what and ("address".startswith(what) or "link".startswith(what)):
        if wanted and wanted not in [one.name for one in interfaces]:
            said = f'Device "{wanted}" does not exist.' if style == IPROUTE else f"ip: can't find device '{wanted}'"
            return 1, f"{said}\n"
        with_addresses = "address".startswith(what)
        if with_addresses and ("-br" in words or "-brief" in words):
            return 0, "".join(_brief(one) for one in interfaces if wanted in ("", one.name))
        numbered = [(place, one) for place, one in enumerate(interfaces, 1) if wanted in ("", one.name)]
        return 0, "".join(_interface(place, one, with_addresses, style) for place, one in numbered)
    if what and "route".startswith(what):
        return 0, _routes(interfaces, gateway, style)
    return (0 if what == "help" else 255 if style == IPROUTE else 1), IP_USAGE


def _state(one: Interface) -> tuple[str, str, str, str]:
    return _POD if one.peer_number else _FLAGS.get(one.name, _VETH)


def _name(one: Interface) -> str:
    if one.peer_number:
        return f"{one.name}@if{one.peer_number}"
    return one.name if one.name in _FLAGS else f"{one.name}@if2"


def _brief(one: Interface) -> str:
    return f"{_name(one):<16} {_state(one)[3]:<14} {one.address} \n"


def _interface(number: int, one: Interface, with_addresses: bool, style: str) -> str:
    flags, mtu, queue, state = _state(one)
    kind = "loopback" if one.name == "lo" else "ether"
    broadcast = "00:00:00:00:00:00" if one.name == "lo" else "ff:ff:ff:ff:ff:ff"
    length = "" if one.peer_number else "qlen 1000"
    if style == BUSYBOX:
        flags += ",M-DOWN" if one.peer_number else ""
        text = f"{number}: {_name(one)}: <{flags}> mtu {mtu} qdisc {queue} {length}\n"
        other = ""
    else:
        text = f"{number}: {_name(one)}: <{flags}> mtu {mtu} qdisc {queue} state {state} group default {length}\n"
        other = "" if one.name in _FLAGS else f" link-netns cni-{one.name[4:]}"
        other = " link-netnsid 0" if one.peer_number else other
    text += f"    link/{kind} {one.mac} brd {broadcast}{other}\n"
    if with_addresses and one.address:
        network = IPv4Interface(one.address).network
        to_all = "" if one.name == "lo" else f" brd {network.broadcast_address}"
        scope = "host" if one.name == "lo" else "global"
        text += (
            f"    inet {one.address}{to_all} scope {scope} {one.name}\n       valid_lft forever preferred_lft forever\n"
        )
    return text


def _routes(interfaces: Sequence[Interface], gateway: str, style: str) -> str:
    lines = [f"default via {gateway} dev eth0 "]
    for one in interfaces:
        if one.address and one.name != "lo":
            interface = IPv4Interface(one.address)
            kernel = "proto kernel " if style == IPROUTE else ""
            gap = " " if style == IPROUTE else "  "
            lines.append(f"{interface.network} dev {one.name} {kernel}scope link{gap}src {interface.ip} ")
    return "".join(f"{line}\n" for line in lines)


def netstat(words: list[str], sockets: Iterable[Socket]) -> tuple[int, str]:
    """(exit status, text) of netstat. Connections that stand are not to be seen: none lasts here."""
    letters = "".join(word[1:] for word in words if word.startswith("-") and not word.startswith("--"))
    if letters.strip("tunlpawxer"):
        return 1, "Usage: netstat [-tuxlnap]\n"
    servers = "l" in letters or "a" in letters
    which = "only servers" if "l" in letters else "servers and established" if servers else "w/o servers"
    head = f"Proto Recv-Q Send-Q {'Local Address':<23} {'Foreign Address':<23} State       "
    text = f"Active Internet connections ({which})\n{head}{'PID/Program name    ' if 'p' in letters else ''}\n"
    for one in sockets if servers and ("t" in letters or "u" not in letters) else ():
        every = one.address == "*"
        local = f":::{one.port}" if every else f"{one.address}:{one.port}"
        line = f"{'tcp6' if every else 'tcp':<5} {0:>6} {0:>6} {local:<23} {':::*' if every else '0.0.0.0:*':<23} {'LISTEN':<12}"
        if "p" in letters:
            who = f"{one.pid}/{one.program}" if one.pid else "-"
            line += f"{who:<20}"
        text += f"{line}\n"
    if not set("tuw") & set(letters):
        text += f"Active UNIX domain sockets ({which})\nProto RefCnt Flags       Type       State         I-Node Path\n"
    return 0, text
