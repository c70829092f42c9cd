"""Addresses and networks in objects. As in apimachinery's util/validation/ip.go, and ValidateEndpointIP."""

from __future__ import annotations

import ipaddress
import re

from ..errors import FieldError
from .fields import invalid

BAD_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
BAD_NETWORK = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
UNREACHABLE = (
    ("127.0.0.0/8", "::1/128", "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
    ("169.254.0.0/16", "fe80::/10", "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
    ("224.0.0.0/24", "ff02::/16", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_address(text: str) -> Address | None:
    """The address; numbers may begin with zeros, as they always could."""
    try:
        return ipaddress.ip_address(text if ":" in text else LEADING_ZEROS.sub("", text))
    except ValueError:
        return None


def parse_network(text: str) -> Network | None:
    """The network; bits of a host may be set."""
    address, _, bits = text.partition("/")
    if parse_address(address) is None or not re.fullmatch("[0-9]+", bits):
        return None
    try:
        return ipaddress.ip_network(f"{parse_address(address)}/{int(bits)}", strict=False)
    except ValueError:
        return None


def validate_address(path: str, text: str) -> list[FieldError]:
    """An address, of whatever family."""
    return [] if parse_address(text) else [invalid(path, text, BAD_ADDRESS)]


def validate_network(path: str, text: str) -> list[FieldError]:
    """A network, of whatever family."""
    return [] if parse_network(text) else [invalid(path, text, BAD_NETWORK)]


def validate_reachable(path: str, text: str) -> list[FieldError]:
    """An address that other machines can reach."""
    address = parse_address(text)
    if address is None:
        return [invalid(path, text, "must be a valid IP address")]
    found = [invalid(path, text, f"may not be unspecified ({text})")] if address.is_unspecified else []
    for fourth, sixth, why in UNREACHABLE:
        if address in ipaddress.ip_network(fourth if address.version == 4 else sixth):
            found.append(invalid(path, text, why))
    return found


def validate_canonical_network(path: str, text: str) -> list[FieldError]:
    """A network as it is written best: no bits of a host. As IsValidCIDR."""
    network = parse_network(text)
    if network is None:
        return [invalid(path, text, BAD_NETWORK)]
    if str(network) == text:
        return []
    if parse_address(text.partition("/")[0]) != network.network_address:
        return [invalid(path, text, "must not have bits set beyond the prefix length")]
    return [invalid(path, text, f'must be in canonical form ("{network}")')]
