"""Connections: a name becomes an address, a Service's address becomes a Pod's, and somebody answers or not. Fact sheet §9.

name → CoreDNS → cluster IP → this machine's rules → Pod IP → the runtime that has the Pod → the container that listens
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery import dns
from ...machinery.cri import Answer, CriError, Knock
from ...machinery.network import Reply

if TYPE_CHECKING:
    from .runtime import ContainerRuntime

DNS_IP = "10.96.0.10"
DNS_TIMEOUT_MS = 5_000
TIMEOUT_MS = 10_000
NAME_SERVER = "coredns"

UNRESOLVED = "Unresolved"
TIMED_OUT = "TimedOut"
REFUSED = "Refused"

Then = Callable[..., None]  # (Answer or CriError, address, *context)


def is_address(host: str) -> bool:
    """Whether this is an IPv4 address and no name."""
    parts = host.split(".")
    return len(parts) == 4 and all(part.isdigit() for part in parts)


def open_connection(
    runtime: ContainerRuntime,
    namespace: str,
    host: str,
    question: Knock,
    then: Then,
    *context: Any,
    timeout_ms: int = TIMEOUT_MS,
) -> None:
    """Connect from a Pod of `namespace` on this machine; `question.ip` is filled in."""
    if is_address(host):
        send(runtime, _to(question, host), then, context, timeout_ms)
    else:
        resolve(runtime, namespace, host, _resolved, runtime, question, then, context, timeout_ms)


def _resolved(
    found: dns.Answer,
    name: str,
    runtime: ContainerRuntime,
    question: Knock,
    then: Then,
    context: tuple[Any, ...],
    timeout_ms: int,
) -> None:
    if found.code != dns.NOERROR or not found.records:
        then(CriError(name, UNRESOLVED), "", *context)
        return
    record = found.records[runtime.chance.below(len(found.records))]
    if record.type == "CNAME":
        then(CriError(record.value, UNRESOLVED), "", *context)
    else:
        send(runtime, _to(question, record.value), then, context, timeout_ms)


def _to(question: Knock, ip: str) -> Knock:
    return Knock(ip, question.port, question.method, question.path, question.headers)


# -- names --------------------------------------------------------------------------------------------------------------


def resolve(runtime: ContainerRuntime, namespace: str, host: str, then: Then, *context: Any) -> None:
    """Ask the cluster's name server, search domains first; `then(dns.Answer, name, *context)`."""
    _ask(runtime, dns.search_list(host, namespace), then, context)


def _ask(runtime: ContainerRuntime, names: list[str], then: Then, context: tuple[Any, ...]) -> None:
    rule = rule_of(runtime, DNS_IP, 53)
    if rule is None or not rule["endpoints"]:
        # Nobody behind the name server's address: the resolver waits, tries once more and gives up.
        delay_ms = 2 * DNS_TIMEOUT_MS if rule is None else 1
        runtime.after(delay_ms, _give_up, then, names[0], context)
        return
    question = dns.Question(names[0])
    runtime.network.call(
        runtime,
        NAME_SERVER,
        "A",
        names[0],
        question,
        _answered,
        runtime,
        names,
        then,
        context,
        kind="dns",
        timeout_ms=DNS_TIMEOUT_MS,
    )


def _give_up(then: Then, name: str, context: tuple[Any, ...]) -> None:
    then(dns.Answer(dns.SERVFAIL), name, *context)


def _answered(reply: Reply, runtime: ContainerRuntime, names: list[str], then: Then, context: tuple[Any, ...]) -> None:
    found = reply.body if reply.failure is None else dns.Answer(dns.SERVFAIL)
    if found.code == dns.NXDOMAIN and len(names) > 1:
        _ask(runtime, names[1:], then, context)
    else:
        then(found, names[0], *context)


# -- addresses ----------------------------------------------------------------------------------------------------------


def send(
    runtime: ContainerRuntime, question: Knock, then: Then, context: tuple[Any, ...], timeout_ms: int = TIMEOUT_MS
) -> None:
    """Through this machine's rules to whoever has the address; `then(answer, address, *context)`."""
    ip, port = question.ip, question.port
    rule = rule_of(runtime, ip, port)
    if rule is not None:
        endpoint = _choose(runtime, rule, "endpoints")
        if endpoint is None:
            runtime.after(1, then, CriError(_refused(ip, port), REFUSED), ip, *context)
            return
        address, _, number = endpoint.rpartition(":")
        question = Knock(address, int(number), question.method, question.path, question.headers)
    target = runtime.machine.routes.get(question.ip) or runtime.machine.routes.get(question.ip.rpartition(".")[0] + ".")
    if target is None:
        runtime.after(timeout_ms, then, CriError("connection timed out", TIMED_OUT), ip, *context)
        return
    verb = question.method or "CONNECT"
    subject = (
        f"http://{question.ip}:{question.port}{question.path}" if question.method else f"{question.ip}:{question.port}"
    )
    runtime.network.call(
        runtime,
        target,
        verb,
        subject,
        question,
        _heard,
        then,
        question.ip,
        context,
        kind="traffic",
        timeout_ms=timeout_ms,
    )


def _heard(reply: Reply, then: Then, ip: str, context: tuple[Any, ...]) -> None:
    answer: Answer | CriError
    if reply.failure == "timeout":
        answer = CriError("connection timed out", TIMED_OUT)
    elif reply.failure is not None:
        answer = CriError("connection refused", REFUSED)
    else:
        answer = reply.body
    then(answer, ip, *context)


def translate(runtime: ContainerRuntime, question: Knock) -> Knock | None:
    """Where a connection that came to this machine from outside goes on to: a NodePort or an external address. None: nowhere."""
    for rule in runtime.machine.rules.values():
        from_outside = rule["node_port"] and rule["node_port"] == question.port and question.ip == runtime.address
        if from_outside or (question.ip in rule["external_ips"] and question.port == rule["port"]):
            endpoint = _choose(runtime, rule, "external_endpoints")
            if endpoint is None:
                return None
            address, _, number = endpoint.rpartition(":")
            return Knock(address, int(number), question.method, question.path, question.headers)
    return None


def rule_of(runtime: ContainerRuntime, ip: str, port: int) -> dict[str, Any] | None:
    """The rule for a Service's own address on this machine."""
    for rule in runtime.machine.rules.values():
        if rule["port"] == port and (rule["cluster_ip"] == ip or ip in rule["external_ips"]):
            return rule  # type: ignore[no-any-return]
    return None


def _choose(runtime: ContainerRuntime, rule: dict[str, Any], which: str) -> str | None:
    """One of the endpoints, each as likely as the others; a client that shall stay with its first one does."""
    endpoints: list[str] = rule[which]
    if not endpoints:
        return None
    if rule["affinity_s"]:
        key = f"{rule['cluster_ip']}:{rule['port']}"
        kept, until_ms = runtime.affinity.get(key, ("", 0))
        if kept not in endpoints or until_ms < runtime.now_ms:
            kept = endpoints[runtime.chance.below(len(endpoints))]
        runtime.affinity[key] = (kept, runtime.now_ms + rule["affinity_s"] * 1000)
        return kept
    return endpoints[runtime.chance.below(len(endpoints))]


def _refused(ip: str, port: int) -> str:
    return f"dial tcp {ip}:{port}: connect: connection refused"
