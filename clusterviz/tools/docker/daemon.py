"""dockerd at the other end of its socket: what docker asks, what it hears, and what it says when nobody answers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.network import Reply
from ...cluster.machinery.program import Call, Wish
from ...cluster.machinery.static_manifests import PAUSE_IMAGE
from ..crictl.showing import digest
from ..go_text import human_duration
from ..machine.asking import ask

NO_DAEMON = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n"
NEVER_RAN = "ContainerCannotRun"  # what cri-dockerd makes of a container that dockerd could not start
SHORT = 12  # characters of an id


class Gone(Exception):
    """dockerd does not answer, or refuses."""


@dataclass(frozen=True, slots=True)
class Row:
    """One container of Docker's: a Pod's pause (`one` is None), or one that the Pod asks for. Virtual ms."""

    id: str
    image: str
    command: str
    created_ms: int
    running: bool
    name: str
    now_ms: int
    pod: cri.PodStatus
    one: cri.ContainerStatus | None = None
    exit_code: int = 0
    finished_ms: int | None = None

    @property
    def since(self) -> str:
        """How long ago it was created."""
        return human_duration(self.now_ms - self.created_ms)

    @property
    def status(self) -> str:
        """`Up 5 seconds`, `Exited (3) 4 seconds ago`, `Created`."""
        if self.running:
            return f"Up {self.since}"
        if self.one is not None and (self.one.state == cri.CREATED or self.one.reason == NEVER_RAN):
            return "Created"
        return f"Exited ({self.exit_code}) {human_duration(self.now_ms - (self.finished_ms or 0))} ago"

    @property
    def state(self) -> str:
        """`running`, `exited`, `created`."""
        return "running" if self.running else "created" if self.status == "Created" else "exited"


def call(machine: str, verb: str, message: Any, timeout_ms: int = 0) -> Generator[Wish, Any, Any]:
    """The answer to one message. Gone if there is none, or a refusal."""
    wish = Call(f"dockerd/{machine}", verb, machine, message, kind="cri")
    reply: Reply = yield replace(wish, timeout_ms=timeout_ms) if timeout_ms else wish
    if reply.failure is not None:
        raise Gone(NO_DAEMON)
    if isinstance(reply.body, cri.CriError):
        raise Gone(f"{reply.body.message}\n")
    return reply.body


def images(machine: str) -> Generator[Wish, Any, list[cri.ImageStatus]]:
    """Every image, that of the pauses among them."""
    found: list[cri.ImageStatus] = yield from call(machine, "GET /images/json", cri.ListImages())
    return [*found, *(yield from ask(machine, "static images"))]


def rows(machine: str) -> Generator[Wish, Any, list[Row]]:
    """Every container, pauses among them, newest first."""
    pods: list[cri.PodStatus] = yield from call(machine, "GET /containers/json", cri.ListPods())
    now_ms = (yield from ask(machine, "about")).now_ms
    commands = yield from ask(machine, "commands")
    found: list[Row] = []
    for pod in pods:
        end = f"{pod.name}_{pod.namespace}_{pod.uid}"
        for box in pod.sandboxes:
            name = f"k8s_POD_{end}_{box.attempt}"
            ready, over = box.state == cri.READY, _ended_ms(pod, box)
            row = Row(box.id, PAUSE_IMAGE, "/pause", box.created_ms, ready, name, now_ms, pod, finished_ms=over)
            found.append(row)
        for one in pod.containers:
            command = commands.get(one.id, "")
            name, image = f"k8s_{one.name}_{end}_{one.attempt}", digest(one.image_id)[:SHORT]
            running, code, ended = one.state == cri.RUNNING, one.exit_code, one.finished_ms
            found.append(Row(one.id, image, command, one.created_ms, running, name, now_ms, pod, one, code, ended))
    return sorted(found, key=_created, reverse=True)


def _ended_ms(pod: cri.PodStatus, box: cri.SandboxStatus) -> int:
    """When a pause has ended that is no more: nobody tells; the kubelet stops it as soon as the last container has ended."""
    ends = [one.finished_ms for one in pod.containers if one.sandbox_id == box.id and one.finished_ms is not None]
    return max(ends, default=box.created_ms)


def _created(row: Row) -> int:
    return row.created_ms


def find(machine: str, start: str) -> Generator[Wish, Any, Row]:
    """The container whose id begins so, or that is called so."""
    known = yield from rows(machine)
    found = [row for row in known if row.id.startswith(start) or row.name == start]
    if not found or not start:
        raise Gone(f"Error response from daemon: No such container: {start}\n")
    return found[0]
