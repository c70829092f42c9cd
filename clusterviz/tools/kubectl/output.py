"""How a command shows the object that it made or changed: one line, or `-o`; and dry runs."""

from __future__ import annotations

from typing import Any

from ...cluster.machinery.field_managers import with_json
from ...cluster.machinery.objects import Object
from ...cluster.machinery.program import Print
from ...cluster.machinery.resources import Resource, resource_of_kind
from .errors import Failure
from .flags import Flag
from .invocation import Invocation, Steps
from .printers import go_template, json_text, jsonpath, yaml_text
from .resource_names import shown

OUTPUT = (
    Flag("output", short="o", default=""),
    Flag("template", default=""),
    Flag("show-managed-fields", kind="bool", default=False),
    Flag("allow-missing-template-keys", kind="bool", default=True),
)
BARE = "unchanged"  # --dry-run without a value
DRY_RUN = (Flag("dry-run", default="none", bare=BARE),)
FORMATS = "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml"


def dry_run(call: Invocation) -> str:
    """none, client or server."""
    text: str = call.flags["dry-run"]
    if text not in ("none", "client", "server"):
        raise Failure(f'Invalid dry-run value ({text}). Must be "none", "server", or "client".')
    return text


def dry_run_query(call: Invocation) -> dict[str, str]:
    """The part of a request's query that says that nothing is to be stored."""
    return {"dryRun": "All"} if dry_run(call) == "server" else {}


def delete_options(call: Invocation, policy: str = "Background") -> Object:
    """The body of a deletion; it says, too, if nothing is to be deleted."""
    dry: Object = {"dryRun": ["All"]} if dry_run(call) == "server" else {}
    return {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": policy, **dry}


_DRY = {"none": "", "client": " (dry run)", "server": " (server dry run)"}


def show(
    call: Invocation,
    resource: Resource,
    obj: Object,
    done: str,
    *,
    own: bool = False,
    group_kind: str = "",
    tells_dry: bool = True,
) -> Steps[None]:
    """`deployment.apps/web created`, or the whole object with `-o`. `own`: kubectl made it, and keeps its fields' order.

    `tells_dry`: whether the line says that nothing was stored.
    """
    output = call.flags.get("output", "")
    if not output:
        suffix = _DRY[call.flags.get("dry-run", "none")] if tells_dry else ""
        name = f"{group_kind}/{obj['metadata']['name']}" if group_kind else shown(resource, obj["metadata"]["name"])
        yield Print(f"{name} {done}{suffix}\n")
        return
    yield Print(as_text(call, obj, output, FORMATS, own=own))


def as_text(call: Invocation, obj: Any, output: str, formats: str, *, own: bool = False) -> str:
    """One object (or a List) in the format of `-o`. Failure if there is no such format."""
    kind, _, template = output.partition("=")
    if not call.flags.get("allow-missing-template-keys", True):
        raise Failure("--allow-missing-template-keys=false is not here: what is missing is always printed as nothing")
    if kind in ("json", "yaml", "name") and "=" in output:
        kind = ""
    # Templates see the whole object, as kubectl's do.
    hidden = kind in ("json", "yaml", "name") and not call.flags.get("show-managed-fields")
    obj = without_managed_fields(obj) if hidden else with_json(obj)
    if kind in _TEMPLATES and not template:
        template = call.flags.get("template") or ""
        if not template:
            raise Failure("template format specified but no template given")
    match kind:
        case "json":
            return json_text.text(obj, sort=not own)
        case "yaml":
            return yaml_text.text(obj)
        case "name":
            return "".join(name_line(item) for item in (obj["items"] if is_list(obj) else [obj]))
        case "jsonpath":
            return jsonpath.printed(template, obj)
        case "jsonpath-as-json":
            return jsonpath.as_json(template, obj)
        case "go-template" | "template":
            return go_template.printed(template, obj)
        case "jsonpath-file" | "go-template-file" | "templatefile":
            if template not in call.files:
                raise Failure(f"error reading --template {template}, open {template}: no such file or directory")
            printed = jsonpath.printed if kind == "jsonpath-file" else go_template.printed
            return printed(call.files[template], obj)
    raise Failure(
        f'unable to match a printer suitable for the output format "{output}", allowed formats are: {formats}'
    )


_TEMPLATES = (
    "jsonpath",
    "jsonpath-as-json",
    "go-template",
    "template",
    "jsonpath-file",
    "go-template-file",
    "templatefile",
)


def is_list(obj: Any) -> bool:
    """Whether this is a List rather than one object."""
    return isinstance(obj, dict) and isinstance(obj.get("items"), list) and str(obj.get("kind", "")).endswith("List")


def name_line(obj: Object) -> str:
    """`-o name`: `pod/web`."""
    resource = resource_of_kind(obj["kind"], obj["apiVersion"])
    kind, group, name = obj["kind"].lower(), obj["apiVersion"].rpartition("/")[0], obj["metadata"]["name"]
    if resource is None:  # a custom kind
        return f"{kind}.{group}/{name}\n" if group else f"{kind}/{name}\n"
    return f"{shown(resource, name)}\n"


def without_managed_fields(obj: Any) -> Any:
    """The object as kubectl shows it unless asked for more."""
    if is_list(obj):
        return {**obj, "items": [without_managed_fields(item) for item in obj["items"]]}
    metadata = obj.get("metadata") if isinstance(obj, dict) else None
    if isinstance(metadata, dict) and "managedFields" in metadata:
        return {**obj, "metadata": {key: value for key, value in metadata.items() if key != "managedFields"}}
    return obj
