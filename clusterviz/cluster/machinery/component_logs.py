"""What the processes of the control plane have written into their logs: klog's lines, or etcd's JSON, made of what the trace remembers.

A process says how it began, what it decided, and whom it could not reach. The words of its decisions are the trace's own; all
else is as v1.36 says it, at the verbosity at which requests that write are told. A log goes back as far as the trace, and is at
most MOST_LINES long.
"""

from __future__ import annotations

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .client import API_ADDRESS
from .cri import LogLine
from .machine import KUBELET_VERSION
from .resources import SERVED
from .static_manifests import program_of
from .times import go_duration, klog_head, micro_timestamp
from .trace import Decision, Hop, Outcome

if TYPE_CHECKING:
    from .component import Component

MOST_LINES = 400
QUIET_MS = 1_000  # of failures of the same kind one is told in this time
ETCD_ADDRESS = "127.0.0.1:2379"
ANSWERED = ("request", "heartbeat")  # kinds of messages that have an answer
SERVES, NO_STORAGE = "Serving securely on", "error creating storage factory"
PEOPLE = {"you": "kubectl"}
WRITES = ("POST", "PUT", "PATCH", "DELETE")
GOLANG = '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""'
BEGINS: dict[str, tuple[tuple[str, str], ...]] = {  # program → (place in its source, what it says first)
    "kube-apiserver": (
        ("options.go:263", "external host was not specified, using 172.18.0.2"),
        ("server.go:150", f"Version: {KUBELET_VERSION}"),
        ("server.go:152", GOLANG),
        ("secure_serving.go:211", "Serving securely on [::]:6443"),
    ),
    "kube-controller-manager": (
        ("serving.go:386", "Generated self-signed cert in-memory"),
        ("controllermanager.go:189", f'"Starting" version="{KUBELET_VERSION}"'),
        ("controllermanager.go:191", GOLANG),
        ("secure_serving.go:211", "Serving securely on 127.0.0.1:10257"),
        ("leaderelection.go:258", '"Attempting to acquire leader lease..." lock="kube-system/kube-controller-manager"'),
    ),
    "kube-scheduler": (
        ("serving.go:386", "Generated self-signed cert in-memory"),
        ("server.go:175", f'"Starting Kubernetes Scheduler" version="{KUBELET_VERSION}"'),
        ("server.go:177", GOLANG),
        ("secure_serving.go:211", "Serving securely on 127.0.0.1:10259"),
        ("leaderelection.go:258", '"Attempting to acquire leader lease..." lock="kube-system/kube-scheduler"'),
    ),
}
LOST = {  # what ends a process that leads no more
    "kube-controller-manager": ("controllermanager.go:368", '"leaderelection lost"'),
    "kube-scheduler": ("server.go:317", '"Leaderelection lost"'),
}
SLOW_MS = 100  # an etcd warns of what takes longer
_NODE = re.compile(r" to ([a-z0-9.-]+)(?=[:,.])")
PLURALS = {resource.plural: resource for resource in reversed(SERVED)}

Line = tuple[int, str]


def read(process: Component, previous: bool = False) -> list[LogLine] | None:
    """The log of its last life, or of the one before; None if there was none. Oldest line first."""
    if len(process.lives) < (2 if previous else 1):
        return None
    began_ms, ended_ms = process.lives[-2 if previous else -1]
    until_ms = process.clock.now_ms if ended_ms is None else ended_ms
    writer = Etcd(process) if program_of(process.name) == "etcd" else Klog(process)
    lines = [*writer.begins(began_ms), *writer.goes_on(began_ms, until_ms)]
    if any(NO_STORAGE in text for _, text in lines):
        lines = [(at_ms, text) for at_ms, text in lines if SERVES not in text]
    lines.sort(key=_moment)
    kept = lines if len(lines) <= MOST_LINES else lines[-MOST_LINES:]
    return [LogLine(at_ms, text) for at_ms, text in kept]


def _moment(line: Line) -> int:
    return line[0]


