"""NetworkPolicies: may this Pod be reached, may it reach that one? A pure function of policies, Pods and namespaces.

A Pod that no policy selects is open. One that is selected, for a direction, takes only what some policy of that direction allows.
A Pod always reaches itself, and its own node always reaches it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from ...machinery.objects import Object, labels_of, name_of, namespace_of
from ...machinery.selectors import from_object

INGRESS, EGRESS = "Ingress", "Egress"


@dataclass(frozen=True, slots=True)
class Peer:
    """One end of a connection, by its address; `pod` is None for what is no Pod of this cluster."""

    ip: str
    pod: Object | None = None
    namespace_labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it may pass, and the sentence that says why."""

    allowed: bool
    policies: tuple[str, ...]  # those that select the Pod in this direction
    sentence: str


def types_of(policy: Object) -> list[str]:
    """The directions that a policy is about."""
    spec = policy["spec"]
    return list(spec.get("policyTypes") or ([INGRESS, EGRESS] if spec.get("egress") else [INGRESS]))


def selecting(policies: Iterable[Object], pod: Object, direction: str) -> list[Object]:
    """The policies that isolate this Pod in this direction."""
    found = []
    for policy in policies:
        if namespace_of(policy) != namespace_of(pod) or direction not in types_of(policy):
            continue
        if from_object(policy["spec"].get("podSelector")).matches(labels_of(pod)):
            found.append(policy)
    return found


def judge(policies: Iterable[Object], pod: Object, direction: str, other: Peer, port: int, protocol: str) -> Verdict:
    """Whether `pod` may be reached by `other` (Ingress) or may reach it (Egress), on this port of whoever is reached."""
    own = selecting(policies, pod, direction)
    names = tuple(name_of(policy) for policy in own)
    what = f"Pod {name_of(pod)}"
    if not own:
        return Verdict(True, (), f"No NetworkPolicy selects {what} for {direction.lower()}: it is open.")
    reached = pod if direction == INGRESS else other.pod
    for policy in own:
        for rule in policy["spec"].get(direction.lower()) or ():
            peers = rule.get("from" if direction == INGRESS else "to")
            if _ports(rule.get("ports"), port, protocol, reached) and _peers(peers, other, namespace_of(pod)):
                text = f"NetworkPolicy {name_of(policy)} allows {other.ip} for {what} on port {port}."
                return Verdict(True, names, text)
    listed = ", ".join(names)
    verb = "to reach" if direction == EGRESS else "from"
    text = f"{what} is isolated for {direction.lower()} by {listed}, and no rule allows traffic {verb} {other.ip} on port {port}: dropped."
    return Verdict(False, names, text)


def _peers(peers: list[Object] | None, other: Peer, namespace: str) -> bool:
    return not peers or any(_peer(peer, other, namespace) for peer in peers)


def _peer(peer: Object, other: Peer, namespace: str) -> bool:
    block = peer.get("ipBlock")
    if block is not None:
        address = ip_address(other.ip)
        return address in ip_network(block["cidr"], strict=False) and not any(
            address in ip_network(one, strict=False) for one in block.get("except") or ()
        )
    if other.pod is None:
        return False
    if "namespaceSelector" in peer and peer["namespaceSelector"] is not None:
        if not from_object(peer["namespaceSelector"]).matches(dict(other.namespace_labels)):
            return False
    elif namespace_of(other.pod) != namespace:
        return False
    selector = peer.get("podSelector")
    return selector is None or from_object(selector).matches(labels_of(other.pod))


def _ports(ports: list[Object] | None, port: int, protocol: str, reached: Object | None) -> bool:
    return not ports or any(_port(one, port, protocol, reached) for one in ports)


def _port(one: Object, port: int, protocol: str, reached: Object | None) -> bool:
    if one.get("protocol", "TCP") != protocol:
        return False
    wanted = one.get("port")
    if wanted is None:
        return True
    if isinstance(wanted, int):
        return wanted <= port <= int(one.get("endPort", wanted))
    for container in reached["spec"].get("containers", ()) if reached is not None else ():
        for declared in container.get("ports") or ():
            if declared.get("name") == wanted and declared.get("protocol", "TCP") == protocol:
                return bool(declared["containerPort"] == port)
    return False
