"""The trace, told: decisions in their own sentences, grouped by the poke that they come from, each tied to its hops."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.trace import SECRET, Decision, Hop, Poke, Record
from .packets import kind_of, said
from .scene import identity

MOST_HOPS = 6
ROUTINE = ("Stored",)  # told only when you asked for it: every component stores all the time
GENERATED = re.compile(
    r"\b([a-z0-9](?:[a-z0-9-]*?[a-z0-9])?)-(?:[bcdfghjklmnpqrstvwxz2456789]{8,10}-)?([bcdfghjklmnpqrstvwxz2456789]{5})\b"
)
WHO = {
    "you": "you",
    "etcd": "etcd",
    "apiserver": "API server",
    "scheduler": "scheduler",
    "controllers": "controllers",
    "kubelet": "kubelet",
    "proxy": "kube-proxy",
    "runtime": "containerd",
    "addon": "add-on",
}
OTHERS = {"pod-network": "Pod network", SECRET: "somebody"}  # the others are told apart by their own names


def story(records: Iterable[Record], cluster: Cluster) -> list[dict[str, Any]]:
    """One entry for each poke and each decision worth telling, in order."""
    records = list(records)
    told = []
    for record in records:
        if isinstance(record, Poke):
            told.append(_entry(record.id, record.at_ms, record.who, said(record), record, cluster, []))
        elif isinstance(record, Decision):
            chain = list(cluster.trace.why(record.cause))
            if record.kind in ROUTINE and not _asked_by_you(chain):
                continue
            poke = next((root for root in chain if isinstance(root, Poke)), None)
            hops = _hops_since(chain, record.component)
            sentence = _looked_first(record, poke) or record.sentence
            entry = _entry(record.id, record.at_ms, record.component, sentence, poke, cluster, hops)
            told.append(
                entry
                | {
                    "kind": record.kind,
                    "element": element_of(record.subject, record.component),
                    "subject": record.subject,
                    "cause": record.cause,
                }
            )
    return told


def _entry(
    identifier: int, at_ms: int, component: str, sentence: str, poke: Poke | None, cluster: Cluster, hops: list[int]
) -> dict[str, Any]:
    who = "you" if component in ("you", "teacher") else identity(component)
    return {
        "id": identifier,
        "at": at_ms,
        "clock": clock_text(at_ms),
        "component": component,
        "who": who,
        "name": WHO[who] if who != "addon" else OTHERS.get(component.partition("/")[0], component),
        "sentence": sentence,
        "parts": parts(sentence, cluster) if who != "you" else [[sentence, "code"]],
        "poke": {"id": poke.id, "text": said(poke)} if poke is not None else None,
        "hops": hops,
        "kind": "Poke",
        "element": "",
        "subject": "",
    }


def _looked_first(record: Decision, poke: Poke | None) -> str:
    """`kubectl apply` asks whether the object is there: that it is not is no failure."""
    if record.kind != "Refused" or (record.detail or {}).get("code") != 404:
        return ""
    if poke is None or not poke.text.startswith("kubectl apply"):
        return ""
    kind, _ = kind_of(record.subject)
    return (
        f"There is no {kind} {record.subject.rpartition('/')[2]} yet: kubectl apply looked first, and will create it."
    )


def _hops_since(chain: list[Record], component: str) -> list[int]:
    """The hops that led here, latest first, back to the news that made the component act."""
    found: list[int] = []
    for link in chain:
        if isinstance(link, Hop):
            found.append(link.id)
            if link.kind == "watch" and link.target == component:
                break
        if len(found) == MOST_HOPS:
            break
    return found


def _asked_by_you(chain: list[Record]) -> bool:
    sources = [hop.source for hop in chain[:4] if isinstance(hop, Hop)]
    return "you" in sources


def parts(sentence: str, cluster: Cluster) -> list[list[str]]:
    """The sentence in pieces [text, "" or "b"]: names of nodes and generated names stand out, the latter shortened."""
    machines = {component.node for name, component in cluster.components.items() if name.startswith("kubelet/")}
    pieces: list[list[str]] = []
    at = 0
    for found in re.finditer(r"[a-z0-9](?:[a-z0-9./-]*[a-z0-9])?", sentence):
        word = found[0]
        generated = GENERATED.fullmatch(word)
        if word not in machines and generated is None:
            continue
        if found.start() > at:
            pieces.append([sentence[at : found.start()], ""])
        pieces.append([f"{generated[1]} …{generated[2]}" if generated is not None else word, "b"])
        at = found.end()
    if at < len(sentence):
        pieces.append([sentence[at:], ""])
    return pieces


def element_of(subject: str, component: str = "") -> str:
    """The id of the element that a subject (`pods/default/web-x`, `default/web-x`, `node-2`) stands for."""
    first, _, rest = subject.partition("/")
    if first == "pods" and "/" in rest:
        return "pod/" + "/".join(rest.split("/")[:2])
    if first == "nodes" and rest:
        return f"node/{rest.split('/')[0]}"
    if component.startswith("kubelet/") and subject.count("/") == 1:  # a kubelet speaks of its Pods only
        return f"pod/{subject}"
    return subject


def clock_text(at_ms: int) -> str:
    """`01:30.262`, or `1:01:30.262` after an hour."""
    minutes, rest = divmod(at_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
    return f"{hours}:{text}" if hours else text


def identity_of(poke: Poke) -> str:
    """Whose colour and icon a deed has: a person's, unless nobody is to know whose."""
    return identity(SECRET) if poke.who == SECRET else "you"


def marks(records: Iterable[Record], cluster: Cluster) -> list[dict[str, Any]]:
    """What the timeline marks: pokes, and the decisions that turn a story."""
    found = []
    for record in records:
        if isinstance(record, Poke):
            found.append({"id": record.id, "at": record.at_ms, "label": _short(record), "who": identity_of(record)})
        elif isinstance(record, Decision) and record.kind in TURNS:
            label = TURNS[record.kind]
            found.append({"id": record.id, "at": record.at_ms, "label": label, "who": identity(record.component)})
    return found


TURNS = {
    "Bound": "bound",
    "Unschedulable": "no node fits",
    "Creates": "creates",
    "Evicts": "evicts",
    "Preempts": "preempts",
    "Suspects": "Unknown",
    "BacksOff": "back-off",
}


def _short(poke: Poke) -> str:
    text = "?" if poke.who == SECRET else poke.text.strip().split("\n")[0]
    for prefix in ("kubectl ", "fault ", "k "):
        text = text.removeprefix(prefix)
    return text if len(text) <= 18 else f"{text[:17]}…"
