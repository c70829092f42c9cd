"""Futures are run in a process beside the server: who waits for a frame does not wait for somebody else's prediction.

It begins with the first prediction, does one after the other, and ends when the server's end of the pipe is closed, however that
came. Without it (in tests, or where it died) the future is run right here.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection

from clusterviz.cluster import checkpoint

from .course.lesson import Question, Step
from .course.playing import Begun, future

Job = tuple[Question, Step, bytes, Mapping[str, str], Begun]
GENTLY = 5  # a step down in the system's priorities: frames come first

_wanted = False
_line: Connection | None = None
_alone = threading.Lock()


def begin() -> None:
    """The server serves: from now on there may be a process beside it."""
    global _wanted
    _wanted = True


def run(job: Job) -> tuple[str, bool]:
    """What the answer will be, and whether it was found out beside this process. The bytes are the cluster's image."""
    global _line
    if _wanted:
        with _alone:
            try:
                _line = _line or _beside()
                _line.send(job)
                return str(_line.recv()), True
            except (OSError, EOFError):
                _line = None  # it died: the next one finds a new one
    return _run(job), False


def _run(job: Job) -> str:
    question, step, image, values, begun = job
    return future(question, step, checkpoint.restore(image), values, begun)


def _beside() -> Connection:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    context.Process(target=_serve, args=(theirs,), name="futures", daemon=True).start()
    theirs.close()
    return ours


def _serve(line: Connection) -> None:
    """The process beside: until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then goes
    if hasattr(os, "nice"):
        os.nice(GENTLY)
    with suppress(EOFError, OSError):
        while True:
            line.send(_run(line.recv()))
