"""Claims: sentences about Kubernetes that name the test which shows them, as in `{claim: tests/stories/x.story}`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from clusterviz.tools import playing

from .lesson import Claim, Lesson
from .mistakes import Mistake, Place, did_you_mean

ROOT = Path(__file__).resolve().parents[2]

MARK = re.compile(r"[ \t]{0,4}\{claim\b:?([^{}\n]{0,200})\}")  # bounded: a text full of open marks is read in one go
_STORY = re.compile(r"tests/[a-z0-9_/]+\.story")
_TEST = re.compile(r"(tests/[a-z0-9_/]+\.py)::([a-z0-9_]+)")


def claims_in(text: str, file: str, mistakes: list[Mistake]) -> tuple[Claim, ...]:
    """The claims of a lesson."""
    found: list[Claim] = []
    for match in MARK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        brace = text.index("{", match.start())
        place = Place(file, line, brace - text.rfind("\n", 0, brace))
        test = match[1].strip()
        if not (_STORY.fullmatch(test) or _TEST.fullmatch(test)):
            mistakes.append(
                Mistake(
                    place,
                    f"{match[0].strip()} names no test: write {{claim: tests/stories/NAME.story}} "
                    "or {claim: tests/model/test_NAME.py::test_NAME}.",
                )
            )
        found.append(Claim(place, test))
    return tuple(found)


def without_marks(text: str) -> str:
    """The text as a learner reads it."""
    return MARK.sub("", text)


def doubts(lesson: Lesson, root: Path = ROOT) -> Iterator[tuple[Claim, str]]:
    """The claims that no test shows, each with what is wrong. Stories are played; of tests in Python only the name is looked
    up: the test command runs them."""
    for claim in lesson.claims:
        sentence = _doubt(claim.test, root)
        if sentence:
            yield claim, sentence


@lru_cache(maxsize=1000)
def _doubt(test: str, root: Path) -> str:
    name, _, function = test.partition("::")
    file = root / name
    if not file.is_file():
        others = sorted(str(path.relative_to(root)) for path in file.parent.glob(f"*{file.suffix}"))
        return f"the claim names {name}, which is not there. {did_you_mean(name, others) if others else ''}".rstrip()
    if function:
        names = _functions(file)
        return "" if function in names else f"{name} has no test {function}. {did_you_mean(function, names)}"
    session = playing.read(file)
    verdict = playing.judge(session, playing.play(session))
    return f"the claim's test fails: {name} differs in {verdict.differed} commands." if verdict.differed else ""


def _functions(file: Path) -> list[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]
