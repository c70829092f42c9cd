"""The logs of a machine's containers as files: its runtime writes them, whoever collects logs reads them. Fact sheet §8.13."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..machinery.cri import LogLine
from ..machinery.times import micro_timestamp
from . import static_containers
from .machine import machine_of, runtime_of

if TYPE_CHECKING:
    from ..cluster import Cluster

PODS = "/var/log/pods"
CONTAINERS = "/var/log/containers"
STATIC_UID = 32  # of the control plane's Pods, the uid is the beginning of the sandbox's id


def written(cluster: Cluster, node: str) -> dict[str, str]:
    """Every log by its path; those of the last attempts also under the name by which collectors find them."""
    runtime = runtime_of(cluster, node)
    epoch_ms, docker = cluster.clock.epoch_ms, runtime.kind == "docker"
    found: dict[str, str] = {}
    for pod in runtime.pods.values():
        for one in reversed(pod.containers):
            text = _text(one.log, epoch_ms, docker)
            found[f"{PODS}/{pod.namespace}_{pod.name}_{pod.uid}/{one.name}/{one.config.attempt}.log"] = text
            found[f"{CONTAINERS}/{pod.name}_{pod.namespace}_{one.name}-{one.id}.log"] = text
    for static in static_containers.listed(cluster, node):
        folder = f"{PODS}/kube-system_{static.pod}_{static.sandbox_id[:STATIC_UID]}/{static.name}"
        for back in range(min(static.attempt, 1) + 1):
            lines = static_containers.log(cluster, node, static.name, bool(back))
            found[f"{folder}/{static.attempt - back}.log"] = _text(lines, epoch_ms, docker, "stderr")
    gone = machine_of(cluster, node).disk.changed
    return {path: text for path, text in found.items() if path not in gone}


def _text(lines: Iterable[LogLine], epoch_ms: int, docker: bool, stream: str = "stdout") -> str:
    """As CRI has it: when, where to, whether the line is whole, and what it says. Docker has its own form."""
    text = []
    for line in lines:
        moment = f"{micro_timestamp(epoch_ms + line.at_ms)[:-1]}000Z"
        if docker:
            shown = {"log": f"{line.text}\n", "stream": stream, "time": moment}
            text.append(json.dumps(shown, separators=(",", ":"), ensure_ascii=False) + "\n")
        else:
            text.append(f"{moment} {stream} F {line.text}\n")
    return "".join(text)
