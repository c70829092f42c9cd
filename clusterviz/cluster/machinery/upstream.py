"""The name servers of the world: they know example.com, .org and .net, with all that is in them, and nothing else."""

from __future__ import annotations

from .dns import NOERROR, NXDOMAIN, Answer, Question, Record

DOMAINS = ("example.com", "example.org", "example.net")
WEB_SERVER = "203.0.113.10"  # of all of them; a range that belongs to documentation


def answer(question: Question) -> Answer:
    """What the world says to one question."""
    name = question.name.lower().rstrip(".")
    if not any(name == domain or name.endswith(f".{domain}") for domain in DOMAINS):
        return Answer(NXDOMAIN)
    return Answer(NOERROR, (Record(name, "A", WEB_SERVER),) if question.type == "A" else ())
