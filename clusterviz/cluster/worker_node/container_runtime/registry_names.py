"""Looking up the name of a registry, as the machine itself does: with its own name server, not the cluster's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...machinery.disk import RESOLV_CONF
from ...machinery.machine_files import NAME_SERVER
from .images import canonical

if TYPE_CHECKING:
    from ...machinery.machine import Machine


def name_server_problem(machine: Machine, image: str) -> str:
    """Why the registry of an image cannot be found, "" if it can."""
    if machine.hollow:
        return ""
    servers = re.findall(r"^nameserver +(\S+)", machine.disk.read(RESOLV_CONF) or "", re.MULTILINE)
    if NAME_SERVER in servers:
        return ""
    full = canonical(image)
    host, _, path = full.partition("/")
    host = "registry-1.docker.io" if host == "docker.io" else host
    repository, _, tag = path.rpartition(":")
    server, problem = (f"{servers[0]}:53", "i/o timeout") if servers else ("[::1]:53", "connection refused")
    return (
        f'failed to pull and unpack image "{full}": failed to resolve reference "{full}": failed to do request: '
        f'Head "https://{host}/v2/{repository}/manifests/{tag}": dial tcp: lookup {host} on {server}: '
        f"read udp {machine.address}:41022->{server}: {problem}"
    )
