"""kubectl exec: a command in a Pod, through the API server and the Pod's kubelet."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object, name_of
from ....cluster.machinery.resources import PODS
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
        others = ("initContainers", "ephemeralContainers")
        every = names + [one["name"] for field in others for one in pod["spec"].get(field) or []]
        if chosen not in every:
            raise Failure(f"container {chosen} is not valid for pod {name_of(pod)} out of: {', '.join(every)}")
        return chosen
    marked = (pod["metadata"].get("annotations") or {}).get(DEFAULT_CONTAINER)
    if marked in names:
        return str(marked)
    if len(names) > 1:
        yield from complain(f'Defaulted container "{names[0]}" out of: {", ".join(names)}\n')
    return str(names[0])


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
