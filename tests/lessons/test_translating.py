"""Translations: block by block, with what is missing as it was written; and they cannot break anything."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from clusterviz.live import registry
from clusterviz.models import ClusterRecord
from lessons import course_map
from lessons.course import po, track, translating
from lessons.course.mistakes import Mistakes

COURSE = Path(__file__).parent / "course"


def test_a_catalog_is_read_as_it_was_written() -> None:
    entries = [po.Entry("a", 'A "text"\nof two lines\t\\', "Ein „Text“\nmit zwei Zeilen"), po.Entry("b", "B", "")]
    assert po.read(po.write(entries, "de"), "f") == {("a", entries[0].text): entries[0].translation}


def test_a_fuzzy_translation_is_not_shown_and_a_line_that_is_none_is_told() -> None:
    assert po.read('#, fuzzy\nmsgid "A"\nmsgstr "B"\n', "f") == {}
    with pytest.raises(Mistakes) as wrong:
        po.read('msgid "A"\nmsgstr B\n', "x/lesson.de.po")
    assert str(wrong.value) == "x/lesson.de.po:2:1: this is no line of a .po file: msgid, msgstr, or a text in quotes."


def test_what_is_translated_is_shown_and_checks_are_as_they_were() -> None:
    lesson = track.load(COURSE).lessons["every-block"]
    known = {
        ("title", "Every block"): "Jeder Block",
        ("questions/runs/task", "Runs"): "Er läuft",
        ("questions/prose", "Run a Pod called `${POD}`."): "Starte einen Pod.",  # the variable is lost: not shown
        ("questions/many/options/etcd", "etcd of it"): "sein etcd",
    }
    german = translating.translated(lesson, known, "de")
    assert (german.title, german.language) == ("Jeder Block", "de")
    step, before = german.steps[0], lesson.steps[0]
    assert step.checks[0].task == "Er läuft"
    assert step.checks[0].that == before.checks[0].that
    assert step.blocks[0] == before.blocks[0]
    assert step.questions[0].options["etcd"] == "sein etcd"
    assert german.steps[1] == lesson.steps[1]
    assert (german.digest, german.setting, german.vars) == (lesson.digest, lesson.setting, lesson.vars)
    assert translating.percent(lesson, known) == 100 * 3 // len(list(translating.texts(lesson)))


def test_the_file_is_renewed_and_what_fits_stays(tmp_path: Path) -> None:
    (tmp_path / "every-block").mkdir()
    lesson = tmp_path / "every-block" / "lesson.md"
    lesson.write_text((COURSE / "every-block" / "lesson.md").read_text("utf-8"), "utf-8")
    call_command("lesson", "translate", "every-block", "--language", "de", "--lessons", str(tmp_path))
    file = tmp_path / "every-block" / "lesson.de.po"
    text = file.read_text("utf-8").replace('msgid "Every block"\nmsgstr ""', 'msgid "Every block"\nmsgstr "Jeder"')
    file.write_text(text.replace('msgid "A scene"\nmsgstr ""', 'msgid "A scene"\nmsgstr "Eine Szene"'), "utf-8")
    lesson.write_text(lesson.read_text("utf-8").replace("## A scene", "## Another scene"), "utf-8")
    call_command("lesson", "translate", "every-block", "--language", "de", "--lessons", str(tmp_path))
    known = translating.catalog(file.parent, "de")
    assert known == {("title", "Every block"): "Jeder"}
    assert 'msgid "Another scene"\nmsgstr ""' in file.read_text("utf-8")


@pytest.mark.django_db(transaction=True)
def test_a_reader_gets_their_language_and_may_choose_another(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "every-block").mkdir()
    source = (COURSE / "every-block" / "lesson.md").read_text("utf-8")
    (tmp_path / "every-block" / "lesson.md").write_text(source, "utf-8")
    entries = [po.Entry("title", "Every block", "Jeder Block")]
    (tmp_path / "every-block" / "lesson.de.po").write_text(po.write(entries, "de"), "utf-8")
    settings.LESSONS = [str(tmp_path)]  # type: ignore[attr-defined]
    monkeypatch.setattr(course_map, "_loaded", [])
    reader = Client(headers={"host": "localhost", "accept-language": "de"})
    html = reader.get("/learn/every-block/").content.decode()
    assert "Jeder Block" in html
    assert "Run a Pod called" in html
    assert 'value="en"' in html
    answer = reader.post("/language/", {"language": "en", "back": "/learn/every-block/"})
    assert (answer.status_code, answer["location"]) == (302, "/learn/every-block/")
    assert "Jeder Block" not in reader.get("/learn/every-block/").content.decode()
    assert reader.post("/language/", {"language": "en", "back": "//evil.example"})["location"] == "/"
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)
