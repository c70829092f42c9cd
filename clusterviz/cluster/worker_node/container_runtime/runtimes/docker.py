"""Docker as a node's runtime: kubelet → cri-dockerd → dockerd → containerd → shim → runc.

cri-dockerd speaks CRI on one side and Docker's API on the other; it came into being when Kubernetes 1.24 took dockershim out of the
kubelet. dockerd leaves the containers to containerd. It takes them with it when it ends, unless it was told `live-restore`.
"""

from __future__ import annotations

import re

from ....machinery import cri
from ....machinery.component import Component, Ground
from ....machinery.cri import READY, RUNNING, CriError
from ....machinery.daemons import daemon_pid
from ....machinery.machine import RUNTIMES, Machine
from ....machinery.network import Call, Reply, Stream
from .. import sandboxes
from ..images import canonical, split
from ..images.registry import door
from ..records import Container
from ..runtime import ContainerRuntime

NO_DAEMON = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
NO_CONTAINERD = (
    "Error response from daemon: connection error: desc = "
    '"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused": unavailable'
)
VERSION_KNOWN_MS = 60_000  # cri-dockerd asks dockerd for its version once a minute at most
AGAIN_MS = 1_000
NO_PROGRAM = 127

# What a message of CRI becomes: (Docker's API, containerd's API).
DIALECTS: dict[str, tuple[str, str]] = {
    "ListPodSandbox": ("GET /containers/json", "containers.List"),
    "ListImages": ("GET /images/json", "images.List"),
    "ImageStatus": ("GET /images/{name}/json", "images.Get"),
    "RemoveImage": ("DELETE /images/{name}", "images.Delete"),
    "PullImage": ("POST /images/create", "content.Write"),
    "RunPodSandbox": ("POST /containers/create", "tasks.Create"),
    "StopPodSandbox": ("POST /containers/{id}/stop", "tasks.Kill"),
    "RemovePodSandbox": ("DELETE /containers/{id}", "containers.Delete"),
    "CreateContainer": ("POST /containers/create", "containers.Create"),
    "StartContainer": ("POST /containers/{id}/start", "tasks.Start"),
    "StopContainer": ("POST /containers/{id}/stop", "tasks.Kill"),
    "RemoveContainer": ("DELETE /containers/{id}", "containers.Delete"),
    "ExecSync": ("POST /containers/{id}/exec", "tasks.Exec"),
    "GetContainerEvents": ("GET /events", "events.Subscribe"),
}


class DockersContainerd(ContainerRuntime):
    """The containerd that dockerd uses. It knows containers, and nothing of Pods or Kubernetes."""

    kind = "docker"
    handed_on = (
        "Error response from daemon: failed to create task for container: failed to create shim task: "
        "OCI runtime create failed: ",
        ": unknown",
    )

    def image_missing(self, name: str) -> CriError:
        """Docker's words for a tag that a repository has not."""
        repository, tag = split(name)
        short = repository.removeprefix("docker.io/").removeprefix("library/")
        return CriError(
            f"Error response from daemon: manifest for {short}:{tag or 'latest'} not found: manifest unknown: manifest unknown"
            if canonical(name).startswith("docker.io/")
            else f'Error response from daemon: failed to resolve reference "{canonical(name)}": {canonical(name)}: not found'
        )

    def registry_silent(self, name: str) -> CriError:
        """The daemon gives up."""
        return CriError(
            f'Error response from daemon: Get "https://{door(name)}/v2/": net/http: request canceled while waiting for '
            "connection (Client.Timeout exceeded while awaiting headers)"
        )

    def start_refused(self, container: Container) -> None:
        """Docker's own words and code."""
        container.exit_code = NO_PROGRAM
        container.reason = "ContainerCannotRun"

    def daemon_ended(self) -> None:
        """dockerd has stopped every container before it ended: who heeds SIGTERM ended by it, the others were killed."""
        for container in list(self.containers.values()):
            if container.state == RUNNING and container.process is not None:
                server = container.process.server
                code = container.image.stop_code if server else 137
                self._ended(container, code, "Completed" if code == 0 else "Error")
        for pod in self.pods.values():
            stopped = [sandbox for sandbox in pod.sandboxes if sandbox.state == READY]
            for sandbox in stopped:
                sandboxes.take_down(self, sandbox)
            if stopped:
                self.changed(pod, "SandboxStopped")


