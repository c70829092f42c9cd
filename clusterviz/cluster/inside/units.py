"""systemd's units of a machine: how they are, and starting and stopping them: the same faults as the page's menu has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..machinery.component import Component
from ..machinery.daemons import UNITS, daemon_pid
from ..worker_node.kubelet import Kubelet
from .machine import machine_of

if TYPE_CHECKING:
    from ..cluster import Cluster


class Unit(NamedTuple):
    """One unit. `state`: active, inactive, or activating while systemd waits to start it again. `pid`: of its last process."""

    name: str
    state: str
    since_ms: int
    pid: int
    last_pid: int


def names(cluster: Cluster, node: str) -> list[str]:
    """The units of which one can ask here."""
    return list(UNITS[machine_of(cluster, node).runtime])


def status(cluster: Cluster, node: str, unit: str) -> Unit | None:
    """How a unit is, None if there is none of this name."""
    component = _component(cluster, node, unit)
    if component is None:
        return None
    pid = daemon_pid(unit, component)
    state = "active" if component.running else "inactive"
    failing = isinstance(component, Kubelet) and component.incarnation > 0 and component.failing
    if not component.running and failing and component.name not in cluster.kept_down:
        state = "activating"
    return Unit(unit, state, component.since_ms, pid if component.running else 0, pid)


def act(cluster: Cluster, node: str, verb: str, unit: str) -> bool:
    """start, stop or restart a unit. False if there is none of this name."""
    from .. import faults  # it wires the cluster, and so comes after it

    component = _component(cluster, node, unit)
    if component is None:
        return False
    if verb in ("stop", "restart") and component.running:
        faults.stop(cluster, component.name, {})
    elif verb == "stop":
        component.incarnation += 1  # systemd does not start it again
        cluster.kept_down[component.name] = True
    if verb in ("start", "restart"):
        faults.start(cluster, component.name, {})
    return True


def _component(cluster: Cluster, node: str, unit: str) -> Component | None:
    kind = UNITS[machine_of(cluster, node).runtime].get(unit)
    return cluster.components.get(f"{kind}/{node}") if kind else None
