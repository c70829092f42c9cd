"""Paths: `/api/v1/namespaces/default/pods/web/log` names a resource, a namespace, an object and a subresource.

Most requests come with these told apart; `kubectl get --raw` sends the path itself. `/api/v1/watch/…` is the old way to watch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ...machinery.api import Request
from ...machinery.resources import NAMESPACES, SERVED, Resource

if TYPE_CHECKING:
    from .server import ApiServer


def resolve(server: ApiServer, request: Request) -> None:
    """Fill in what the path of a request names, if it names something that is served."""
    path, _, query = request.path.partition("?")
    request.path = path
    request.query = {**dict(parse_qsl(query, keep_blank_values=True)), **request.query}
    parts = [part for part in path.split("/") if part]
    group = _group_of(parts)
    if group is None:
        return
    rest = parts[2:] if not group else parts[3:]
    version = parts[1] if not group else parts[2]
    watches = rest[:1] == ["watch"] and request.verb == "watch"
    rest = rest[1:] if watches else rest
    namespace = ""
    if len(rest) > 2 and rest[0] == "namespaces" and rest[2] not in NAMESPACES.subresources:
        namespace, rest = rest[1], rest[2:]
    resource = _called(server, rest[0], group, version) if rest else None
    if resource is None or len(rest) > 3 or (namespace and not resource.namespaced):
        return
    request.resource, request.namespace = resource, namespace
    request.name, request.subresource = (*rest[1:], "", "")[:2]
    if watches and request.name and not request.subresource:
        # The deprecated path of a watch may name one object; today one selects it.
        request.query["fieldSelector"], request.name = f"metadata.name={request.name}", ""
    if request.verb == "get" and not request.name:
        request.verb = "list"


def _group_of(parts: list[str]) -> str | None:
    """The API group that a path begins with: "" for the core group, None if it begins with none."""
    match parts[:1]:
        case ["api"] if len(parts) > 2:
            return ""
        case ["apis"] if len(parts) > 3:
            return parts[1]
    return None


def _called(server: ApiServer, plural: str, group: str, version: str) -> Resource | None:
    for resource in SERVED:
        if (resource.plural, resource.group, resource.version) == (plural, group, version):
            return resource
    return server.aggregation.called(plural, group, version) or server.custom.called(plural, group, version)
