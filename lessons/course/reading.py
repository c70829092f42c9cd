"""Proofs 8 and 9: what a learner reads. Nothing gives anything away, nothing is missing for those who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .blocks import BLOCKS
from .claims import without_marks
from .lesson import Action, Aside, Be, Block, Check, Lesson, Prose, Question, Step, Wrong
from .mistakes import Place, did_you_mean
from .scripts import is_command, typed

Careless = tuple[int, Place, str]  # proof, place, sentence

WORDS_A_MINUTE = 180
CHECK_MINUTES = 1.0  # to do something, and to watch
QUESTION_MINUTES = 0.5
LEAST, MOST = 0.4, 2.5  # so far `minutes` may be off
PAGES = ("/", "/where-we-differ/", "/glossary/", "/learn/", "/c/new")
SECRET_KEYS = re.compile(r"^\s*(answer|answer_from|that|expect|because|feedback)\s*:", re.MULTILINE)
FINGERPRINT = 40  # characters of a note or a feedback that are no coincidence

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def carelessness(lesson: Lesson) -> Iterator[Careless]:
    """Everything that fails proofs 8 and 9."""
    for step in lesson.steps:
        yield from _leaks(lesson, step)
        yield from _hints(step)
        for block in step.blocks:
            if isinstance(block, (Prose, Aside)):
                yield from _links(lesson, block)
    yield from _links(lesson, Prose(Place(lesson.file, 1), lesson.intro))
    yield from _minutes(lesson)


# -- 8: leaks -----------------------------------------------------------------------------------------------------------


def shown(step: Step) -> Iterator[tuple[Block, str]]:
    """What a learner can load before asking for anything: (block, text)."""
    for block in step.blocks:
        match block:
            case Prose():
                yield block, block.text
            case Aside(kind="note" | "warn"):
                yield block, block.text
            case Action():
                yield block, block.label
            case Question():
                yield block, "\n".join((block.ask, *block.options.values()))
            case Be():
                yield block, block.ask
            case Check():
                yield block, block.task


def _leaks(lesson: Lesson, step: Step) -> Iterator[Careless]:
    offered = {action.run for action in step.all(Action)} | {be.run for be in step.all(Be)}
    commands = [typed(line) for line in step.solution if is_command(line)]
    secrets = [(line, "a line of the solution") for line in commands if line not in offered]
    for other in lesson.steps:
        for aside in other.all(Aside):
            if aside.kind == "instructor":
                secrets += [
                    (line, "an instructor's note") for line in aside.text.splitlines() if len(line) > FINGERPRINT
                ]
        for question in other.questions:
            told = [text for text in question.feedback.values() if len(text) > FINGERPRINT]
            secrets += [(text, f"the feedback of {question.id}") for text in told]
            if question.answer_from is not None:
                secrets.append((question.answer_from.text, f"the answer of {question.id}"))
        secrets += [
            (line, "a wrong script") for wrong in other.all(Wrong) for line in wrong.run if len(line) > FINGERPRINT
        ]
    for block, text in shown(step):
        flat = _flat(text)
        for secret, what in secrets:
            if _flat(secret) in flat:
                line = _flat(secret)
                short = line if len(line) <= 60 else line[:57] + "…"
                yield 8, block.place, f"{what} stands in what every learner reads ({short!r}): take it out of the text."
        if isinstance(block, Prose):
            yield from _data_in_prose(block)


def _data_in_prose(block: Prose) -> Iterator[Careless]:
    """A fence whose name is mistyped is code that everybody reads, the answer included."""
    for token in _MARKDOWN.parse(block.text):
        if token.type != "fence" or token.map is None:
            continue
        name = token.info.strip().split(" ")[0]
        place = Place(block.place.file, block.place.line + token.map[0])
        close = get_close_matches(name, BLOCKS, 1, 0.75)
        if close or (name not in ("yaml", "text", "") and SECRET_KEYS.search(token.content)):
            told = f"the fence {name!r} is shown to learners as it stands."
            yield 8, place, f"{told} {did_you_mean(name, BLOCKS)}"


def _flat(text: str) -> str:
    return " ".join(text.split())


# -- 9: hints, alternatives, links, time --------------------------------------------------------------------------------


def _hints(step: Step) -> Iterator[Careless]:
    if not step.checks:
        return
    commands = [_flat(typed(line)) for line in step.solution if is_command(line)]
    hints = [_flat(hint.text) for hint in step.hints]
    if not hints:
        yield 9, step.place, f"the step {step.id!r} has checks and no hint: add a :::hint that is not the solution."
    elif commands and all(any(line in hint for line in commands) for hint in hints):
        yield 9, step.place, f"every hint of {step.id!r} is the solution: add one that only points the way."


def _links(lesson: Lesson, block: Prose | Aside) -> Iterator[Careless]:
    ids = {step.id for step in lesson.steps}
    for token in _MARKDOWN.parse(block.text):
        if token.type != "inline" or not token.children:
            continue
        place = Place(block.place.file, block.place.line + (token.map[0] if token.map else 0))
        for child in token.children:
            if child.type == "image":
                yield from _image(child, place)
            elif child.type == "link_open":
                yield from _link(str(child.attrs.get("href", "")), ids, place)


def _image(image: Token, place: Place) -> Iterator[Careless]:
    source = str(image.attrs.get("src", ""))
    if not image.content.strip():
        yield 9, place, f"the image {source} has no alternative in words: ![what it shows]({source})."
    if urlsplit(source).scheme or not source.startswith("assets/") or ".." in PurePosixPath(source).parts:
        yield 9, place, f"the image {source} is not the lesson's own: put it into assets/."


def _link(address: str, ids: set[str], place: Place) -> Iterator[Careless]:
    parts = urlsplit(address)
    if parts.scheme in ("http", "https", "mailto"):
        return
    if parts.scheme:
        yield 9, place, f"the link {address} cannot be followed: only http, https and mailto lead out."
    elif not parts.path and parts.fragment not in ids:
        yield 9, place, f"the link {address} leads to no step. {did_you_mean(parts.fragment, ids)}"
    elif parts.path and not (parts.path in PAGES or re.fullmatch(r"/learn/[a-z0-9-]+/([a-z0-9-]+/)?", parts.path)):
        yield 9, place, f"the link {address} leads nowhere: a lesson's address is /learn/ID/."


def _minutes(lesson: Lesson) -> Iterator[Careless]:
    words, deeds = len(lesson.intro.split()), 0.0
    for step in lesson.steps:
        deeds += CHECK_MINUTES * len(step.checks) + QUESTION_MINUTES * len(step.questions)
        words += sum(len(without_marks(text).split()) for block, text in shown(step))
        words += sum(len(aside.text.split()) for aside in step.all(Aside) if aside.kind == "explain")
    needed = words / WORDS_A_MINUTE + deeds
    if not LEAST * needed <= lesson.minutes <= max(MOST * needed, 3):
        told = f"{words} words and what there is to do take about {max(1, round(needed))} min"
        yield (
            9,
            lesson.place("minutes"),
            f"{told}, but the front matter says {lesson.minutes}: write `minutes: {max(1, round(needed))}`.",
        )
