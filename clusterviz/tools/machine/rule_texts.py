"""A rule of the kernel in iptables' own forms: as `iptables -S` writes it, and as `iptables -L` tells it.

kube-proxy hands its rules over in another order and in shorter words; iptables gives them back in its own.
"""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import NamedTuple

ANY_SOURCE = "--mask 255.255.255.255 --rsource"
SERVICES = {
    "22": "ssh",
    "53": "domain",
    "80": "http",
    "443": "https",
    "3306": "mysql",
    "5432": "postgresql",
    "8080": "http-alt",
}
NUMBERS = {"tcp": "6", "udp": "17", "sctp": "132", "all": "0"}


class Match(NamedTuple):
    """One `-m`: its name, and what is asked of it."""

    name: str
    options: tuple[str, ...]


class Rule(NamedTuple):
    """A rule in parts. Addresses may begin with `!`."""

    chain: str
    source: str
    destination: str
    protocol: str
    matches: tuple[Match, ...]
    target: str
    target_options: tuple[str, ...]


def parsed(line: str) -> Rule:
    """A line `-A CHAIN …`."""
    words = shlex.split(line)
    chain, rest = words[1], words[2:]
    source = destination = protocol = target = ""
    matches: list[Match] = []
    options: list[str] = []
    inverted = ""
    while rest:
        word = rest.pop(0)
        if word == "!" and rest[0] in ("-s", "-d"):
            inverted = "!"
        elif word == "-s":
            source, inverted = inverted + rest.pop(0), ""
        elif word == "-d":
            destination, inverted = inverted + rest.pop(0), ""
        elif word == "-p":
            protocol = rest.pop(0)
        elif word == "-m":
            matches.append(Match(rest.pop(0), ()))
        elif word == "-j":
            target, options = rest[0], rest[1:]
            break
        else:
            name, known = matches[-1] if matches else Match(protocol, ())
            if word in ("--dport", "--sport") and name != protocol:  # it belongs to the protocol's own match
                place = [one.name for one in matches].index(protocol)
                matches[place] = Match(protocol, (*matches[place].options, word, rest.pop(0)))
            else:
                matches[-1:] = [Match(name, (*known, word))]
    return Rule(
        chain, source, destination, protocol, tuple(map(_own_words, matches)), target, _target_words(target, options)
    )


def _own_words(match: Match) -> Match:
    name, options = match
    if name == "statistic" and "--probability" in options:
        place = options.index("--probability") + 1
        # The kernel keeps 31 bits of it.
        chance = round(float(options[place]) * 2**31) / 2**31
        return Match(name, (*options[:place], f"{chance:.11f}", *options[place + 1 :]))
    if name == "recent":
        place = options.index("--name")
        others = (*options[:place], *options[place + 2 :])
        return Match(name, (*others, "--name", options[place + 1], *ANY_SOURCE.split()))
    return match


def _target_words(target: str, options: list[str]) -> tuple[str, ...]:
    match target, options:
        case "MARK", ["--or-mark", mark]:
            return "--set-xmark", f"{mark}/{mark}"
        case "MARK", ["--xor-mark", mark]:
            return "--set-xmark", f"{mark}/0x0"
        case "REJECT", []:
            return "--reject-with", "icmp-port-unreachable"
    return tuple(options)


def saved(line: str) -> str:
    """The rule as `iptables -S` and iptables-save write it."""
    rule = parsed(line)
    text = f"-A {rule.chain}"
    for flag, address in (("-s", rule.source), ("-d", rule.destination)):
        if address:
            full = address.removeprefix("!")
            text += f"{' !' if address.startswith('!') else ''} {flag} {full if '/' in full else f'{full}/32'}"
    if rule.protocol:
        text += f" -p {rule.protocol}"
    for name, options in rule.matches:
        text += f" -m {name}" + "".join(f" {_quoted(option)}" for option in options)
    return (
        text + (f" -j {rule.target}" if rule.target else "") + "".join(f" {option}" for option in rule.target_options)
    )


def _quoted(word: str) -> str:
    """A comment stands in quotes when it is more than a word."""
    plain = word.isalnum() or word.startswith(("-", "0x", "KUBE-", "!")) or word.replace(".", "").isdigit()
    escaped = word.replace('"', r"\"")
    return word if plain or "," in word else f'"{escaped}"'


def listed(line: str, numeric: bool, counted: bool) -> str:
    """The rule as `iptables -L` tells it; `counted`: with packets and bytes, which nobody counts here, and interfaces."""
    rule = parsed(line)
    anywhere = "0.0.0.0/0" if numeric else "anywhere"
    protocol = rule.protocol or "all"
    shown = NUMBERS.get(protocol, protocol) if numeric else protocol
    before = "    0     0 " if counted else ""
    between = "" if not counted else " *      *     " if numeric else " any    any   "
    text = f"{before}{rule.target:<9}  {shown:<4} -- {between}"
    for address in (rule.source or anywhere, rule.destination or anywhere):
        text += f"{'!' if address.startswith('!') else ' '}{address.removeprefix('!'):<19} "
    words = [word for match in rule.matches for word in _told(match, numeric)] + _target_told(rule)
    return f"{text}{' ' if words else ''}{' '.join(words)}\n"


def _told(match: Match, numeric: bool) -> list[str]:
    name, options = match
    values = dict(pairwise(options))
    match name:
        case "comment":
            return [f"/* {values['--comment']} */"]
        case "tcp" | "udp" | "sctp":
            port = values.get("--dport", "")
            return [f"{name} dpt:{port if numeric else SERVICES.get(port, port)}" if port else name]
        case "addrtype":
            return [
                f"ADDRTYPE match {kind}-type {values[f'--{kind}-type']}"
                for kind in ("src", "dst")
                if f"--{kind}-type" in values
            ]
        case "multiport":
            return [f"multiport dports {values['--dports']}"]
        case "statistic":
            return [f"statistic mode random probability {values['--probability']}"]
        case "conntrack":
            return [f"{'! ' if '!' in options else ''}ctstate {values['--ctstate']}"]
        case "mark":
            return [f"mark match {'! ' if '!' in options else ''}{values['--mark']}"]
        case "recent":
            what = "SET" if "--set" in options else f"CHECK seconds: {values['--seconds']} reap"
            return [f"recent: {what} name: {values['--name']} side: source mask: 255.255.255.255"]
    return [" ".join((name, *options))]


def _target_told(rule: Rule) -> list[str]:
    match rule.target, rule.target_options:
        case "MARK", ["--set-xmark", value]:
            mark, _, mask = value.partition("/")
            return [f"MARK {'or' if mark == mask else 'xor'} {mark}"]
        case "DNAT", ["--to-destination", address]:
            return [f"to:{address}"]
        case "REJECT", ["--reject-with", why]:
            return [f"reject-with {why}"]
        case "MASQUERADE", [_]:
            return ["random-fully"]
    return list(rule.target_options)
