"""nslookup, dig and host: the commands that ask a name server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...machinery import dig as digs
from ...machinery import dns, name_tools
from ...machinery.dns import ResolvConf, is_address
from .connecting import RESOLV_CONF
from .fetching import plain_words

if TYPE_CHECKING:
    from .process import Process

TYPES = name_tools.KINDS


def nslookup(process: Process, argv: tuple[str, ...]) -> int:
    """nslookup: what the name server says. Which program it is depends on the image."""
    words = plain_words(argv)
    if not words:
        process.write("Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n")
        return 1
    host, server = words[0], words[1] if len(words) > 1 else ""
    if server and not is_address(server):
        process.write(f"nslookup: bad address '{server}'\n")
        return 1
    kind, unknown = name_tools.kind_wanted(argv)
    busybox = process.world.image.tools == name_tools.BUSYBOX
    if unknown:
        process.write(f'nslookup: invalid query type "{unknown}"\n' if busybox else f"unknown query type: {unknown}\n")
        if busybox:
            return 1
    if busybox:
        search = () if server else _resolv(process).search
        asked = name_tools.questions(host.rstrip("."), kind, () if host.endswith(".") else search)
        _ask_next(process, server, asked, [])
    elif not kind and is_address(host):
        name = name_tools.reverse_name(host)
        process.world.resolve(name + ".", partial(_said, process, host, server), "PTR", server)
    else:
        process.world.resolve(host, partial(_said, process, host, server), kind or "A", server)
    return process.wait()


def _said(process: Process, host: str, server: str, found: dns.Answer, name: str) -> None:
    process.resume(*name_tools.nslookup(host, name, server or _resolv(process).nameserver, found))


def _ask_next(process: Process, server: str, asked: list[tuple[str, str]], said: list[tuple[str, dns.Answer]]) -> None:
    name, kind = asked[len(said)]
    process.world.resolve(f"{name}.", partial(_said_one, process, server, asked, said), kind, server)


def _said_one(
    process: Process,
    server: str,
    asked: list[tuple[str, str]],
    said: list[tuple[str, dns.Answer]],
    found: dns.Answer,
    name: str,
) -> None:
    said.append((name, found))
    if len(said) < len(asked) and found.code not in (name_tools.SILENT, name_tools.UNHEARD):
        _ask_next(process, server, asked, said)
    else:
        process.resume(*name_tools.busybox_nslookup(server or _resolv(process).nameserver, said))


def host(process: Process, argv: tuple[str, ...]) -> int:
    """host: the same in sentences."""
    words = plain_words(argv, "-t")
    kind = next((argv[place + 1].upper() for place, word in enumerate(argv[:-1]) if word == "-t"), "")
    server = words[1] if len(words) > 1 else ""
    if not words or (server and not is_address(server)):
        process.write("Usage: host [-t type] {name} [server]\n")
        return 1
    if kind and kind not in TYPES:
        process.write(f"host: invalid type: {kind}\n")
        return 2
    typed, asked = words[0], kind or "A"
    if is_address(typed):
        typed, asked = f"{name_tools.reverse_name(typed)}.", "PTR"
    process.world.resolve(typed, partial(_host_done, process, words[0], kind, server), asked, server)
    return process.wait()


def _host_done(process: Process, typed: str, kind: str, server: str, found: dns.Answer, name: str) -> None:
    asked = server or _resolv(process).nameserver
    process.resume(*name_tools.host(typed, name, asked, kind, found, bool(server)))


def dig(process: Process, argv: tuple[str, ...]) -> int:
    """dig: the same, for those who want to see it all. It tries the name as it is, unless +search is there."""
    words = [word for word in argv if not word.startswith(("-", "+", "@"))]
    server = next((word[1:] for word in argv if word.startswith("@")), "")
    kinds = [word.upper() for word in words if word.upper() in TYPES]
    names = [word for word in words if word.upper() not in TYPES]
    if "-x" in argv and names:
        kinds, names = ["PTR"], [name_tools.reverse_name(names[0])]
    if name_tools.unknown_plus(argv):
        process.write(f"Invalid option: {name_tools.unknown_plus(argv)}\n{name_tools.DIG_USAGE}")
        return 1
    if not names or (server and not is_address(server)):
        process.write(
            "dig: say a name, and if need be the address of a server: dig web.default.svc.cluster.local @10.96.0.10\n"
        )
        return 1
    name = names[0] if "+search" in argv else names[0].rstrip(".") + "."
    kind = kinds[0] if kinds else "A"
    then = partial(_dig_done, process, kind, argv, server, process.world.now_ms())
    process.world.resolve(name, then, kind, server)
    return process.wait()


def _dig_done(
    process: Process, kind: str, argv: tuple[str, ...], server: str, since_ms: int, found: dns.Answer, name: str
) -> None:
    elapsed_ms = process.world.now_ms() - since_ms
    asked = server or _resolv(process).nameserver
    unix_ms = process.world.unix_ms()
    process.resume(*digs.dig(argv, dns.Question(name, kind), asked, found, elapsed_ms, unix_ms))


def _resolv(process: Process) -> ResolvConf:
    return ResolvConf.read(process.world.files.get(RESOLV_CONF, ""))
