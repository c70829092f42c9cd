"""Connections of a container's processes: they go to the network of the machine, which does the rest.

Where that is down, or the machine has none, nobody answers.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...machinery import dns
from ...machinery.cri import Knock
from ...machinery.dns import ResolvConf, is_address
from ...machinery.sockets import Caller, Then, timed_out

if TYPE_CHECKING:
    from .records import Container

RESOLV_CONF, HOSTS = "/etc/resolv.conf", "/etc/hosts"
DNS_SILENCE_MS = 10_000  # two attempts of five seconds


def open_connection(
    container: Container, host: str, question: Knock, timeout_ms: int, then: Then, context: Any
) -> None:
    """Connect from a process of this container; `then(Answer or CriError, address, context)`."""
    network = container.runtime.machine.network
    if network is not None and network.running:
        network.connect(caller(container), host, question, timeout_ms, then, context)
    else:
        container.later(timeout_ms, then, timed_out(), host if is_address(host) else "", context)


def resolve(container: Container, host: str, kind: str, server: str, then: Then, context: Any) -> None:
    """Look up a name; `then(dns.Answer, name, context)`. `server`: whom to ask instead of the one in /etc/resolv.conf."""
    network = container.runtime.machine.network
    if network is not None and network.running:
        who = caller(container)
        who = replace(who, resolv=replace(who.resolv, nameserver=server)) if server else who
        network.resolve(who, host, kind, then, context)
    else:
        container.later(DNS_SILENCE_MS, then, dns.Answer("TIMEOUT"), host, context)


def caller(container: Container) -> Caller:
    """Who the process is to the network: its Pod's address, and what its files say of names."""
    files, sandbox = container.files, container.sandbox
    return Caller(
        sandbox.ip,
        f"{container.pod.namespace}/{container.pod.name}",
        sandbox.host_network,
        _read(files.get(RESOLV_CONF, "")),
        _names(files.get(HOSTS, "")),
    )


@lru_cache(maxsize=256)
def _read(text: str) -> ResolvConf:
    return ResolvConf.read(text)


@lru_cache(maxsize=256)
def _names(text: str) -> tuple[tuple[str, str], ...]:
    """(name, IPv4 address) for each name in a hosts file."""
    found = []
    for line in text.splitlines():
        address, *names = line.partition("#")[0].split() or [""]
        if is_address(address):
            found += [(name, address) for name in names]
    return tuple(found)
