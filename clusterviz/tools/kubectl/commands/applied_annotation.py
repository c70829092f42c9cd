"""kubectl apply view-last-applied, set-last-applied, edit-last-applied: the annotation in which apply remembers the file."""

from __future__ import annotations

from ....cluster.machinery.api import MERGE_PATCH, Request
from ....cluster.machinery.go_json import compact
from ....cluster.machinery.objects import Object, annotations_of
from .. import manifests
from ..editing import FOR_ANNOTATIONS, edit, plain, read_edited
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..last_applied import LAST_APPLIED, as_applied, last_applied
from ..output import DRY_RUN, OUTPUT, as_text, dry_run, dry_run_query, show
from ..printers import json_text, yaml_text
from ..selection import FILES, NOTHING_NAMED, SELECTING, selection


def _view(call: Invocation) -> Steps[int]:
    output = call.flags["output"]
    if output not in ("yaml", "json"):
        raise Failure(f"unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json")
    items = yield from selection(call, call.arguments)
    for item in items:
        text = annotations_of(item.object or {}).get(LAST_APPLIED)
        if text is not None:
            obj = as_applied(text)
            yield from out(json_text.text(obj, indent=2) if output == "json" else yaml_text.text(obj))
    return 0


def _set(call: Invocation) -> Steps[int]:
    if not call.flags["filename"]:
        raise Failure(NOTHING_NAMED)
    for manifest in manifests.read(call, call.flags["filename"]):
        resource, metadata = manifest.resource, manifest.object["metadata"]
        name, namespace = metadata.get("name", ""), metadata.get("namespace", "")
        try:
            live: Object = (yield from ask(call, Request("get", resource, namespace, name))).body
        except Refused as refused:
            if refused.not_found:
                raise Failure(refused.response.message) from refused
            raise
        before = annotations_of(live).get(LAST_APPLIED)
        if before is None and not call.flags["create-annotation"]:
            why = "to create the annotation, run the command with --create-annotation"
            raise Failure(f"no last-applied-configuration annotation found on resource: {name}, {why}")
        after = compact(manifest.object) + "\n"
        if before is not None and before.strip() == after.strip():
            yield from out(f"set-last-applied {name}: no changes required.\n")
            continue
        if dry_run(call) != "client":
            body = {"metadata": {"annotations": {LAST_APPLIED: after}}}
            query = dry_run_query(call)
            request = Request("patch", resource, namespace, name, body=body, query=query, content_type=MERGE_PATCH)
            live = (yield from ask(call, request)).body
        yield from show(call, resource, live, "configured")
    return 0


def _edit(call: Invocation) -> Steps[int]:
    output = call.flags["output"] or "yaml"
    items = [
        one for one in (yield from selection(call, call.arguments)) if LAST_APPLIED in annotations_of(one.object or {})
    ]
    if not items:
        raise Failure(
            "No last-applied-configuration annotation found on resources, to create the annotation, use command "
            "`kubectl apply set-last-applied --create-annotation`"
        )
    remembered = [as_applied(annotations_of(one.object or {})[LAST_APPLIED]) for one in items]
    many = {"apiVersion": "v1", "items": remembered, "kind": "List", "metadata": {}}
    text = as_text(call, remembered[0] if len(items) == 1 else many, output, "json,yaml")

    def send(saved: str, path: str) -> Steps[list[str]]:
        edited = read_edited(call, saved, path)
        for item, obj in zip(items, edited, strict=False):
            body = {"metadata": {"annotations": {LAST_APPLIED: annotations_of(last_applied(obj.object))[LAST_APPLIED]}}}
            query = {"fieldManager": call.flags["field-manager"]}
            request = Request(
                "patch", item.resource, item.namespace, item.name, body=body, query=query, content_type=MERGE_PATCH
            )
            live = (yield from ask(call, request)).body
            yield from show(plain(call), item.resource, live, "edited")
        return []

    what = ", ".join(f"{item.shown} as applied last" for item in items)
    return (yield from edit(call, what, text, f".{output}", send, FOR_ANNOTATIONS))


VIEW = Command(
    "view-last-applied",
    _view,
    (*FILES, *SELECTING, Flag("output", short="o", default="yaml")),
    summary="View the latest last-applied-configuration annotations of a resource/object",
)
SET = Command(
    "set-last-applied",
    _set,
    (*FILES, *OUTPUT, *DRY_RUN, Flag("create-annotation", kind="bool", default=False)),
    summary="Set the last-applied-configuration annotation on a live object to match the contents of a file",
)
EDIT = Command(
    "edit-last-applied",
    _edit,
    (
        *FILES,
        *OUTPUT,
        Flag("field-manager", default="kubectl-client-side-apply"),
        Flag("validate", default="strict", bare="strict"),
        Flag("windows-line-endings", kind="bool", default=False),
    ),
    summary="Edit latest last-applied-configuration annotations of a resource/object",
)
