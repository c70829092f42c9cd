"""kubectl apply --server-side: the server merges; what client-side apply owned before is handed over."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.api import APPLY_PATCH, JSON_PATCH, Request
from ....cluster.machinery.field_managers import with_json
from ....cluster.machinery.objects import Object, annotations_of, deleting
from ....cluster.machinery.owned_fields import union
from ..errors import Failure, Refused
from ..invocation import Invocation, Steps, ask, complain
from ..last_applied import LAST_APPLIED
from ..manifests import Manifest
from ..output import dry_run_query

MANAGER = "kubectl"
KEEPER = "kubectl-last-applied"  # owns the annotation once server-side apply has taken over
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


def apply_request(call: Invocation, manifest: Manifest, validation: str, dry: dict[str, str]) -> Request:
    """The configuration, as it is sent."""
    metadata = manifest.object["metadata"]
    query = {
        **dry,
        "fieldManager": call.flags["field-manager"] if "field-manager" in call.flags.given else MANAGER,
        "fieldValidation": validation,
        "force": "true" if call.flags["force-conflicts"] else "false",
    }
    place, within = (metadata.get("namespace", ""), metadata["name"]), call.flags.get("subresource", "")
    return _patch(manifest, *place, manifest.object, query, subresource=within)


def _patch(manifest: Manifest, namespace: str, name: str, body: Any, query: dict[str, str], **more: Any) -> Request:
    kind = more.get("content_type", APPLY_PATCH)
    within = more.get("subresource", "")
    return Request("patch", manifest.resource, namespace, name, within, body=body, query=query, content_type=kind)


def apply_on_server(call: Invocation, manifest: Manifest, validation: str) -> Steps[Object]:
    """Apply one configuration; returns the object."""
    request = apply_request(call, manifest, validation, dry_run_query(call))
    try:
        obj: Object = (yield from ask(call, request)).body
    except Refused as refused:
        if refused.response.code == 409:
            raise Failure(f"{refused.response.message}\n{CONFLICT_ADVICE}") from refused
        raise
    if request.query["fieldManager"] == MANAGER and not request.subresource and not dry_run_query(call):
        taken_over = yield from _take_over(call, manifest, obj)
        if taken_over:
            obj = (yield from ask(call, apply_request(call, manifest, validation, {}))).body
    if deleting(obj):
        name = obj["metadata"]["name"]
        yield from complain(f"Warning: Detected changes to resource {name} which is currently being deleted.\n")
    return obj


def _take_over(call: Invocation, manifest: Manifest, obj: Object) -> Steps[bool]:
    """Hand to server-side apply what client-side apply owns; whether there was anything."""
    metadata = obj["metadata"]
    namespace, name = metadata.get("namespace", ""), metadata["name"]
    text = annotations_of(obj).get(LAST_APPLIED)
    if text is None:
        return False
    if not _owners(obj, "Apply"):
        mine = {"name": name, "namespace": namespace} if namespace else {"name": name}
        body = {
            "apiVersion": manifest.resource.api_version,
            "kind": manifest.resource.kind,
            "metadata": {**mine, "annotations": {LAST_APPLIED: text}},
        }
        query = {"fieldManager": KEEPER, "force": "true"}
        obj = (yield from ask(call, _patch(manifest, namespace, name, body, query))).body
    clients = _owners(obj, "Update")
    if not clients:
        return False
    patch = [
        {"op": "replace", "path": "/metadata/managedFields", "value": _united(_entries(obj), clients)},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": obj["metadata"]["resourceVersion"]},
    ]
    query = {"fieldManager": MANAGER}
    yield from ask(call, _patch(manifest, namespace, name, patch, query, content_type=JSON_PATCH))
    return True


def _entries(obj: Object) -> list[Object]:
    found: list[Object] = with_json(obj)["metadata"].get("managedFields", [])
    return found


def _owners(obj: Object, operation: str) -> list[str]:
    """Who owns the annotation that client-side apply leaves."""
    found = []
    for entry in _entries(obj):
        annotations = entry["fieldsV1"].get("f:metadata", {}).get("f:annotations", {})
        if entry["operation"] == operation and f"f:{LAST_APPLIED}" in annotations and "subresource" not in entry:
            found.append(entry["manager"])
    return found


def _united(entries: list[Object], clients: list[str]) -> list[Object]:
    """The entries with those of client-side apply added to that of server-side apply."""
    old = [e for e in entries if e["operation"] == "Update" and e["manager"] in clients and "subresource" not in e]
    united = []
    for entry in entries:
        if entry["manager"] == MANAGER and entry["operation"] == "Apply":
            fields = entry["fieldsV1"]
            for one in old:
                fields = union(fields, one["fieldsV1"]) or {}
            entry = {**entry, "fieldsV1": fields}
        if entry not in old:
            united.append(entry)
    return united
