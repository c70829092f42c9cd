"""kubectl run: one Pod from flags."""

from __future__ import annotations

import json
import re
from typing import Any

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ....cluster.machinery.patches import merge_patch, strategic_patch
from ....cluster.machinery.quantities import QuantityError, parse
from ....cluster.machinery.resources import PODS, SERVICES
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..manifests import load_yaml
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import FILES
from .attach import follow

FLAGS = (
    *OUTPUT,
    *DRY_RUN,
    Flag("annotations", kind="array"),
    Flag("attach", kind="bool", default=False),
    Flag("command", kind="bool", default=False),
    Flag("env", kind="array"),
    Flag("expose", kind="bool", default=False),
    Flag("field-manager", default="kubectl-run"),
    Flag("image", default=""),
    Flag("image-pull-policy", default=""),
    Flag("labels", short="l", default=""),
    Flag("override-type", default="merge"),
    Flag("overrides", default=""),
    Flag("port", default=""),
    Flag("privileged", kind="bool", default=False),
    Flag("quiet", kind="bool", short="q", default=False),
    Flag("restart", default="Always"),
    Flag("rm", kind="bool", default=False),
    Flag("stdin", kind="bool", short="i", default=False),
    Flag("tty", kind="bool", short="t", default=False),
    Flag("save-config", kind="bool", default=False),
    *FILES,
    Flag("cascade", default="background", bare="background"),
    Flag("force", kind="bool", default=False),
    Flag("grace-period", kind="int", default=-1),
    Flag("leave-stdin-open", kind="bool", default=False),
    Flag("pod-running-timeout", kind="duration", default=60_000),
    Flag("timeout", kind="duration", default=0),
    Flag("wait", kind="bool", default=False),
)
RESTART_POLICIES = ("Always", "OnFailure", "Never")
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_IMAGE = re.compile(
    rf"(?:{_HOST}(?:\.{_HOST})*(?::[0-9]+)?/)?{_PART}(?:/{_PART})*(?::\w[\w.-]{{0,127}})?(?:@[A-Za-z][\w+.-]*:[0-9a-fA-F]{{32,}})?"
)
NOT_A_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.flags.was_given("image"):
        raise Failure('required flag(s) "image" not set')
    if not call.arguments:
        raise call.usage("NAME is required for run")
    name, *extra = call.arguments
    if not name:
        raise Failure("Parameter: name is required")
    if not call.flags["image"]:
        raise Failure("--image is required")
    if not _IMAGE.fullmatch(call.flags["image"]):
        raise Failure(f'Invalid image name "{call.flags["image"]}": invalid reference format')
    attached = call.flags["attach"] or call.flags["stdin"] or call.flags["tty"]
    if attached and dry_run(call) != "none":
        why = "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"
        raise call.usage(why)
    if call.flags["tty"] and not call.flags["stdin"]:
        raise call.usage("-i/--stdin is required for containers with -t/--tty=true")
    if call.flags["rm"] and not attached:
        raise call.usage("--rm should only be used for attached containers")
    if call.flags["expose"] and not call.flags["port"]:
        raise call.usage("--port must be set when exposing a service")
    if call.flags["restart"] not in RESTART_POLICIES:
        raise call.usage(f"invalid restart policy: {call.flags['restart']}")
    if call.flags["image-pull-policy"] not in ("", "Always", "IfNotPresent", "Never"):
        raise call.usage(f"invalid image pull policy: {call.flags['image-pull-policy']}")
    pod = overridden(call, _pod(call, name, [*extra, *call.after_dashes]))
    if call.flags["expose"]:
        yield from _send(call, SERVICES, _service(call, name, pod))
    made = yield from _send(call, PODS, pod)
    return (yield from _attached(call, made)) if attached else 0


def _attached(call: Invocation, pod: Object) -> Steps[int]:
    """Print what the container writes until it has ended; with `--rm` the Pod goes then."""
    name: str = pod["metadata"]["name"]
    last = yield from follow(call, pod, pod["spec"]["containers"][0]["name"])
    if call.flags["rm"]:
        grace = call.flags["grace-period"]
        options = {"kind": "DeleteOptions", "apiVersion": "v1", **({"gracePeriodSeconds": grace} if grace >= 0 else {})}
        yield from ask(call, Request("delete", PODS, pod["metadata"]["namespace"], name, body=options))
        if not call.flags["quiet"]:
            yield from out(f'pod "{name}" deleted\n')
    if call.flags["restart"] == "Always" or last["status"]["phase"] != "Failed":
        return 0
    terminated = last["status"]["containerStatuses"][0]["state"].get("terminated") or {}
    why = f"pod {pod['metadata']['namespace']}/{name} terminated ({terminated.get('reason', '')})"
    raise Failure(why, status=int(terminated.get("exitCode") or 1), prefix=False)


