"""What the panel shows about an element: what it is, its state in words, why, its object, its events, what one can do to it."""

from __future__ import annotations

from typing import Any

import yaml

from ..cluster.cluster import CONTROL_PLANE, Cluster
from ..cluster.machinery.objects import Object, clone, controller_of, labels_of, name_of, namespace_of, without
from ..cluster.machinery.resources import (
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    EVENTS,
    JOBS,
    NODES,
    PODS,
    REPLICASETS,
    SERVICES,
    STATEFULSETS,
    Resource,
)
from ..cluster.machinery.times import age, unix_ms
from ..cluster.machines import machine_of
from .insides import inside
from .links import inspect_link, is_link
from .scene import scene
from .states import pod_cells
from .walking import KIND as WALK
from .walking import connections, walk
from .why import decisions_about, why

Facts = list[tuple[str, str]]
Verbs = list[dict[str, Any]]

SOURCES = {
    "etcd": "control_plane/etcd",
    "kube-apiserver": "control_plane/kube_apiserver",
    "kube-scheduler": "control_plane/kube_scheduler",
    "kube-controller-manager": "control_plane/kube_controller_manager",
    "kubelet": "worker_node/kubelet",
    "kube-proxy": "worker_node/kube_proxy",
    "container-runtime": "worker_node/container_runtime",
}
WHAT_IT_IS = {
    "you": "A person with a keyboard. What you do goes through the API server, as everybody's work does.",
    "etcd": "The memory of the cluster: every object, with its revisions. Only the API server speaks to it.",
    "kube-apiserver": "The front door. Everybody reads and writes here, and nobody speaks to anybody else.",
    "kube-scheduler": "Chooses a node for each Pod that has none, and writes down its choice. It starts nothing.",
    "kube-controller-manager": "Many small loops. Each compares what is with what should be, and does one thing about it.",
    "kubelet": "Runs the Pods that are bound to its node, and reports how they do.",
    "kube-proxy": "Turns Services into rules on its node, so that a request finds a Pod.",
    "container-runtime": "Starts and stops containers when the kubelet asks it to.",
    "plane": "The machine on which the components that decide are running.",
    "system": "Pods that the cluster needs for itself, in the namespace kube-system.",
    "waiting": "Pods that exist in etcd and have no node yet. The scheduler has to choose one.",
    "coredns": "Answers names: the name of a Service becomes its address. It runs in Pods, behind a Service of its own.",
    "services": "Services for which there is no room in the drawing. The tree has all of them.",
    "owners": "Workloads for which there is no room in the drawing. The tree has all of them.",
}
ROOMS = {"plane": "Machine", "waiting": "Pods", "owners": "Workloads", "services": "Services", "coredns": "Add-on"}
NEAR = ("pod", "node", *(kind for kind in SOURCES if kind != "kube-apiserver"))  # what shows more of itself from near
KINDS: dict[str, Resource] = {
    "pod": PODS,
    "node": NODES,
    "deployment": DEPLOYMENTS,
    "replicaset": REPLICASETS,
    "statefulset": STATEFULSETS,
    "daemonset": DAEMONSETS,
    "cronjob": CRONJOBS,
    "job": JOBS,
    "service": SERVICES,
}


