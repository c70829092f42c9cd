"""Server-side apply: a client says what it wants, and owns just that. Fact sheet §4.7; golden ssa-conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import owned_fields
from ...machinery.api import APPLY_PATCH, Request, StatusError
from ...machinery.custom_shapes import custom_shape
from ...machinery.field_managers import (
    APPLY,
    BEFORE_FIRST_APPLY,
    NOBODY,
    UPDATE,
    Entry,
    ManagedFields,
    Manager,
    Note,
    manager,
    managers_of,
    seen,
    taken_from,
)
from ...machinery.objects import Object, clone
from ...machinery.owned_fields import Fields
from ...machinery.resources import EVENTS, LEASES, PODS, Resource
from ...machinery.schemas import Shape, shape_of
from ...machinery.times import timestamp
from . import errors, last_applied, names
from .decoding import decode
from .validation import typed

# Kinds that are made in great numbers. The fields of others are compared before admission goes on changing the object.
LATER = (EVENTS, PODS)

if TYPE_CHECKING:
    from .server import ApiServer


def is_apply(request: Request) -> bool:
    """Whether this patch is a configuration to apply."""
    return request.verb == "patch" and request.content_type == APPLY_PATCH


def manager_of(request: Request, operation: str = UPDATE, subresource: str | None = None) -> Manager:
    """Who owns what this request writes: the name that it gives itself, or that of its program."""
    assert request.resource is not None
    name = request.query.get("fieldManager") or request.user_agent
    through = request.subresource if subresource is None else subresource
    return manager(name, operation, request.resource.api_version, through)


def created(server: ApiServer, request: Request, obj: Object) -> ManagedFields:
    """The managers of a new object, before admission goes on changing it: what that adds belongs to nobody."""
    assert request.resource is not None
    now, schema = timestamp(server.wall_ms()), line_of(server, request.resource)
    if is_apply(request):
        by = manager_of(request, APPLY)
        owned = _owned(server, request, by)
        return ManagedFields((Entry(by, now, owned),), (), schema) if owned is not None else NOBODY
    managers = ManagedFields((), (Note(manager_of(request), now, None, _kept(request.resource, obj)),), schema)
    if request.resource not in LATER:
        managers.entries(obj)
    return managers


def _kept(resource: Resource, obj: Object) -> Object | None:
    """The new object as it is now. Admission changes of a Pod the spec, its lists of containers and what is in those."""
    if resource is not PODS:
        return None if resource in LATER else obj
    spec = {key: list(value) if isinstance(value, list) else value for key, value in obj["spec"].items()}
    for field in ("containers", "initContainers"):
        if field in spec:
            spec[field] = [{k: list(v) if isinstance(v, list) else v for k, v in c.items()} for c in spec[field]]
    return {**obj, "metadata": dict(obj["metadata"]), "spec": spec}


def updated(
    server: ApiServer, request: Request, obj: Object, current: Object, subresource: str
) -> ManagedFields | None:
    """The managers after an ordinary write. An object that nobody manages stays so until it is applied."""
    base = obj["metadata"].get("managedFields")
    if not isinstance(base, ManagedFields) or base is NOBODY:
        return None
    by = manager_of(request, UPDATE, subresource)
    note = Note(by, timestamp(server.wall_ms()), current, None)
    return base.renewed(note, obj) if request.resource is LEASES else base.noting(note)


def check(server: ApiServer, request: Request) -> None:
    """Refuse what cannot be applied to anything."""
    resource, config = request.resource, request.body
    assert resource is not None
    if not isinstance(config, dict):
        raise errors.bad_request(
            "error decoding YAML: json: cannot unmarshal into Go value of type map[string]interface {}"
        )
    version = config.get("apiVersion", "")
    if version != resource.api_version:
        message = f"Incorrect version specified in apply patch. Specified patch version: {version}, expected: "
        raise errors.bad_request(message + resource.api_version)
    if not config.get("kind"):
        raise StatusError(errors.status(500, "", "Object 'Kind' is missing in 'unstructured object has no kind'"))
    metadata = config.get("metadata") or {}
    if not isinstance(metadata, dict):
        metadata = {}  # told below, as any other field that does not fit
    if metadata.get("managedFields") is not None:
        raise errors.bad_request("metadata.managedFields must be nil")
    wrong = typed.check(schema_of(server, resource), config)
    if wrong:
        whom = f"{metadata.get('namespace', request.namespace)}/{metadata.get('name', '')}"
        kind = f"{resource.group}/{resource.version}, Kind={resource.kind}"
        text = wrong[0] if len(wrong) == 1 else "errors:\n" + "\n".join(f"  {one}" for one in wrong)
        message = f"failed to create typed patch object ({whom}; {kind}): {text}"
        raise StatusError(errors.status(500, "", message))


def check_new(request: Request) -> None:
    """Refuse to make an object that was meant to be there already."""
    assert request.resource is not None
    metadata = request.body.get("metadata") or {}
    names.check_matches(request, {"metadata": dict(metadata)})
    if metadata.get("uid"):
        why = f"uid mismatch: the provided object specified uid {metadata['uid']}, and no existing object was found"
        raise errors.conflict(request.resource, request.name, why)


def applied(server: ApiServer, request: Request, current: Object) -> tuple[Object, ManagedFields]:
    """The current object with the configuration laid over it, and without what its manager no longer wants; who owns what then."""
    resource = request.resource
    assert resource is not None
    shape, by, now = schema_of(server, resource), manager_of(request, APPLY), timestamp(server.wall_ms())
    record = managers_of(current) or _before_first_apply(server, request, current, now)
    entries = record.entries(current)
    owned, config = _owned(server, request, by), _without_nulls(request.body)
    live = {**current, "metadata": {k: v for k, v in current["metadata"].items() if k != "managedFields"}}
    merged = owned_fields.merged(shape, live, config)
    last = next((entry.fields for entry in entries if entry.manager == by), None)
    if last is not None:
        kept = owned
        for entry in entries:
            kept = kept if entry.manager == by else owned_fields.union(kept, entry.fields)
        merged = owned_fields.pruned(shape, merged, last, {"f:metadata": {}, **(kept or {})})
    changed, removed = owned_fields.compare(shape, seen(live, by), seen(merged, by))
    if request.query.get("force") != "true":
        _refuse_conflicts(entries, by, owned_fields.difference(changed, last_applied.was_applied(shape, live, by)))
    left = taken_from(entries, owned_fields.union(changed, removed), by)
    others = tuple(entry for entry in left if entry.manager != by)
    mine = () if owned is None else (Entry(by, now, owned),)
    merged = last_applied.kept_up(current, config, merged, by)
    obj, request.warnings = decode(server, resource, request, merged)
    names.check_matches(request, obj)
    return obj, ManagedFields((*others, *mine), (), line_of(server, resource))


def same_owners(managers: ManagedFields, current: Object) -> bool:
    """Whether the managers differ from those of the stored object in their times at most."""
    known = managers_of(current)
    if known is None:
        return False
    sets = [{entry.manager: entry.fields for entry in record.entries(current)} for record in (managers, known)]
    return sets[0] == sets[1]


def _before_first_apply(server: ApiServer, request: Request, current: Object, now: str) -> ManagedFields:
    """Somebody wrote this object while nobody noted who."""
    resource = request.resource
    assert resource is not None
    by = manager(BEFORE_FIRST_APPLY, UPDATE, resource.api_version)
    return ManagedFields((), (Note(by, now, None, current),), line_of(server, resource))


def schema_of(server: ApiServer, resource: Resource) -> Shape | None:
    """The schema that tells how a kind's fields are owned."""
    if resource.custom:
        return custom_shape(line_of(server, resource))
    return shape_of(resource.group, resource.version, resource.kind)


