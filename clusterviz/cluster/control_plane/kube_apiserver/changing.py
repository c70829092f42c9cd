"""Changing a stored object: replaced, patched or applied, it is defaulted, admitted and validated like a new one. Fact sheet §4.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request
from ...machinery.field_managers import ManagedFields
from ...machinery.objects import Object, name_of
from . import admission, applying, errors, names, patching
from .decoding import decode
from .validation import validate_metadata, validate_metadata_update

if TYPE_CHECKING:
    from .server import ApiServer


CHECKED_BY_THEIR_DOOR = ("resize",)  # what may change there may change nowhere else


def replaced(server: ApiServer, request: Request, current: Object) -> Object:
    """PUT: the whole object, as sent."""
    assert request.resource is not None
    obj, request.warnings = decode(server, request.resource, request, request.body)
    names.check_matches(request, obj)
    return checked(server, request, obj, current)


def patched(server: ApiServer, request: Request, current: Object) -> Object:
    """PATCH: some fields."""
    assert request.resource is not None
    if applying.is_apply(request):
        obj, managers = applying.applied(server, request, current)
        return checked(server, request, obj, current, managers=managers)
    obj, request.warnings = patching.apply(server, request, current)
    return checked(server, request, obj, current)


def checked(
    server: ApiServer,
    request: Request,
    obj: Object,
    current: Object,
    *,
    managers: ManagedFields | None = None,
    subresource: str | None = None,
) -> Object:
    """A changed object on its way to storage: metadata carried over, defaulted, admitted, validated.

    `managers`: who owns its fields from now on, if it was applied. `subresource`: the door that it came through.
    """
    resource = request.resource
    assert resource is not None
    strategy = server.strategies[resource]
    names.carry_over(request, obj, current, strategy.unconditional_update)
    # A trusted patch of the metadata shares the spec with what is stored, which was defaulted and validated before.
    same_spec = "spec" in current and obj.get("spec") is current["spec"]
    if request.subresource == "status":
        strategy.prepare_for_status_update(obj, current)
    else:
        if not same_spec:
            strategy.default(obj)
        strategy.prepare_for_update(server, obj, current)
        if strategy.has_generation and strategy.changes_generation(obj, current):
            obj["metadata"]["generation"] = current["metadata"].get("generation", 0) + 1
    if obj == current:
        if managers is None or applying.same_owners(managers, current):
            return current
        obj["metadata"]["managedFields"] = managers
        return obj
    admission.mutate(server, request, obj, current)
    if not request.subresource:
        strategy.authorize(server, request, obj, current)
    if request.subresource != "status":
        causes = validate_metadata(resource, obj) + validate_metadata_update(resource, obj, current)
        if not same_spec:
            if request.subresource in CHECKED_BY_THEIR_DOOR:
                causes += strategy.validate(server, obj)
            else:
                causes += strategy.validate_change(server, obj, current)
            causes = causes or strategy.allocate(server, obj)
    else:
        causes = strategy.validate_status(server, obj, current)
    if causes:
        raise errors.invalid(resource, name_of(obj), causes)
    request.warnings += strategy.warnings(obj)
    admission.validate(server, request, obj, current)
    record = managers or applying.updated(
        server, request, obj, current, request.subresource if subresource is None else subresource
    )
    if record is not None:
        obj["metadata"]["managedFields"] = record
    return obj
