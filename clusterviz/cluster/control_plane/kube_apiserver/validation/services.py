"""Services: ports, types, addresses that stay. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.go_numbers import is_natural
from ....machinery.objects import Object
from ..errors import FieldError
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
    required,
    subdomain,
)
from .metadata import validate_labels

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
PROTOCOLS = ("SCTP", "TCP", "UDP")


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
    found += _validate_ports(ports, kind == "ClusterIP" or kind == "ExternalName", kind or "")
    if spec.get("selector"):
        found += validate_labels("spec.selector", spec["selector"])
    found += one_of("spec.sessionAffinity", spec.get("sessionAffinity"), ("ClientIP", "None"))
    if kind not in TYPES:
        found.append(not_supported("spec.type", kind, TYPES))
    found += _validate_address(spec)
    policies = ("Cluster", "Local")
    found += one_of("spec.externalTrafficPolicy", spec.get("externalTrafficPolicy"), policies)
    return found + one_of("spec.internalTrafficPolicy", spec.get("internalTrafficPolicy"), policies)


def _validate_ports(ports: list[Object], no_node_port: bool, kind: str) -> list[FieldError]:
    found: list[FieldError] = []
    seen_names: dict[str, None] = {}
    seen: dict[tuple[object, object], None] = {}
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
        if no_node_port and port.get("nodePort"):
            found.append(forbidden(f"{path}.nodePort", f"may not be used when `type` is '{kind}'"))
        key = (port.get("port"), port.get("protocol"))
        if key in seen:
            found.append(duplicate(path, {"port": port.get("port"), "protocol": port.get("protocol")}))
        seen[key] = None
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
