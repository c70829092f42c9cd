"""Translations: block by block, with what is missing as it was written; and they cannot break anything."""

import re
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
    assert re.search(
        r'<p class="in-english" lang="de">\d+ % dieser Lektion sind übersetzt; der Rest steht auf Englisch', html
    )
    assert re.search(r'<abbr class="in" title="übersetzt">DE \d+ %</abbr>', reader.get("/").content.decode())
    answer = reader.post("/language/", {"language": "en", "back": "/learn/every-block/"})
    assert (answer.status_code, answer["location"]) == (302, "/learn/every-block/")
    assert "Jeder Block" not in reader.get("/learn/every-block/").content.decode()
    assert reader.post("/language/", {"language": "en", "back": "//evil.example"})["location"] == "/"
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


NOT_YET = '<p class="in-english" lang="de">Diese Lektion ist noch nicht übersetzt; sie steht auf Englisch.</p>'


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/learn/a-node-dies/", "/learn/a-node-dies/whole/"])
def test_who_reads_german_is_told_in_german_that_a_lesson_is_in_english(address: str) -> None:
    reader = Client(headers={"host": "localhost", "accept-language": "de"})
    html = reader.get(address).content.decode()
    assert '<html lang="de">' in html
    assert NOT_YET in html
    assert re.search(r'<h1[^>]* lang="en">A node dies</h1>', html)
    assert html.count('<div class="md" lang="en">') >= 1
    assert "in-english" not in reader.get(address.replace("a-node-dies", "the-scheduler")).content.decode()
    english = Client(headers={"host": "localhost", "accept-language": "en"})
    assert "in-english" not in english.get(address).content.decode()
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


@pytest.mark.django_db(transaction=True)
def test_the_german_map_says_which_lessons_are_translated_and_how_much_that_is() -> None:
    html = Client(headers={"host": "localhost", "accept-language": "de"}).get("/").content.decode()
    lessons = course_map.course().lessons
    marked = re.findall(
        r'<a href="/learn/([a-z-]+)/" lang="de">[^<]*</a>\s*<abbr class="in" title="übersetzt">DE</abbr>', html
    )
    folders = [lesson_id for lesson_id in lessons if translating.languages(course_map.course().folder_of(lesson_id))]
    assert marked == folders
    percent = 100 * len(marked) // len(lessons)
    assert f"{len(marked)} von {len(lessons)} sind übersetzt ({percent} %) und mit DE bezeichnet" in html
    english = Client(headers={"host": "localhost", "accept-language": "en"}).get("/").content.decode()
    assert 'class="in"' not in english
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)
