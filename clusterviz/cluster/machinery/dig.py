"""dig: what bind's dig 9.18 prints for the answer of a name server. The same in a container, on a node and outside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from . import dns
from .name_tools import AUTHORITY, REVERSE, SILENT, UNHEARD

VERSION = "9.18.33"
SECTIONS = ("cmd", "comments", "question", "answer", "authority", "additional", "stats")
COLUMNS = (24, 32, 40, 48)  # where TTL, class, type and value begin
TAB = 8
NO_SERVERS = 9  # exit status
HEADER_BYTES, OPT_BYTES, FIXED_BYTES, POINTER_BYTES = 12, 23, 10, 2  # of a message: RFC 1035, RFC 6891, RFC 7873
UDP_BYTES = 1232
ATTEMPTS = 3


def dig(
    typed: Sequence[str], asked: dns.Question, server: str, found: dns.Answer, elapsed_ms: int, unix_ms: int
) -> tuple[int, str]:
    """(exit status, text). `typed`: what stands after `dig` on the command line."""
    if found.code in (SILENT, UNHEARD):
        why = "timed out" if found.code == SILENT else "connection refused"
        lines = [f";; communications error to {server}#53: {why}"] * ATTEMPTS
        lines += _greeting(typed) if "+short" not in typed and "cmd" in _shown(typed) else []
        return NO_SERVERS, "\n".join([*lines, ";; no servers could be reached", "", ""])
    if "+short" in typed:
        return 0, "".join(f"{_value(record)}\n" for record in found.records)
    return 0, "".join(f"{line}\n" for line in _lines(typed, asked, server, found, elapsed_ms, unix_ms))


def _lines(
    typed: Sequence[str], asked: dns.Question, server: str, found: dns.Answer, elapsed_ms: int, unix_ms: int
) -> Iterator[str]:
    shown = _shown(typed)
    answers = [_record(record.name, record.type, _value(record)) for record in found.records]
    authority = [] if answers else list(_start_of_authority(asked.name, unix_ms))
    if "cmd" in shown:
        yield from _greeting(typed)
    if "comments" in shown:
        yield from _head(asked, found, len(authority))
    if "question" in shown:
        yield from _section("QUESTION", [_columns((f";{asked.name}.", "IN", asked.type), COLUMNS[1:3], 1)], shown)
    if "answer" in shown and answers:
        yield from _section("ANSWER", answers, shown)
    if "authority" in shown and authority:
        yield from _section("AUTHORITY", authority, shown)
    if "stats" in shown:
        when = datetime.fromtimestamp(unix_ms / 1000, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")
        yield f";; Query time: {elapsed_ms} msec"
        yield f";; SERVER: {server}#53({server}) (UDP)"
        yield f";; WHEN: {when}"
        yield f";; MSG SIZE  rcvd: {_bytes(asked, found, bool(authority))}"
        yield ""


def _shown(typed: Sequence[str]) -> set[str]:
    """The sections that are left when each +all, +noall, +stats, +nostats … has had its say."""
    shown = set(SECTIONS)
    for word in typed:
        name = word[1:] if word.startswith("+") else ""
        if name in ("all", "noall"):
            shown = set(SECTIONS) if name == "all" else set()
        elif name in SECTIONS:
            shown.add(name)
        elif name.removeprefix("no") in SECTIONS:
            shown.discard(name.removeprefix("no"))
    return shown


def _greeting(typed: Sequence[str]) -> list[str]:
    servers = ["; (1 server found)"] if any(word.startswith("@") for word in typed) else []
    return ["", f"; <<>> DiG {VERSION} <<>> {' '.join(typed)}", *servers, ";; global options: +cmd"]


def _head(asked: dns.Question, found: dns.Answer, authority: int) -> Iterator[str]:
    ours = _is_ours(asked.name)
    mark = hashlib.sha256(f"{asked.name} {asked.type}".encode()).hexdigest()
    yield ";; Got answer:"
    if asked.name.lower().endswith(".local"):
        yield ";; WARNING: .local is reserved for Multicast DNS"
        yield ";; You are currently testing what happens when an mDNS query is leaked to DNS"
    yield f";; ->>HEADER<<- opcode: QUERY, status: {found.code}, id: {int(mark[-4:], 16)}"
    counts = f"QUERY: 1, ANSWER: {len(found.records)}, AUTHORITY: {authority}, ADDITIONAL: 1"
    yield f";; flags: qr {'aa rd' if ours else 'rd ra'}; {counts}"
    if ours:
        yield ";; WARNING: recursion requested but not available"
    yield ""
    yield ";; OPT PSEUDOSECTION:"
    yield f"; EDNS: version: 0, flags:; udp: {UDP_BYTES}"
    yield f"; COOKIE: {mark[:16]} (echoed)"


def _section(name: str, lines: list[str], shown: set[str]) -> list[str]:
    return [f";; {name} SECTION:", *lines, ""] if "comments" in shown else lines


def _is_ours(name: str) -> bool:
    return name.lower().endswith(AUTHORITY)


def _start_of_authority(name: str, unix_ms: int) -> Iterator[str]:
    """Where CoreDNS has nothing it says whose word that is. What it does not know backwards it asks others."""
    if _is_ours(name) and not name.endswith(REVERSE):
        zone = dns.CLUSTER_DOMAIN
        value = f"ns.dns.{zone}. hostmaster.{zone}. {unix_ms // 1000} 7200 1800 86400 {dns.ANSWER_TTL_S}"
        yield _record(zone, "SOA", value)


def _record(name: str, kind: str, value: str) -> str:
    return _columns((f"{name}.", str(dns.ANSWER_TTL_S), "IN", kind, value), COLUMNS, 0)


def _columns(words: Sequence[str], stops: Sequence[int], unseen: int) -> str:
    """Words at their columns, with tabs between. `unseen`: so many characters at the start are not counted."""
    text, place = words[0], len(words[0]) - unseen
    for word, stop in zip(words[1:], stops, strict=True):
        stop = max(stop, place + 1)
        tabs = stop // TAB - place // TAB
        text += "\t" * tabs + " " * (stop % TAB if tabs else stop - place) + word
        place = stop + len(word)
    return text


def _bytes(asked: dns.Question, found: dns.Answer, authority: bool) -> int:
    """How long the message is. CoreDNS writes each name of its own in full; what others say points back at the question."""
    size = HEADER_BYTES + _wire(asked.name) + 4 + OPT_BYTES
    for record in found.records:
        size += (_wire(record.name) if _is_ours(asked.name) else POINTER_BYTES) + FIXED_BYTES + _value_bytes(record)
    if authority:
        zone = dns.CLUSTER_DOMAIN
        size += _wire(zone) + FIXED_BYTES + _wire(f"ns.dns.{zone}") + _wire(f"hostmaster.{zone}") + 20
    return size


def _wire(name: str) -> int:
    return len(name) + 2  # a length before each label, and the root


def _value_bytes(record: dns.Record) -> int:
    match record.type:
        case "A":
            return 4
        case "SRV":
            return 6 + _wire(record.value)
        case "TXT":
            return 1 + len(record.value)
    return _wire(record.value)


def _value(record: dns.Record) -> str:
    match record.type:
        case "SRV":
            return f"0 100 {record.port} {record.value}."
        case "CNAME" | "PTR":
            return f"{record.value}."
        case "TXT":
            return f'"{record.value}"'
    return record.value
