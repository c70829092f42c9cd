"""Netfilter: a connection walks the kernel's rules for Services, chain by chain, until one decides. Fact sheet §9.2, §9.3.

The chains are those that iptables shows; which of them a connection meets follows from the rule that kube-proxy wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from ...machinery.chance import Chance
from ...machinery.cri import Knock
from ...machinery.nat_rules import CLUSTER_CIDR, MASQUERADE_MARK, Rule, Rules, chain

PASS, REJECT, DROP = "ACCEPT", "REJECT", "DROP"
CLUSTER, EXTERNAL, NODE_PORT = "cluster", "external", "node port"
_PODS = ip_network(CLUSTER_CIDR)


@dataclass(slots=True)
class Note:
    """One chain on the way: what it says, and what it makes of the connection."""

    chain: str
    verdict: str
    sentence: str


@dataclass(slots=True)
class Translation:
    """What became of a connection: `endpoint` (`ip:port`) is where it goes on to, if it passes."""

    verdict: str
    service: str  # the port's name: namespace/name:port
    endpoint: str = ""
    masquerade: bool = False
    notes: list[Note] = field(default_factory=list)


class Recent:
    """What the kernel's `recent` lists remember: which client was sent to which endpoint, and when."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, int]] = {}  # chain of the endpoint → client → virtual ms

    def within(self, end: str, client: str, now_ms: int, seconds: int) -> bool:
        """Whether this client has been here within so many seconds; older entries are reaped."""
        known = self.seen.get(end)
        if known is None:
            return False
        for one in [one for one, at_ms in known.items() if now_ms - at_ms > seconds * 1000]:
            del known[one]
        return client in known

    def set(self, end: str, client: str, now_ms: int) -> None:
        """It is here now."""
        known = self.seen.setdefault(end, {})
        known.pop(client, None)
        known[client] = now_ms


def is_pod(address: str) -> bool:
    """Whether an address lies in the range of the Pods."""
    return ip_address(address) in _PODS


def match(rules: Rules, question: Knock, node_addresses: tuple[str, ...]) -> tuple[str, Rule, str] | None:
    """(name, rule, by which of its addresses) of the rule for where this goes to; None: it is for no Service."""
    for name, rule in rules.items():
        if rule["protocol"] != question.protocol:
            continue
        if rule["port"] == question.port:
            if question.ip == rule["cluster_ip"]:
                return name, rule, CLUSTER
            if question.ip in rule["external_ips"] or question.ip in rule["load_balancer_ips"]:
                return name, rule, EXTERNAL
        if rule["node_port"] and rule["node_port"] == question.port and question.ip in node_addresses:
            return name, rule, NODE_PORT
    return None


def translate(
    rules: Rules,
    question: Knock,
    node_addresses: tuple[str, ...],
    chance: Chance,
    recent: Recent,
    now_ms: int,
) -> Translation | None:
    """Walk the chains; None if the connection is for no Service. `node_addresses`: this machine's own."""
    found = match(rules, question, node_addresses)
    if found is None:
        return None
    name, rule, by = found
    of_node = question.source in node_addresses
    of_pod = is_pod(question.source)
    made = Translation(PASS, name)
    if not _let_in(name, rule, by, question, of_node or of_pod, made):
        return made
    if by == CLUSTER:
        endpoints, kind = rule["endpoints"], "SVL" if rule["internal_local"] else "SVC"
        made.masquerade = not of_pod
        _enter(name, rule, question, f"{rule['cluster_ip']}:{rule['port']}", chain(kind, name, rule["protocol"]), made)
        if made.masquerade:
            _mark(made, "it comes from no Pod")
    else:
        endpoints, kind = _from_outside(name, rule, by, question, of_node, of_pod, made)
    _share(name, rule, chain(kind, name, rule["protocol"]), endpoints, question, chance, recent, now_ms, made)
    return made


