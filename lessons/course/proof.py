"""Proves lessons by playing them: no lesson reaches a learner unproved.

1  front matter, blocks and expressions are valid               (reading the file tells)
2  at a step's beginning every check is open                    (a step that is solved before it starts teaches nothing)
4  the solution makes every check true, twice with the same trace (else it cannot be solved, or not always)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.quiet import settle
from clusterviz.tools import shell

from . import checks
from .expressions import ExpressionError, NotYet
from .lesson import Lesson, Prediction, Step, Wrong, filled
from .mistakes import Place
from .sight import FUNCTIONS, Sight, kept

COMMAND_MS = 120_000  # a command that has not ended after so long is interrupted
NOTHING_MS = 300_000  # so long nothing is done in proof 3
LOOK_MS = 500  # how often the checks are looked at while time passes


class Failure(NamedTuple):
    """A proof that failed: its number, where, and what to do."""

    proof: int
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: proof {self.proof}: {self.sentence}"


@dataclass
class Result:
    """What came of one lesson. `answers`: what the model says to each prediction."""

    lesson: Lesson
    passed: int = 0
    failures: list[Failure] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


def prove(lesson: Lesson) -> Result:
    """Play the lesson for every value of its variables, twice, and say what does not hold."""
    result = Result(lesson, passed=1)  # it has been read
    for values in _draws(lesson):
        first, second = Playing(lesson, values, thorough=True), Playing(lesson, values)
        first.play()
        second.play()
        result.answers |= first.answers
        for failure in first.failures:
            if failure not in result.failures:
                result.failures.append(failure)
        if first.cluster.trace.digest() != second.cluster.trace.digest():
            result.failures.append(
                Failure(4, lesson.file, "played twice, it took two ways: something is left to chance.")
            )
        result.passed += first.passed
    return result


def answers(lesson: Lesson) -> Mapping[str, str]:
    """What the model answers to each prediction of a lesson, played once with the first value of each variable."""
    if lesson.digest not in _answers:
        playing = Playing(lesson, next(_draws(lesson)))
        playing.play()
        _answers[lesson.digest] = playing.answers
    return _answers[lesson.digest]


_answers: dict[str, Mapping[str, str]] = {}


def _draws(lesson: Lesson) -> Iterator[dict[str, str]]:
    for drawn in product(*lesson.vars.values()):
        yield dict(zip(lesson.vars, drawn, strict=True))


class Playing:
    """One run through a lesson with its own solutions, looking at the checks all the while."""

    def __init__(self, lesson: Lesson, values: Mapping[str, str], thorough: bool = False) -> None:
        """`thorough`: also do nothing, and everything wrong, at the beginning of each step."""
        self.lesson, self.values, self.thorough = lesson, values, thorough
        setting = lesson.setting
        self.cluster: Cluster = checkpoint.fork(setting.preset, setting.seed, nodes=setting.nodes)
        self.failures: list[Failure] = []
        self.answers: dict[str, str] = {}
        self.passed = 0

    def play(self) -> None:
        """Every step, in order."""
        for step in self.lesson.steps:
            image = checkpoint.image(self.cluster)
            walk = self._walk(step, self.cluster)
            for check in step.checks:
                open_now = check.mode == "never" or not walk.ticks[check.id].done
                self._expect(
                    2, check.place, open_now, f"{check.id} is true before the step begins: nothing would be left to do."
                )
            if self.thorough:
                self._do_nothing(step, checkpoint.restore(image))
                for wrong in step.all(Wrong):
                    self._do_wrong(step, wrong, checkpoint.restore(image))
            for line in step.solution:
                self._run(walk, line, step.place)
            for check in step.checks:
                tick = walk.ticks[check.id]
                self._expect(4, check.place, tick.done, f"{check.id} stays open after the solution: {tick.reason}")
            for prediction in step.predictions:
                self._answer(prediction, walk)

    def _do_nothing(self, step: Step, cluster: Cluster) -> None:
        walk = self._walk(step, cluster)
        walk.let_pass(NOTHING_MS)
        for check in step.checks:
            if check.mode != "never" and not check.hold_ms and not check.passive:
                solved = (
                    f"{check.id} is true after five minutes of doing nothing: ask for more, or say `passive: true`."
                )
                self._expect(3, check.place, not walk.ticks[check.id].done, solved)

    def _do_wrong(self, step: Step, wrong: Wrong, cluster: Cluster) -> None:
        walk = self._walk(step, cluster)
        for line in wrong.run:
            self._run(walk, line, wrong.place)
        name, _, index = wrong.expect.removesuffix("]").partition(".because[")
        tick = walk.ticks.get(name)
        if tick is None:
            self._expect(6, wrong.place, False, f"there is no check {name!r} in this step.")
        elif tick.done:
            self._expect(6, wrong.place, False, f"{name} is true although this is wrong: ask for more.")
        else:
            met = "" if tick.diagnosis is None else str(tick.diagnosis)
            told = f"{name} answers {tick.reason!r}, which is not {wrong.expect}."
            self._expect(6, wrong.place, met == index, told)

    def _walk(self, step: Step, cluster: Cluster) -> Walk:
        return Walk(step, cluster, self.values, self.answers)

    def _run(self, walk: Walk, line: str, place: Place) -> None:
        trouble = walk.run(filled(line, self.values))
        if trouble:
            self._expect(4, place, False, trouble)

    def _answer(self, prediction: Prediction, walk: Walk) -> None:
        given = answer(prediction, walk.sight())
        known = bool(given) and (not prediction.options or given in prediction.options)
        self._expect(
            7, prediction.place, known, f"the model answers {given!r} to {prediction.id}: that is none of its options."
        )
        if known:
            self.answers[prediction.id] = given

    def _expect(self, proof: int, place: Place, holds: bool, sentence: str) -> None:
        if holds:
            self.passed += 1
        else:
            self.failures.append(Failure(proof, f"{place.file}:{place.line}", sentence))


class Walk:
    """One way through one step, from its beginning, looking at the checks all the while."""

    def __init__(self, step: Step, cluster: Cluster, values: Mapping[str, str], answers: Mapping[str, str]) -> None:
        self.step, self.cluster, self.values, self.answers = step, cluster, values, answers
        self.since, self.began_ms = checks.begin(cluster)
        self.start = kept(cluster, {name for one in step.expressions for name in one.uses})
        self.ticks: dict[str, checks.Tick] = {}
        self.look()

    def look(self) -> None:
        """Judge every check now."""
        self.ticks = checks.look(self.step, self.sight(), self.ticks, self.cluster.now_ms)

    def sight(self) -> Sight:
        """What expressions see now."""
        return Sight(self.cluster, self.since, self.began_ms, self.start, self.values, self.answers)

    def let_pass(self, milliseconds: int) -> None:
        """Let virtual time pass."""
        until_ms = self.cluster.now_ms + milliseconds
        while self.cluster.now_ms < until_ms:
            self.cluster.run_for(min(LOOK_MS, until_ms - self.cluster.now_ms))
            self.look()

    def run(self, line: str) -> str:
        """Do what a line of a script says. Returns what went wrong, "" if nothing."""
        passing_ms = time_line(line)
        trouble = ""
        if line == "settle":
            settle(self.cluster)
        elif passing_ms is not None:
            self.let_pass(passing_ms)
        else:
            trouble = self._command(line)
        self.look()
        return trouble

    def _command(self, line: str) -> str:
        try:
            program = shell.start(self.cluster, line)
        except faults.FaultError as error:
            return f"{line!r} is refused: {error}"
        patience_ms = self.cluster.now_ms + COMMAND_MS
        while not program.finished and self.cluster.now_ms < patience_ms:
            self.cluster.run_for(10)
        return (
            f"{line!r} ends with status {program.exit_status}: {program.text().strip()}" if program.exit_status else ""
        )


def answer(prediction: Prediction, sight: Sight) -> str:
    """What the model answers to a prediction now, "" if it cannot say yet."""
    if prediction.answer_from is None:
        return prediction.answer
    try:
        value = prediction.answer_from.value(sight, FUNCTIONS)
    except (NotYet, ExpressionError):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def time_line(line: str) -> int | None:
    """The virtual ms that a line such as `run 6m` or `sleep 10` lets pass, None for a command."""
    words = line.split()
    if len(words) != 2 or words[0] not in ("run", "sleep"):
        return None
    for unit, factor in (("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("", 1000)):
        number = words[1].removesuffix(unit)
        if words[1].endswith(unit) and number.isascii() and number.isdecimal():
            return int(number) * factor
    return None
