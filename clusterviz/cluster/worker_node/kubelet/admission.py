"""Kubelet admission: the last look before a Pod may run here. Fact sheet §8.3."""

from __future__ import annotations

from ...machinery import quantities
from ...machinery.objects import Object, labels_of

HARD_TAINT = "NoExecute"


def refuse(pod: Object, node: Object | None, others: list[Object]) -> tuple[str, str] | None:
    """(reason, message) of a refusal, or None. `others`: the Pods that run here already."""
    if node is None:
        return None
    selector = pod["spec"].get("nodeSelector") or {}
    labels = labels_of(node)
    if any(labels.get(key) != value for key, value in selector.items()):
        return "NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
    for taint in node["spec"].get("taints", ()):
        if taint["effect"] == HARD_TAINT and not any(
            _tolerates(one, taint) for one in pod["spec"].get("tolerations", ())
        ):
            return (
                "TaintToleration",
                "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
            )
    return _out_of(pod, node, others)


def _tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")


def _out_of(pod: Object, node: Object, others: list[Object]) -> tuple[str, str] | None:
    allocatable = (node.get("status") or {}).get("allocatable") or {}
    most = int(allocatable.get("pods", 110))
    if len(others) + 1 > most:
        return "OutOfpods", _message("pods", 1, len(others), most)
    wanted = requests_of(pod)
    if not wanted:
        return None
    used: dict[str, int] = {}
    for other in others:
        for name, value in requests_of(other).items():
            used[name] = used.get(name, 0) + value
    for name, value in wanted.items():
        capacity = _value(name, str(allocatable.get(name, "0")))
        if value and used.get(name, 0) + value > capacity:
            return f"OutOf{name}", _message(name, value, used.get(name, 0), capacity)
    return None


def _message(name: str, requested: int, used: int, capacity: int) -> str:
    return f"Node didn't have enough resource: {name}, requested: {requested}, used: {used}, capacity: {capacity}"


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
        total[name] = total.get(name, 0) + _value(name, str(text))


def _value(name: str, text: str) -> int:
    return quantities.milli(text) if name == "cpu" else quantities.whole(text)
