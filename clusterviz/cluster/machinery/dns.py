"""What a resolver asks a name server, and what it hears. Fact sheet §9.7."""

from __future__ import annotations

from dataclasses import dataclass

NOERROR = "NOERROR"
NXDOMAIN = "NXDOMAIN"
SERVFAIL = "SERVFAIL"


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is absolute, without the last dot; `type`: A, AAAA, SRV, CNAME, PTR or TXT."""

    name: str
    type: str = "A"


@dataclass(frozen=True, slots=True)
class Record:
    """One answer: an address, a name or a text."""

    name: str
    type: str
    value: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """`code`: NOERROR (perhaps without records), NXDOMAIN or SERVFAIL."""

    code: str
    records: tuple[Record, ...] = ()


def search_list(name: str, namespace: str) -> list[str]:
    """The absolute names that a Pod's resolver tries for `name`, in order: search domains first if it has fewer than five dots."""
    if name.endswith("."):
        return [name.rstrip(".")]
    searched = [
        f"{name}.{domain}" for domain in (f"{namespace}.svc.cluster.local", "svc.cluster.local", "cluster.local")
    ]
    return [name, *searched] if name.count(".") >= 5 else [*searched, name]
