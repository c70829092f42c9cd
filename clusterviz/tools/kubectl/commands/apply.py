"""kubectl apply: make the cluster's objects what the file says, and remember what it said."""

from __future__ import annotations

import json

from ....cluster.machinery.api import APPLY_PATCH, MERGE_PATCH, STRATEGIC_PATCH, Request
from ....cluster.machinery.objects import Object, annotations_of, deleting
from ....cluster.machinery.resources import Resource
from .. import manifests
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, out
from ..last_applied import LAST_APPLIED, last_applied
from ..manifests import Manifest
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..printers import json_text, yaml_text
from ..selection import FILES, SELECTING, selection
from ..three_way import json_three_way_patch, three_way_patch

VALIDATE = Flag("validate", default="strict", bare="strict")
FLAGS = (
    *FILES,
    *SELECTING[:2],
    *OUTPUT,
    *DRY_RUN,
    VALIDATE,
    Flag("server-side", kind="bool", default=False),
    Flag("force-conflicts", kind="bool", default=False),
    Flag("field-manager", default=""),
    Flag("force", kind="bool", default=False),
    Flag("overwrite", kind="bool", default=True),
    Flag("wait", kind="bool", default=False),
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
    dry_run(call)
    files = manifests.read(call, call.flags["filename"])
    if not files:
        raise Failure("no objects passed to apply")
    failures: list[Failure] = []
    for manifest in files:
        try:
            yield from _apply_on_server(call, manifest) if call.flags["server-side"] else _apply(call, manifest)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


def validation(call: Invocation) -> str:
    """What the server is to do with fields that it does not know."""
    text = call.flags["validate"]
    known = {"strict": "Strict", "true": "Strict", "warn": "Warn", "ignore": "Ignore", "false": "Ignore"}
    if text not in known:
        raise Failure(f"invalid - validate option {text}; must be one of: strict (or true), warn, ignore (or false)")
    return known[text]


def _query(call: Invocation) -> dict[str, str]:
    manager = call.flags["field-manager"] or "kubectl-client-side-apply"
    return {**dry_run_query(call), "fieldManager": manager, "fieldValidation": validation(call)}


def _apply(call: Invocation, manifest: Manifest) -> Steps[None]:
    resource = manifest.resource
    name, namespace = _name_of(manifest), manifest.object["metadata"].get("namespace", "")
    try:
        response = yield from ask(call, Request("get", resource, namespace, name))
    except Refused as refused:
        if not refused.not_found:
            if refused.response.code == 0:
                raise
            raise Failure(_retrieving(manifest, refused.bare())) from refused
        yield from _create(call, manifest)
        return
    if dry_run(call) == "client":
        yield from show(call, resource, response.body, "configured")
        return
    current = response.body
    if LAST_APPLIED not in annotations_of(current):
        yield from complain(MISSING_ANNOTATION % f"{resource.plural}/{name}")
    patch = _patch(manifest, current)
    if patch:
        doing = (
            f'error when applying patch:\n{json_text.compact(patch)}\nto:\n{_about(manifest)}\nfor: "{manifest.source}"'
        )
        kind = patch_type(resource)
        request = Request("patch", resource, namespace, name, body=patch, query=_query(call), content_type=kind)
        current = (yield from ask(call, request, doing)).body
    if deleting(current):
        yield from complain(f"Warning: Detected changes to resource {name} which is currently being deleted.\n")
    yield from show(call, resource, current, "configured" if patch else "unchanged")


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


def _create(call: Invocation, manifest: Manifest) -> Steps[None]:
    obj, resource = last_applied(manifest.object), manifest.resource
    if dry_run(call) != "client":
        request = Request("create", resource, obj["metadata"].get("namespace", ""), body=obj, query=_query(call))
        obj = (yield from ask(call, request, f'error when creating "{manifest.source}"')).body
    yield from show(call, resource, obj, "created")


def _patch(manifest: Manifest, current: Object) -> Object:
    text = annotations_of(current).get(LAST_APPLIED, "")
    original = json.loads(text) if text else {}
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


CONFLICT_ADVICE = """Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def _apply_on_server(call: Invocation, manifest: Manifest) -> Steps[None]:
    """Server-side apply: the server merges, and knows who owns which field."""
    name, namespace = _name_of(manifest), manifest.object["metadata"].get("namespace", "")
    query = {
        **dry_run_query(call),
        "fieldManager": call.flags["field-manager"] or "kubectl",
        "fieldValidation": validation(call),
        "force": "true" if call.flags["force-conflicts"] else "false",
    }
    request = Request(
        "patch", manifest.resource, namespace, name, body=manifest.object, query=query, content_type=APPLY_PATCH
    )
    try:
        response = yield from ask(call, request)
    except Refused as refused:
        if refused.response.code == 409:
            raise Failure(f"{refused.response.message}\n{CONFLICT_ADVICE}") from refused
        raise
    yield from show(call, manifest.resource, response.body, "serverside-applied")


def _view(call: Invocation) -> Steps[int]:
    """apply view-last-applied."""
    items = yield from selection(call, call.arguments)
    for item in items:
        text = annotations_of(item.object or {}).get(LAST_APPLIED)
        if text is None:
            raise Failure(f"no last-applied-configuration annotation found on resource: {item.name}")
        obj = json.loads(text)
        yield from out(json_text.text(obj) if call.flags["output"] == "json" else yaml_text.text(obj))
    return 0


COMMAND = Command(
    "apply",
    run,
    FLAGS,
    subcommands=(
        Command(
            "view-last-applied",
            _view,
            (*FILES, *SELECTING, Flag("output", short="o", default="yaml")),
            summary="View the latest last-applied-configuration annotations of a resource/object",
        ),
    ),
    summary="Apply a configuration to a resource by file name or stdin",
)
