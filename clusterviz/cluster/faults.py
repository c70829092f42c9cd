"""Everything a learner may break, and mend again. Each fault is a poke: it stands in the trace, and all that follows from it.

What each outage causes is in the fact sheet, §10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import machines
from .cluster import CONTROL_PLANE, Cluster
from .machinery.component import Component
from .machinery.kernel import MOST_PIDS, Kernel
from .machinery.machine import RUNTIMES
from .worker_node.container_runtime.images import Registry

MAX_NODES = 100
MOST_LOST = 90  # of a hundred messages: nothing would come through otherwise
MAX_SLOW_MS = 600_000  # ten minutes: every caller has given up long before


class FaultError(ValueError):
    """A fault that makes no sense here: what is wrong, and the way out."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be done to a cluster. `label` names it in menus, `text` in the story."""

    verb: str
    label: str
    text: str  # with {subject}
    check: Callable[[Cluster, str], None]
    act: Callable[[Cluster, str, dict[str, Any]], None]
    numbers: tuple[tuple[str, int, int], ...] = ()  # its arguments: (name, least, most)
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()  # its arguments: (name, what it can be)


def check(cluster: Cluster, verb: str, subject: str, args: dict[str, Any] | None = None) -> Fault:
    """The fault, if it makes sense here: FaultError otherwise."""
    fault = FAULTS.get(verb)
    if fault is None:
        raise FaultError(f"There is no verb {verb!r}. There are: {', '.join(FAULTS)}.")
    fault.check(cluster, subject)
    for name, least, most in fault.numbers:
        value = (args or {}).get(name, least)
        if type(value) is not int or not least <= value <= most:
            raise FaultError(
                f"{verb} takes {name} from {least} to {most}, a whole number. {str(value)[:40]!r} is none."
            )
    for name, choices in fault.words:
        word = (args or {}).get(name, choices[0])
        if word not in choices:
            raise FaultError(f"{verb} takes {name}: {', '.join(choices)}. {str(word)[:40]!r} is none of them.")
    return fault


def apply(cluster: Cluster, verb: str, subject: str, who: str = "you", args: dict[str, Any] | None = None) -> None:
    """Do it: record the poke, then act. FaultError, and nothing recorded, if it makes no sense."""
    fault = check(cluster, verb, subject, args)
    cluster.trace.poke(cluster.now_ms, who, fault.text.format(subject=subject))
    fault.act(cluster, subject, args or {})


# -- machines -----------------------------------------------------------------------------------------------------------


def _machine(cluster: Cluster, node: str) -> None:
    known = machines.names(cluster)
    if node not in known:
        raise FaultError(f"There is no node {node!r} here. There are: {', '.join(known)}.")


def _machine_on(cluster: Cluster, node: str) -> None:
    _machine(cluster, node)
    if node in cluster.network.powered_off:
        raise FaultError(f"{node} has no power already. Bring it back with: fault {node} on")


def _machine_off(cluster: Cluster, node: str) -> None:
    _machine(cluster, node)
    if node not in cluster.network.powered_off:
        raise FaultError(f"{node} is running already. Take its power away with: fault {node} off")


