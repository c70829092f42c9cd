"""The classroom's styles are loaded beside those of a lesson, wherever a learner of a class is: they change nothing there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAGE = ("templates/clusterviz/_*.html", "templates/lessons/lesson.html", "templates/lessons/_*.html", "static/js/*.js")
BOTH = {"looks", "top"}  # the visit of a teacher stands on the stage; and what is printed has no bar above it


def begun_with() -> set[str]:
    """Classes with which a selector of classroom.css begins, and nothing narrows it."""
    styles = re.sub(r"/\*.*?\*/|@media[^{]*", "", (ROOT / "static/css/classroom.css").read_text(), flags=re.DOTALL)
    selectors = [one.strip() for found in re.findall(r"([^{}]+)\{", styles) for one in found.split(",")]
    return {found[1] for one in selectors if (found := re.match(r"\.([\w-]+)", one))}


def worn() -> set[str]:
    """Classes of what stands on the page of a lesson."""
    found: set[str] = set()
    for pattern in STAGE:
        for path in ROOT.glob(pattern):
            if path.name in ("board.js", "room.js"):
                continue
            for text in re.findall(r'class="([^"]*)"|make\("\w+", [`"]([^"`]*)', path.read_text()):
                found |= {*re.findall(r"[\w-]+", " ".join(text))}
    return found


def test_no_style_of_the_classroom_reaches_into_a_lesson() -> None:
    assert {"log", "cmd", "eyebrow"} <= worn()
    assert {"vote", "bt", "seat-bar"} <= begun_with()
    assert begun_with() & worn() - BOTH == set()
