"""The rules in the form in which iptables shows them: chains per Service and per endpoint. A pure function. Fact sheet §9.2."""

from __future__ import annotations

import base64
import hashlib

from .rules import Rule, Rules

CLUSTER_CIDR = "10.244.0.0/16"


def nat_table(rules: Rules) -> list[str]:
    """The nat table as `iptables-save -t nat` prints it, without counters."""
    services: list[str] = []
    node_ports: list[str] = []
    chains: dict[str, list[str]] = {}
    for name, rule in rules.items():
        if rule["has_endpoints"]:
            _service(name, rule, services, node_ports, chains)
    lines = ["*nat", ":PREROUTING ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", ":POSTROUTING ACCEPT [0:0]"]
    names = ["KUBE-MARK-MASQ", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-SERVICES", *chains]
    lines += [f":{name} - [0:0]" for name in sorted(names)]
    lines += [
        '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
        "-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000",
        "-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
        "-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000",
        '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    ]
    lines += services
    lines.append(
        '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" '
        "-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS"
    )
    lines += node_ports
    for chain in chains.values():
        lines += chain
    return [*lines, "COMMIT"]


def filter_table(rules: Rules) -> list[str]:
    """The filter table: Services that have no endpoints are refused."""
    lines = ["*filter", ":KUBE-SERVICES - [0:0]", ":KUBE-EXTERNAL-SERVICES - [0:0]"]
    for name, rule in rules.items():
        protocol = rule["protocol"].lower()
        if not rule["has_endpoints"]:
            lines.append(
                f'-A KUBE-SERVICES -m comment --comment "{name} has no endpoints" -m {protocol} -p {protocol} '
                f"-d {rule['cluster_ip']} --dport {rule['port']} -j REJECT"
            )
            if rule["node_port"]:
                lines.append(
                    f'-A KUBE-EXTERNAL-SERVICES -m comment --comment "{name} has no endpoints" -m addrtype --dst-type LOCAL '
                    f"-m {protocol} -p {protocol} --dport {rule['node_port']} -j REJECT"
                )
        elif rule["local_only"] and not rule["external_endpoints"] and rule["node_port"]:
            lines.append(
                f'-A KUBE-EXTERNAL-SERVICES -m comment --comment "{name} has no local endpoints" -m addrtype --dst-type LOCAL '
                f"-m {protocol} -p {protocol} --dport {rule['node_port']} -j DROP"
            )
    return [*lines, "COMMIT"]


def hash16(text: str) -> str:
    """The ending of a chain's name."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]


def _service(name: str, rule: Rule, services: list[str], node_ports: list[str], chains: dict[str, list[str]]) -> None:
    protocol = rule["protocol"].lower()
    digest = hash16(name + protocol)
    chain = f"KUBE-SVC-{digest}"
    match = f"-m {protocol} -p {protocol}"
    services.append(
        f'-A KUBE-SERVICES -m comment --comment "{name} cluster IP" {match} -d {rule["cluster_ip"]} --dport {rule["port"]} -j {chain}'
    )
    own = chains.setdefault(chain, [])
    own.append(
        f'-A {chain} ! -s {CLUSTER_CIDR} -m comment --comment "{name} cluster IP" {match} -d {rule["cluster_ip"]} '
        f"--dport {rule['port']} -j KUBE-MARK-MASQ"
    )
    own += _shares(name, rule, chain, rule["endpoints"], chains)
    if not rule["node_port"]:
        return
    external = f"KUBE-EXT-{digest}"
    node_ports.append(
        f'-A KUBE-NODEPORTS -m comment --comment "{name}" {match} --dport {rule["node_port"]} -j {external}'
    )
    outer = chains.setdefault(external, [])
    if not rule["local_only"]:
        outer.append(
            f'-A {external} -m comment --comment "masquerade traffic for {name} external destinations" -j KUBE-MARK-MASQ'
        )
        outer.append(f"-A {external} -j {chain}")
        return
    local = f"KUBE-SVL-{digest}"
    outer.append(
        f'-A {external} -s {CLUSTER_CIDR} -m comment --comment "pod traffic for {name} external destinations" -j {chain}'
    )
    if rule["external_endpoints"]:
        outer.append(f"-A {external} -j {local}")
        chains.setdefault(local, []).extend(_shares(name, rule, local, rule["external_endpoints"], chains))


def _shares(name: str, rule: Rule, chain: str, endpoints: list[str], chains: dict[str, list[str]]) -> list[str]:
    """One line per endpoint: each takes its share of what the ones before it have left."""
    protocol = rule["protocol"].lower()
    lines = []
    ends = [f"KUBE-SEP-{hash16(name + protocol + endpoint)}" for endpoint in endpoints]
    if rule["affinity_s"]:
        for endpoint, end in zip(endpoints, ends, strict=True):
            lines.append(
                f'-A {chain} -m comment --comment "{name} -> {endpoint}" -m recent --name {end} --rcheck '
                f"--seconds {rule['affinity_s']} --reap -j {end}"
            )
    for place, (endpoint, end) in enumerate(zip(endpoints, ends, strict=True)):
        left = len(endpoints) - place
        share = f"-m statistic --mode random --probability {1 / left:.10f} " if left > 1 else ""
        lines.append(f'-A {chain} -m comment --comment "{name} -> {endpoint}" {share}-j {end}')
        if end not in chains:
            recent = f"-m recent --name {end} --set " if rule["affinity_s"] else ""
            ip = endpoint.rpartition(":")[0]
            chains[end] = [
                f'-A {end} -s {ip} -m comment --comment "{name}" -j KUBE-MARK-MASQ',
                f'-A {end} -m comment --comment "{name}" {recent}-m {protocol} -p {protocol} -j DNAT --to-destination {endpoint}',
            ]
    return lines
