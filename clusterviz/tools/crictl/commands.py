"""crictl's commands, one function each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.program import Call, Code, Print, Wish
from ...cluster.machinery.times import micro_timestamp
from ..go_text import human_duration, human_size, tabbed
from ..machine.asking import ask
from .runtime import LONGEST_MS, Row, Runtime, RuntimeGone

SHORT = 13  # characters of an id
STATES = {cri.CREATED: "Created", cri.RUNNING: "Running", cri.EXITED: "Exited", cri.UNKNOWN: "Unknown"}
NAMES = {"containerd": "containerd", "cri-o": "cri-o", "docker": "docker"}

Command = Callable[[Runtime, list[str]], Code]


def _options(words: list[str], with_value: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Options by their names without dashes, and the other words."""
    options: dict[str, str] = {}
    others: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("-"):
            others.append(word)
        elif name in with_value:
            options[name] = value if equals else rest.pop(0) if rest else ""
        else:
            options[name] = value or "true"
    return options, others


def _image(one: cri.ContainerStatus) -> str:
    return digest(one.image_id)[:SHORT]


def digest(image_id: str) -> str:
    """The hexadecimal part of an image's id."""
    return image_id.rpartition("sha256:")[2]


def _ps(runtime: Runtime, words: list[str]) -> Code:
    options, _ = _options(
        words, ("name", "pod", "p", "state", "s", "image", "namespace", "o", "output", "id", "n", "last")
    )
    rows = yield from runtime.containers()
    everything = "a" in options or "all" in options
    state = options.get("state", options.get("s", "")).capitalize()
    wanted = options.get("pod", options.get("p", ""))
    shown = []
    for row in rows:
        one = row.one
        if (state and STATES[one.state] != state) or (not state and not everything and one.state != cri.RUNNING):
            continue
        if not re.search(options.get("name", ""), one.name) or not one.sandbox_id.startswith(wanted):
            continue
        if not re.search(options.get("namespace", ""), row.pod.namespace):
            continue
        shown.append(row)
    if "l" in options or "latest" in options:
        shown = rows[:1]
    if "q" in options or "quiet" in options:
        yield Print("".join(f"{row.one.id}\n" for row in shown))
        return 0
    heads = ("CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD ID", "POD", "NAMESPACE")
    yield Print(tabbed([heads, *(_cells(row, runtime.about.now_ms) for row in shown)]))
    return 0


def _cells(row: Row, now_ms: int) -> tuple[str, ...]:
    one = row.one
    created = f"{human_duration(now_ms - one.created_ms)} ago"
    pod = row.pod
    return (
        one.id[:SHORT],
        _image(one),
        created,
        STATES[one.state],
        one.name,
        str(one.attempt),
        one.sandbox_id[:SHORT],
        pod.name,
        pod.namespace,
    )


def _pods(runtime: Runtime, words: list[str]) -> Code:
    options, _ = _options(words, ("name", "namespace", "state", "s", "o", "output", "id", "n", "last"))
    state = options.get("state", options.get("s", "")).capitalize()
    rows: list[tuple[str, ...]] = [("POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME")]
    pods = yield from runtime.pods()
    for pod in pods:
        if not re.search(options.get("name", ""), pod.name) or not re.search(
            options.get("namespace", ""), pod.namespace
        ):
            continue
        for sandbox in pod.sandboxes:
            word = "Ready" if sandbox.state == cri.READY else "NotReady"
            if state and word.lower() != state.lower():
                continue
            created = f"{human_duration(runtime.about.now_ms - sandbox.created_ms)} ago"
            rows.append((sandbox.id[:SHORT], created, word, pod.name, pod.namespace, str(sandbox.attempt), "(default)"))
            if "q" in options or "quiet" in options:
                yield Print(f"{sandbox.id}\n")
    if "q" not in options and "quiet" not in options:
        yield Print(tabbed(rows))
    return 0


def _images(runtime: Runtime, words: list[str]) -> Code:
    options, others = _options(words, ("o", "output", "f", "filter"))
    images: list[cri.ImageStatus] = yield from runtime.call("ListImages", cri.ListImages())
    rows: list[tuple[str, ...]] = [("IMAGE", "TAG", "IMAGE ID", "SIZE")]
    for image in sorted(images, key=_first_name):
        name, _, tag = image.names[-1].partition("@")[0].rpartition(":")
        if others and others[0] not in image.names[-1]:
            continue
        if "q" in options or "quiet" in options:
            yield Print(f"sha256:{digest(image.id)}\n")
        rows.append(
            (name or image.names[-1], tag if name else "<none>", digest(image.id)[:SHORT], human_size(image.size))
        )
    if "q" not in options and "quiet" not in options:
        yield Print(tabbed(rows))
    return 0


