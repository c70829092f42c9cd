"""A pseudo-language for tests: whatever passes through gettext stands between ⟦ and ⟧, so that the rest can be seen."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.utils import translation

BEGIN, END = "⟦", "⟧"
# What is no word of the interface: markup's own attributes say so, and so does what a computer reads.
SILENT = {"script", "style", "template", "code", "pre", "textarea"}
EMPTY = {"meta", "link", "input", "br", "img", "path", "rect", "circle", "line", "hr", "polyline", "polygon", "ellipse"}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
# Signs that every language shares: keys, and the names that languages have of themselves.
SHARED = {"Esc", "t", "m", "DE", "EN", "Deutsch", "English", "DE: Deutsch", "EN: English", "s", "ms"}


def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, gettext marks what it is given."""

    def mark(text: str) -> str:
        return f"{BEGIN}{text}{END}"

    def count(one: str, many: str, number: int) -> str:
        return mark(one if number == 1 else many)

    def in_context(context: str, text: str) -> str:
        return mark(text)

    told = translation._trans  # type: ignore[attr-defined]
    monkeypatch.setattr(told, "gettext", mark, raising=False)
    monkeypatch.setattr(told, "ngettext", count, raising=False)
    monkeypatch.setattr(told, "pgettext", in_context, raising=False)


class Listener(HTMLParser):
    """Collects what a page says in words that never passed through gettext."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # the elements around, and whether they are another's words
        self.marks = 0  # open marks: a translation may hold elements
        self.found: list[str] = []

    @property
    def silent(self) -> bool:
        return any(foreign for _, foreign in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = tag in SILENT or given.get("translate") == "no" or ("lang" in given and tag != "html")
        # A part of a foreign text that says its language is the interface's speaks for itself again.
        if not (foreign or self.silent):
            for name in SPOKEN:
                self.hear(given.get(name) or "", f"{name} of <{tag}>")
        if tag == "meta" and given.get("name") == "description" and "lang" not in given:
            self.hear(given.get("content") or "", "the description")
        if tag not in EMPTY:
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.hear(data, f"<{self.open[-1][0] if self.open else ''}>")

    def hear(self, text: str, where: str) -> None:
        outside = ""
        for sign in text:
            if sign == BEGIN:
                self.marks += 1
            elif sign == END:
                self.marks -= 1
            elif not self.marks:
                outside += sign
        words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", outside) if word not in SHARED]
        if words:
            self.found.append(f"{' '.join(outside.split())!r} in {where}")


def unsaid(html: str) -> list[str]:
    """What this page or part says that no translator could change."""
    listener = Listener()
    listener.feed(html)
    listener.close()
    return listener.found
