"""Watches a learner's cluster while it runs: the to-do list ticks itself the moment something happens.

A host calls `look` after each batch of records, with its lock held, from the event loop: no database here. What the page
must know travels in the next frame as {"lesson": {"step": …, "version": …}}; the page then fetches its list again.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from functools import partial
from typing import Any

from clusterviz.cluster.machinery.trace import Record
from clusterviz.live.host import Host
from clusterviz.live.pace import PAUSED

from . import staging
from .course import checks
from .course.lesson import Be, Lesson, Pause, Step
from .course.playing import Begun, answer
from .course.scripts import allowed, tool_of
from .course.sight import Past, Sight, kept

LINGERS_MS = 30_000  # virtual: so long time goes on for a command that is about to end when all else is done


class Watching:
    """One step of one lesson, in one cluster."""

    def __init__(
        self, host: Host, lesson: Lesson, step: Step, values: Mapping[str, str], state: dict[str, Any]
    ) -> None:
        """`state` is what Progress keeps of the step; {} when it begins now."""
        self.lesson, self.step, self.values = lesson, step, values
        with host.lock:
            if "since" not in state:
                state["since"], state["began_ms"] = checks.begin(host.cluster)
                state["start"] = kept(host.cluster, step.starts)
            self.since, self.began_ms, self.start = state["since"], state["began_ms"], state["start"]
            self.ticks = {name: checks.tick_from(tick) for name, tick in state.get("ticks", {}).items()}
            self.gated = gated(step, state)
            self.rested = not step.checks or bool(state.get("done"))
            self.past = Past(host.cluster.trace.records(self.since))
            self.paused = [int(number) for number in state.get("paused", [])]
            self.played = [int(number) for number in state.get("played", [])]
            self.version = 0
            self._done_ms: int | None = None  # when nothing was left to do
            self._attention = checks.Attention(step)
            self.look(host, [])

    @property
    def done(self) -> bool:
        """Whether nothing is left to do on this step."""
        return all(self.ticks[check.id].done for check in self.step.checks)

    def look(self, host: Host, batch: list[Record]) -> None:
        """Judge every check again."""
        self.past.add(batch)
        if self.gated and host.playhead.moves:
            host.set_pace(PAUSED)  # the bet comes first
        self._scenes(host)
        if self._attention.due(host.cluster):
            before = self._told()
            self.ticks = checks.look(self.step, self.sight(host), self.ticks, host.cluster.now_ms)
            self._pauses(host)
            if self._told() != before:
                self.version += 1
        if self.done and not self.rested and not self._busy(host):
            # The film is cut here: what comes next belongs to the next step, and is not to race by while this one is read.
            self.rested = True
            host.set_pace(PAUSED)
        host.frame_extra["lesson"] = {"step": self.step.id, "version": self.version, "left": self.left}

    def _busy(self, host: Host) -> bool:
        """Whether something is in the air, or a command at the prompt has not come to its end."""
        if self._done_ms is None:
            self._done_ms = host.cluster.now_ms
        lingers = host.cluster.now_ms - self._done_ms < LINGERS_MS
        programs = [(run, run.program) for run in host.prompt.runs.values() if run.program is not None]
        return bool(host.playhead.flights) or any(
            not run.waiting or (lingers and program.wakes_by_itself) for run, program in programs
        )

    def _scenes(self, host: Host) -> None:
        """What is due to happen without the learner."""
        for number, scene in enumerate(self.step.events):
            if number not in self.played and host.cluster.now_ms - self.began_ms >= (scene.at_ms or 0):
                self.played.append(number)
                self.version += 1
                staging.happen(host, scene, self.values)

    def _pauses(self, host: Host) -> None:
        """The author's cuts."""
        for number, pause in enumerate(self.step.all(Pause)):
            if number not in self.paused and checks.true(pause.when, self.sight(host)):
                self.paused.append(number)
                host.set_pace(PAUSED)

    @property
    def begun(self) -> Begun:
        """When the step began."""
        return Begun(self.since, self.began_ms, self.start)

    @property
    def left(self) -> int:
        """How many checks are open."""
        return sum(not self.ticks[check.id].done for check in self.step.checks)

    def sight(self, host: Host) -> Sight:
        """What the step's expressions see now."""
        return Sight(host.cluster, self.since, self.began_ms, self.start, self.values, past=self.past)

    def outcomes(self, host: Host) -> dict[str, str]:
        """What each prediction turned out to be, in this very cluster."""
        with host.lock:
            sight = self.sight(host)
            return {prediction.id: answer(prediction, sight) for prediction in self.step.predictions}

    def _told(self) -> tuple[Any, ...]:
        return ([(tick.done, tick.reason) for tick in self.ticks.values()], list(self.paused), list(self.played))


def gated(step: Step, state: Mapping[str, Any]) -> bool:
    """Whether time stands still until the learner has answered."""
    bets, turns = state.get("bets", {}), state.get("turns", {})
    if any(one.gate and one.id not in bets for one in step.predictions):
        return True
    return any(be.id in turns and len(turns[be.id]["choices"]) < len(turns[be.id]["coming"]) for be in step.all(Be))


_watching: weakref.WeakKeyDictionary[Host, Watching] = weakref.WeakKeyDictionary()


def watch(host: Host, lesson: Lesson, step: Step, values: Mapping[str, str], state: dict[str, Any]) -> Watching:
    """The watching of this step; another step of the same cluster is no longer watched."""
    with host.lock:
        found = before = _watching.get(host)
        if found is None or found.step is not step or found.since != state.get("since"):
            found = _watching[host] = Watching(host, lesson, step, values, state)
            if before is not None and before.gated and not (found.gated or found.rested) and not host.playhead.moves:
                host.set_pace(lesson.setting.pace)  # it was that step's bet for which time stood still
            host.subscribe(_look)
            host.refuse = partial(refusal, lesson.allow, author=lesson.id.startswith("_"))
        return found


def refusal(allow: tuple[str, ...], line: str, author: bool = False) -> str:
    """Why a line may not be typed in a lesson that allows only this, "" if it may. `author`: of a draft, in its preview."""
    if allowed(line, allow):
        return ""
    if author:
        return f"`allow` in your lesson does without {tool_of(line)}. Add it there, or take the line `allow` out, and save."
    return (
        f"This lesson does without {tool_of(line).replace('.', ' ')}. To try it all the same, take a sandbox from here."
    )


def _look(host: Host, batch: list[Record]) -> None:
    found = _watching.get(host)
    if found is not None:
        found.look(host, batch)