def _first_name(image: cri.ImageStatus) -> str:
    return image.names[-1]


def _logs(runtime: Runtime, words: list[str]) -> Code:
    options, others = _options(words, ("tail", "since"))
    if not others:
        yield Print("FATA[0000] ID cannot be empty\n", error=True)
        return 1
    row = yield from runtime.container(others[0])
    lines: list[cri.LogLine] = yield from runtime.call("ReadLog", cri.ReadLog(row.one.id))
    if options.get("tail", "").isdigit():
        count = int(options["tail"])
        lines = lines[-count:] if count else []
    stamped = "t" in options or "timestamps" in options
    epoch_ms = runtime.about.epoch_ms
    yield Print(
        "".join(
            f"{micro_timestamp(epoch_ms + line.at_ms)[:-1]}000Z {line.text}\n" if stamped else f"{line.text}\n"
            for line in lines
        )
    )
    return 0


def _inspect(runtime: Runtime, words: list[str]) -> Code:
    _, others = _options(words, ("o", "output", "template"))
    for start in others:
        row = yield from runtime.container(start)
        yield Print(json.dumps(_status(row, runtime), indent=2) + "\n")
    return 0 if others else 1


def _status(row: Row, runtime: Runtime) -> dict[str, Any]:
    one, pod = row.one, row.pod
    epoch_ms = runtime.about.epoch_ms

    def moment(at_ms: int | None) -> str:
        return "0001-01-01T00:00:00Z" if at_ms is None else f"{micro_timestamp(epoch_ms + at_ms)[:-1]}000Z"

    return {
        "status": {
            "annotations": {"io.kubernetes.container.restartCount": str(one.attempt)},
            "createdAt": moment(one.created_ms),
            "exitCode": one.exit_code,
            "finishedAt": moment(one.finished_ms),
            "id": one.id,
            "image": {"image": one.image},
            "imageRef": one.image_id,
            "labels": {
                "io.kubernetes.container.name": one.name,
                "io.kubernetes.pod.name": pod.name,
                "io.kubernetes.pod.namespace": pod.namespace,
                "io.kubernetes.pod.uid": pod.uid,
            },
            "logPath": f"/var/log/pods/{pod.namespace}_{pod.name}_{pod.uid}/{one.name}/{one.attempt}.log",
            "message": one.message,
            "metadata": {"attempt": one.attempt, "name": one.name},
            "reason": one.reason,
            "startedAt": moment(one.started_ms),
            "state": f"CONTAINER_{one.state}",
        },
        "info": {"sandboxID": one.sandbox_id, "runtimeType": "io.containerd.runc.v2"},
    }


def _inspect_pod(runtime: Runtime, words: list[str]) -> Code:
    _, others = _options(words, ("o", "output"))
    pods = yield from runtime.pods()
    for start in others:
        found = [(pod, one) for pod in pods for one in pod.sandboxes if one.id.startswith(start)]
        if not found:
            raise RuntimeGone(
                f'getting the status of the pod sandbox "{start}": rpc error: code = NotFound desc = not found'
            )
        pod, sandbox = found[0]
        shown = {
            "status": {
                "createdAt": f"{micro_timestamp(runtime.about.epoch_ms + sandbox.created_ms)[:-1]}000Z",
                "id": sandbox.id,
                "metadata": {
                    "attempt": sandbox.attempt,
                    "name": pod.name,
                    "namespace": pod.namespace,
                    "uid": pod.uid,
                },
                "network": {"additionalIps": [], "ip": "" if sandbox.host_network else sandbox.ip},
                "state": f"SANDBOX_{sandbox.state}",
            }
        }
        yield Print(json.dumps(shown, indent=2) + "\n")
    return 0 if others else 1


def _stop(runtime: Runtime, words: list[str]) -> Code:
    options, others = _options(words, ("timeout", "t"))
    seconds = options.get("timeout", options.get("t", "0"))
    for start in others:
        row = yield from runtime.container(start)
        timeout_ms = int(seconds) * 1000 if seconds.isdigit() else 0
        yield from runtime.call("StopContainer", cri.StopContainer(row.pod.uid, row.one.id, timeout_ms))
        yield Print(f"{start}\n")
    return 0


def _rm(runtime: Runtime, words: list[str]) -> Code:
    options, others = _options(words, ())
    for start in others:
        row = yield from runtime.container(start)
        if row.one.state == cri.RUNNING and "f" not in options and "force" not in options:
            problem = f'container "{row.one.id}" is running, please stop it first'
            yield Print(f"ERRO[0000] {problem}\nFATA[0000] unable to remove container(s)\n", error=True)
            return 1
        yield from runtime.call("RemoveContainer", cri.RemoveContainer(row.pod.uid, row.one.id))
        yield Print(f"{start}\n")
    return 0