def inspect(cluster: Cluster, element: str) -> dict[str, Any]:
    """Everything the panel needs, as plain data. `found` is False for what is not there (any more)."""
    if is_link(element):
        return inspect_link(cluster, element)
    kind, _, rest = element.partition("/")
    if kind == WALK and rest.isdecimal() and (found := walk(cluster, int(rest[:12]))) is not None:
        return _walked(found)
    drawn = scene(cluster).get(element, {}).get("data", {})
    container = ""
    if kind == "pod" and rest.count("/") == 2:
        rest, _, container = rest.rpartition("/")
        drawn = scene(cluster).get(f"pod/{rest}", {}).get("data", {})
    obj = object_of(cluster, "node" if element == "plane" else kind, CONTROL_PLANE if element == "plane" else rest)
    if not drawn and obj is None:
        return {"found": False, "element": element, "title": rest or element, "kind": kind.capitalize(), "verbs": []}
    key = f"pod/{rest}" if container else element
    return {
        "found": True,
        "element": element,
        "title": container or (name_of(obj) if obj is not None and kind in KINDS else drawn.get("name", rest)),
        "kind": _kind_words(kind, rest, container),
        "who": drawn.get("who", ""),
        "icon": kind,
        "word": drawn.get("word", ""),
        "state": drawn.get("state", ""),
        "detail": drawn.get("detail", ""),
        "what": WHAT_IT_IS.get(_program(kind), ""),
        "facts": _facts(cluster, kind, obj, drawn),
        "why": why(cluster, key),
        "inside": inside(cluster, element),
        "connections": connections(cluster, element),
        "near": bool(drawn.get("boxes")) and _program(kind) in NEAR,
        "table": scheduling_table(cluster, key) if kind == "pod" else None,
        "yaml": to_yaml(obj) if obj is not None else "",
        "events": events_of(cluster, obj) if obj is not None else [],
        "verbs": _verbs(cluster, kind, rest, container, drawn, obj),
        "source": f"clusterviz/cluster/{SOURCES[_program(kind)]}/" if _program(kind) in SOURCES else "",
    }


def _walked(found: dict[str, Any]) -> dict[str, Any]:
    title = f"{found['client']} → {found['target']}"
    about = {"found": True, "element": found["element"], "title": title, "kind": "How a connection went", "icon": WALK}
    return {**about, "word": found["word"], "state": found["state"], "walk": found, "verbs": []}


def object_of(cluster: Cluster, kind: str, key: str) -> Object | None:
    """The stored object of `pod`, `default/web`; None if there is none."""
    resource = KINDS.get(kind)
    if resource is None:
        return None
    namespace, slash, name = key.partition("/")
    if not slash:
        namespace, name = "", key
    for obj in cluster.objects(resource):
        if name_of(obj) == name and (not resource.namespaced or namespace_of(obj) == namespace):
            return obj
    return None


def to_yaml(obj: Object) -> str:
    """As `kubectl get -o yaml` prints it."""
    return str(
        yaml.safe_dump(
            clone(without(obj, ("metadata", "managedFields"))),
            default_flow_style=False,
            width=10_000,
            allow_unicode=True,
        )
    )


def events_of(cluster: Cluster, obj: Object | None = None) -> list[dict[str, Any]]:
    """The events about an object (all without one), latest first."""
    now_ms = cluster.clock.epoch_ms + cluster.now_ms
    found = []
    for event in cluster.objects(EVENTS):
        about = event.get("involvedObject") or event.get("regarding") or {}
        if obj is not None and (about.get("name") != name_of(obj) or about.get("kind") != obj.get("kind")):
            continue
        series = event.get("series") or {}
        last = (
            series.get("lastObservedTime")
            or event.get("lastTimestamp")
            or event.get("eventTime")
            or event["metadata"]["creationTimestamp"]
        )
        at_ms = unix_ms(last)
        found.append(
            {
                "type": event.get("type", "Normal"),
                "reason": event.get("reason", ""),
                "object": f"{about.get('kind', '').lower()}/{about.get('name', '')}",
                "element": f"{about.get('kind', '').lower()}/"
                + "/".join(filter(None, (about.get("namespace"), about.get("name")))),
                "message": (event.get("message") or event.get("note") or "").strip(),
                "count": series.get("count") or event.get("count") or 1,
                "from": (event.get("source") or {}).get("component")
                or event.get("reportingController")
                or event.get("reportingComponent", ""),
                "age": age(now_ms - at_ms),
                "at": at_ms,
            }
        )
    found.sort(key=_when, reverse=True)
    return found


def _when(event: dict[str, Any]) -> int:
    return int(event["at"])


def scheduling_table(cluster: Cluster, element: str) -> dict[str, Any] | None:
    """The table behind the scheduler's last decision about a Pod, as the decision's `detail` holds it."""
    for decision in decisions_about(cluster, element):
        if decision.component == "kube-scheduler" and decision.detail:
            return {"at": decision.at_ms, "sentence": decision.sentence, **_table(decision.detail)}
    return None


