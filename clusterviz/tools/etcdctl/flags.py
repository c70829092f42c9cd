"""etcdctl's flags: those of every command, and those of each."""

from __future__ import annotations

import re

# What says whom to ask and how to be believed. Certificates are taken and not looked at: nothing is encrypted here.
GLOBAL_VALUES = {
    "endpoints": "gRPC endpoints",
    "write-out": "set the output format (fields, json, simple, table)",
    "command-timeout": "timeout for short running command (excluding dial timeout)",
    "dial-timeout": "dial timeout for client connections",
    "cacert": "verify certificates of TLS-enabled secure servers using this CA bundle",
    "cert": "identify secure client using this TLS certificate file",
    "key": "identify secure client using this TLS key file",
    "user": "username[:password] for authentication",
    "password": "password for authentication",
}
GLOBAL_SWITCHES = {
    "hex": "print byte strings as hex encoded strings",
    "debug": "enable client-side debug logging",
    "insecure-skip-tls-verify": "skip server certificate verification",
    "insecure-transport": "disable transport security for client connections",
}
VALUES: dict[str, dict[str, str]] = {
    "get": {
        "consistency": "Linearizable(l) or Serializable(s)",
        "limit": "Maximum number of results",
        "order": "Order of results; ASCEND or DESCEND (ASCEND by default)",
        "rev": "Specify the kv revision",
        "sort-by": "Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION",
    },
    "put": {"lease": "lease ID (in hexadecimal) to attach to the key"},
}
SWITCHES: dict[str, dict[str, str]] = {
    "get": {
        "count-only": "Get only the count",
        "from-key": "Get keys that are greater than or equal to the given key using byte compare",
        "keys-only": "Get only the keys",
        "prefix": "Get keys with matching prefix",
        "print-value-only": 'Only write values when using the "simple" output format',
    },
    "put": {"prev-kv": "return the previous key-value pair before modification"},
    "del": {
        "from-key": "delete keys that are greater than or equal to the given key using byte compare",
        "prefix": "delete keys with matching prefix",
        "prev-kv": "return deleted key-value pairs",
    },
    "endpoint health": {"cluster": "use all endpoints from the cluster member list"},
    "endpoint status": {"cluster": "use all endpoints from the cluster member list"},
    "compaction": {"physical": "'true' to wait for compaction to physically remove all old revisions"},
    "defrag": {"cluster": "use all endpoints from the cluster member list"},
}
SHORT = {"w": "write-out", "h": "help"}
NUMBERS = ("limit", "rev")
TIMES = ("command-timeout", "dial-timeout")
UNITS_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)")
_VALUES = {name for names in (GLOBAL_VALUES, *VALUES.values()) for name in names}
_SWITCHES = {name for names in (GLOBAL_SWITCHES, *SWITCHES.values()) for name in names} | {"help"}

Flags = dict[str, str]


class FlagError(ValueError):
    """A flag that etcdctl does not have, in its own words."""


def parse(words: list[str]) -> tuple[list[str], Flags]:
    """Arguments, and flags by their long names; a switch that is given is "true", one that is taken back is not there."""
    arguments: list[str] = []
    flags: Flags = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return arguments + rest, flags
        if not word.startswith("-") or word == "-":
            arguments.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("--"):
            if name[:1] not in SHORT:
                raise FlagError(f"unknown shorthand flag: {name[:1]!r} in {word}")
            value, equals = name[1:] or value, name[1:] or equals
            name = SHORT[name[:1]]
        if name in _SWITCHES:
            if value == "false":
                flags.pop(name, None)
            else:
                flags[name] = value or "true"
        elif name not in _VALUES:
            raise FlagError(f"unknown flag: --{name}")
        elif not equals and not rest:
            raise FlagError(f"flag needs an argument: --{name}")
        else:
            flags[name] = value if equals else rest.pop(0)
    return arguments, flags


def duration_ms(text: str, name: str = "command-timeout") -> int:
    """A Go duration (`5s`, `1m30s`, `250ms`), in ms; FlagError if it is none."""
    parts = _PART.findall(text)
    if not parts or "".join("".join(part) for part in parts) != text or len(text) > 20:
        raise FlagError(
            f'invalid argument "{text}" for "--{name}" flag: time: '
            + (f'missing unit in duration "{text}"' if text.isdigit() else f'invalid duration "{text}"')
        )
    return round(sum(float(number) * UNITS_MS[unit] for number, unit in parts))


def check(command: str, flags: Flags) -> None:
    """FlagError if this command has no such flag, or a number is none."""
    known = {*GLOBAL_VALUES, *GLOBAL_SWITCHES, *VALUES.get(command, {}), *SWITCHES.get(command, {})}
    for name, value in flags.items():
        if name not in known:
            raise FlagError(f"unknown flag: --{name}")
        if name in TIMES:
            duration_ms(value, name)
        if name in NUMBERS and not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
            raise FlagError(
                f'invalid argument "{value}" for "--{name}" flag: strconv.ParseInt: parsing "{value}": invalid syntax'
            )
