"""The inside of a machine: its images, what its runtime runs, what its kubelet has in mind."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...cluster.cluster import Cluster
from ...cluster.machinery.cri import EXITED, RUNNING
from ...cluster.machinery.objects import labels_of, name_of, namespace_of
from ...cluster.machinery.resources import PODS
from ..overlays import amount_text
from ..states import pod_state
from .asked import asked
from .bars import machine_bars
from .probes import probes_of
from .processes import Processes, as_tree, of_container
from .waiting import due_in

Part = dict[str, Any]
MOST = 40  # rows of one list
SYSTEM = "kube-system"


def node_inside(cluster: Cluster, machine: str, processes: Processes) -> Part:
    """What is used of it, images on its disk, and how many rules its kernel has."""
    proxy: Any = cluster.components.get(f"kube-proxy/{machine}")
    rules = len(proxy.rules) if proxy is not None else 0
    runtime: Any = cluster.components.get(f"container-runtime/{machine}")
    on = machine not in cluster.network.powered_off
    used = machine_bars(runtime.machine.kernel, cluster.now_ms) if runtime is not None and on else []
    return {
        "used": used,
        "processes": as_tree(processes.of(machine)),
        "images": images(cluster, machine),
        "kernel": {"rules": rules} if rules else None,
    }


def images(cluster: Cluster, machine: str) -> list[Part]:
    """Each image with its size, and how many containers were made of it. The largest first."""
    runtime: Any = cluster.components.get(f"container-runtime/{machine}")
    if runtime is None:
        return []
    used: dict[str, int] = {}
    for container in runtime.containers.values():
        image = container.status().image_id
        used[image] = used.get(image, 0) + (container.state != EXITED)
    kept = {image.id: (name, image) for name, image in runtime.images.items()}
    found = [
        {"name": _short(name), "size": amount_text("memory", Fraction(image.size)), "used": used.get(image.id, 0)}
        for name, image in sorted(kept.values(), key=_largest)
    ]
    return found[:MOST]


def _largest(one: tuple[str, Any]) -> tuple[int, str]:
    return -one[1].size, one[0]


def _short(name: str) -> str:
    """`docker.io/library/nginx:latest` is what a learner wrote as nginx."""
    return name.removeprefix("docker.io/library/").removeprefix("docker.io/")


def runtime_inside(cluster: Cluster, machine: str, processes: Processes) -> Part:
    """Every container on the machine with its processes, system Pods included."""
    runtime: Any = cluster.components[f"container-runtime/{machine}"]
    found = processes.of(machine)
    rows = []
    for pod in runtime.pods.values():
        for container in pod.containers:
            rows.append(
                {
                    "pod": f"pod/{pod.namespace}/{pod.name}",
                    "pod_name": pod.name,
                    "name": container.name,
                    "attempt": container.config.attempt,
                    "id": container.id[:13],
                    "word": container.state.lower() if container.state != EXITED else f"exited ({container.exit_code})",
                    "state": "ok"
                    if container.state == "RUNNING"
                    else "wait"
                    if container.state == "CREATED"
                    else "none",
                    "processes": of_container(found, f"{pod.namespace}/{pod.name}", container.name)
                    if container.state == RUNNING
                    else [],
                }
            )
    return {"running": rows[:MOST], "images": images(cluster, machine)}


def system_inside(cluster: Cluster, machine: str) -> Part:
    """The Pods of kube-system on a machine; and what CoreDNS heard, where one of them is CoreDNS."""
    here = [
        pod for pod in cluster.objects(PODS) if namespace_of(pod) == SYSTEM and pod["spec"].get("nodeName") == machine
    ]
    rows = []
    for pod in here:
        state = pod_state(pod)
        known = {"id": f"pod/{SYSTEM}/{name_of(pod)}", "name": name_of(pod), "word": state.word, "state": state.state}
        rows.append(known)
    answers = any(labels_of(pod).get("k8s-app") == "kube-dns" for pod in here)
    return {"pods": rows, "asked": asked(cluster) if answers else None}


def kubelet_inside(cluster: Cluster, machine: str) -> Part:
    """What it waits for: the next question of each probe, restarts that are put off, its next Lease."""
    kubelet: Any = cluster.components[f"kubelet/{machine}"]
    if not kubelet.running:
        return {"waits": [], "note": "It is stopped: it knows nothing and waits for nothing."}
    waits = []
    for uid, worker in kubelet.workers.items():
        for container in (*worker.pod["spec"].get("initContainers", ()), *worker.pod["spec"]["containers"]):
            name = container["name"]
            for probe in probes_of(kubelet, uid, name):
                if probe["due"] is not None:
                    waits.append(
                        {"due": probe["due"], "pod": f"pod/{worker.key}", "what": f"{probe['kind']} probe of {name}"}
                    )
            waits += _put_off(kubelet, uid, worker, name)
    waits.sort(key=_due)
    return {"waits": waits[:MOST], "note": "" if waits else "It waits for nothing but news from the API server."}


def _due(one: Part) -> tuple[int, str]:
    return one["due"]["at"], one["what"]


def _put_off(kubelet: Any, uid: str, worker: Any, name: str) -> list[Part]:
    status = worker.runtime_status
    last = status.latest(name) if status is not None else None
    if last is None or last.state != EXITED or last.finished_ms is None:
        return []
    due = [
        last.finished_ms + delay_ms
        for key, (delay_ms, _) in kubelet.crash_back_off.entries.items()
        if key.startswith(f"{uid}/{name}/") and last.finished_ms + delay_ms > kubelet.now_ms
    ]
    what = f"restart of {name}, put off"
    return [{"due": due_in(at_ms, kubelet.now_ms), "pod": f"pod/{worker.key}", "what": what} for at_ms in due]
