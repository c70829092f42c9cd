"""nslookup and dig: what they print for an answer of a name server. The same in a container, on a node and outside."""

from __future__ import annotations

from . import dns

NO_SERVERS = ";; connection timed out; no servers could be reached\n\n"


def nslookup(host: str, name: str, server: str, kind: str, found: dns.Answer) -> tuple[int, str]:
    """(exit status, text) of nslookup, as busybox has it. `name`: the last one that was asked."""
    head = f"Server:\t\t{server}\nAddress:\t{server}:53\n\n"
    if found.code == "REFUSED":
        return 1, f"nslookup: write to '{server}': Connection refused\n{NO_SERVERS}"
    if found.code not in (dns.NOERROR, dns.NXDOMAIN):
        return 1, NO_SERVERS
    if found.code == dns.NXDOMAIN:
        return 1, head + f"** server can't find {host}: {dns.NXDOMAIN}\n\n"
    if not found.records:
        return 0, head + f"*** Can't find {host}: No answer\n\n"
    return 0, head + "".join(_line(record) for record in found.records) + "\n"


def _line(record: dns.Record) -> str:
    match record.type:
        case "CNAME":
            return f"{record.name}\tcanonical name = {record.value}\n"
        case "SRV":
            return f"{record.name}\tservice = 0 100 {record.port} {record.value}\n"
        case "PTR":
            return f"{record.name}\tname = {record.value}\n"
        case "TXT":
            return f'{record.name}\ttext = "{record.value}"\n'
    return f"Name:\t{record.name}\nAddress: {record.value}\n"


def dig(name: str, server: str, kind: str, short: bool, found: dns.Answer, elapsed_ms: int) -> tuple[int, str]:
    """(exit status, text) of dig."""
    if found.code not in (dns.NOERROR, dns.NXDOMAIN):
        return (
            9,
            f";; communications error to {server}#53: timed out\n\n; <<>> DiG 9.18 <<>> {name}\n;; no servers could be reached\n\n",
        )
    if short:
        return 0, "".join(f"{_value(record)}\n" for record in found.records)
    lines = [
        "",
        f"; <<>> DiG 9.18 <<>> {name}" + (f" {kind}" if kind != "A" else ""),
        ";; global options: +cmd",
        ";; Got answer:",
        f";; ->>HEADER<<- opcode: QUERY, status: {found.code}, id: 4711",
        f";; flags: qr aa rd; QUERY: 1, ANSWER: {len(found.records)}, AUTHORITY: 0, ADDITIONAL: 1",
        "",
        ";; QUESTION SECTION:",
        f";{name}.\t\tIN\t{kind}",
        "",
    ]
    if found.records:
        lines.append(";; ANSWER SECTION:")
        lines += [f"{record.name}.\t30\tIN\t{record.type}\t{_value(record)}" for record in found.records]
        lines.append("")
    lines += [f";; Query time: {elapsed_ms} msec", f";; SERVER: {server}#53({server}) (UDP)", ""]
    return 0, "\n".join(lines) + "\n"


def _value(record: dns.Record) -> str:
    match record.type:
        case "SRV":
            return f"0 100 {record.port} {record.value}."
        case "CNAME" | "PTR":
            return f"{record.value}."
        case "TXT":
            return f'"{record.value}"'
    return record.value
