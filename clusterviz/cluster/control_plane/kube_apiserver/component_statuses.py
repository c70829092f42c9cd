"""componentstatuses: how scheduler, controller manager and etcd are, asked at the moment of the question; never stored.

Deprecated since v1.19, and served all the same. Source: pkg/registry/core/componentstatus (Kubernetes v1.36).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import ports
from ...machinery.api import Request, Response, StatusError
from ...machinery.network import Call, Reply
from ...machinery.objects import Object
from ...machinery.resources import COMPONENTSTATUSES
from ...machinery.storage import Range
from . import errors, printing

if TYPE_CHECKING:
    from .server import ApiServer

WARNING = "v1 ComponentStatus is deprecated in v1.19+"
HEALTH_KEY = "/registry/health"
PATIENCE_MS = 20_000
TIMED_OUT = "context deadline exceeded"
# (its name here, the process, its port on the control plane's machine)
PROCESSES = (
    ("scheduler", "kube-scheduler", ports.SCHEDULER),
    ("controller-manager", "kube-controller-manager", ports.CONTROLLER_MANAGER),
)


class Checking:
    """One question: it is answered when every part of the control plane has been heard, or has kept silent for too long."""

    def __init__(self, server: ApiServer, call: Call, request: Request) -> None:
        self.server = server
        self.call = call
        self.request = request
        self.names: list[str] = []
        self.found: dict[str, Object] = {}

    def begin(self) -> None:
        """Ask all, or the one that the request names. StatusError if there is none of that name."""
        server, wanted = self.server, self.request.name
        members = [(f"etcd-{number}", member) for number, member in enumerate(server.etcd_servers)]
        known = [name for name, _, _ in PROCESSES] + [name for name, _ in members]
        self.names = [name for name in known if wanted in ("", name)]
        if not self.names:
            raise StatusError(errors.status(500, "", f"Component not found: {wanted}"))
        for name, process, port in PROCESSES:
            if name in self.names:
                address = f"127.0.0.1:{port}"
                server.network.call(
                    server, process, "GET", "/healthz", None, self._heard, name, address, timeout_ms=PATIENCE_MS
                )
        for name, member in members:
            if name in self.names:
                body = Range(HEALTH_KEY)
                server.network.call(
                    server, member, "RANGE", HEALTH_KEY, body, self._member_heard, name, timeout_ms=PATIENCE_MS
                )

    def _heard(self, reply: Reply, name: str, address: str) -> None:
        url = f"https://{address}/healthz"
        match reply.failure:
            case None:
                self._told(name, True, str(reply.body))
            case "refused":
                self._told(name, False, f'Get "{url}": dial tcp {address}: connect: connection refused')
            case _:
                self._told(name, False, f'Get "{url}": {TIMED_OUT} (Client.Timeout exceeded while awaiting headers)')

    def _member_heard(self, reply: Reply, name: str) -> None:
        if reply.failure is None and not reply.body.error:
            self._told(name, True, "ok")
        else:
            self._told(name, False, "", TIMED_OUT if reply.failure is not None else reply.body.error)

    def _told(self, name: str, healthy: bool, message: str, error: str = "") -> None:
        condition: Object = {"type": "Healthy", "status": str(healthy)}
        condition |= {"message": message} if message else {}
        condition |= {"error": error} if error else {}
        head = {"kind": "ComponentStatus", "apiVersion": "v1"}
        self.found[name] = {**head, "metadata": {"name": name}, "conditions": [condition]}
        if len(self.found) == len(self.names):
            self._answer([self.found[name] for name in self.names])

    def _answer(self, objects: list[Object]) -> None:
        server, request = self.server, self.request
        body: Any
        if request.as_table:
            body = printing.table(server, request, COMPONENTSTATUSES, objects, metadata={})
        elif request.name:
            [body] = objects
        else:
            items = [{key: value for key, value in obj.items() if key not in ("kind", "apiVersion")} for obj in objects]
            body = {"kind": "ComponentStatusList", "apiVersion": "v1", "metadata": {}, "items": items}
        server.respond(self.call, Response(200, body, (WARNING,)))


def answer(server: ApiServer, call: Call, request: Request) -> None:
    """Begin to answer a get or a list. StatusError if it is neither."""
    if request.verb not in ("get", "list") or request.subresource:
        raise errors.method_not_allowed()
    Checking(server, call, request).begin()
