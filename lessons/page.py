"""What a lesson's page shows: the text of a step, and everything about it that changes while the learner works."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .course import markdown, proof, questions
from .course.lesson import Action, Aside, Lesson, Prose, Question, Step, filled
from .course.scripts import settles, time_line
from .watching import Watching

ASIDES = {"note": "Note", "warn": "Careful"}  # those that stand in the text from the beginning
UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a prediction. `mine` and `right` mark the bet and the outcome."""

    value: str
    label: str
    mine: bool
    right: bool


def text_of(lesson: Lesson, step: Step, values: Mapping[str, str]) -> list[dict[str, str]]:
    """The prose and notes of a step, as HTML, in order. Nothing in it depends on the learner, or gives anything away."""
    pieces = []
    if lesson.intro and step is lesson.steps[0]:
        pieces.append({"kind": "prose", "html": markdown.html(filled(lesson.intro, values))})
    for block in step.blocks:
        if isinstance(block, Prose):
            pieces.append({"kind": "prose", "html": markdown.html(filled(block.text, values))})
        elif isinstance(block, Aside) and block.kind in ASIDES:
            html = markdown.html(filled(block.text, values))
            pieces.append({"kind": block.kind, "title": ASIDES[block.kind], "html": html})
    return pieces


def whole(lesson: Lesson, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every step with what is read, asked and to be done: to read offline, or to print. No answers, no solutions."""
    return [
        {
            "id": step.id,
            "title": step.title,
            "text": text_of(lesson, step, values),
            "questions": [
                {
                    "ask": markdown.inline(filled(question.ask, values)),
                    "options": [filled(question.options[name], values) for name in shuffled(question)],
                    "unit": question.unit,
                }
                for question in step.questions
            ],
            "actions": [{"label": action.label, "line": filled(action.run, values)} for action in step.all(Action)],
            "tasks": [markdown.inline(filled(check.task, values)) for check in step.checks],
        }
        for step in lesson.steps
    ]


def shuffled(question: Question) -> list[str]:
    """The options in the order in which they are shown: as written, but never in the order that is the answer."""
    names = list(question.options)
    if question.type not in questions.IN_ORDER:
        return names
    return sorted(names, key=lambda name: hashlib.sha256(f"{question.id} {name}".encode()).digest())


def live(step: Step, values: Mapping[str, str], watching: Watching, state: Mapping[str, Any]) -> dict[str, Any]:
    """Bets, actions, to-do list, hints, and what is explained at the end: as far as this learner may see them now."""
    done = watching.done
    shown = int(state.get("hints", 0))
    return {
        "bets": [_bet(prediction, values, state) for prediction in step.predictions],
        "gated": watching.gated,
        "actions": [
            {"number": number, "label": action.label, "line": filled(action.run, values)}
            for number, action in enumerate(step.all(Action))
        ],
        "todo": [
            {
                "id": check.id,
                "task": markdown.inline(filled(check.task, values)),
                "done": watching.ticks[check.id].done,
                "reason": markdown.inline(filled(watching.ticks[check.id].reason, values)),
                "active": watching.ticks[check.id].diagnosis is None,
            }
            for check in step.checks
        ],
        "done_count": len(step.checks) - watching.left,
        "left": watching.left,
        "step_done": done,
        "hints": [markdown.html(filled(hint.text, values)) for hint in step.hints[:shown]],
        "hint_number": shown + 1 if shown < len(step.hints) else 0,
        "hint_count": len(step.hints),
        "has_solution": bool(step.solution),
        "solution": [_solution_line(filled(line, values)) for line in step.solution] if state.get("solution") else [],
        "explained": [markdown.html(filled(text, values)) for text in _explained(step)] if done else [],
        "version": watching.version,
    }


def _explained(step: Step) -> list[str]:
    return [aside.text for aside in step.all(Aside) if aside.kind == "explain"]


def _bet(prediction: Question, values: Mapping[str, str], state: Mapping[str, Any]) -> dict[str, Any]:
    mine = state.get("bets", {}).get(prediction.id, "")
    outcome = state.get("outcomes", {}).get(prediction.id, "") if mine else ""
    said = questions.feedback(prediction, mine, outcome)
    return {
        "id": prediction.id,
        "type": prediction.type,
        "ask": markdown.inline(filled(prediction.ask, values)),
        "gate": prediction.gate,
        "mine": mine,
        "outcome": outcome,
        "options": [
            Option(value, filled(label, values), value == mine, bool(outcome) and value == outcome)
            for value, label in prediction.options.items()
        ],
        "short": all(len(label) <= 8 for label in prediction.options.values()),
        "feedback": markdown.html(filled("\n\n".join(said), values)) if said else "",
    }


def _solution_line(line: str) -> dict[str, Any]:
    """A line of the solution: a command to type, or what to wait for."""
    if settles(line):
        return {"text": "Let time run until the cluster is quiet.", "command": False}
    if time_line(line) is not None:
        amount = line.split()[1]
        number = amount.rstrip("mshu")
        return {"text": f"Let {number} {UNITS[amount[len(number) :] or 's']} pass.", "command": False}
    return {"text": line, "command": True}


def outcomes(lesson: Lesson, step: Step, seen: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """What each prediction turned out to be: as this cluster showed it, else as the model says."""
    return {
        prediction.id: seen.get(prediction.id) or proof.answers(lesson, values).get(prediction.id, "")
        for prediction in step.predictions
    }
