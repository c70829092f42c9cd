"""The runtime at the other end of the socket: what crictl asks, what it hears, and what it says when nobody answers."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.machine_files import SOCKETS
from ...cluster.machinery.network import Reply
from ...cluster.machinery.program import Call, Wish
from ..machine.asking import ask

LONGEST_MS = 600_000
STATIC_UID = 32  # of the control plane's Pods, the uid is the beginning of the sandbox's id


class RuntimeGone(Exception):
    """The words with which crictl gives up."""


@dataclass(frozen=True, slots=True)
class Row:
    """One container with its Pod, as CRI tells of it."""

    pod: cri.PodStatus
    one: cri.ContainerStatus


@dataclass(frozen=True, slots=True)
class Runtime:
    """A machine's runtime, and what is known of the machine."""

    machine: str
    address: str
    about: Any
    socket: str

    def call(self, verb: str, message: cri.CriMessage) -> Generator[Wish, Any, Any]:
        """The answer to one message. RuntimeGone if there is none, or a refusal."""
        reply: Reply = yield Call(self.address, verb, self.machine, message, kind="cri")
        if reply.failure is not None:
            path = self.socket.removeprefix("unix://")
            problem = (
                'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: '
                f'dial unix {path}: connect: connection refused"'
                if reply.failure == "refused"
                else "rpc error: code = DeadlineExceeded desc = context deadline exceeded"
            )
            raise RuntimeGone(
                f'validate service connection: validate CRI v1 runtime API for endpoint "{self.socket}": {problem}'
            )
        if isinstance(reply.body, cri.CriError) and reply.body.code == "Unimplemented":
            raise RuntimeGone(
                f'validate service connection: validate CRI v1 runtime API for endpoint "{self.socket}": {reply.body}'
            )
        if isinstance(reply.body, cri.CriError):
            raise RuntimeGone(str(reply.body))
        return reply.body

    def pods(self) -> Generator[Wish, Any, list[cri.PodStatus]]:
        """Every Pod that it has, the control plane's own among them. Newest first."""
        found: list[cri.PodStatus] = yield from self.call("ListPodSandbox", cri.ListPods())
        static = yield from ask(self.machine, "static containers")
        found = [*found, *(_as_pod(one, self.about) for one in static)]
        return sorted((pod for pod in found if pod.sandboxes), key=_created, reverse=True)

    def containers(self) -> Generator[Wish, Any, list[Row]]:
        """Every container, newest first."""
        pods = yield from self.pods()
        rows = [Row(pod, one) for pod in pods for one in pod.containers]
        return sorted(rows, key=_made, reverse=True)

    def static(self, pod: cri.PodStatus) -> bool:
        """Whether it is one of the control plane's."""
        return any(pod.uid == one.id[:STATIC_UID] for one in pod.sandboxes)

    def own(self, pod: cri.PodStatus) -> None:
        """RuntimeGone if the Pod is the control plane's: what runs in it is a component of the cluster, no process of the runtime."""
        if self.static(pod):
            name = pod.containers[0].name if pod.containers else pod.name
            raise RuntimeGone(
                f"{pod.name} is a part of the cluster itself here. Its process ends and begins again with: fault restart {name}"
            )

    def images(self) -> Generator[Wish, Any, list[cri.ImageStatus]]:
        """Every image that it has, the control plane's own among them."""
        found: list[cri.ImageStatus] = yield from self.call("ListImages", cri.ListImages())
        return [*found, *(yield from ask(self.machine, "static images"))]

    def image(self, name: str) -> Generator[Wish, Any, cri.ImageStatus | None]:
        """The image of this name, or the one whose id begins so."""
        image: cri.ImageStatus | None = yield from self.call("GetImage", cri.GetImage(name))
        if image is not None:
            return image
        found = yield from self.images()
        start = name.removeprefix("sha256:")
        return next(
            (one for one in found if name in one.names or one.id.rpartition("sha256:")[2].startswith(start)), None
        )

    def sandbox(self, start: str, doing: str) -> Generator[Wish, Any, tuple[cri.PodStatus, cri.SandboxStatus]]:
        """The sandbox whose id begins so, with its Pod."""
        pods = yield from self.pods()
        found = [(pod, one) for pod in pods for one in pod.sandboxes if one.id.startswith(start)]
        if len(found) != 1 or not start:
            raise RuntimeGone(
                f'{doing} "{start}": rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found'
            )
        return found[0]

    def container(self, start: str, doing: str = "getting the status of the container") -> Generator[Wish, Any, Row]:
        """The container whose id begins so."""
        rows = yield from self.containers()
        found = [row for row in rows if row.one.id.startswith(start)]
        if len(found) != 1 or not start:
            many = "more than one container is called so" if found else "not found"
            raise RuntimeGone(
                f"{f'{doing} {chr(34)}{start}{chr(34)}: ' if doing else ''}rpc error: code = NotFound desc = "
                f'an error occurred when try to find container "{start}": {many}'
            )
        return found[0]


def connect(machine: str, endpoint: str = "") -> Generator[Wish, Any, Runtime]:
    """The runtime of a machine, by its socket; RuntimeGone if nobody has this socket there."""
    about = yield from ask(machine, "about")
    socket = SOCKETS[about.runtime]
    endpoint = endpoint or socket or SOCKETS["containerd"]  # nobody has configured crictl for rkt: it has no CRI
    if endpoint.removeprefix("unix://") != socket.removeprefix("unix://"):
        path = endpoint.removeprefix("unix://")
        raise RuntimeGone(
            f'validate service connection: validate CRI v1 runtime API for endpoint "{endpoint}": rpc error: code = Unavailable '
            f'desc = connection error: desc = "transport: Error while dialing: dial unix {path}: connect: no such file or directory"'
        )
    address = f"cri-dockerd/{machine}" if about.runtime == "docker" else f"container-runtime/{machine}"
    return Runtime(machine, address, about, socket)


def _created(pod: cri.PodStatus) -> int:
    return pod.sandboxes[0].created_ms


def _made(row: Row) -> int:
    return row.one.created_ms


def _as_pod(one: Any, about: Any) -> cri.PodStatus:
    state = cri.RUNNING if one.running else cri.EXITED
    sandbox = cri.SandboxStatus(one.sandbox_id, 0, cri.READY, one.since_ms, about.address, True)
    container = cri.ContainerStatus(
        one.id,
        one.sandbox_id,
        one.name,
        one.attempt,
        state,
        one.image,
        f"{one.image.rpartition(':')[0]}@sha256:{hashlib.sha256(one.image.encode()).hexdigest()}",
        "",
        one.since_ms,
        one.since_ms,
        None if one.running else one.since_ms,
        0 if one.running else 137,
        "" if one.running else "Error",
        "",
        about.runtime,
    )
    return cri.PodStatus(one.sandbox_id[:STATIC_UID], "kube-system", one.pod, 1, (sandbox,), (container,))
