"""The rules in the form in which iptables shows them: chains per Service and per endpoint. A pure function. Fact sheet §9.2."""

from __future__ import annotations

from ...machinery.nat_rules import CLUSTER_CIDR, MASQUERADE_MARK, Rule, Rules, chain

Chains = dict[str, list[str]]

CANARIES = ("KUBE-KUBELET-CANARY", "KUBE-PROXY-CANARY")  # whoever finds its own gone knows that the tables were flushed
# The kubelet's own: nobody from outside reaches what listens on 127.0.0.1.
MARTIANS = (
    '-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" '
    "-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP"
)


def nat_table(rules: Rules) -> list[str]:
    """The nat table as `iptables-save -t nat` prints it, without counters."""
    services: list[str] = []
    node_ports: list[str] = []
    chains: Chains = {}
    for name, rule in rules.items():
        if rule["has_endpoints"]:
            _service(name, rule, services, node_ports, chains)
    lines = ["*nat", *(f":{name} ACCEPT [0:0]" for name in ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"))]
    names = [*CANARIES, "KUBE-MARK-MASQ", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-SERVICES", *chains]
    lines += [f":{name} - [0:0]" for name in sorted(names)]
    lines += [
        '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
        f"-A KUBE-MARK-MASQ -j MARK --or-mark {MASQUERADE_MARK}",
        f"-A KUBE-POSTROUTING -m mark ! --mark {MASQUERADE_MARK}/{MASQUERADE_MARK} -j RETURN",
        f"-A KUBE-POSTROUTING -j MARK --xor-mark {MASQUERADE_MARK}",
        '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    ]
    lines += services
    lines.append(
        '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" '
        "-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS"
    )
    lines += node_ports
    for own in chains.values():
        lines += own
    return [*lines, "COMMIT"]


def filter_table(rules: Rules) -> list[str]:
    """The filter table: Services without endpoints are refused, source ranges are kept, health checks are let in."""
    names = ["KUBE-EXTERNAL-SERVICES", "KUBE-FIREWALL", "KUBE-FORWARD", "KUBE-NODEPORTS", "KUBE-PROXY-FIREWALL"]
    lines = ["*filter", ":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]"]
    lines += [f":{name} - [0:0]" for name in sorted([*CANARIES, *names, "KUBE-SERVICES"])]
    lines += [*_filter_hooks(), MARTIANS]
    for name, rule in rules.items():
        lines += _filtered(name, rule)
    lines += [
        "-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP",
        f'-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark {MASQUERADE_MARK}/{MASQUERADE_MARK} -j ACCEPT',
        '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED '
        "-j ACCEPT",
    ]
    return [*lines, "COMMIT"]


def mangle_table() -> list[str]:
    """The mangle table: chains without rules, by which others see which kind of iptables is used, and that nobody flushes it."""
    lines = [f":{name} ACCEPT [0:0]" for name in ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")]
    return ["*mangle", *lines, *(f":{name} - [0:0]" for name in sorted([*CANARIES, "KUBE-IPTABLES-HINT"])), "COMMIT"]


def lines_about(rules: Rules, service: str) -> list[str]:
    """The rules of both tables that are about one Service (`namespace/name`), in the order in which a connection meets them."""
    own: Rules = {name: rule for name, rule in rules.items() if rule["service"] == service}
    marks = tuple(f'"{name}' for name in own)
    return [line for line in (*filter_table(own), *nat_table(own)) if any(mark in line for mark in marks)]


def _filter_hooks() -> list[str]:
    new = "-m conntrack --ctstate NEW -m comment --comment"
    return [
        f'-A INPUT {new} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
        '-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS',
        f'-A INPUT {new} "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES',
        "-A INPUT -j KUBE-FIREWALL",
        f'-A FORWARD {new} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
        '-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
        f'-A FORWARD {new} "kubernetes service portals" -j KUBE-SERVICES',
        f'-A FORWARD {new} "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES',
        f'-A OUTPUT {new} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
        f'-A OUTPUT {new} "kubernetes service portals" -j KUBE-SERVICES',
        "-A OUTPUT -j KUBE-FIREWALL",
    ]


def _filtered(name: str, rule: Rule) -> list[str]:
    protocol = rule["protocol"].lower()
    match = f"-m {protocol} -p {protocol}"
    lines = []
    inner, outer = ("REJECT", "no endpoints") if not rule["has_endpoints"] else ("DROP", "no local endpoints"), None
    if not rule["has_endpoints"] or not rule["endpoints"]:
        lines.append(
            f'-A KUBE-SERVICES -m comment --comment "{name} has {inner[1]}" {match} -d {rule["cluster_ip"]} '
            f"--dport {rule['port']} -j {inner[0]}"
        )
    if not rule["has_endpoints"]:
        outer = inner
    elif not rule["external_endpoints"]:
        outer = ("DROP", "no local endpoints")
    if outer is not None:
        comment = f'-A KUBE-EXTERNAL-SERVICES -m comment --comment "{name} has {outer[1]}"'
        for address in (*rule["external_ips"], *rule["load_balancer_ips"]):
            lines.append(f"{comment} {match} -d {address} --dport {rule['port']} -j {outer[0]}")
        if rule["node_port"]:
            lines.append(f"{comment} -m addrtype --dst-type LOCAL {match} --dport {rule['node_port']} -j {outer[0]}")
    if rule["source_ranges"] and rule["has_endpoints"]:
        wall = chain("FW", name, protocol)
        for address in rule["load_balancer_ips"]:
            lines.append(
                f'-A KUBE-PROXY-FIREWALL -m comment --comment "{name} traffic not accepted by {wall}" {match} '
                f"-d {address} --dport {rule['port']} -j DROP"
            )
    if rule["health_check_node_port"]:
        lines.append(
            f'-A KUBE-NODEPORTS -m comment --comment "{name} health check node port" -m tcp -p tcp '
            f"--dport {rule['health_check_node_port']} -j ACCEPT"
        )
    return lines


def _service(name: str, rule: Rule, services: list[str], node_ports: list[str], chains: Chains) -> None:
    protocol = rule["protocol"].lower()
    match = f"-m {protocol} -p {protocol}"
    inner = chain("SVL" if rule["internal_local"] else "SVC", name, protocol)
    place = f"-d {rule['cluster_ip']} --dport {rule['port']}"
    if rule["endpoints"]:
        services.append(f'-A KUBE-SERVICES -m comment --comment "{name} cluster IP" {match} {place} -j {inner}')
        chains.setdefault(inner, []).append(
            f'-A {inner} ! -s {CLUSTER_CIDR} -m comment --comment "{name} cluster IP" {match} {place} -j KUBE-MARK-MASQ'
        )
        chains[inner] += _shares(name, rule, inner, rule["endpoints"], chains)
    outside = [*rule["external_ips"], *rule["load_balancer_ips"]]
    if not rule["node_port"] and not outside:
        return
    _entrances(name, rule, match, services, node_ports, chains)
    _external(name, rule, chains)


def _entrances(name: str, rule: Rule, match: str, services: list[str], node_ports: list[str], chains: Chains) -> None:
    """The addresses by which one comes in from outside."""
    external = chain("EXT", name, rule["protocol"])
    for address in rule["external_ips"]:
        place = f"-d {address} --dport {rule['port']}"
        services.append(f'-A KUBE-SERVICES -m comment --comment "{name} external IP" {match} {place} -j {external}')
    wall = chain("FW", name, rule["protocol"])
    for address in rule["load_balancer_ips"]:
        place = f"-d {address} --dport {rule['port']}"
        target = wall if rule["source_ranges"] else external
        services.append(f'-A KUBE-SERVICES -m comment --comment "{name} loadbalancer IP" {match} {place} -j {target}')
    if rule["source_ranges"] and rule["load_balancer_ips"]:
        own = chains.setdefault(wall, [])
        for cidr in rule["source_ranges"]:
            own.append(f'-A {wall} -m comment --comment "{name} loadbalancer IP" -s {cidr} -j {external}')
        own.append(f'-A {wall} -m comment --comment "other traffic to {name} will be dropped by KUBE-PROXY-FIREWALL"')
    if rule["node_port"]:
        node_ports.append(
            f'-A KUBE-NODEPORTS -m comment --comment "{name}" {match} --dport {rule["node_port"]} -j {external}'
        )


def _external(name: str, rule: Rule, chains: Chains) -> None:
    """What happens to those who came in from outside."""
    external, cluster = chain("EXT", name, rule["protocol"]), chain("SVC", name, rule["protocol"])
    outer = chains.setdefault(external, [])
    if not rule["local_only"]:
        text = f"masquerade traffic for {name} external destinations"
        outer.append(f'-A {external} -m comment --comment "{text}" -j KUBE-MARK-MASQ')
        outer.append(f"-A {external} -j {cluster}")
    else:
        local, own = chain("SVL", name, rule["protocol"]), "-m addrtype --src-type LOCAL"
        tail = f'for {name} external destinations"'
        outer += [
            f'-A {external} -s {CLUSTER_CIDR} -m comment --comment "pod traffic {tail} -j {cluster}',
            f'-A {external} -m comment --comment "masquerade LOCAL traffic {tail} {own} -j KUBE-MARK-MASQ',
            f'-A {external} -m comment --comment "route LOCAL traffic {tail} {own} -j {cluster}',
        ]
        if rule["external_endpoints"]:
            outer.append(f"-A {external} -j {local}")
            if local not in chains:
                chains[local] = _shares(name, rule, local, rule["external_endpoints"], chains)
    if cluster not in chains and rule["cluster_endpoints"]:
        chains[cluster] = _shares(name, rule, cluster, rule["cluster_endpoints"], chains)


def _shares(name: str, rule: Rule, own: str, endpoints: list[str], chains: Chains) -> list[str]:
    """One line per endpoint: each takes its share of what the ones before it have left."""
    protocol = rule["protocol"].lower()
    lines = []
    ends = [chain("SEP", name, protocol, endpoint) for endpoint in endpoints]
    if rule["affinity_s"]:
        for endpoint, end in zip(endpoints, ends, strict=True):
            lines.append(
                f'-A {own} -m comment --comment "{name} -> {endpoint}" -m recent --name {end} --rcheck '
                f"--seconds {rule['affinity_s']} --reap -j {end}"
            )
    for place, (endpoint, end) in enumerate(zip(endpoints, ends, strict=True)):
        left = len(endpoints) - place
        share = f"-m statistic --mode random --probability {1 / left:.10f} " if left > 1 else ""
        lines.append(f'-A {own} -m comment --comment "{name} -> {endpoint}" {share}-j {end}')
        if end not in chains:
            recent = f"-m recent --name {end} --set " if rule["affinity_s"] else ""
            ip = endpoint.rpartition(":")[0]
            chains[end] = [
                f'-A {end} -s {ip} -m comment --comment "{name}" -j KUBE-MARK-MASQ',
                f'-A {end} -m comment --comment "{name}" {recent}-m {protocol} -p {protocol} -j DNAT --to-destination {endpoint}',
            ]
    return lines
