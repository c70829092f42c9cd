"""iptables and iptables-save: kube-proxy's rules as the kernel has them. Listed, or flushed."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...cluster.machinery.program import Code, Print
from .asking import ask
from .rule_texts import listed, parsed, saved

VERSION = "v1.8.9 (nf_tables)"
USAGE = """Usage: iptables [-t table] -L [chain] [-n] [-v] [--line-numbers]
       iptables [-t table] -S [chain]
       iptables [-t table] -F [chain]
"""
MORE = f"iptables {VERSION}: {{}}\nTry `iptables -h' or 'iptables --help' for more information.\n"
BUILT_IN = {
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
    "raw": ("PREROUTING", "OUTPUT"),
}
WRITTEN = ("nat", "filter", "mangle")  # where kube-proxy, the kubelet and portmap write; the others are empty here
LONG = {"--list": "-L", "--list-rules": "-S", "--flush": "-F", "--zero": "-Z", "--numeric": "-n", "--verbose": "-v"}
CHANGES = ("-A", "-I", "-D", "-R", "-N", "-X", "-P", "-C", "-E", "--append", "--insert", "--delete", "--check")
NO_CHANGES = "iptables: rules are not added or taken out one by one here: kube-proxy writes them, from Services\n"


def save(words: list[str], machine: str) -> Code:
    """iptables-save [-t TABLE]"""
    tables = [words[words.index("-t") + 1]] if "-t" in words[:-1] else list(WRITTEN[::-1])
    text = ""
    for table in tables:
        if table not in BUILT_IN:
            yield Print(f"iptables-save {VERSION}: table '{table}' does not exist\n", error=True)
            return 1
        if table in WRITTEN:
            rules = yield from ask(machine, "rules", table)
            text += "".join(f"{saved(line) if line.startswith('-A ') else line}\n" for line in rules)
    yield Print(text)
    return 0


class Wanted(NamedTuple):
    """What stands on the command line."""

    table: str
    verb: str
    chain: str
    numeric: bool
    counted: bool
    numbered: bool


def _wanted(words: list[str]) -> Wanted | str:
    """What is wanted; or the first word that nobody understands."""
    rest, table, verb, chain = list(words), "filter", "", ""
    numeric = counted = numbered = False
    while rest:
        word = LONG.get(rest[0], rest[0])
        rest.pop(0)
        if re.fullmatch(r"-[nvxwLSFZ]{2,}", word):  # several letters in one word
            rest = [f"-{letter}" for letter in sorted(word[1:], key="nvxwLSFZ".index)] + rest
        elif word in ("-t", "--table") and rest:
            table = rest.pop(0)
        elif word in ("-L", "-S", "-F", "-Z"):
            verb = word
            chain = rest.pop(0) if rest and not rest[0].startswith("-") else ""
        elif word == "-n":
            numeric = True
        elif word == "-v":
            counted = True
        elif word == "--line-numbers":
            numbered = True
        elif word not in ("-x", "-w", "--wait", "--exact"):
            return word
    return Wanted(table, verb, chain, numeric, counted, numbered)


def code(words: list[str], machine: str) -> Code:
    """iptables -L, -S and -F."""
    if words[:1] in (["-V"], ["--version"]):
        yield Print(f"iptables {VERSION}\n")
        return 0
    if words[:1] in (["-h"], ["--help"]):
        yield Print(f"iptables {VERSION}\n\n{USAGE}")
        return 0
    wanted = _wanted(words)
    if isinstance(wanted, str):
        if wanted in CHANGES:
            yield Print(NO_CHANGES, error=True)
            return 4
        kind = "unknown option" if wanted.startswith("-") else "Bad argument"
        quoted = f'"{wanted}"' if wanted.startswith("-") else f"`{wanted}'"
        yield Print(MORE.format(f"{kind} {quoted}"), error=True)
        return 2
    if wanted.table not in BUILT_IN:
        yield Print(f"iptables {VERSION}: table '{wanted.table}' does not exist\n", error=True)
        return 3
    if not wanted.verb:
        yield Print(MORE.format("no command specified"), error=True)
        return 2
    rules = (yield from ask(machine, "rules", wanted.table)) if wanted.table in WRITTEN else []
    chains = _chains(rules, wanted.table)
    if wanted.chain and wanted.chain not in chains:
        yield Print("iptables: No chain/target/match by that name.\n", error=True)
        return 1
    if wanted.verb == "-F":
        if wanted.table == "nat" and wanted.chain in ("", "KUBE-SERVICES"):
            yield from ask(machine, "flush")
    elif wanted.verb == "-S":
        yield Print(_as_commands(chains, wanted))
    elif wanted.verb == "-L":
        references = _references(chains)
        shown = [wanted.chain] if wanted.chain else list(chains)
        yield Print("\n".join(_listed(name, chains[name], references.get(name, 0), wanted) for name in shown))
    return 0


def _chains(rules: list[str], table: str) -> dict[str, list[str]]:
    chains: dict[str, list[str]] = {name: [] for name in BUILT_IN[table]}
    for line in rules:
        if line.startswith(":"):
            chains.setdefault(line[1:].split()[0], [])
        elif line.startswith("-A "):
            chains.setdefault(line.split()[1], []).append(line)
    return chains


def _as_commands(chains: dict[str, list[str]], wanted: Wanted) -> str:
    """Policies, then chains, then rules."""
    counts = " -c 0 0" if wanted.counted else ""
    shown = {name: rules for name, rules in chains.items() if wanted.chain in ("", name)}
    built_in = BUILT_IN[wanted.table]
    text = "".join(f"-P {name} ACCEPT{counts}\n" if name in built_in else f"-N {name}\n" for name in shown)
    for rules in shown.values():
        for rule in rules:
            before, jump, after = saved(rule).partition(" -j ")
            text += f"{before}{counts}{jump}{after}\n"
    return text


def _references(chains: dict[str, list[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for rules in chains.values():
        for rule in rules:
            target = parsed(rule).target
            counts[target] = counts.get(target, 0) + 1
    return counts


def _listed(name: str, rules: list[str], references: int, wanted: Wanted) -> str:
    packets = " 0 packets, 0 bytes" if wanted.counted else ""
    policy = f"(policy ACCEPT{packets})" if name in BUILT_IN[wanted.table] else f"({references} references)"
    number = "num  " if wanted.numbered else ""
    heads = (
        " pkts bytes target     prot opt in     out     source               destination         "
        if wanted.counted
        else "target     prot opt source               destination         "
    )
    text = f"Chain {name} {policy}\n{number.rstrip() + '  ' if number else ''}{heads}\n"
    for place, rule in enumerate(rules, 1):
        text += (f"{place:<4} " if wanted.numbered else "") + listed(rule, wanted.numeric, wanted.counted)
    return text
