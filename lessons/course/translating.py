"""Translations, block by block: what is translated is shown, what is not stays as it was written. Checks are never touched.

A translation belongs to a text, not to a place: when the author changes the text, the old translation is not shown any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from . import po
from .lesson import Action, Aside, Be, Block, Check, Focus, Lesson, Pause, Prose, Question, Scene, Step

VARIABLE = re.compile(r"\$\{[A-Z][A-Z0-9_]*\}")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
Say = Callable[[str, str], str]  # (context, text) -> the text to show


def languages(folder: Path) -> list[str]:
    """The languages that a lesson's folder has translations for."""
    names = sorted(path.name.split(".")[1] for path in folder.glob("lesson.*.po"))
    return [name for name in names if LANGUAGE.fullmatch(name)]


def catalog(folder: Path, language: str) -> po.Catalog:
    """The translations into a language, {} where there are none. Mistakes if they cannot be read."""
    file = folder / f"lesson.{language}.po"
    return po.read(file.read_text("utf-8"), f"{folder.name}/{file.name}") if file.is_file() else {}


def translated(lesson: Lesson, known: po.Catalog, language: str) -> Lesson:
    """The lesson in another language, as far as it is translated."""

    def say(context: str, text: str) -> str:
        return known.get((context, text)) or text if fits(text, known.get((context, text), "")) else text

    return replace(_with(lesson, say), language=language)


def fits(text: str, translation: str) -> bool:
    """Whether a translation speaks of the same variables."""
    return sorted(VARIABLE.findall(text)) == sorted(VARIABLE.findall(translation))


def texts(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """(context, text) of everything that a learner may read, in order."""
    found: dict[tuple[str, str], None] = {}

    def say(context: str, text: str) -> str:
        if text.strip():
            found[(context, text)] = None
        return text

    _with(lesson, say)
    yield from found


def percent(lesson: Lesson, known: po.Catalog) -> int:
    """How much of a lesson is translated."""
    wanted = list(texts(lesson))
    done = [one for one in wanted if one in known and fits(one[1], known[one])]
    return 100 * len(done) // len(wanted) if wanted else 100


def updated(lesson: Lesson, folder: Path, language: str) -> str:
    """The .po file with every text of the lesson: what was translated stays, what is new waits."""
    known = catalog(folder, language)
    entries = [po.Entry(context, text, known.get((context, text), "")) for context, text in texts(lesson)]
    return po.write(entries, language)


def _with(lesson: Lesson, say: Say) -> Lesson:
    return replace(
        lesson,
        title=say("title", lesson.title),
        summary=say("summary", lesson.summary),
        objectives=tuple(say("objective", text) for text in lesson.objectives),
        intro=say("intro", lesson.intro),
        steps=tuple(_step(step, say) for step in lesson.steps),
    )


def _step(step: Step, say: Say) -> Step:
    def in_step(context: str, text: str) -> str:
        return say(f"{step.id}/{context}", text)

    blocks = tuple(_block(block, in_step) for block in step.blocks)
    return replace(step, title=in_step("title", step.title), blocks=blocks)


def _block(block: Block, say: Say) -> Block:
    match block:
        case Prose():
            return replace(block, text=say("prose", block.text))
        case Aside():
            return replace(block, text=say(block.kind, block.text))
        case Action():
            return replace(block, label=say("action", block.label))
        case Question():
            return replace(
                block,
                ask=say(block.id, block.ask),
                unit=say(f"{block.id}/unit", block.unit),
                options=_all(block.options, f"{block.id}/options", say),
                feedback=_all(block.feedback, f"{block.id}/feedback", say),
            )
        case Check():
            because = tuple(replace(one, say=say(f"{block.id}/because", one.say)) for one in block.because)
            return replace(
                block, task=say(f"{block.id}/task", block.task), say=say(f"{block.id}/say", block.say), because=because
            )
        case Scene() | Pause():
            return replace(block, say=say(type(block).__name__.lower(), block.say))
        case Focus():
            return replace(block, text=say("focus", block.text))
        case Be():
            return replace(block, ask=say(block.id, block.ask), after=say(f"{block.id}/after", block.after))
    return block


def _all(texts: Mapping[str, str], context: str, say: Say) -> dict[str, str]:
    return {name: say(f"{context}/{name}", text) for name, text in texts.items()}
