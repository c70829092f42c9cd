"""What a lesson's page shows: the text of a step, and everything about it that changes while the learner works."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from .course import markdown, proof, questions
from .course.lesson import Action, Aside, Be, Focus, Lesson, Pause, Prose, Question, Step, filled
from .course.scripts import settles, time_line, typed
from .watching import Watching

ASIDES = {
    "note": gettext_noop("Note"),
    "warn": gettext_noop("Careful"),
}  # those that stand in the text from the beginning
UNITS = {
    "ms": gettext_noop("milliseconds"),
    "s": gettext_noop("seconds"),
    "m": gettext_noop("minutes"),
    "h": gettext_noop("hours"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question. `mine` and `right` mark what was answered and what it was; `place` counts from 1."""

    value: str
    label: str
    mine: bool
    right: bool
    place: int = 0
    right_place: int = 0


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
            pieces.append({"kind": block.kind, "title": gettext(ASIDES[block.kind]), "html": html})
    return pieces


def whole(lesson: Lesson, values: Mapping[str, str], done: Collection[str] = ()) -> list[dict[str, Any]]:
    """Every step with what is read, asked and to be done: to read offline, or to print. No answers, no solutions.

    `done`: steps that this learner has solved. They tell what was learnt, too.
    """
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
            "done": step.id in done,
            "explained": [markdown.html(filled(text, values)) for text in _explained(step)] if step.id in done else [],
        }
        for step in lesson.steps
    ]


def shuffled(question: Question) -> list[str]:
    """The options in the order in which they are shown: as written, but never in the order that is the answer."""
    names = list(question.options)
    if question.type not in questions.IN_ORDER:
        return names
    return sorted(names, key=lambda name: hashlib.sha256(f"{question.id} {name}".encode()).digest())


def live(
    step: Step, values: Mapping[str, str], watching: Watching, state: Mapping[str, Any], language: str = "en"
) -> dict[str, Any]:
    """Bets, actions, to-do list, hints, and what is explained at the end: as far as this learner may see them now."""
    done = watching.done
    shown = int(state.get("hints", 0))
    return {
        "bets": [_bet(question, values, state, language) for question in step.questions],
        "turns": [_turns(be, values, state) for be in step.all(Be)],
        "focus": [
            {
                "on": [filled(name, values) for name in focus.on],
                "layers": focus.layers,
                "text": markdown.inline(focus.text),
            }
            for focus in step.all(Focus)
        ],
        "stops": [
            markdown.inline(filled(pause.say, values))
            for number, pause in enumerate(step.all(Pause))
            if number in watching.paused
        ],
        "happened": [
            markdown.inline(filled(scene.say, values))
            for number, scene in enumerate(step.events)
            if number in watching.played and scene.say
        ],
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


TITLES = {
    "predict": gettext_noop("Your bet"),
    "quiz": gettext_noop("A question"),
    "recall": gettext_noop("Do you remember?"),
}


def _bet(question: Question, values: Mapping[str, str], state: Mapping[str, Any], language: str) -> dict[str, Any]:
    mine = state.get("bets", {}).get(question.id, "")
    outcome = state.get("outcomes", {}).get(question.id, "") if mine else ""
    return asked(question, values, mine, outcome, language)


def asked(
    question: Question, values: Mapping[str, str], mine: str, outcome: str, language: str = "en"
) -> dict[str, Any]:
    """A question for the page. `outcome` is "" as long as it is not to be told; `language` is its lesson's."""
    taken, was = mine.split(",") if mine else [], outcome.split(",") if outcome else []
    said = questions.feedback(question, mine, outcome)
    return {
        "id": question.id,
        "kind": question.kind,
        "language": language,
        "title": gettext(TITLES[question.kind]),
        "type": question.type,
        "unit": question.unit,
        "ordered": question.type in questions.IN_ORDER,
        "ask": markdown.inline(filled(question.ask, values)),
        "gate": question.gate,
        "mine": mine,
        "outcome": outcome,
        "right": bool(outcome) and questions.right(question, mine, outcome),
        "options": [
            Option(
                name,
                filled(question.options[name], values),
                name in taken,
                name in was,
                taken.index(name) + 1 if name in taken else 0,
                was.index(name) + 1 if name in was else 0,
            )
            for name in shuffled(question)
        ],
        "places": range(1, len(question.options) + 1),
        "short": question.type == "choice" and all(len(label) <= 8 for label in question.options.values()),
        "feedback": markdown.html(filled("\n\n".join(said), values)) if said else "",
    }


def _turns(be: Be, values: Mapping[str, str], state: Mapping[str, Any]) -> dict[str, Any]:
    """The learner as a component: the turns taken, each beside what the real one did, and the one that waits."""
    kept = state.get("turns", {}).get(be.id, {"coming": [], "choices": []})
    taken = [
        {
            "ask": markdown.inline(turn["ask"]),
            "mine": turn["options"].get(choice, choice),
            "real": turn["options"].get(turn["answer"], turn["answer"]),
            "same": choice == turn["answer"],
            "why": markdown.inline(turn["why"]),
        }
        for turn, choice in zip(kept["coming"], kept["choices"], strict=False)
    ]
    waiting = kept["coming"][len(taken)] if len(taken) < len(kept["coming"]) else None
    return {
        "id": be.id,
        "role": be.role,
        "ask": markdown.inline(filled(be.ask, values)),
        "line": filled(be.run, values),
        "begun": bool(kept["coming"]),
        "taken": taken,
        "number": len(taken) + 1,
        "count": len(kept["coming"]) or be.turns,
        "question": markdown.inline(waiting["ask"]) if waiting else "",
        "options": list(waiting["options"].items()) if waiting else [],
        "after": markdown.html(filled(be.after, values)) if be.after and taken and waiting is None else "",
    }


def _solution_line(line: str) -> dict[str, Any]:
    """A line of the solution: a command to type, or what to wait for."""
    if settles(line):
        return {"text": gettext("Let time run until the cluster is quiet."), "command": False}
    if time_line(line) is not None:
        amount = line.split()[1]
        number = amount.rstrip("mshu")
        unit = gettext(UNITS[amount[len(number) :] or "s"])
        text = gettext("Let %(number)s %(unit)s pass.") % {"number": number, "unit": unit}
        return {"text": text, "command": False}
    return {"text": typed(line), "command": True}


def outcomes(
    lesson: Lesson, step: Step, seen: Mapping[str, str], values: Mapping[str, str], futures: Mapping[str, str]
) -> dict[str, str]:
    """What each prediction turned out to be: as this cluster's own future had it, else as it was seen, else as the model says."""
    return {
        question.id: futures.get(question.id) or seen.get(question.id) or truth(lesson, question, values)
        for question in step.predictions
    }


def truth(lesson: Lesson, question: Question, values: Mapping[str, str]) -> str:
    """The answer that does not depend on what a learner did."""
    return question.answer or proof.answers(lesson, values).get(question.id, "")
