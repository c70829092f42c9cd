"""What one may lay over the nodes: how much of each is asked for, and how the scheduler judged each at its last decision."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.objects import Object, name_of
from ..cluster.machinery.quantities import cpu_text, parse
from ..cluster.machinery.quota import Usage, usage_of
from ..cluster.machinery.resources import NODES, PODS
from ..cluster.machinery.trace import Decision
from .services import services, words
from .story import element_of, parts

SCHEDULER = "kube-scheduler"
RESOURCES = (("CPU", "cpu"), ("memory", "memory"), ("Pods", "pods"))
FULL = 0.9  # from this part on, a node has hardly any room
ROWS = 4  # plugins that find room in a node's box
Overlay = dict[str, Any]


def overlay(cluster: Cluster, view: str) -> Overlay | None:
    """`{"nodes": {name: column}, "words": …}`, and of a decision its `sentence` and `element`; None: no such view."""
    if view == "capacity":
        return capacity(cluster)
    if view == "network":
        return {"nodes": {}, "words": words(services(cluster))}
    return scheduling(cluster) if view == "scheduling" else None


def capacity(cluster: Cluster) -> Overlay:
    """What the Pods of each node request, against what it offers (`allocatable`): the scheduler's own arithmetic."""
    asked: dict[str, Usage] = {}
    for pod in cluster.objects(PODS):
        sums = asked.setdefault(pod["spec"].get("nodeName", ""), {})
        for name, amount in usage_of(pod, PODS).items():
            sums[name] = sums.get(name, Fraction(0)) + amount
    nodes = {name_of(node): _bars(node, asked.get(name_of(node), {})) for node in cluster.objects(NODES)}
    told = "; ".join(f"{name}: " + ", ".join(_said(bar) for bar in bars) for name, bars in sorted(nodes.items()))
    return {"nodes": nodes, "words": f"Requested of what each node offers. {told}."}


def _bars(node: Object, asked: Usage) -> list[dict[str, Any]]:
    offered = node.get("status", {}).get("allocatable", {})
    found = []
    for label, name in RESOURCES:
        used, most = asked.get(name, Fraction(0)), parse(str(offered.get(name, "0")))
        part = float(used / most) if most else 0.0
        bar = {"name": label, "used": amount_text(name, used), "of": amount_text(name, most), "part": round(part, 4)}
        found.append(bar | {"full": part >= FULL})
    return found


def _said(bar: dict[str, Any]) -> str:
    return f"{bar['name']} {bar['used']} of {bar['of']}"


def amount_text(name: str, amount: Fraction) -> str:
    """Short, for reading: memory in the unit that fits best."""
    if name == "cpu":
        return cpu_text(int(amount * 1000))
    if name == "memory" and amount:
        for unit, factor in (("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10)):
            if amount >= factor:
                return f"{round(float(amount / factor), 1):g}{unit}"
    return str(int(amount))


def scheduling(cluster: Cluster) -> Overlay:
    """Node × plugin for the scheduler's last decision: who refused which node, and the points of the others."""
    for decision in reversed(cluster.trace.records()):
        if isinstance(decision, Decision) and decision.component == SCHEDULER and (decision.detail or {}).get("nodes"):
            return {
                "nodes": columns(decision.detail or {}),
                "sentence": "".join(text for text, _ in parts(decision.sentence, cluster)),
                "element": element_of(decision.subject),
                "words": decision.sentence,
            }
    none = "The scheduler has decided nothing yet."
    return {"nodes": {}, "sentence": none, "element": "", "words": none}


def columns(detail: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A column for each node: `{"win", "total", "rows": [plugin, score, weight], "refused": plugin, "reason"}`."""
    nodes: dict[str, Any] = detail["nodes"]
    weights: dict[str, int] = detail.get("weights") or {}
    winner = next((name for name, about in nodes.items() if "refused_by" not in about), "")
    telling = _telling([about["scores"] for about in nodes.values() if about.get("scores")], weights)
    found: dict[str, dict[str, Any]] = {}
    for name, about in nodes.items():
        if "refused_by" in about:
            found[name] = {"win": False, "refused": about["refused_by"], "reason": ", ".join(about["reasons"])}
            continue
        scores: dict[str, int] = about.get("scores") or {}
        rows = [[plugin, scores[plugin], weights.get(plugin, 1)] for plugin in telling if plugin in scores]
        found[name] = {"win": name == winner, "total": about.get("total"), "rows": rows}
    return found


def _telling(scores: list[dict[str, int]], weights: dict[str, int]) -> list[str]:
    """The plugins that make the difference come first, the same in each column."""
    plugins = list(dict.fromkeys(plugin for one in scores for plugin in one))

    def telling(plugin: str) -> tuple[int, int]:
        given = [one.get(plugin, 0) * weights.get(plugin, 1) for one in scores]
        return max(given) - min(given), max(given)

    return sorted(plugins, key=telling, reverse=True)[:ROWS]
