"""Random faults, and how all of them are undone: power, machines, processes, links, watches, registry, DNS, etcd's members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from ...cluster import faults, machines
from ...cluster.cluster import CONTROL_PLANE, Cluster
from ...cluster.machinery.api import Request
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import key_of, name_of
from ...cluster.machinery.resources import NODES, PODS
from .asking import ask
from .pod_specs import one_of

SLOWEST_MS = 1_500
MOST_LEFT_MI = 300  # of memory; a node with less than 100 MiB evicts
MOST_LEFT_PERCENT = 30  # of disk; a node with less than 10 evicts
ON_LINKS = ("link.cut", "link.mend", "link.slow", "link.lose")
SHORTAGES = ("memory.fill", "memory.fill", "memory.free", "disk.fill", "disk.free", "pids.fill", "pids.free")
ON_PROCESSES = ("component.stop", "component.start")

Fault = tuple[str, str]  # verb and subject
Draw = Callable[[Cluster, Chance], Fault]


def _processes(cluster: Cluster) -> tuple[str, ...]:
    return tuple(name for name in cluster.components if name not in ("you", "witness"))


def _workers(cluster: Cluster) -> tuple[str, ...]:
    return tuple(name_of(node) for node in cluster.objects(NODES) if name_of(node) != CONTROL_PLANE) or ("node-1",)


def _worker(cluster: Cluster, chance: Chance) -> str:
    """A worker, rather one that has Pods to look after."""
    busy = tuple(pod["spec"].get("nodeName", "") for pod in cluster.objects(PODS))
    busy = tuple(node for node in busy if node not in ("", CONTROL_PLANE))
    return one_of(busy if busy and chance.below(4) else _workers(cluster), chance)


def _members(cluster: Cluster) -> tuple[str, ...]:
    return tuple(member.name for member in cluster.members)


def _power(cluster: Cluster, chance: Chance) -> Fault:
    """A machine loses its power, gets it again, or shuts down in order; now and then it is the one of the control plane."""
    verb = one_of(("node.off", "node.on", "node.off", "node.on", "node.shutdown"), chance)
    return verb, _worker(cluster, chance) if chance.below(6) else CONTROL_PLANE


def _machine(cluster: Cluster, chance: Chance) -> Fault:
    """A further machine joins, or one is taken away for good."""
    if chance.below(2):
        return "node.add", f"extra-{chance.below(3)}"
    workers = _workers(cluster)
    return "node.remove", _worker(cluster, chance) if len(workers) > 1 else "none"


def _process(cluster: Cluster, chance: Chance) -> Fault:
    return one_of(ON_PROCESSES, chance), one_of(_processes(cluster), chance)


def _undo(cluster: Cluster, chance: Chance) -> Fault:
    """Something that is broken now is mended, while the rest goes on."""
    network, registry = cluster.network, machines.registry(cluster)
    links = sorted({**network.cut_links, **network.slow_links_ms, **network.lossy_links})
    broken = [("node.on", node) for node in sorted(network.powered_off)]
    broken += [("component.start", name) for name in cluster.kept_down]
    broken += [("link.mend", "|".join(pair)) for pair in links]
    broken += [("registry.on", faults.REGISTRY)] if registry is not None and registry.down else []
    for node in _workers(cluster):
        kernel = machines.machine_of(cluster, node).kernel if f"kubelet/{node}" in cluster.components else None
        broken += [("memory.free", node)] if kernel is not None and kernel.filled_memory else []
        broken += [("disk.free", node)] if kernel is not None and kernel.filled_disk else []
        broken += [("pids.free", node)] if kernel is not None and kernel.filled_pids else []
    return broken[chance.below(len(broken))] if broken else ("component.start", "kube-scheduler")


def _crash(cluster: Cluster, chance: Chance) -> Fault:
    return "component.restart", one_of(_processes(cluster), chance)


def _node_process(cluster: Cluster, chance: Chance) -> Fault:
    """A process of a worker (its kubelet, its container runtime, its kube-proxy) is stopped, started, or crashes."""
    worker = _worker(cluster, chance)
    there = tuple(component.name for component in machines.processes(cluster, worker)) or (f"kubelet/{worker}",)
    return one_of(("component.stop", *ON_PROCESSES, "component.restart"), chance), one_of(there, chance)


def _link(cluster: Cluster, chance: Chance) -> Fault:
    return one_of(ON_LINKS, chance), f"{one_of(_processes(cluster), chance)}|kube-apiserver"


def _machine_link(cluster: Cluster, chance: Chance) -> Fault:
    """The Pod network between two machines, or all that one of them has to do with the control plane."""
    one = _worker(cluster, chance)
    other = "kube-apiserver" if chance.below(3) else _worker(cluster, chance)
    return one_of(ON_LINKS, chance), f"{one}|{other}"


def _watch(cluster: Cluster, chance: Chance) -> Fault:
    return "watch.drop", f"{one_of(_processes(cluster), chance)}|kube-apiserver"


def _registry(cluster: Cluster, chance: Chance) -> Fault:
    return one_of(("registry.off", "registry.on"), chance), faults.REGISTRY


def _dns(cluster: Cluster, chance: Chance) -> Fault:
    """The name server is stopped, started, crashes, or its container is killed, where there is one."""
    pods = tuple(key_of(pod) for pod in cluster.objects(PODS) if key_of(pod).startswith("kube-system/coredns-"))
    if pods and not chance.below(3):
        return "container.kill", f"{one_of(pods, chance)}/coredns"
    return one_of(("component.stop", *ON_PROCESSES, "component.restart"), chance), "coredns"


def _pressure(cluster: Cluster, chance: Chance) -> Fault:
    """A node runs short of memory, disk or processes, or has enough again."""
    return one_of(SHORTAGES, chance), _worker(cluster, chance)


def _container(cluster: Cluster, chance: Chance) -> Fault:
    pods = tuple(key_of(pod) for pod in cluster.objects(PODS))
    return "container.kill", f"{one_of(pods or ('default/none',), chance)}/main"


def _behind_its_back(cluster: Cluster, chance: Chance) -> Fault:
    """A container ends on a machine whose runtime is down; if there is no such machine, there is one now."""
    blind = [name.rpartition("/")[2] for name in cluster.kept_down if name.startswith("container-runtime/")]
    if not blind:
        return "component.stop", f"container-runtime/{_worker(cluster, chance)}"
    there = tuple(key_of(pod) for pod in cluster.objects(PODS) if pod["spec"].get("nodeName") in blind)
    return "container.kill", f"{one_of(there or ('default/none',), chance)}/main"


def _member(cluster: Cluster, chance: Chance) -> Fault:
    return one_of((*ON_PROCESSES, "component.restart"), chance), one_of(_members(cluster), chance)


def _member_link(cluster: Cluster, chance: Chance) -> Fault:
    members = _members(cluster)
    return one_of(ON_LINKS, chance), f"{one_of(members, chance)}|{one_of(members, chance)}"


DRAWS: tuple[tuple[int, Draw], ...] = (
    (2, _power),
    (2, _process),
    (5, _undo),
    (1, _crash),
    (6, _node_process),
    (2, _link),
    (2, _machine_link),
    (1, _watch),
    (1, _registry),
    (1, _dns),
    (1, _machine),
    (2, _pressure),
    (3, _container),
    (2, _behind_its_back),
)
DRAWS_OF_MEMBERS: tuple[tuple[int, Draw], ...] = ((1, _member), (1, _member_link))


def fault(cluster: Cluster, chance: Chance) -> str | None:
    """Break something that a learner can break; what cannot be broken now is left alone."""
    draws = DRAWS if len(cluster.members) == 1 else DRAWS + DRAWS_OF_MEMBERS
    verb, subject = _drawn(draws, chance)(cluster, chance)
    try:
        faults.apply(cluster, verb, subject, args=_numbers(chance))
    except faults.FaultError:
        return None
    return f"fault {verb} {subject}"


def _numbers(chance: Chance) -> dict[str, int]:
    """How slow, how lossy, how full: each fault takes what it needs."""
    return {
        "ms": 50 + chance.below(SLOWEST_MS),
        "percent": 5 + chance.below(60),
        "left_mi": chance.below(MOST_LEFT_MI),
        "left_percent": chance.below(MOST_LEFT_PERCENT),
    }


def _drawn(draws: tuple[tuple[int, Draw], ...], chance: Chance) -> Draw:
    place = chance.below(sum(weight for weight, _ in draws))
    for weight, draw in draws:
        if place < weight:
            return draw
        place -= weight
    raise AssertionError("a draw lies beyond all weights")


def mend_everything(cluster: Cluster) -> Iterator[str]:
    """Undo every fault: links, the world outside, power, processes, Nodes that somebody has deleted."""
    for pair in sorted({**cluster.network.cut_links, **cluster.network.slow_links_ms, **cluster.network.lossy_links}):
        with suppress(faults.FaultError):  # a machine that is gone has no links
            faults.apply(cluster, "link.mend", "|".join(pair))
            yield f"fault link.mend {'|'.join(pair)}"
    with suppress(faults.FaultError):
        faults.apply(cluster, "registry.on", faults.REGISTRY)
        yield "fault registry on"
    for node in machines.names(cluster):
        for verb, what in (("memory.free", "memory"), ("disk.free", "disk"), ("pids.free", "pids")):
            with suppress(faults.FaultError):
                faults.apply(cluster, verb, node)
                yield f"fault free {node} {what}"
    yield from switch_on(cluster)
    nodes = {name_of(node) for node in cluster.objects(NODES)}
    for name, component in list(cluster.components.items()):
        if name.startswith("kubelet/") and component.node not in nodes:  # it registers its Node when it starts
            faults.apply(cluster, "component.restart", name)
            yield f"fault restart {name}"


def switch_on(cluster: Cluster) -> Iterator[str]:
    """Power for every machine and every process. A machine that was shutting down in order goes off only after a while."""
    for node in sorted(cluster.network.powered_off):
        faults.apply(cluster, "node.on", node)
        yield f"fault {node} on"
    for name, component in list(cluster.components.items()):
        if not component.running and component.node not in cluster.network.powered_off:
            faults.apply(cluster, "component.start", name)
            yield f"fault start {name}"


def forget_machines(cluster: Cluster) -> Iterator[str]:
    """Delete the Nodes whose machines are gone for good, as an administrator would."""
    for node in cluster.objects(NODES):
        if f"kubelet/{name_of(node)}" not in cluster.components:
            yield ask(cluster, Request("delete", NODES, "", name_of(node)), f"delete node {name_of(node)}")
