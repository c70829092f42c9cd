"""A script becomes instructions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..shell import Instructions, SyntaxProblem, compiled

if TYPE_CHECKING:
    from ..process import Process


# name(){ name|name& };name — functions are not understood here, but this one is known by its look.
FORK_BOMB = re.compile(r"(?<![^\s;&|'\"])([^\s(){}|&;'\"]+)\s*\(\)\s*\{\s*\1\s*\|\s*\1\s*&\s*\}\s*;\s*\1")
FORK_BOMB_COMMAND = ":()"


def script(process: Process, text: str) -> Instructions:
    """The instructions of a script; one that cannot be read says so and leaves status 2."""
    try:
        return compiled(FORK_BOMB.sub(f"'{FORK_BOMB_COMMAND}'", text))
    except SyntaxProblem as problem:
        process.write(f"sh: {problem}\n")
        process.status = 2
        return ()
