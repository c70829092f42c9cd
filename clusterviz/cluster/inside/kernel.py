"""What the kernel of a machine knows: its addresses and routes, its rules for packets, who listens, its swap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..machinery import ports
from ..machinery.cri import READY, RUNNING
from ..machinery.daemons import UNITS, daemon_pid
from ..machinery.ip_tools import Interface, Route, Socket
from ..worker_node.container_runtime import interfaces
from ..worker_node.kube_proxy import KubeProxy
from ..worker_node.kube_proxy.iptables import filter_table, mangle_table, nat_table
from ..worker_node.pod_network import portmap
from .machine import machine_of, runtime_of
from .static_containers import listed

if TYPE_CHECKING:
    from ..cluster import Cluster

KUBELET_PORTS = (("127.0.0.1", ports.KUBELET_HEALTH), ("*", ports.KUBELET))
PROXY_PORTS = (("127.0.0.1", ports.PROXY_METRICS), ("*", ports.PROXY_HEALTH))
STATIC_PORTS = {
    "etcd": (("127.0.0.1", 2379), ("127.0.0.1", 2381), ("{address}", 2379), ("{address}", 2380)),
    "kube-apiserver": (("*", ports.API_SERVER),),
    "kube-controller-manager": (("127.0.0.1", ports.CONTROLLER_MANAGER),),
    "kube-scheduler": (("127.0.0.1", ports.SCHEDULER),),
}


class About(NamedTuple):
    """A machine, in a few words. Times are virtual ms."""

    node: str
    address: str
    runtime: str
    now_ms: int
    epoch_ms: int
    booted_ms: int
    cpu: str
    memory: str
    control_plane: bool
    swap_on: bool


def about(cluster: Cluster, node: str) -> About:
    """What anybody knows of this machine."""
    machine = machine_of(cluster, node)
    clock = cluster.clock
    return About(
        node,
        machine.address,
        machine.runtime,
        clock.now_ms,
        clock.epoch_ms,
        machine.booted_ms,
        machine.cpu,
        machine.memory,
        bool(machine.static_pods),
        machine.swap_on,
    )


def addresses(cluster: Cluster, node: str) -> list[Interface]:
    """The machine's interfaces."""
    return interfaces.of_machine(runtime_of(cluster, node))


def routes(cluster: Cluster, node: str) -> list[Route]:
    """The ways to the Pods of the other machines: each network behind its machine."""
    machine = machine_of(cluster, node)
    addresses = {taker: at for at, taker in machine.routes.items() if not at.endswith(".")}
    return [
        Route(f"{at}0/24", addresses[taker])
        for at, taker in machine.routes.items()
        if at.endswith(".")
        and taker.startswith("pod-network/")
        and taker in addresses
        and taker != f"pod-network/{node}"
    ]


def rules(cluster: Cluster, node: str, table: str) -> list[str]:
    """A table of iptables as `iptables-save` has it: nat, filter or mangle."""
    runtime = runtime_of(cluster, node)
    machine = runtime.machine
    if table != "nat":
        return mangle_table() if table == "mangle" else filter_table(machine.rules)
    mapped = [
        portmap.Mapped(one.id, one.ip, one.host_ports)
        for pod in runtime.pods.values()
        for one in pod.sandboxes
        if one.state == READY and one.host_ports and not one.host_network
    ]
    return portmap.added(nat_table(machine.rules), mapped, machine.pod_cidr)


def flush(cluster: Cluster, node: str) -> None:
    """Somebody deletes kube-proxy's rules. A kube-proxy that runs notices within its period, and writes them again."""
    machine_of(cluster, node).rules = {}
    proxy = cluster.components.get(f"kube-proxy/{node}")
    if isinstance(proxy, KubeProxy) and proxy.running:
        proxy.flushed()


def swap(cluster: Cluster, node: str, on: bool) -> None:
    """swapon -a, swapoff -a."""
    machine_of(cluster, node).swap_on = on


def sockets(cluster: Cluster, node: str) -> list[Socket]:
    """Who listens on TCP on this machine itself."""
    runtime = runtime_of(cluster, node)
    machine = runtime.machine
    found = [Socket("0.0.0.0", 22, "sshd", 571)]
    for unit, kind in UNITS[machine.runtime].items():
        component = cluster.components.get(f"{kind}/{node}")
        if component is None or not component.running:
            continue
        pid = daemon_pid(unit, component)
        if unit == "kubelet":
            found += [Socket(address, port, "kubelet", pid) for address, port in KUBELET_PORTS]
        elif unit in ("containerd", "crio"):
            found.append(Socket("127.0.0.1", 35011, unit, pid))
    for one in listed(cluster, node):
        at: Any = STATIC_PORTS["etcd" if one.name.startswith("etcd") else one.name]
        if one.running:
            found += [Socket(text.format(address=machine.address), port, one.name, one.pid) for text, port in at]
    for container in runtime.containers.values():
        if container.state == RUNNING and container.sandbox.host_network:
            if container.name == "kube-proxy":
                checks = {rule["health_check_node_port"] for rule in machine.rules.values()} - {0}
                places = (*PROXY_PORTS, *(("*", port) for port in sorted(checks)))
                found += [Socket(address, port, "kube-proxy", container.pid) for address, port in places]
            found += [Socket("*", port, container.name, container.pid) for port in sorted(container.ports)]
    return list(dict.fromkeys(found))
