"""iptables and iptables-save: kube-proxy's rules as the kernel has them. Listed, or flushed."""

from __future__ import annotations

import re

from ...cluster.machinery.program import Code, Print
from .asking import ask

USAGE = "Usage: iptables [-t nat|filter] -L [CHAIN] [-n] [-v]\n       iptables [-t nat|filter] -S [CHAIN]\n       iptables -t nat -F\n"
BUILT_IN = {"nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"), "filter": ("INPUT", "FORWARD", "OUTPUT")}


def save(words: list[str], machine: str) -> Code:
    """iptables-save [-t TABLE]"""
    tables = [words[words.index("-t") + 1]] if "-t" in words[:-1] else ["filter", "nat"]
    text = ""
    for table in tables:
        if table not in BUILT_IN:
            yield Print(f"iptables-save v1.8.9 (nf_tables): table '{table}' does not exist\n", error=True)
            return 1
        text += "".join(f"{line}\n" for line in (yield from ask(machine, "rules", table)))
    yield Print(text)
    return 0


def code(words: list[str], machine: str) -> Code:
    """iptables -L, -S and -F."""
    rest, table, verb, chain, numeric = list(words), "filter", "", "", False
    while rest:
        word = rest.pop(0)
        if word in ("-t", "--table") and rest:
            table = rest.pop(0)
        elif word in ("-L", "-S", "-F", "--list", "--list-rules", "--flush"):
            verb = {"--list": "-L", "--list-rules": "-S", "--flush": "-F"}.get(word, word)
            chain = rest.pop(0) if rest and not rest[0].startswith("-") else ""
        elif re.fullmatch(r"-[nvxL]+", word):
            numeric = numeric or "n" in word
            if "L" in word:
                verb = "-L"
                chain = rest.pop(0) if rest and not rest[0].startswith("-") else ""
        elif word not in ("--line-numbers",):
            yield Print(f'iptables v1.8.9 (nf_tables): unknown option "{word}"\n{USAGE}', error=True)
            return 2
    if table not in BUILT_IN:
        yield Print(f"iptables v1.8.9 (nf_tables): table '{table}' does not exist\n", error=True)
        return 3
    if not verb:
        yield Print(USAGE, error=True)
        return 2
    if verb == "-F":
        if table == "nat" and chain in ("", "KUBE-SERVICES"):
            yield from ask(machine, "flush")
        return 0
    saved = yield from ask(machine, "rules", table)
    chains = _chains(saved, table)
    if chain and chain not in chains:
        yield Print("iptables: No chain/target/match by that name.\n", error=True)
        return 1
    if verb == "-S":
        text = "".join(
            f"-P {name} ACCEPT\n" if name in BUILT_IN[table] else f"-N {name}\n"
            for name in chains
            if chain in ("", name)
        )
        text += "".join(f"{rule}\n" for name, rules in chains.items() if chain in ("", name) for rule in rules)
        yield Print(text)
        return 0
    references = _references(chains)
    shown = [chain] if chain else list(chains)
    yield Print("\n".join(_listed(name, chains[name], references.get(name, 0), table, numeric) for name in shown))
    return 0


def _chains(saved: list[str], table: str) -> dict[str, list[str]]:
    chains: dict[str, list[str]] = {name: [] for name in BUILT_IN[table]}
    for line in saved:
        if line.startswith(":"):
            chains.setdefault(line[1:].split()[0], [])
        elif line.startswith("-A "):
            chains.setdefault(line.split()[1], []).append(line)
    return chains


def _references(chains: dict[str, list[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for rules in chains.values():
        for rule in rules:
            target = _target(rule)
            counts[target] = counts.get(target, 0) + 1
    return counts


def _target(rule: str) -> str:
    found = re.search(r" -j (\S+)", rule)
    return found[1] if found else ""


def _listed(name: str, rules: list[str], references: int, table: str, numeric: bool) -> str:
    policy = "(policy ACCEPT)" if name in BUILT_IN[table] else f"({references} references)"
    text = f"Chain {name} {policy}\ntarget     prot opt source               destination         \n"
    return text + "".join(_row(rule, numeric) for rule in rules)


def _row(rule: str, numeric: bool) -> str:
    """One rule as `-L` shows it: where it jumps, what it is about, and its matches in words."""
    anywhere = "0.0.0.0/0" if numeric else "anywhere"
    protocol = _one(r" -p (\S+)", rule) or "all"
    shown = {"tcp": "tcp", "udp": "udp", "sctp": "sctp"}.get(protocol, "all" if protocol == "all" else protocol)
    if numeric:
        shown = {"tcp": "6", "udp": "17", "sctp": "132", "all": "0"}.get(protocol, protocol)
    source = _one(r" -s (\S+)", rule) or anywhere
    if re.search(r" ! -s ", rule):
        source = "!" + source
    destination = _one(r" -d (\S+)", rule) or anywhere
    text = f"{_target(rule):<10} {shown:<4} --  {source:<20} {destination:<20}"
    return (text + " " + " ".join(_matches(rule, protocol))).rstrip() + "\n"


def _matches(rule: str, protocol: str) -> list[str]:
    found = []
    comment = _one(r'--comment "([^"]*)"', rule)
    if comment:
        found.append(f"/* {comment} */")
    port = _one(r" --dport (\S+)", rule)
    if port:
        found.append(f"{protocol} dpt:{port}")
    elif re.search(rf" -m {protocol} ", rule):
        found.append(protocol)
    kind = _one(r" --dst-type (\S+)", rule)
    if kind:
        found.append(f"ADDRTYPE match dst-type {kind}")
    chance = _one(r" --probability (\S+)", rule)
    if chance:
        found.append(f"statistic mode random probability {chance}")
    recent = re.search(r" -m recent --name (\S+) (.*?) -j| -m recent --name (\S+) (--set)", rule)
    if recent:
        found.append(f"recent: {'SET' if '--set' in recent[0] else 'CHECK'} name: {recent[1] or recent[3]}")
    mark = _one(r" ! --mark (\S+)", rule)
    if mark:
        found.append(f"mark match ! {mark}")
    for flag, word in (("or-mark", "or"), ("xor-mark", "xor")):
        value = _one(rf" --{flag} (\S+)", rule)
        if value:
            found.append(f"MARK {word} {value}")
    to = _one(r" --to-destination (\S+)", rule)
    if to:
        found.append(f"to:{to}")
    if "--random-fully" in rule:
        found.append("random-fully")
    if " -j REJECT" in rule:
        found.append("reject-with icmp-port-unreachable")
    return found


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""
