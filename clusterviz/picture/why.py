"""Why is it so? The chain of sentences from a thing back to the poke that began it."""

from __future__ import annotations

from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.objects import name_of, namespace_of
from ..cluster.machinery.resources import LEASES, NODES
from ..cluster.machinery.times import unix_ms
from ..cluster.machinery.trace import Decision, Hop, Poke, Record, Timer
from .packets import said
from .scene import identity
from .story import clock_text, element_of, identity_of, parts

LONGEST = 8
LOSS = ("Suspects", "Tolerates", "Evicts")  # decisions that a node which fell silent brings about


def decisions_about(cluster: Cluster, element: str) -> list[Decision]:
    """Decisions whose subject is this element, latest first."""
    keys = _keys(element)
    found = [
        record
        for record in cluster.trace.decisions()
        if record.subject in keys or element_of(record.subject) == element
    ]
    return found[::-1]


def why(cluster: Cluster, element: str) -> list[dict[str, Any]]:
    """The chain, latest first: `{"em", "sentence", "parts", "who", "at", "ago", "id"}`.

    Of a thing: what was decided about it. Of a component: what it decided itself, and what was done to it.
    """
    chain: list[dict[str, Any]] = []
    seen: set[str] = set()
    about = [decision for decision in decisions_about(cluster, element) if not asked_in_vain(decision)]
    if not about and element in cluster.components:
        about = [decision for decision in cluster.trace.decisions() if decision.component == element][::-1]
        deed = _done_to(cluster, element)
        if deed is not None and (not about or deed.id > about[0].id):
            _add(chain, seen, deed, cluster, "last")
    if not about:
        return chain or _signs_of_life(cluster, element)
    told = about[:3]
    lost = [place for place, decision in enumerate(told) if decision.kind in LOSS]
    if lost:  # what a silent node brought about is told from there, not from the Pod's happy beginning
        told = told[: lost[-1] + 1]
    for decision in told:
        _add(chain, seen, decision, cluster, "before that" if chain else "last")
    by_cause: dict[int | None, list[Decision]] = {}
    for decision in cluster.trace.decisions():
        by_cause.setdefault(decision.cause, []).append(decision)
    subjects = {decision.subject for decision in told}
    silent = next((decision for decision in told if decision.kind == "Suspects"), None)
    for record in cluster.trace.why(told[-1].cause):
        here = [decision for decision in by_cause.get(record.id, ()) if not asked_in_vain(decision)]
        if here:
            decision = next((one for one in here if one.subject in subjects), here[0])
            subjects.add(decision.subject)
            silent = decision if decision.kind == "Suspects" else silent
            _add(chain, seen, decision, cluster, "because")
        if isinstance(record, Poke):
            _add(chain, seen, record, cluster, "because")
        elif isinstance(record, Timer) and record.cause is None:
            poke = _silenced_by(cluster, silent) if silent is not None else None
            _add(chain, seen, poke or record, cluster, "because")
    if len(chain) > LONGEST:
        chain = [*chain[: LONGEST - 1], chain[-1]]
    return chain


def _signs_of_life(cluster: Cluster, element: str) -> list[dict[str, Any]]:
    """Of a node that is well, nobody decides anything: what its kubelet says is why it is Ready."""
    kind, _, name = element.partition("/")
    node = next((one for one in cluster.objects(NODES) if name_of(one) == name), None) if kind == "node" else None
    if node is None:
        return []
    told = [
        (unix_ms(lease["spec"]["renewTime"]), f"The kubelet of {name} renews its lease: the node lives.")
        for lease in cluster.objects(LEASES)
        if namespace_of(lease) == "kube-node-lease" and name_of(lease) == name and "renewTime" in lease["spec"]
    ] + [
        (unix_ms(one["lastTransitionTime"]), f"The kubelet of {name} says that it is Ready: {one['message']}.")
        for one in node.get("status", {}).get("conditions", ())
        if one["type"] == "Ready" and one["status"] == "True"
    ]
    who = identity(f"kubelet/{name}")
    return [
        _link(0, sentence, who, at_ms - cluster.clock.epoch_ms, cluster, "before that" if place else "last")
        for place, (at_ms, sentence) in enumerate(told)
    ]


def asked_in_vain(decision: Decision) -> bool:
    """A first look at what did not exist yet (`kubectl apply` does so) brings nothing about."""
    return decision.kind == "Refused" and (decision.detail or {}).get("code") == 404


def _silenced_by(cluster: Cluster, suspicion: Decision) -> Poke | None:
    """Why a node was silent. No message tells it, so the components cannot know; who looks through the glass can."""
    node = suspicion.subject.removeprefix("nodes/")
    deeds = (f"fault {node} off", f"fault stop kubelet/{node}", f"fault remove {node}")
    for record in reversed(list(cluster.trace.records(0))):
        if isinstance(record, Poke) and record.id < suspicion.id:
            cut = (
                record.text.startswith("fault cut ") and node in record.text.replace("|", " ").replace("/", " ").split()
            )
            if record.text in deeds or cut:
                return record
    return None


def _done_to(cluster: Cluster, component: str) -> Poke | None:
    """The last fault that a person gave this component, its link or its machine."""
    _, _, node = component.partition("/")
    for record in reversed(list(cluster.trace.records(0))):
        if isinstance(record, Poke) and record.text.startswith("fault "):
            words = record.text.replace("|", " ").split()[1:]
            if component in words or (node and node in words):
                return record
    return None


def _add(chain: list[dict[str, Any]], seen: set[str], record: Record, cluster: Cluster, em: str) -> None:
    if isinstance(record, Decision):
        sentence, who = record.sentence, identity(record.component)
    elif isinstance(record, Poke):
        sentence, who = (f"You: {record.text}" if record.who == "you" else said(record)), identity_of(record)
    elif isinstance(record, Timer):
        sentence, who = f"{record.component} looks again from time to time.", identity(record.component)
    else:
        return
    if sentence in seen or isinstance(record, Hop):
        return
    seen.add(sentence)
    chain.append(_link(record.id, sentence, who, record.at_ms, cluster, em))


def _link(number: int, sentence: str, who: str, at_ms: int, cluster: Cluster, em: str) -> dict[str, Any]:
    ago_ms = cluster.now_ms - at_ms
    return {
        "id": number,
        "em": em,
        "sentence": sentence,
        "parts": parts(sentence, cluster),
        "who": who,
        "at": at_ms,
        "clock": clock_text(at_ms),
        "ago": f"{ago_ms / 1000:.2f} s ago"
        if ago_ms < 10_000
        else f"{ago_ms / 1000:.1f} s ago"
        if ago_ms < 120_000
        else f"{ago_ms // 60_000} min ago",
    }


def _keys(element: str) -> set[str]:
    kind, _, rest = element.partition("/")
    if kind in ("pod", "node", "deployment", "service", "replicaset"):
        return {element, rest, f"{kind}s/{rest}", f"{kind.capitalize()} {rest}"}
    return {element}
