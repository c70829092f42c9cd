"""A script becomes instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..shell import Instructions, SyntaxProblem, compiled

if TYPE_CHECKING:
    from ..process import Process


def script(process: Process, text: str) -> Instructions:
    """The instructions of a script; one that cannot be read says so and leaves status 2."""
    try:
        return compiled(text)
    except SyntaxProblem as problem:
        process.write(f"sh: {problem}\n")
        process.status = 2
        return ()
