"""Addons that a learner may put into a cluster: what a manifest from the web would do elsewhere. A poke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .addons import manifests, metrics_server
from .addons.manifests import Manifest
from .cluster import Cluster
from .machinery.api import Request
from .machinery.objects import namespace_of
from .machinery.program import SUPER_ADMIN, Ask, Code, Print, Program, Sleep
from .machinery.resources import Resource

TRIES = 20
PAUSE_MS = 250


@dataclass(frozen=True, slots=True)
class Addon:
    """One of them: what it is good for, and what it consists of."""

    name: str
    text: str
    manifest: Callable[[], Manifest]


ADDONS: dict[str, Addon] = {
    addon.name: addon
    for addon in (
        Addon("ingress-nginx", "an ingress controller: HTTP by host and path (class nginx)", manifests.ingress_nginx),
        Addon("metrics-server", "what Pods and nodes use: for kubectl top and autoscalers", metrics_server.manifest),
        Addon("metallb", "addresses for Services of the type LoadBalancer", manifests.metallb),
    )
}


def enable(cluster: Cluster, name: str, who: str = "you") -> Program:
    """Apply an addon's manifest, object by object. KeyError if there is no such addon."""
    addon = ADDONS[name]
    return cluster.run_program(Program(_apply, (name,), SUPER_ADMIN), f"addon enable {addon.name}", who)


def disable(cluster: Cluster, name: str, who: str = "you") -> Program:
    """Delete what an addon's manifest names, the last object first. KeyError if there is no such addon."""
    addon = ADDONS[name]
    return cluster.run_program(Program(_delete, (name,), SUPER_ADMIN), f"addon disable {addon.name}", who)


def _delete(name: str) -> Code:
    """What is not there is not missed, unless nothing is there. Nobody waits for the ends."""
    found = False
    for resource, obj in reversed(ADDONS[name].manifest()):
        key = obj["metadata"]["name"]
        response = yield Ask(
            Request("delete", resource, namespace_of(obj), key, body={"propagationPolicy": "Background"})
        )
        if response.code == 404:
            continue
        found = True
        word = "deleted" if response.ok else f"refused: {response.message}"
        yield Print(f"{_named(resource)}/{key} {word}\n")
    if not found:
        yield Print(f"addon: {name} is not there. Put it in with: addon enable {name}\n", error=True)
    return 0 if found else 1


def _apply(name: str) -> Code:
    """What is refused because something is not there yet is tried again."""
    for resource, obj in ADDONS[name].manifest():
        for _ in range(TRIES):
            response = yield Ask(Request("create", resource, namespace_of(obj), body=obj))
            if response.ok or response.code in (409, 422):
                break
            yield Sleep(PAUSE_MS)
        word = "created" if response.ok else "unchanged" if response.code == 409 else f"refused: {response.message}"
        yield Print(f"{_named(resource)}/{obj['metadata']['name']} {word}\n")
    return 0


def _named(resource: Resource) -> str:
    return resource.kind.lower() + (f".{resource.group}" if resource.group else "")
