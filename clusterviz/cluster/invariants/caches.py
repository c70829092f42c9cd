"""Liveness of caches: once it is quiet, every informer holds what etcd holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..cluster import Cluster
from ..machinery.informer import Informer
from ..machinery.objects import key_of, namespace_of
from ..machinery.resources import EVENTS, LEASES


def caches_agree_with_etcd(cluster: Cluster) -> Iterator[str]:
    """Every cache has seen every change: it holds what etcd holds, version by version."""
    for component, informer in informers(cluster):
        if informer.resource in (EVENTS, LEASES):
            continue
        stored = {}
        for kv in cluster.etcd.store.current.values():
            if not kv.key.startswith(informer.resource.etcd_prefix):
                continue
            obj = kv.value
            if informer.namespace and namespace_of(obj) != informer.namespace:
                continue
            if informer.field_selector.startswith("spec.nodeName="):
                if obj["spec"].get("nodeName") != informer.field_selector.partition("=")[2]:
                    continue
            elif informer.field_selector:
                continue
            stored[key_of(obj)] = str(kv.mod_revision)
        if informer.field_selector and not informer.field_selector.startswith("spec.nodeName="):
            continue
        seen = {key: obj["metadata"]["resourceVersion"] for key, obj in informer.objects.items()}
        for key in sorted(stored.keys() | seen.keys()):
            if stored.get(key) != seen.get(key):
                yield (
                    f"{component} sees {informer.resource.plural} {key} at {seen.get(key)}, "
                    f"but etcd has it at {stored.get(key)}"
                )


def informers(cluster: Cluster) -> Iterator[tuple[str, Informer]]:
    """Every informer of every running component, by what is reachable from its attributes."""
    for name, component in cluster.components.items():
        if not component.running:
            continue
        seen: dict[int, None] = {}
        yield from _informers_in(name, vars(component).values(), seen, 0)


def _informers_in(name: str, values: Any, seen: dict[int, None], depth: int) -> Iterator[tuple[str, Informer]]:
    for value in values:
        if id(value) in seen:
            continue
        if isinstance(value, Informer):
            seen[id(value)] = None
            yield name, value
        elif isinstance(value, dict) and depth < 3 and len(value) < 200:
            seen[id(value)] = None
            yield from _informers_in(name, value.values(), seen, depth + 1)
        elif _is_part(value) and depth < 2:
            seen[id(value)] = None
            yield from _informers_in(name, vars(value).values(), seen, depth + 1)


def _is_part(value: Any) -> bool:
    """Whether this is a part of a component: an object of the model with attributes, but no component itself."""
    ours = type(value).__module__.startswith("clusterviz")
    return ours and hasattr(value, "__dict__") and not hasattr(value, "incarnation")
