"""For each of the eleven proofs there is a lesson that fails it: at the right line, with a sentence that says the way out."""

from pathlib import Path

import pytest

from lessons.course import curriculum
from lessons.course.format import parse
from lessons.course.mistakes import Mistakes
from lessons.course.proof import PROOFS, prove, refused

FIXTURES = Path(__file__).parent / "fixtures"
LESSONS = sorted(FIXTURES.glob("*.md"))


def told(file: Path) -> list[str]:
    """What the proofs say about a lesson that is a course of its own."""
    try:
        lesson = parse(file.read_text("utf-8"), file.name)
    except Mistakes as mistakes:
        return [str(failure) for failure in refused(file.name, mistakes).failures]
    failures = [*prove(lesson).failures, *curriculum.failures({lesson.id: lesson})]
    return [str(failure) for failure in failures]


@pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.stem)
def test_a_lesson_fails_at_the_right_line(file: Path) -> None:
    assert told(file) == file.with_suffix(".expected").read_text("utf-8").splitlines()


def test_every_proof_has_a_lesson_that_fails_it() -> None:
    told = "".join(file.with_suffix(".expected").read_text("utf-8") for file in LESSONS)
    assert [number for number in PROOFS if f": proof {number}: " not in told] == []
