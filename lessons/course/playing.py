"""Playing a step: its commands, its scenes and its time, looking at the checks all the while, as a learner's cluster does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from clusterviz.cluster import faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.quiet import AT_MOST_MS, LOOK_MS, Stillness
from clusterviz.tools import shell

from . import checks
from .evaluation import ExpressionError, NotYet
from .functions import FUNCTIONS
from .lesson import Pause, Question, Step, filled
from .questions import answer_of
from .scripts import TOOLS, meant_to_fail, settles, time_line, tool_of, typed
from .sight import Past, Sight, kept

COMMAND_MS = 120_000  # a command that has not ended after so long is interrupted
UNKNOWN = 127  # bash: command not found
WHAT_ONE_TYPES = (
    f"There are {', '.join(TOOLS)}; `fault node-2 off` and its like break things (`fault help` says which); "
    "`settle` and `run 6m` let time pass."
)
POLL_MS = 10  # how often one looks whether a command has ended


class Begun(NamedTuple):
    """When a step began: after which record, at which virtual ms, and how the lists were that it asks about."""

    since: int
    began_ms: int
    start: Mapping[str, Any]


class Walk:
    """One way through one step, from its beginning."""

    def __init__(
        self,
        step: Step,
        cluster: Cluster,
        values: Mapping[str, str],
        answers: Mapping[str, str],
        begun: Begun | None = None,
        judging: bool = True,
    ) -> None:
        """`begun`: when the step began, if that is some time ago; else it begins now. `judging`: whether checks are looked at."""
        self.step, self.cluster, self.values, self.answers = step, cluster, values, answers
        if begun is None:
            since, began_ms = checks.begin(cluster)
            begun = Begun(since, began_ms, kept(cluster, step.starts))
        self.since, self.began_ms, self.start = begun
        self.past = Past(cluster.trace.records(self.since))
        cluster.trace.collecting = True
        cluster.trace.drain()
        self.ticks: dict[str, checks.Tick] = {}
        self.paused: list[Pause] = []
        self.troubles: list[str] = []  # of the scenes
        self._judging = judging
        self._attention = checks.Attention(step)
        self._scenes = [scene for scene in step.events if began_ago(cluster, begun) <= (scene.at_ms or 0)]
        self._deadline_ms: int | None = None
        self.look()

    def look(self) -> None:
        """Judge every check now, if something has happened."""
        self.past.add(self.cluster.trace.drain())
        if not self._judging or not self._attention.due(self.cluster):
            return
        sight = self.sight()
        self.ticks = checks.look(self.step, sight, self.ticks, self.cluster.now_ms)
        for pause in self.step.all(Pause):
            if pause not in self.paused and checks.true(pause.when, sight):
                self.paused.append(pause)

    def sight(self) -> Sight:
        """What expressions see now."""
        self.past.add(self.cluster.trace.drain())
        return Sight(self.cluster, self.since, self.began_ms, self.start, self.values, self.answers, self.past)

    @property
    def done(self) -> bool:
        """Whether every check is."""
        return all(tick.done for tick in self.ticks.values())

    def let_pass(self, milliseconds: int) -> None:
        """Let virtual time pass."""
        until_ms = self._by(self.cluster.now_ms + milliseconds)
        while self.cluster.now_ms < until_ms:
            self._advance(min(LOOK_MS, until_ms - self.cluster.now_ms))

    def settle(self) -> None:
        """Let time pass until the cluster is quiet."""
        stillness, until_ms = Stillness(self.cluster), self._by(self.cluster.now_ms + AT_MOST_MS)
        while self.cluster.now_ms < until_ms:
            self._advance(min(LOOK_MS, until_ms - self.cluster.now_ms))
            if stillness.quiet():
                return

    def run(self, line: str) -> str:
        """Do what a line of a script says. Returns what went wrong, "" if nothing."""
        line = filled(line, self.values)
        passing_ms = time_line(line)
        trouble = ""
        if settles(line):
            self.settle()
        elif passing_ms is not None:
            self.let_pass(passing_ms)
        else:
            trouble = self._command(typed(line))
            if meant_to_fail(line):
                trouble = "" if trouble else f"{typed(line)!r} ends with status 0, but it is meant to fail."
        self.look()
        return trouble

    def run_until(self, lines: tuple[str, ...], at_ms: int) -> None:
        """Do these, but be there at this moment: what takes longer is cut short, what takes less waits."""
        self._deadline_ms = at_ms
        for line in lines:
            if self.cluster.now_ms < at_ms:
                self.run(line)
        self.let_pass(at_ms - self.cluster.now_ms)
        self._deadline_ms = None

    def _by(self, at_ms: int) -> int:
        return at_ms if self._deadline_ms is None else min(at_ms, self._deadline_ms)

    def _advance(self, milliseconds: int) -> None:
        until_ms = self.cluster.now_ms + milliseconds
        while self._scenes and self.began_ms + (self._scenes[0].at_ms or 0) <= until_ms:
            scene = self._scenes.pop(0)
            self.cluster.run_for(max(0, self.began_ms + (scene.at_ms or 0) - self.cluster.now_ms))
            for line in scene.lines:
                self._note(self._command(filled(line, self.values), who=scene.who))
        self.cluster.run_for(max(0, until_ms - self.cluster.now_ms))
        self.look()

    def _note(self, trouble: str) -> None:
        if trouble:
            self.troubles.append(trouble)

    def _command(self, line: str, who: str = "you") -> str:
        return command(self.cluster, line, who, self._advance, self._by(self.cluster.now_ms + COMMAND_MS))


def began_ago(cluster: Cluster, begun: Begun) -> int:
    """How many virtual ms ago a step began."""
    return cluster.now_ms - begun.began_ms


def future(question: Question, step: Step, cluster: Cluster, values: Mapping[str, str], begun: Begun) -> str:
    """What the answer will be if the step is solved from here. The cluster is used up: give a fork."""
    walk = Walk(step, cluster, values, {}, begun, judging=False)
    if question.within_ms is not None:
        walk.run_until(step.solution, max(begun.began_ms + question.within_ms, cluster.now_ms))
    else:
        for line in step.solution:
            walk.run(line)
        if not (step.solution and settles(step.solution[-1])):
            walk.settle()
    return answer(question, walk.sight())


def command(cluster: Cluster, line: str, who: str = "you", advance: object = None, until_ms: int | None = None) -> str:
    """Type a line and wait until it has ended. Returns what went wrong, "" if nothing."""
    until_ms = cluster.now_ms + COMMAND_MS if until_ms is None else until_ms
    pass_time = advance if callable(advance) else cluster.run_for
    try:
        program = shell.start(cluster, line, files=cluster.you.files, who=who)
    except faults.FaultError as error:
        return f"{line!r} is refused: {error}"
    while not program.finished and cluster.now_ms < until_ms:
        pass_time(POLL_MS)
    if program.exit_status == UNKNOWN and tool_of(line) == "shell":
        return f"{line!r} is no command here: {program.text().strip()}. {WHAT_ONE_TYPES}"
    if program.exit_status:
        return f"{line!r} ends with status {program.exit_status}: {program.text().strip()}"
    return ""


def set_up(step: Step, cluster: Cluster, values: Mapping[str, str]) -> list[str]:
    """Do what comes before a step begins. Returns what went wrong."""
    troubles = []
    for who, line in ((scene.who, filled(line, values)) for scene in step.before for line in scene.lines):
        passing_ms = time_line(line)
        if settles(line):
            stillness, until_ms = Stillness(cluster), cluster.now_ms + AT_MOST_MS
            while cluster.now_ms < until_ms and not stillness.quiet():
                cluster.run_for(LOOK_MS)
        elif passing_ms is not None:
            cluster.run_for(passing_ms)
        else:
            troubles.append(command(cluster, line, who=who))
    return [trouble for trouble in troubles if trouble]


def answer(question: Question, sight: Sight) -> str:
    """What the model answers to a question now, "" if it cannot say (yet)."""
    if question.answer_from is None:
        return question.answer
    try:
        value = question.answer_from.value(sight, FUNCTIONS)
    except (NotYet, ExpressionError):
        return ""
    return answer_of(question, value)


def raw_answer(question: Question, sight: Sight) -> str:
    """The same in the model's words, for the author whose options do not have it."""
    if question.answer_from is None:
        return question.answer
    try:
        value = question.answer_from.value(sight, FUNCTIONS)
    except NotYet as missing:
        return f"not yet ({missing} is not there)"
    except ExpressionError as error:
        return f"nothing ({error.sentence})"
    return str(value).lower() if isinstance(value, bool) else str(value)
