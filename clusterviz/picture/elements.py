"""The parts that elements are made of: a box, and the words in it."""

from __future__ import annotations

from typing import Any

from ..cluster.cluster import CONTROL_PLANE, Cluster
from ..cluster.machinery.objects import Object, controller_of, labels_of, name_of
from .states import State

Element = dict[str, Any]
NO_POWER = State("no power", "lost")


def element_of(identifier: str, kind: str, name: str, state: State, *, detail: str) -> Element:
    """A box as Cytoscape wants it."""
    data = {"id": identifier, "kind": kind, "name": name, "word": state.word, "state": state.state, "detail": detail}
    return {"group": "nodes", "data": data, "classes": f"{kind} {state.state}"}


def more_element(identifier: str, kind: str, name: str, left_out: dict[str, int]) -> Element:
    """What stands for those that have no room. `left_out`: how many, by layout."""
    element = element_of(identifier, kind, name, State("in the tree", "none"), detail="")
    element["data"]["more"] = left_out
    return element


def split_name(pod: Object) -> tuple[str, str]:
    """(`web`, `4kq2m`): what a learner chose, and what Kubernetes added. ("name", "") for a Pod of its own."""
    name, owner = name_of(pod), controller_of(pod)
    if owner is None or not name.startswith(f"{owner['name']}-"):
        return name, ""
    base, suffix = str(owner["name"]), name[len(owner["name"]) + 1 :]
    template_hash = labels_of(pod).get("pod-template-hash")
    if template_hash and base.endswith(f"-{template_hash}"):
        base = base[: -len(template_hash) - 1]
    return base, suffix


def machines_of(cluster: Cluster, nodes: dict[str, Object]) -> list[str]:
    """Worker machines in the order of their joining; one that is gone stays until its Node object is."""
    found = dict.fromkeys(
        component.node for name, component in cluster.components.items() if name.startswith("kubelet/")
    )
    found |= dict.fromkeys(nodes)
    found.pop(CONTROL_PLANE, None)
    return sorted(found, key=_natural)


def _natural(name: str) -> tuple[str, int, str]:
    stem = name.rstrip("0123456789")
    digits = name[len(stem) :]
    return (stem, int(digits) if digits else -1, name)


def dark_words(kind: str, state: State) -> str:
    """What stands in a box that is not running."""
    return "cannot be asked" if kind == "container-runtime" and state is NO_POWER else state.word


def containers_in_words(pods: Any) -> str:
    """How many containers run, and how many are on their way."""
    running = starting = 0
    for pod in pods:
        for container in pod.get("status", {}).get("containerStatuses", ()):
            state = container.get("state", {})
            running += "running" in state
            starting += "waiting" in state
    if starting:
        return f"{running} running · {starting} starting"
    return f"{running} container{'' if running == 1 else 's'}"


def system_words(pods: list[Object]) -> str:
    """How many of the system's own Pods there are."""
    if not pods:
        return ""
    return f"{len(pods)} system"


def worst(states: list[State]) -> State:
    """The state that a box with many things in it shows."""
    order = ("bad", "lost", "going", "wait", "weak", "none", "ok")
    return min(states, key=lambda state: order.index(state.state))


def span(milliseconds: int) -> str:
    """A time in the words of the diagram."""
    seconds = milliseconds // 1000
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
