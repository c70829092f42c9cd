"""The rules that follow from Services and EndpointSlices: a pure function. Fact sheet §9.2, §9.3."""

from __future__ import annotations

from typing import Any

from ...machinery.objects import Object, key_of, labels_of, name_of, namespace_of

Rule = dict[str, Any]
Rules = dict[str, Rule]  # "namespace/service:port" → rule

SERVICE_NAME = "kubernetes.io/service-name"


def rules(services: list[Object], slices: list[Object], node: str) -> Rules:
    """For each port of each Service: where its addresses lead on this node.

    A rule: `cluster_ip`, `port`, `protocol`, `node_port` (0: none), `external_ips`, `endpoints` ("ip:port", those to be used from
    inside), `external_endpoints` (those for NodePorts and load balancers), `affinity_s` (0: none), `has_endpoints`.
    """
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
            made[port_name(service, port)] = _rule(service, port, by_service.get(key_of(service), []), node)
    return made


def port_name(service: Object, port: Object) -> str:
    """`default/web` or `default/web:http`, as kube-proxy names a port in its comments."""
    name = port.get("name")
    key = f"{namespace_of(service)}/{name_of(service)}"
    return f"{key}:{name}" if name else key


def _rule(service: Object, port: Object, slices: list[Object], node: str) -> Rule:
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
    cluster = _usable(every)
    local = _usable([one for one in every if one[1].get("nodeName") == node])
    affinity = 0
    if spec.get("sessionAffinity") == "ClientIP":
        affinity = ((spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}).get("timeoutSeconds", 10800)
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    return {
        "cluster_ip": spec["clusterIP"],
        "port": port["port"],
        "protocol": port.get("protocol", "TCP"),
        "node_port": port.get("nodePort", 0),
        "external_ips": [*(spec.get("externalIPs") or ()), *(one["ip"] for one in ingress if "ip" in one)],
        "endpoints": local if spec.get("internalTrafficPolicy") == "Local" else cluster,
        "external_endpoints": local if spec.get("externalTrafficPolicy") == "Local" else cluster,
        "local_only": spec.get("externalTrafficPolicy") == "Local",
        "affinity_s": affinity,
        "has_endpoints": bool(cluster),
    }


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
