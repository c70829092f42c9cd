"""`manage.py lesson`: from the first line of a lesson to a zip that others take in, and the help for editors."""

import json
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from lessons.course import bundle, schema, track
from lessons.course.blocks import BLOCKS

TESTED = Path(__file__).parent / "course"


def run(*words: str) -> list[str]:
    out = StringIO()
    call_command("lesson", *words, stdout=out)
    return out.getvalue().splitlines()


def refused(*words: str) -> list[str]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("lesson", *words, stdout=out)
    assert ended.value.code == 1
    return out.getvalue().splitlines()


def test_a_new_lesson_is_proved_packed_and_taken_in_elsewhere(tmp_path: Path) -> None:
    here, there = str(tmp_path / "here"), tmp_path / "there"
    run("new", "my-first", "--lessons", here, "--title", "My first")
    assert run("prove", "my-first", "--lessons", here)[0] == "proved  my-first"
    file = str(tmp_path / "my-first.zip")
    run("export", "my-first", "--lessons", here, "--out", file)
    assert run("import", file, "--lessons", str(there)) == [f"my-first is proved, and stands in {there / 'my-first'}."]
    assert track.load(there).lessons["my-first"].title == "My first"
    with pytest.raises(CommandError, match="There is a lesson my-first already"):
        run("new", "my-first", "--lessons", here)
    with pytest.raises(CommandError, match="'My First' is not an id"):
        run("new", "My First", "--lessons", here)


def test_what_is_kept_is_not_proved_again(tmp_path: Path) -> None:
    run("new", "kept", "--lessons", str(tmp_path))
    first = run("prove", "--lessons", str(tmp_path), "--json")
    assert json.loads("\n".join(first))["failed"] == 0
    assert run("prove", "--lessons", str(tmp_path), "--json") == first
    lesson = tmp_path / "kept" / "lesson.md"
    lesson.write_text(lesson.read_text().replace("running: web", "running: wbe"))
    told = json.loads("\n".join(refused("prove", "--lessons", str(tmp_path), "--json")))
    assert [(one["proof"], one["line"]) for one in told["lessons"][0]["failures"]] == [(4, 38)]


def test_a_broken_zip_is_refused_with_everything_that_is_wrong(tmp_path: Path) -> None:
    run("new", "bad", "--lessons", str(tmp_path))
    lesson = tmp_path / "bad" / "lesson.md"
    lesson.write_text(lesson.read_text().replace("level: beginner", "level: easy").replace("mode: edge", "mode: once"))
    (tmp_path / "bad.zip").write_bytes(bundle.pack(tmp_path / "bad"))
    assert refused("import", str(tmp_path / "bad.zip"), "--lessons", str(tmp_path / "x")) == [
        "lesson.md:7:8: level cannot be 'easy': Known are beginner, intermediate and advanced.",
        "lesson.md:39:7: mode cannot be 'once': Did you mean gone?",
        "0 passed, 2 failed",
    ]
    assert not (tmp_path / "x").exists()


def test_a_lesson_that_is_not_proved_is_not_taken_in(tmp_path: Path) -> None:
    run("new", "weak", "--lessons", str(tmp_path))
    lesson = tmp_path / "weak" / "lesson.md"
    lesson.write_text(lesson.read_text().replace("settle\n```", "kubectl create namespace x\nsettle\n```"))
    (tmp_path / "weak.zip").write_bytes(bundle.pack(tmp_path / "weak"))
    told = refused("import", str(tmp_path / "weak.zip"), "--lessons", str(tmp_path / "x"))
    assert told[0].startswith("lesson.md:50: proof 5: WEAK: without 'kubectl create namespace x'")
    assert not (tmp_path / "x").exists()


def test_a_preview_gives_nothing_away(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    run("preview", "a-node-dies", "--out", str(file))
    text = file.read_text("utf-8")
    assert "Five minutes of patience" in text
    assert "How long after the last sign of life" in text
    assert "The usual vote is 10 s" not in text
    assert "Right. The node lifecycle controller" not in text


def test_an_id_that_was_published_stays(tmp_path: Path) -> None:
    run("new", "old", "--lessons", str(tmp_path))
    run("publish", "old", "--lessons", str(tmp_path))
    lesson = tmp_path / "old" / "lesson.md"
    lesson.write_text(lesson.read_text().replace("id: runs", "id: running").replace("expect: runs", "expect: running"))
    assert refused("prove", "--lessons", str(tmp_path))[:2] == [
        "FAIL  old",
        "  old/lesson.md:3: proof 10: the id first/runs was published and is gone: learners' progress keys on it. "
        "Give it back its name.",
    ]


def test_lessons_that_wait_for_each_other_are_told(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        run("new", name, "--lessons", str(tmp_path))
        lesson = tmp_path / name / "lesson.md"
        lesson.write_text(lesson.read_text().replace("objectives:", f"requires: [{other}]\nobjectives:"))
    told = refused("prove", "--lessons", str(tmp_path))
    assert (
        "  one/lesson.md:9: proof 10: the lessons go round in a circle: one requires two and two requires one." in told
    )


def test_the_schema_says_what_the_readers_read() -> None:
    made = json.loads("\n".join(run("schema")))["$defs"]
    assert sorted(made) == sorted(["front-matter", *BLOCKS])
    check = made["check"]
    assert check["additionalProperties"] is False
    assert check["required"] == ["id"]
    assert check["properties"]["passive"]["type"] == "boolean"
    assert {"enum": ["edge", "level", "gone", "never"]} in check["properties"]["mode"]["anyOf"]
    assert made["predict"]["properties"]["type"]["enum"] == ["choice", "multi", "number", "order", "pick", "sequence"]
    assert made["front-matter"]["properties"]["cluster"]["properties"]["preset"]["enum"][0] == "three-nodes"
    for name, one in made.items():
        for key, what in one.get("properties", {}).items():
            assert what.get("description"), f"{name}: nobody says what {key} means"


class Core(yaml.SafeLoader):
    """YAML 1.2, as lessons and the editors of today read it: `on` is a word."""


Core.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith(":bool") or sign in "tTfF"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
FENCE = re.compile(r"^```([a-z]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_lesson_fits_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    parts = schema.schema()["$defs"]
    fitted = Counter[str]()
    for file in [*track.CONTENT.glob("*/lesson.md"), *TESTED.glob("*/lesson.md")]:
        text = file.read_text("utf-8")
        jsonschema.validate(yaml.safe_load(text.split("---\n")[1]), parts["front-matter"])
        for name, block in FENCE.findall(text):
            if name in BLOCKS and name != "solution":
                jsonschema.validate(yaml.load(block, Core), parts[name])
                fitted[name] += 1
    assert set(fitted) == set(BLOCKS) - {"solution"}, "there is a block that no lesson has"


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("check", {"id": "a", "that": "true", "whn": "x"}),
        ("check", {"id": "a", "event": {"reson": "Killing"}}),
        ("check", {"id": "a", "count": {"of": "pods", "is": "three"}}),
        ("predict", {"id": "a", "ask": "Why?", "type": "essay"}),
        ("focus", {"on": ["etcd"]}),
    ],
)
def test_what_no_reader_reads_does_not_fit_the_schema(name: str, block: dict[str, object]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(block, schema.schema()["$defs"][name])