class Writer(ABC):
    """Reads the trace as one process has lived it."""

    def __init__(self, process: Component) -> None:
        self.process = process
        self.name = process.name
        self.program = program_of(process.name)
        self.epoch_ms = process.clock.epoch_ms
        self.asked: dict[tuple[str, str], list[Hop]] = {}  # (who asks, what) → its requests without an answer
        self.failed_ms: dict[str, int] = {}

    @abstractmethod
    def begins(self, at_ms: int) -> Iterator[Line]:
        """What it says when it starts."""

    @abstractmethod
    def told(self, decision: Decision) -> Iterator[Line]:
        """What it says of a decision."""

    def answered(self, asked: Hop, answer: Hop) -> Iterator[Line]:
        """What it says of a request that it has answered."""
        yield from ()

    def missed(self, hop: Hop, at_ms: int) -> Iterator[Line]:
        """What it says when nobody takes what it sends."""
        yield from ()

    def goes_on(self, from_ms: int, until_ms: int) -> Iterator[Line]:
        """What it says from one moment to another."""
        sent: dict[int, Hop] = {}
        received: dict[int, Hop] = {}
        for record in self.process.trace.records():
            if isinstance(record, Decision):
                if record.component == self.name and from_ms <= record.at_ms <= until_ms:
                    yield from self.told(record)
            elif isinstance(record, Hop):
                if record.source == self.name:
                    sent[record.id] = record
                    if from_ms <= record.sent_ms <= until_ms:
                        yield from self._answers(record)
                elif self._must_answer(record, from_ms, until_ms):
                    self.asked.setdefault((record.source, record.subject), []).append(record)
                    received[record.id] = record
            elif isinstance(record, Outcome) and record.hop in received:  # it has never come
                hop = received[record.hop]
                waiting = self.asked[hop.source, hop.subject]
                if hop in waiting:
                    waiting.remove(hop)
            elif isinstance(record, Outcome) and record.hop in sent and from_ms <= record.at_ms <= until_ms:
                hop = sent[record.hop]
                if record.at_ms - self.failed_ms.get(hop.target, -QUIET_MS) >= QUIET_MS:
                    self.failed_ms[hop.target] = record.at_ms
                    yield from self.missed(hop, record.at_ms)

    def _must_answer(self, hop: Hop, from_ms: int, until_ms: int) -> bool:
        """Whether it is a request that came in this life."""
        comes = hop.target == self.name and from_ms <= hop.arrives_ms <= until_ms
        return comes and hop.kind in ANSWERED and hop.verb != "WATCH"

    def _answers(self, hop: Hop) -> Iterator[Line]:
        waiting = self.asked.get((hop.target, hop.subject))
        if waiting and hop.kind in ANSWERED:
            yield from self.answered(waiting.pop(0), hop)


class Klog(Writer):
    """The components of Kubernetes."""

    def line(self, level: str, at_ms: int, place: str, text: str) -> Line:
        """One line, in klog's form."""
        return at_ms, f"{level}{klog_head(self.epoch_ms + at_ms, 1)} {place}] {text}"

    def begins(self, at_ms: int) -> Iterator[Line]:
        for place, text in BEGINS[self.program]:
            yield self.line("I", at_ms, place, text)

    def told(self, decision: Decision) -> Iterator[Line]:
        detail, at_ms = decision.detail or {}, decision.at_ms
        plural, _, key = decision.subject.partition("/")
        match decision.kind:
            case "Leads":
                yield self.line("I", at_ms, "leaderelection.go:272", f'"Successfully acquired lease" lock="{key}"')
            case "EndsWithoutEtcd":
                text = "Error creating leases: error creating storage factory: context deadline exceeded"
                yield self.line("F", at_ms, "instance.go:232", text)
            case "LosesLease":
                yield self.line(
                    "I",
                    at_ms,
                    "leaderelection.go:299",
                    f'"Failed to renew lease" lock="{key}" err="context deadline exceeded"',
                )
                yield self.line("E", at_ms, *LOST[self.program])
            case "Bound":
                found, nodes = _NODE.search(decision.sentence), detail.get("nodes", {})
                counts = f" evaluatedNodes={len(nodes)} feasibleNodes={sum('total' in one for one in nodes.values())}"
                text = f'"Successfully bound pod to node" pod="{key}" node="{found[1] if found else ""}"'
                text += counts if nodes else ""  # of old decisions the table is gone
                yield self.line("I", at_ms, "schedule_one.go:346", text)
            case "Unschedulable":
                problem = decision.sentence.partition(": ")[2]
                text = f'"Unable to schedule pod; no fit; waiting" pod="{key}" err={_quoted(problem)}'
                yield self.line("I", at_ms, "schedule_one.go:1114", text)
            case _:
                where = str(detail.get("controller", self.program)).replace("-", "_")
                logger = f' logger="{detail["controller"]}"' if "controller" in detail else ""
                level = "W" if decision.kind == "Refused" else "I"
                kind = PLURALS[plural].kind.lower() if plural in PLURALS else plural
                text = (
                    f'{_quoted(decision.sentence)}{logger} {kind}="{key}"'
                    if "/" in key
                    else f"{_quoted(decision.sentence)}{logger}"
                )
                yield self.line(level, at_ms, f"{where}.go:1", text)

    def answered(self, asked: Hop, answer: Hop) -> Iterator[Line]:
        """Writes; what is read or renewed again and again is not told."""
        if asked.verb in WRITES and asked.kind == "request" and answer.verb.isdigit():
            text = (
                f'"HTTP" verb="{asked.verb}" URI="{_uri(asked.subject)}" latency="{go_duration(answer.sent_ms - asked.arrives_ms)}" '
                f'userAgent="{PEOPLE.get(asked.source, asked.source.partition("/")[0])}" resp={answer.verb}'
            )
            yield self.line("I", answer.sent_ms, "httplog.go:134", text)

    def missed(self, hop: Hop, at_ms: int) -> Iterator[Line]:
        if hop.target.startswith("etcd"):
            text = (
                f'[core] [Channel #1 SubChannel #2]grpc: addrConn.createTransport failed to connect to {{Addr: "{ETCD_ADDRESS}", '
                f'ServerName: "{ETCD_ADDRESS}", }}. Err: connection error: desc = "transport: Error while dialing: '
                f'dial tcp {ETCD_ADDRESS}: connect: connection refused"'
            )
            yield self.line("W", at_ms, "logging.go:55", text)
        elif hop.target == "kube-apiserver":
            url = f"https://{API_ADDRESS}{_uri(hop.subject)}"
            error = _quoted(f'{hop.verb.capitalize()} "{url}": dial tcp {API_ADDRESS}: connect: connection refused')
            if hop.subject.startswith("leases/"):
                lock = hop.subject.partition("/")[2]
                text = f'"Error retrieving lease lock" err={error} lock="{lock}"'
                yield self.line("E", at_ms, "leaderelection.go:452", text)
            else:
                yield self.line(
                    "E", at_ms, "reflector.go:204", f'"Failed to watch" err={error} logger="UnhandledError"'
                )


