"""Proves lessons: no lesson reaches a learner unproved. The proofs 2 to 7 play it; each run forks from the step's checkpoint.

A step is played in its place, after the solutions of those before it: as its learner meets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clusterviz.cluster import checkpoint, machines
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import PODS

from . import being, claims, reading
from .lesson import Action, Be, Focus, Lesson, Pause, Question, Scene, Solution, Step, Wrong, filled
from .mistakes import Mistakes, Place, did_you_mean
from .playing import Walk, answer, raw_answer, set_up
from .scripts import allowed, is_command, settles, typed

PROOFS: Mapping[int, str] = {
    1: "front matter, blocks and expressions are valid",
    2: "at the step's beginning every check is false",
    3: "after five virtual minutes of doing nothing still false",
    4: "the solution makes all checks true, always",
    5: "the solution minus any one line does not pass",
    6: "every wrong script fails and meets the feedback it names",
    7: "each answer is one option; each option has its feedback",
    8: "nothing a learner can load contains an answer, a solution or an instructor's note",
    9: "hints, alternatives in words, links, reading time",
    10: "ids unique and unchanged, concepts without a cycle",
    11: "every claim names a passing test of the model",
}
NOTHING_MS = 300_000  # so long nothing is done in proof 3
SEEDS = 3


class Failure(NamedTuple):
    """A proof that failed: its number, where, and what to do."""

    proof: int
    place: Place
    sentence: str

    def __str__(self) -> str:
        column = f":{self.place.column}" if self.proof == 1 else ""
        return f"{self.place.file}:{self.place.line}{column}: proof {self.proof}: {self.sentence}"


@dataclass
class Result:
    """What came of one lesson. `answers`: what the model says to each question."""

    lesson: str
    file: str
    passed: int = 0
    failures: list[Failure] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    def expect(self, proof: int, place: Place, holds: bool, sentence: str) -> None:
        """Count what holds, and keep what does not; what fails twice in the same way is told once."""
        if holds:
            self.passed += 1
        elif (failure := Failure(proof, place, sentence)) not in self.failures:
            self.failures.append(failure)


def refused(file: str, mistakes: Mistakes) -> Result:
    """The result of a lesson that cannot be read: proof 1."""
    return Result(file, file, 0, [Failure(1, one.place, one.sentence) for one in mistakes.mistakes])


class Attempt(NamedTuple):
    """One way through a lesson: what came of it, and the digest of its trace."""

    result: Result
    digest: str


def prove(lesson: Lesson) -> Result:
    """Everything that can be said of one lesson alone (proof 10 also looks at the whole course: curriculum.py)."""
    return conclude(lesson, [attempt(lesson, number) for number in range(attempt_count(lesson))])


def attempt_count(lesson: Lesson) -> int:
    """How many attempts a proof needs: every value, three seeds, and the first one again. They can be played side by side."""
    return len(list(_attempts(lesson))) + 1


def attempt(lesson: Lesson, number: int) -> Attempt:
    """Play one of them; the first one thoroughly."""
    told = list(_attempts(lesson))
    again = number == len(told)
    values, seed = told[0 if again else number]
    special = "" if again else _with(lesson, values, seed, number)
    playing = Playing(lesson, values, seed, Result(lesson.id, lesson.file), thorough=number == 0, told=special)
    playing.play()
    playing.result.answers = playing.answers
    return Attempt(playing.result, playing.cluster.trace.digest())


def conclude(lesson: Lesson, attempts: Sequence[Attempt]) -> Result:
    """What all attempts together prove, beside what is seen without playing."""
    result = Result(lesson.id, lesson.file, passed=1)  # it has been read
    _scripts(lesson, result)
    for claim, sentence in claims.doubts(lesson):
        result.expect(11, claim.place, False, sentence)
    result.passed += len(lesson.claims) - sum(failure.proof == 11 for failure in result.failures)
    for proof, place, sentence in reading.carelessness(lesson):
        result.expect(proof, place, False, sentence)
    result.passed += 2
    first, *others, again = attempts
    for number, one in enumerate((first, *others)):
        result.passed += one.result.passed
        known = [(failure.proof, failure.place) for failure in result.failures]
        for failure in one.result.failures:
            if failure not in result.failures and not (number and (failure.proof, failure.place) in known):
                result.failures.append(failure)
    result.answers = first.result.answers
    sentence = "played twice, it took two ways: something is left to chance."
    result.expect(4, lesson.steps[0].place, again.digest == first.digest, sentence)
    result.failures.sort(key=lambda failure: (failure.place, failure.proof))
    return result


def played_once(lesson: Lesson) -> Result:
    """The quick half: it reads well, and its solution solves it once. Where many lessons are looked at again and again."""
    result = Result(lesson.id, lesson.file, passed=1)
    _scripts(lesson, result)
    for proof, place, sentence in reading.carelessness(lesson):
        result.expect(proof, place, False, sentence)
    Playing(lesson, *next(_attempts(lesson)), result).play()
    return result


def answers(lesson: Lesson, values: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """What the model answers to each question of a lesson, played once with these values (the first ones, if not told)."""
    drawn = dict(next(_attempts(lesson))[0]) | dict(values or {})
    key = (lesson.digest, *sorted(drawn.items()))
    if key not in _answers:
        playing = Playing(lesson, drawn, lesson.setting.seed, Result(lesson.id, lesson.file))
        playing.play()
        _answers[key] = playing.answers
    return _answers[key]


_answers: dict[tuple[object, ...], Mapping[str, str]] = {}


def _attempts(lesson: Lesson) -> Iterator[tuple[dict[str, str], int]]:
    """(values, seed): every value of each variable at least once, and three seeds."""
    seed = lesson.setting.seed
    most = max((len(picks) for picks in lesson.vars.values()), default=1)
    for number in range(most):
        yield {name: picks[number % len(picks)] for name, picks in lesson.vars.items()}, seed
    first = {name: picks[0] for name, picks in lesson.vars.items()}
    for more in range(1, SEEDS):
        yield first, seed + 1000 * more


def _with(lesson: Lesson, values: Mapping[str, str], seed: int, number: int) -> str:
    """What is special about an attempt, for its failures."""
    if not number:
        return ""
    drawn = ", ".join(f"{name}={value}" for name, value in values.items())
    return f" (With seed {seed}.)" if seed != lesson.setting.seed else f" (With {drawn}.)"


def _lines(step: Step) -> list[tuple[str, Place]]:
    """The lines of the solution, each with its place."""
    return [pair for solution in step.all(Solution) for pair in zip(solution.lines, solution.places, strict=True)]


def _scripts(lesson: Lesson, result: Result) -> None:
    """Nobody is asked to do what they may not."""
    for step in lesson.steps:
        lines = [(action.place, action.run) for action in step.all(Action)]
        lines += [(place, line) for line, place in _lines(step)]
        lines += [(wrong.place, line) for wrong in step.all(Wrong) for line in wrong.run]
        for place, line in lines:
            may = allowed(line, lesson.allow)
            result.expect(4, place, may, f"{line!r} is not allowed here: add it to `allow`, or take another way.")


class Playing:
    """One run through a lesson with its own solutions."""

    def __init__(
        self,
        lesson: Lesson,
        values: Mapping[str, str],
        seed: int,
        result: Result,
        thorough: bool = False,
        told: str = "",
    ) -> None:
        """`thorough`: also do nothing, everything wrong, and everything but one line, at each step.

        `told`: what is different from the first attempt; what failed there already is not told again.
        """
        self.lesson, self.values, self.result, self.thorough, self.told = lesson, values, result, thorough, told
        setting = lesson.setting
        self.cluster: Cluster = checkpoint.fork(setting.preset, seed, nodes=setting.nodes)
        self.answers: dict[str, str] = {}

    def play(self) -> None:
        """Every step, in order."""
        for step in self.lesson.steps:
            for trouble in set_up(step, self.cluster, self.values):
                place = next(scene.place for scene in step.all(Scene) if scene.at_ms is None)
                self._expect(4, place, False, f"the scene: {trouble}")
            image = checkpoint.image(self.cluster)
            walk = self._walk(step, self.cluster)
            self._open(step, walk)
            if self.thorough:
                self._do_nothing(step, image)
                for wrong in step.all(Wrong):
                    self._do_wrong(step, wrong, image)
                for be in step.all(Be):
                    self._be(be, image)
            solved = self._solve(step, walk)
            if self.thorough and solved:
                self._leave_out(step, image)
            for question in step.questions:
                self._answer(question, step, walk, image)
            self._boxes(step, image)

    def _open(self, step: Step, walk: Walk) -> None:
        for check in step.checks:
            if check.exempt:
                broken = any(wrong.expect.partition(".")[0] == check.id for wrong in step.all(Wrong))
                told = f"`{check.id}` may be true from the beginning: add a ```wrong script that breaks it."
                self._expect(2, check.place, broken, told)
            else:
                told = (
                    f"`{check.id}` is true before the step begins: nothing would be left to do. "
                    "Ask for what the solution changes: an `event`, or what was not in `start.pods`."
                )
                self._expect(2, check.place, not walk.ticks[check.id].done, told)

    def _do_nothing(self, step: Step, image: bytes) -> None:
        watched = [check for check in step.checks if not check.exempt and not check.passive]
        if not watched:
            return
        walk = self._walk(step, checkpoint.restore(image))
        walk.let_pass(NOTHING_MS)
        for check in watched:
            told = f"`{check.id}` is true after five minutes of doing nothing: ask for more, or say `passive: true`."
            self._expect(3, check.place, not walk.ticks[check.id].done, told)

    def _solve(self, step: Step, walk: Walk) -> bool:
        """Play the solution; whether it makes every check true."""
        for line, place in _lines(step):
            trouble = walk.run(line)
            self._expect(4, place, not trouble, trouble)
        for scene, trouble in zip(step.events, walk.troubles, strict=False):
            self._expect(4, scene.place, False, f"the scene: {trouble}")
        for check in step.checks:
            tick = walk.ticks[check.id]
            told = f"`{check.id}` stays open after the solution: {tick.reason}"
            self._expect(4, check.place, tick.done, told)
        for pause in step.all(Pause):
            self._expect(4, pause.place, pause in walk.paused, "this pause never comes: its `when` stays false.")
        return walk.done

    def _leave_out(self, step: Step, image: bytes) -> None:
        if not step.checks:
            return
        for at, (line, place) in enumerate(_lines(step)):
            if is_command(line):
                walk = self._walk(step, checkpoint.restore(image))
                for other in (*step.solution[:at], *step.solution[at + 1 :]):
                    walk.run(other)
                first = typed(line).split("\n")[0]
                told = f"WEAK: without {first!r} every check is true as well. Ask for what it does, or leave it away."
                self._expect(5, place, not walk.done, told)

    def _do_wrong(self, step: Step, wrong: Wrong, image: bytes) -> None:
        walk = self._walk(step, checkpoint.restore(image))
        for line in wrong.run:
            walk.run(line)
        name, _, index = wrong.expect.removesuffix("]").partition(".because[")
        tick = walk.ticks.get(name)
        if tick is None:
            self._expect(6, wrong.place, False, f"there is no check {name!r} in this step.")
        elif tick.done:
            self._expect(
                6,
                wrong.place,
                False,
                f"`{name}` is true although this is wrong: ask for more, or take another mistake.",
            )
        else:
            met = "" if tick.diagnosis is None else str(tick.diagnosis)
            told = f"`{name}` answers {tick.reason!r}, which is not {wrong.expect}."
            self._expect(6, wrong.place, met == index, told)

    def _answer(self, question: Question, step: Step, walk: Walk, image: bytes) -> None:
        if question.within_ms is not None:
            walk = self._walk(step, checkpoint.restore(image))
            walk.run_until(step.solution, walk.began_ms + question.within_ms)
        elif question.answer_from is not None and not (step.solution and settles(step.solution[-1])):
            walk = self._walk(step, checkpoint.restore(image))
            for line in step.solution:
                walk.run(line)
            walk.settle()
        sight = walk.sight()
        given = answer(question, sight)
        if given:
            self.answers[question.id] = given
        told = f"the model answers {raw_answer(question, sight)!r} to {question.id}: that is none of its options."
        if question.type == "number":
            told = f"the model answers {raw_answer(question, sight)!r} to {question.id}: that is no number."
        self._expect(7, question.place, bool(given), told)

    def _boxes(self, step: Step, image: bytes) -> None:
        """What a focus lights up and a `pick` offers is in the diagram, when the step begins or when it is done."""
        focused = [(9, focus.place, "focus", name) for focus in step.all(Focus) for name in focus.on]
        picked = [
            (7, question.place, "question", name)
            for question in step.questions
            if question.type == "pick"
            for name in question.options
        ]
        if not (focused or picked):
            return
        known = boxes(self.cluster) | boxes(checkpoint.restore(image))
        for proof, place, what, name in (*focused, *picked):
            name = filled(name, self.values)
            told = f"the {what} names {name!r}, which is no box of the diagram. {did_you_mean(name, sorted(known))}"
            self._expect(proof, place, name in known, told if name not in known else "")

    def _be(self, be: Be, image: bytes) -> None:
        turns = being.turns(be, self.values, checkpoint.restore(image))
        told = f"the {be.role} has {len(turns)} turns after {be.run!r}, not {be.turns}."
        self._expect(7, be.place, len(turns) == be.turns, told)

    def _expect(self, proof: int, place: Place, holds: bool, sentence: str) -> None:
        known = [(failure.proof, failure.place) for failure in self.result.failures]
        if not (self.told and not holds and (proof, place) in known):
            self.result.expect(proof, place, holds, sentence + self.told)

    def _walk(self, step: Step, cluster: Cluster) -> Walk:
        return Walk(step, cluster, self.values, self.answers)


def boxes(cluster: Cluster) -> set[str]:
    """What stands in the diagram: components, nodes, and Pods by their names or by `pod/NAMESPACE/NAME`."""
    found = {name for name, component in cluster.components.items() if component is not cluster.you} | {"you"}
    found |= set(machines.names(cluster))
    for pod in cluster.objects(PODS):
        metadata = pod["metadata"]
        found |= {metadata["name"], f"pod/{metadata['namespace']}/{metadata['name']}"}
    return found
