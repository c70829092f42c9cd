"""`certificatesigningrequests/approval`: a person or a controller says yes or no; who signs comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from ....machinery.objects import Object, name_of
from .. import applying, errors, names
from ..admission.certificates import check_approval
from ..registry.certificates import with_times
from ..validation import certificates as validation
from . import parts

if TYPE_CHECKING:
    from ..server import ApiServer


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """GET, PUT or PATCH: of all that is sent, the conditions count."""
    parts.serve(server, call, request, _changed)


def _changed(server: ApiServer, request: Request, current: Object) -> Object:
    assert request.resource is not None
    sent = parts.sent(server, request, current)
    names.carry_over(request, sent, current, unconditional=True)
    status = dict(current.get("status") or {})
    conditions = (sent.get("status") or {}).get("conditions")
    if conditions:
        status["conditions"] = conditions
    obj: Object = {**sent, "spec": current["spec"], "status": status}
    with_times(server, obj, current)
    check_approval(server, request, obj, current)
    causes = validation.change(obj, current, approval=True)
    if causes:
        raise errors.invalid(request.resource, name_of(obj), causes)
    record = applying.updated(server, request, obj, current, request.subresource)
    if record is not None:
        obj["metadata"]["managedFields"] = record
    return obj
