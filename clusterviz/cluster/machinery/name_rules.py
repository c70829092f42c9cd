"""Names: what a label, a key, a value or a domain may look like, in Kubernetes' words. Fact sheet §17."""

from __future__ import annotations

import re
from functools import lru_cache

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
OLD_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
WILDCARD = rf"\*\.{SUBDOMAIN}"
QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL_VALUE = f"({QUALIFIED})?"
CONFIG_KEY = "[-._a-zA-Z0-9]+"
PERCENT = "[0-9]+%"
PORT_NAME = "[-a-z0-9]+"


def _pattern_message(message: str, pattern: str, *examples: str) -> str:
    listed = "',  or '".join(examples)
    return f"{message} (e.g. '{listed}', regex used for validation is '{pattern}')"


_LABEL_MESSAGE = _pattern_message(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    "and must start and end with an alphanumeric character",
    LABEL,
    "my-name",
    "123-abc",
)
_OLD_LABEL_MESSAGE = _pattern_message(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
    "start with an alphabetic character, and end with an alphanumeric character",
    OLD_LABEL,
    "my-name",
    "abc-123",
)
_SUBDOMAIN_MESSAGE = _pattern_message(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    "and must start and end with an alphanumeric character",
    SUBDOMAIN,
    "example.com",
)
_WILDCARD_MESSAGE = _pattern_message(
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
    "alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    WILDCARD,
    "*.example.com",
)
_QUALIFIED_MESSAGE = _pattern_message(
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    QUALIFIED,
    "MyName",
    "my.name",
    "123-abc",
)
_LABEL_VALUE_MESSAGE = _pattern_message(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and end with an alphanumeric character",
    LABEL_VALUE,
    "MyValue",
    "my_value",
    "12345",
)
_CONFIG_KEY_MESSAGE = _pattern_message(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    CONFIG_KEY,
    "key.name",
    "KEY_NAME",
    "key-name",
)
PERCENT_MESSAGE = _pattern_message(
    "a valid percent string must be a numeric string followed by an ending '%'", PERCENT, "1%", "93%"
)


def _checked(value: str, pattern: str, message: str, limit: int) -> tuple[str, ...]:
    found = (f"must be no more than {limit} bytes",) if len(value) > limit else ()
    return found if _compiled(pattern).fullmatch(value) else (*found, message)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=4096)
def label(value: str) -> tuple[str, ...]:
    """An RFC 1123 label: Namespaces, containers, volumes, Services."""
    return _checked(value, LABEL, _LABEL_MESSAGE, 63)


@lru_cache(maxsize=4096)
def dns_label(value: str) -> tuple[str, ...]:
    """An RFC 1035 label, which begins with a letter: the names of custom kinds and of their versions."""
    return _checked(value, OLD_LABEL, _OLD_LABEL_MESSAGE, 63)


@lru_cache(maxsize=4096)
def subdomain(value: str) -> tuple[str, ...]:
    """An RFC 1123 subdomain: the names of most kinds."""
    return _checked(value, SUBDOMAIN, _SUBDOMAIN_MESSAGE, 253)


@lru_cache(maxsize=4096)
def wildcard(value: str) -> tuple[str, ...]:
    """A subdomain in place of whose first part anything may stand: the hosts of Ingresses."""
    return _checked(value, WILDCARD, _WILDCARD_MESSAGE, 253)


@lru_cache(maxsize=4096)
def path_segment(value: str) -> tuple[str, ...]:
    """What can stand between two slashes of a URL: the names of Events."""
    if value in (".", ".."):
        return (f"may not be '{value}'",)
    return tuple(f"may not contain '{character}'" for character in "/%" if character in value)


@lru_cache(maxsize=4096)
def qualified_name(value: str) -> tuple[str, ...]:
    """A label's or annotation's key: an optional domain, a slash, a name."""
    parts = value.split("/")
    if len(parts) > 2:
        optional = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return (f"a qualified name {_QUALIFIED_MESSAGE} {optional}",)
    found: list[str] = []
    name = parts[-1]
    if len(parts) == 2:
        if not parts[0]:
            found.append("prefix part must be non-empty")
        else:
            found += [f"prefix part {message}" for message in subdomain(parts[0])]
    if not name:
        found.append("name part must be non-empty")
    elif len(name) > 63:
        found.append("name part must be no more than 63 bytes")
    if not _compiled(QUALIFIED).fullmatch(name):
        found.append(f"name part {_QUALIFIED_MESSAGE}")
    return tuple(found)


@lru_cache(maxsize=4096)
def label_value(value: str) -> tuple[str, ...]:
    return _checked(value, LABEL_VALUE, _LABEL_VALUE_MESSAGE, 63)


@lru_cache(maxsize=4096)
def config_key(value: str) -> tuple[str, ...]:
    """A key of a ConfigMap or Secret."""
    found = _checked(value, CONFIG_KEY, _CONFIG_KEY_MESSAGE, 253)
    if value in (".", ".."):
        return (*found, f"must not be '{value}'")
    return (*found, "must not start with '..'") if value.startswith("..") else found


@lru_cache(maxsize=4096)
def port_name(value: str) -> tuple[str, ...]:
    """A port's name: short, with a letter in it."""
    found: list[str] = []
    if len(value) > 15:
        found.append("must be no more than 15 characters long")
    if not _compiled(PORT_NAME).fullmatch(value):
        found.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not any(character.isalpha() for character in value):
        found.append("must contain at least one letter (a-z)")
    if "--" in value:
        found.append("must not contain consecutive hyphens")
    if value[:1] == "-" or value[-1:] == "-":
        found.append("must not begin or end with a hyphen")
    return tuple(found)
