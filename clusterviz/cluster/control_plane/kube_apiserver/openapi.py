"""OpenAPI v3: an index of documents, one for each group and version, in which clients read what a kind's fields are.

Fact sheet §4.2; golden http/discovery openapi-v3. The schemas are those of `machinery/schemas.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha512
from typing import Any

from ...machinery import schemas
from ...machinery.objects import Object
from ...machinery.resources import SERVED, Resource

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


def index(groups: dict[str, tuple[str, ...]]) -> Object:
    """Where each document is. The hash changes with the document: a client may keep what it has read."""
    return {"paths": {path: {"serverRelativeURL": f"{INDEX}/{path}?hash={_hash(path)}"} for path in _paths(groups)}}


def document(path: str, groups: dict[str, tuple[str, ...]]) -> Object | None:
    """The document of `apis/apps/v1`; None if there is none."""
    return _document(path) if path in _paths(groups) else None


def _paths(groups: dict[str, tuple[str, ...]]) -> list[str]:
    found = [*PLAIN, "api/v1"]
    for group, versions in groups.items():
        found += [f"apis/{group}", *(f"apis/{group}/{version}" for version in versions)]
    return sorted(found)


@cache
def _hash(path: str) -> str:
    return sha512(json.dumps(_document(path), sort_keys=True).encode()).hexdigest().upper()


@cache
def _document(path: str) -> Object:
    parts = path.split("/")
    paths: Object = {}
    names: dict[str, None] = {}
    if parts[0] in ("api", "apis") and len(parts) == (2 if parts[0] == "api" else 3):
        group = parts[1] if parts[0] == "apis" else ""
        for resource in SERVED:
            if (resource.group, resource.version) == (group, parts[-1]):
                paths.update(_paths_of(resource))
                names.update(dict.fromkeys(_needed(schemas.name_of_kind(resource.group, parts[-1], resource.kind))))
    else:
        paths[f"/{path}"] = {"get": {"responses": {"200": {"description": "OK"}}}}
    document: Object = {"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": "v1.36.2"}, "paths": paths}
    if names:
        document["components"] = {"schemas": {name: _schema(schemas.definition(name)) for name in sorted(names)}}
    return document


def _paths_of(resource: Resource) -> Object:
    collection = resource.path("{namespace}")
    found: dict[str, Object] = {collection: {}, f"{collection}/{{name}}": {}}
    for verb, (method, action) in METHODS.items():
        if verb in resource.verbs:
            path = collection if verb in ON_COLLECTION else f"{collection}/{{name}}"
            found[path][method] = _operation(resource, method, action)
    return {path: operations for path, operations in found.items() if operations}


def _operation(resource: Resource, method: str, action: str) -> Object:
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    operation: Object = {"x-kubernetes-action": action, "x-kubernetes-group-version-kind": kind}
    if method in ("post", "put", "patch"):
        parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in WRITE_PARAMETERS]
        operation["parameters"] = parameters
    name = schemas.name_of_kind(resource.group, resource.version, resource.kind)
    answer: Object = {"description": "OK"}
    if name is not None:
        answer["content"] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {**operation, "responses": {"200": answer}}


def _needed(name: str | None) -> Iterable[str]:
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
