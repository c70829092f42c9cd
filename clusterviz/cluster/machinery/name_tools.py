"""nslookup, host, and what they share with dig: what they print for answers of a name server. The same in a container and outside.

There are two programs called nslookup: bind's (Linux distributions, the images for debugging) and busybox's, which asks for
addresses of both kinds, puts the search domains behind names without a dot only, and tells of each question.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import dns

BUSYBOX, BIND = "busybox", "bind"
REVERSE = ".in-addr.arpa"
AUTHORITY = (".cluster.local", ".10.in-addr.arpa")  # what CoreDNS answers out of its own knowledge
NO_SERVERS = ";; connection timed out; no servers could be reached\n\n"
HOST_ATTEMPTS = 2
RCODES = {dns.SERVFAIL: 2, dns.NXDOMAIN: 3}
SILENT, UNHEARD = "TIMEOUT", "REFUSED"  # of the server itself: nobody has answered, nobody listens


KINDS = ("A", "AAAA", "SRV", "CNAME", "PTR", "TXT", "MX", "NS", "SOA", "ANY")
PLUS = (
    *("short", "search", "all", "answer", "question", "comments", "cmd", "stats", "tcp", "recurse", "edns", "trace"),
    *("time", "timeout", "tries", "retry", "ndots", "bufsize", "ttlid", "authority", "additional"),
)
DIG_USAGE = """Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
"""


def kind_wanted(words: Sequence[str]) -> tuple[str, str]:
    """(type of record that `-type=` wants, "" for none; one that nobody knows, as it was typed)."""
    for word in words:
        name, equals, value = word.partition("=")
        if equals and name in ("-type", "-query", "-querytype", "-q", "-ty"):
            return ("", value) if value.upper() not in KINDS else (value.upper(), "")
    return "", ""


def unknown_plus(words: Sequence[str]) -> str:
    """The first `+option` that dig does not have, "" if it has them all."""
    known = {*PLUS, *(f"no{one}" for one in PLUS)}
    return next((word for word in words if word.startswith("+") and word[1:].partition("=")[0] not in known), "")


def reverse_name(address: str) -> str:
    """The name under which one asks whose an address is."""
    return ".".join(reversed(address.split("."))) + REVERSE


def questions(host: str, kind: str, search: tuple[str, ...]) -> list[tuple[str, str]]:
    """What busybox's nslookup asks for, as (absolute name, type). `kind` "": it guesses."""
    if not kind and dns.is_address(host):
        return [(reverse_name(host), "PTR")]
    names = [host] if "." in host or not search or kind == "PTR" else [f"{host}.{domain}" for domain in search]
    return [(name, one) for one in ([kind] if kind else ["A", "AAAA"]) for name in names]


def busybox_nslookup(server: str, said: list[tuple[str, dns.Answer]]) -> tuple[int, str]:
    """(exit status, text) for the answers to its questions, in order. `said`: (name, answer)."""
    status, text = 0, f"Server:\t\t{server}\nAddress:\t{server}:53\n\n"
    for place, (name, found) in enumerate(said):
        if found.code in (SILENT, UNHEARD) and not place:
            refused = f"nslookup: write to '{server}': Connection refused\n" if found.code == UNHEARD else ""
            return 1, refused + NO_SERVERS
        if found.code in (SILENT, UNHEARD):
            return 1, text + f"*** Can't find {name}: No answer\n\n"
        if found.code != dns.NOERROR:
            status = 1
            text += f"** server can't find {name}: {found.code}\n"
        else:
            text += "" if name.lower().endswith(AUTHORITY) else "Non-authoritative answer:\n"
            text += "".join(_line(record, "") for record in found.records)
        text += "\n"
    return status, text


def nslookup(host: str, name: str, server: str, found: dns.Answer) -> tuple[int, str]:
    """(exit status, text) of bind's nslookup. `name`: the last one that was asked."""
    head = f"Server:\t\t{server}\nAddress:\t{server}#53\n\n"
    if found.code in (SILENT, UNHEARD):
        why = "timed out" if found.code == SILENT else "connection refused"
        return 1, f";; communications error to {server}#53: {why}\n" * 3 + ";; no servers could be reached\n\n"
    if found.code != dns.NOERROR:
        if name.endswith(REVERSE):
            return 1, f"** server can't find {name}: {found.code}\n\n"
        return 1, head + f"** server can't find {host}: {found.code}\n\n"
    if not found.records:
        return 1, head + f"*** Can't find {host}: No answer\n\n"
    if name.endswith(REVERSE):
        head = ""
    elif not name.lower().endswith(AUTHORITY):
        head += "Non-authoritative answer:\n"
    return 0, head + "".join(_line(record, ".") for record in found.records) + "\n"


def host(typed: str, name: str, server: str, kind: str, found: dns.Answer, told: bool) -> tuple[int, str]:
    """(exit status, text) of bind's host. `name`: the last one that was asked; `told`: the server stands on the command line."""
    if found.code in (SILENT, UNHEARD):
        why = "timed out" if found.code == SILENT else "connection refused"
        lines = f";; communications error to {server}#53: {why}\n" * HOST_ATTEMPTS
        return 1, f"{lines};; no servers could be reached\n\n"
    head = f"Using domain server:\nName: {server}\nAddress: {server}#53\nAliases: \n\n" if told else ""
    if found.code != dns.NOERROR:
        shown = f"{name}." if name.endswith(REVERSE) else typed
        return 1, f"{head}Host {shown} not found: {RCODES[found.code]}({found.code})\n"
    if not found.records and kind:
        return 0, f"{head}{name} has no {kind} record\n"
    return 0, head + "".join(f"{record.name} {_in_words(record)}\n" for record in found.records)


def _in_words(record: dns.Record) -> str:
    match record.type:
        case "CNAME":
            return f"is an alias for {record.value}."
        case "SRV":
            return f"has SRV record 0 100 {record.port} {record.value}."
        case "PTR":
            return f"domain name pointer {record.value}."
        case "TXT":
            return f'descriptive text "{record.value}"'
    return f"has address {record.value}"


def _line(record: dns.Record, dot: str) -> str:
    """One record; bind writes the names in it with a dot at their end."""
    match record.type:
        case "CNAME":
            return f"{record.name}\tcanonical name = {record.value}{dot}\n"
        case "SRV":
            return f"{record.name}\tservice = 0 100 {record.port} {record.value}{dot}\n"
        case "PTR":
            return f"{record.name}\tname = {record.value}{dot}\n"
        case "TXT":
            return f'{record.name}\ttext = "{record.value}"\n'
    return f"Name:\t{record.name}\nAddress: {record.value}\n"