def line_of(server: ApiServer, resource: Resource) -> str:
    """The schema of a custom kind, as its objects' managers keep it; "" for Kubernetes' own."""
    return server.custom.rules(resource).line if resource.custom else ""


def _owned(server: ApiServer, request: Request, by: Manager) -> Fields | None:
    """What the configuration owns."""
    assert request.resource is not None
    config = seen(_without_nulls(request.body), by)
    if not config["metadata"]:
        del config["metadata"]  # it held a name, which nobody owns
    return owned_fields.applied(schema_of(server, request.resource), config)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return clone(value)


def _refuse_conflicts(entries: tuple[Entry, ...], by: Manager, changed: Fields | None) -> None:
    """Refuse to change what others own."""
    found: list[tuple[Manager, list[str]]] = []
    for entry in sorted(entries, key=_by_manager):
        clash = owned_fields.common(entry.fields, changed) if entry.manager != by else None
        if clash is not None:
            found.append((entry.manager, list(owned_fields.paths(clash))))
    if not found:
        return
    causes = [
        {"reason": "FieldManagerConflict", "message": f"conflict with {_shown(owner)}", "field": path}
        for owner, paths in found
        for path in paths
    ]
    if len(causes) == 1:
        message = f"Apply failed with 1 conflict: {causes[0]['message']}: {causes[0]['field']}"
    else:
        lines = ["\n".join([f"conflicts with {_shown(owner)}:", *(f"- {p}" for p in paths)]) for owner, paths in found]
        message = f"Apply failed with {len(causes)} conflicts: " + "\n".join(lines)
    raise StatusError(errors.status(409, "Conflict", message, {"causes": causes}))


def _by_manager(entry: Entry) -> Manager:
    return entry.manager


def _shown(who: Manager) -> str:
    text = f'"{who.name}"'
    if who.subresource:
        text += f' with subresource "{who.subresource}"'
    return f"{text} using {who.api_version}" if who.operation == UPDATE else text
