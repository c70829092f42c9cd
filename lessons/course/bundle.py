"""A lesson as a zip: written for others, and read from others, who may mean no good. Everything that is wrong is told at once.

Nothing is unpacked before all of it is checked; what the zip says about itself (sizes, names, types) is not believed.
"""

from __future__ import annotations

import io
import re
import stat
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from . import po
from .format import parse
from .lesson import Lesson
from .mistakes import Mistake, Mistakes, Place

MOST_ZIP_BYTES = 4 * 1024 * 1024
MOST_FILES = 64
MOST_FILE_BYTES = 2 * 1024 * 1024
MOST_BYTES = 8 * 1024 * 1024  # unpacked, all together
MOST_RATIO = 100  # a text that people write shrinks to a fifth, a bomb to a thousandth
LESSON = "lesson.md"
NAME = re.compile(
    r"lesson\.md|ids\.txt|lesson\.[a-z]{2}(-[A-Z]{2})?\.po|assets/[a-z0-9][a-z0-9_-]{0,60}\.(svg|png|jpg|webp)"
)
_MAGIC = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".webp": b"RIFF"}
_SVG = "{http://www.w3.org/2000/svg}"
SVG_TAGS = (
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc", "defs",
    "marker", "clipPath", "linearGradient", "radialGradient", "stop", "use", "symbol",
)  # fmt: skip
Files = dict[str, bytes]


def pack(folder: Path) -> bytes:
    """The zip of a lesson's folder: what belongs to a lesson, and nothing else."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder).as_posix()
            if file.is_file() and NAME.fullmatch(name):
                archive.writestr(zipfile.ZipInfo(f"{folder.name}/{name}"), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def unpack(data: bytes, shown: str = "the zip") -> tuple[Lesson, Files]:
    """The lesson in a zip, and its files by their names within the lesson's folder. Mistakes with all that is wrong."""
    mistakes: list[Mistake] = []
    files = _read(data, shown, mistakes)
    if LESSON not in files and not mistakes:
        mistakes.append(Mistake(Place(shown, 1), "there is no lesson.md in it: zip the lesson's folder."))
    for name, content in files.items():
        mistakes += [Mistake(Place(name, 1), sentence) for sentence in wrong_with(name, content)]
    lesson = _lesson(files.get(LESSON, b""), mistakes) if LESSON in files else None
    if mistakes or lesson is None:
        raise Mistakes(mistakes)
    return lesson, files


def _read(data: bytes, shown: str, mistakes: list[Mistake]) -> Files:
    def refuse(sentence: str, name: str = shown) -> None:
        mistakes.append(Mistake(Place(name[:200], 1), sentence))

    if len(data) > MOST_ZIP_BYTES:
        refuse(f"the zip is larger than {MOST_ZIP_BYTES // 1024 // 1024} MB.")
        return {}
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _of_the_packer(entry.filename)]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError):
        refuse("this is not a zip, or it is torn.")
        return {}
    if len(entries) > MOST_FILES:
        refuse(f"it holds {len(entries)} files: a lesson has at most {MOST_FILES}.")
        return {}
    root = _root(entries)
    files: Files = {}
    left = MOST_BYTES
    for entry in entries:
        name = entry.filename.removeprefix(root)
        trouble = _wrong_with_entry(entry, name)
        if trouble:
            refuse(trouble, entry.filename)
            continue
        if name.lower() in {known.lower() for known in files}:
            refuse("this name stands in the zip twice.", entry.filename)
            continue
        try:
            with archive.open(entry) as file:
                content = file.read(min(MOST_FILE_BYTES, left) + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
            refuse("it cannot be read: it is torn, or packed in an unknown way.", entry.filename)
            continue
        left -= len(content)
        if len(content) > MOST_FILE_BYTES or left < 0:
            refuse(f"it is too large: a file has at most {MOST_FILE_BYTES // 1024} kB, all of them together "
                   f"{MOST_BYTES // 1024} kB.", entry.filename)  # fmt: skip
            if left < 0:
                return files
        elif len(content) > MOST_RATIO * max(1, entry.compress_size) and len(content) > 64 * 1024:
            refuse(f"it unpacks to more than {MOST_RATIO} times its size: this looks like a bomb.", entry.filename)
        else:
            files[name] = content
    return files


def _of_the_packer(name: str) -> bool:
    """What Finder and others put beside everything that they pack."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _root(entries: list[zipfile.ZipInfo]) -> str:
    """The folder that everything stands in, where people zip a folder and not what is in it."""
    first = entries[0].filename.partition("/")[0] + "/" if entries and "/" in entries[0].filename else ""
    if first in ("", "assets/", "/", "../", "./") or not all(entry.filename.startswith(first) for entry in entries):
        return ""
    return first


def _wrong_with_entry(entry: zipfile.ZipInfo, name: str) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & 0x1:
        return "it is encrypted: nobody could read it."
    if kind not in (0, stat.S_IFREG):
        return "it is no plain file (a link, perhaps): copy what it points to."
    if "\\" in name or name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
        return "its path leads out of the lesson."
    if not NAME.fullmatch(name):
        return "this does not belong to a lesson: there are lesson.md, lesson.LANGUAGE.po, ids.txt and assets/*.svg, png, jpg, webp."
    return ""


def _lesson(content: bytes, mistakes: list[Mistake]) -> Lesson | None:
    try:
        return parse(content.decode("utf-8"), LESSON)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mistakes.append(Mistake(Place(LESSON, line), "this is not UTF-8: save the file as UTF-8."))
    except Mistakes as wrong:
        mistakes += wrong.mistakes
    return None


def wrong_with(name: str, content: bytes) -> Iterator[str]:
    """What is wrong with a file that belongs to a lesson: is it what its name says, and is it harmless?"""
    ending = "." + name.rpartition(".")[2]
    if ending in _MAGIC and not content.startswith(_MAGIC[ending]):
        yield f"this is no {ending[1:]} image."
    elif ending == ".svg":
        yield from _wrong_with_svg(content)
    elif ending == ".po":
        try:
            po.read(content.decode("utf-8"), name)
        except UnicodeDecodeError:
            yield "this is not UTF-8."
        except Mistakes as wrong:
            yield from (f"line {mistake.place.line}: {mistake.sentence}" for mistake in wrong.mistakes[:5])


def _wrong_with_svg(content: bytes) -> Iterator[str]:
    if b"<!" in content.replace(b"<!--", b"") or content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        yield "an image may not declare a document type or entities, and is written in UTF-8."
        return
    if b"<?xml-stylesheet" in content:
        yield "an image may not load a style sheet."
        return
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, RecursionError):
        yield "this is no SVG image."
        return
    told: set[str] = set()
    for element in root.iter():
        tag = str(element.tag).removeprefix(_SVG)
        if tag not in SVG_TAGS:
            told.add(f"an image may not contain <{tag[:40]}>.")
        for attribute, value in element.attrib.items():
            name = attribute.rpartition("}")[2].lower()
            if name.startswith("on") or (name in ("src", "style") and "url(" in value.replace(" ", "").lower()):
                told.add(f"an image may not have the attribute {name[:40]!r}.")
            elif name == "href" and not value.startswith("#"):
                told.add("an image may only point into itself.")
    yield from sorted(told)
