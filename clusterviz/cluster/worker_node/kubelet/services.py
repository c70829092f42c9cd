"""Service environment variables: `WEB_SERVICE_HOST` and its relatives. Fact sheet §8.12."""

from __future__ import annotations

from ...machinery.informer import Informer
from ...machinery.objects import Object, name_of, namespace_of


def variables(services: Informer, namespace: str, master_namespace: str) -> dict[str, str]:
    """The variables for a container that starts now in `namespace` ("": only the API server's own)."""
    made: dict[str, str] = {}
    for service in services.list():
        own = namespace_of(service) == namespace
        master = namespace_of(service) == master_namespace and name_of(service) == "kubernetes"
        ip = service["spec"].get("clusterIP")
        if (own or master) and ip and ip != "None":
            made.update(_of(service, ip))
    return made


def _of(service: Object, ip: str) -> dict[str, str]:
    prefix = name_of(service).upper().replace("-", "_")
    ports = service["spec"].get("ports") or []
    if not ports:
        return {}
    made = {f"{prefix}_SERVICE_HOST": ip, f"{prefix}_SERVICE_PORT": str(ports[0]["port"])}
    for port in ports:
        if port.get("name"):
            made[f"{prefix}_SERVICE_PORT_{port['name'].upper().replace('-', '_')}"] = str(port["port"])
    first = ports[0]
    made[f"{prefix}_PORT"] = f"{first.get('protocol', 'TCP').lower()}://{ip}:{first['port']}"
    for port in ports:
        protocol = port.get("protocol", "TCP")
        base = f"{prefix}_PORT_{port['port']}_{protocol}"
        made[base] = f"{protocol.lower()}://{ip}:{port['port']}"
        made[base + "_PROTO"] = protocol.lower()
        made[base + "_PORT"] = str(port["port"])
        made[base + "_ADDR"] = ip
    return made