def _table(detail: dict[str, Any]) -> dict[str, Any]:
    """Rows for the page: who refused which node and why, and the scores with nodes as columns, the best
    first. A column's scores times their weights add up to its total."""
    nodes: dict[str, Any] = detail.get("nodes") or {}
    refusals = [
        {"node": name, "plugin": about["refused_by"], "reason": ", ".join(about["reasons"])}
        for name, about in nodes.items()
        if "refused_by" in about
    ]
    scored = {name: about for name, about in nodes.items() if about.get("scores")}
    shown = list(scored)[:4]
    winner = next((name for name, about in nodes.items() if "refused_by" not in about), "")
    plugins = list(dict.fromkeys(plugin for name in shown for plugin in scored[name]["scores"]))
    weights: dict[str, int] = detail.get("weights") or {}
    rows = [
        {
            "plugin": plugin,
            "weight": weights.get(plugin, 1),
            "cells": [{"text": scored[name]["scores"].get(plugin, "–"), "win": name == winner} for name in shown],
        }
        for plugin in plugins
    ]
    totals = [{"text": scored[name]["total"], "win": name == winner} for name in shown]
    columns = [{"name": name, "win": name == winner} for name in shown]
    return {"nodes": columns, "rows": rows, "refusals": refusals, "totals": totals, "winner": winner}


def _program(kind: str) -> str:
    """`etcd-2` is an etcd."""
    return "etcd" if kind.startswith("etcd-") else kind


def _member_facts(cluster: Cluster, name: str) -> Facts:
    member = next(member for member in cluster.members if member.name == name)
    raft = member.raft
    facts = [("Role", raft.role), ("Leader", raft.leader or "none"), ("Term", str(raft.term))] if raft.peers else []
    facts += [("Revision", str(member.store.revision)), ("Keys", str(len(member.store.current)))]
    if raft.peers:
        facts += [("Log", f"{raft.log.last} entries, {member.applied} applied")]
    return facts


def _kind_words(kind: str, rest: str, container: str) -> str:
    if container:
        return f"Container of Pod {rest.rpartition('/')[2]}"
    if kind in KINDS:
        namespace = rest.partition("/")[0] if "/" in rest else ""
        return KINDS[kind].kind + (f" · {namespace}" if namespace else "")
    if kind in ("kubelet", "kube-proxy", "container-runtime"):
        return f"on {rest}"
    return ROOMS.get(kind, "control plane") if kind != "system" else f"kube-system on {rest}"


def _facts(cluster: Cluster, kind: str, obj: Object | None, drawn: dict[str, Any]) -> Facts:
    if kind.startswith("etcd") and cluster.components[kind].running:
        return _member_facts(cluster, kind)
    if obj is None:
        return [("Now", drawn["detail"])] if drawn.get("detail") else []
    now_ms = cluster.clock.epoch_ms + cluster.now_ms
    facts: Facts = []
    spec, status = obj.get("spec", {}), obj.get("status", {})
    if kind == "pod":
        cells = pod_cells(obj)
        facts += [
            ("Node", spec.get("nodeName") or "none yet"),
            ("Ready", cells.ready),
            ("Restarts", str(cells.restarts)),
        ]
        facts += [
            ("IP", status.get("podIP") or "none yet"),
            ("Images", ", ".join(c["image"] for c in spec["containers"])),
        ]
        owner = controller_of(obj)
        if owner is not None:
            facts.append(("Controlled by", f"{owner['kind']} {owner['name']}"))
        facts += [("Phase", str(status.get("phase", "")))]
    elif kind in ("node", "plane"):
        addresses = [a["address"] for a in status.get("addresses", ()) if a["type"] == "InternalIP"]
        allocatable = status.get("allocatable", {})
        facts += [("Address", ", ".join(addresses)), ("Pod range", spec.get("podCIDR", ""))]
        facts += [
            (
                "Allocatable",
                ", ".join(f"{allocatable[name]} {name}" for name in ("cpu", "memory", "pods") if name in allocatable),
            )
        ]
        facts += [("Taints", ", ".join(f"{t['key']}:{t['effect']}" for t in spec.get("taints", ())) or "none")]
        facts += [(c["type"], f"{c['status']}: {c.get('message', '')}") for c in status.get("conditions", ())]
    elif kind in ("deployment", "replicaset"):
        facts += [("Wanted", str(spec.get("replicas", 1))), ("Ready", str(status.get("readyReplicas", 0)))]
    elif kind == "service":
        ports = ", ".join(f"{p['port']}/{p.get('protocol', 'TCP')}" for p in spec.get("ports", ()))
        facts += [("Type", spec.get("type", "")), ("Cluster IP", spec.get("clusterIP", "")), ("Ports", ports)]
    labels = ", ".join(f"{key}={value}" for key, value in labels_of(obj).items())
    created = obj["metadata"].get("creationTimestamp")
    if labels and kind not in ("node", "plane"):
        facts.append(("Labels", labels))
    if created:
        facts.append(("Age", age(now_ms - unix_ms(created))))
    return [(name, value) for name, value in facts if value]


