"""A machine: one computer, with its name, its address and its kernel's rules. What runs on it are components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from . import machine_files, ports, quantities
from .disk import Disk
from .journal import Journal
from .kernel import Kernel
from .nat_rules import Rules
from .sockets import Listeners, NetworkStack

KUBELET_VERSION = "v1.36.2"
RUNTIMES = {  # name → how a Node reports it
    "containerd": "containerd://2.2.0",
    "cri-o": "cri-o://1.36.0",
    "docker": "docker://28.5.2",
    "rkt": "rkt://1.30.0",
}
FIRST_PID = 1200
PIDS_APART = 7  # between one process and the next there are others that nobody asks for


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
    shutdown_grace_s: int = 30  # how long its shutdown waits for its Pods; 0: not at all, which is Kubernetes' default
    shutdown_grace_critical_s: int = 10  # so much of it is for those that the node itself needs
    hollow: bool = False  # as the machines of the recorded sessions: no kube-proxy, every image is there
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    spec: dict[str, Any] = field(default_factory=dict)
    status: dict[str, Any] = field(default_factory=dict)
    rules: Rules = field(default_factory=dict)  # of its kernel, written by kube-proxy
    routes: dict[str, str] = field(default_factory=dict)  # (start of an) address → who takes what is sent to it; shared
    network: NetworkStack | None = None  # what carries its connections
    listeners: Listeners | None = None  # who takes them
    programs: dict[str, Callable[..., Any]] = field(
        default_factory=dict
    )  # of images: name → the component it runs as; shared
    held_down: dict[str, bool] = field(
        default_factory=dict
    )  # containers of kube-system that somebody kills at each start
    runtime: str = "containerd"  # one of RUNTIMES
    last_pid: int = FIRST_PID
    kernel: Kernel = field(default_factory=Kernel)  # what is used of the machine, and by whom
    eviction_soft: tuple[tuple[str, int, int, int], ...] = ()  # its kubelet's: (signal, bytes, percent, grace in s)
    disk: Disk = field(init=False)
    journal: Journal = field(default_factory=Journal)
    swap_on: bool = False
    booted_ms: int = 0
    static_pods: tuple[str, ...] = ()  # processes of the control plane that this machine's kubelet keeps

    def __post_init__(self) -> None:
        self.disk = Disk(partial(machine_files.original, self))

    def note(self, at_ms: int, unit: str, pid: int, what: str, *facts: str) -> None:
        """A unit says something into the machine's journal. Nobody logs in to a hollow machine."""
        if not self.hollow:
            self.journal.note(at_ms, unit, pid, what, *facts)

    @property
    def cri_server(self) -> str:
        """Who answers at the socket that the kubelet is told of."""
        return f"cri-dockerd/{self.name}" if self.runtime == "docker" else f"container-runtime/{self.name}"

    def new_pid(self) -> int:
        """The number of a new process."""
        self.last_pid += PIDS_APART
        return self.last_pid

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
            self.shutdown_grace_s = self.shutdown_grace_critical_s = 0
            self.spec["providerID"] = f"kubemark://{self.name}"
        offer = {
            "cpu": self.cpu,
            "ephemeral-storage": self.ephemeral_storage,
            **({} if self.hollow else {"hugepages-1Gi": "0", "hugepages-2Mi": "0"}),
            "memory": self.memory,
            "pods": self.pods,
        }
        self.kernel.cpu_millis = quantities.milli(self.cpu)
        self.kernel.memory_bytes = quantities.whole(self.memory)
        self.kernel.disk_bytes = quantities.whole(self.ephemeral_storage)
        identity = "" if self.hollow else self.name.encode().hex().ljust(32, "0")[:32]
        self.status = {
            "addresses": [{"type": "InternalIP", "address": self.address}, {"type": "Hostname", "address": self.name}],
            "capacity": offer,
            "allocatable": dict(offer),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": ports.KUBELET}},
            "nodeInfo": {
                "machineID": identity,
                "systemUUID": identity,
                "bootID": "",
                "kernelVersion": "6.12.57-amd64",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "containerRuntimeVersion": RUNTIMES[self.runtime],
                "kubeletVersion": KUBELET_VERSION,
                "kubeProxyVersion": "",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
        }
