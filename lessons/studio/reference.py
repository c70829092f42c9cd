"""Everything that may stand in a lesson: the author's guide of the repository, as a page beside the studio."""

from __future__ import annotations

from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt

from ..course.claims import ROOT
from ..course.markdown import ATTRIBUTES, TAGS

GUIDE = ROOT / "docs" / "lessons.md"
FIRST = "## The file"  # what comes before is about the command line


@cache
def html() -> str:
    """The guide from the file format on, a heading below the page's own."""
    text = GUIDE.read_text("utf-8")
    markdown: Any = MarkdownIt("commonmark", {"html": False}).enable("table")
    drawn = markdown.render(text[text.index(FIRST) :])
    clean = nh3.clean(drawn, tags={*TAGS, "h2"}, attributes=ATTRIBUTES, url_schemes={"http", "https"}).strip()
    return clean.replace("<pre>", '<pre tabindex="0">')  # what is wider than the page is reached with the keyboard, too
