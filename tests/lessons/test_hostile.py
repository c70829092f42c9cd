"""Lessons that mean no good, or were written by accident: refused in sentences, or harmless. None takes longer than a moment."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
from collections.abc import Callable

import pytest

from lessons.course import bundle, markdown
from lessons.course.expressions import ExpressionError, compiled
from lessons.course.format import parse
from lessons.course.functions import FUNCTIONS
from lessons.course.mistakes import Mistakes
from lessons.course.sight import NAMES

AT_MOST_S = 10.0  # of CPU, on the slowest machine; each takes far less than one
FRONT = "---\nformat: 1\nid: small\ntitle: Small\nsummary: A lesson.\nminutes: 3\n---\n"
LESSON = f"{FRONT}\n## One {{#one}}\n\nText.\n"


def front(more: str) -> str:
    return FRONT.replace("minutes: 3\n", f"minutes: 3\n{more}\n") + "\n## One {#one}\n"


def block(kind: str, text: str) -> str:
    return f"{LESSON}\n```{kind}\n{text}\n```\n"


LAUGHS = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9))

# -- lessons that are refused: what they are, and a part of what is said ---------------------------------------------------
REFUSED: dict[str, tuple[str, str]] = {
    "nothing": ("", "begins with its front matter"),
    "a front matter of 10 MB": (front("summary2: " + "x" * 10_000_000), "at most 262144 characters"),
    "a front matter that never ends": ("---\n" + "a: 1\n" * 9_000, "does not end"),
    "billion laughs": (front(f"l0: &l0 lol\n{LAUGHS}"), "anchors and aliases are not read"),
    "an alias of itself": (front("vars: &a {X: *a}"), "anchors and aliases are not read"),
    "a merge key": (front("cluster:\n  <<: {preset: bare}"), "unknown key '<<'"),
    "a tag that makes a Python object": (front("x: !!python/object/apply:os.system [id]"), "YAML tags are not read"),
    "a tag of its own": (front("x: !binary aGk="), "YAML tags are not read"),
    "YAML 60 levels deep": (front("x: " + "[" * 60 + "]" * 60), "more than 8 levels"),
    "YAML 60,000 levels deep": (front("x: " + "[" * 60_000), "more than 8 levels"),
    "mappings 3,000 levels deep": (front("x: " + "{a: " * 3_000), "more than 8 levels"),
    "a key that is a mapping": (front("? {a: 1}\n: 2"), "unknown key '?'"),
    "a key that stands twice": (front("minutes: 4"), "stands here twice"),
    "two documents": (front("---\nx: 1"), "a step's heading is written"),
    "a zero byte": (front("x: \x00"), "not YAML"),
    "an escape for a lone surrogate": (front('title2: "\\ud800"'), "unknown key 'title2'"),
    "a number with 5,000 digits": (LESSON.replace("minutes: 3", f"minutes: {'9' * 5_000}"), "whole number"),
    "a number that is none": (LESSON.replace("minutes: 3", "minutes: .nan"), "whole number"),
    "a number in another script": (LESSON.replace("minutes: 3", "minutes: ٣"), "whole number"),
    "an exponent": (LESSON.replace("minutes: 3", "minutes: 1e999"), "whole number"),
    "a million nodes": (front("cluster: {nodes: 1000000}"), "at most 20 nodes"),
    "an id that is a path": (LESSON.replace("id: small", "id: ../../etc/passwd"), "is not an id"),
    "an id with a letter that looks like another": (LESSON.replace("id: small", "id: smаll"), "is not an id"),
    "an id with a right-to-left mark": (LESSON.replace("id: small", "id: small\u202e"), "is not an id"),
    "an id with a line break": (LESSON.replace("id: small", 'id: "a\\nb"'), "is not an id"),
    "a step's id that is script": (LESSON.replace("{#one}", '{#"><script>}'), "is not an id"),
    "many headings": (FRONT + "## A {#a}\n" * 5_000, "stands in line"),
    "a lesson of 300,000 characters": (LESSON + "x" * 300_000, "at most 262144 characters"),
    "a block of 70,000 characters": (block("check", "id: a\nsay: " + "x" * 70_000), "longer than 65536"),
    "an unknown key in a block": (block("action", "label: a\nrun: b\nonclick: alert(1)"), "unknown key 'onclick'"),
    "a block that never ends": (f"{LESSON}\n```action\nlabel: a\nrun: b\n", "does not end"),
    "a block within a quotation": (f"{LESSON}\n> ```action\n> label: a\n> run: b\n> ```\n", "stands inside something else"),
    "13 options": (
        block("quiz", "id: q\nask: Q\noptions: {" + ", ".join(f"a{n}: A" for n in range(13)) + "}\nanswer: a1"),
        "more than 12 options",
    ),
    "1,000 turns": (block("be", "id: b\nrole: kubelet\nrun: a\nsubject: b\nask: c\nturns: 1000"), "from 1 to 8"),
    "a variable that is none": (f"{LESSON}\n${{__class__}}\n", "is not one of the lesson's vars"),
    "a variable's name with a dot": (front("vars: {A.B: {pick: [a]}}"), "is not a variable's name"),
    "a claim about a file elsewhere": (f"{LESSON}\nSo. {{claim: ../../etc/passwd}}\n", "names no test"),
    "a claim that runs something": (f"{LESSON}\nSo. {{claim: tests/x.py::test;rm -rf}}\n", "names no test"),
    "a word that allow does not know": (front("allow: [sudo]"), "allow does not know 'sudo'"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_lesson_is_refused_in_sentences(name: str) -> None:
    text, expected = REFUSED[name]
    began_s = time.process_time()
    with pytest.raises(Mistakes) as wrong:
        parse(text, "lesson.md")
    assert time.process_time() - began_s < AT_MOST_S
    told = [str(mistake) for mistake in wrong.value.mistakes]
    assert any(expected in line for line in told), told[:5]
    assert all(line.startswith("lesson.md:") for line in told)


# -- Markdown that is rendered, and harmless -------------------------------------------------------------------------------
RENDERED = {
    "a script": "<script>alert(1)</script>",
    "a script in a heading": "### <script>alert(1)</script>",
    "an image that fails": '<img src=x onerror="alert(1)">',
    "a javascript link": "[x](javascript:alert(1))",
    "a javascript link in disguise": "[x](JaVaScRiPt&colon;alert(1))",
    "a javascript link with a tab": "[x](<java\tscript:alert(1)>)",
    "a data link": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "a vbscript image": "![x](vbscript:alert(1))",
    "a javascript autolink": "<javascript:alert(1)>",
    "an attribute in a title": '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    "an svg": "<svg onload=alert(1)>",
    "a form": '<form action="https://evil.example"><input name=a></form>',
    "an iframe": '<iframe src="https://evil.example"></iframe>',
    "a style": "<style>body{display:none}</style>",
    "a comment": "<!-- <script>alert(1)</script> -->",
    "a reference definition": "[x]\n\n[x]: javascript:alert(1)",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "a template": "{% include 'secret' %} {{ settings.SECRET_KEY }}",
    "a fence with a class": '```"><script>\nalert(1)\n```',
}


@pytest.mark.parametrize("name", RENDERED)
def test_markdown_cannot_do_anything(name: str) -> None:
    html = markdown.html(RENDERED[name])
    tags = [part.split(">")[0].split()[0].strip("/").lower() for part in html.split("<")[1:] if part[:1] != " "]
    assert set(tags) <= markdown.TAGS, html
    for part in html.split("<")[1:]:
        attributes = part.split(">")[0].lower()
        assert not re.search(r'^[^"]*("[^"]*"[^"]*)*\son', attributes), html
        assert not any(f'="{scheme}' in attributes for scheme in ("javascript", "data:", "vbscript")), html


DEEP = {
    "5,000 quotations within each other": ">" * 5_000 + " x",
    "5,000 lists within each other": "- " * 5_000 + "x",
    "5,000 brackets": "[" * 5_000,
    "5,000 brackets closed": "[" * 2_500 + "](x)" * 2_500,
    "5,000 asterisks": "*a " * 5_000,
    "5,000 backticks": "`a" * 5_000,
    "5,000 images": "![" * 5_000,
    "a table with 2,000 columns": "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n",
    "10,000 component names": "etcd kubelet scheduler " * 3_500,
    "10,000 claim marks": "{claim: tests/stories/x.story} " * 5_000,
    "10,000 open marks": "{claim" * 5_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_long_markdown_takes_no_time(name: str) -> None:
    began_s = time.process_time()
    assert "<script" not in markdown.html(DEEP[name])
    assert time.process_time() - began_s < AT_MOST_S


# -- expressions that cost too much ----------------------------------------------------------------------------------------
EXPENSIVE = {
    "three loops": "pods.all(a, pods.all(b, pods.all(c, a == b || b == c || true)))",
    "a list that doubles": "[pods]" + ".map(x, x + x)" * 12 + ".size() == 1",
    "products of lists": "pods.map(a, pods.map(b, pods.map(c, 1)))",
    "text that grows": "pods.exists(p, " + " + ".join(['"' + "x" * 1500 + '"']) + " + s + s + s == s)",
    "comparing all with all": "pods.exists(a, pods == pods.filter(b, true))",
    "many contains": "pods.all(p, long.contains('aaaaaaaaab'))",
    "a pattern that backtracks elsewhere": 'pods.all(p, long.matches("(a+)+$"))',
    "alternatives within alternatives": 'pods.all(p, long.matches("((a|a)*)*b"))',
}
UNREADABLE = {
    "3,000 characters": "1 + " * 1_000 + "1",
    "600 words": "+".join(["1"] * 400),
    "brackets 100 deep": "(" * 100 + "1" + ")" * 100,
    "lists 100 deep": "[" * 100,
    "100 negations": "!" * 100 + "true",
    "an attribute of Python": "pods.__class__()",
    "a builtin": '__import__("os")',
    "a lambda": "lambda: 1",
    "an assignment": "pods = 1",
    "a comprehension": "[p for p in pods]",
    "a pattern that is not closed": 's.matches("(")',
    "a pattern that is huge": 's.matches("a{1000}{1000}{1000}")',
    "a pattern that looks back": 's.matches("(a)\\\\1")',
    "a pattern from a variable": "s.matches(s)",
    "an unknown escape": '"\\x41"',
}


@pytest.mark.parametrize("name", EXPENSIVE)
def test_an_expression_that_costs_too_much_ends(name: str) -> None:
    pods = [{"metadata": {"name": f"web-{number}", "uid": str(number)}} for number in range(200)]
    names = {"pods": pods, "s": "x" * 2_000, "long": "a" * 60_000}
    began_s = time.process_time()
    expression = compiled(EXPENSIVE[name], names, FUNCTIONS)
    with pytest.raises(ExpressionError, match="too much work"):
        expression.value(names, FUNCTIONS)
    assert time.process_time() - began_s < AT_MOST_S


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_expression_that_is_none_is_refused(name: str) -> None:
    began_s = time.process_time()
    with pytest.raises(ExpressionError):
        compiled(UNREADABLE[name], (*NAMES, "s"), FUNCTIONS)
    assert time.process_time() - began_s < AT_MOST_S


# -- zips ------------------------------------------------------------------------------------------------------------------


def zipped(**files: bytes | str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lesson.md", LESSON)
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def linked() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        entry = zipfile.ZipInfo("assets/a.svg")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("lesson.md", LESSON)
    return data.getvalue()


def lying() -> bytes:
    """It says that its file has three bytes."""
    data = zipped(**{"assets/a.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 6_000_000})
    return data.replace(struct.pack("<I", 6_000_008), struct.pack("<I", 3))


def encrypted() -> bytes:
    data = bytearray(zipped(**{"assets/a.svg": "<svg/>"}))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


def bomb(count: int, each: int) -> bytes:
    return zipped(**{f"assets/a{number}.png": b"\x89PNG\r\n\x1a\n" + b"\0" * each for number in range(count)})


def svg(inner: str, head: str = "") -> bytes:
    return zipped(**{"assets/a.svg": f'{head}<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'})


LAUGHING = '<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
ZIPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"hello", "not a zip"),
    "a torn zip": (lambda: zipped()[:-30], "not a zip"),
    "an empty zip": (lambda: b"PK\x05\x06" + b"\0" * 18, "no lesson.md"),
    "a zip of 5 MB": (lambda: b"PK" + b"x" * 5 * 1024 * 1024, "larger than 4 MB"),
    "a bomb": (lambda: bomb(1, 1_900_000), "looks like a bomb"),
    "a bomb in small pieces": (lambda: bomb(20, 1_900_000), "looks like a bomb"),
    "a file of 6 MB": (lambda: bomb(1, 6_000_000), "too large"),
    "a file that lies about its size": (lying, "cannot be read"),
    "100 files": (lambda: zipped(**{f"assets/a{number}.svg": "" for number in range(100)}), "at most 64"),
    "a path upwards": (lambda: zipped(**{"../../evil.svg": "x"}), "leads out of the lesson"),
    "a path upwards from within": (lambda: zipped(**{"assets/../../evil.svg": "x"}), "leads out of the lesson"),
    "an absolute path": (lambda: zipped(**{"/etc/cron.d/evil": "x"}), "leads out of the lesson"),
    "a path with backslashes": (lambda: zipped(**{"assets\\..\\..\\evil.svg": "x"}), "leads out of the lesson"),
    "a path with a drive": (lambda: zipped(**{"C:evil.svg": "x"}), "leads out of the lesson"),
    "a link": (linked, "no plain file"),
    "an encrypted file": (encrypted, "encrypted"),
    "a program": (lambda: zipped(**{"assets/a.py": "x"}), "does not belong to a lesson"),
    "a page": (lambda: zipped(**{"assets/a.html": "<script>"}), "does not belong to a lesson"),
    "a zip within": (lambda: zipped(**{"assets/a.zip": "x"}), "does not belong to a lesson"),
    "a hidden file": (lambda: zipped(**{".htaccess": "x"}), "does not belong to a lesson"),
    "a name with two endings": (lambda: zipped(**{"assets/a.svg.html": "x"}), "does not belong to a lesson"),
    "a name in other letters": (lambda: zipped(**{"assets/А.svg": "x"}), "does not belong to a lesson"),
    "a PNG that is a page": (lambda: zipped(**{"assets/a.png": "<html>"}), "no png image"),
    "an SVG that is a page": (lambda: zipped(**{"assets/a.svg": "<html><body/></html>"}), "may not contain <html>"),
    "an SVG with a script": (lambda: svg("<script>alert(1)</script>"), "may not contain <script>"),
    "an SVG that runs on load": (lambda: svg('<g onload="alert(1)"/>'), "may not have the attribute 'onload'"),
    "an SVG with a page in it": (lambda: svg("<foreignObject/>"), "may not contain <foreignObject>"),
    "an SVG that loads": (lambda: svg('<use href="https://evil.example/a.svg#a"/>'), "may only point into itself"),
    "an SVG that loads in style": (lambda: svg('<g style="fill: url(https://evil.example)"/>'), "attribute 'style'"),
    "an SVG that laughs": (lambda: svg("&b;", LAUGHING), "document type or entities"),
    "an SVG with an outer entity": (lambda: svg("&x;", '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "entities"),
    "an SVG in UTF-16": (lambda: zipped(**{"assets/a.svg": "<svg/>".encode("utf-16")}), "written in UTF-8"),
    "an SVG with a style sheet": (lambda: svg("", '<?xml-stylesheet href="https://evil.example/a.css"?>'), "style sheet"),
}  # fmt: skip


@pytest.mark.parametrize("name", ZIPS)
def test_a_hostile_zip_is_refused_in_sentences(name: str) -> None:
    make, expected = ZIPS[name]
    data = make()
    began_s = time.process_time()
    with pytest.raises(Mistakes) as wrong:
        bundle.unpack(data)
    assert time.process_time() - began_s < AT_MOST_S
    assert expected in str(wrong.value)


def test_everything_that_is_wrong_in_a_zip_is_told_at_once() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("my/lesson.md", LESSON.replace("id: small", "id: S").replace("minutes", "minuts"))
        archive.writestr("my/../x", "x")
        archive.writestr("my/assets/a.svg", "<svg><script/></svg>")
    with pytest.raises(Mistakes) as wrong:
        bundle.unpack(data.getvalue())
    assert [line.split(": ")[0] for line in str(wrong.value).splitlines()] == [
        "assets/a.svg:1:1",
        "lesson.md:2:1",
        "lesson.md:3:5",
        "lesson.md:6:1",
        "my/../x:1:1",
    ]


def test_a_harmless_zip_is_read() -> None:
    lesson, files = bundle.unpack(svg('<path d="M0 0"/>'))
    assert (lesson.id, sorted(files)) == ("small", ["assets/a.svg", "lesson.md"])


def test_what_a_packer_puts_beside_a_folder_is_passed_over() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("small/lesson.md", LESSON)
        for name in ("small/.DS_Store", "__MACOSX/._small", "__MACOSX/small/._lesson.md", "small/assets/Thumbs.db"):
            archive.writestr(name, b"\0\5\26\7")
    lesson, files = bundle.unpack(data.getvalue())
    assert (lesson.id, sorted(files)) == ("small", ["lesson.md"])


def test_the_table_is_long() -> None:
    assert sum(map(len, (REFUSED, RENDERED, DEEP, EXPENSIVE, UNREADABLE, ZIPS))) >= 100
