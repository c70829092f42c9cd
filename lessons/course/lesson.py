"""What a lesson consists of, once it has been read (format.py reads it, markdown.py renders it, proof.py proves it)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .expressions import Expression
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
class Prediction:
    """A question that is asked before time goes on. The answer is computed by running the model."""

    place: Place
    id: str
    ask: str
    type: str  # choice or number
    options: Mapping[str, str]  # option -> its label; empty for a number
    answer: str  # where the answer does not come from the model
    answer_from: Expression | None
    within_ms: int | None  # how long the model runs before it is asked; None: until it settles
    tolerance: int  # how far a number may be off
    feedback: Mapping[str, str]
    gate: bool  # time stands still until there is an answer


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
    that: Expression
    task: str
    say: str
    because: tuple[Diagnosis, ...]
    passive: bool = False  # time alone may make it true


@dataclass(frozen=True, slots=True)
class Solution:
    """The commands that make all checks of the step true."""

    place: Place
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A misconception that must fail, and the feedback that it must meet."""

    place: Place
    run: tuple[str, ...]
    expect: str


Block = Prose | Aside | Action | Prediction | Check | Solution | Wrong
SomeBlock = TypeVar("SomeBlock", Aside, Action, Prediction, Check, Solution, Wrong)


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
    def predictions(self) -> list[Prediction]:
        return list(self.all(Prediction))

    @property
    def hints(self) -> list[Aside]:
        return [aside for aside in self.all(Aside) if aside.kind == "hint"]

    @property
    def solution(self) -> tuple[str, ...]:
        """The solution's lines, none where nothing needs to be done."""
        return tuple(line for solution in self.all(Solution) for line in solution.lines)

    @property
    def expressions(self) -> list[Expression]:
        """Every expression that the checks ask."""
        return [
            expression
            for check in self.checks
            for expression in (check.that, *(diagnosis.when for diagnosis in check.because))
        ]


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

    def step(self, step_id: str) -> Step | None:
        """The step of this id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each `${NAME}` replaced by what this attempt drew for it."""
    return re.sub(r"\$\{([A-Z][A-Z0-9_]*)\}", lambda match: values.get(match[1], match[0]), text)
