"""`pods/eviction`: a polite deletion, which says why. Fact sheet §7.13 (without disruption budgets)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.api import Request, Response
from ....machinery.objects import Object, deleting
from ....machinery.times import timestamp
from .. import deletion, errors

if TYPE_CHECKING:
    from ..server import ApiServer

REASON = "EvictionByEvictionAPI"
MESSAGE = "Eviction API: evicting"


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """POST of an Eviction: the Pod gets a condition, and is then deleted."""
    if request.verb != "create":
        raise errors.method_not_allowed()
    named = (request.body.get("metadata") or {}).get("name")
    if named and named != request.name:
        raise errors.bad_request(f"name in URL does not match name in Eviction object: {request.name} != {named}")
    server.read(call, request, _Eviction(server, call, request).begin)


class _Eviction:
    """One eviction under way: it stands in for the calls that it makes to its own server."""

    def __init__(self, server: ApiServer, call: Any, request: Request) -> None:
        self.server = server
        self.call = call
        self.request = request
        self.options: Object = dict(request.body.get("deleteOptions") or {})
        self.marking = False
        self.body = Request("update", request.resource, request.namespace, request.name, "status", user=request.user)

    def begin(self, call: Any, request: Request, pod: Object) -> None:
        """A Pod that runs is told why; one that does not is just deleted."""
        finished = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed", "Pending")
        if finished or deleting(pod) or self.options.get("dryRun"):
            self._delete()
        else:
            self.marking = True
            self.server.modify(self, self.body, self._told)

    def _told(self, request: Request, pod: Object) -> Object:
        now = timestamp(self.server.wall_ms())
        condition: Object = {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": REASON,
            "message": MESSAGE,
            "lastProbeTime": None,
            "lastTransitionTime": now,
        }
        if pod["metadata"].get("generation"):
            condition["observedGeneration"] = pod["metadata"]["generation"]
        status = pod.get("status") or {}
        others = [one for one in status.get("conditions") or () if one["type"] != "DisruptionTarget"]
        return {**pod, "status": {**status, "conditions": [*others, condition]}}

    def _delete(self) -> None:
        self.marking = False
        self.body = Request(
            "delete",
            self.request.resource,
            self.request.namespace,
            self.request.name,
            body=self.options,
            user=self.request.user,
        )
        deletion.delete(self.server, self, self.body)

    def reply(self, response: Response, verb: str = "", note: str = "") -> None:
        """One of the two steps is done."""
        if not response.ok:
            self.server.respond(self.call, response)
        elif self.marking:
            self._delete()
        else:
            self.server.respond(self.call, Response(201, errors.done(201)))
