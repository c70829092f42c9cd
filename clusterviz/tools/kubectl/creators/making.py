"""What all `create KIND` commands do: take one name, make the object, send it, show it."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import Resource
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Invocation, Steps, ask
from ..last_applied import last_applied
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show

FLAGS = (
    *OUTPUT,
    *DRY_RUN,
    Flag("field-manager", default="kubectl-create"),
    Flag("save-config", kind="bool", default=False),
    Flag("validate", default="strict", bare="strict"),
)


def name_of_call(call: Invocation) -> str:
    """The one NAME argument."""
    if len(call.arguments) != 1:
        raise call.usage(f"exactly one NAME is required, got {len(call.arguments)}")
    return call.arguments[0]


def name_and_command(call: Invocation) -> tuple[str, list[str]]:
    """NAME, and the command that may stand after it or after `--`."""
    if not call.arguments:
        raise call.usage("exactly one NAME is required, got 0")
    if len(call.arguments) > 1 and call.has_dashes:
        raise call.usage(f"exactly one NAME is required, got {len(call.arguments)}")
    return call.arguments[0], [*call.arguments[1:], *call.after_dashes]


def required(call: Invocation, *names: str) -> None:
    """Refuse a call that lacks flags it cannot do without."""
    missing = ", ".join(f'"{name}"' for name in names if not call.flags.was_given(name))
    if missing:
        raise Failure(f"required flag(s) {missing} not set")


def make(call: Invocation, resource: Resource, obj: Object, failed: str = "") -> Steps[int]:
    """Send the object. `failed` begins the message if the server refuses; without it the refusal stands alone."""
    dry = dry_run(call)
    if call.flags["save-config"]:
        obj = last_applied(obj, typed=True)
    if dry == "client":
        yield from show(call, resource, obj, "created", own=True)
        return 0
    sent = {**obj, "metadata": {key: value for key, value in obj["metadata"].items() if value is not None}}
    namespace = call.namespace if resource.namespaced else ""
    query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"], "fieldValidation": "Strict"}
    try:
        response = yield from ask(call, Request("create", resource, namespace, body=sent, query=query))
    except Refused as refused:
        if not failed or refused.response.code == 0:
            raise
        raise Failure(f"{failed}{refused.bare()}") from refused
    yield from show(call, resource, typed(response.body), "created")
    return 0


def typed(obj: Object) -> Object:
    """The answer as kubectl's own types print it: the metadata of a template has an empty creationTimestamp."""
    template = (obj.get("spec") or {}).get("template")
    if not isinstance(template, dict):
        return obj
    metadata = {"creationTimestamp": None, **(template.get("metadata") or {})}
    return {**obj, "spec": {**obj["spec"], "template": {**template, "metadata": metadata}}}


def metadata(call: Invocation, name: str, labels: dict[str, str] | None = None) -> Object:
    """The metadata that kubectl's own types print: an empty creationTimestamp stands among it."""
    found: Object = {"name": name, "creationTimestamp": None}
    if call.flags["namespace"]:
        found = {"name": name, "namespace": call.flags["namespace"], "creationTimestamp": None}
    if labels:
        found["labels"] = labels
    return found
