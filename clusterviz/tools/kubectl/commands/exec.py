"""kubectl exec and port-forward: into a Pod, through the API server and the Pod's kubelet."""

from __future__ import annotations

from ....cluster.machinery.api import Request, WatchEvent
from ....cluster.machinery.objects import Object, name_of
from ....cluster.machinery.program import Next
from ....cluster.machinery.resources import PODS, SERVICES
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, get, list_of, out
from ..resource_names import resource_called
from ..selection import FILES, selection
from ..selector_text import selector

DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"


def _exec(call: Invocation) -> Steps[int]:
    if call.flags["filename"] and not call.arguments:
        (item,) = (yield from selection(call, [], read=False))[:1]
        call.arguments = [f"{item.resource.plural}/{item.name}"]
    if not call.arguments:
        raise Failure("pod, type/name or --filename must be specified")
    if len(call.arguments) > 1:
        raise call.usage("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead")
    if not call.after_dashes:
        raise Failure("you must specify at least one command for the container")
    _, pod = yield from pod_called(call, call.arguments[0])
    phase = (pod.get("status") or {}).get("phase", "")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot exec into a container in a completed pod; current phase is {phase}")
    container = yield from chosen_container(call, pod)
    if call.flags["tty"]:
        yield from complain("Unable to use a TTY - input is not a terminal or the right kind of file\n")
    query = {"container": container, "stdout": "true", "stderr": "true"}
    body = {"command": list(call.after_dashes)}
    request = Request("create", PODS, pod["metadata"]["namespace"], name_of(pod), "exec", body=body, query=query)
    try:
        answer = (yield from ask(call, request)).body
    except Refused as refused:
        if refused.response.code != 500:
            raise
        raise Failure(refused.bare()) from refused
    yield from out(str(answer["output"]))
    status = answer["exitCode"]
    if status is None:
        raise Failure("Internal error occurred: the command did not end in time")
    if status:
        yield from complain(f"command terminated with exit code {status}\n")
    return int(status)


def pod_called(call: Invocation, word: str) -> Steps[tuple[Object, Object]]:
    """(what the word names, the Pod): the Pod itself, or one of a Deployment's or Service's."""
    kind, slash, name = word.rpartition("/")
    resource = resource_called(kind, call.custom) if slash else PODS
    obj = yield from get(call, resource, call.namespace, name)
    if resource is PODS:
        return obj, obj
    chosen = (obj.get("spec") or {}).get("selector")
    if not chosen:
        raise Failure(f"cannot attach to *v1.{resource.kind}: no selector")
    labels = selector(chosen if "matchLabels" in chosen or "matchExpressions" in chosen else {"matchLabels": chosen})
    pods = yield from list_of(call, PODS, call.namespace, labels=labels)
    running = [pod for pod in pods if (pod.get("status") or {}).get("phase") == "Running"]
    if not running:
        raise Failure("timed out waiting for the condition")
    return obj, running[0]


def chosen_container(call: Invocation, pod: Object) -> Steps[str]:
    names = [one["name"] for one in pod["spec"]["containers"]]
    chosen: str = call.flags["container"]
    if chosen:
        every = names + [one["name"] for one in pod["spec"].get("initContainers") or []]
        if chosen not in every:
            raise Failure(f"container {chosen} is not valid for pod {name_of(pod)} out of: {', '.join(every)}")
        return chosen
    marked = (pod["metadata"].get("annotations") or {}).get(DEFAULT_CONTAINER)
    if marked in names:
        return str(marked)
    if len(names) > 1:
        yield from complain(f'Defaulted container "{names[0]}" out of: {", ".join(names)}\n')
    return str(names[0])


def _port_forward(call: Invocation) -> Steps[int]:
    """It forwards until the Pod is gone, or until it is interrupted."""
    if len(call.arguments) < 2:
        raise call.usage("TYPE/NAME and list of ports are required for port-forward")
    obj, pod = yield from pod_called(call, call.arguments[0])
    phase = (pod.get("status") or {}).get("phase", "")
    if phase != "Running":
        raise Failure(f"unable to forward port because pod is not running. Current status={phase}")
    for words in call.arguments[1:]:
        local, colon, remote = words.partition(":")
        remote = remote if colon else local
        if not remote or not all(part.isdigit() for part in (local or remote, remote) if obj is pod):
            raise Failure(f"error parsing port spec {words!r}: the port must be a number")
        target = remote if obj is pod else _target_port(obj, pod, remote)
        yield from out(f"Forwarding from 127.0.0.1:{local or target} -> {target}\n")
        yield from out(f"Forwarding from [::1]:{local or target} -> {target}\n")
    fields = f"metadata.name={name_of(pod)}"
    watch = Request("watch", PODS, call.namespace, query={"fieldSelector": fields})
    while True:
        event = yield Next(watch)
        if not isinstance(event, WatchEvent):
            raise Failure("lost connection to pod")
        gone = (event.object.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if event.type == "DELETED" or (event.type == "MODIFIED" and gone):
            raise Failure("lost connection to pod")


def _target_port(obj: Object, pod: Object, port: str) -> str:
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


EXEC = Command(
    "exec",
    _exec,
    (
        Flag("container", short="c", default=""),
        Flag("stdin", kind="bool", short="i", default=False),
        Flag("tty", kind="bool", short="t", default=False),
        Flag("quiet", kind="bool", short="q", default=False),
        *FILES[:1],
        Flag("pod-running-timeout", kind="duration", default=60_000),
    ),
    summary="Execute a command in a container",
)
PORT_FORWARD = Command(
    "port-forward",
    _port_forward,
    (
        Flag("address", kind="list", default=("localhost",)),
        Flag("pod-running-timeout", kind="duration", default=60_000),
    ),
    summary="Forward one or more local ports to a pod",
)
