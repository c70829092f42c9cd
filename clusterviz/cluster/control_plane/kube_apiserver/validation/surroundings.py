"""What a Pod says of its network: host ports, name servers, names of its own. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .addresses import validate_address
from .fields import duplicate, invalid, names, required, subdomain

MOST_NAME_SERVERS, MOST_SEARCHES = 3, 32


def validate_host_ports(path: str, containers: list[Object], host_network: bool) -> list[FieldError]:
    """Each port of the node once; in the node's own network a container has the ports that it listens at."""
    found: list[FieldError] = []
    taken: dict[str, None] = {}
    for i, container in enumerate(containers):
        for j, port in enumerate(container.get("ports") or ()):
            number = port.get("hostPort") or 0
            where = f"{path}[{i}].ports[{j}].hostPort"
            if host_network and number and number != port.get("containerPort"):
                found.append(invalid(where, number, "must match `containerPort` when `hostNetwork` is true"))
            text = f"{port.get('protocol') or 'TCP'}/{port.get('hostIP') or ''}/{number}"
            if number and text in taken:
                found.append(duplicate(where, text))
            taken[text] = None
    return found


def validate_names(path: str, spec: Object) -> list[FieldError]:
    """Where the Pod's names are looked up."""
    found: list[FieldError] = []
    config, alone = spec.get("dnsConfig"), spec.get("dnsPolicy") == "None"
    if alone and config is None:
        found.append(required(f"{path}.dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None"))
    servers = (config or {}).get("nameservers") or []
    if alone and config is not None and not servers:
        why = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        return [required(f"{path}.dnsConfig.nameservers", why)]
    if len(servers) > MOST_NAME_SERVERS:
        why = f"must not have more than {MOST_NAME_SERVERS} nameservers"
        found.append(invalid(f"{path}.dnsConfig.nameservers", servers, why))
    for i, server in enumerate(servers):
        found += validate_address(f"{path}.dnsConfig.nameservers[{i}]", server)
    searches = (config or {}).get("searches") or []
    if len(searches) > MOST_SEARCHES:
        why = f"must not have more than {MOST_SEARCHES} search paths"
        found.append(invalid(f"{path}.dnsConfig.searches", searches, why))
    for i, option in enumerate((config or {}).get("options") or ()):
        if not option.get("name"):
            found.append(required(f"{path}.dnsConfig.options[{i}]", "must not be empty"))
    return found + _own_names(f"{path}.hostAliases", spec.get("hostAliases") or [])


def _own_names(path: str, aliases: list[Object]) -> list[FieldError]:
    found: list[FieldError] = []
    for i, alias in enumerate(aliases):
        found += validate_address(f"{path}[{i}].ip", alias.get("ip") or "")
        for j, name in enumerate(alias.get("hostnames") or ()):
            found += names(f"{path}[{i}].hostnames[{j}]", name, subdomain)
    return found
