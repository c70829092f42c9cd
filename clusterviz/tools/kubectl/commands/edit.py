"""kubectl edit: objects as text in the person's editor (the page's YAML tab); what is saved is sent as a patch."""

from __future__ import annotations

from ....cluster.machinery.api import MERGE_PATCH, STRATEGIC_PATCH, Request
from ....cluster.machinery.go_json import compact
from ....cluster.machinery.objects import Object
from ..editing import Kept, edit, invalid, plain, read_edited
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, out
from ..output import OUTPUT, as_text, show, without_managed_fields
from ..selection import FILES, Item, found
from ..three_way import json_three_way_patch, three_way_patch
from .apply import VALIDATE, validation

FORMATS = "json,yaml"


def run(call: Invocation) -> Steps[int]:
    """The command."""
    output = call.flags["output"] or "yaml"
    if output not in ("yaml", "json"):
        raise Failure(f'The flag "output" must be one of yaml|json, and not {output}')
    items, failures = yield from found(call, call.arguments)
    if failures:
        raise failures[0]
    if not items:
        raise Failure("edit cancelled, no objects found")
    objects = [one.object or {} for one in items]
    shown = objects[0] if len(objects) == 1 else {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {}}
    text = as_text(call, shown, output, FORMATS)
    what = ", ".join(item.shown for item in items)

    def send(saved: str, path: str) -> Steps[list[str]]:
        return (yield from _send(call, items, saved, path))

    return (yield from edit(call, what, text, f".{output}", send))


def _send(call: Invocation, items: list[Item], text: str, path: str) -> Steps[list[str]]:
    """Send what was changed; what the server finds invalid comes back, and goes to the head of the text."""
    edited = read_edited(call, text, path)
    by_uid = {(item.object or {})["metadata"].get("uid"): item for item in items}
    reasons: list[str] = []
    lost: list[Kept] = []
    for manifest in edited:
        item = by_uid.get((manifest.object.get("metadata") or {}).get("uid"))
        if item is None:
            raise Failure(f"no original object found for {compact(manifest.object)}")
        try:
            yield from _patch(call, item, manifest.object)
        except Refused as refused:
            what = f'{item.resource.group_resource} "{item.name}"'
            if refused.response.reason == "Invalid":
                yield from complain(f"error: {what} is invalid\n")
                reasons.append(invalid(refused, what))
            elif refused.not_found:
                yield from complain(f"error: {what} could not be found on the server\n")
                lost.append(Kept(f'The edits you made on deleted resources have been saved to "{path}"', prefix=False))
            else:
                yield from complain(f"error: {what} could not be patched: {refused.bare()}\n")
                why = f"You can run `kubectl replace -f {path}` to try this update again."
                lost.insert(0, Kept(why, prefix=False))
    if lost:
        call.files[path] = text
        raise lost[0]
    return reasons


def _patch(call: Invocation, item: Item, edited: Object) -> Steps[None]:
    before, after = item.object or {}, edited
    if not call.flags["show-managed-fields"]:
        before, after = without_managed_fields(before), without_managed_fields(after)
    if before == after:
        yield from show(plain(call), item.resource, before, "skipped")
        return
    same = all(before.get(field) == after.get(field) for field in ("apiVersion", "kind"))
    if not same or before["metadata"]["name"] != after["metadata"].get("name"):
        raise Failure("At least one of apiVersion, kind and name was changed")
    difference = json_three_way_patch if item.resource.custom else three_way_patch
    patch = difference(before, after, before)
    if call.flags["output-patch"]:
        yield from out(f"Patch: {compact(patch)}\n")
    request = Request(
        "patch",
        item.resource,
        item.namespace,
        item.name,
        call.flags["subresource"],
        body=patch,
        query={"fieldManager": call.flags["field-manager"], "fieldValidation": validation(call)},
        content_type=MERGE_PATCH if item.resource.custom else STRATEGIC_PATCH,
    )
    answer = (yield from ask(call, request)).body
    yield from show(plain(call), item.resource, answer, "edited")


COMMAND = Command(
    "edit",
    run,
    (
        *FILES,
        *OUTPUT,
        VALIDATE,
        Flag("field-manager", default="kubectl-edit"),
        Flag("output-patch", kind="bool", default=False),
        Flag("save-config", kind="bool", default=False),
        Flag("subresource", default=""),
        Flag("windows-line-endings", kind="bool", default=False),
    ),
    summary="Edit a resource on the server",
)
