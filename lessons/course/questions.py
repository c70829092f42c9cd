"""Questions: what an answer to each type looks like, when it is right, and what is said about it.

An answer is kept as one text: the option's name, a number, or names with commas between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .lesson import Question

TYPES = ("choice", "multi", "number", "order", "pick", "sequence")
ONE = ("choice", "pick")  # exactly one option
MANY = ("multi", "order", "sequence")  # several
IN_ORDER = ("order", "sequence")
# What must have its feedback, besides (for choice, multi and pick) every option.
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "number": ("right", "low", "high"),
    "order": ("right", "wrong"),
    "sequence": ("right", "wrong"),
}
LONGEST = 400  # characters of an answer


def answer_of(question: Question, value: Any) -> str:
    """An answer as it is kept, "" if the value is none: what a form sent, or what the model said."""
    if question.type == "number":
        return _number(value[0] if isinstance(value, list) and len(value) == 1 else value)
    items = [str(item).strip() for item in (value if isinstance(value, list) else _split(value))]
    if not items or any(item not in question.options for item in items) or len(set(items)) != len(items):
        return ""
    if question.type in ONE and len(items) != 1:
        return ""
    if question.type == "order" and len(items) != len(question.options):
        return ""
    if question.type == "multi":
        items = [option for option in question.options if option in items]
    return ",".join(items)


def _split(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return [part.strip() for part in str(value).split(",") if part.strip()]


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    try:
        number = float(str(value)[:40])
    except ValueError:
        return ""
    if not -1e15 < number < 1e15:  # also: not a number
        return ""
    return str(int(number)) if number.is_integer() else repr(number)


def right(question: Question, given: str, truth: str) -> bool:
    """Whether this answer is the right one."""
    if question.type == "number":
        return bool(given and truth) and abs(float(given) - float(truth)) <= question.tolerance
    return given == truth


def feedback(question: Question, given: str, truth: str) -> list[str]:
    """What is said about an answer: why it is right, or what speaks against it."""
    if not given or not truth:
        return []
    if question.type in ONE:
        keys: Iterable[str] = [given]
    elif question.type == "number":
        keys = ["right" if right(question, given, truth) else "low" if float(given) < float(truth) else "high"]
    elif question.type in IN_ORDER:
        keys = ["right" if given == truth else "wrong"]
    else:
        wanted, taken = set(truth.split(",")), set(given.split(","))
        keys = [option for option in question.options if (option in wanted) is not (option in taken)]
        keys = keys or [option for option in question.options if option in wanted]
    return [question.feedback[key] for key in keys if key in question.feedback]


def wanted_feedback(question_type: str, options: Iterable[str]) -> list[str]:
    """The keys that the feedback of such a question must have."""
    return [*OUTCOMES.get(question_type, ())] or list(options)
