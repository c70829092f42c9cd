"""Where the interface says something: `{% translate %}` in templates, gettext in Python, `say` in scripts, and a few tables."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.template import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from clusterviz.live.visitor import PRESETS
from clusterviz.tools.creating import FORMS
from lessons.course import track
from lessons.course.glossary import TERMS
from tutorial.setup.places import ROOT

from .po import Message

PYTHON = (
    "clusterviz/*.py",
    "clusterviz/live/*.py",
    "lessons/*.py",
    "lessons/studio/*.py",
    "tutorial/templatetags/*.py",
    "tutorial/accounts/*.py",
    "tutorial/classroom/*.py",
    "tutorial/lti/*.py",
)
_STRING = r'"((?:[^"\\]|\\.)*)"'
_SAY = re.compile(rf"(?<![.\w])say\({_STRING}")
_SAY_COUNT = re.compile(rf"(?<![.\w])sayCount\({_STRING}, {_STRING}")


def everything() -> dict[Message, list[str]]:
    """Each message of the interface, with the files that say it."""
    found: dict[Message, list[str]] = {}
    for place, message in (*in_templates(), *in_python(), *in_scripts(), *in_tables()):
        places = found.setdefault(message, [])
        if place not in places:
            places.append(place)
    return found


def in_templates() -> Iterator[tuple[str, Message]]:
    """What templates say, exactly as Django will ask for it."""
    for file in sorted((ROOT / "templates").rglob("*.html")):
        place = file.relative_to(ROOT).as_posix()
        for node in Template(file.read_text("utf-8")).nodelist.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
            context = getattr(node, "message_context", None)
            named = str(context.var) if context is not None else ""
            if isinstance(node, TranslateNode):
                literal = getattr(node.filter_expression.var, "literal", node.filter_expression.var)
                if isinstance(literal, str):  # a variable's texts stand in a table
                    yield place, Message(literal.replace("%%", "%"), "", named)
            elif isinstance(node, BlockTranslateNode):
                singular, _ = node.render_token_list(node.singular)
                plural, _ = node.render_token_list(node.plural) if node.plural else ("", [])
                tidy = _trimmed if node.trimmed else str
                yield place, Message(tidy(singular), tidy(plural), named)


def _trimmed(text: str) -> str:
    return " ".join(line.strip() for line in text.strip().splitlines())


def in_python() -> Iterator[tuple[str, Message]]:
    """What the web side's Python says: the literal first arguments of gettext and its kin."""
    for pattern in PYTHON:
        for file in sorted(ROOT.glob(pattern)):
            place = file.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if node.func.id in ("gettext", "gettext_lazy", "gettext_noop") and texts:
                    yield place, Message(texts[0])
                elif node.func.id in ("ngettext", "ngettext_lazy") and len(texts) == 2:
                    yield place, Message(texts[0], texts[1])


def in_scripts() -> Iterator[tuple[str, Message]]:
    """What the page's scripts say: `say("…")` and `sayCount("…", "…", n)` of static/js/language.js."""
    for file in sorted((ROOT / "static" / "js").glob("*.js")):
        place, source = file.relative_to(ROOT).as_posix(), file.read_text("utf-8")
        if 'from "./language.js"' not in source:
            continue
        for found in _SAY.finditer(source):
            yield place, Message(json.loads(f'"{found[1]}"'))
        for found in _SAY_COUNT.finditer(source):
            yield place, Message(json.loads(f'"{found[1]}"'), json.loads(f'"{found[2]}"'))


@cache
def of_scripts() -> tuple[Message, ...]:
    """The messages that a page hands to its scripts."""
    return tuple(dict.fromkeys(message for _, message in in_scripts()))


def in_tables() -> Iterator[tuple[str, Message]]:
    """Texts that plain Python holds and pages show: the glossary, the course's parts, presets, forms."""
    for term in TERMS:
        yield "lessons/course/glossary.py", Message(term.name)
        yield "lessons/course/glossary.py", Message(term.sentence)
    for part in track.load().parts:
        yield "lessons/content/track.yaml", Message(part.title)
        yield "lessons/content/track.yaml", Message(part.summary)
    yield "lessons/course/track.py", Message(track.MORE)
    for text in PRESETS.values():
        yield "clusterviz/live/visitor.py", Message(text)
    for form in FORMS.values():
        yield "clusterviz/tools/creating.py", Message(form.title)
        for field in form.fields:
            yield "clusterviz/tools/creating.py", Message(field.label)


def catalogues(root: Path = ROOT) -> dict[str, Path]:
    """Language -> its catalogue."""
    return {file.parts[-3]: file for file in sorted((root / "locale").glob("*/LC_MESSAGES/django.po"))}
