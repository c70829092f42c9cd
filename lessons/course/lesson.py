"""What a lesson consists of, once it has been read (format.py reads it, markdown.py renders it, proof.py proves it)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from clusterviz.cluster.machinery.trace import SCENE, SECRET

from .expressions import Condition, Expression
from .mistakes import Place


@dataclass(frozen=True, slots=True)
class Prose:
    """A stretch of Markdown."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A `:::` container: hint, instructor, note, warn or explain."""

    place: Place
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """A button that types a command at the prompt, and runs it."""

    place: Place
    label: str
    run: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options. Where the answer comes from the model, no text can make it stale.

    `kind`: predict (asked before time goes on, and told when the step is done), quiz (told at once), recall (about a
    concept of an earlier lesson; it comes back after days). What an answer looks like is said in questions.py.
    """

    place: Place
    kind: str
    id: str
    ask: str
    type: str
    options: Mapping[str, str]  # option -> its label; empty for a number
    answer: str  # where the answer does not come from the model
    answer_from: Expression | None
    within_ms: (
        int | None
    )  # the moment, counted from the step's beginning, at which it is asked; None: when it has settled
    tolerance: int  # how far a number may be off
    unit: str  # of a number
    feedback: Mapping[str, str]
    gate: bool  # time stands still until there is an answer
    concept: str  # what a recall is about


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a check is still open."""

    when: Expression
    say: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the to-do list."""

    place: Place
    id: str
    mode: str  # edge: once true · level: true now · gone: was there, now is not · never
    hold_ms: int  # how long it must stay true, in virtual ms
    that: Condition
    task: str
    say: str  # "": a shorthand tells the reason itself
    because: tuple[Diagnosis, ...]
    passive: bool = False  # time alone may make it true

    @property
    def exempt(self) -> bool:
        """Whether it may be true when its step begins: a `wrong` script must break it instead."""
        return self.mode == "never" or bool(self.hold_ms)


@dataclass(frozen=True, slots=True)
class Solution:
    """The commands that make all checks of the step true."""

    place: Place
    lines: tuple[str, ...]
    places: tuple[Place, ...]  # of each line


@dataclass(frozen=True, slots=True)
class Wrong:
    """A misconception that must fail, and the feedback that it must meet."""

    place: Place
    run: tuple[str, ...]
    expect: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens without the learner: before the step begins, or so long after it began."""

    place: Place
    lines: tuple[str, ...]
    at_ms: int | None  # virtual ms after the beginning; None: before it
    say: str
    secret: bool = False  # until the lesson is done, nobody is told what was done

    @property
    def who(self) -> str:
        """Who does it, in the trace."""
        return SECRET if self.secret else SCENE


@dataclass(frozen=True, slots=True)
class Pause:
    """The author's cut: time stops once, when something is true for the first time."""

    place: Place
    when: Expression
    say: str


@dataclass(frozen=True, slots=True)
class Focus:
    """What to light up in the diagram; `text` says the same to those who do not see it."""

    place: Place
    on: tuple[str, ...]
    layers: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Be:
    """Time stops, and the learner plays a component: chooses its next writes, then sees what the real one does."""

    place: Place
    id: str
    role: str
    run: str  # the command after which it is the component's turn
    subject: str  # the Pod that it is about
    turns: int
    ask: str
    after: str


Block = Prose | Aside | Action | Question | Check | Solution | Wrong | Scene | Pause | Focus | Be
SomeBlock = TypeVar("SomeBlock", Aside, Action, Question, Check, Solution, Wrong, Scene, Pause, Focus, Be)


@dataclass(frozen=True, slots=True)
class Step:
    """A heading with what stands below it."""

    place: Place
    id: str
    title: str
    blocks: tuple[Block, ...]

    def all(self, kind: type[SomeBlock]) -> Iterator[SomeBlock]:
        """The blocks of one kind, in order."""
        return (block for block in self.blocks if isinstance(block, kind))

    @property
    def checks(self) -> list[Check]:
        return list(self.all(Check))

    @property
    def questions(self) -> list[Question]:
        return list(self.all(Question))

    @property
    def predictions(self) -> list[Question]:
        return [question for question in self.questions if question.kind == "predict"]

    @property
    def before(self) -> list[Scene]:
        """What is done before the step begins."""
        return [scene for scene in self.all(Scene) if scene.at_ms is None]

    @property
    def events(self) -> list[Scene]:
        """What happens after it began, in the order of time."""
        return sorted((scene for scene in self.all(Scene) if scene.at_ms is not None), key=lambda one: one.at_ms or 0)

    @property
    def hints(self) -> list[Aside]:
        return [aside for aside in self.all(Aside) if aside.kind == "hint"]

    @property
    def solution(self) -> tuple[str, ...]:
        """The solution's lines, none where nothing needs to be done."""
        return tuple(line for solution in self.all(Solution) for line in solution.lines)

    @property
    def uses(self) -> frozenset[str]:
        """The names that are looked up while the step is watched."""
        conditions: list[Condition] = [pause.when for pause in self.all(Pause)]
        for check in self.checks:
            conditions += [check.that, *(diagnosis.when for diagnosis in check.because)]
        return frozenset(name for condition in conditions for name in condition.uses)

    @property
    def starts(self) -> frozenset[str]:
        """The lists that must be kept when the step begins, because something asks how they were (`start.pods`)."""
        used = set(self.uses).union(*(one.answer_from.uses for one in self.questions if one.answer_from))
        return frozenset(name.removeprefix("start.") for name in used if name.startswith("start."))


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about Kubernetes, and the test of the model that shows it."""

    place: Place
    test: str


@dataclass(frozen=True, slots=True)
class Setting:
    """The cluster that a lesson plays on."""

    preset: str = "three-nodes"
    seed: int = 1
    pace: str = "cinema"
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson.md. `digest` names its text, so that results about it can be kept."""

    file: str
    digest: str
    id: str
    title: str
    summary: str
    minutes: int
    level: str
    concepts: tuple[str, ...]
    requires: tuple[str, ...]
    objectives: tuple[str, ...]
    kubernetes: str
    setting: Setting
    vars: Mapping[str, tuple[str, ...]]
    allow: tuple[str, ...]
    intro: str
    steps: tuple[Step, ...]
    claims: tuple[Claim, ...] = ()
    language: str = "en"
    places: Mapping[str, Place] = field(
        default_factory=dict, compare=False
    )  # where each key of the front matter stands

    def place(self, key: str) -> Place:
        """Where a key of the front matter stands."""
        return self.places.get(key, Place(self.file, 1))

    @property
    def secret(self) -> bool:
        """Whether learners are to find out what was done before they came."""
        return any(scene.secret for step in self.steps for scene in step.all(Scene))

    def step(self, step_id: str) -> Step | None:
        """The step of this id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each `${NAME}` replaced by what this attempt drew for it."""
    return re.sub(r"\$\{([A-Z][A-Z0-9_]*)\}", lambda match: values.get(match[1], match[0]), text)
