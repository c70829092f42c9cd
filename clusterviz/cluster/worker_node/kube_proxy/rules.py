"""The rules that follow from Services and EndpointSlices: a pure function. Fact sheet §9.2, §9.3."""

from __future__ import annotations

from ...machinery.defaults import AFFINITY_TIMEOUT_S
from ...machinery.nat_rules import Rule, Rules
from ...machinery.objects import Object, key_of, labels_of, name_of, namespace_of

SERVICE_NAME = "kubernetes.io/service-name"


def rules(services: list[Object], slices: list[Object], node: str, zone: str = "") -> Rules:
    """For each port of each Service: where its addresses lead on this node, which stands in this zone."""
    by_service: dict[str, list[Object]] = {}
    for one in slices:
        name = labels_of(one).get(SERVICE_NAME)
        if name and one.get("addressType", "IPv4") == "IPv4":
            by_service.setdefault(f"{namespace_of(one)}/{name}", []).append(one)
    made: Rules = {}
    for service in services:
        spec = service["spec"]
        if spec.get("type") == "ExternalName" or spec.get("clusterIP") in (None, "", "None"):
            continue
        for port in spec.get("ports") or ():
            made[port_name(service, port)] = _rule(service, port, by_service.get(key_of(service), []), node, zone)
    return made


def port_name(service: Object, port: Object) -> str:
    """`default/web` or `default/web:http`, as kube-proxy names a port in its comments."""
    name = port.get("name")
    key = f"{namespace_of(service)}/{name_of(service)}"
    return f"{key}:{name}" if name else key


def _rule(service: Object, port: Object, slices: list[Object], node: str, zone: str) -> Rule:
    spec = service["spec"]
    every: list[tuple[str, Object]] = []
    for one in slices:
        for known in one.get("ports") or ():
            if known.get("name", "") == (port.get("name") or "") and known.get("protocol", "TCP") == port.get(
                "protocol", "TCP"
            ):
                for endpoint in one.get("endpoints") or ():
                    every.append((f"{endpoint['addresses'][0]}:{known['port']}", endpoint))
    every.sort(key=_address)
    cluster = _usable(_near(every, node, zone))
    local = _usable([one for one in every if one[1].get("nodeName") == node])
    affinity = 0
    if spec.get("sessionAffinity") == "ClientIP":
        affinity = ((spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}).get(
            "timeoutSeconds", AFFINITY_TIMEOUT_S
        )
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    inner, outer = spec.get("internalTrafficPolicy") == "Local", spec.get("externalTrafficPolicy") == "Local"
    return {
        "service": key_of(service),
        "cluster_ip": spec["clusterIP"],
        "port": port["port"],
        "protocol": port.get("protocol", "TCP"),
        "node_port": port.get("nodePort", 0),
        "external_ips": list(spec.get("externalIPs") or ()),
        "load_balancer_ips": [one["ip"] for one in ingress if "ip" in one and one.get("ipMode", "VIP") == "VIP"],
        "source_ranges": list(spec.get("loadBalancerSourceRanges") or ()),
        "health_check_node_port": spec.get("healthCheckNodePort", 0),
        "endpoints": local if inner else cluster,
        "external_endpoints": local if outer else cluster,
        "cluster_endpoints": cluster,
        "local_endpoints": local,
        "internal_local": inner,
        "local_only": outer,
        "affinity_s": affinity,
        "has_endpoints": bool(cluster or local),
    }


def _near(every: list[tuple[str, Object]], node: str, zone: str) -> list[tuple[str, Object]]:
    """Those that their hints keep for this node, else for its zone: if all ready endpoints have such hints, and some are for it."""
    ready = [one for one in every if _condition(one[1], "ready", True)]
    for kind, own in (("forNodes", node), ("forZones", zone)):
        hints = [[hint["name"] for hint in (one[1].get("hints") or {}).get(kind) or ()] for one in ready]
        if ready and all(hints) and any(own in names for names in hints):
            return [one for one, names in zip(ready, hints, strict=True) if own in names]
    return every


def _address(one: tuple[str, Object]) -> str:
    return one[0]


def _usable(endpoints: list[tuple[str, Object]]) -> list[str]:
    """The ready ones; if there are none, those that still serve while they end."""
    ready = [address for address, endpoint in endpoints if _condition(endpoint, "ready", True)]
    if ready:
        return ready
    return [
        address
        for address, endpoint in endpoints
        if _condition(endpoint, "serving", False) and _condition(endpoint, "terminating", False)
    ]


def _condition(endpoint: Object, name: str, default: bool) -> bool:
    value = (endpoint.get("conditions") or {}).get(name)
    return default if value is None else bool(value)
