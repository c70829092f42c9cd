"""kubectl run: one Pod from flags."""

from __future__ import annotations

import json
from typing import Any

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ....cluster.machinery.patches import merge_patch, strategic_patch
from ....cluster.machinery.quantities import QuantityError, parse
from ....cluster.machinery.resources import PODS, SERVICES
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..manifests import load_yaml
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show

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
)
RESTART_POLICIES = ("Always", "OnFailure", "Never")
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
    if call.flags["restart"] not in RESTART_POLICIES:
        raise call.usage(f"invalid restart policy: {call.flags['restart']}")
    if call.flags["expose"] and not call.flags["port"]:
        raise Failure("--port must be set when exposing a service")
    pod = _overridden(call, _pod(call, name, [*extra, *call.after_dashes]))
    if call.flags["expose"]:
        yield from _send(call, SERVICES, _service(call, name, pod))
    yield from _send(call, PODS, pod)
    return 0


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
        raise Failure(f'strconv.ParseInt: parsing "{text}": invalid syntax')
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


def _overridden(call: Invocation, pod: Object) -> Object:
    if not call.flags["overrides"]:
        return pod
    patch = load_yaml(call.flags["overrides"])
    if not isinstance(patch, dict):
        raise Failure(f"Invalid JSON Patch: {json.dumps(patch)}")
    merge = strategic_patch if call.flags["override-type"] == "strategic" else merge_patch
    pod = merge(pod, patch)
    for container in pod["spec"].get("containers") or []:
        _check_quantities(container.get("resources") or {})
    return pod


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


def _send(call: Invocation, resource: Any, obj: Object) -> Steps[None]:
    if dry_run(call) == "client":
        yield from show(call, resource, obj, "created", own=True)
        return
    sent = {**obj, "metadata": {key: value for key, value in obj["metadata"].items() if value is not None}}
    query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"]}
    response = yield from ask(call, Request("create", resource, call.namespace, body=sent, query=query))
    yield from show(call, resource, response.body, "created")


COMMAND = Command("run", run, FLAGS, summary="Run a particular image on the cluster")
