"""PodTopologyLabels: when a Pod is bound, it gets the zone and region of its node as labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import NODES, PODS

if TYPE_CHECKING:
    from ..server import ApiServer

LABELS = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not PODS or request.subresource != "binding":
        return
    node = server.namespaced_object(NODES, "", obj["spec"].get("nodeName", ""))
    found = {
        key: value for key, value in ((node or {}).get("metadata", {}).get("labels") or {}).items() if key in LABELS
    }
    if found:
        obj["metadata"]["labels"] = {**(obj["metadata"].get("labels") or {}), **found}