def _verbs(cluster: Cluster, kind: str, rest: str, container: str, drawn: dict[str, Any], obj: Object | None) -> Verbs:
    """What one can do to it: `line` is typed at the prompt, `verb` and `subject` are a fault."""
    namespace, _, name = rest.partition("/")
    where = "" if namespace == "default" else f" -n {namespace}"
    if container:
        return [
            _line(f"kubectl logs {name} -c {container}{where}", "Logs", "scroll-text"),
            _fault("container.kill", f"{rest}/{container}", "Kill this container", "zap", danger=True),
        ]
    if kind == "pod":
        found = [
            _line(f"kubectl describe pod {name}{where}", "Describe", "text-search"),
            _line(f"kubectl logs {name}{where}", "Logs", "scroll-text"),
        ]
        if obj is not None:
            found += [
                _fault("container.kill", f"{rest}/{c['name']}", f"Kill container {c['name']}", "zap", danger=True)
                for c in obj["spec"]["containers"]
                if obj["spec"].get("nodeName")
            ]
        return [*found, _line(f"kubectl delete pod {name}{where} --wait=false", "Delete", "trash-2", danger=True)]
    if kind == "node":
        return _node_verbs(cluster, rest, obj)
    if kind in ("deployment", "replicaset"):
        wanted = int(obj["spec"].get("replicas", 1)) if obj is not None else 1
        what = f"{kind}/{name}{where}"
        return [
            _line(f"kubectl scale {what} --replicas={wanted + 1}", f"Scale to {wanted + 1}", "plus"),
            _line(f"kubectl scale {what} --replicas={max(0, wanted - 1)}", f"Scale to {max(0, wanted - 1)}", "minus"),
            _line(f"kubectl rollout restart {what}", "Restart", "rotate-cw"),
            _line(f"kubectl delete {what} --wait=false", "Delete", "trash-2", danger=True),
        ]
    if kind == "service":
        return [_line(f"kubectl delete service {name}{where}", "Delete", "trash-2", danger=True)]
    if _program(kind) in SOURCES:
        verbs = _component_verbs(cluster, f"{kind}/{rest}" if rest else kind)
        return [*verbs, *_cluster_verbs(cluster)] if kind == "kube-apiserver" else verbs
    if kind in ("you", "plane", "waiting", "canvas"):
        return _cluster_verbs(cluster)
    return []


def _cluster_verbs(cluster: Cluster) -> Verbs:
    return [
        _create("deployment", "", "Create a Deployment…", "copy-plus"),
        _create("pod", "", "Create a Pod…", "plus"),
        _line("kubectl get pods -o wide", "List the Pods", "list"),
        _line(f"add-node {_next_node(cluster)}", "Add a node", "server"),
    ]


def _next_node(cluster: Cluster) -> str:
    number = 1
    while f"kubelet/node-{number}" in cluster.components:
        number += 1
    return f"node-{number}"


