"""Discovery: which custom kinds the server offers. As with a real kubectl, what it told is kept in a file and believed until
a kind is looked for that is not there."""

from __future__ import annotations

import json

from ...cluster.machinery.api import Request, Response
from ...cluster.machinery.objects import Object
from ...cluster.machinery.resources import SERVED, Resource, custom_resource
from .invocation import Invocation, Steps, ask_all

CACHE = ".kube/cache/discovery"
_FIELDS = ("plural", "kind", "group", "version", "namespaced", "short_names", "categories", "subresources", "etcd_name",
           "verbs", "singular_name")  # fmt: skip


def remembered(call: Invocation) -> tuple[Resource, ...]:
    """What discovery told the last time."""
    if CACHE not in call.files:
        return ()
    return tuple(_resource(entry) for entry in json.loads(call.files[CACHE]))


def discover(call: Invocation) -> Steps[tuple[Resource, ...]]:
    """Ask for the groups that are not Kubernetes' own, and for what is in each version: the preferred ones come first."""
    [answer] = yield from ask_all(call, [Request("get", None, path="/apis")])
    if not answer.ok:
        return ()
    own = {resource.group: True for resource in SERVED}
    versions = [
        version["groupVersion"]
        for group in answer.body["groups"]
        if group["name"] not in own
        for version in group["versions"]
    ]
    lists = yield from ask_all(call, [Request("get", None, path=f"/apis/{version}") for version in versions])
    entries = [entry for version, one in zip(versions, lists, strict=True) for entry in _entries(version, one)]
    if entries:
        call.files[CACHE] = json.dumps(entries)
    else:
        call.files.pop(CACHE, None)
    return tuple(_resource(entry) for entry in entries)


def _entries(group_version: str, answer: Response) -> list[Object]:
    if not answer.ok:
        return []
    group, _, version = group_version.rpartition("/")
    resources = answer.body["resources"]
    return [
        {
            "plural": one["name"],
            "kind": one["kind"],
            "group": group,
            "version": version,
            "namespaced": one["namespaced"],
            "short_names": one.get("shortNames") or [],
            "categories": one.get("categories") or [],
            "subresources": [
                other["name"].partition("/")[2] for other in resources if other["name"].startswith(f"{one['name']}/")
            ],
            "etcd_name": f"{group}/{one['name']}",
            "verbs": sorted(one["verbs"]),
            "singular_name": one.get("singularName") or "",
        }
        for one in resources
        if "/" not in one["name"]
    ]


def _resource(entry: Object) -> Resource:
    values = [entry[name] for name in _FIELDS]
    return custom_resource(*(tuple(value) if isinstance(value, list) else value for value in values))


def preferred(custom: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """Each custom kind in its preferred version only."""
    first: dict[str, Resource] = {}
    for resource in custom:
        first.setdefault(resource.group_resource, resource)
    return tuple(first.values())
