"""DefaultTolerationSeconds: a Pod stays 300 s on a node that is not ready or unreachable, unless it says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import PODS

if TYPE_CHECKING:
    from ..server import ApiServer

SECONDS = 300
KEYS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not PODS or old is not None:
        return
    spec = obj["spec"]
    tolerations = list(spec.get("tolerations") or ())
    for key in KEYS:
        if not any(_covers(toleration, key) for toleration in tolerations):
            tolerations.append({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": SECONDS})
    spec["tolerations"] = tolerations


def _covers(toleration: Object, key: str) -> bool:
    return toleration.get("key", "") in ("", key) and toleration.get("effect", "") in ("", "NoExecute")
