"""What crictl tells of one thing: a container, its log, a Pod, an image, the runtime itself, what is used."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.program import Code, Print, Wish
from ...cluster.machinery.times import micro_timestamp, parse_go_duration, unix_ms
from ..go_text import human_size, tabbed
from ..machine.asking import ask
from .flags import Options, help_of
from .runtime import Row, Runtime, RuntimeGone
from .showing import SHORT, container_status, listed_image, pod_status, structured

NAMES = {"containerd": "containerd", "cri-o": "cri-o", "docker": "docker"}
MOUNTS = {"containerd": "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs", "docker": "/var/lib/docker"}
CRIO_MOUNT = "/var/lib/containers/storage/overlay-images"
NOTHING = "No IDs provided or nothing found per filter"


def logs(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """What a container has written."""
    if not others:
        raise RuntimeGone("ID cannot be empty")
    row = yield from runtime.container(others[0], "")
    lines: list[cri.LogLine]
    if runtime.static(row.pod):
        lines = yield from ask(runtime.machine, "static log", row.one.name, "previous" in options)
    else:
        if "previous" in options:
            row = yield from _before(runtime, row)
        lines = yield from runtime.call("ReadLog", cri.ReadLog(row.one.id))
    epoch_ms = runtime.about.epoch_ms
    if "since" in options:
        from_ms = _since(options["since"], runtime)
        lines = [line for line in lines if line.at_ms >= from_ms]
    if "tail" in options:
        if not re.fullmatch(r"-?[0-9]{1,9}", options["tail"]):
            raise RuntimeGone(f'invalid value "{options["tail"]}" for flag -tail: parse error')
        count = int(options["tail"])
        lines = lines if count < 0 else lines[-count:] if count else []
    text = "".join(
        f"{micro_timestamp(epoch_ms + line.at_ms)[:-1]}000Z {line.text}\n"
        if "timestamps" in options
        else f"{line.text}\n"
        for line in lines
    )
    limit = options.get("limit-bytes", "")
    yield Print(text.encode()[: int(limit)].decode(errors="ignore") if limit.isdigit() else text)
    return 0


def _before(runtime: Runtime, row: Row) -> Generator[Wish, Any, Row]:
    """The same container, one attempt earlier."""
    rows = yield from runtime.containers()
    for one in rows:
        if one.pod.uid == row.pod.uid and one.one.name == row.one.name and one.one.attempt == row.one.attempt - 1:
            return one
    raise RuntimeGone(f'previous terminated container "{row.one.name}" not found in pod "{row.pod.name}"')


def _since(text: str, runtime: Runtime) -> int:
    """Virtual ms of `--since`."""
    back = parse_go_duration(text)
    if back is not None:
        return int(runtime.about.now_ms) - back
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?", text):
        raise RuntimeGone(f'failed to parse timestamp value "{text}"')
    return unix_ms(text.rstrip("Z") + "Z") - int(runtime.about.epoch_ms)


def inspect(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """The status of containers."""
    if not others:
        return (yield from _nothing("inspect"))
    for start in others:
        row = yield from runtime.container(start)
        yield from structured(container_status(row, runtime, "quiet" not in options), options)
    return 0


def inspectp(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """The status of sandboxes."""
    if not others:
        return (yield from _nothing("inspectp"))
    for start in others:
        pod, sandbox = yield from runtime.sandbox(start, "getting the status of the pod sandbox")
        yield from structured(pod_status(pod, sandbox, runtime), options)
    return 0


def _nothing(name: str) -> Code:
    yield Print(f"ERRO[0000] {NOTHING}\n", error=True)
    yield Print(help_of(name))
    return 0


def inspecti(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """The status of images."""
    if not others:
        yield Print(help_of("inspecti"))
        return 0
    for start in others:
        image = yield from runtime.image(start)
        if image is None:
            raise RuntimeGone(f'no such image "{start}" present')
        yield from structured({"status": listed_image(image)}, options)
    return 0


def imagefsinfo(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """How much the images take."""
    found: list[cri.ImageStatus] = yield from runtime.images()
    used = sum(one.size for one in found)
    mount = MOUNTS.get(runtime.about.runtime, CRIO_MOUNT)
    one = {
        "timestamp": str((runtime.about.epoch_ms + runtime.about.now_ms) * 1_000_000),
        "fsId": {"mountpoint": mount},
        "usedBytes": {"value": str(used)},
    }
    return (yield from structured({"status": {"imageFilesystems": [one]}}, options))


def _known(runtime: Runtime) -> Generator[Wish, Any, cri.RuntimeStatus]:
    status: cri.RuntimeStatus = yield from runtime.call("Status", cri.Status())
    return status


def info(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Whether the runtime and its network are ready."""
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
    return (yield from structured({"status": {"conditions": conditions}}, options))


