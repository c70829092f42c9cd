"""The control plane's own containers on its machine: its kubelet keeps them, though no API server may have asked for them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from ..addons.kubeadm import COREDNS_IMAGE
from ..machinery import component_logs
from ..machinery.cri import ImageStatus, LogLine
from ..machinery.daemons import LATER_PIDS_APART
from ..machinery.static_manifests import IMAGES, PAUSE_IMAGE, program_of
from .machine import machine_of, runtime_of

if TYPE_CHECKING:
    from ..cluster import Cluster

FIRST_PID = 780
PIDS_APART = 40


class StaticContainer(NamedTuple):
    """One of them, as the runtime knows it. `pid`: of its process; those of its shim and its pause are 22 and 11 less."""

    id: str
    sandbox_id: str
    name: str
    pod: str
    image: str
    running: bool
    attempt: int
    since_ms: int
    pid: int


def listed(cluster: Cluster, node: str) -> list[StaticContainer]:
    """In the order in which kubeadm writes their manifests; those whose manifest is gone are not there."""
    machine = machine_of(cluster, node)
    found = []
    for place, component in enumerate(machine.static_pods):
        process = cluster.components.get(component)
        if process is None or f"{component}.yaml" not in machine.disk.under("/etc/kubernetes/manifests"):
            continue
        attempt = max(process.incarnation - 1, 0)
        found.append(
            StaticContainer(
                _id(f"{node}/{component}/{attempt}"),
                _id(f"{node}/{component}"),
                component,
                f"{component}-{node}",
                IMAGES[program_of(component)],
                process.running,
                attempt,
                process.since_ms,
                FIRST_PID + PIDS_APART * place + LATER_PIDS_APART * attempt,
            )
        )
    return found


def images(cluster: Cluster, node: str) -> list[ImageStatus]:
    """What is on a machine though no container that the runtime knows was made of it: kubeadm has fetched it."""
    machine, runtime = machine_of(cluster, node), runtime_of(cluster, node)
    names = [] if machine.runtime == "rkt" else [PAUSE_IMAGE]
    if machine.static_pods:
        names += [*dict.fromkeys(IMAGES[program_of(component)] for component in machine.static_pods), COREDNS_IMAGE]
    registry = runtime.registry
    return [
        ImageStatus((registry.id(name), name), registry.id(name), registry.size(name))
        for name in names
        if name not in runtime.images
    ]


def log(cluster: Cluster, node: str, component: str, previous: bool) -> list[LogLine]:
    """What its process has written; nothing if there is no such process, or none before."""
    process = cluster.components.get(component)
    if process is None or component not in machine_of(cluster, node).static_pods:
        return []
    return component_logs.read(process, previous) or []


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
