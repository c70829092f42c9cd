"""The data blocks of a lesson: what may stand in each fence, and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable

from .expressions import Expression, ExpressionError, compiled
from .fields import Fields, read
from .lesson import Action, Block, Check, Diagnosis, Prediction, Solution, Wrong
from .mistakes import Mistake, Place, listed
from .sight import Known

MODES = ("edge", "level", "gone", "never")
QUESTIONS = ("choice", "number")
NOTHING = Expression("false", lambda run: False)

Reader = Callable[[str, Place, Known, list[Mistake]], Block]


def action(text: str, place: Place, known: Known, mistakes: list[Mistake]) -> Action:
    """`label`, `run`: one button."""
    fields = read(text, place, mistakes)
    block = Action(place, fields.text("label"), fields.text("run"))
    fields.finish()
    return block


def prediction(text: str, place: Place, known: Known, mistakes: list[Mistake]) -> Prediction:
    """`id`, `ask`, `type`, `options`, `answer_from` or `answer`, `within`, `feedback`, `gate`."""
    fields = read(text, place, mistakes)
    options = fields.mapping("options")
    labels = {name: options.text(name) for name in options.names()}
    feedback = fields.mapping("feedback")
    sentences = {name: feedback.text(name) for name in feedback.names()}
    block = Prediction(
        place=place,
        id=fields.identifier("id"),
        ask=fields.text("ask"),
        type=fields.one_of("type", QUESTIONS, "choice"),
        options=labels,
        answer=fields.text("answer", ""),
        answer_from=_expression(fields, "answer_from", known) if "answer_from" in fields else None,
        within_ms=fields.milliseconds("within"),
        tolerance=fields.number("tolerance", 0),
        feedback=sentences,
        gate=fields.flag("gate"),
    )
    if block.type == "choice":
        if len(labels) < 2:
            fields.complain("a choice needs at least two options.")
        for name in labels:
            if name not in sentences:
                feedback.complain(f"the option {name!r} has no feedback: say why it is right or wrong.")
        for name in sentences:
            if name not in labels:
                feedback.complain(f"the feedback {name!r} belongs to no option.")
        if block.answer and block.answer not in labels:
            fields.complain(f"the answer {block.answer!r} is not an option: options are {listed(labels)}.")
    if not block.answer and block.answer_from is None:
        fields.complain("the answer is missing: add the line `answer_from: …`, so that the model computes it.")
    fields.finish()
    return block


def check(text: str, place: Place, known: Known, mistakes: list[Mistake]) -> Check:
    """`id`, `mode`, `for`, `that`, `task`, `say`, `because`, `passive`."""
    fields = read(text, place, mistakes)
    because = []
    for item in fields.mappings("because"):
        because.append(Diagnosis(_expression(item, "when", known), item.text("say")))
        item.finish()
    check_id = fields.identifier("id")
    mode, hold_ms = fields.text("mode", "level"), fields.milliseconds("for") or 0
    if mode.startswith("for:"):  # `mode: "for: 10s"` says the same as `for: 10s`
        seconds = re.fullmatch(r"for:\s*(\d{1,5})s", mode)
        hold_ms, mode = (int(seconds[1]) * 1000 if seconds else 0), "level"
    elif mode not in MODES:
        mode = fields.one_of("mode", MODES, "level")
    block = Check(
        place=place,
        id=check_id,
        mode=mode,
        hold_ms=hold_ms,
        that=_expression(fields, "that", known),
        task=fields.text("task", check_id.replace("-", " ").capitalize()),
        say=fields.text("say"),
        because=tuple(because),
        passive=fields.flag("passive"),
    )
    fields.finish()
    return block


def solution(text: str, place: Place, known: Known, mistakes: list[Mistake]) -> Solution:
    """Commands, one a line."""
    lines = tuple(line.rstrip() for line in text.splitlines() if line.strip())
    if not lines:
        mistakes.append(Mistake(place, "the solution is empty: write the commands that solve the step."))
    return Solution(place, lines)


def wrong(text: str, place: Place, known: Known, mistakes: list[Mistake]) -> Wrong:
    """`run`, `expect`: a misconception and the feedback it must meet."""
    fields = read(text, place, mistakes)
    block = Wrong(place, fields.lines("run"), fields.text("expect"))
    if block.expect and not re.fullmatch(r"[a-z0-9-]+(\.because\[\d+\])?", block.expect):
        fields.complain(f"expect names a check and its feedback, as in bound.because[0], not {block.expect!r}.")
    fields.finish()
    return block


def _expression(fields: Fields, name: str, known: Known) -> Expression:
    text = fields.text(name)
    if not text:
        return NOTHING
    try:
        return compiled(text, known.names, known.functions)
    except ExpressionError as error:
        place = fields.where(name)
        shown = text if len(text) <= 60 else text[:57] + "…"
        column = f" (character {error.column} of {shown!r})"
        fields.mistakes.append(Mistake(place, f"{name}: {error.sentence}{column}."))
        return NOTHING


BLOCKS: dict[str, Reader] = {
    "action": action,
    "check": check,
    "predict": prediction,
    "solution": solution,
    "wrong": wrong,
}
