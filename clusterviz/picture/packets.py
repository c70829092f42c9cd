"""What a record of the trace is for the page: a pill that travels on a line, or a mark in the story.

`worth` says how much a hop is worth seeing: 0 noise (heartbeats, answers that say yes), 1 news, 2 a deed, 3 a deed of
yours or a refusal. Cinema slows down for 1 and more.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from ..cluster.cluster import Cluster
from ..cluster.machinery.resources import RESOURCES
from ..cluster.machinery.trace import SECRET, Decision, Hop, Outcome, Poke, Record
from .geometry import edge_id
from .scene import identity

Packet = dict[str, Any]
UNTOLD = "Something was done here. What it was, you are to find out."


class Message(NamedTuple):
    """A hop without its moment: the same ones travel in every cluster, all the time."""

    kind: str
    source: str
    target: str
    verb: str
    subject: str
    note: str


KIND_OF_PLURAL = {resource.plural: resource.kind for resource in RESOURCES}
NOISE = ("events", "leases", "nodes/status", "endpoints", "controllerrevisions", "serviceaccounts", "componentstatuses")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
GLYPHS = {
    "POST": "plus",
    "PUT": "pencil",
    "PATCH": "pencil",
    "DELETE": "trash-2",
    "LIST": "search",
    "GET": "search",
    "RANGE": "search",
    "WATCH": "eye",
}
GLYPHS_OF_KIND = {
    "watch": "eye",
    "raft": "database",
    "cri": "play",
    "probe": "stethoscope",
    "heartbeat": "heart-pulse",
    "dns": "book-marked",
    "traffic": "globe",
}
EVENT_TYPES = ("ADDED", "MODIFIED", "DELETED")
OWN_MACHINE = "/control-plane"  # its kubelet stands in the same box as the API server: no line is drawn


def packet(record: Record, cluster: Cluster) -> Packet | None:
    """The record for the page, or None where there is nothing to see."""
    if isinstance(record, Hop):
        return _hop(record)
    if isinstance(record, Outcome):
        return {
            "id": record.id,
            "is": "outcome",
            "hop": record.hop,
            "at": record.at_ms,
            "outcome": record.outcome,
            "worth": WORTH[Outcome],
        }
    if isinstance(record, Poke):
        return {
            "id": record.id,
            "is": "poke",
            "at": record.at_ms,
            "who": record.who,
            "note": said(record),
            "worth": WORTH[Poke],
        }
    if isinstance(record, Decision):
        return {
            "id": record.id,
            "cause": record.cause,
            "is": "decision",
            "kind": record.kind,
            "at": record.at_ms,
            "component": record.component,
            "who": identity(record.component),
            "subject": record.subject,
            "note": record.sentence,
            "worth": WORTH[Decision],
        }
    return None


def said(poke: Poke) -> str:
    """What was done, as far as it is told."""
    return UNTOLD if poke.who == SECRET else poke.text


def worth_of_record(record: Record) -> int:
    """How much a record is worth seeing; 0 too for one that is no packet. Asked of each, while packets are made of few."""
    if isinstance(record, Hop):
        _, _, kind, _, _, source, target, verb, subject, note = record
        return _told(kind, source, target, verb, subject, note)[4]
    return WORTH.get(type(record), 0)


WORTH: dict[type, int] = {Outcome: 2, Poke: 3, Decision: 1}


def _hop(hop: Hop) -> Packet:
    number, cause, kind, sent_ms, arrives_ms, source, target, verb, subject, note = hop
    label, glyph, line, who, worth = _told(kind, source, target, verb, subject, note)
    return {
        "id": number,
        "cause": cause,
        "is": "hop",
        "kind": kind,
        "sent": sent_ms,
        "arrives": arrives_ms,
        "from": source,
        "to": target,
        "who": who,
        "line": line,
        "verb": verb,
        "label": label,
        "glyph": glyph,
        "subject": subject,
        "note": note,
        "worth": worth,
    }


@lru_cache(maxsize=8_192)
def _told(kind: str, source: str, target: str, verb: str, subject: str, note: str) -> tuple[str, str, str, str, int]:
    """All that can be said of a message: label, glyph, line, who, worth."""
    message = Message(kind, source, target, verb, subject, note)
    return *label_of(message), line_of(message), identity(source), worth_of(message)


def line_of(hop: Hop | Message) -> str:
    """The id of the line it travels on, "" where none is drawn."""
    if hop.source.endswith(OWN_MACHINE) or hop.target.endswith(OWN_MACHINE):
        return ""
    source, target = _drawn(hop.source), _drawn(hop.target)
    return edge_id(source, target) if source != target else ""


def _drawn(component: str) -> str:
    """Docker's daemons stand in their machine's box of the runtime."""
    kind, slash, node = component.partition("/")
    return f"container-runtime/{node}" if slash and kind in ("cri-dockerd", "dockerd") else component


def _is_etcd(component: str) -> bool:
    return component.startswith("etcd")


def label_of(hop: Hop | Message) -> tuple[str, str]:
    """What stands in the pill, and its glyph: ("POST Binding", "link")."""
    if hop.kind == "heartbeat":
        return ("heartbeat" if _is_etcd(hop.source) and _is_etcd(hop.target) else "Lease"), "heart-pulse"
    if hop.verb.isdigit():
        refused = int(hop.verb) >= 400
        return (f"{hop.verb} {_reason(hop)}".strip() if refused else f"{hop.verb} OK"), "ban" if refused else "check"
    if hop.kind != "raft" and (_is_etcd(hop.source) or _is_etcd(hop.target)):
        return (hop.verb if hop.verb in WRITES else hop.verb.lower()), GLYPHS.get(hop.verb, "database")
    if hop.kind == "cri":
        return (
            f"CRI {_first_word(hop.verb)}",
            "play" if "Stop" not in hop.verb and "Remove" not in hop.verb else "square",
        )
    if hop.kind in ("probe", "dns", "traffic", "raft"):
        words = {"probe": "probe", "dns": "DNS", "traffic": "traffic", "raft": "raft"}[hop.kind]
        return (words if hop.kind in ("probe", "traffic") else f"{words} {hop.verb.lower()}"), GLYPHS_OF_KIND[hop.kind]
    kind, subresource = kind_of(hop.subject)
    if hop.kind == "watch" and hop.verb in EVENT_TYPES:
        return f"WATCH {kind}", "eye"
    if subresource == "binding":
        return f"{hop.verb} Binding", "link"
    if subresource:
        return f"{hop.verb} {subresource}", GLYPHS.get(hop.verb, "arrow-right")
    return f"{hop.verb} {kind}".strip(), GLYPHS.get(hop.verb, GLYPHS_OF_KIND.get(hop.kind, "arrow-right"))


WORTH_OF_RAFT = ("PREVOTE", "VOTE", "APPEND", "SNAPSHOT")  # between members: who leads, and what is copied


def worth_of(hop: Hop | Message) -> int:
    """0 to 3: how much it is worth seeing."""
    if hop.kind == "raft":
        return 1 if hop.verb in WORTH_OF_RAFT else 0
    if hop.kind in ("heartbeat", "probe"):
        return 0
    if hop.verb.isdigit():
        return 2 if int(hop.verb) >= 400 and int(hop.verb) != 404 else 0
    subject = hop.subject.removeprefix("/registry/")
    if _noise(subject):
        return 0
    if hop.kind == "cri":
        return (
            2
            if re.match(r"(Run|Start|Stop|Pull|Create|Remove)", hop.verb)
            and hop.target.startswith(("container", "cri-dockerd"))
            else 0
        )
    if hop.kind in ("dns", "traffic"):
        return 2
    if _is_etcd(hop.source):
        return 0
    if _is_etcd(hop.target):
        return 1 if hop.verb in WRITES else 0
    if hop.kind == "watch":
        told = hop.verb in EVENT_TYPES and not (hop.verb == "MODIFIED" and subject.startswith("nodes/"))
        return 1 if told and not hop.target.startswith("kube-proxy/") else 0
    if hop.verb in WRITES:
        return 3 if hop.source == "you" else 2
    return 1 if hop.source == "you" else 0


def _noise(subject: str) -> bool:
    resource = subject.split("/", 1)[0]
    return resource in NOISE or (resource == "nodes" and subject.endswith("/status")) or "kube-system/" in subject


def kind_of(subject: str) -> tuple[str, str]:
    """(`Pod`, `status`) of `pods/default/web/status`: kind and subresource."""
    parts = subject.split("/")
    kind = KIND_OF_PLURAL.get(parts[0], parts[0] if parts[0] else "")
    known = ("status", "binding", "scale", "eviction", "log", "exec", "finalize", "token", "ephemeralcontainers")
    return kind, parts[-1] if len(parts) > 2 and parts[-1] in known else ""


def _reason(hop: Hop | Message) -> str:
    reasons = {
        "409": "Conflict",
        "403": "Forbidden",
        "404": "Not Found",
        "422": "Invalid",
        "410": "Gone",
        "429": "Too Many",
    }
    return hop.note if hop.note and len(hop.note) < 20 else reasons.get(hop.verb, "")


def _first_word(verb: str) -> str:
    """`StartContainer` → start, `RunPodSandbox` → run."""
    words = re.findall(r"[A-Z]?[a-z]+", verb)
    return words[0].lower() if words else verb
