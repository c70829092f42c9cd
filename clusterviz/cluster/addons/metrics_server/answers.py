"""The objects of metrics.k8s.io/v1beta1: NodeMetrics and PodMetrics, their lists and their tables."""

from __future__ import annotations

from typing import Any

from ...machinery.metrics_api import GROUP, VERSION
from ...machinery.objects import Object, labels_of, name_of, namespace_of
from ...machinery.quantities import canonical, memory_text, parse
from ...machinery.times import go_duration, timestamp
from .storage import Usage

API_VERSION = f"{GROUP}/{VERSION}"
COLUMNS = (("Name", "Name of the resource"), ("cpu", ""), ("memory", ""), ("Window", ""))


def quantities(usage: Usage) -> Object:
    """CPU and memory as the API writes them."""
    return {"cpu": canonical(f"{usage.cpu_nanos}n"), "memory": memory_text(usage.memory_bytes)}


def node_metrics(node: Object, usage: Usage, now_ms: int, epoch_ms: int) -> Object:
    """One NodeMetrics. `now_ms`: virtual."""
    return {
        "kind": "NodeMetrics",
        "apiVersion": API_VERSION,
        "metadata": _metadata(node, now_ms + epoch_ms),
        "timestamp": timestamp(usage.at_ms + epoch_ms),
        "window": go_duration(usage.window_ms),
        "usage": quantities(usage),
    }


def pod_metrics(pod: Object, containers: dict[str, Usage], now_ms: int, epoch_ms: int) -> Object:
    """One PodMetrics: as old as its oldest measurement."""
    oldest = min(containers.values(), key=_at)
    return {
        "kind": "PodMetrics",
        "apiVersion": API_VERSION,
        "metadata": _metadata(pod, now_ms + epoch_ms),
        "timestamp": timestamp(oldest.at_ms + epoch_ms),
        "window": go_duration(oldest.window_ms),
        "containers": [{"name": name, "usage": quantities(usage)} for name, usage in containers.items()],
    }


def _at(usage: Usage) -> int:
    return usage.at_ms


def _metadata(obj: Object, unix_ms: int) -> Object:
    made: Object = {"name": name_of(obj)}
    if namespace_of(obj):
        made["namespace"] = namespace_of(obj)
    made["creationTimestamp"] = timestamp(unix_ms)
    if labels_of(obj):
        made["labels"] = labels_of(obj)
    return made


def listed(kind: str, items: list[Object]) -> Object:
    """A list of them."""
    return {"kind": f"{kind}List", "apiVersion": API_VERSION, "metadata": {}, "items": items}


def table(items: list[Object]) -> Object:
    """What `kubectl get pods.metrics.k8s.io` shows."""
    columns = [
        {"name": name, "type": "string", "format": "name" if name == "Name" else "", "description": text, "priority": 0}
        for name, text in COLUMNS
    ]
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {},
        "columnDefinitions": columns,
        "rows": [{"cells": _cells(one), "object": _partial(one)} for one in items],
    }


def _cells(one: Object) -> list[Any]:
    usages = [one["usage"]] if "usage" in one else [container["usage"] for container in one["containers"]]
    nanos = sum(parse(usage["cpu"]) for usage in usages) * 10**9
    memory = sum(int(parse(usage["memory"])) for usage in usages)
    return [one["metadata"]["name"], canonical(f"{int(nanos)}n"), memory_text(memory), one["window"]]


def _partial(one: Object) -> Object:
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": one["metadata"]}