def _node_verbs(cluster: Cluster, node: str, obj: Object | None) -> Verbs:
    found: Verbs = []
    if node in cluster.network.powered_off:
        found.append(_fault("node.on", node, "Power on", "power"))
    elif f"kubelet/{node}" in cluster.components:
        found.append(_fault("node.shutdown", node, "Shut down: its Pods get their time", "power", danger=True))
        found.append(_fault("node.off", node, "Power off", "power-off", danger=True))
        found += _shortages(cluster, node)
    pair = "|".join(sorted((node, CONTROL_PLANE)))
    cut = tuple(pair.split("|")) in cluster.network.cut_links
    found.append(
        _fault("link.mend", pair, "Mend its link", "cable")
        if cut
        else _fault("link.cut", pair, "Cut its link", "unplug", danger=True)
    )
    if obj is not None:
        if obj["spec"].get("unschedulable"):
            found.append(_line(f"kubectl uncordon {node}", "Uncordon", "circle-check"))
        else:
            found.append(_line(f"kubectl cordon {node}", "Cordon: no new Pods", "ban"))
        found.append(
            _line(f"kubectl drain {node} --ignore-daemonsets", "Drain: move its Pods", "move-right", danger=True)
        )
        found.append(_line(f"kubectl describe node {node}", "Describe", "text-search"))
        found.append(_create("pod", node, "Create a Pod here…", "plus"))
        found.append(_line(f"kubectl delete node {node}", "Delete its Node object", "trash-2", danger=True))
    if f"kubelet/{node}" in cluster.components:
        found.append(_fault("node.remove", node, "Take the machine away", "circle-minus", danger=True))
    return found


def _shortages(cluster: Cluster, node: str) -> Verbs:
    """Its memory, its disk and its processes can be taken, and freed again."""
    kernel = machine_of(cluster, node).kernel
    memory = ("free", "Free its memory") if kernel.filled_memory else ("fill", "Fill its memory")
    disk = ("free", "Free its disk") if kernel.filled_disk else ("fill", "Fill its disk")
    pids = ("free", "End the processes") if kernel.filled_pids else ("fill", "Take all its processes")
    return [
        _fault(f"memory.{memory[0]}", node, memory[1], "memory-stick", danger=not kernel.filled_memory),
        _fault(f"disk.{disk[0]}", node, disk[1], "hard-drive", danger=not kernel.filled_disk),
        _fault(f"pids.{pids[0]}", node, pids[1], "cpu", danger=not kernel.filled_pids),
    ]


def _component_verbs(cluster: Cluster, name: str) -> Verbs:
    component = cluster.components.get(name)
    if component is None or component.node in cluster.network.powered_off:
        return []
    if component.running:
        verbs = [_fault("component.stop", name, "Stop", "square", danger=True)]
    else:
        verbs = [_fault("component.start", name, "Start", "play")]
    if name != "kube-apiserver":
        far = "kubelet/" + component.node if name.startswith("container-runtime/") else "kube-apiserver"
        pair = sorted((name, far))
        cut = (pair[0], pair[1]) in cluster.network.cut_links
        subject = "|".join(pair)
        verbs.append(
            _fault("link.mend", subject, "Mend its link", "cable")
            if cut
            else _fault("link.cut", subject, "Cut its link", "unplug", danger=True)
        )
    return verbs


def _fault(verb: str, subject: str, label: str, icon: str, *, danger: bool = False) -> dict[str, Any]:
    return {"verb": verb, "subject": subject, "line": "", "label": label, "icon": icon, "danger": danger}


def _create(kind: str, node: str, label: str, icon: str) -> dict[str, Any]:
    """Opens a form: clusterviz/tools/creating.py."""
    return {**_fault("create", f"{kind}/{node}" if node else kind, label, icon), "kind": kind, "node": node}


def _line(line: str, label: str, icon: str, *, danger: bool = False) -> dict[str, Any]:
    return {"verb": "run", "subject": "", "line": line, "label": label, "icon": icon, "danger": danger}
