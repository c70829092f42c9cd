"""Services in the view of the network: their address, and the Pods that their EndpointSlices name as ready."""

from __future__ import annotations

from typing import NamedTuple

from ..cluster.cluster import Cluster
from ..cluster.machinery.objects import Object, labels_of, name_of, namespace_of
from ..cluster.machinery.resources import ENDPOINTSLICES, SERVICES
from .states import State

SYSTEM = "kube-system"
SERVICE_NAME = "kubernetes.io/service-name"
OWN = "service/default/kubernetes"  # of the cluster itself: it leads to the API server
MORE = "services"  # the id of the box that stands for those that have no room


class Served(NamedTuple):
    """A Service; the ids of the Pods that it leads to; how many endpoints are ready in all."""

    id: str
    obj: Object
    pods: list[str]
    ready: int


def services(cluster: Cluster) -> list[Served]:
    """All but those of the system, oldest first; the cluster's own comes last."""
    found = [service for service in cluster.objects(SERVICES) if namespace_of(service) != SYSTEM]
    slices: dict[str, list[Object]] = {}
    for one in cluster.objects(ENDPOINTSLICES):
        name = labels_of(one).get(SERVICE_NAME)
        if name:
            slices.setdefault(f"service/{namespace_of(one)}/{name}", []).append(one)
    served = []
    for service in found:
        identifier = f"service/{namespace_of(service)}/{name_of(service)}"
        ready = [end for one in slices.get(identifier, ()) for end in one.get("endpoints") or () if _ready(end)]
        pods = [f"pod/{end['targetRef']['namespace']}/{end['targetRef']['name']}" for end in ready if _is_pod(end)]
        served.append(Served(identifier, service, pods, len(ready)))
    return sorted(served, key=_order)


def _order(one: Served) -> tuple[bool, str, str]:
    return one.id == OWN, one.obj["metadata"].get("creationTimestamp", ""), one.id


def _ready(endpoint: Object) -> bool:
    return bool((endpoint.get("conditions") or {}).get("ready", True))


def _is_pod(endpoint: Object) -> bool:
    return (endpoint.get("targetRef") or {}).get("kind") == "Pod"


def address(service: Object) -> str:
    """`10.96.24.54:80`, `headless`, or the name that it stands for."""
    spec = service["spec"]
    if spec.get("type") == "ExternalName":
        return str(spec.get("externalName", ""))
    ports = ",".join(str(port["port"]) for port in spec.get("ports") or ())
    if spec.get("clusterIP") in (None, "", "None"):
        return "headless"
    return f"{spec['clusterIP']}:{ports}" if ports else str(spec["clusterIP"])


def state_of(one: Served) -> State:
    """Where it leads, in words."""
    if one.obj["spec"].get("type") == "ExternalName":
        return State("another name", "none")
    if not one.ready:
        return State("nobody is ready", "weak")
    if not one.pods:
        return State("API server" if one.id == OWN else f"{one.ready} endpoints", "ok")
    return State(f"{len(one.pods)} Pod{'' if len(one.pods) == 1 else 's'}", "ok")


def words(served: list[Served]) -> str:
    """The same for who does not see the drawing."""
    told = [f"Service {name_of(one.obj)}, {address(one.obj)}, leads to {state_of(one).word}" for one in served]
    return "; ".join(told) + "." if told else "There is no Service."
