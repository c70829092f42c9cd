"""The questions that CoreDNS heard last, and its answers: read from the trace."""

from __future__ import annotations

from typing import Any

from ...cluster.cluster import Cluster
from ...cluster.machinery.trace import Hop
from ..story import clock_text

Part = dict[str, Any]
MOST = 12
NAME_SERVER = "coredns"


def asked(cluster: Cluster) -> list[Part]:
    """`{"at", "clock", "from", "name", "type", "answer", "found"}`, the latest first. `answer` is "" while it is on its way."""
    questions: list[Hop] = []
    answers: dict[int | None, Hop] = {}
    for record in reversed(cluster.trace.records()):
        if not isinstance(record, Hop) or record.kind != "dns":
            continue
        if record.source == NAME_SERVER:
            answers.setdefault(record.cause, record)
        elif record.target == NAME_SERVER:
            questions.append(record)
            if len(questions) == MOST:
                break
    return [_said(question, answers.get(question.id)) for question in questions]


def _said(question: Hop, answer: Hop | None) -> Part:
    words = answer.note if answer is not None else ""
    return {
        "at": question.sent_ms,
        "clock": clock_text(question.sent_ms),
        "from": question.source.partition("/")[2] or question.source,
        "name": question.subject,
        "type": question.verb,
        "answer": words,
        "found": bool(words) and words not in ("NXDOMAIN", "SERVFAIL"),
    }
