"""The formats that a schema may ask of a text; one that nobody knows asks nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_network

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>]+@[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?")
_HOSTNAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*")
_UNIT = (
    "(ns|us|µs|ms|s|m|h|d|w|(nano|micro|milli)s?|(nano|micro|milli)?seconds?|secs?|mins?|minutes?|hours?|days?|weeks?)"
)
_DURATION = re.compile(rf"[-+]?((\d+(\.\d*)?|\.\d+)\ ?{_UNIT}\ ?)+|0")
_URI = re.compile(
    r"([A-Za-z][-+.A-Za-z0-9]*:|/)[^\s\x00-\x1f\x7f]*"
)  # what Go takes for a request: a scheme, or a path
_MAC = re.compile(r"([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def _date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _date_time(text: str) -> bool:
    match = _TIME.fullmatch(text)
    return match is not None and _date(match[1])


def _ipv4(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def _ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _cidr(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def _matching(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        return pattern.fullmatch(text) is not None

    return fits


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": _date,
    "date-time": _date_time,
    "datetime": _date_time,
    "duration": _matching(_DURATION),
    "email": _matching(_EMAIL),
    "hostname": _matching(_HOSTNAME),
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "cidr": _cidr,
    "mac": _matching(_MAC),
    "uri": _matching(_URI),
    "uuid": _matching(_UUID),
    "byte": _matching(_BASE64),
}
