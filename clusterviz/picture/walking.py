"""How connections went: the last walks, and one of them step by step, each step with the place in the drawing where it was taken."""

from __future__ import annotations

from typing import Any

from ..cluster.cluster import CONTROL_PLANE, Cluster
from ..cluster.machinery.objects import name_of, namespace_of
from ..cluster.machinery.resources import PODS, SERVICES
from .scene import SYSTEM
from .story import clock_text

Part = dict[str, Any]

MOST = 40  # walks in the list
MOST_IN_PANEL = 8
TOUCHED = ("pod", "service", "kube-proxy")
KIND = "walk"  # of the element: walk/12
# End → class of its mark. A name that is not found is an answer too.
ENDS = {
    "connected": "ok",
    "refused": "bad",
    "timed out": "lost",
    "no such name": "weak",
    "": "wait",
}
RULES = "KUBE-"  # so begin the that kube-proxy has written


def walks(cluster: Cluster) -> list[Part]:
    """The last connections, the latest first."""
    kept = _kept(cluster)
    return [_head(walk) for walk in kept.latest(MOST)] if kept is not None else []


def connections(cluster: Cluster, element: str) -> list[Part]:
    """The last connections of a Pod, to a Service, through a machine's rules, or through CoreDNS; the latest first."""
    kept = _kept(cluster)
    kind, _, key = element.partition("/")
    if kept is None or kind not in TOUCHED:
        return []
    address = _address_of(cluster, key) if kind == "service" else ""
    found = [one for one in kept.latest() if _touches(one, kind, key, address)]
    return [_head(one) for one in found[:MOST_IN_PANEL]]


def _touches(found: Any, kind: str, key: str, address: str) -> bool:
    match kind:
        case "pod":
            key = "/".join(key.split("/")[:2])  # of one of its containers: the whole Pod's
            return key in (found.client, found.pod)
        case "service":
            return any(f" → {address}:" in step.before for step in found.steps)
        case "kube-proxy":
            return any(step.place == key and step.chain.startswith(RULES) for step in found.steps)
    return False


def _address_of(cluster: Cluster, key: str) -> str:
    """A Service's cluster IP; what no connection has, if it has none."""
    for service in cluster.objects(SERVICES):
        if f"{namespace_of(service)}/{name_of(service)}" == key:
            return str(service["spec"].get("clusterIP") or "None")
    return "None"


def walk(cluster: Cluster, number: int) -> Part | None:
    """One connection with its steps; None if it is forgotten."""
    kept = _kept(cluster)
    found = kept.get(number) if kept is not None else None
    if found is None:
        return None
    steps = [_step(cluster, step) for step in found.steps]
    return {**_head(found), "steps": steps}


def _kept(cluster: Cluster) -> Any:
    return getattr(cluster.ground, "walks", None)


def _head(found: Any) -> Part:
    return {
        "id": found.id,
        "element": f"{KIND}/{found.id}",
        "clock": clock_text(found.at_ms),
        "client": found.client,
        "target": found.target.removesuffix("/"),
        "word": found.end or "on its way",
        "state": ENDS.get(found.end, "wait"),
        "pod": found.pod,
        "code": found.code or "",
        "took": f"{found.ended_ms - found.at_ms} ms" if found.ended_ms else "",
        "requests": found.requests,
    }


def _step(cluster: Cluster, step: Any) -> Part:
    chain, _, more = step.chain.partition(": ")
    return {
        "clock": clock_text(step.at_ms),
        "place": place_of(cluster, step.place, step.chain),
        "where": step.place,
        "chain": chain,
        "more": more,
        "before": step.before,
        "after": step.after if step.after != step.before else "",
        "verdict": step.verdict,
        "sentence": step.sentence,
        "changed": bool(step.after) and step.after != step.before,
    }


def place_of(cluster: Cluster, place: str, chain: str = "") -> str:
    """The element in the drawing where a step is taken: a Pod's box, the rules that kube-proxy wrote, or the machine itself."""
    if "/" in place:
        namespace, _, name = place.partition("/")
        if namespace != SYSTEM:
            return f"pod/{place}"
        node = _node_of(cluster, namespace, name)
        return "plane" if node == CONTROL_PLANE else f"system/{node}" if node else ""
    if place == CONTROL_PLANE:
        return "plane"
    if f"kubelet/{place}" in cluster.components:
        return f"kube-proxy/{place}" if chain.startswith(RULES) else f"node/{place}"
    return "you"


def _node_of(cluster: Cluster, namespace: str, name: str) -> str:
    for pod in cluster.objects(PODS):
        if name_of(pod) == name and namespace_of(pod) == namespace:
            return str(pod["spec"].get("nodeName", ""))
    return ""
