"""ip and netstat: what they print of interfaces, routes and listeners, as busybox has it and as a Linux server does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
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
IP_USAGE = "Usage: ip [ -br | -4 | -6 ] { addr | link | route } [ show ] [ dev DEVICE ]\n       ip route get ADDRESS\n"
_OPTIONS = (
    "-br",
    "-brief",
    "-4",
    "-6",
    "-o",
    "-oneline",
    "-d",
    "-details",
    "-s",
    "-stats",
    "-statistics",
    "-c",
    "-color",
    "-n",
)
_OBJECTS = ("address", "link", "route")
_ABSENT = ("neigh", "neighbour", "netns", "rule", "tunnel", "maddress", "xfrm", "monitor")


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


class Route(NamedTuple):
    """A network that is reached over another machine."""

    network: str
    via: str


def ip(
    words: list[str], interfaces: list[Interface], gateway: str, style: str, routes: Sequence[Route] = ()
) -> tuple[int, str]:
    """(exit status, text) of `ip addr`, `ip route`, `ip link`. What is no answer is an error."""
    options = [word for word in words if word.startswith("-")]
    unknown = next((word for word in options if word not in _OPTIONS), "")
    if unknown:
        return _wrong(f'Option "{unknown}" is unknown, try "ip -help".', unknown, style)
    names = [word for word in words if not word.startswith("-")]
    what = next((one for one in _OBJECTS if names and one.startswith(names[0])), "")
    if not names or names[0] == "help":
        return (0 if names else 255 if style == IPROUTE else 1), IP_USAGE
    if names[0] in _ABSENT and style == IPROUTE:
        return 1, f"ip: there is no {names[0]} here: look at addr, link and route\n"
    if not what:
        return _wrong(f'Object "{names[0]}" is unknown, try "ip help".', names[0], style)
    if what == "route":
        if names[1:2] == ["get"]:
            return _way_to(names[2:], interfaces, gateway, routes)
        return (0, "") if "-6" in options else (0, _routes(interfaces, gateway, style, routes))
    wanted = names[-1] if len(names) > 1 and names[-1] not in ("show", "dev", "list", "ls", "up") else ""
    if wanted and wanted not in [one.name for one in interfaces]:
        said = f'Device "{wanted}" does not exist.' if style == IPROUTE else f"ip: can't find device '{wanted}'"
        return 1, f"{said}\n"
    numbered = [(place, one) for place, one in enumerate(interfaces, 1) if wanted in ("", one.name)]
    if what == "address" and ("-4" in options or "-6" in options):
        numbered = [] if "-6" in options else [(place, one) for place, one in numbered if one.address]
    if "-br" in options or "-brief" in options:
        return 0, "".join(_brief(one, what == "address") for _, one in numbered)
    with_link = what == "link" or "-4" not in options
    return 0, "".join(_interface(place, one, what == "address", with_link, style) for place, one in numbered)


def _wrong(said: str, word: str, style: str) -> tuple[int, str]:
    if style == IPROUTE:
        return (255 if said.startswith("Option") else 1), f"{said}\n"
    return 1, f"ip: invalid argument '{word}' to 'ip'\n"


def _way_to(words: list[str], interfaces: list[Interface], gateway: str, routes: Sequence[Route]) -> tuple[int, str]:
    """`ip route get ADDRESS`: the one way that is taken."""
    try:
        wanted = IPv4Address(words[0] if words else "")
    except ValueError:
        said = (
            "need at least a destination address"
            if not words
            else f'any valid prefix is expected rather than "{words[0]}".'
        )
        return (255 if not words else 1), f"Error: {said}\n" if words else f"{said}\n"
    own = [IPv4Interface(one.address) for one in interfaces if one.address]
    if any(wanted == one.ip for one in own) or wanted.is_loopback:
        return 0, f"local {wanted} dev lo src {wanted} uid 0 \n    cache <local> \n"
    first = str(next(one for one in own if not one.ip.is_loopback).ip)
    for one, interface in ((one, IPv4Interface(one.address)) for one in interfaces if one.address):
        if wanted in interface.network and one.name != "lo":
            return 0, f"{wanted} dev {one.name} src {interface.ip} uid 0 \n    cache \n"
    via = next((one.via for one in routes if wanted in IPv4Network(one.network)), gateway)
    return 0, f"{wanted} via {via} dev eth0 src {first} uid 0 \n    cache \n"


def _state(one: Interface) -> tuple[str, str, str, str]:
    return _POD if one.peer_number else _FLAGS.get(one.name, _VETH)


def _name(one: Interface) -> str:
    if one.peer_number:
        return f"{one.name}@if{one.peer_number}"
    return one.name if one.name in _FLAGS else f"{one.name}@if2"


def _brief(one: Interface, with_address: bool) -> str:
    flags, _, _, state = _state(one)
    return f"{_name(one):<16} {state:<14} {one.address if with_address else f'{one.mac} <{flags}>'} \n"


def _interface(number: int, one: Interface, with_addresses: bool, with_link: bool, style: str) -> str:
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
    text += f"    link/{kind} {one.mac} brd {broadcast}{other}\n" if with_link else ""
    if with_addresses and one.address:
        network = IPv4Interface(one.address).network
        to_all = "" if one.name == "lo" else f" brd {network.broadcast_address}"
        scope = "host" if one.name == "lo" else "global"
        text += (
            f"    inet {one.address}{to_all} scope {scope} {one.name}\n       valid_lft forever preferred_lft forever\n"
        )
    return text


def _routes(interfaces: Sequence[Interface], gateway: str, style: str, routes: Sequence[Route]) -> str:
    """The default first, the others by their networks."""
    found = {IPv4Network(one.network): f"{one.network} via {one.via} dev eth0 " for one in routes}
    for one in interfaces:
        if one.address and one.name != "lo":
            interface = IPv4Interface(one.address)
            kernel = "proto kernel " if style == IPROUTE else ""
            gap = " " if style == IPROUTE else "  "
            found[interface.network] = f"{interface.network} dev {one.name} {kernel}scope link{gap}src {interface.ip} "
    return f"default via {gateway} dev eth0 \n" + "".join(f"{found[network]}\n" for network in sorted(found))


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
