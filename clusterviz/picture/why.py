"""Why is it so? The chain of sentences from a thing back to the poke that began it."""

from __future__ import annotations

from typing import Any

from ..cluster.cluster import Cluster
from ..cluster.machinery.trace import Decision, Hop, Poke, Record, Timer
from .scene import identity
from .story import clock_text, element_of, parts

LONGEST = 8


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
    """The chain, latest first: `{"em", "sentence", "parts", "who", "at", "ago", "id"}`."""
    about = decisions_about(cluster, element)
    if not about:
        return []
    chain: list[dict[str, Any]] = []
    seen: set[str] = set()
    for decision in about[:3]:
        _add(chain, seen, decision, cluster, "last" if decision is about[0] else "before that")
    by_cause: dict[int | None, list[Decision]] = {}
    for decision in cluster.trace.decisions():
        by_cause.setdefault(decision.cause, []).append(decision)
    for record in cluster.trace.why(about[min(2, len(about) - 1)].cause):
        for decision in by_cause.get(record.id, ())[:1]:
            _add(chain, seen, decision, cluster, "because")
        if isinstance(record, Poke) or (isinstance(record, Timer) and record.cause is None):
            _add(chain, seen, record, cluster, "because")
    if len(chain) > LONGEST:
        chain = [*chain[: LONGEST - 1], chain[-1]]
    return chain


def _add(chain: list[dict[str, Any]], seen: set[str], record: Record, cluster: Cluster, em: str) -> None:
    if isinstance(record, Decision):
        sentence, who = record.sentence, identity(record.component)
    elif isinstance(record, Poke):
        sentence, who = (f"You: {record.text}" if record.who == "you" else record.text), "you"
    elif isinstance(record, Timer):
        sentence, who = f"{record.component} looks again from time to time.", identity(record.component)
    else:
        return
    if sentence in seen or isinstance(record, Hop):
        return
    seen.add(sentence)
    ago_ms = cluster.now_ms - record.at_ms
    chain.append(
        {
            "id": record.id,
            "em": em,
            "sentence": sentence,
            "parts": parts(sentence, cluster),
            "who": who,
            "at": record.at_ms,
            "clock": clock_text(record.at_ms),
            "ago": f"{ago_ms / 1000:.2f} s ago"
            if ago_ms < 10_000
            else f"{ago_ms / 1000:.1f} s ago"
            if ago_ms < 120_000
            else f"{ago_ms // 60_000} min ago",
        }
    )


def _keys(element: str) -> set[str]:
    kind, _, rest = element.partition("/")
    if kind in ("pod", "node", "deployment", "service", "replicaset"):
        return {element, rest, f"{kind}s/{rest}", f"{kind.capitalize()} {rest}"}
    return {element}
