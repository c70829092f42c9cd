"""One Pod as an endpoint, and the ports it serves. Fact sheet §7.7."""

from __future__ import annotations

from .....machinery.objects import Object, deleting, labels_of, name_of, namespace_of, uid_of
from ...pods import is_finished, is_ready

ZONE = "topology.kubernetes.io/zone"
SAME_ZONE, SAME_NODE, CLOSE = (
    "PreferSameZone",
    "PreferSameNode",
    "PreferClose",
)  # the last one is the first one's old name


def belongs(pod: Object) -> bool:
    """Whether a selected Pod is an endpoint at all: it has an address and is not finished."""
    return bool(pod.get("status", {}).get("podIP")) and not is_finished(pod)


def endpoint(service: Object, pod: Object, node: Object | None) -> Object:
    """The Pod as an endpoint of the Service."""
    serving, terminating = is_ready(pod), deleting(pod)
    publish = bool(service["spec"].get("publishNotReadyAddresses"))
    found: Object = {
        "addresses": [pod["status"]["podIP"]],
        "conditions": {
            "ready": publish or (serving and not terminating),
            "serving": serving,
            "terminating": terminating,
        },
        "targetRef": {"kind": "Pod", "namespace": namespace_of(pod), "name": name_of(pod), "uid": uid_of(pod)},
    }
    node_name = pod["spec"].get("nodeName")
    if node_name:
        found["nodeName"] = node_name
    zone = labels_of(node).get(ZONE) if node is not None else None
    if zone:
        found["zone"] = zone
    if pod["spec"].get("hostname") and pod["spec"].get("subdomain") == name_of(service):
        found["hostname"] = pod["spec"]["hostname"]
    hints = _hints(service, found) if found["conditions"]["ready"] else None
    if hints:
        found["hints"] = hints
    return found


def _hints(service: Object, found: Object) -> Object:
    """Whom the endpoint shall serve first, by the Service's trafficDistribution."""
    wish = service["spec"].get("trafficDistribution")
    hints: Object = {}
    if wish in (SAME_ZONE, SAME_NODE, CLOSE) and found.get("zone"):
        hints["forZones"] = [{"name": found["zone"]}]
    if wish == SAME_NODE and found.get("nodeName"):
        hints["forNodes"] = [{"name": found["nodeName"]}]
    return hints


def ports(service: Object, pod: Object) -> list[Object]:
    """The Service's ports as this Pod serves them; one that it does not have is left out."""
    found = []
    for port in service["spec"].get("ports") or ():
        number = _number(port, pod)
        if number is None:
            continue
        entry = {"name": port.get("name", ""), "port": number, "protocol": port.get("protocol", "TCP")}
        if port.get("appProtocol"):
            entry["appProtocol"] = port["appProtocol"]
        found.append(entry)
    return found


def _number(port: Object, pod: Object) -> int | None:
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target or int(port["port"])
    sidecars = [each for each in pod["spec"].get("initContainers") or () if each.get("restartPolicy") == "Always"]
    for container in [*pod["spec"]["containers"], *sidecars]:
        for declared in container.get("ports") or ():
            if declared.get("name") == target and declared.get("protocol", "TCP") == port.get("protocol", "TCP"):
                return int(declared["containerPort"])
    return None


def counts(old: Object | None, new: Object) -> bool:
    """Whether a change of a Pod can change an endpoint."""
    if old is None:
        return belongs(new)
    if old.get("status", {}).get("podIP") != new.get("status", {}).get("podIP"):
        return True
    return (
        belongs(old) != belongs(new)
        or is_ready(old) != is_ready(new)
        or deleting(old) != deleting(new)
        or labels_of(old) != labels_of(new)
        or old["spec"].get("nodeName") != new["spec"].get("nodeName")
    )
