"""One sentence over the diagram: how the cluster is now, name first, effect second."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def summary(drawn: dict[str, Any], system: int = 0) -> dict[str, str]:
    """`sentence`, the `state` whose mark stands before it, and `aside`: the count of Pods.

    `system`: how many Pods there are in kube-system. They are told apart: `kubectl get pods -A` lists them with the others.
    """
    elements = [element["data"] for element in drawn.values() if element["group"] == "nodes"]
    pods = [data for data in elements if data["kind"] == "pod"]
    nodes = [data for data in elements if data["kind"] == "node"]
    running = sum(1 for pod in pods if pod["word"] == "Running")
    beside = ", those in kube-system aside" if system else ""
    aside = f"{running} of {len(pods)} Pods Running{beside}" if running != len(pods) else ""
    for sentence, state in _candidates(elements, nodes, pods):
        return {"sentence": sentence, "state": state, "aside": aside}
    count = f"{len(nodes)} worker node{_s(len(nodes))}"
    if pods:
        counted = f"{len(pods)} Pod{_s(len(pods))}" + (f", and {system} in kube-system" if system else "")
    else:
        counted = "no Pods yet" + (f", and {system} in kube-system" if system else "")
    return {"sentence": f"This cluster is running: {count}, {counted}.", "state": "ok", "aside": ""}


def _candidates(
    elements: list[dict[str, Any]], nodes: list[dict[str, Any]], pods: list[dict[str, Any]]
) -> Iterable[tuple[str, str]]:
    """Worst first."""
    plane = next((data for data in elements if data["kind"] == "plane"), None)
    if plane is not None and plane["word"] == "no power":
        yield "The control plane has no power. Pods keep running; nobody can change anything.", "lost"
    for data in elements:
        if data["kind"] == "component" and data["word"] == "stopped" and data.get("parent") == "plane":
            if data["id"].startswith("etcd-"):
                continue
            yield f"{TITLES.get(data['id'], data['id'])} is stopped. {EFFECTS.get(data['id'], '')}".strip(), "lost"
    yield from _members([data for data in elements if data["id"].startswith("etcd-")])
    for node in nodes:
        if node["state"] == "lost" and node["word"].startswith(("NotReady", "Unknown")):
            yield _lost(node["name"], pods), "lost"
        elif node.get("power") == "off":
            yield f"{node['name']} has no power. Nobody has noticed yet: kubectl still says {node['word']}.", "lost"
    bad = [pod for pod in pods if pod["state"] == "bad"]
    if bad:
        name = _name(bad[0])
        others = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        yield f"{name} is in trouble: {bad[0]['word']}{others}.", "bad"
    homeless = [pod for pod in pods if "parent" not in pod]
    if homeless:
        yield f"{_names(homeless)} no node yet: the scheduler decides.", "wait"
    starting = [pod for pod in pods if pod["state"] == "wait"]
    if starting:
        yield f"{_name(starting[0])} is starting{_more(starting)}.", "wait"
    going = [pod for pod in pods if pod["state"] == "going"]
    if going:
        yield f"{_name(going[0])} is stopping{_more(going)}.", "going"
    for node in nodes:
        if "SchedulingDisabled" in node["word"]:
            yield f"{node['name']} is cordoned: it takes no new Pods.", "weak"
    weak = [pod for pod in pods if pod["state"] == "weak"]
    if weak:
        yield f"{_name(weak[0])} runs but is not ready: it gets no traffic{_more(weak)}.", "weak"


def _members(members: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    """Three members of etcd: one may be away, two may not."""
    away = [data["name"] for data in members if data["state"] != "ok"]
    if len(away) * 2 > len(members):
        yield f"etcd has lost its quorum: {' and '.join(away)} are stopped. {EFFECTS['etcd']}", "lost"
    elif members and not any(data["detail"] == "leader" for data in members):
        yield "etcd has no leader just now: its members are electing one. Writes wait.", "wait"
    elif away:
        yield f"{away[0]} is stopped. The other two members of etcd are a majority: everything goes on.", "weak"


TITLES = {"kube-controller-manager": "The controller manager"}
EFFECTS = {
    "etcd": "The cluster cannot remember anything new.",
    "kube-apiserver": "Everybody waits at the closed front door; containers run on.",
    "kube-scheduler": "New Pods stay without a node.",
    "kube-controller-manager": "Nobody compares what is with what should be.",
}


def _lost(node: str, pods: list[dict[str, Any]]) -> str:
    there = [pod for pod in pods if pod.get("parent") == f"node/{node}"]
    leaving = [pod for pod in there if pod["state"] == "going"]
    if leaving and all(_replaced(pod, pods) for pod in leaving):
        those = "that it has" if len(leaving) == 1 else "that they have"
        return f"{node} stopped reporting. {_count(leaving)} replaced; only {node} could confirm {those} stopped."
    if leaving:
        return f"{node} stopped reporting. {_count(leaving)} being replaced."
    if there:
        return f"{node} stopped reporting. {_count(there)} waiting to be replaced."
    return f"{node} stopped reporting."


def _replaced(leaving: dict[str, Any], pods: list[dict[str, Any]]) -> bool:
    """Whether its owner has Pods elsewhere, and all of them run."""
    others = [pod for pod in pods if pod.get("owner") == leaving.get("owner") and pod["state"] != "going"]
    return "owner" in leaving and bool(others) and all(pod["word"] == "Running" for pod in others)


def _count(pods: list[dict[str, Any]]) -> str:
    bases = {pod["base"] for pod in pods}
    name = f" {next(iter(bases))}" if len(bases) == 1 else ""
    return f"Its{name} Pod is" if len(pods) == 1 else f"Its {len(pods)}{name} Pods are"


def _name(pod: dict[str, Any]) -> str:
    return f"{pod['base']} …{pod['suffix']}" if pod["suffix"] else str(pod["base"])


def _names(pods: list[dict[str, Any]]) -> str:
    return f"{_name(pods[0])} has" if len(pods) == 1 else f"{len(pods)} Pods have"


def _more(pods: list[dict[str, Any]]) -> str:
    return f", and {len(pods) - 1} more" if len(pods) > 1 else ""


def _s(count: int) -> str:
    return "" if count == 1 else "s"
