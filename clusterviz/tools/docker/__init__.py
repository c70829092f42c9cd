"""docker: speaks to a machine's dockerd, past Kubernetes and past cri-dockerd. Answers as Docker 28 prints them."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.machine import RUNTIMES
from ...cluster.machinery.network import Reply
from ...cluster.machinery.program import Call, Code, Print, Wish
from ..crictl.showing import digest
from ..go_text import human_duration, human_size, tabbed
from ..machine.asking import ask

NO_DAEMON = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n"
USAGE = "Usage:  docker COMMAND\n\nHere: ps [-a], images, logs, inspect, version\n"
SHORT = 12
PAUSE = "registry.k8s.io/pause:3.10.1"


class Gone(Exception):
    """dockerd does not answer, or refuses."""


Command = Callable[[str, list[str]], Code]


def code(words: list[str], machine: str) -> Code:
    """`docker WORDS…` on a machine."""
    about = yield from ask(machine, "about")
    if about.runtime != "docker":
        yield Print("bash: docker: command not found\n", error=True)
        return 127
    command = COMMANDS.get(words[0]) if words else None
    if command is None or "--help" in words:
        yield Print(USAGE, error=bool(words) and "--help" not in words)
        return 0 if not words or "--help" in words else 1
    try:
        return (yield from command(machine, words[1:]))
    except Gone as gone:
        yield Print(str(gone), error=True)
        return 1


def _call(machine: str, verb: str, message: Any) -> Generator[Wish, Any, Any]:
    reply: Reply = yield Call(f"dockerd/{machine}", verb, machine, message, kind="cri")
    if reply.failure is not None:
        raise Gone(NO_DAEMON)
    if isinstance(reply.body, cri.CriError):
        raise Gone(f"{reply.body.message}\n")
    return reply.body


def _rows(machine: str) -> Generator[Wish, Any, list[dict[str, Any]]]:
    """Every container, pauses among them, newest first."""
    pods: list[cri.PodStatus] = yield from _call(machine, "GET /containers/json", cri.ListPods())
    about = yield from ask(machine, "about")
    processes = yield from ask(machine, "processes")
    commands = {
        (one.pod, one.container): one.command.removeprefix("nginx: master process ")
        for one in processes
        if one.kind == "container"
    }
    rows = []
    for pod in pods:
        end = f"{pod.name}_{pod.namespace}_{pod.uid}"
        for sandbox in pod.sandboxes:
            running = sandbox.state == cri.READY
            rows.append(
                _row(
                    sandbox.id,
                    PAUSE,
                    "/pause",
                    sandbox.created_ms,
                    running,
                    0,
                    None,
                    f"k8s_POD_{end}_{sandbox.attempt}",
                    about,
                )
            )
        for one in pod.containers:
            command = commands.get((f"{pod.namespace}/{pod.name}", one.name), "")
            name = f"k8s_{one.name}_{end}_{one.attempt}"
            image = digest(one.image_id)[:SHORT]
            running = one.state == cri.RUNNING
            rows.append(
                _row(one.id, image, command, one.created_ms, running, one.exit_code, one.finished_ms, name, about)
            )
    return sorted(rows, key=_created, reverse=True)


def _row(
    identity: str,
    image: str,
    command: str,
    created_ms: int,
    running: bool,
    exit_code: int,
    finished_ms: int | None,
    name: str,
    about: Any,
) -> dict[str, Any]:
    since = human_duration(about.now_ms - created_ms)
    status = (
        f"Up {since}" if running else f"Exited ({exit_code}) {human_duration(about.now_ms - (finished_ms or 0))} ago"
    )
    quoted = f'"{command}"' if len(command) <= 18 else f'"{command[:18]}…"'
    return {
        "id": identity,
        "image": image,
        "command": quoted,
        "created": f"{since} ago",
        "created_ms": created_ms,
        "status": status,
        "running": running,
        "name": name,
    }


def _created(row: dict[str, Any]) -> int:
    return int(row["created_ms"])


def _ps(machine: str, words: list[str]) -> Code:
    rows = yield from _rows(machine)
    everything = any(word in ("-a", "--all", "-aq") for word in words)
    shown = [row for row in rows if everything or row["running"]]
    if any(word in ("-q", "-aq", "--quiet") for word in words):
        yield Print("".join(f"{row['id'][:SHORT]}\n" for row in shown))
        return 0
    table = [("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")]
    table += [
        (row["id"][:SHORT], row["image"], row["command"], row["created"], row["status"], "", row["name"])
        for row in shown
    ]
    yield Print(tabbed(table, least=10))
    return 0


def _images(machine: str, words: list[str]) -> Code:
    images: list[cri.ImageStatus] = yield from _call(machine, "GET /images/json", cri.ListImages())
    table = [("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE")]
    for image in sorted(images, key=_name):
        name, _, tag = image.names[-1].rpartition(":")
        short = name.removeprefix("docker.io/").removeprefix("library/")
        table.append((short, tag, digest(image.id)[:SHORT], "3 weeks ago", human_size(image.size)))
    yield Print(tabbed(table, least=10))
    return 0


def _name(image: cri.ImageStatus) -> str:
    return image.names[-1]


def _find(machine: str, start: str) -> Generator[Wish, Any, dict[str, Any]]:
    rows = yield from _rows(machine)
    found = [row for row in rows if row["id"].startswith(start) or row["name"] == start]
    if not found or not start:
        raise Gone(f"Error response from daemon: No such container: {start}\n")
    return found[0]


def _logs(machine: str, words: list[str]) -> Code:
    names = [word for word in words if not word.startswith("-")]
    row = yield from _find(machine, names[-1] if names else "")
    lines: list[cri.LogLine] = yield from _call(machine, "GET /containers/{id}/logs", cri.ReadLog(row["id"]))
    yield Print("".join(f"{line.text}\n" for line in lines))
    return 0


def _inspect(machine: str, words: list[str]) -> Code:
    names = [word for word in words if not word.startswith("-")]
    row = yield from _find(machine, names[-1] if names else "")
    state = {"Status": "running" if row["running"] else "exited", "Running": row["running"]}
    shown = [{"Id": row["id"], "Name": f"/{row['name']}", "State": state, "Image": row["image"]}]
    yield Print(json.dumps(shown, indent=4) + "\n")
    return 0


def _version(machine: str, words: list[str]) -> Code:
    version = RUNTIMES["docker"].partition("://")[2]
    yield Print(f"Client: Docker Engine - Community\n Version:           {version}\n API version:       1.51\n")
    yield from _call(machine, "GET /version", cri.Status())
    server = f"\nServer: Docker Engine - Community\n Engine:\n  Version:          {version}\n"
    yield Print(f"{server}  API version:      1.51 (minimum version 1.24)\n")
    return 0


COMMANDS: dict[str, Command] = {"images": _images, "inspect": _inspect, "logs": _logs, "ps": _ps, "version": _version}

__all__ = ["COMMANDS", "code"]
