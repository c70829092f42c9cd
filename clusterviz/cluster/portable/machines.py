"""The machines: what each is, and what stands on its disk besides the containers' records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import internet
from .. import machines as of_cluster
from ..addons.coredns import CoreDNS
from ..cluster import Cluster
from ..machinery.component import Component
from ..machinery.journal import Entry
from ..machinery.machine import Machine
from ..worker_node.container_runtime import ContainerRuntime
from ..worker_node.container_runtime.images import Registry
from . import containers

# What a Machine is made of, as plain JSON; what is missing in an older save is as in any new machine.
PLAIN = (
    "name",
    "address",
    "pod_cidr",
    "cpu",
    "memory",
    "ephemeral_storage",
    "pods",
    "shutdown_grace_s",
    "shutdown_grace_critical_s",
    "hollow",
    "labels",
    "annotations",
    "spec",
    "runtime",
    "swap_on",
    "booted_ms",
)
LISTS = ("eviction_soft", "static_pods")
# Components that run on no machine of the cluster, and who makes them.
ELSEWHERE: dict[str, Callable[[Cluster], Component]] = {
    internet.NAME: lambda cluster: internet.Internet(cluster.ground, internet.NAME, ""),
    "coredns": lambda cluster: CoreDNS(cluster.ground, "coredns", ""),
}


def save(cluster: Cluster) -> list[dict[str, Any]]:
    """Every machine, in the order in which they came."""
    found = (of_cluster.machine_of(cluster, node) for node in of_cluster.names(cluster) if _has_kubelet(cluster, node))
    return [_save_machine(cluster, machine) for machine in found]


def _has_kubelet(cluster: Cluster, node: str) -> bool:
    return f"kubelet/{node}" in cluster.components


def _save_machine(cluster: Cluster, machine: Machine) -> dict[str, Any]:
    kernel = machine.kernel
    return {
        **{name: getattr(machine, name) for name in PLAIN},
        **{name: list(getattr(machine, name)) for name in LISTS},
        "last_pid": machine.last_pid,
        "held_down": list(machine.held_down),
        "changed_files": dict(machine.disk.changed),
        "journal": [[*entry[:-1], list(entry.facts)] for entry in machine.journal.entries],
        "filled_disk": kernel.filled_disk,
        "volumes": {uid: dict(kept) for uid, kept in kernel.volumes.items()},
        "runtime_has": containers.save(_runtime(cluster, machine.name)),
    }


def _runtime(cluster: Cluster, node: str) -> ContainerRuntime:
    found = cluster.components[f"container-runtime/{node}"]
    assert isinstance(found, ContainerRuntime), f"{found.name} is no container runtime"
    return found


def save_registry(cluster: Cluster) -> dict[str, bool]:
    """The registry that all machines ask."""
    registry = of_cluster.registry(cluster) or Registry()
    return {"serves_all": registry.serves_all, "down": registry.down}


def load(cluster: Cluster, saved: list[dict[str, Any]], saved_registry: dict[str, bool]) -> None:
    """Set the machines up again, each with its disk. Nothing on them runs yet."""
    registry = Registry(serves_all=saved_registry["serves_all"])
    if saved_registry["down"]:
        registry.down = True
    routes: dict[str, str] = {}
    hollow = all(one["hollow"] for one in saved)
    if not hollow:
        internet.connect(routes)
        ELSEWHERE[internet.NAME](cluster)
        cluster.you.routes = routes
    for one in saved:
        _load_machine(cluster, one, registry, routes)
    if not hollow:
        ELSEWHERE["coredns"](cluster)


def _load_machine(cluster: Cluster, saved: dict[str, Any], registry: Registry, routes: dict[str, str]) -> None:
    machine = Machine(**{name: saved[name] for name in PLAIN if name in saved}, routes=routes)
    machine.eviction_soft = tuple(tuple(one) for one in saved["eviction_soft"])
    machine.static_pods = tuple(saved["static_pods"])
    machine.disk.changed = dict(saved["changed_files"])
    for at_ms, unit, pid, what, facts in saved["journal"]:
        machine.journal.entries.append(Entry(at_ms, unit, pid, what, tuple(facts)))
    of_cluster.assemble(cluster.ground, machine, registry)
    machine.held_down = dict.fromkeys(saved["held_down"], True)
    machine.kernel.filled_disk = saved["filled_disk"]
    machine.kernel.volumes = {uid: dict(kept) for uid, kept in saved["volumes"].items()}
    containers.load(_runtime(cluster, machine.name), saved["runtime_has"])
    machine.last_pid = saved["last_pid"]  # last: records that are made anew draw numbers
