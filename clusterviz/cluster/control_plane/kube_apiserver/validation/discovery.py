"""EndpointSlices: addresses, and the ports behind them. As in pkg/apis/discovery/validation."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object
from ..errors import FieldError
from .addresses import parse_address, validate_reachable
from .fields import duplicate, invalid, label, names, not_supported, port_number, required, subdomain, too_many

ADDRESS_TYPES = ("FQDN", "IPv4", "IPv6")
PROTOCOLS = ("SCTP", "TCP", "UDP")
MOST_ENDPOINTS, MOST_ADDRESSES, MOST_PORTS = 1000, 100, 20_000


def validate_endpoint_slice(obj: Object) -> list[FieldError]:
    """What is wrong with an EndpointSlice, apart from its metadata."""
    kind = obj.get("addressType") or ""
    found: list[FieldError] = []
    if not kind:
        found.append(required("addressType"))
    elif kind not in ADDRESS_TYPES:
        found.append(not_supported("addressType", kind, ADDRESS_TYPES))
    endpoints, ports = obj.get("endpoints") or (), obj.get("ports") or ()
    if len(endpoints) > MOST_ENDPOINTS:
        found.append(too_many("endpoints", len(endpoints), MOST_ENDPOINTS))
    else:
        for i, endpoint in enumerate(endpoints):
            found += _validate_endpoint(f"endpoints[{i}]", endpoint, kind)
    if len(ports) > MOST_PORTS:
        return [*found, too_many("ports", len(ports), MOST_PORTS)]
    return found + _validate_ports(ports)


def validate_endpoint_slice_update(new: Object, old: Object) -> list[FieldError]:
    """An EndpointSlice keeps its kind of addresses."""
    kind = new.get("addressType")
    return [] if kind == old.get("addressType") else [invalid("addressType", kind, "field is immutable")]


def _validate_endpoint(path: str, endpoint: Object, kind: str) -> list[FieldError]:
    addresses = endpoint.get("addresses") or ()
    found: list[FieldError] = []
    if not addresses:
        found.append(required(f"{path}.addresses", "must contain at least 1 address"))
    elif len(addresses) > MOST_ADDRESSES:
        found.append(too_many(f"{path}.addresses", len(addresses), MOST_ADDRESSES))
    for i, address in enumerate(addresses):
        found += _validate_address(f"{path}.addresses[{i}]", address, kind)
    if endpoint.get("nodeName") is not None:
        found += names(f"{path}.nodeName", endpoint["nodeName"], subdomain)
    if endpoint.get("hostname") is not None:
        found += names(f"{path}.hostname", endpoint["hostname"], label)
    return found


def _validate_address(path: str, address: str, kind: str) -> list[FieldError]:
    if kind == "FQDN":
        found = names(path, address.removesuffix("."), subdomain)
        if "." not in address.removesuffix("."):
            found.append(invalid(path, address, "should be a domain with at least two segments separated by dots"))
        return found
    if kind not in ("IPv4", "IPv6"):
        return []
    read = parse_address(address)
    if read is None or read.version != (4 if kind == "IPv4" else 6):
        return [invalid(path, address, f"must be a valid {kind} address")]
    return validate_reachable(path, address)


def _validate_ports(ports: Any) -> list[FieldError]:
    found: list[FieldError] = []
    known: set[str] = set()
    for i, port in enumerate(ports):
        path, name = f"ports[{i}]", port.get("name") or ""
        if name:
            found += names(f"{path}.name", name, label)
        if name in known:
            found.append(duplicate(f"{path}.name", name))
        known.add(name)
        if port.get("protocol") not in PROTOCOLS:
            found.append(not_supported(f"{path}.protocol", port.get("protocol"), PROTOCOLS))
        if port.get("port") is not None:
            found += port_number(f"{path}.port", port["port"])
    return found
