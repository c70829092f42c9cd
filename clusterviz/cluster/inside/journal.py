"""The journal of a machine, as text: what `journalctl -u UNIT` shows. The lines are made of what the units have noted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..machinery.journal import Entry
from . import kubelet_lines, runtime_lines
from .machine import machine_of

if TYPE_CHECKING:
    from ..cluster import Cluster

DESCRIPTIONS = {
    "kubelet": "kubelet: The Kubernetes Node Agent",
    "containerd": "containerd container runtime",
    "crio": "Container Runtime Interface for OCI (CRI-O)",
    "docker": "Docker Application Container Engine",
    "cri-docker": "CRI Interface for Docker Application Container Engine",
}
SEEN_BY_KUBELET = ("sandbox", "start", "exited", "stop")  # of what a runtime notes


class Line(NamedTuple):
    """One line. `source`: the program that wrote it; systemd writes about units, too."""

    at_ms: int
    source: str
    pid: int
    text: str


def read(cluster: Cluster, node: str, unit: str) -> list[Line]:
    """The lines of a unit, oldest first."""
    machine = machine_of(cluster, node)
    clock = cluster.clock
    reader = kubelet_lines.Reader(node, machine, clock.epoch_ms)
    found: list[Line] = []
    for entry in machine.journal.entries:
        if entry.unit == unit:
            found += _of_systemd(entry, unit)
            if unit == "kubelet":
                found += [Line(at_ms, unit, entry.pid, text) for at_ms, text in reader.lines(entry)]
            else:
                program = "dockerd" if unit == "docker" else "cri-dockerd" if unit == "cri-docker" else unit
                texts = runtime_lines.lines(entry, clock.epoch_ms)
                found += [Line(entry.at_ms, program, entry.pid, text) for text in texts]
        elif unit == "kubelet" and entry.what in SEEN_BY_KUBELET:
            found += [Line(at_ms, unit, reader.pid, text) for at_ms, text in reader.seen(entry)]
    return sorted((line for line in found if line.at_ms <= clock.now_ms), key=_moment)


def _moment(line: Line) -> int:
    return line.at_ms


def _of_systemd(entry: Entry, unit: str) -> Iterator[Line]:
    name = f"{unit}.service"
    title = DESCRIPTIONS.get(unit, unit)
    texts: tuple[str, ...] = ()
    match entry.what:
        case "started":
            texts = (f"Started {name} - {title}.",)
        case "stopped":
            texts = (
                f"Stopping {name} - {title}...",
                f"{name}: Deactivated successfully.",
                f"Stopped {name} - {title}.",
            )
        case "failed":
            texts = (
                f"{name}: Main process exited, code=exited, status=1/FAILURE",
                f"{name}: Failed with result 'exit-code'.",
            )
    for text in texts:
        yield Line(entry.at_ms, "systemd", 1, text)
