"""Every process of a machine that one may want to see: systemd, the daemons, and what runs in its containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..machinery.daemons import daemon_pid
from ..machinery.static_manifests import program_of
from ..worker_node.container_runtime import ProcessInfo, argv_of, tree
from .machine import machine_of, runtime_of
from .static_containers import listed

if TYPE_CHECKING:
    from ..cluster import Cluster

SSHD_PID = 571
KUBELET = (
    "/usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf "
    "--kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml"
)


def commands(cluster: Cluster, node: str) -> dict[str, str]:
    """What each container of the runtime was made to run, by its id: also of those that run no more, or never did."""
    return {one.id: " ".join(argv_of(one.config, one.image)) for one in runtime_of(cluster, node).containers.values()}


def every(cluster: Cluster, node: str) -> list[ProcessInfo]:
    """Parents before their children."""
    machine = machine_of(cluster, node)
    booted_ms = machine.booted_ms
    found = [
        ProcessInfo(1, 0, "root", "/sbin/init", booted_ms, "daemon"),
        ProcessInfo(
            SSHD_PID, 1, "root", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", booted_ms, "daemon"
        ),
    ]
    kubelet = cluster.components.get(f"kubelet/{node}")
    if kubelet is not None and kubelet.running:
        found.append(ProcessInfo(daemon_pid("kubelet", kubelet), 1, "root", KUBELET, kubelet.since_ms, "daemon"))
    for one in listed(cluster, node):
        if one.running:
            pod = f"kube-system/{one.pod}"
            shim = "/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id " + one.sandbox_id
            shim += " -address /run/containerd/containerd.sock"
            found.append(ProcessInfo(one.pid - 22, 1, "root", shim, one.since_ms, "shim", pod))
            found.append(ProcessInfo(one.pid - 11, one.pid - 22, "65535", "/pause", one.since_ms, "pause", pod))
            command = program_of(one.name)
            found.append(ProcessInfo(one.pid, one.pid - 22, "root", command, one.since_ms, "container", pod, one.name))
    return found + tree(runtime_of(cluster, node))
