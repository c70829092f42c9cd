"""Reads lesson.md: Markdown with YAML in fences. Every mistake is told with file, line, column and the way out.

Prose is Markdown; a step is a heading `## Title {#id}`; data stands in fences whose info is the block's name; asides stand
in `:::` containers. Blocks are never nested, and unknown keys are mistakes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin

from clusterviz.cluster.presets import PRESETS

from . import sight
from .blocks import BLOCKS
from .blocks import block as block_of
from .claims import claims_in
from .fields import NO_IDENTIFIER, Fields, is_identifier, read
from .lesson import Aside, Be, Block, Check, Lesson, Prose, Question, Setting, Solution, Step
from .mistakes import Mistake, Mistakes, Place, did_you_mean
from .scripts import ALLOWED

FORMATS = ("1",)
MOST_NODES = 20
LEVELS = ("beginner", "intermediate", "advanced")
PACES = ("paused", "cinema", "0.1", "0.25", "0.5", "1", "2", "5", "10", "30", "60")
ASIDES = ("hint", "instructor", "note", "warn", "explain")
LONGEST = 256 * 1024  # characters: a lesson is read in ten minutes
_HEADING = re.compile(r"##\s+(?P<title>.*?)\s*(?:\{#(?P<id>[^}]*)\})?\s*#*\s*$")
_BEGINS = re.compile(r"(```|:::)\s*([a-z]+)\b")  # a block or an aside, at the margin
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9_]*)\}")


def parse(text: str, file: str) -> Lesson:
    """The lesson in this text. Raises Mistakes with everything that is wrong in it."""
    mistakes: list[Mistake] = []
    if len(text) > LONGEST:
        raise Mistakes([Mistake(Place(file, 1), f"a lesson has at most {LONGEST} characters: split it.")])
    lines = text.splitlines()
    after = _end_of_front_matter(lines, file)
    front = front_matter(read("\n".join(lines[1:after]), Place(file, 2), mistakes))
    pool: dict[str, tuple[str, ...]] = front["vars"]
    body = "\n".join([""] * (after + 1) + lines[after + 1 :])  # line numbers stay those of the file
    reader = _Body(file, body, pool, mistakes)
    steps = reader.steps()
    _unique(steps, mistakes)
    for match in _VARIABLE.finditer(text):
        if match[1] not in pool:
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            known = f" {did_you_mean(match[1], pool)}" if pool else ""
            place = Place(file, line, column)
            mistakes.append(Mistake(place, f"{match[0]} is not one of the lesson's vars.{known}"))
    claims = claims_in(text, file, mistakes)
    if mistakes:
        raise Mistakes(mistakes)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Lesson(file=file, digest=digest, intro=reader.intro, steps=tuple(steps), claims=claims, **front)


def front_matter(front: Fields) -> dict[str, Any]:
    """What the lesson is, before its first step.

    format: 1
    id: the folder's name; it never changes, for progress keys on it
    title: what the course map says
    summary: one sentence
    minutes: how long it takes
    level: beginner, intermediate or advanced
    concepts: what it teaches, in small-words-with-hyphens
    requires: concepts of other lessons
    objectives: what the learner can do afterwards
    kubernetes: the version that the text is about
    cluster: what it plays on: preset, nodes, seed, pace
    vars: what varies from attempt to attempt, as in POD: {pick: [web, api]}; written ${POD}, in expressions vars.POD
    allow: what may be used here: kubectl, etcdctl, shell, fault, fault.node …; everything, where it is left out
    """
    front.one_of("format", FORMATS)
    lesson_id = front.identifier("id")
    cluster = front.mapping("cluster")
    nodes = cluster.number("nodes", 0)
    if nodes > MOST_NODES:
        cluster.complain_at("nodes", f"a lesson's cluster has at most {MOST_NODES} nodes: more cannot be watched.")
    setting = Setting(
        preset=cluster.one_of("preset", PRESETS, "three-nodes"),
        seed=cluster.number("seed", 1),
        pace=cluster.one_of("pace", PACES, "cinema"),
        nodes=nodes or None,
    )
    cluster.finish()
    values: dict[str, Any] = {
        "id": lesson_id,
        "title": front.text("title"),
        "summary": front.text("summary"),
        "minutes": front.number("minutes"),
        "level": front.one_of("level", LEVELS, "beginner"),
        "concepts": front.texts("concepts"),
        "requires": front.texts("requires"),
        "objectives": front.texts("objectives"),
        "kubernetes": front.text("kubernetes", "1.36"),
        "setting": setting,
        "vars": _variables(front),
        "allow": _allow(front),
        "places": {key: front.where(key) for key in ("id", "minutes", "concepts", "requires")},
    }
    front.finish()
    return values


def _allow(front: Fields) -> tuple[str, ...]:
    allow = front.texts("allow")
    for word in allow:
        if word not in ALLOWED:
            front.complain_at("allow", f"allow does not know {word!r}. {did_you_mean(word, ALLOWED)}")
    return allow


def _end_of_front_matter(lines: list[str], file: str) -> int:
    """The index of the line that closes the front matter."""
    if not lines or lines[0].rstrip() != "---":
        raise Mistakes(
            [Mistake(Place(file, 1), "a lesson begins with its front matter: put `---` into the first line.")]
        )
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return index
    raise Mistakes(
        [Mistake(Place(file, 1), "the front matter does not end: put `---` into a line of its own below it.")]
    )


def _variables(front: Fields) -> dict[str, tuple[str, ...]]:
    """Each variable of the lesson and the values that an attempt draws from."""
    pool: dict[str, tuple[str, ...]] = {}
    variables = front.mapping("vars")
    for name in variables.names():
        drawn = variables.mapping(name)
        pool[name] = drawn.texts("pick")
        if not pool[name]:
            drawn.complain(f"{name} has nothing to pick from: write {name}: {{pick: [one, two]}}.")
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            drawn.complain(f"{name!r} is not a variable's name: use capitals, as in POD.")
        drawn.finish()
    return pool


class _Body:
    """Reads what follows the front matter, block by block."""

    def __init__(self, file: str, text: str, pool: Iterable[str], mistakes: list[Mistake]) -> None:
        self.file, self.mistakes, self.pool = file, mistakes, pool
        self.lines = text.splitlines()
        self.intro = ""
        self.tokens = MarkdownIt("commonmark", {"html": False}).use(colon_fence_plugin).parse(text)

    def steps(self) -> list[Step]:
        steps: list[Step] = []
        title, step_id, place = "", "", Place(self.file, 1)
        blocks: list[Block] = []
        prose_from = 0
        for token in self.tokens:
            if token.map is None or not self._ends_prose(token):
                continue
            first, after = token.map
            self._prose(blocks, prose_from, first)
            prose_from = after
            if token.type == "heading_open":
                self._close(steps, step_id, title, place, blocks)
                title, step_id, place, blocks = *self._heading(first), Place(self.file, first + 1), []
            else:
                found = self._block(token, first)
                if found is not None:
                    blocks.append(found)
        self._prose(blocks, prose_from, len(self.lines))
        self._close(steps, step_id, title, place, blocks)
        if not steps:
            self._complain(place.line, "the lesson has no step: begin one with `## Title {#id}`.")
        return steps

    def _ends_prose(self, token: Token) -> bool:
        first = token.map[0] if token.map else 0
        name = _name(token)
        if token.type == "heading_open" and token.level == 0:
            return token.tag == "h2"
        if token.type == "fence":
            if token.level and name in BLOCKS:
                self._complain(first + 1, f"the block {name!r} stands inside something else: begin it at the margin.")
            return token.level == 0 and name in BLOCKS
        if token.type != "colon_fence":
            return False
        if name not in ASIDES:
            self._complain(first + 1, f"unknown aside {name!r}. {did_you_mean(name, ASIDES)}")
        return token.level == 0

    def _prose(self, blocks: list[Block], first: int, after: int) -> None:
        while first < after and not self.lines[first].strip():
            first += 1
        text = "\n".join(self.lines[first:after]).rstrip()
        if text:
            blocks.append(Prose(Place(self.file, first + 1), text))

    def _heading(self, line: int) -> tuple[str, str]:
        found = _HEADING.match(self.lines[line].strip())
        if found is None or not found["title"]:
            self._complain(line + 1, "a step's heading is written `## Title {#id}` in one line.")
            return "", ""
        if not found["id"]:
            self._complain(line + 1, f"the step {found['title']!r} has no id: write `## {found['title']} {{#id}}`.")
        elif not is_identifier(found["id"]):
            place = Place(self.file, line + 1, self.lines[line].index("{#") + 3)
            self.mistakes.append(Mistake(place, f"{found['id']!r} {NO_IDENTIFIER}"))
        return found["title"], found["id"] or ""

    def _close(self, steps: list[Step], step_id: str, title: str, place: Place, blocks: list[Block]) -> None:
        """The blocks read so far are a step; those above the first heading are the lesson's introduction."""
        if title or step_id or steps:
            steps.append(Step(place, step_id, title, tuple(blocks)))
            self._whole(steps[-1])
            return
        self.intro = "\n\n".join(block.text for block in blocks if isinstance(block, Prose))
        for block in blocks:
            if not isinstance(block, Prose):
                self._complain(block.place.line, "this stands above the first step: put it below a `## Title {#id}`.")

    def _block(self, token: Token, first: int) -> Block | None:
        name = _name(token)
        last = self.lines[token.map[1] - 1] if token.map and token.map[1] <= len(self.lines) else ""
        if token.map and (token.map[1] - first < 2 or not last.startswith(token.markup[:3])):
            self._complain(first + 1, f"this {name} does not end: put {token.markup} into a line of its own below it.")
        place, content = Place(self.file, first + 2), self._own(token, first)
        if token.type == "colon_fence":
            return Aside(place, name, content.strip("\n")) if name in ASIDES else None
        return block_of(name, content, place, sight.Known(self.pool), self.mistakes)

    def _own(self, token: Token, first: int) -> str:
        """What stands in a block: where its last line was forgotten, not what stands in the next one too."""
        lines = token.content.split("\n")
        for number, line in enumerate(lines):
            begun = _BEGINS.match(line)
            if begun is None or begun[2] not in (BLOCKS if begun[1] == "```" else ASIDES):
                continue
            told = f"this {_name(token)} does not end before the {begun[2]} in line {first + 2 + number} begins"
            self._complain(first + 1, f"{told}: put {token.markup} into a line of its own between them.")
            return "\n".join(lines[:number])
        return token.content

    def _whole(self, step: Step) -> None:
        """What a step must have besides its blocks."""
        if step.checks and not step.solution:
            self._complain(
                step.place.line, f"the step {step.id!r} has checks and no solution: add a ```solution block."
            )
        if len(list(step.all(Solution))) > 1:
            self._complain(step.place.line, f"the step {step.id!r} has two solutions: keep one.")

    def _complain(self, line: int, sentence: str) -> None:
        self.mistakes.append(Mistake(Place(self.file, line), sentence))


def _name(token: Token) -> str:
    return token.info.strip().split(" ")[0]


def _unique(steps: list[Step], mistakes: list[Mistake]) -> None:
    """Ids are what progress keys on: each stands once in its lesson."""
    seen: dict[str, int] = {}
    named: list[Step | Check | Question | Be] = []
    for step in steps:
        named += [step, *step.checks, *step.questions, *step.all(Be)]
    for thing in named:
        if thing.id and thing.id in seen:
            sentence = f"the id {thing.id!r} stands in line {seen[thing.id]} already: choose another."
            mistakes.append(Mistake(thing.place, sentence))
        seen.setdefault(thing.id, thing.place.line)
