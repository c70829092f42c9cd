"""kubectl patch: a few fields of an object."""

from __future__ import annotations

import json
from typing import Any

from ....cluster.machinery import json_reading
from ....cluster.machinery.api import JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, Request
from ....cluster.machinery.objects import Object, without
from ....cluster.machinery.patches import PatchError, json_patch, merge_patch, strategic_patch
from ....cluster.machinery.resources import Resource
from ....cluster.machinery.schemas import shape_of
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..manifests import go_context, load_yaml
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import FILES, selection

FLAGS = (
    *FILES,
    *OUTPUT,
    *DRY_RUN,
    Flag("field-manager", default="kubectl-patch"),
    Flag("patch", short="p", default=""),
    Flag("patch-file", default=""),
    Flag("subresource", default=""),
    Flag("type", default="strategic"),
    Flag("local", kind="bool", default=False),
)
TYPES = {"json": JSON_PATCH, "merge": MERGE_PATCH, "strategic": STRATEGIC_PATCH}


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if call.flags["type"] not in TYPES:
        raise Failure(f'--type must be one of [json merge strategic], not "{call.flags["type"]}"')
    text = call.flags["patch"]
    if call.flags["patch"] and call.flags["patch-file"]:
        raise Failure("cannot specify --patch and --patch-file together")
    if call.flags["patch-file"]:
        if call.flags["patch-file"] not in call.files:
            raise Failure(f"unable to read patch file: open {call.flags['patch-file']}: no such file or directory")
        text = call.files[call.flags["patch-file"]]
    if not text:
        raise Failure("must specify --patch or --patch-file containing the contents of the patch")
    local: bool = call.flags["local"]
    items = yield from selection(call, call.arguments, read=not local)
    for item in items:
        body = _body(text)
        if local or dry_run(call) == "client":
            patched = _patched(item.object or {}, body, TYPES[call.flags["type"]], item.resource)
            same = patched == item.object
            if local and not call.flags["namespace"]:
                patched = without(patched, ("metadata", "namespace"))  # the file named none
            yield from show(call, item.resource, patched, "patched (no change)" if same else "patched", tells_dry=False)
            continue
        query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"]}
        request = Request(
            "patch",
            item.resource,
            item.namespace,
            item.name,
            call.flags["subresource"],
            body=body,
            query=query,
            content_type=TYPES[call.flags["type"]],
        )
        try:
            changed = (yield from ask(call, request)).body
        except Refused as refused:
            if refused.response.code != 415:
                raise
            kind = f"{item.resource.api_version}, Kind={item.resource.kind}"
            raise Failure(f"{request.content_type} is not supported by {kind}: {refused.bare()}") from refused
        same = changed == item.object
        kind = "scale.autoscaling" if changed.get("kind") == "Scale" else ""
        yield from show(
            call, item.resource, changed, "patched (no change)" if same else "patched", group_kind=kind, tells_dry=False
        )
    return 0


def _patched(obj: Object, body: Any, kind: str, resource: Resource) -> Object:
    """The object as the patch makes it, without asking the server."""
    try:
        if kind == JSON_PATCH:
            return json_patch(obj, body)
        if kind == MERGE_PATCH:
            merged: Object = merge_patch(obj, body)
            return merged
        return strategic_patch(obj, body, shape_of(resource.group, resource.version, resource.kind))
    except PatchError as error:
        raise Failure(str(error)) from error


def _body(text: str) -> Any:
    """The patch as JSON. What begins like JSON is left to the server, which says what is wrong with it."""
    if not text.lstrip().startswith("{"):
        try:
            return load_yaml(text)
        except Failure as failure:
            raise Failure(f'unable to parse "{text}": {failure.message.rpartition("to JSON: ")[2]}') from failure
    try:
        return json_reading.read(text)
    except json.JSONDecodeError as error:
        return _broken(text, error)
    except ValueError as error:
        raise Failure(f"Error from server (BadRequest): {error}", prefix=False) from error


def _broken(text: str, error: json.JSONDecodeError) -> Any:
    if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg:
        why = "unexpected end of JSON input"
    else:
        why = f"invalid character '{text[error.pos]}' {go_context(error.msg)}"
    raise Failure(f"Error from server (BadRequest): {why}", prefix=False)


COMMAND = Command("patch", run, FLAGS, summary="Update fields of a resource")
