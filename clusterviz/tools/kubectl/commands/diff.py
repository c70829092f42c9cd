"""kubectl diff: what apply would change."""

from __future__ import annotations

import difflib

from ....cluster.machinery.api import Request
from ....cluster.machinery.field_managers import with_json
from ....cluster.machinery.objects import Object, annotations_of, namespace_of, uid_of
from ....cluster.machinery.program import Print
from ....cluster.machinery.resources import Resource
from ....cluster.machinery.times import micro_timestamp
from .. import manifests
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..last_applied import LAST_APPLIED, as_applied
from ..output import without_managed_fields
from ..printers import yaml_text
from ..selection import FILES, SELECTING
from . import pruning
from .apply import patch_of, patch_type
from .server_side import apply_request

FLAGS = (
    *FILES,
    *SELECTING[:1],
    Flag("server-side", kind="bool", default=False),
    Flag("concurrency", kind="int", default=1),
    Flag("force-conflicts", kind="bool", default=False),
    Flag("field-manager", default=""),
    Flag("show-managed-fields", kind="bool", default=False),
    *pruning.FLAGS,
)
NEVER = "1970-01-01 00:00:00.000000000 +0000"  # when a file was written that there is not
LIVE, MERGED = "/tmp/LIVE-0000000001", "/tmp/MERGED-0000000001"


def run(call: Invocation) -> Steps[int]:
    """The command: status 1 if there is a difference, and more if something went wrong."""
    try:
        return (yield from _run(call))
    except Failure as failure:
        failure.status = max(failure.status, 2)
        raise


def _run(call: Invocation) -> Steps[int]:
    """The command: status 1 if there is a difference."""
    if not call.flags["filename"]:
        raise Failure("must specify one of -f and -k")
    if call.flags["force-conflicts"] and not call.flags["server-side"]:
        raise Failure("--force-conflicts only works with --server-side")
    if call.flags["prune"]:
        pruning.allowed(call)
    now: int = yield Print("")
    pairs: list[tuple[Resource, Object, Object]] = []
    files = manifests.read(call, call.flags["filename"])
    if call.unread:  # all or nothing
        first, call.unread = call.unread[0], []
        raise first
    for manifest in files:
        before, after = yield from _both(call, manifest)
        pairs.append((manifest.resource, before, after))
    if call.flags["prune"]:
        live = {uid_of(before): namespace_of(before) for _, before, _ in pairs if before}
        for resource, namespace in (yield from pruning.places(call, sorted(set(live.values()) - {""}))):
            left = yield from pruning.left_over(call, resource, namespace, live)
            pairs += [(resource, obj, {}) for obj in left]
    texts = sorted(_difference(call, *pair, now) for pair in pairs)  # two folders are compared, name by name
    yield Print("".join(texts))
    return 1 if any(texts) else 0


def _both(call: Invocation, manifest: manifests.Manifest) -> Steps[tuple[Object, Object]]:
    metadata = manifest.object["metadata"]
    namespace, name = metadata.get("namespace", ""), metadata.get("name", "")
    query = {"dryRun": "All", "fieldManager": "kubectl-client-side-apply"}
    try:
        live = (yield from ask(call, Request("get", manifest.resource, namespace, name))).body
    except Refused as refused:
        if not refused.not_found:
            raise
        if call.flags["server-side"]:
            return {}, (yield from _applied(call, manifest))
        body = manifest.object
        return {}, (yield from ask(call, Request("create", manifest.resource, namespace, body=body, query=query))).body
    if call.flags["server-side"]:
        return live, (yield from _applied(call, manifest))
    text = annotations_of(live).get(LAST_APPLIED, "")
    original = as_applied(text) if text else {}
    # What apply remembers is no part of the difference: it stays as it is.
    told = {key: value for key, value in annotations_of(manifest.object).items() if key != LAST_APPLIED}
    wanted = {**manifest.object, "metadata": {**metadata, "annotations": told}}
    patch = patch_of(manifest.resource, original, wanted, live)
    kind = patch_type(manifest.resource)
    request = Request("patch", manifest.resource, namespace, name, body=patch, query=query, content_type=kind)
    return live, (yield from ask(call, request)).body


def _applied(call: Invocation, manifest: manifests.Manifest) -> Steps[Object]:
    """What server-side apply would make of it."""
    request = apply_request(call, manifest, "Strict", {"dryRun": "All"})
    found: Object = (yield from ask(call, request)).body
    return found


def _difference(call: Invocation, resource: Resource, before: Object, after: Object, now_ms: int) -> str:
    texts = [yaml_text.text(_shown(call, obj)) if obj else "" for obj in (before, after)]
    if texts[0] == texts[1]:
        return ""
    metadata = (before or after)["metadata"]
    kind = f"{resource.api_version.replace('/', '.')}.{resource.kind}"
    name = f"{kind}.{metadata.get('namespace', '')}.{metadata.get('name', '')}"
    times = [
        micro_timestamp(now_ms).replace("T", " ").replace("Z", "000 +0000") if obj else NEVER for obj in (before, after)
    ]
    lines = difflib.unified_diff(
        texts[0].splitlines(),
        texts[1].splitlines(),
        f"{LIVE}/{name}\t{times[0]}",
        f"{MERGED}/{name}\t{times[1]}",
        lineterm="",
    )
    return f"diff -u -N {LIVE}/{name} {MERGED}/{name}\n" + "\n".join(lines) + "\n"


def _shown(call: Invocation, obj: Object) -> Object:
    """What is compared."""
    shown: Object = with_json(obj) if call.flags["show-managed-fields"] else without_managed_fields(obj)
    return shown


COMMAND = Command("diff", run, FLAGS, summary="Diff the live version against a would-be applied version")
