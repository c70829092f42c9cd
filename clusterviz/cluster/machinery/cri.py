"""The Container Runtime Interface: what a kubelet asks of the container runtime on its machine, and hears from it. Fact sheet §9.5.

Every message is answered with what it asks for, or with a `CriError`. What changes a Pod answers with the Pod's status after the
change; the runtime also tells of every change on the `Events` stream, as CRI's GetContainerEvents does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CREATED = "CREATED"
RUNNING = "RUNNING"
EXITED = "EXITED"
UNKNOWN = "UNKNOWN"

HEALTH_CHECK = "CHECK"  # the method of a Knock that speaks the gRPC health protocol; its path names the service
TLS = "TLS"  # the payload of a Knock that begins with a handshake

READY = "READY"
NOTREADY = "NOTREADY"


@dataclass(frozen=True, slots=True)
class CriError:
    """A refusal, in the runtime's own words: `code` is the gRPC code, `reason` what the kubelet makes of it."""

    message: str
    code: str = "Unknown"

    def __str__(self) -> str:
        return f"rpc error: code = {self.code} desc = {self.message}"


# -- what is --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SandboxStatus:
    """A Pod's sandbox: its namespaces and its address."""

    id: str
    attempt: int
    state: str
    created_ms: int
    ip: str
    host_network: bool


@dataclass(frozen=True, slots=True)
class ContainerStatus:
    """One container, alive or dead. Times are virtual ms."""

    id: str
    sandbox_id: str
    name: str
    attempt: int
    state: str
    image: str
    image_id: str
    spec_hash: str
    created_ms: int
    started_ms: int | None
    finished_ms: int | None
    exit_code: int
    reason: str
    message: str
    runtime: str = "containerd"

    @property
    def full_id(self) -> str:
        """The id as the API has it, with the runtime's name in front."""
        return f"{self.runtime}://{self.id}"


@dataclass(frozen=True, slots=True)
class PodStatus:
    """All that a runtime knows of one Pod, newest attempts first. `version` grows with each change."""

    uid: str
    namespace: str
    name: str
    version: int
    sandboxes: tuple[SandboxStatus, ...] = ()
    containers: tuple[ContainerStatus, ...] = ()

    def latest(self, name: str) -> ContainerStatus | None:
        """The newest container of this name."""
        for container in self.containers:
            if container.name == name:
                return container
        return None

    def running(self) -> list[ContainerStatus]:
        """The containers that run now."""
        return [container for container in self.containers if container.state == RUNNING]


@dataclass(frozen=True, slots=True)
class RuntimeStatus:
    """Whether the runtime and its network are ready, and what it is called."""

    version: str
    network_ready: bool
    boot_id: str
    problem: str = ""  # the condition RuntimeReady, if it is false
    network_configured: bool = True  # a network plugin's configuration is there


@dataclass(frozen=True, slots=True)
class ImageStatus:
    """An image on the machine."""

    names: tuple[str, ...]
    id: str
    size: int


# -- what is asked --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Status:
    """How is the runtime? Answer: RuntimeStatus."""


@dataclass(frozen=True, slots=True)
class UpdateRuntimeConfig:
    """The node's range of Pod addresses is known now. Answer: RuntimeStatus."""

    pod_cidr: str


@dataclass(frozen=True, slots=True)
class ListPods:
    """Everything that is there. Answer: list of PodStatus."""


@dataclass(frozen=True, slots=True)
class ListImages:
    """The images on the machine. Answer: list of ImageStatus."""


@dataclass(frozen=True, slots=True)
class Events:
    """Opens the stream of changes: each message is a PodStatus."""


@dataclass(frozen=True, slots=True)
class RunPodSandbox:
    """Make a Pod's sandbox and connect it to the network. Answer: PodStatus."""

    namespace: str
    name: str
    uid: str
    attempt: int
    hostname: str
    host_network: bool = False
    host_ports: tuple[tuple[int, int, str], ...] = ()  # (port of the machine, of the Pod, protocol)


@dataclass(frozen=True, slots=True)
class StopPodSandbox:
    """Kill what still runs in it and give its address back. Answer: PodStatus."""

    pod_uid: str
    sandbox_id: str


@dataclass(frozen=True, slots=True)
class RemovePod:
    """RemovePodSandbox for every sandbox of a Pod, with its containers and logs. Answer: None."""

    pod_uid: str


@dataclass(frozen=True, slots=True)
class GetImage:
    """Is this image on the machine? Answer: ImageStatus or None."""

    image: str


@dataclass(frozen=True, slots=True)
class PullImage:
    """Fetch an image from its registry. Answer: ImageStatus."""

    image: str


@dataclass(frozen=True, slots=True)
class RemoveImage:
    """Take an image off the machine. Answer: None."""

    image_id: str


@dataclass(frozen=True, slots=True)
class CreateContainer:
    """Prepare a container in a sandbox. Answer: ContainerStatus's id."""

    pod_uid: str
    sandbox_id: str
    name: str
    attempt: int
    image: str
    spec_hash: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # what is mounted: path → content
    volumes: dict[str, str] = field(default_factory=dict)  # where an emptyDir is mounted → its name
    ports: tuple[int, ...] = ()
    memory_limit: int = 0  # bytes; 0: none
    cpu_limit_millis: int = 0  # 0: none
    cpu_shares: int = 2
    oom_score_adj: int = 1000
    in_memory: tuple[str, ...] = ()  # emptyDirs that count as memory of who writes them
    published: dict[str, str] = field(
        default_factory=dict
    )  # where a volume that the kubelet writes is mounted → its name


@dataclass(frozen=True, slots=True)
class StartContainer:
    """Start what was created. Answer: PodStatus."""

    pod_uid: str
    container_id: str


@dataclass(frozen=True, slots=True)
class UpdateContainerResources:
    """Other limits for a container that runs. Answer: PodStatus. Bytes and millicores; 0: none."""

    pod_uid: str
    container_id: str
    memory_limit: int
    cpu_limit_millis: int
    cpu_shares: int


@dataclass(frozen=True, slots=True)
class StopContainer:
    """SIGTERM, and SIGKILL after `timeout_ms`. Answered when the container has ended: PodStatus."""

    pod_uid: str
    container_id: str
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class RemoveContainer:
    """Forget a dead container and its log. Answer: PodStatus."""

    pod_uid: str
    container_id: str


@dataclass(frozen=True, slots=True)
class ExecSync:
    """Run a command in a container. Answer: ExecResult."""

    container_id: str
    command: tuple[str, ...]
    timeout_ms: int = 0


@dataclass(frozen=True, slots=True)
class ExecResult:
    """`exit_code` None: it did not end in time."""

    exit_code: int | None
    output: str


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The log of a container. Answer: list of LogLine."""

    container_id: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line that a container wrote."""

    at_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Knock:
    """A connection to a port of a Pod (or of the machine), as probes make it. Answer: Answer or CriError."""

    ip: str
    port: int
    method: str = ""  # "": only connect (TCP)
    path: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    protocol: str = "TCP"
    source: str = ""  # who asks, by the address that the listener sees
    walk: int = 0  # its record; 0: none is kept
    payload: Any = None  # what is asked beyond a path: a question to a name server, or TLS


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `code` 0: the connection was accepted (TCP)."""

    code: int
    body: str = ""
    delay_ms: int = 0
    payload: Any = None
    by: str = ""  # the Pod that says it: namespace/name
    tls: str = ""  # what it says to whoever comes without TLS; "": it speaks none itself


CriMessage = Any
