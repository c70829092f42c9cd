"""Catalogues as Django reads them: .mo files, made from locale/*/LC_MESSAGES/django.po whenever those have changed."""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Iterable
from pathlib import Path

from . import po

MAGIC = 0x950412DE


def compiled(entries: Iterable[po.Entry], language: str) -> bytes:
    """A .mo file: what is not translated, or doubted, is left out and shown as it was written."""
    texts = {b"": po.HEAD.format(language=language).encode()}
    for entry in entries:
        if entry.done:
            context = f"{entry.message.context}\x04" if entry.message.context else ""
            plural = f"\x00{entry.message.plural}" if entry.message.plural else ""
            texts[f"{context}{entry.message.text}{plural}".encode()] = "\x00".join(entry.forms).encode()
    pairs = sorted(texts.items())  # readers may look a text up by halving
    head, count = 7 * 4, len(pairs)
    at = head + count * 16
    tables: list[list[int]] = []
    for texts_of_one in ([key for key, _ in pairs], [value for _, value in pairs]):
        table = []
        for text in texts_of_one:
            table += [len(text), at]
            at += len(text) + 1
        tables.append(table)
    numbers = [MAGIC, 0, count, head, head + count * 8, 0, 0, *tables[0], *tables[1]]
    bodies = b"".join(key + b"\x00" for key, _ in pairs) + b"".join(value + b"\x00" for _, value in pairs)
    return struct.pack(f"<{len(numbers)}I", *numbers) + bodies


def renew(source: Path, target: Path) -> None:
    """Write target/LANGUAGE/LC_MESSAGES/django.mo for each catalogue of `source` that is new or has changed."""
    for file in sorted(source.glob("*/LC_MESSAGES/django.po")):
        language = file.parts[-3]
        content = compiled(po.read(file).values(), language)
        made = target / language / "LC_MESSAGES" / "django.mo"
        if made.is_file() and made.read_bytes() == content:
            continue
        made.parent.mkdir(parents=True, exist_ok=True)
        # Another process may be reading it: it sees the old file or the new one.
        handle, name = tempfile.mkstemp(dir=made.parent)
        with os.fdopen(handle, "wb") as new:
            new.write(content)
        os.replace(name, made)
