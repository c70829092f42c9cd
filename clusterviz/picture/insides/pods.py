"""The inside of a Pod: its containers with what runs in them, their probes, what is mounted, how long a restart still waits."""

from __future__ import annotations

from typing import Any

from ...cluster.cluster import Cluster
from ...cluster.machinery.cri import EXITED
from ...cluster.machinery.objects import Object, labels_of, name_of, namespace_of, uid_of
from ..states import container_states
from .asked import NAME_SERVER, asked
from .bars import bars
from .probes import probes_of
from .processes import Processes, around, of_container
from .volumes import mounts, volumes
from .waiting import due_in, span

Part = dict[str, Any]


def pod_inside(cluster: Cluster, pod: Object, processes: Processes, only: str = "") -> Part:
    """`{"containers", "volumes", "address", "note"}`. `only`: of one container."""
    node = pod["spec"].get("nodeName", "")
    record = record_of(cluster, node, uid_of(pod))
    states = {name: (state, restarts) for name, state, restarts in container_states(pod)}
    kubelet: Any = cluster.components.get(f"kubelet/{node}")
    spec = pod["spec"]
    key = f"{namespace_of(pod)}/{name_of(pod)}"
    rows = processes.of(node)
    inits = [container["name"] for container in spec.get("initContainers", ())]
    found = []
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        name = container["name"]
        if only and name != only:
            continue
        state, restarts = states[name]
        real = newest(record, name)
        found.append(
            {
                "name": name,
                "image": container["image"],
                "role": _role(container) if name in inits else "",
                "word": state.word,
                "state": state.state,
                "restarts": restarts,
                "since": real.started_ms if real is not None and real.state != EXITED else None,
                "ended": _ended(real),
                "back_off": _back_off(kubelet, pod, name, real),
                "processes": of_container(rows, key, name),
                "ports": [f"{port['containerPort']}" for port in container.get("ports", ())],
                "probes": probes_of(kubelet, uid_of(pod), name),
                "mounts": mounts(pod, container),
                "bars": bars(container, real),
            }
        )
    sandbox = record.sandboxes[0] if record is not None and record.sandboxes else None
    used = {mount["volume"] for container in found for mount in container["mounts"]}
    answers = labels_of(pod).get("k8s-app") == "kube-dns" and any(one["name"] == NAME_SERVER for one in found)
    return {
        "containers": found,
        "around": [] if only else around(rows, key),
        "asked": asked(cluster) if answers else None,
        "volumes": [one for one in volumes(pod) if not only or one["name"] in used],
        "address": sandbox.ip if sandbox is not None else "",
        "note": _note(node, kubelet, record),
    }


def record_of(cluster: Cluster, node: str, uid: str) -> Any:
    """What the machine itself holds of a Pod, whatever the API server believes."""
    runtime: Any = cluster.components.get(f"container-runtime/{node}")
    return runtime.pods.get(uid) if runtime is not None else None


def newest(record: Any, name: str) -> Any:
    """The latest container of this name on the machine."""
    return next((one for one in record.containers if one.name == name), None) if record is not None else None


def _role(container: Object) -> str:
    return "sidecar" if container.get("restartPolicy") == "Always" else "init"


def _ended(real: Any) -> Part | None:
    if real is None or real.state != EXITED:
        return None
    return {"code": real.exit_code, "reason": real.reason, "at": real.finished_ms}


def _back_off(kubelet: Any, pod: Object, name: str, real: Any) -> Part | None:
    """When the kubelet will start it again, and how long the wait is in all."""
    if kubelet is None or not kubelet.running or real is None or real.state != EXITED or real.finished_ms is None:
        return None
    prefix = f"{uid_of(pod)}/{name}/"
    for key, (delay_ms, _) in kubelet.crash_back_off.entries.items():
        if key.startswith(prefix) and real.finished_ms + delay_ms > kubelet.now_ms:
            due = due_in(real.finished_ms + delay_ms, kubelet.now_ms)
            return {"due": due, "of": span(delay_ms)}
    return None


def _note(node: str, kubelet: Any, record: Any) -> str:
    if not node:
        return "It has no node yet: there is nothing of it but its object in etcd."
    if kubelet is not None and not kubelet.running:
        return "The kubelet is stopped: what runs goes on, and nobody asks its probes or starts it again."
    if record is None:
        return f"There is nothing of it on {node}."
    return ""
