"""OpenAPI v3: an index of documents, one for each group and version, in which clients read what a kind's fields are.

Fact sheet §4.2; golden http/discovery openapi-v3. The schemas are those of `machinery/schemas.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha512
from typing import TYPE_CHECKING, Any

from ...machinery import schemas
from ...machinery.objects import Object
from ...machinery.resources import SERVED, Resource

if TYPE_CHECKING:
    from .custom_resources import CustomResources

INDEX = "/openapi/v3"
# Documents of what is no kind.
PLAIN = (".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version")
METHODS = {
    "get": ("get", "get"),
    "list": ("get", "list"),
    "create": ("post", "post"),
    "update": ("put", "put"),
    "patch": ("patch", "patch"),
    "delete": ("delete", "delete"),
    "deletecollection": ("delete", "deletecollection"),
}
ON_COLLECTION = ("list", "create", "deletecollection")
# Clients look for `fieldValidation` here before they leave the validation to the server.
WRITE_PARAMETERS = ("dryRun", "fieldManager", "fieldValidation")


def index(groups: dict[str, tuple[str, ...]], custom: CustomResources) -> Object:
    """Where each document is. The hash changes with the document: a client may keep what it has read."""
    hashes = {
        path: _hash_of(_of_custom_kinds(path, custom)) if _custom(path, custom) else _hash(path)
        for path in _paths(groups)
    }
    return {"paths": {path: {"serverRelativeURL": f"{INDEX}/{path}?hash={hashes[path]}"} for path in hashes}}


def document(path: str, groups: dict[str, tuple[str, ...]], custom: CustomResources) -> Object | None:
    """The document of `apis/apps/v1`; None if there is none."""
    if path not in _paths(groups):
        return None
    return _of_custom_kinds(path, custom) if _custom(path, custom) else _document(path)


def _custom(path: str, custom: CustomResources) -> bool:
    """Whether this is the group and version of a custom kind."""
    return any(path == f"apis/{kind.api_version}" for kind in custom.kinds.values())


def _paths(groups: dict[str, tuple[str, ...]]) -> list[str]:
    found = [*PLAIN, "api/v1"]
    for group, versions in groups.items():
        found += [f"apis/{group}", *(f"apis/{group}/{version}" for version in versions)]
    return sorted(found)


@cache
def _hash(path: str) -> str:
    return _hash_of(_document(path))


def _hash_of(document: Object) -> str:
    return sha512(json.dumps(document, sort_keys=True).encode()).hexdigest().upper()


@cache
def _document(path: str) -> Object:
    parts = path.split("/")
    paths: Object = {}
    names: dict[str, None] = {}
    if parts[0] in ("api", "apis") and len(parts) == (2 if parts[0] == "api" else 3):
        group = parts[1] if parts[0] == "apis" else ""
        for resource in SERVED:
            if (resource.group, resource.version) == (group, parts[-1]):
                name = schemas.name_of_kind(resource.group, parts[-1], resource.kind)
                paths.update(paths_of(resource, name))
                names.update(dict.fromkeys(needed(name)))
    else:
        paths[f"/{path}"] = {"get": {"responses": {"200": {"description": "OK"}}}}
    return whole(paths, components(names))


def whole(paths: Object, found: Object) -> Object:
    """A document of these paths and schemas."""
    document: Object = {"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": "v1.36.2"}, "paths": paths}
    return {**document, "components": {"schemas": found}} if found else document


def components(names: Iterable[str]) -> Object:
    """The definitions of these names."""
    return {name: _schema(schemas.definition(name)) for name in sorted(names)}


def paths_of(resource: Resource, name: str | None) -> Object:
    """What can be done with a kind, and where. `name`: that of its definition."""
    collection = resource.path("{namespace}")
    found: dict[str, Object] = {collection: {}, f"{collection}/{{name}}": {}}
    for verb, (method, action) in METHODS.items():
        if verb in resource.verbs:
            path = collection if verb in ON_COLLECTION else f"{collection}/{{name}}"
            found[path][method] = _operation(resource, method, action, name)
    return {path: operations for path, operations in found.items() if operations}


def _operation(resource: Resource, method: str, action: str, name: str | None) -> Object:
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    operation: Object = {"x-kubernetes-action": action, "x-kubernetes-group-version-kind": kind}
    if method in ("post", "put", "patch"):
        parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in WRITE_PARAMETERS]
        operation["parameters"] = parameters
    answer: Object = {"description": "OK"}
    if name is not None:
        answer["content"] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {**operation, "responses": {"200": answer}}


def needed(name: str | None) -> Iterable[str]:
    """A definition's name, and those of all that it refers to."""
    found: dict[str, None] = {}
    waiting = [name] if name is not None else []
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += _references(schemas.definition(one))
    return found


def _references(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [name for one in schema for name in _references(one)]
    if not isinstance(schema, dict):
        return []
    own = schema.get("$ref")
    found = [own.removeprefix(schemas.DEFINITIONS)] if isinstance(own, str) else []
    return found + [name for value in schema.values() for name in _references(value)]


def _schema(schema: Any) -> Any:
    """A definition with its references as OpenAPI writes them."""
    if isinstance(schema, list):
        return [_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value.replace(schemas.DEFINITIONS, "#/components/schemas/")
        if key == "$ref" and isinstance(value, str)
        else _schema(value)
        for key, value in schema.items()
    }


# -- custom kinds -------------------------------------------------------------------------------------------------------


def _of_custom_kinds(path: str, custom: CustomResources) -> Object:
    """The document of a group and version that CustomResourceDefinitions made: their schemas, with what every kind has."""
    common = schemas.name_of_kind("", "v1", "ConfigMap")
    assert common is not None
    own = schemas.definition(common)["properties"]
    shared = {field: own[field] for field in ("apiVersion", "kind", "metadata")}
    paths: Object = {}
    found = components(needed(shared["metadata"]["$ref"].removeprefix(schemas.DEFINITIONS)))
    for kind in sorted(custom.kinds.values(), key=_plural):
        if path == f"apis/{kind.api_version}":
            name = ".".join([*reversed(kind.group.split(".")), kind.version, kind.kind])
            schema = custom.rules(kind).schema
            properties = {**_schema(shared), **(schema.get("properties") or {})}
            what = {"group": kind.group, "version": kind.version, "kind": kind.kind}
            found[name] = {**schema, "properties": properties, "x-kubernetes-group-version-kind": [what]}
            paths.update(paths_of(kind, name))
    return whole(paths, found)


def _plural(resource: Resource) -> str:
    return resource.plural
