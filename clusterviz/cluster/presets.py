"""Clusters to begin with: what is there before anybody has done anything."""

from __future__ import annotations

from .cluster import CONTROL_PLANE, Cluster
from .worker_node import Machine, assemble
from .worker_node.container_runtime.images import Registry

THREE_NODES = "three-nodes"
BARE = "bare"
PRESETS = (THREE_NODES, BARE)

EPOCH_MS = 1_767_225_600_000
BOOT_AT_MOST_MS = 120_000
BOOT_STEP_MS = 250
SETTLED_MS = 3_000


def make(preset: str = THREE_NODES, seed: int = 1, epoch_ms: int = EPOCH_MS, nodes: int | None = None) -> Cluster:
    """A cluster, booted and quiet. `nodes`: how many workers (three-nodes: 3, bare: 1 unless told)."""
    assert preset in PRESETS, f"there is no preset {preset!r}; there are: {', '.join(PRESETS)}"
    cluster = Cluster(seed, epoch_ms)
    if preset == BARE:
        _bare(cluster, 1 if nodes is None else nodes)
    else:
        _kubeadm(cluster, 3 if nodes is None else nodes)
    return cluster


def _bare(cluster: Cluster, nodes: int) -> None:
    """As the recorded sessions have it: nothing in kube-system, hollow nodes, a registry that serves every name at once."""
    registry = Registry(serves_all=True)
    for number in range(1, nodes + 1):
        machine = Machine(f"node-{number}", f"172.18.0.{number + 1}", f"10.244.{number - 1}.0/24", hollow=True)
        assemble(cluster.ground, machine, registry)
    cluster.start()
    cluster.run_for(8_000)


def _kubeadm(cluster: Cluster, nodes: int) -> None:
    registry = Registry()
    for number in range(1, nodes + 1):
        machine = Machine(f"node-{number}", f"172.18.0.{number + 2}", f"10.244.{number}.0/24")
        assemble(cluster.ground, machine, registry)
    control_plane = Machine(CONTROL_PLANE, "172.18.0.2", "10.244.0.0/24")
    assemble(cluster.ground, control_plane, registry)
    cluster.start()
    cluster.run_for(8_000)
