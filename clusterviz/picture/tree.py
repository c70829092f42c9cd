"""The same cluster as a tree, for those who do not see the diagram: every item with its state in words."""

from __future__ import annotations

from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.objects import Object, name_of, namespace_of
from ..cluster.machinery.resources import PODS
from .geometry import ABOVE
from .scene import COREDNS, Scene, scene
from .services import MORE as MORE_SERVICES
from .workloads import MORE

Item = dict[str, Any]


def tree(cluster: Cluster, drawn: Scene | None = None) -> Item:
    """Control plane → components; nodes → processes and Pods → containers; workloads → Pods; Services."""
    drawn = drawn if drawn is not None else scene(cluster)
    pods = {f"pod/{namespace_of(pod)}/{name_of(pod)}": pod for pod in cluster.objects(PODS)}
    plane = _item(drawn["plane"]["data"])
    members = (member.name for member in cluster.members)
    names = ["kube-apiserver", *members, *ABOVE[1:], *([COREDNS] if COREDNS in drawn else [])]
    plane["children"] = [_item(drawn[name]["data"]) for name in names]
    nodes = []
    for element in drawn.values():
        data = element["data"]
        if data["kind"] != "node":
            continue
        node = _item(data)
        inside = [child["data"] for child in drawn.values() if child["data"].get("parent") == data["id"]]
        node["children"] = [_item(child, pods.get(child["id"])) for child in inside]
        nodes.append(node)
    homeless = [e["data"] for e in drawn.values() if e["data"]["kind"] == "pod" and "parent" not in e["data"]]
    waiting = [_item(data, pods.get(data["id"])) for data in homeless]
    children = [plane, _group("nodes", "Nodes", nodes)]
    if waiting:
        children.append(_group("waiting", "Pods without a node", waiting))
    by_id = {data["id"]: data for data in (element["data"] for element in drawn.values()) if _is_owner(data)}
    below: dict[str, list[Item]] = {}
    for data in by_id.values():
        below.setdefault(data.get("owned_by", ""), []).append(_workload(data))
    workloads = []
    for data in by_id.values():
        if data.get("owned_by") not in by_id:
            workloads.append({**_workload(data), "children": below.get(data["id"], [])})
    if workloads:
        children.append(_group("workloads", "Workloads", workloads))
    services = [_service(element["data"]) for element in drawn.values() if _is_service(element["data"])]
    if services:
        children.append(_group("services", "Services", services))
    return _group("cluster", "Cluster", children)


def _is_service(data: dict[str, Any]) -> bool:
    return bool(data["kind"] == "service" and data["id"] not in (MORE_SERVICES, COREDNS))


def _is_owner(data: dict[str, Any]) -> bool:
    return bool(data["kind"] == "owner" and data["id"] != MORE)


def _group(identifier: str, label: str, children: list[Item]) -> Item:
    return {"id": identifier, "label": label, "word": "", "state": "", "who": "", "detail": "", "children": children}


def _item(data: dict[str, Any], pod: Object | None = None) -> Item:
    detail = data.get("detail", "")
    if data["kind"] == "pod":
        detail = f"ready {data['ready']}" + (f", {data['restarts']} restarts" if data["restarts"] else "")
    item = {
        "id": data["id"],
        "label": data["name"],
        "word": data["word"],
        "state": data["state"],
        "who": data.get("who", ""),
        "detail": detail if detail != data["word"] else "",
        "children": [],
    }
    if pod is not None:
        item["children"] = _containers(data["id"], pod)
    return item


def _containers(pod_id: str, pod: Object) -> list[Item]:
    statuses = {status["name"]: status for status in pod.get("status", {}).get("containerStatuses", ())}
    found = []
    for container in pod["spec"]["containers"]:
        now: Object = statuses.get(container["name"], {}).get("state") or {"waiting": {}}
        phase, details = next(iter(now.items()))
        word = details.get("reason") or phase
        found.append(
            {
                "id": f"{pod_id}/{container['name']}",
                "label": container["name"],
                "word": word,
                "state": {"running": "ok", "terminated": "bad"}.get(phase, "wait"),
                "who": "",
                "detail": container["image"],
                "children": [],
            }
        )
    return found


def _workload(data: dict[str, Any]) -> Item:
    return {
        "id": data["id"],
        "label": f"{data['detail']} {data['name']}",
        "word": data["word"],
        "state": data["state"],
        "who": "",
        "detail": "",
        "children": [],
    }


def _service(data: dict[str, Any]) -> Item:
    return {
        "id": data["id"],
        "label": f"Service {data['name']}",
        "word": data["word"],
        "state": data["state"],
        "who": "",
        "detail": data["brief"],
        "children": [],
    }