def version(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Who answers."""
    status = yield from _known(runtime)
    name, _, number = status.version.partition("://")
    shown = f"v{number}" if name == "containerd" else number
    if options.get("output", "table") != "table":
        told = {"version": "0.1.0", "runtimeName": NAMES[name], "runtimeVersion": shown, "runtimeApiVersion": "v1"}
        return (yield from structured(told, options))
    yield Print(f"Version:  0.1.0\nRuntimeName:  {NAMES[name]}\nRuntimeVersion:  {shown}\nRuntimeApiVersion:  v1\n")
    return 0


def _used(runtime: Runtime) -> Generator[Wish, Any, list[tuple[Row, Any]]]:
    """The running containers, with what each uses."""
    rows = yield from runtime.containers()
    used = {one.id: one for one in (yield from ask(runtime.machine, "uses"))}
    both = [(row, used.get(row.one.id) or used.get(f"static/{row.one.name}")) for row in rows]
    return [(row, one) for row, one in both if one is not None and row.one.state == cri.RUNNING]


def stats(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """CPU, memory and disk of containers."""
    start = options.get("id", others[0] if others else "")
    found = yield from _used(runtime)
    found = [
        (row, one)
        for row, one in found
        if row.one.id.startswith(start) and row.one.sandbox_id.startswith(options.get("pod", ""))
    ]
    if options.get("output", "table") != "table":
        return (yield from structured({"stats": [_sample(row, one, runtime) for row, one in found]}, options))
    table = [("CONTAINER", "NAME", "CPU %", "MEM", "DISK", "INODES", "SWAP")]
    for row, one in found:
        memory, disk = human_size(one.memory_bytes), human_size(one.disk_bytes or 4096)
        table.append((row.one.id[:SHORT], row.one.name, f"{one.cpu_millis / 10:.2f}", memory, disk, "12", "0B"))
    yield Print(tabbed(table))
    return 0


def _sample(row: Row, one: Any, runtime: Runtime) -> dict[str, Any]:
    now = str((runtime.about.epoch_ms + runtime.about.now_ms) * 1_000_000)
    return {
        "attributes": {"id": row.one.id, "metadata": {"name": row.one.name, "attempt": row.one.attempt}},
        "cpu": {"timestamp": now, "usageCoreNanoSeconds": {"value": str(one.used_us * 1000)}},
        "memory": {"timestamp": now, "workingSetBytes": {"value": str(one.memory_bytes)}},
        "writableLayer": {"timestamp": now, "usedBytes": {"value": str(one.disk_bytes or 4096)}},
    }


def statsp(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """CPU and memory of Pods: of all containers in one."""
    start = options.get("id", others[0] if others else "")
    found = yield from _used(runtime)
    sums: dict[str, list[Any]] = {}
    for row, one in found:
        if row.one.sandbox_id.startswith(start):
            entry = sums.setdefault(row.one.sandbox_id, [row.pod.name, 0, 0])
            entry[1] += one.cpu_millis
            entry[2] += one.memory_bytes
    if options.get("output", "table") != "table":
        shown = [
            {
                "attributes": {"id": identity, "metadata": {"name": name}},
                "linux": {"memory": {"workingSetBytes": {"value": str(memory)}}},
            }
            for identity, (name, _, memory) in sums.items()
        ]
        return (yield from structured({"stats": shown}, options))
    rows = [
        (identity[:SHORT], name, f"{cpu / 10:.2f}", human_size(memory))
        for identity, (name, cpu, memory) in sums.items()
    ]
    yield Print(tabbed([("POD ID", "NAME", "CPU %", "MEM"), *rows]))
    return 0
