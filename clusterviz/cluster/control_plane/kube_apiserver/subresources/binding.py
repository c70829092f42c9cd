"""`pods/binding`: the scheduler's choice becomes the Pod's `spec.nodeName`. Fact sheet §6.8."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request, StatusError
from ....machinery.objects import Object, deleting, name_of, uid_of
from ....machinery.resources import BINDINGS
from ....machinery.times import timestamp
from .. import errors
from ..admission import pod_topology_labels
from ..decoding import decode_deed

if TYPE_CHECKING:
    from ..server import ApiServer


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """POST of a Binding."""
    assert request.resource is not None
    if request.verb != "create":
        raise errors.method_not_allowed()
    request.body = decode_deed(BINDINGS, request)
    if request.body["metadata"].get("name") != request.name:
        raise errors.bad_request("name in URL does not match name in Binding object")
    _check_target(request.body.get("target") or {})
    server.modify(call, request, partial(_bound, server))


def _check_target(target: Object) -> None:
    kind, wrong = target.get("kind"), []
    if kind and kind != "Node":
        wrong.append(f'target.kind: Unsupported value: "{kind}": supported values: "Node", "<empty>"')
    if not target.get("name"):
        wrong.append("target.name: Required value")
    if wrong:  # told as it is, and not as an Invalid
        raise StatusError(errors.status(500, "", wrong[0] if len(wrong) == 1 else f"[{', '.join(wrong)}]"))


def _bound(server: ApiServer, request: Request, pod: Object) -> Object:
    assert request.resource is not None
    name = name_of(pod)
    wanted = request.body["metadata"].get("uid")
    if wanted and wanted != uid_of(pod):
        raise errors.conflict(
            request.resource,
            name,
            f"Precondition failed: UID in precondition: {wanted}, UID in object meta: {uid_of(pod)}",
        )
    if deleting(pod):
        raise _refused(name, f"pod {name} is being deleted, cannot be assigned to a host")
    if pod["spec"].get("nodeName"):
        raise _refused(name, f'pod {name} is already assigned to node "{pod["spec"]["nodeName"]}"')
    if pod["spec"].get("schedulingGates"):
        raise _refused(name, f"pod {name} has non-empty .spec.schedulingGates")
    status = dict(pod.get("status") or {})
    now = timestamp(server.wall_ms())
    scheduled = {"type": "PodScheduled", "status": "True", "lastProbeTime": None, "lastTransitionTime": now}
    kept = [condition for condition in status.get("conditions", ()) if condition["type"] != "PodScheduled"]
    status["conditions"] = [*kept, scheduled]
    status.pop("nominatedNodeName", None)
    spec = {**pod["spec"], "nodeName": request.body["target"]["name"]}
    bound = {**pod, "metadata": dict(pod["metadata"]), "spec": spec, "status": status}
    pod_topology_labels.admit(server, request, bound, pod)
    return bound


def _refused(name: str, why: str) -> StatusError:
    message = f'Operation cannot be fulfilled on pods/binding "{name}": {why}'
    return StatusError(errors.status(409, "Conflict", message, {"name": name, "kind": "pods/binding"}))


def _answer(server: ApiServer, request: Request, pod: Object) -> Object:
    return errors.done(201)


serve.shown = _answer  # type: ignore[attr-defined]
