"""The interface's catalogues as text: reading and writing .po files, with contexts and plurals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HEAD = (
    "Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
)
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+)?"((?:[^"\\]|\\.)*)"')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class CatalogueError(ValueError):
    """A line that belongs to no .po file; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the interface: `plural` is "" where it has none, `context` is "" nearly everywhere."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message, where it is said, and how it is said in the other language: one form, or one for each number."""

    message: Message
    forms: tuple[str, ...]
    places: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def done(self) -> bool:
        """Whether it is translated, and nobody doubts it."""
        return all(self.forms) and bool(self.forms) and not self.fuzzy


def read(file: Path) -> dict[Message, Entry]:
    """Every entry of a catalogue, its head left out. {} where there is no such file."""
    if not file.is_file():
        return {}
    found: dict[Message, Entry] = {}
    for number, block in _blocks(file.read_text("utf-8")):
        parts: dict[str, str] = {}
        field, places, fuzzy = "", [], False
        for line in block:
            if line.startswith("#"):
                fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
                places += line[2:].split() if line.startswith("#:") else []
                continue
            told = _LINE.fullmatch(line)
            if told is None or not (told[1] or field):
                raise CatalogueError(f"{file.name}, near line {number}: {line!r} is no line of a .po file.")
            field = told[1] or field
            parts[field] = parts.get(field, "") + re.sub(r"\\(.)", lambda one: _ESCAPES.get(one[1], one[1]), told[2])
        if parts.get("msgid"):
            message = Message(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""))
            forms = tuple(text for name, text in parts.items() if name.startswith("msgstr"))
            found[message] = Entry(message, forms, tuple(places), fuzzy)
    return found


def _blocks(text: str) -> Iterable[tuple[int, list[str]]]:
    block: list[str] = []
    number = 1
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            block.append(line.strip())
        elif block:
            yield number, block
            block = []
    if block:
        yield number, block


def write(entries: Iterable[Entry], language: str) -> str:
    """The text of a catalogue."""
    blocks = [f'msgid ""\nmsgstr {_quoted(HEAD.format(language=language))}']
    for entry in entries:
        lines = [f"#: {' '.join(entry.places)}"] if entry.places else []
        lines += ["#, fuzzy"] if entry.fuzzy else []
        lines += [f"msgctxt {_quoted(entry.message.context)}"] if entry.message.context else []
        lines.append(f"msgid {_quoted(entry.message.text)}")
        if entry.message.plural:
            lines.append(f"msgid_plural {_quoted(entry.message.plural)}")
            forms = entry.forms if len(entry.forms) == 2 else ("", "")
            lines += [f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {_quoted(entry.forms[0] if entry.forms else '')}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _quoted(text: str) -> str:
    escaped = [
        '"' + line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
        for line in text.splitlines(keepends=True)
    ]
    return "\n".join(['""', *escaped]) if len(escaped) > 1 else "".join(escaped) or '""'
