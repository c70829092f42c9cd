"""What stands behind `fault`: which fault is meant, or a sentence about what is wrong with the words."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...cluster import faults, machines
from ...cluster.cluster import Cluster
from ...cluster.machinery.times import parse_go_duration

USAGE = (
    "say what to break: fault node-2 off, fault stop kube-scheduler, fault cut node-1 kube-apiserver, "
    "fault kill default/web/nginx, fault fill node-2 memory; and the way back: on, start, mend, free"
)
# The word → what it takes, and an example of it.
TAKES = {
    "stop": ("one component", "fault stop kube-scheduler"),
    "start": ("one component", "fault start kube-scheduler"),
    "restart": ("one component", "fault restart kube-scheduler"),
    "cut": ("the two ends of a link", "fault cut node-1 kube-apiserver"),
    "mend": ("the two ends of a link", "fault mend node-1 kube-apiserver"),
    "slow": ("the two ends of a link, and by how much", "fault slow node-1 kube-apiserver 3s"),
    "lose": ("the two ends of a link, and how many of a hundred messages", "fault lose node-1 kube-apiserver 30%"),
    "drop": ("the two ends of a watch", "fault drop kubelet/node-1 kube-apiserver"),
    "kill": ("one container", "fault kill default/web/nginx"),
    "fill": ("a node, and memory, disk or pids", "fault fill node-2 memory"),
    "free": ("a node, and memory, disk or pids", "fault free node-2 memory"),
    "add": ("the name of a new node", "fault add node-4"),
    "remove": ("one node", "fault remove node-3"),
    "shutdown": ("one node", "fault shutdown node-2"),
}


class Meant(NamedTuple):
    """A fault, as `faults.apply` takes it."""

    verb: str
    subject: str
    args: dict[str, Any]


class WordsError(ValueError):
    """The words name no fault: what is wrong, and how it is said."""


def meant(cluster: Cluster, words: list[str]) -> Meant:
    """The fault that these words name. WordsError if they name none."""
    match words:
        case []:
            raise WordsError(USAGE)
        case ["registry", "off" | "on" as power]:
            return Meant(f"registry.{power}", "registry", {})
        case ["drop", one, other]:
            return Meant("watch.drop", f"{one}|{other}", {})
        case ["stop" | "start" | "restart" as verb, component]:
            return Meant(f"component.{verb}", component, {})
        case ["cut" | "mend" | "slow" | "lose" as verb, link] if "|" in link:
            return Meant(f"link.{verb}", link, {})
        case ["cut" | "mend" | "slow" | "lose" as verb, one, other]:
            return Meant(f"link.{verb}", f"{one}|{other}", {})
        case ["slow", one, other, by]:
            return Meant("link.slow", f"{one}|{other}", {"ms": _milliseconds(by)})
        case ["lose", one, other, share]:
            return Meant("link.lose", f"{one}|{other}", {"percent": _percent(share)})
        case ["kill", container]:
            return Meant("container.kill", container, {})
        case ["fill" | "free" as verb, node, "memory" | "disk" | "pids" as what]:
            return Meant(f"{what}.{verb}", node, {})
        case ["fill" | "free" as verb, _, what]:
            raise WordsError(f"{verb} takes memory, disk or pids. {_short(what)} is none of them.")
        case ["add" | "remove" | "shutdown" as verb, node]:
            return Meant(f"node.{verb}", node, {})
        case [verb, *rest] if verb in TAKES:
            what, example = TAKES[verb]
            got = f"{_short(' '.join(rest))} is not that" if rest else "Nothing is there"
            raise WordsError(f"{verb} takes {what}, as in: {example}. {got}.")
        case [node, "off" | "on" as power]:
            return Meant(f"node.{power}", node, {})
        case [node, *rest] if node in (*machines.names(cluster), faults.REGISTRY):
            got = f"{_short(' '.join(rest))} is neither" if rest else "Neither is there"
            raise WordsError(f"{node} can be switched off or on, as in: fault {node} off. {got}.")
    raise WordsError(
        f"nothing here is broken by {_short(words[0])}. There are: {', '.join(TAKES)}; or a node, and off or on."
    )


def _milliseconds(text: str) -> int:
    found = parse_go_duration(text)
    if found is None or found > faults.MAX_SLOW_MS:
        longest = faults.MAX_SLOW_MS // 60_000
        raise WordsError(f"slow takes a duration such as 500ms or 3s, at most {longest}m. {_short(text)} is none.")
    return found


def _percent(text: str) -> int:
    number = text.removesuffix("%")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:4]) <= faults.MOST_LOST:
        raise WordsError(
            f"lose takes so many of a hundred messages, from 1% to {faults.MOST_LOST}%. {_short(text)} is none of them."
        )
    return int(number)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
