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
from .lesson import Lesson, Prediction, Step, filled
from .sight import FUNCTIONS, Sight, kept

COMMAND_MS = 120_000  # a command that has not ended after so long is interrupted
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
        first, second = Playing(lesson, values), Playing(lesson, values)
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

    def __init__(self, lesson: Lesson, values: Mapping[str, str]) -> None:
        self.lesson, self.values = lesson, values
        setting = lesson.setting
        self.cluster: Cluster = checkpoint.fork(setting.preset, setting.seed, nodes=setting.nodes)
        self.failures: list[Failure] = []
        self.answers: dict[str, str] = {}
        self.passed = 0

    def play(self) -> None:
        """Every step, in order."""
        for step in self.lesson.steps:
            self._play(step)

    def _play(self, step: Step) -> None:
        self._since, self._began_ms = checks.begin(self.cluster)
        self._start = kept(self.cluster, {name for one in step.expressions for name in one.uses})
        self._ticks: dict[str, checks.Tick] = {}
        self._look(step)
        for check in step.checks:
            if check.mode == "never":
                continue
            if self._ticks[check.id].done:
                sentence = f"{check.id} is true before the step begins: nothing would be left to do."
                self.failures.append(Failure(2, f"{self.lesson.file}:{check.place.line}", sentence))
            else:
                self.passed += 1
        for line in step.solution:
            self._run(step, filled(line, self.values))
        for check in step.checks:
            tick = self._ticks[check.id]
            if tick.done:
                self.passed += 1
            else:
                sentence = f"{check.id} stays open after the solution: {tick.reason}"
                self.failures.append(Failure(4, f"{self.lesson.file}:{check.place.line}", sentence))
        for prediction in step.predictions:
            self._answer(prediction)

    def _run(self, step: Step, line: str) -> None:
        passing_ms = time_line(line)
        if line == "settle":
            settle(self.cluster)
        elif passing_ms is not None:
            until_ms = self.cluster.now_ms + passing_ms
            while self.cluster.now_ms < until_ms:
                self.cluster.run_for(min(LOOK_MS, until_ms - self.cluster.now_ms))
                self._look(step)
        else:
            self._command(step, line)
        self._look(step)

    def _command(self, step: Step, line: str) -> None:
        try:
            program = shell.start(self.cluster, line)
        except faults.FaultError as error:
            self.failures.append(Failure(4, f"{self.lesson.file}:{step.place.line}", f"{line!r} is refused: {error}"))
            return
        patience_ms = self.cluster.now_ms + COMMAND_MS
        while not program.finished and self.cluster.now_ms < patience_ms:
            self.cluster.run_for(10)
        if program.exit_status:
            sentence = f"{line!r} ends with status {program.exit_status}: {program.text().strip()}"
            self.failures.append(Failure(4, f"{self.lesson.file}:{step.place.line}", sentence))

    def _look(self, step: Step) -> None:
        self._ticks = checks.look(step, self._sight(), self._ticks, self.cluster.now_ms)

    def _sight(self) -> Sight:
        return Sight(self.cluster, self._since, self._began_ms, self._start, self.values, self.answers)

    def _answer(self, prediction: Prediction) -> None:
        given = answer(prediction, self._sight())
        if not given or (prediction.options and given not in prediction.options):
            where = f"{self.lesson.file}:{prediction.place.line}"
            sentence = f"the model answers {given!r} to {prediction.id}: that is none of its options."
            self.failures.append(Failure(7, where, sentence))
            return
        self.passed += 1
        self.answers[prediction.id] = given


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