class Etcd(Writer):
    """A member of etcd: lines of JSON, as zap writes them."""

    def line(self, level: str, at_ms: int, caller: str, message: str, **values: Any) -> Line:
        """One line."""
        logger = {"logger": "raft"} if caller.startswith("v3@") else {}
        head = {"level": level, "ts": micro_timestamp(self.epoch_ms + at_ms), **logger, "caller": caller}
        shown = {name.replace("_", "-"): value for name, value in values.items()}
        return at_ms, json.dumps({**head, "msg": message, **shown}, separators=(",", ":"), ensure_ascii=False)

    def begins(self, at_ms: int) -> Iterator[Line]:
        identity = member_id(self.name)
        yield self.line("info", at_ms, "etcdmain/etcd.go:64", "Running: ", args=["etcd"])
        yield self.line(
            "info",
            at_ms,
            "etcdserver/server.go:541",
            "starting etcd server",
            local_member_id=identity,
            local_server_version="3.6.6",
            cluster_version="3.6",
        )
        yield self.line("info", at_ms, "embed/serve.go:103", "ready to serve client requests")
        yield self.line(
            "info",
            at_ms,
            "embed/serve.go:283",
            "serving client traffic securely",
            traffic="grpc+http",
            address=ETCD_ADDRESS,
        )

    def told(self, decision: Decision) -> Iterator[Line]:
        identity, at_ms = member_id(self.name), decision.at_ms
        match decision.kind:
            case "Campaigns":
                yield self.line("info", at_ms, "v3@v3.6.0/raft.go:988", f"{identity} is starting a new election")
                yield self.line("info", at_ms, "v3@v3.6.0/raft.go:902", f"{identity} became pre-candidate")
            case "Elected":
                term = (decision.detail or {})["term"]
                yield self.line("info", at_ms, "v3@v3.6.0/raft.go:970", f"{identity} became leader at term {term}")
                text = f"raft.node: {identity} elected leader {identity} at term {term}"
                yield self.line("info", at_ms, "v3@v3.6.0/node.go:370", text)
            case "SteppedDown":
                text = f"{identity} stepped down to follower since quorum is not active"
                yield self.line("warn", at_ms, "v3@v3.6.0/raft.go:1262", text)
            case _:
                yield self.line("info", at_ms, "etcdserver/server.go:1", decision.sentence)

    def answered(self, asked: Hop, answer: Hop) -> Iterator[Line]:
        took_ms = answer.sent_ms - asked.arrives_ms
        if asked.verb == "COMPACT":
            yield self.line(
                "info",
                answer.sent_ms,
                "mvcc/kvstore_compaction.go:72",
                "finished scheduled compaction",
                compact_revision=int(asked.subject) if asked.subject.isdigit() else asked.subject,
                took=go_duration(took_ms),
            )
        elif took_ms > SLOW_MS and asked.kind == "request":
            yield self.line(
                "warn",
                answer.sent_ms,
                "txn/util.go:93",
                "apply request took too long",
                took=go_duration(took_ms),
                expected_duration=f"{SLOW_MS}ms",
                request=f"{asked.verb} {asked.subject}",
                response=answer.verb,
            )

    def missed(self, hop: Hop, at_ms: int) -> Iterator[Line]:
        if hop.kind == "raft":
            yield self.line(
                "warn",
                at_ms,
                "rafthttp/probing_status.go:68",
                "prober detected unhealthy status",
                round_tripper_name="ROUND_TRIPPER_RAFT_MESSAGE",
                remote_peer_id=member_id(hop.target),
                rtt="0s",
                error=f"dial tcp {hop.target}:2380: connect: connection refused",
            )


def member_id(name: str) -> str:
    """The ID of a member of etcd, in hexadecimal."""
    return f"{int(hashlib.sha256(name.encode()).hexdigest()[:16], 16):x}"


def _uri(subject: str) -> str:
    """The path of what a request is about: `deployments/default/web/status`."""
    plural, *rest = subject.split("/")
    resource = PLURALS.get(plural)
    if resource is None or len(rest) > 3:
        return f"/{subject.lstrip('/')}"
    namespace = rest.pop(0) if rest and resource.namespaced else ""
    name, part = (*rest, "", "")[:2]
    return resource.path(namespace, name, part)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
