"""kubectl apply: make the cluster's objects what the file says, and remember what it said."""

from __future__ import annotations

from ....cluster.machinery.api import MERGE_PATCH, STRATEGIC_PATCH, Request
from ....cluster.machinery.go_json import compact
from ....cluster.machinery.objects import Object, annotations_of, deleting
from ....cluster.machinery.resources import Resource
from .. import manifests
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain
from ..last_applied import LAST_APPLIED, as_applied, last_applied
from ..manifests import Manifest
from ..output import DRY_RUN, OUTPUT, delete_options, dry_run, dry_run_query, show
from ..selection import FILES, SELECTING, Item
from ..three_way import json_three_way_patch, three_way_patch
from ..waiting import gone
from . import pruning
from .applied_annotation import EDIT, SET, VIEW
from .server_side import apply_on_server

VALIDATE = Flag("validate", default="strict", bare="strict")
FLAGS = (
    *FILES,
    *SELECTING[:2],
    *OUTPUT,
    *DRY_RUN,
    *pruning.FLAGS,
    VALIDATE,
    Flag("server-side", kind="bool", default=False),
    Flag("subresource", default=""),
    Flag("force-conflicts", kind="bool", default=False),
    Flag("field-manager", default=""),
    Flag("force", kind="bool", default=False),
    Flag("overwrite", kind="bool", default=True),
    Flag("wait", kind="bool", default=False),
    Flag("cascade", default="background", bare="background"),
    Flag("grace-period", kind="int", default=-1),
    Flag("openapi-patch", kind="bool", default=True),
    Flag("timeout", kind="duration", default=0),
)
MISSING_ANNOTATION = (
    f"Warning: resource %s is missing the {LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should "
    "only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing "
    "annotation will be patched automatically.\n"
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if call.arguments:
        raise call.usage(f"Unexpected args: [{' '.join(call.arguments)}]")
    if not call.flags["filename"]:
        raise Failure("must specify one of -f and -k")
    if call.flags["all"] and call.flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    _check_together(call)
    files = manifests.read(call, call.flags["filename"])
    if not files:
        raise Failure("no objects passed to apply")
    failures, call.unread = call.unread, []  # apply tells them first
    visited: dict[str, str] = {}  # UID → namespace
    for manifest in files:
        try:
            obj = yield from _apply_on_server(call, manifest) if call.flags["server-side"] else _apply(call, manifest)
            visited[obj["metadata"].get("uid", "")] = obj["metadata"].get("namespace", "")
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    if call.flags["prune"]:
        yield from pruning.prune(call, visited, sorted(set(visited.values()) - {""}))
    return 0


def _check_together(call: Invocation) -> None:
    """Refuse flags that do not go together."""
    on_server = call.flags["server-side"]
    if call.flags["force-conflicts"] and not on_server:
        raise Failure("--force-conflicts only works with --server-side")
    if dry_run(call) == "client" and on_server:
        raise Failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if call.flags["subresource"] and not on_server:
        raise Failure("--subresource can only be specified for --server-side")
    if on_server and call.flags["force"]:
        raise Failure("--force cannot be used with --server-side")
    pruning.check(call)


def validation(call: Invocation) -> str:
    """What the server is to do with fields that it does not know."""
    text = call.flags["validate"]
    known = {"strict": "Strict", "true": "Strict", "warn": "Warn", "ignore": "Ignore", "false": "Ignore"}
    if text not in known:
        raise Failure(f'invalid - validate option "{text}"; must be one of: strict (or true), warn, ignore (or false)')
    return known[text]


def _query(call: Invocation) -> dict[str, str]:
    manager = call.flags["field-manager"] or "kubectl-client-side-apply"
    return {**dry_run_query(call), "fieldManager": manager, "fieldValidation": validation(call)}


def _apply(call: Invocation, manifest: Manifest) -> Steps[Object]:
    resource = manifest.resource
    name, namespace = _name_of(manifest), manifest.object["metadata"].get("namespace", "")
    try:
        response = yield from ask(call, Request("get", resource, namespace, name))
    except Refused as refused:
        if not refused.not_found:
            if refused.response.code == 0:
                raise
            raise Failure(_retrieving(manifest, refused.bare())) from refused
        return (yield from _create(call, manifest))
    if dry_run(call) == "client":
        yield from show(call, resource, response.body, "configured")
        return response.body  # type: ignore[no-any-return]
    current: Object = response.body
    if LAST_APPLIED not in annotations_of(current):
        yield from complain(MISSING_ANNOTATION % f"{resource.plural}/{name}")
    patch = _patch(manifest, current)
    if patch:
        doing = f'error when applying patch:\n{compact(patch)}\nto:\n{_about(manifest)}\nfor: "{manifest.source}"'
        kind = patch_type(resource)
        request = Request("patch", resource, namespace, name, body=patch, query=_query(call), content_type=kind)
        try:
            current = (yield from ask(call, request, doing)).body
        except Refused as refused:
            if not call.flags["force"] or refused.response.code not in (409, 422):
                raise
            current = yield from _made_anew(call, manifest)
    if deleting(current):
        yield from complain(f"Warning: Detected changes to resource {name} which is currently being deleted.\n")
    yield from show(call, resource, current, "configured" if patch else "unchanged")
    return current


def _made_anew(call: Invocation, manifest: Manifest) -> Steps[Object]:
    """--force: what cannot be changed is deleted and created."""
    resource, metadata = manifest.resource, manifest.object["metadata"]
    item = Item(resource, metadata.get("namespace", ""), metadata["name"], None)
    yield from ask(call, Request("delete", resource, item.namespace, item.name, body=delete_options(call)))
    if dry_run(call) == "none":
        yield from gone(call, item, None)
    body = last_applied(manifest.object)
    made: Object = (
        yield from ask(call, Request("create", resource, item.namespace, body=body, query=_query(call)))
    ).body
    return made


def _name_of(manifest: Manifest) -> str:
    name: str = manifest.object["metadata"].get("name") or ""
    if name:
        return name
    if manifest.object["metadata"].get("generateName"):
        generate = manifest.object["metadata"]["generateName"]
        raise Failure(f"from {generate}: cannot use generate name with apply")
    raise Failure(_retrieving(manifest, "resource name may not be empty"))


def _retrieving(manifest: Manifest, why: str) -> str:
    return (
        f"error when retrieving current configuration of:\n{_about(manifest)}\n"
        f'from server for: "{manifest.source}": {why}'
    )


def _about(manifest: Manifest) -> str:
    resource, metadata = manifest.resource, manifest.object["metadata"]
    start = f"{resource.group}/{resource.version}"
    return (
        f'Resource: "{start}, Resource={resource.plural}", GroupVersionKind: "{start}, Kind={resource.kind}"\n'
        f'Name: "{metadata.get("name", "")}", Namespace: "{metadata.get("namespace", "")}"'
    )


def _create(call: Invocation, manifest: Manifest) -> Steps[Object]:
    obj, resource = last_applied(manifest.object), manifest.resource
    if dry_run(call) != "client":
        request = Request("create", resource, obj["metadata"].get("namespace", ""), body=obj, query=_query(call))
        obj = (yield from ask(call, request, f'error when creating "{manifest.source}"')).body
    yield from show(call, resource, obj, "created")
    return obj


def _patch(manifest: Manifest, current: Object) -> Object:
    text = annotations_of(current).get(LAST_APPLIED, "")
    original = as_applied(text) if text else {}
    if original:
        # What the annotation says about itself is no field of the file.
        original = {**original, "metadata": {**original["metadata"]}}
        original["metadata"].setdefault("annotations", {})
    return patch_of(manifest.resource, original, last_applied(manifest.object), current)


def patch_type(resource: Resource) -> str:
    """Only the built-in kinds know how their lists are merged."""
    return MERGE_PATCH if resource.custom else STRATEGIC_PATCH


def patch_of(resource: Resource, original: Object, modified: Object, current: Object) -> Object:
    """What apply sends: a strategic merge patch, or for custom kinds a JSON merge patch."""
    make = json_three_way_patch if resource.custom else three_way_patch
    return make(original, modified, current)


def _apply_on_server(call: Invocation, manifest: Manifest) -> Steps[Object]:
    """Server-side apply: the server merges, and knows who owns which field."""
    _name_of(manifest)
    obj = yield from apply_on_server(call, manifest, validation(call))
    yield from show(call, manifest.resource, obj, "serverside-applied")
    return obj


COMMAND = Command(
    "apply",
    run,
    FLAGS,
    subcommands=(VIEW, SET, EDIT),
    summary="Apply a configuration to a resource by file name or stdin",
)
