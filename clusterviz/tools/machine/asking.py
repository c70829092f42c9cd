"""Asking the machine on which a program runs."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ...cluster.machinery.program import OnMachine, Unreachable, Wish


class ConnectionLost(Exception):
    """The machine has gone while somebody was logged in there."""


def ask(machine: str, question: str, *words: Any) -> Generator[Wish, Any, Any]:
    """The answer of `cluster/inside`. ConnectionLost if there is nobody to ask any more."""
    answer = yield OnMachine(machine, question, words)
    if isinstance(answer, Unreachable):
        raise ConnectionLost(answer.reason)
    return answer
