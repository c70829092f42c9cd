"""A machine and what runs on it: container runtime, kubelet, kube-proxy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..machinery.component import Component, Ground
from .container_runtime import Containerd
from .container_runtime.images import Registry
from .kube_proxy import KubeProxy
from .kubelet import Kubelet

if TYPE_CHECKING:
    from ..cluster import Cluster

KUBELET_VERSION = "v1.36.2"


@dataclass(slots=True)
class Machine:
    """One computer: its name, its address, and what its kubelet says of it when it registers."""

    name: str
    address: str
    pod_cidr: str = ""  # "": the node IPAM controller gives it one
    cpu: str = "4"
    memory: str = "8Gi"
    ephemeral_storage: str = "100Gi"
    pods: str = "110"
    hollow: bool = False  # as the machines of the recorded sessions: no kube-proxy, every image is there
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    spec: dict[str, Any] = field(default_factory=dict)
    status: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)  # of its kernel, written by kube-proxy
    routes: dict[str, str] = field(
        default_factory=dict
    )  # start of an address → the runtime that knows its Pods; shared
    static_pods: tuple[str, ...] = ()  # processes of the control plane that this machine's kubelet keeps

    def describe(self) -> None:
        """Fill in what follows from the rest."""
        labels = {
            "beta.kubernetes.io/arch": "amd64",
            "beta.kubernetes.io/os": "linux",
            "kubernetes.io/arch": "amd64",
            "kubernetes.io/hostname": self.name,
            "kubernetes.io/os": "linux",
        }
        self.labels = {**labels, **self.labels}
        if not self.hollow:
            self.annotations = {"volumes.kubernetes.io/controller-managed-attach-detach": "true", **self.annotations}
        if self.pod_cidr:
            self.spec = {"podCIDR": self.pod_cidr, "podCIDRs": [self.pod_cidr], **self.spec}
        if self.hollow:
            self.spec["providerID"] = f"kubemark://{self.name}"
        offer = {
            "cpu": self.cpu,
            "ephemeral-storage": self.ephemeral_storage,
            "memory": self.memory,
            "pods": self.pods,
        }
        identity = "" if self.hollow else self.name.encode().hex().ljust(32, "0")[:32]
        self.status = {
            "addresses": [{"type": "InternalIP", "address": self.address}, {"type": "Hostname", "address": self.name}],
            "capacity": offer,
            "allocatable": dict(offer),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "machineID": identity,
                "systemUUID": identity,
                "bootID": "",
                "kernelVersion": "6.12.57-amd64",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "containerRuntimeVersion": "containerd://2.2.0",
                "kubeletVersion": KUBELET_VERSION,
                "kubeProxyVersion": "",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
        }


def assemble(ground: Ground, machine: Machine, registry: Registry) -> list[Component]:
    """Put the processes onto a machine; the caller starts them."""
    name = machine.name
    machine.describe()
    machine.routes[machine.address] = f"container-runtime/{name}"
    components: list[Component] = [
        Containerd(ground, f"container-runtime/{name}", name, machine, registry),
        Kubelet(ground, f"kubelet/{name}", name, machine),
    ]
    if not machine.hollow:
        components.append(KubeProxy(ground, f"kube-proxy/{name}", name, machine))
    return components


def assemble_worker(cluster: Cluster, name: str) -> None:
    """A further worker joins: like the others, with the next free address and range. The caller starts its processes."""
    kubelets = [one for one in cluster.components.values() if isinstance(one, Kubelet)]
    machines = [one.machine for one in kubelets]
    hollow = any(machine.hollow for machine in machines)
    registries = [one.registry for one in cluster.components.values() if isinstance(one, Containerd)]
    registry = registries[0] if registries else Registry(serves_all=hollow)
    hosts = [int(machine.address.rpartition(".")[2]) for machine in machines]
    machine = Machine(name, f"172.18.0.{max(hosts, default=2) + 1}", hollow=hollow)
    if machines:
        machine.routes = machines[0].routes
    assemble(cluster.ground, machine, registry)
