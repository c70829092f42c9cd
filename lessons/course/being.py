"""Being a component: what the real one writes next, turn by turn, so that a learner can choose first.

The future is run in a fork. The scheduler's turn is the node that it binds the Pod to (or that none fits); a kubelet's turns
are what it asks of the runtime and tells the API server about the Pod.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import NODES
from clusterviz.cluster.machinery.trace import Decision, Hop, Record
from clusterviz.tools import shell

from .lesson import Be, filled

FUTURE_MS = 60_000  # so far a turn may be away
LOOK_MS = 50
NONE_FITS = "none"
REPORT = "PATCH status"

# What a kubelet may do with a Pod -> (what the learner reads, why).
DEEDS: Mapping[str, tuple[str, str]] = {
    "RunPodSandbox": (
        "Make the Pod's sandbox",
        "A sandbox holds the Pod's network namespace and its address. Every container of the Pod is put into it, so it comes first.",
    ),
    "PullImage": (
        "Have the image pulled",
        "A container cannot be created from an image that is not on the node.",
    ),
    "CreateContainer": (
        "Have the container created",
        "The runtime lays out the container from its image and ties it to the sandbox. Nothing runs yet.",
    ),
    "StartContainer": (
        "Have the container started",
        "Now the process begins. Create and start are two calls, so that hooks and limits can be set in between.",
    ),
    REPORT: (
        "Report the Pod's status to the API server",
        "What is not reported has not happened, as far as the rest of the cluster can know.",
    ),
    "StopContainer": (
        "Have the container stopped",
        "The process is asked to end, and killed when its grace period is over.",
    ),
    "StopPodSandbox": (
        "Take the sandbox down",
        "The Pod's address is given back when none of its containers runs any more.",
    ),
}
FIRST_DEEDS = ("RunPodSandbox", "PullImage", "CreateContainer", "StartContainer", REPORT)
LAST_DEEDS = ("StopContainer", "StopPodSandbox", REPORT)


@dataclass(frozen=True, slots=True)
class Turn:
    """One choice. `record`: the id of the hop or decision in which the real one made it."""

    ask: str
    options: Mapping[str, str]
    answer: str
    why: str
    record: int
    at_ms: int


def turns(be: Be, values: Mapping[str, str], cluster: Cluster) -> list[Turn]:
    """What the real component does after `run`, at most `be.turns` of it. The cluster is used up: give a fork."""
    subject, since = filled(be.subject, values), cluster.trace.last_id
    shell.start(cluster, filled(be.run, values), files=cluster.you.files)
    return coming(be, subject, cluster, since)


def coming(be: Be, subject: str, cluster: Cluster, since: int) -> list[Turn]:
    """The turns after a record, in a cluster where `run` has been typed already."""
    found: list[Turn] = []
    until_ms = cluster.now_ms + FUTURE_MS
    while cluster.now_ms < until_ms and len(found) < be.turns:
        nodes = [node["metadata"]["name"] for node in cluster.objects(NODES)]
        cluster.run_for(LOOK_MS)
        for record in cluster.trace.records(since):
            since = record.id
            ends = bool(found) and found[-1].answer in LAST_DEEDS
            turn = _turn(be.role, subject, record, nodes, ends)
            if turn is not None and len(found) < be.turns and _is_new(turn, found):
                found.append(turn)
    return found


def _is_new(turn: Turn, found: list[Turn]) -> bool:
    """A kubelet also reports beside its work, what it has in hand: only what it has done is worth a turn."""
    return found[-1].answer != turn.answer if found else turn.answer != REPORT


def _turn(role: str, subject: str, record: Record, nodes: list[str], ends: bool) -> Turn | None:
    if role == "kube-scheduler" and isinstance(record, Decision) and record.component == role:
        if record.subject.removeprefix("pods/").partition("/")[2] != subject:
            return None
        options = {name: name for name in nodes} | {NONE_FITS: "none of them fits"}
        chosen = next((name for name in nodes if f" to {name}" in record.sentence), NONE_FITS)
        return Turn(f"Where does `{subject}` go?", options, chosen, record.sentence, record.id, record.at_ms)
    if role == "kubelet" and isinstance(record, Hop) and record.source.startswith("kubelet/"):
        deed = _deed(record, subject)
        if deed in DEEDS:
            known = LAST_DEEDS if deed in LAST_DEEDS and (ends or deed != REPORT) else FIRST_DEEDS
            options = {name: DEEDS[name][0] for name in known}
            ask = f"You are the kubelet of {record.source.partition('/')[2]}. What do you do next?"
            return Turn(ask, options, deed, DEEDS[deed][1], record.id, record.sent_ms)
    return None


def _deed(hop: Hop, subject: str) -> str:
    parts = hop.subject.split("/")
    if hop.kind == "cri":
        about = hop.verb == "PullImage" or subject in parts
        return hop.verb if about else ""
    if hop.verb == "PATCH" and parts[:1] == ["pods"] and parts[2:] == [subject, "status"]:
        return REPORT
    return ""
