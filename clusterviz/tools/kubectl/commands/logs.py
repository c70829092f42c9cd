"""kubectl logs: what containers have written."""

from __future__ import annotations

import re

from ....cluster.machinery.api import Request, Response
from ....cluster.machinery.objects import Object, name_of, namespace_of
from ....cluster.machinery.program import Ask, Sleep
from ....cluster.machinery.resources import PODS, SERVICES
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, list_of, out
from ..resource_names import resource_called
from ..selector_text import selector

FLAGS = (
    Flag("all-containers", kind="bool", default=False),
    Flag("all-pods", kind="bool", default=False),
    Flag("container", short="c", default=""),
    Flag("follow", kind="bool", short="f", default=False),
    Flag("ignore-errors", kind="bool", default=False),
    Flag("insecure-skip-tls-verify-backend", kind="bool", default=False),
    Flag("pod-running-timeout", kind="duration", default=20_000),
    Flag("limit-bytes", kind="int", default=0),
    Flag("max-log-requests", kind="int", default=5),
    Flag("prefix", kind="bool", default=False),
    Flag("previous", kind="bool", short="p", default=False),
    Flag("selector", short="l", default=""),
    Flag("since", kind="duration", default=0),
    Flag("since-time", default=""),
    Flag("tail", kind="int", default=-1),
    Flag("timestamps", kind="bool", default=False),
)
USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command"
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FOLLOW_MS = 1000  # how often a followed log is read again


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if (not call.arguments and not call.flags["selector"]) or len(call.arguments) > 2:
        raise call.usage(USAGE)
    if call.flags["since-time"] and _MOMENT.fullmatch(call.flags["since-time"]) is None:
        text = call.flags["since-time"]
        raise Failure(f'parsing time "{text}" as "2006-01-02T15:04:05Z07:00": cannot parse "{text}" as "2006"')
    if call.flags["all-containers"] and call.flags["container"]:
        raise Failure(f"--all-containers=true should not be specified with container name {call.flags['container']}")
    if call.flags["tail"] < -1:
        raise Failure("--tail must be greater than or equal to -1")
    if call.flags["since-time"] and call.flags["since"]:
        raise Failure("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if call.flags["selector"]:
        if call.arguments:
            raise call.usage("only a selector (-l) or a POD name is allowed")
        pods = yield from list_of(call, PODS, call.namespace, labels=call.flags["selector"])
        if not pods:
            yield from complain(f"No resources found in {call.namespace} namespace.\n")
            return 0
    else:
        pods = yield from _pods(call)
    for pod in pods:
        for container in (yield from _containers(call, pod)):
            yield from _show(call, pod, container)
    return 0


def _pods(call: Invocation) -> Steps[list[Object]]:
    """The Pod that the arguments name, or one of a Deployment's; with `--all-pods` all of them."""
    kind, slash, name = call.arguments[0].rpartition("/")
    resource = resource_called(kind) if slash else PODS
    if len(call.arguments) > 1 and not call.flags["container"]:
        call.flags.values["container"] = call.arguments[1]
    try:
        obj = (yield from ask(call, Request("get", resource, call.namespace if resource.namespaced else "", name))).body
    except Refused as refused:
        if not refused.not_found:
            raise
        where = f' in namespace "{call.namespace}"'
        raise Failure(f"error from server (NotFound): {refused.bare()}{where}") from refused
    if resource is PODS:
        return [obj]
    chosen = obj.get("spec", {}).get("selector")
    if not chosen:
        why = f"selector for *v1.{resource.kind} not implemented"
        if resource is SERVICES:
            why = f"invalid service '{name}': Service is defined without a selector"
        raise Failure(f"cannot get the logs from *v1.{resource.kind}: {why}")
    labels = selector(chosen if "matchLabels" in chosen or "matchExpressions" in chosen else {"matchLabels": chosen})
    pods = yield from list_of(call, PODS, call.namespace, labels=labels)
    if not pods:
        raise Failure("timed out waiting for the condition")
    pods.sort(
        key=lambda pod: ((pod.get("status") or {}).get("phase") != "Running", str(pod["metadata"]["creationTimestamp"]))
    )
    if call.flags["all-pods"]:
        return pods
    if len(pods) > 1:
        yield from complain(f"Found {len(pods)} pods, using pod/{name_of(pods[0])}\n")
    return pods[:1]


def _containers(call: Invocation, pod: Object) -> Steps[list[str]]:
    """The containers whose logs are wanted."""
    spec = pod["spec"]
    fields = ("containers", "initContainers", "ephemeralContainers")
    main, init, ephemeral = ([one["name"] for one in spec.get(field) or []] for field in fields)
    if call.flags["all-containers"]:
        return [*init, *main, *ephemeral]
    wanted = call.flags["container"]
    if wanted:
        if wanted not in (*main, *init, *ephemeral):
            raise Failure(f"container {wanted} is not valid for pod {name_of(pod)}")
        return [wanted]
    default = (pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container", main[0])
    if len(main) + len(init) + len(ephemeral) > 1 and not call.flags["selector"]:
        names = ", ".join([*main, *(f"{name} (init)" for name in init), *(f"{name} (ephem)" for name in ephemeral)])
        yield from complain(f'Defaulted container "{default}" out of: {names}\n')
    return [default]


def _show(call: Invocation, pod: Object, container: str) -> Steps[None]:
    shown = 0
    while True:
        response: Response = yield Ask(_request(call, pod, container))
        if not response.ok:
            if call.flags["ignore-errors"]:
                yield from complain(f"error: {response.message}\n")
                return
            raise Refused(response)
        text = str(response.body or "")
        new = text[shown:] if call.flags["follow"] else text
        shown = len(text)
        if new:
            prefixed = call.flags["prefix"] or call.flags["all-pods"]
            prefix = f"[pod/{name_of(pod)}/{container}] " if prefixed else ""
            lines = new.removesuffix("\n").split("\n")
            yield from out("".join(f"{prefix}{line}\n" for line in lines) if prefix else new)
        if not call.flags["follow"] or (yield from _ended(pod, container)):
            return
        yield Sleep(FOLLOW_MS)


def _ended(pod: Object, container: str) -> Steps[bool]:
    response: Response = yield Ask(Request("get", PODS, namespace_of(pod), name_of(pod)))
    if not response.ok:
        return True
    status = response.body.get("status") or {}
    return status.get("phase") in ("Succeeded", "Failed")


def _request(call: Invocation, pod: Object, container: str) -> Request:
    query = {"container": container}
    tail = call.flags["tail"]
    if call.flags["selector"] and tail == -1:
        tail = 10
    if tail >= 0 and not call.flags["follow"]:
        query["tailLines"] = str(tail)
    if call.flags["previous"]:
        query["previous"] = "true"
    if call.flags["timestamps"]:
        query["timestamps"] = "true"
    if call.flags["since"]:
        query["sinceSeconds"] = str(call.flags["since"] // 1000)
    if call.flags["since-time"]:
        query["sinceTime"] = call.flags["since-time"]
    if call.flags["limit-bytes"]:
        query["limitBytes"] = str(call.flags["limit-bytes"])
    return Request("get", PODS, namespace_of(pod), name_of(pod), "log", query=query)


COMMAND = Command("logs", run, FLAGS, summary="Print the logs for a container in a pod")
