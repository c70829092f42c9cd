"""Kubelet admission: the last look before a Pod may run here. Fact sheet §8.3."""

from __future__ import annotations

from typing import NamedTuple

from ...machinery import quantities
from ...machinery.objects import Object, annotations_of, labels_of, name_of
from ...machinery.selectors import Requirement
from ...machinery.tolerations import tolerated
from .static_pods import MIRROR

HARD_TAINT = "NoExecute"
MAX_PODS = 110
AFFINITY = "requiredDuringSchedulingIgnoredDuringExecution"
SAFE_SYSCTLS = (
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
)


class Rejection(NamedTuple):
    """Why a Pod may not run here. `missing`: what the node has too little of (CPU in millicores)."""

    reason: str
    message: str
    missing: dict[str, int] = {}


SHUTTING_DOWN = Rejection("NodeShutdown", "Pod was rejected as the node is shutting down.")


def refuse(pod: Object, node: Object | None, others: list[Object]) -> Rejection | None:
    """The first reason against a Pod, or None. `others`: the Pods that run here already."""
    if node is None:
        return None
    return (
        _sysctls(pod)
        or _operating_system(pod, node)
        or _out_of(pod, node, others)
        or _affinity(pod, node)
        or _ports(pod, others)
        or _taints(pod, node)
    )


# -- what the Pod asks for that this machine does not do ------------------------------------------------------------------


def _sysctls(pod: Object) -> Rejection | None:
    for sysctl in (pod["spec"].get("securityContext") or {}).get("sysctls") or ():
        name = sysctl["name"]
        if pod["spec"].get("hostNetwork") and name.startswith("net."):
            return Rejection("SysctlForbidden", f'sysctl "{name}" not allowed with host net enabled')
        if name not in SAFE_SYSCTLS:
            return Rejection("SysctlForbidden", f'forbidden sysctl: "{name}" not allowlisted')
    return None


def _operating_system(pod: Object, node: Object) -> Rejection | None:
    here = labels_of(node).get("kubernetes.io/os", "linux")
    if (pod["spec"].get("os") or {}).get("name", here) != here:
        return Rejection("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS")
    return None


# -- which nodes the Pod wants, and which Pods the node wants -------------------------------------------------------------


def _affinity(pod: Object, node: Object) -> Rejection | None:
    spec, labels = pod["spec"], labels_of(node)
    fits = all(labels.get(key) == value for key, value in (spec.get("nodeSelector") or {}).items())
    required = ((spec.get("affinity") or {}).get("nodeAffinity") or {}).get(AFFINITY)
    if required is not None:
        fits = fits and any(_term_holds(term, node) for term in required.get("nodeSelectorTerms") or ())
    if fits:
        return None
    text = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
    return Rejection("NodeAffinity", text)


def _term_holds(term: Object, node: Object) -> bool:
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    names = {"metadata.name": name_of(node)}
    return bool(expressions or fields) and all(
        Requirement(one["key"], one["operator"], tuple(one.get("values") or ())).matches(texts)
        for ones, texts in ((expressions, labels_of(node)), (fields, names))
        for one in ones
    )


def _taints(pod: Object, node: Object) -> Rejection | None:
    if MIRROR in annotations_of(pod):
        return None
    for taint in node["spec"].get("taints") or ():
        if taint["effect"] == HARD_TAINT and not tolerated(taint, pod["spec"].get("tolerations") or ()):
            text = "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"
            return Rejection("TaintToleration", text)
    return None


# -- what others have taken -----------------------------------------------------------------------------------------------


def _ports(pod: Object, others: list[Object]) -> Rejection | None:
    wanted = _host_ports(pod)
    if wanted and any(_clash(mine, theirs) for other in others for theirs in _host_ports(other) for mine in wanted):
        text = "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"
        return Rejection("NodePorts", text)
    return None


def _host_ports(pod: Object) -> list[tuple[str, str, int]]:
    return [
        (port.get("hostIP") or "0.0.0.0", port.get("protocol", "TCP"), port["hostPort"])
        for container in pod["spec"]["containers"]
        for port in container.get("ports") or ()
        if port.get("hostPort")
    ]


def _clash(one: tuple[str, str, int], other: tuple[str, str, int]) -> bool:
    return one[1:] == other[1:] and (one[0] == other[0] or "0.0.0.0" in (one[0], other[0]))


def _out_of(pod: Object, node: Object, others: list[Object]) -> Rejection | None:
    """The first resource that is short names the reason; `missing` holds all of them."""
    allocatable = (node.get("status") or {}).get("allocatable") or {}
    most = int(allocatable.get("pods", MAX_PODS))
    short = []
    if len(others) + 1 > most:
        short.append(("pods", 1, len(others), most))
    wanted = requests_of(pod)
    used: dict[str, int] = {}
    for other in others if wanted else ():
        for name, value in requests_of(other).items():
            used[name] = used.get(name, 0) + value
    for name, value in wanted.items():
        capacity = quantity_of(name, str(allocatable.get(name, "0")))
        if value and used.get(name, 0) + value > capacity:
            short.append((name, value, used.get(name, 0), capacity))
    if not short:
        return None
    name, requested, taken, capacity = short[0]
    text = f"Node didn't have enough resource: {name}, requested: {requested}, used: {taken}, capacity: {capacity}"
    missing = {each[0]: each[1] + each[2] - each[3] for each in short}
    return Rejection(f"OutOf{name}", text, missing)


def requests_of(pod: Object) -> dict[str, int]:
    """What a Pod asks for: the sum of its containers (and sidecars), or its largest init container. CPU in millicores."""
    spec = pod["spec"]
    total: dict[str, int] = {}
    for container in spec["containers"]:
        _add(total, container)
    sidecars: dict[str, int] = {}
    largest: dict[str, int] = {}
    for container in spec.get("initContainers", ()):
        if container.get("restartPolicy") == "Always":
            _add(sidecars, container)
            _add(total, container)
        else:
            mine = dict(sidecars)
            _add(mine, container)
            for name, value in mine.items():
                largest[name] = max(largest.get(name, 0), value)
    for name, value in largest.items():
        total[name] = max(total.get(name, 0), value)
    return total


def _add(total: dict[str, int], container: Object) -> None:
    for name, text in ((container.get("resources") or {}).get("requests") or {}).items():
        total[name] = total.get(name, 0) + quantity_of(name, str(text))


def quantity_of(name: str, text: str) -> int:
    """An amount of a resource as a number: CPU in millicores."""
    return quantities.milli(text) if name == "cpu" else quantities.whole(text)
