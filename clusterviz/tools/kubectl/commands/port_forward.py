"""kubectl port-forward: ports of the person's machine that lead into a Pod. On the page a visit to one is a small browser."""

from __future__ import annotations

from ....cluster.machinery.api import Request, Response, WatchEvent
from ....cluster.machinery.objects import Object, name_of, namespace_of
from ....cluster.machinery.program import Ask, Listen, Show, Visit
from ....cluster.machinery.resources import PODS, SERVICES
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, complain, out
from .exec import pod_called

ANY_PORT = 30_000  # the first of the ports that are taken where none is asked for


def run(call: Invocation) -> Steps[int]:
    """It forwards until the Pod is gone, or until it is interrupted."""
    if len(call.arguments) < 2:
        raise call.usage("TYPE/NAME and list of ports are required for port-forward")
    obj, pod = yield from pod_called(call, call.arguments[0])
    phase = (pod.get("status") or {}).get("phase", "")
    if phase != "Running":
        raise Failure(f"unable to forward port because pod is not running. Current status={phase}")
    ports: dict[int, int] = {}
    for words in call.arguments[1:]:
        local, target = _read(words, obj, pod)
        ports[local] = target
        yield from out(f"Forwarding from 127.0.0.1:{local} -> {target}\n")
        yield from out(f"Forwarding from [::1]:{local} -> {target}\n")
    fields = f"metadata.name={name_of(pod)}"
    watch = Request("watch", PODS, namespace_of(pod), query={"fieldSelector": fields})
    while True:
        event = yield Listen(tuple(ports), watch)
        if isinstance(event, Visit):
            yield from _carry(pod, event, ports[event.port])
            continue
        if not isinstance(event, WatchEvent):
            raise Failure("lost connection to pod")
        gone = (event.object.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if event.type == "DELETED" or (event.type == "MODIFIED" and gone):
            raise Failure("lost connection to pod")


def _carry(pod: Object, visit: Visit, target: int) -> Steps[None]:
    """One request, to the Pod and back."""
    yield from out(f"Handling connection for {visit.port}\n")
    body = {"port": target, "path": visit.path}
    request = Request("create", PODS, namespace_of(pod), name_of(pod), "portforward", body=body)
    answer: Response = yield Ask(request)
    if answer.ok:
        yield Show(visit, answer.body["code"], answer.body["body"])
        return
    yield Show(visit, 0, answer.message)
    yield from complain(f"an error occurred forwarding {visit.port} -> {target}: {answer.message}\n")
    raise Failure("lost connection to pod")


def _read(words: str, obj: Object, pod: Object) -> tuple[int, int]:
    """`8080:80`, `80`, `:80`, `8080:http` → (the port here, the container's port)."""
    local, colon, remote = words.partition(":")
    remote = remote if colon else local
    named = local == remote and not remote.isdigit()
    if not remote or not (named or (local or "0").isdigit()):
        raise Failure(f"error parsing port spec {words!r}: the port must be a number")
    if obj["kind"] == SERVICES.kind:
        target = target_port(obj, pod, remote)
        local = _service_port(obj, remote) if named else local
    else:
        target = remote if remote.isdigit() else _container_port(pod, remote)
        local = target if named else local
    if not target.isdigit() or not 0 < int(target) < 65536 or int(local or 1) >= 65536:
        raise Failure(f"error parsing port spec {words!r}: the port must be a number")
    return int(local) if local.isdigit() and int(local) else ANY_PORT + int(target) % 10_000, int(target)


def _container_port(pod: Object, name: str) -> str:
    """The number of a Pod's port that has a name."""
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or []:
            if port.get("name") == name:
                return str(port["containerPort"])
    raise Failure(f"Pod '{name_of(pod)}' does not have a named port '{name}'")


def _service_port(service: Object, name: str) -> str:
    """The number of a Service's port that has a name."""
    for port in service["spec"].get("ports") or []:
        if port.get("name") == name:
            return str(port["port"])
    raise Failure(f"Service '{name_of(service)}' does not have a named port '{name}'")


def target_port(obj: Object, pod: Object, port: str) -> str:
    """The container's port behind a Service's."""
    if obj["kind"] != SERVICES.kind:
        return port
    for one in obj["spec"].get("ports") or []:
        if port not in (str(one["port"]), one.get("name")):
            continue
        target = one.get("targetPort", one["port"])
        for container in pod["spec"]["containers"]:
            for known in container.get("ports") or []:
                if known.get("name") == target:
                    return str(known["containerPort"])
        return str(target)
    raise Failure(f"Service {name_of(obj)} does not have a service port {port}")


COMMAND = Command(
    "port-forward",
    run,
    (
        Flag("address", kind="list", default=("localhost",)),
        Flag("pod-running-timeout", kind="duration", default=60_000),
    ),
    summary="Forward one or more local ports to a pod",
)
