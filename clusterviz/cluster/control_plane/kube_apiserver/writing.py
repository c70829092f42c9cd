"""Writing: a new object, or a changed one, on its way through admission and validation into etcd. Fact sheet §4.1, §4.7."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery.api import Request, Response, StatusError
from ...machinery.objects import Object, make_key, name_of
from ...machinery.storage import Result
from ...machinery.times import timestamp
from . import admission, applying, deletion, errors, names, printing
from .decoding import decode
from .storage import key_in_etcd
from .subresources import SUBRESOURCES
from .validation import validate_metadata

if TYPE_CHECKING:
    from .server import ApiServer

PATCH_RETRIES = 5  # a patch that lost a race is applied again to the newer object. Fact sheet §4.7
GENERATED_NAME_TRIES = 8


def create(server: ApiServer, call: Any, request: Request) -> None:
    """POST to a collection."""
    resource = request.resource
    assert resource is not None
    if applying.is_apply(request):
        applying.check_new(request)
    obj, request.warnings = decode(server, resource, request, request.body)
    strategy = server.strategies[resource]
    metadata = obj["metadata"]
    names.default_namespace(resource, request, metadata)
    generated = bool(not metadata.get("name") and metadata.get("generateName"))
    if metadata.get("resourceVersion"):
        raise StatusError(errors.status(500, "", "resourceVersion should not be set on objects to be created"))
    names.generate(server, metadata)
    metadata["uid"] = server.chance.uid()
    metadata["creationTimestamp"] = timestamp(server.clock.epoch_ms + server.now_ms)
    for field in ("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"):
        metadata.pop(field, None)
    if strategy.has_generation:
        metadata["generation"] = 1
    strategy.default(obj)
    managers = applying.created(server, request, obj)
    metadata.pop("managedFields", None)
    if not managers.known_empty:
        metadata["managedFields"] = managers
    admission.mutate(server, request, obj, None)
    strategy.authorize(server, request, obj, None)
    strategy.prepare_for_create(server, obj)
    causes = validate_metadata(resource, obj) + strategy.validate(server, obj) or strategy.allocate(server, obj)
    if causes:
        raise errors.invalid(resource, metadata.get("name", ""), causes)
    request.warnings += strategy.warnings(obj)
    admission.validate(server, request, obj, None)
    if request.query.get("dryRun"):
        strategy.release(server, obj)
        server.respond(call, Response(201, server.shown(request, obj), printing.warnings(request)))
        return
    _store_new(server, call, request, obj, GENERATED_NAME_TRIES if generated else 1)


def _store_new(server: ApiServer, call: Any, request: Request, obj: Object, tries: int) -> None:
    assert request.resource is not None
    key = key_in_etcd(request.resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
    server.storage.create(
        request.resource, key, server.frozen(obj), partial(_created, server), call, request, obj, tries
    )


def _created(server: ApiServer, result: Result | None, call: Any, request: Request, obj: Object, tries: int) -> None:
    assert request.resource is not None
    try:
        if not server.needed(result).succeeded:
            if tries > 1:  # a generated name that somebody has: another one
                prefix = obj["metadata"]["generateName"]
                renamed = {**obj, "metadata": {**obj["metadata"], "name": names.generated(server, prefix)}}
                _store_new(server, call, request, renamed, tries - 1)
                return
            generated = not (request.body.get("metadata") or {}).get("name")
            refused = errors.no_free_name if generated else errors.already_exists
            raise refused(request.resource, name_of(obj))
    except StatusError as refusal:
        server.strategies[request.resource].release(server, obj)
        server.refuse(call, refusal)
        return
    assert result is not None
    server.show_stages(request, obj)
    stored = {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(result.revision)}}
    server.respond(call, Response(201, server.shown(request, server.frozen(stored)), printing.warnings(request)))


def modify(server: ApiServer, call: Any, request: Request, change: Callable[[Request, Object], Object]) -> None:
    """Change a stored object: `change(request, current)` makes the new one, and compare-and-swap stores it.

    If somebody else was faster it is made again from what is there now, unless the sender named a version.
    """
    resource = request.resource
    assert resource is not None
    current = server.cache.of(resource).objects.get(make_key(request.namespace, request.name))
    if current is not None:
        _attempt(server, call, request, change, current, 0, False)
    else:
        _read_and_attempt(server, call, request, change)


def _read_and_attempt(
    server: ApiServer, call: Any, request: Request, change: Callable[[Request, Object], Object]
) -> None:
    assert request.resource is not None
    key = key_in_etcd(request.resource, request.namespace, request.name)
    server.storage.get(request.resource, key, partial(_modify_read, server), call, request, change)


def _modify_read(
    server: ApiServer, result: Result | None, call: Any, request: Request, change: Callable[[Request, Object], Object]
) -> None:
    assert request.resource is not None
    try:
        found = server.needed(result).kvs
        if not found and applying.is_apply(request) and not request.subresource:
            create(server, call, request)
            return
        if not found:
            raise errors.not_found(request.resource, request.name)
        _attempt(server, call, request, change, server.read_back(request.resource, found[0]), 0, True)
    except StatusError as refusal:
        server.refuse(call, refusal)


def _attempt(
    server: ApiServer,
    call: Any,
    request: Request,
    change: Callable[[Request, Object], Object],
    current: Object,
    tries: int,
    fresh: bool,
) -> None:
    """`fresh`: `current` comes from etcd itself. The cache may lag behind: no conflict is believed from it."""
    resource = request.resource
    assert resource is not None
    try:
        new = change(request, current)
    except StatusError as refusal:
        if refusal.code == 409 and not fresh:
            _read_and_attempt(server, call, request, change)
        else:
            server.refuse(call, refusal)
        return
    if request.query.get("dryRun"):
        server.strategies[resource].release(server, new)
        _answer_modified(server, call, request, new)
        return
    if new == current:
        _answer_modified(server, call, request, current)
        return
    key = key_in_etcd(resource, request.namespace, request.name)
    value = {**new, "metadata": dict(new["metadata"])}
    revision = int(value["metadata"].pop("resourceVersion"))
    value = server.frozen(value)
    if deletion.nothing_keeps(resource, new):
        server.storage.remove(resource, key, revision, partial(_modified, server), call, request, change, value, tries)
    else:
        server.storage.replace(
            resource, key, value, revision, partial(_modified, server), call, request, change, value, tries
        )


def _modified(
    server: ApiServer,
    result: Result | None,
    call: Any,
    request: Request,
    change: Callable[[Request, Object], Object],
    value: Object,
    tries: int,
) -> None:
    assert request.resource is not None
    try:
        if not server.needed(result).succeeded:
            assert result is not None
            server.strategies[request.resource].release(server, value)
            if not result.kvs:
                raise errors.not_found(request.resource, request.name)
            if tries >= PATCH_RETRIES:
                raise errors.conflict(request.resource, request.name)
            _attempt(server, call, request, change, server.read_back(request.resource, result.kvs[0]), tries + 1, True)
            return
    except StatusError as refusal:
        server.refuse(call, refusal)
        return
    assert result is not None
    server.show_stages(request, value)
    stored = {**value, "metadata": {**value["metadata"], "resourceVersion": str(result.revision)}}
    _answer_modified(server, call, request, server.frozen(stored))


def _answer_modified(server: ApiServer, call: Any, request: Request, obj: Object) -> None:
    assert request.resource is not None
    served = SUBRESOURCES.get((request.resource.plural, request.subresource)) or SUBRESOURCES.get(
        ("*", request.subresource)
    )
    answer = getattr(served, "shown", None)
    body = answer(server, request, obj) if answer is not None else server.shown(request, obj)
    code = 201 if request.verb == "create" else 200
    server.respond(call, Response(code, body, printing.warnings(request)))