def power_off(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """The machine loses its power: every process on it ends, without a word to anybody."""
    cluster.network.lose_power(node)


def shut_down(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """The machine shuts down in order: it waits until its kubelet, if it runs, has taken down the Pods."""
    machines.shut_down(cluster, node)


def power_on(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """The machine boots: its processes start with what was on its disk."""
    cluster.network.powered_off.pop(node, None)
    for component in machines.processes(cluster, node):
        cluster.kept_down.pop(component.name, None)
        component.start()
        machines.let_go(cluster, component.name)


def _new_machine(cluster: Cluster, node: str) -> None:
    known = machines.names(cluster)
    if node in known:
        raise FaultError(f"There is a node {node!r} already.")
    if len(known) >= MAX_NODES:
        raise FaultError(f"A cluster has at most {MAX_NODES} nodes here. Remove one first.")
    if (
        not node
        or len(node) > 63
        or not all(c.isascii() and (c.isalnum() or c == "-") for c in node)
        or node != node.lower()
    ):
        raise FaultError(f"{node!r} is no name for a node: use lower-case letters, digits and '-'.")


def add_node(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """A new machine joins with this container runtime (`args["runtime"]`, containerd unless told): its kubelet registers it."""
    machines.add(cluster, node, args.get("runtime", "containerd"))
    for component in machines.processes(cluster, node):
        component.start()


def _worker(cluster: Cluster, node: str) -> None:
    _machine(cluster, node)
    if node == CONTROL_PLANE:
        raise FaultError(
            "The control plane's machine cannot be removed: the cluster would be gone. Power it off instead."
        )


def remove_node(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """The machine is taken away for good. Its Node object stays until somebody deletes it."""
    power_off(cluster, node, args)
    machines.remove(cluster, node)
    cluster.network.powered_off.pop(node, None)


# -- what a machine has of memory, disk and processes ---------------------------------------------------------------------------------

LEFT_PIDS = 0  # fork fails
LEFT_MEMORY_MI = 60  # below the 100Mi at which a kubelet begins to evict
LEFT_DISK_PERCENT = 5  # below the 10% and 15% at which it does
MOST_LEFT_MI = 1024 * 1024


def _kernel(cluster: Cluster, node: str) -> Kernel:
    return machines.machine_of(cluster, node).kernel


def _fillable(cluster: Cluster, node: str) -> None:
    _is_node(cluster, node)
    _machine_on(cluster, node)


def _is_node(cluster: Cluster, node: str) -> None:
    _machine(cluster, node)
    if f"kubelet/{node}" not in cluster.components:
        raise FaultError(f"{node} is no node here: nobody looks at its memory, its disk and its processes.")


def _memory_filled(cluster: Cluster, node: str) -> None:
    _is_node(cluster, node)
    if not _kernel(cluster, node).filled_memory:
        raise FaultError(f"Nobody has filled the memory of {node}. Fill it with: fault fill {node} memory")


def _disk_filled(cluster: Cluster, node: str) -> None:
    _is_node(cluster, node)
    if not _kernel(cluster, node).filled_disk:
        raise FaultError(f"Nobody has filled the disk of {node}. Fill it with: fault fill {node} disk")


def _pids_filled(cluster: Cluster, node: str) -> None:
    _is_node(cluster, node)
    if not _kernel(cluster, node).filled_pids:
        raise FaultError(f"Nobody has taken the processes of {node}. Take them with: fault fill {node} pids")


def fill_memory(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """Something outside all Pods takes the machine's memory, but for so many MiB (`args["left_mi"]`)."""
    kernel = _kernel(cluster, node)
    left = args.get("left_mi", LEFT_MEMORY_MI) * 2**20
    kernel.filled_memory += max(0, kernel.memory_bytes - kernel.memory_at(cluster.now_ms) - left)
    kernel.changed()


def free_memory(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """It ends, and the memory is free again."""
    kernel = _kernel(cluster, node)
    kernel.filled_memory = 0
    kernel.changed()


def fill_disk(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """Something outside all Pods fills the machine's disk, but for so many percent (`args["left_percent"]`)."""
    kernel = _kernel(cluster, node)
    left = kernel.disk_bytes * args.get("left_percent", LEFT_DISK_PERCENT) // 100
    kernel.filled_disk += max(0, kernel.disk_bytes - kernel.disk_used - left)
    kernel.changed()


def fill_pids(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """Something outside all Pods starts processes until no more can be started, but for so many (`args["left"]`)."""
    kernel = _kernel(cluster, node)
    kernel.filled_pids += max(0, MOST_PIDS - kernel.pids_used - args.get("left", LEFT_PIDS))
    kernel.changed()


def free_pids(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """Its processes end."""
    kernel = _kernel(cluster, node)
    kernel.filled_pids = 0
    kernel.fork()
    kernel.changed()


def free_disk(cluster: Cluster, node: str, args: dict[str, Any]) -> None:
    """What filled the disk is deleted."""
    kernel = _kernel(cluster, node)
    kernel.filled_disk = 0
    kernel.changed()


# -- processes ----------------------------------------------------------------------------------------------------------


def _component(cluster: Cluster, name: str) -> Component:
    component = cluster.components.get(name)
    if component is None or component is cluster.you:
        known = [known for known in cluster.components if known != cluster.you.name]
        raise FaultError(f"There is no component {name!r} here. There are: {', '.join(known)}.")
    if component.node in cluster.network.powered_off:
        raise FaultError(
            f"{name} cannot be reached: {component.node} has no power. Bring it back: fault {component.node} on"
        )
    return component


def _running(cluster: Cluster, name: str) -> None:
    if not _component(cluster, name).running:
        raise FaultError(f"{name} is stopped already. Start it with: fault start {name}")


def _stopped(cluster: Cluster, name: str) -> None:
    if _component(cluster, name).running:
        raise FaultError(f"{name} is running already. Stop it with: fault stop {name}")


def stop(cluster: Cluster, name: str, args: dict[str, Any]) -> None:
    """The process ends, and stays so until it is started."""
    component = cluster.components[name]
    cluster.kept_down[name] = True
    component.stop()
    machines.hold_down(cluster, name)


def start(cluster: Cluster, name: str, args: dict[str, Any]) -> None:
    """The process starts, with nothing in its memory."""
    cluster.kept_down.pop(name, None)
    cluster.components[name].start()
    machines.let_go(cluster, name)


def restart(cluster: Cluster, name: str, args: dict[str, Any]) -> None:
    """The process dies and starts again at once: its memory is gone, its disk is not."""
    component = cluster.components[name]
    component.stop()
    component.start()


# -- containers ---------------------------------------------------------------------------------------------------------


def _container(cluster: Cluster, subject: str) -> None:
    parts = subject.split("/")
    if len(parts) != 3 or machines.runtime_of_pod(cluster, parts[0], parts[1]) is None:
        raise FaultError(f"There is no running container {subject!r}. Name it as namespace/pod/container.")


def kill_container(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """The container's process is killed on its node, behind Kubernetes' back."""
    namespace, pod, container = subject.split("/")
    runtime = machines.runtime_of_pod(cluster, namespace, pod)
    if runtime is not None:
        machines.kill(runtime, namespace, pod, container)


# -- the world outside ---------------------------------------------------------------------------------------------------

REGISTRY = "registry"


def _registry_up(cluster: Cluster, subject: str) -> None:
    if _registry(cluster, subject).down:
        raise FaultError("The image registry is down already. Bring it back with: fault registry on")


def _registry_down(cluster: Cluster, subject: str) -> None:
    if not _registry(cluster, subject).down:
        raise FaultError("The image registry answers already. Take it away with: fault registry off")


def _registry(cluster: Cluster, subject: str) -> Registry:
    registry = machines.registry(cluster)
    if subject != REGISTRY or registry is None:
        raise FaultError(f"There is one image registry here, and it is called {REGISTRY!r}. {subject!r} is none.")
    return registry


def registry_off(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """Nobody answers a pull any more: images that are on a machine already can still be used."""
    _registry(cluster, subject).down = True


def registry_on(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """The image registry answers again; who waits in a back-off asks when it ends."""
    _registry(cluster, subject).down = False


# -- links --------------------------------------------------------------------------------------------------------------


def _link(cluster: Cluster, subject: str) -> None:
    ends = subject.split("|")
    known = {**dict.fromkeys(cluster.components), **dict.fromkeys(machines.names(cluster))}
    for end in ends:
        if end not in known:
            raise FaultError(f"There is no {end!r} that a link could end at. There are: {', '.join(known)}.")
    if len(ends) != 2 or ends[0] == ends[1]:
        raise FaultError(f"A link has two ends, as in node-1|kube-apiserver. {subject!r} has not.")


def cut_link(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """Nothing passes between the two any more."""
    one, other = subject.split("|")
    cluster.network.cut(one, other)


def mend_link(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """The link works again, at full speed."""
    one, other = subject.split("|")
    cluster.network.mend(one, other)
    cluster.network.slow(one, other, 0)
    cluster.network.lose(one, other, 0)


def slow_link(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """Every message on the link takes so much longer (`args["ms"]`, 500 unless told)."""
    one, other = subject.split("|")
    cluster.network.slow(one, other, args.get("ms", 500))


def lossy_link(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """Of a hundred messages on the link so many are lost (`args["percent"]`, 30 unless told)."""
    one, other = subject.split("|")
    cluster.network.lose(one, other, args.get("percent", 30))


def _watched(cluster: Cluster, subject: str) -> None:
    _link(cluster, subject)
    one, other = subject.split("|")
    streams = cluster.network.streams()
    if not any({stream.call.caller.name, stream.call.target} == {one, other} for stream in streams):
        raise FaultError(
            f"Neither {one} nor {other} watches the other. Watches lead to kube-apiserver, and its own to etcd."
        )


def drop_watch(cluster: Cluster, subject: str, args: dict[str, Any]) -> None:
    """The connections that carry the watches between the two break; who watched opens them again."""
    cluster.network.drop_streams(*subject.split("|"))


FAULTS: dict[str, Fault] = {
    fault.verb: fault
    for fault in (
        Fault("node.off", "Power off", "fault {subject} off", _machine_on, power_off),
        Fault("node.shutdown", "Shut down", "fault shutdown {subject}", _machine_on, shut_down),
        Fault("node.on", "Power on", "fault {subject} on", _machine_off, power_on),
        Fault(
            "node.add",
            "Add a node",
            "fault add {subject}",
            _new_machine,
            add_node,
            words=(("runtime", tuple(RUNTIMES)),),
        ),
        Fault("node.remove", "Take the machine away", "fault remove {subject}", _worker, remove_node),
        Fault(
            "memory.fill",
            "Fill its memory",
            "fault fill {subject} memory",
            _fillable,
            fill_memory,
            (("left_mi", 0, MOST_LEFT_MI),),
        ),
        Fault("memory.free", "Free its memory", "fault free {subject} memory", _memory_filled, free_memory),
        Fault(
            "disk.fill",
            "Fill its disk",
            "fault fill {subject} disk",
            _fillable,
            fill_disk,
            (("left_percent", 0, 100),),
        ),
        Fault(
            "pids.fill",
            "Take all its processes",
            "fault fill {subject} pids",
            _fillable,
            fill_pids,
            (("left", 0, MOST_PIDS),),
        ),
        Fault("pids.free", "End the processes", "fault free {subject} pids", _pids_filled, free_pids),
        Fault("disk.free", "Free its disk", "fault free {subject} disk", _disk_filled, free_disk),
        Fault("component.stop", "Stop", "fault stop {subject}", _running, stop),
        Fault("component.start", "Start", "fault start {subject}", _stopped, start),
        Fault("component.restart", "Restart", "fault restart {subject}", _running, restart),
        Fault("container.kill", "Kill", "fault kill {subject}", _container, kill_container),
        Fault("registry.off", "Image registry down", "fault {subject} off", _registry_up, registry_off),
        Fault("registry.on", "Image registry up", "fault {subject} on", _registry_down, registry_on),
        Fault("link.cut", "Cut the link", "fault cut {subject}", _link, cut_link),
        Fault("link.mend", "Mend the link", "fault mend {subject}", _link, mend_link),
        Fault("link.slow", "Slow the link", "fault slow {subject}", _link, slow_link, (("ms", 0, MAX_SLOW_MS),)),
        Fault("link.lose", "Lose messages", "fault lose {subject}", _link, lossy_link, (("percent", 1, MOST_LOST),)),
        Fault("watch.drop", "Break the watches", "fault drop {subject}", _watched, drop_watch),
    )
}
