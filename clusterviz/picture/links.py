"""What the panel shows about a line: between whom it is, how it is, and what one can do to this very link."""

from __future__ import annotations

from typing import Any

from ..cluster.cluster import Cluster
from .scene import scene

SLOW_MS = 500  # what the fault link.slow adds unless it is told otherwise


def is_link(element: str) -> bool:
    """Whether an element's id is that of a line: `kube-apiserver|etcd`."""
    return "|" in element


def inspect_link(cluster: Cluster, element: str) -> dict[str, Any]:
    """The panel of a line, in the same shape as every other panel."""
    one, _, other = element.partition("|")
    drawn = scene(cluster).get(element)
    if drawn is None:
        return {"found": False, "element": element, "title": element, "kind": "Link", "verbs": []}
    cut = _pair(element) in cluster.network.cut_links
    slow_ms = cluster.network.slow_links_ms.get(_pair(element), 0)
    word, state = ("cut", "lost") if cut else (f"slow by {slow_ms} ms", "weak") if slow_ms else ("connected", "ok")
    if not cut and drawn["data"]["state"] == "lost":
        word, state = "nothing passes", "lost"
    return {
        "found": True,
        "element": element,
        "title": f"{one} – {other}",
        "kind": "Link",
        "who": "",
        "icon": "link",
        "word": word,
        "state": state,
        "detail": drawn["data"].get("tag", ""),
        "what": f"Every message between {one} and {other} travels on this link. Cut it, and both go on with what they know.",
        "facts": [("From", one), ("To", other), ("Now", word)],
        "why": [],
        "table": None,
        "yaml": "",
        "events": [],
        "verbs": link_verbs(cluster, element),
        "source": "clusterviz/cluster/machinery/",
    }


def link_verbs(cluster: Cluster, element: str) -> list[dict[str, Any]]:
    """Cut, mend or slow: what makes sense for this link now."""
    pair = _pair(element)
    subject = "|".join(pair)
    slow = bool(cluster.network.slow_links_ms.get(pair))
    if pair in cluster.network.cut_links:
        return [_fault("link.mend", subject, "Mend this link", "cable", danger=False)]
    verbs = [_fault("link.cut", subject, "Cut this link", "unplug", danger=True)]
    if slow:
        return [*verbs, _fault("link.mend", subject, "Full speed again", "cable", danger=False)]
    return [*verbs, _fault("link.slow", subject, f"Slow it by {SLOW_MS} ms", "hourglass", danger=True)]


def _pair(element: str) -> tuple[str, str]:
    one, other = sorted(element.split("|"))
    return one, other


def _fault(verb: str, subject: str, label: str, icon: str, *, danger: bool) -> dict[str, Any]:
    return {"verb": verb, "subject": subject, "line": "", "label": label, "icon": icon, "danger": danger}
