"""What `exec`, `log` and `portforward` share: the API server asks the Pod's kubelet, which may not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery import ports
from ....machinery.api import Response
from ....machinery.objects import Object
from ....machinery.resources import NODES
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer

WHY = {"refused": "connect: connection refused", "timeout": "i/o timeout", "reset": "EOF"}


def host(server: ApiServer, node: str) -> str:
    """Where a node's kubelet is asked: the API server of kubeadm prefers the InternalIP."""
    status = (server.namespaced_object(NODES, "", node) or {}).get("status") or {}
    known = {one["type"]: one["address"] for one in status.get("addresses") or ()}
    return f"{known.get('InternalIP', node)}:{ports.KUBELET}"


def dialled(server: ApiServer, node: str, failure: str) -> str:
    """How Go tells that a kubelet could not be reached."""
    return f"dial tcp {host(server, node)}: {WHY[failure]}"


def node_of(pod: Object) -> str:
    """The node whose kubelet is asked; without one there is nobody to ask."""
    node = pod["spec"].get("nodeName")
    if not node:
        raise errors.bad_request(f"pod {pod['metadata']['name']} does not have a host assigned")
    return str(node)


def not_reached(server: ApiServer, call: Any, message: str) -> None:
    """The kubelet did not answer: say so."""
    server.respond(call, Response(500, errors.status(500, "InternalError", message)))
