"""Endpoints, the older form of EndpointSlices: addresses, ready or not, and their ports. As in pkg/apis/core/validation."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .addresses import validate_address, validate_reachable
from .fields import label, names, one_of, port_number, qualified_name, required, subdomain

PROTOCOLS = ("SCTP", "TCP", "UDP")


def validate_endpoints(obj: Object) -> list[FieldError]:
    """What is wrong with Endpoints, apart from their metadata."""
    found: list[FieldError] = []
    for i, subset in enumerate(obj.get("subsets") or ()):
        path = f"subsets[{i}]"
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            found.append(required(path, "must specify `addresses` or `notReadyAddresses`"))
        for field in ("addresses", "notReadyAddresses"):
            for j, address in enumerate(subset.get(field) or ()):
                found += _validate_endpoint(f"{path}.{field}[{j}]", address)
        ports = subset.get("ports") or ()
        for j, port in enumerate(ports):
            found += _validate_port(f"{path}.ports[{j}]", port, len(ports) > 1)
    return found


def _validate_endpoint(path: str, endpoint: Object) -> list[FieldError]:
    address = endpoint.get("ip") or ""
    found = validate_address(f"{path}.ip", address)
    if endpoint.get("hostname"):
        found += names(f"{path}.hostname", endpoint["hostname"], label)
    if endpoint.get("nodeName") is not None:
        found += names(f"{path}.nodeName", endpoint["nodeName"], subdomain)
    return found if validate_address(path, address) else found + validate_reachable(f"{path}.ip", address)


def _validate_port(path: str, port: Object, needs_name: bool) -> list[FieldError]:
    name = port.get("name") or ""
    found: list[FieldError] = []
    if name:
        found += names(f"{path}.name", name, label)
    elif needs_name:
        found.append(required(f"{path}.name"))
    found += port_number(f"{path}.port", port.get("port", 0))
    found += one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)
    if port.get("appProtocol") is not None:
        found += names(f"{path}.appProtocol", port["appProtocol"], qualified_name)
    return found
