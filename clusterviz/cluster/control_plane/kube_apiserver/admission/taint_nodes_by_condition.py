"""TaintNodesByCondition: a new node takes no Pods until it has said that it is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import NODES

if TYPE_CHECKING:
    from ..server import ApiServer

NOT_READY = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is NODES and old is None:
        spec = obj.setdefault("spec", {})
        taints = spec.get("taints") or []
        if NOT_READY not in taints:
            spec["taints"] = [*taints, dict(NOT_READY)]
