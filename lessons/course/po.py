"""gettext's .po files: reading and writing what lessons need of them (context, text, translation, fuzzy)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .mistakes import Mistake, Mistakes, Place

LARGEST = 512 * 1024
_LINE = re.compile(r'(?:(msgctxt|msgid|msgstr)\s+)?"((?:[^"\\]|\\.)*)"\s*')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class Entry(NamedTuple):
    """One text: where it stands, what it says, what it says in the other language ("": not translated yet)."""

    context: str
    text: str
    translation: str


def read(source: str, file: str) -> dict[tuple[str, str], str]:
    """(context, text) -> translation; fuzzy and empty ones are left out. Mistakes with every line that makes no sense."""
    if len(source) > LARGEST:
        raise Mistakes([Mistake(Place(file, 1), f"a translation has at most {LARGEST // 1024} kB.")])
    found: dict[tuple[str, str], str] = {}
    mistakes: list[Mistake] = []
    parts: dict[str, str] = {}
    field, fuzzy = "", False

    def close() -> None:
        if parts.get("msgid") and parts.get("msgstr") and not fuzzy:
            found[(parts.get("msgctxt", ""), parts["msgid"])] = parts["msgstr"]

    for number, line in enumerate(source.splitlines(), 1):
        line = line.strip()
        if not line or (line.startswith("#") and "msgstr" in parts):
            close()
            parts, field, fuzzy = {}, "", False
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if not line:
            continue
        told = _LINE.fullmatch(line)
        if told is None or not (told[1] or field):
            mistakes.append(
                Mistake(Place(file, number), "this is no line of a .po file: msgid, msgstr, or a text in quotes.")
            )
            continue
        field = told[1] or field
        text = re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), told[2])
        parts[field] = (parts.get(field, "") if not told[1] else "") + text
    close()
    if mistakes:
        raise Mistakes(mistakes)
    return found


def write(entries: Iterable[Entry], language: str) -> str:
    """The text of a .po file."""
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    return "\n".join(
        [
            head,
            *(
                f"msgctxt {_quoted(one.context)}\nmsgid {_quoted(one.text)}\nmsgstr {_quoted(one.translation)}\n"
                for one in entries
            ),
        ]
    )


def _quoted(text: str) -> str:
    lines = [
        '"' + line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
        for line in text.splitlines(keepends=True)
    ]
    return lines[0] if len(lines) == 1 else "\n".join(['""', *lines])


Catalog = Mapping[tuple[str, str], str]
