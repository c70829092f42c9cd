"""portmap: the rules by which ports of a machine lead to its Pods (`hostPort`), as iptables shows them. Pure functions. Fact sheet §9.6."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

MARK = "0x2000"
LONGEST_NAME = 28  # of a chain
NETWORK = "bridge"  # the name in the plugin's configuration
DNAT, MASQUERADE, SET_MARK = "CNI-HOSTPORT-DNAT", "CNI-HOSTPORT-MASQ", "CNI-HOSTPORT-SETMARK"
COMMON = (
    f"-A {MASQUERADE} -m mark --mark {MARK}/{MARK} -j MASQUERADE",
    f'-A {SET_MARK} -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark {MARK}/{MARK}',
)


class Mapped(NamedTuple):
    """The ports of one sandbox: (port of the machine, of the Pod, protocol)."""

    sandbox_id: str
    ip: str
    ports: tuple[tuple[int, int, str], ...]


def chain(sandbox_id: str) -> str:
    """The chain of a sandbox's own ports."""
    return f"CNI-DN-{hashlib.sha512(f'{NETWORK}{sandbox_id}'.encode()).hexdigest()}"[:LONGEST_NAME]


def added(table: list[str], mapped: list[Mapped], subnet: str) -> list[str]:
    """kube-proxy's nat table with these ports: the plugin asks behind kube-proxy, and masquerades before it."""
    if not mapped:
        return table
    chains: dict[str, list[str]] = {}
    for line in (*table, *(own for one in mapped for own in _own(one, subnet)), *COMMON):
        if line.startswith("-A "):
            chains.setdefault(line.split()[1], []).append(line)
    for entrance in ("PREROUTING", "OUTPUT"):
        chains[entrance].append(f"-A {entrance} -m addrtype --dst-type LOCAL -j {DNAT}")
    chains["POSTROUTING"].insert(
        0, f'-A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j {MASQUERADE}'
    )
    names = sorted([DNAT, MASQUERADE, SET_MARK, *(chain(one.sandbox_id) for one in mapped)])
    declared = [line for line in table if line.startswith(":")] + [f":{name} - [0:0]" for name in names]
    return ["*nat", *declared, *(line for rules in chains.values() for line in rules), "COMMIT"]


def _own(one: Mapped, subnet: str) -> Iterator[str]:
    name = chain(one.sandbox_id)
    for protocol in sorted({protocol.lower() for _, _, protocol in one.ports}):
        ports = ",".join(str(outer) for outer, _, own in one.ports if own.lower() == protocol)
        comment = rf'"dnat name: \"{NETWORK}\" id: \"{one.sandbox_id}\""'
        yield f"-A {DNAT} -p {protocol} -m comment --comment {comment} -m multiport --dports {ports} -j {name}"
    for outer, inner, protocol in one.ports:
        match = f"-p {protocol.lower()} -m {protocol.lower()} --dport {outer}"
        yield f"-A {name} -s {subnet} {match} -j {SET_MARK}"
        yield f"-A {name} -s 127.0.0.1 {match} -j {SET_MARK}"
        yield f"-A {name} {match} -j DNAT --to-destination {one.ip}:{inner}"
