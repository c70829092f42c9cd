"""Scenes on the stage of a learner's cluster: what is done before a step begins, and what happens while it is taken."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping

from django.db import close_old_connections

from clusterviz.cluster import checkpoint
from clusterviz.cluster.quiet import AT_MOST_MS, LOOK_MS, Stillness
from clusterviz.live.host import Host
from clusterviz.live.limits import LimitError
from clusterviz.live.pace import PAUSED

from .course import being
from .course.lesson import Be, Scene, Step, filled
from .course.scripts import settles, time_line


def set_up(host: Host, step: Step, values: Mapping[str, str]) -> None:
    """Do what comes before the step begins, at once."""
    for scene in step.before:
        for line in scene.lines:
            play_line(host, filled(line, values), scene.who)
    if any(scene.secret for scene in step.before):
        host.forget_story()


def play_line(host: Host, line: str, who: str, look: Callable[[], None] | None = None) -> None:
    """One line of a script, with all the time that it takes. `look`: called again and again meanwhile, if given."""
    see = look or _nobody_looks
    passing_ms = time_line(line)
    if settles(line):
        stillness, until_ms = Stillness(host.cluster), host.cluster.now_ms + AT_MOST_MS
        while host.cluster.now_ms < until_ms and not stillness.quiet():
            host.skip(LOOK_MS)
            see()
    elif passing_ms is not None:
        step_ms = LOOK_MS if look else passing_ms
        for begun_ms in range(0, passing_ms, step_ms or 1):
            host.skip(min(step_ms, passing_ms - begun_ms))
            see()
    else:
        host.run_until_answered(host.run(line, who=who))
        see()


def _nobody_looks() -> None:
    """What is set up before a step begins has no watcher."""


def begin_turns(host: Host, be: Be, values: Mapping[str, str]) -> list[being.Turn]:
    """It is the learner's turn: type what sets the component going, and stop time just before it acts."""
    with host.lock:
        host.set_pace(PAUSED)
        coming = being.turns(be, values, checkpoint.restore(checkpoint.image(host.cluster)))
        host.run(filled(be.run, values), wait=False)
        if coming:
            stop_before(host, coming[0].at_ms)
        return coming


def stop_before(host: Host, at_ms: int) -> None:
    """Let time pass until the last moment before this one."""
    host.skip(max(0, at_ms - 1 - host.cluster.now_ms))


def happen(host: Host, scene: Scene, values: Mapping[str, str]) -> None:
    """A scene that is due: in a thread of its own, since a poke waits for the database and frames do not."""
    threading.Thread(target=_happen, args=(host, scene, values), daemon=True).start()


def _happen(host: Host, scene: Scene, values: Mapping[str, str]) -> None:
    try:
        for line in scene.lines:
            with contextlib.suppress(LimitError):  # the cluster was deleted, or too much is going on in it
                host.run(filled(line, values), who=scene.who)
    finally:
        close_old_connections()
