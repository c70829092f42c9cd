"""Everything that etcd holds, by kind, for the Objects tab."""

from __future__ import annotations

from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.objects import Object, labels_of, name_of, namespace_of
from ..cluster.machinery.resources import EVENTS, LEASES, NODES, PODS, RESOURCES
from ..cluster.machinery.times import age, unix_ms
from .states import node_state, pod_cells, pod_state


def objects(cluster: Cluster, *, system: bool = False) -> list[dict[str, Any]]:
    """Groups `{"kind", "plural", "rows"}`; what belongs to the cluster itself only on demand (`system`)."""
    now_ms = cluster.clock.epoch_ms + cluster.now_ms
    groups = []
    for resource in (*RESOURCES, *cluster.custom_kinds):
        if resource in (EVENTS, LEASES):
            continue
        rows = [_row(obj, resource.plural, now_ms) for obj in cluster.objects(resource) if system or _yours(obj)]
        if rows:
            groups.append({"kind": resource.kind, "plural": resource.plural, "rows": rows})
    groups.sort(key=_rank)
    return groups


FIRST = ("deployments", "replicasets", "pods", "services", "nodes")


def _rank(group: dict[str, Any]) -> tuple[int, str]:
    plural = group["plural"]
    return (FIRST.index(plural) if plural in FIRST else len(FIRST), plural)


def _yours(obj: Object) -> bool:
    name, namespace = name_of(obj), namespace_of(obj)
    if namespace.startswith("kube-") or name.startswith(("kube-", "system:", "kubeadm:")):
        return False
    if "kubernetes.io/bootstrapping" in labels_of(obj):
        return False
    return not (name in ("kubernetes", "default", "kube-root-ca.crt") or name.startswith("system-"))


def _row(obj: Object, plural: str, now_ms: int) -> dict[str, Any]:
    namespace, name = namespace_of(obj), name_of(obj)
    word, state = "", ""
    if plural == PODS.plural:
        cells = pod_cells(obj)
        word, state = pod_state(obj, cells)
        word = f"{word}, ready {cells.ready}"
    elif plural == NODES.plural:
        word, state = node_state(obj)
    elif isinstance(obj.get("spec", {}).get("replicas"), int):
        ready, wanted = obj.get("status", {}).get("readyReplicas", 0), obj["spec"]["replicas"]
        word, state = f"{ready} of {wanted} ready", "ok" if ready == wanted else "wait"
    created = obj["metadata"].get("creationTimestamp")
    return {
        "namespace": namespace,
        "name": name,
        "word": word,
        "state": state,
        "age": age(now_ms - unix_ms(created)) if created else "",
        "element": f"{obj.get('kind', plural).lower()}/{namespace}/{name}"
        if namespace
        else f"{obj.get('kind', plural).lower()}/{name}",
        "revision": obj["metadata"].get("resourceVersion", ""),
    }
