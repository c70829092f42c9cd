"""The blocks that ask: predict, quiz and recall."""

from __future__ import annotations

from .expressions import Expression, ExpressionError, compiled
from .fields import Fields
from .lesson import Question
from .mistakes import Mistake, listed
from .questions import IN_ORDER, MANY, ONE, TYPES, answer_of, wanted_feedback
from .sight import Known

NOTHING = Expression("false", lambda run: False)
MOST_OPTIONS = 12


def prediction(fields: Fields, known: Known) -> Question:
    """A question before time goes on, graded by running the model.

    id: progress keys on it
    ask: the question
    type: choice, multi, number, order, pick (a box of the diagram) or sequence
    options: option -> label; for pick, the option is the box's name in the diagram
    answer_from: CEL, evaluated in a fork after the solution and settle (or at `within`)
    answer: only where the model cannot know: an option, a number, or a list of options
    within: when the model is asked, counted from the step's beginning
    tolerance: how far a number may be off
    unit: what a number counts
    feedback: option -> why; number: right, low, high; order and sequence: right, wrong
    gate: time stands still until there is an answer
    """
    return _question(fields, known, "predict")


def quiz(fields: Fields, known: Known) -> Question:
    """A question whose answer is told at once.

    id: progress keys on it
    ask: the question
    type: choice, multi, number, order, pick (a box of the diagram) or sequence
    options: option -> label; for pick, the option is the box's name in the diagram
    answer_from: CEL, evaluated in a fork after the solution and settle
    answer: an option, a number, or a list of options
    tolerance: how far a number may be off
    unit: what a number counts
    feedback: option -> why; number: right, low, high; order and sequence: right, wrong
    """
    return _question(fields, known, "quiz")


def recall(fields: Fields, known: Known) -> Question:
    """A question about a concept of an earlier lesson; it comes back after 1, 3 and 7 days.

    id: progress keys on it
    concept: what it is about: a concept that an earlier lesson teaches
    ask: the question
    type: choice, multi, number, order, pick (a box of the diagram) or sequence
    options: option -> label; for pick, the option is the box's name in the diagram
    answer_from: CEL, evaluated in a fork after the solution and settle
    answer: an option, a number, or a list of options
    tolerance: how far a number may be off
    unit: what a number counts
    feedback: option -> why; number: right, low, high; order and sequence: right, wrong
    """
    return _question(fields, known, "recall")


def _question(fields: Fields, known: Known, kind: str) -> Question:
    options, feedback = fields.texts_by_name("options"), fields.texts_by_name("feedback")
    question = Question(
        place=fields.place,
        kind=kind,
        id=fields.identifier("id"),
        ask=fields.text("ask"),
        type=fields.one_of("type", TYPES, "choice"),
        options=options,
        answer=",".join(fields.words("answer")),
        answer_from=expression(fields, "answer_from", known) if fields.given("answer_from") else None,
        within_ms=fields.milliseconds("within") if kind == "predict" else None,
        tolerance=fields.number("tolerance", 0),
        unit=fields.text("unit", ""),
        feedback=feedback,
        gate=fields.flag("gate") if kind == "predict" else False,
        concept=fields.identifier("concept") if kind == "recall" else "",
    )
    fields.finish()
    _options(fields, question)
    _feedback(fields, question)
    _answer(fields, question)
    return question


def _options(fields: Fields, question: Question) -> None:
    if question.type == "number":
        if question.options:
            fields.complain_at("options", "a number has no options: leave them away.")
        return
    if len(question.options) < 2:
        fields.complain(f"a {question.type} needs at least two options.")
    if len(question.options) > MOST_OPTIONS:
        fields.complain_at("options", f"more than {MOST_OPTIONS} options cannot be weighed: leave some away.")
    for name in question.options:
        if "," in name or len(name) > 80:
            fields.complain_at("options", f"{name[:80]!r} is no option's name: it is short and has no comma.")


def _feedback(fields: Fields, question: Question) -> None:
    wanted = wanted_feedback(question.type, question.options)
    by_outcome = question.type == "number" or question.type in IN_ORDER
    for name in wanted:
        if name not in question.feedback:
            thing = f"the outcome {name!r}" if by_outcome else f"the option {name!r}"
            fields.complain_at("feedback", f"{thing} has no feedback: say why it is right or wrong.")
    for name in question.feedback:
        if name not in wanted:
            way_out = f" A {question.type} has feedback for {listed(wanted)}." if by_outcome else ""
            fields.complain_at("feedback", f"the feedback {name!r} belongs to no option.{way_out}")


def _answer(fields: Fields, question: Question) -> None:
    if question.answer and question.answer_from is not None:
        fields.complain_at("answer", "there are two answers: keep `answer_from`, which cannot go stale.")
    elif not question.answer and question.answer_from is None:
        fields.complain("the answer is missing: add the line `answer_from: …`, so that the model computes it.")
    elif question.answer and answer_of(question, question.answer) != question.answer:
        if question.type in ONE:
            options = f": options are {listed(question.options)}" if question.options else ""
            fields.complain(f"the answer {question.answer!r} is not an option{options}.")
        elif question.type in MANY:
            every = "all" if question.type == "order" else "some"
            order = ", in their order" if question.type == "multi" else ""
            fields.complain_at("answer", f"the answer must list {every} options once{order}: [one, two].")
        else:
            fields.complain_at("answer", f"the answer {question.answer!r} is not a number.")


def expression(fields: Fields, name: str, known: Known) -> Expression:
    """The expression that a key holds; what is wrong with it is told with its column."""
    text = fields.text(name)
    if not text:
        return NOTHING
    try:
        found = compiled(text, known.names, known.functions)
        for name in sorted(found.uses):
            if not known.has(name):
                raise ExpressionError(f"there is no {name} here", text.find(name) + 1)
        return found
    except ExpressionError as error:
        shown = text if len(text) <= 60 else text[:57] + "…"
        column = f" (character {error.column} of {shown!r})"
        fields.mistakes.append(Mistake(fields.where(name), f"{name}: {error.sentence}{column}."))
        return NOTHING
