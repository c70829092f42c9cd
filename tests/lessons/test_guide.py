"""The author's guide: every example in it is proved, every block has one, and its tables are those of the code."""

import inspect
import re
from pathlib import Path

import pytest

from lessons.course.blocks import BLOCKS
from lessons.course.format import ASIDES, parse
from lessons.course.functions import FUNCTIONS
from lessons.course.proof import PROOFS, prove
from lessons.course.questions import TYPES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "lessons.md"
TEXT = GUIDE.read_text("utf-8")
FRONT = "---\nformat: 1\nid: guide\ntitle: A guide\nsummary: An example.\nminutes: 3\ncluster: {seed: 3}\n---\n\n"
EXAMPLES = [match[1] for match in re.finditer(r"^````markdown\n(.*?)^````$", TEXT, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_is_proved(number: int) -> None:
    example = EXAMPLES[number]
    lesson = parse(example if example.startswith("---") else FRONT + example, f"example {number + 1}")
    assert [str(failure) for failure in prove(lesson).failures] == []


def test_every_block_aside_and_question_has_an_example() -> None:
    text = "".join(EXAMPLES)
    assert [name for name in BLOCKS if f"\n```{name}\n" not in text and name != "recall"] == []
    assert [name for name in ASIDES if f"\n:::{name}\n" not in text] == []
    assert [name for name in TYPES if f"\ntype: {name}\n" not in text] == []


def test_the_tables_are_those_of_the_code() -> None:
    rows = [f"| `{name}` | {(inspect.getdoc(one) or '').splitlines()[0]} |" for name, one in FUNCTIONS.items()]
    rows += [f"| {number} | {title} |" for number, title in PROOFS.items()]
    assert [row for row in rows if row not in TEXT] == []
