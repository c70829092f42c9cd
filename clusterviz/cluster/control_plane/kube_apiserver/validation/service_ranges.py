"""ServiceCIDRs and IPAddresses: which addresses Services have. As in pkg/apis/networking/validation."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .addresses import validate_canonical_network
from .fields import invalid, names, path_segment, required, subdomain


def validate_service_cidr(obj: Object) -> list[FieldError]:
    """What is wrong with a ServiceCIDR, apart from its metadata."""
    ranges = (obj.get("spec") or {}).get("cidrs") or []
    if not ranges:
        return [required("spec.cidrs", "at least one CIDR required")]
    if len(ranges) > 2:
        return [invalid("spec.cidrs", {"CIDRs": ranges}, "may only hold up to 2 values")]
    families = {":" in text for text in ranges}
    if len(ranges) == 2 and len(families) == 1:
        why = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
        return [invalid("spec.cidrs", {"CIDRs": ranges}, why)]
    return [error for i, text in enumerate(ranges) for error in validate_canonical_network(f"spec.cidrs[{i}]", text)]


def validate_address_parent(obj: Object) -> list[FieldError]:
    """What an IPAddress must say about the object that has it."""
    parent, path = (obj.get("spec") or {}).get("parentRef"), "spec.parentRef"
    if parent is None:
        return [required(path)]
    found = names(f"{path}.group", parent["group"], subdomain) if parent.get("group") else []
    for field in ("resource", "name"):
        text = parent.get(field)
        found += names(f"{path}.{field}", text, path_segment) if text else [required(f"{path}.{field}")]
    return found
