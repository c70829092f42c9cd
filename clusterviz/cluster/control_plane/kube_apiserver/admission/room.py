"""Room: so many objects may this cluster hold, in the words of Kubernetes' own quota. Where many share a server, no learner
may fill it; elsewhere there is no bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import EVENTS, LEASES, PODS
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    room = server.room
    if not room or old is not None or request.resource is None or request.resource in (EVENTS, LEASES):
        return
    if request.resource is PODS and "pods" in room:
        _check(request, obj, "pods", len(server.cache.of(PODS).objects), room["pods"])
    if "objects" in room:
        held = server.cache.collections.items()
        used = sum(len(kept.objects) for resource, kept in held if resource not in (EVENTS, LEASES))
        _check(request, obj, "count/objects", used, room["objects"])


def _check(request: Request, obj: Object, what: str, used: int, most: int) -> None:
    assert request.resource is not None
    if used >= most:
        why = f"exceeded quota: this-site, requested: {what}=1, used: {what}={used}, limited: {what}={most}"
        raise errors.forbidden(request.resource, obj["metadata"].get("name", ""), why)
