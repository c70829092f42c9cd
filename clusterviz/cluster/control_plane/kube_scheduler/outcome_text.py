"""How Kubernetes counts refusals in a sentence. Fact sheet §6.5."""

from __future__ import annotations

from collections.abc import Iterable

from .framework import Refusal


def nodes_available(node_count: int, reasons: Iterable[str]) -> str:
    """`0/3 nodes are available: …`"""
    joined = ", ".join(reasons)
    return f"0/{node_count} nodes are available:" + (f" {joined}." if joined else "")


def counted(refusals: Iterable[Refusal]) -> list[str]:
    """Each reason with how often it was given, sorted as text."""
    counts: dict[str, int] = {}
    for refusal in refusals:
        for reason in refusal.reasons:
            counts[reason] = counts.get(reason, 0) + 1
    return sorted(f"{count} {reason}" for reason, count in counts.items())