def _pod(call: Invocation, name: str, words: list[str]) -> Object:
    container: Object = {"name": name, "image": call.flags["image"]}
    if words:
        container["command" if call.flags["command"] else "args"] = words
    if call.flags["port"]:
        container["ports"] = [{"containerPort": _port(call.flags["port"])}]
    if call.flags["env"]:
        container["env"] = [_variable(text) for text in call.flags["env"]]
    container["resources"] = {}
    if call.flags["image-pull-policy"]:
        container["imagePullPolicy"] = call.flags["image-pull-policy"]
    if call.flags["stdin"]:
        container["stdin"] = container["stdinOnce"] = True
    if call.flags["tty"]:
        container["tty"] = True
    if call.flags["privileged"]:
        container["securityContext"] = {"privileged": True}
    metadata: Object = {"name": name}
    if call.flags["namespace"]:
        metadata["namespace"] = call.flags["namespace"]
    metadata["creationTimestamp"] = None
    metadata["labels"] = _pairs(call.flags["labels"]) if call.flags["labels"] else {"run": name}
    if call.flags["annotations"]:
        metadata["annotations"] = _pairs(",".join(call.flags["annotations"]))
    return {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": metadata,
        "spec": {"containers": [container], "restartPolicy": call.flags["restart"], "dnsPolicy": "ClusterFirst"},
        "status": {},
    }


def _port(text: str) -> int:
    if not text.isdigit():
        raise Failure(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def _variable(text: str) -> Object:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Failure(f"invalid env: {text}")
    return {"name": name, "value": value} if value else {"name": name}


def _pairs(text: str) -> dict[str, str]:
    pairs = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals or not key:
            raise Failure(f"unexpected label spec: {part}")
        pairs[key] = value
    return pairs


def overridden(call: Invocation, obj: Object) -> Object:
    """The object with what `--overrides` says of it."""
    if not call.flags["overrides"]:
        return obj
    try:
        patch = load_yaml(call.flags["overrides"])
    except Failure as failure:
        raise Failure("Invalid JSON Patch") from failure
    if not isinstance(patch, dict):
        raise Failure(f"Invalid JSON Patch: {json.dumps(patch)}")
    merge = strategic_patch if call.flags["override-type"] == "strategic" else merge_patch
    obj = merge(obj, patch)
    for container in obj["spec"].get("containers") or []:
        _check_quantities(container.get("resources") or {})
    return obj


def _check_quantities(resources: Object) -> None:
    """kubectl decodes what it sends, and quantities are decoded strictly."""
    for part in ("requests", "limits"):
        for value in (resources.get(part) or {}).values():
            try:
                parse(str(value))
            except (QuantityError, ValueError) as error:
                raise Failure(NOT_A_QUANTITY) from error


def _service(call: Invocation, name: str, pod: Object) -> Object:
    port = _port(call.flags["port"])
    metadata: Object = {"name": name, "creationTimestamp": None}
    return {
        "kind": "Service",
        "apiVersion": "v1",
        "metadata": metadata,
        "spec": {
            "ports": [{"protocol": "TCP", "port": port, "targetPort": port}],
            "selector": pod["metadata"]["labels"],
        },
        "status": {"loadBalancer": {}},
    }


def _send(call: Invocation, resource: Any, obj: Object) -> Steps[Object]:
    if dry_run(call) == "client":
        yield from show(call, resource, obj, "created", own=True)
        return obj
    sent = {**obj, "metadata": {key: value for key, value in obj["metadata"].items() if value is not None}}
    query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"]}
    response = yield from ask(call, Request("create", resource, call.namespace, body=sent, query=query))
    made: Object = response.body
    if not (call.flags["rm"] or call.flags["stdin"] or call.flags["attach"]):
        yield from show(call, resource, made, "created")
    return made


COMMAND = Command("run", run, FLAGS, summary="Run a particular image on the cluster")