def _stop_pod(runtime: Runtime, words: list[str]) -> Code:
    pods = yield from runtime.pods()
    for start in words:
        found = [(pod, one) for pod in pods for one in pod.sandboxes if one.id.startswith(start)]
        if not found:
            raise RuntimeGone(f'stopping the pod sandbox "{start}": rpc error: code = NotFound desc = not found')
        pod, sandbox = found[0]
        yield from runtime.call("StopPodSandbox", cri.StopPodSandbox(pod.uid, sandbox.id))
        yield Print(f"Stopped sandbox {start}\n")
    return 0


def _pull(runtime: Runtime, words: list[str]) -> Code:
    _, others = _options(words, ("creds", "auth"))
    if not others:
        yield Print("FATA[0000] image cannot be empty\n", error=True)
        return 1
    message = cri.PullImage(others[0])
    reply = yield Call(runtime.address, "PullImage", others[0], message, kind="cri", timeout_ms=LONGEST_MS)
    if reply.failure is not None:
        raise RuntimeGone(f"pulling image: rpc error: code = Unavailable desc = {reply.failure}")
    if isinstance(reply.body, cri.CriError):
        raise RuntimeGone(f"pulling image: {reply.body}")
    yield Print(f"Image is up to date for sha256:{digest(reply.body.id)}\n")
    return 0


def _known(runtime: Runtime) -> Generator[Wish, Any, cri.RuntimeStatus]:
    status: cri.RuntimeStatus = yield from runtime.call("Status", cri.Status())
    return status


def _info(runtime: Runtime, words: list[str]) -> Code:
    status = yield from _known(runtime)
    reason, _, message = status.problem.partition(" message:")
    conditions = [
        {
            "message": message,
            "reason": reason.rpartition("reason:")[2],
            "status": not status.problem,
            "type": "RuntimeReady",
        },
        {
            "message": "" if status.network_ready else "Network plugin returns error: cni plugin not initialized",
            "reason": "" if status.network_ready else "NetworkPluginNotReady",
            "status": status.network_ready,
            "type": "NetworkReady",
        },
    ]
    yield Print(json.dumps({"status": {"conditions": conditions}}, indent=2) + "\n")
    return 0


def _version(runtime: Runtime, words: list[str]) -> Code:
    status = yield from _known(runtime)
    name, _, version = status.version.partition("://")
    shown = f"v{version}" if name == "containerd" else version
    yield Print(f"Version:  0.1.0\nRuntimeName:  {NAMES[name]}\nRuntimeVersion:  {shown}\nRuntimeApiVersion:  v1\n")
    return 0


def _stats(runtime: Runtime, words: list[str]) -> Code:
    _, others = _options(words, ("id", "pod", "p", "o", "output", "s", "seconds"))
    rows = yield from runtime.containers()
    used = {one.id: one for one in (yield from ask(runtime.machine, "uses"))}
    table = [("CONTAINER", "NAME", "CPU %", "MEM", "DISK", "INODES", "SWAP")]
    for row in rows:
        one = used.get(row.one.id) or used.get(f"static/{row.one.name}")
        if one is None or row.one.state != cri.RUNNING or (others and not row.one.id.startswith(others[0])):
            continue
        percent = f"{one.cpu_millis / 10:.2f}"
        memory, disk = human_size(one.memory_bytes), human_size(one.disk_bytes or 4096)
        table.append((row.one.id[:SHORT], row.one.name, percent, memory, disk, "12", "0B"))
    yield Print(tabbed(table))
    return 0


def _exec(runtime: Runtime, words: list[str]) -> Code:
    rest = list(words)
    while rest and rest[0] in ("-i", "-t", "-it", "-s", "--sync"):
        rest.pop(0)
    if len(rest) < 2:
        yield Print("FATA[0000] ID cannot be empty\n", error=True)
        return 1
    row = yield from runtime.container(rest[0])
    result: cri.ExecResult = yield from runtime.call("ExecSync", cri.ExecSync(row.one.id, tuple(rest[1:])))
    yield Print(result.output)
    if result.exit_code:
        yield Print(
            f"FATA[0000] execing command in container: command terminated with exit code {result.exit_code}\n",
            error=True,
        )
    return 1 if result.exit_code else 0


COMMANDS: dict[str, Command] = {
    "exec": _exec,
    "image": _images,
    "images": _images,
    "img": _images,
    "info": _info,
    "inspect": _inspect,
    "inspectp": _inspect_pod,
    "logs": _logs,
    "pods": _pods,
    "ps": _ps,
    "pull": _pull,
    "rm": _rm,
    "stats": _stats,
    "stop": _stop,
    "stopp": _stop_pod,
    "version": _version,
}