class _Relay(Component):
    """Hands messages on to whoever stands behind it, and its events back."""

    unit = ""  # of systemd
    dialect = 0  # which column of DIALECTS it speaks to the one behind it
    silence = ""  # what it says when the one behind it does not answer

    def __init__(self, ground: Ground, name: str, machine: Machine, behind: str) -> None:
        super().__init__(ground, name, machine.name)
        self.machine = machine
        self.behind = behind

    def boot(self) -> None:
        """Listen to what the one behind it tells."""
        self.say("started")
        self.streams: list[Stream] = []
        self._listen()

    def say(self, what: str) -> None:
        """Write into the machine's journal."""
        machine = self.machine
        machine.note(self.now_ms, self.unit, daemon_pid(self.unit, self), what)

    def halted(self) -> None:
        """Its journal outlives it."""
        if self.node not in self.network.powered_off:
            self.say("stopped")

    def _listen(self) -> None:
        verb = DIALECTS["GetContainerEvents"][self.dialect]
        self.network.open(self, self.behind, verb, self.node, cri.Events(), self._told, self._stream_ended, kind="cri")

    def _told(self, status: cri.PodStatus | cri.RuntimeStatus) -> None:
        for stream in self.streams:
            if isinstance(status, cri.RuntimeStatus):
                stream.push(status, "Status", self.node, kind="cri")
                continue
            stream.push(status, "events", f"{status.namespace}/{status.name}", kind="cri")

    def _stream_ended(self, reply: Reply) -> None:
        """Who listens here would miss something: they are to ask again."""
        streams, self.streams = self.streams, []
        for stream in streams:
            stream.close()
        self.after(AGAIN_MS, self._listen)

    def stream_closed(self, stream: Stream) -> None:
        """Nobody listens there any more."""
        if stream in self.streams:
            self.streams.remove(stream)

    def handle(self, call: Call) -> None:
        """Say it in the other's language."""
        if isinstance(call.body, cri.Events):
            assert call.stream is not None
            self.streams.append(call.stream)
            return
        verb = _said(call, self.dialect)
        self.network.call(
            self,
            self.behind,
            verb,
            call.subject,
            call.body,
            self._answered,
            call,
            kind="cri",
            timeout_ms=call.timeout_ms,
            lasting=call.lasting,
        )

    def _answered(self, reply: Reply, call: Call) -> None:
        call.reply(reply.body if reply.failure is None else CriError(self.silence))


def _said(call: Call, dialect: int) -> str:
    """The verb in another language; a message that has come through cri-dockerd is in Docker's already."""
    for spoken in DIALECTS.values():
        if call.verb == spoken[0]:
            return spoken[dialect]
    return DIALECTS.get(call.verb, (call.verb, call.verb))[dialect]


class CriDockerd(_Relay):
    """CRI in front, Docker's API behind."""

    unit = "cri-docker"
    dialect = 0
    silence = NO_DAEMON

    def boot(self) -> None:
        """Nothing is known of dockerd yet."""
        super().boot()
        self.known: cri.RuntimeStatus | None = None
        self.known_ms = 0

    def handle(self, call: Call) -> None:
        """The runtime's status is what dockerd says of itself, at most a minute old."""
        if isinstance(call.body, cri.Status | cri.UpdateRuntimeConfig):
            if isinstance(call.body, cri.Status) and self._is_known():
                call.reply(self.known)
                return
            self.network.call(self, self.behind, "GET /version", self.node, call.body, self._version, call, kind="cri")
        else:
            super().handle(call)

    def _is_known(self) -> bool:
        known = self.known
        return known is not None and known.network_ready and self.now_ms - self.known_ms < VERSION_KNOWN_MS

    def _version(self, reply: Reply, call: Call) -> None:
        status = reply.body
        if reply.failure is not None or isinstance(status, CriError):
            said = NO_DAEMON if reply.failure is not None else status.message
            problem = (
                "RuntimeReady=false reason:DockerDaemonNotReady message:docker: failed to get docker version: "
                f"failed to get docker version from dockerd: {said}"
            )
            call.reply(cri.RuntimeStatus(RUNTIMES["docker"], True, "", problem))
            return
        self.known, self.known_ms = status, self.now_ms
        call.reply(status)


class Dockerd(_Relay):
    """The Docker daemon."""

    unit = "docker"
    dialect = 1
    silence = NO_CONTAINERD

    def __init__(self, ground: Ground, name: str, behind: str, containers: DockersContainerd) -> None:
        super().__init__(ground, name, containers.machine, behind)
        self.containers = containers

    def boot(self) -> None:
        """It reads its configuration once, when it starts."""
        super().boot()
        text = self.machine.disk.read("/etc/docker/daemon.json") or ""
        self.live_restore = re.search(r'"live-restore" *: *true', text) is not None

    def halted(self) -> None:
        """Its containers end with it."""
        super().halted()
        if self.node not in self.network.powered_off and not self.live_restore:
            self.containers.daemon_ended()


__all__ = ["NO_DAEMON", "CriDockerd", "Dockerd", "DockersContainerd"]
