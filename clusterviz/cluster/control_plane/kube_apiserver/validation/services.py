"""Services: ports, types, addresses that stay. Fact sheet §4.4."""

from __future__ import annotations

import json

from ....machinery.go_numbers import is_natural
from ....machinery.objects import Object
from ..errors import FieldError
from .addresses import validate_address, validate_network, validate_reachable
from .as_go import GoText
from .fields import (
    duplicate,
    forbidden,
    invalid,
    label,
    names,
    not_supported,
    one_of,
    port_number,
    port_or_name,
    qualified_name,
    required,
    subdomain,
)
from .metadata import validate_labels

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
PROTOCOLS = ("SCTP", "TCP", "UDP")
POLICIES = ("Cluster", "Local")
FAMILIES = ("IPv4", "IPv6")
FAMILY_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")
DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
LONGEST_AFFINITY_S = 86_400
BALANCERS_ONLY = "may only be used when `type` is 'LoadBalancer'"


def validate_service(obj: Object) -> list[FieldError]:
    """What is wrong with a Service, apart from its metadata."""
    spec = obj["spec"]
    kind, ports = spec.get("type"), spec.get("ports") or []
    found: list[FieldError] = []
    if not ports and spec.get("clusterIP") != "None" and kind != "ExternalName":
        found.append(required("spec.ports"))
    if kind == "LoadBalancer" and spec.get("clusterIP") == "None":
        found.append(invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services"))
    if kind == "NodePort" and spec.get("clusterIP") == "None":
        found.append(invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for NodePort services"))
    if kind == "ExternalName":
        if spec.get("clusterIP"):
            found.append(forbidden("spec.clusterIPs[0]", "may not be set for ExternalName services"))
        target = (spec.get("externalName") or "").rstrip(".")
        if target:
            found += names("spec.externalName", target, subdomain)
        else:
            found.append(required("spec.externalName"))
    found += _validate_ports(ports)
    if spec.get("selector"):
        found += validate_labels("spec.selector", spec["selector"])
    found += one_of("spec.sessionAffinity", spec.get("sessionAffinity"), ("ClientIP", "None"))
    found += _validate_affinity(spec)
    found += _validate_families(spec)
    found += _validate_address(spec)
    for i, address in enumerate(spec.get("externalIPs") or ()):
        found += validate_address(f"spec.externalIPs[{i}]", address) or validate_reachable(
            f"spec.externalIPs[{i}]", address
        )
    if kind not in TYPES:
        found.append(not_supported("spec.type", kind, TYPES))
    found += _validate_port_pairs(ports, kind == "ClusterIP")
    found += _validate_balancer(spec)
    return found + _validate_traffic(spec)


def _validate_affinity(spec: Object) -> list[FieldError]:
    config, path = spec.get("sessionAffinityConfig"), "spec.sessionAffinityConfig"
    if spec.get("sessionAffinity") == "None" and config is not None:
        return [forbidden(path, "must not be set when session affinity is None")]
    if spec.get("sessionAffinity") != "ClientIP":
        return []
    seconds = ((config or {}).get("clientIP") or {}).get("timeoutSeconds")
    if seconds is None:
        missing = path if config is None else f"{path}.clientIP" + (".timeoutSeconds" if config.get("clientIP") else "")
        return [required(missing, "when session affinity type is ClientIP")]
    if 0 < seconds <= LONGEST_AFFINITY_S:
        return []
    why = f"must be greater than 0 and less than {LONGEST_AFFINITY_S}"
    return [invalid(f"{path}.clientIP.timeoutSeconds", seconds, why)]


def _validate_families(spec: Object) -> list[FieldError]:
    families = spec.get("ipFamilies") or []
    if spec.get("type") == "ExternalName":
        return []
    found: list[FieldError] = []
    for i, family in enumerate(families):
        if family not in FAMILIES:
            found.append(not_supported(f"spec.ipFamilies[{i}]", family, FAMILIES))
        if family in families[:i]:
            found.append(duplicate(f"spec.ipFamilies[{i}]", family))
    return found + one_of("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy"), FAMILY_POLICIES)


def _validate_balancer(spec: Object) -> list[FieldError]:
    found: list[FieldError] = []
    ranges, path, only = spec.get("loadBalancerSourceRanges"), "spec.LoadBalancerSourceRanges", spec.get("type")
    if ranges and only != "LoadBalancer":
        found.append(forbidden(path, BALANCERS_ONLY))
    for i, text in enumerate(ranges or ()):
        found += validate_network(f"{path}[{i}]", text.strip())
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
        if spec.get(field) is not None and only != "LoadBalancer":
            found.append(forbidden(f"spec.{field}", BALANCERS_ONLY))
    return found


def _validate_traffic(spec: Object) -> list[FieldError]:
    policy, kind, health = spec.get("externalTrafficPolicy"), spec.get("type"), spec.get("healthCheckNodePort")
    outside = kind in ("LoadBalancer", "NodePort") or (kind == "ClusterIP" and spec.get("externalIPs"))
    found: list[FieldError] = []
    if not outside and policy:
        why = "may only be set for externally-accessible services"
        found.append(invalid("spec.externalTrafficPolicy", policy, why))
    elif outside:
        found += one_of("spec.externalTrafficPolicy", policy, POLICIES)
    if health and not (kind == "LoadBalancer" and policy == "Local"):
        why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        found.append(invalid("spec.healthCheckNodePort", health, why))
    found += one_of("spec.internalTrafficPolicy", spec.get("internalTrafficPolicy"), POLICIES)
    return found + one_of("spec.trafficDistribution", spec.get("trafficDistribution"), DISTRIBUTIONS)


def _validate_port_pairs(ports: list[Object], no_node_port: bool) -> list[FieldError]:
    """Node ports only where there are any, and no pair of protocol and number twice."""
    found: list[FieldError] = []
    if no_node_port:
        for i, port in enumerate(ports):
            if port.get("nodePort"):
                found.append(forbidden(f"spec.ports[{i}].nodePort", "may not be used when `type` is 'ClusterIP'"))
    pairs = [(port.get("nodePort"), port.get("protocol")) for port in ports]
    for i, pair in enumerate(pairs):
        if pair[0] and pair in pairs[:i]:
            found.append(duplicate(f"spec.ports[{i}].nodePort", pair[0]))
    pairs = [(port.get("port"), port.get("protocol")) for port in ports]
    for i, (number, protocol) in enumerate(pairs):
        if (number, protocol) in pairs[:i]:
            found.append(duplicate(f"spec.ports[{i}]", _as_go(number, protocol)))
    return found


def _as_go(number: object, protocol: object) -> GoText:
    """A port of a Service as Kubernetes' own structure writes it, with nothing but number and protocol."""
    port = {"Name": "", "Protocol": protocol, "AppProtocol": None, "Port": number, "TargetPort": 0, "NodePort": 0}
    return GoText(json.dumps(port, separators=(",", ":")))


def _validate_ports(ports: list[Object]) -> list[FieldError]:
    found: list[FieldError] = []
    seen_names: dict[str, None] = {}
    for i, port in enumerate(ports):
        path = f"spec.ports[{i}]"
        name = port.get("name") or ""
        if not name:
            if len(ports) > 1:
                found.append(required(f"{path}.name"))
        else:
            found += names(f"{path}.name", name, label)
            if name in seen_names:
                found.append(duplicate(f"{path}.name", name))
            seen_names[name] = None
        found += port_number(f"{path}.port", port.get("port", 0))
        found += one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)
        if port.get("targetPort") is not None:
            found += port_or_name(f"{path}.targetPort", port["targetPort"])
        if port.get("appProtocol") is not None:
            found += names(f"{path}.appProtocol", port["appProtocol"], qualified_name)
    return found


def _validate_address(spec: Object) -> list[FieldError]:
    address = spec.get("clusterIP")
    if not address or address == "None":
        return []
    parts = address.split(".")
    if len(parts) == 4 and all(is_natural(part) and int(part) < 256 for part in parts):
        return []
    return [invalid("spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]


def validate_service_update(new: Object, old: Object) -> list[FieldError]:
    """An address once given stays, as long as the Service has one."""
    spec, before = new["spec"], old["spec"]
    if "ExternalName" in (spec.get("type"), before.get("type")) or not before.get("clusterIP"):
        return []
    if spec.get("clusterIP") != before["clusterIP"]:
        addresses = spec.get("clusterIPs") or [spec.get("clusterIP", "")]
        return [invalid("spec.clusterIPs[0]", addresses, "may not change once set")]
    return []