def _let_in(name: str, rule: Rule, by: str, question: Knock, from_inside: bool, made: Translation) -> bool:
    """The filter table: what has no endpoints is refused, what has none here is dropped, and source ranges are kept."""
    table = "KUBE-SERVICES" if by == CLUSTER else "KUBE-EXTERNAL-SERVICES"
    if not rule["has_endpoints"]:
        made.verdict = REJECT
        made.notes.append(Note(table, REJECT, f"{name} has no endpoints: the connection is refused."))
        return False
    local = rule["internal_local"] if by == CLUSTER else rule["local_only"]
    endpoints = rule["endpoints"] if by == CLUSTER else rule["external_endpoints"]
    if local and not endpoints and (by == CLUSTER or not from_inside):
        made.verdict = DROP
        made.notes.append(Note(table, DROP, f"{name} has no endpoints on this node, and may use no others: dropped."))
        return False
    if question.ip in rule["load_balancer_ips"] and rule["source_ranges"]:
        wall = chain("FW", name, rule["protocol"])
        if not any(ip_address(question.source) in ip_network(one, strict=False) for one in rule["source_ranges"]):
            made.verdict = DROP
            text = f"{question.source} is in none of the ranges that may come in: KUBE-PROXY-FIREWALL drops it."
            made.notes.append(Note(wall, DROP, text))
            return False
        made.notes.append(Note(wall, PASS, f"{question.source} is in a range that may come in."))
    return True


def _enter(name: str, rule: Rule, question: Knock, place: str, target: str, made: Translation) -> None:
    made.notes.append(Note("KUBE-SERVICES", f"-j {target}", f"{place} is the address of {name}."))


def _mark(made: Translation, why: str) -> None:
    made.notes.append(
        Note("KUBE-MARK-MASQ", f"MARK {MASQUERADE_MARK}", f"Marked to leave with this machine's address: {why}.")
    )


def _from_outside(
    name: str, rule: Rule, by: str, question: Knock, of_node: bool, of_pod: bool, made: Translation
) -> tuple[list[str], str]:
    """KUBE-NODEPORTS or an outer address, then KUBE-EXT: (the endpoints to choose from, the kind of their chain)."""
    outer = chain("EXT", name, rule["protocol"])
    if by == NODE_PORT:
        made.notes.append(Note("KUBE-SERVICES", "-j KUBE-NODEPORTS", f"{question.ip} is this machine's own address."))
        made.notes.append(Note("KUBE-NODEPORTS", f"-j {outer}", f"Port {question.port} is the node port of {name}."))
    else:
        which = "load balancer's" if question.ip in rule["load_balancer_ips"] else "external"
        made.notes.append(Note("KUBE-SERVICES", f"-j {outer}", f"{question.ip} is {name}'s {which} address."))
    if not rule["local_only"]:
        made.masquerade = True
        text = "Any endpoint may be used."
        made.notes.append(Note(outer, f"-j {chain('SVC', name, rule['protocol'])}", text))
        _mark(made, "the answer must come back through here")
        return rule["cluster_endpoints"], "SVC"
    if of_pod or of_node:
        made.masquerade = of_node
        made.notes.append(Note(outer, "short cut", "From inside the cluster: any endpoint may be used."))
        return rule["cluster_endpoints"], "SVC"
    text = "externalTrafficPolicy: Local: endpoints of this node only, and the client's address is kept."
    made.notes.append(Note(outer, f"-j {chain('SVL', name, rule['protocol'])}", text))
    return rule["external_endpoints"], "SVL"


def _share(
    name: str,
    rule: Rule,
    own: str,
    endpoints: list[str],
    question: Knock,
    chance: Chance,
    recent: Recent,
    now_ms: int,
    made: Translation,
) -> None:
    """The Service's chain: its endpoints one after the other, each with its share of what is left; then DNAT."""
    if not endpoints:
        made.verdict = DROP
        made.notes.append(Note(own, DROP, f"{name} has no endpoint left here."))
        return
    ends = [chain("SEP", name, rule["protocol"], endpoint) for endpoint in endpoints]
    place = -1
    if rule["affinity_s"]:
        for number, end in enumerate(ends):
            if recent.within(end, question.source, now_ms, rule["affinity_s"]):
                place = number
                text = f"{question.source} was here within {rule['affinity_s']} s: it stays with {endpoints[number]}."
                made.notes.append(Note(own, f"-j {end}", text))
                break
    if place < 0:
        place = chance.below(len(endpoints)) if len(endpoints) > 1 else 0
        if len(endpoints) == 1:
            text = f"{endpoints[0]} is the only endpoint."
        else:
            text = f"By chance, 1 in {len(endpoints)}: {endpoints[place]}."
        made.notes.append(Note(own, f"-j {ends[place]}", text))
    endpoint = made.endpoint = endpoints[place]
    if rule["affinity_s"]:
        recent.set(ends[place], question.source, now_ms)
    if endpoint.rpartition(":")[0] == question.source:
        made.masquerade = True
        _mark(made, "the Pod reaches itself, and its answer must come back this way")
    text = f"The destination becomes {endpoint}."
    made.notes.append(Note(ends[place], f"DNAT --to-destination {endpoint}", text))
