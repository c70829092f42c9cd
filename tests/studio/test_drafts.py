"""Drafts: nothing that anybody saved is lost, nothing unproved is published, and nobody else sees any of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, reverse

from lessons import course_map
from lessons.course import starting
from lessons.studio import deleting, differing, drafts, prover, publishing, urls
from lessons.studio.models import Draft, Version

from .conftest import rehearsed

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"hx-request": "true"}


def shown(html: str) -> str:
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<textarea.*?</textarea>", " ", html, flags=re.S))
    return " ".join(unescape(text).split())


def post(client: Client, name: str, *args: object, **fields: object) -> str:
    answer = client.post(reverse(name, args=args), fields, headers=HTMX)
    assert answer.status_code == 200, answer
    return shown(answer.content.decode())


def test_a_draft_is_begun_saved_proved_published_and_taken_by_a_learner(signed_in: Callable[[str], Client]) -> None:
    anna, learner = signed_in("anna"), Client(headers={"host": "localhost"})
    answer = anna.post(reverse("studio-begin"), {"title": "My first lesson"})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("draft", args=[draft.pk])
    assert (draft.lesson, draft.title, draft.head) == ("my-first-lesson", "My first lesson", 1)
    assert "The lesson is being played" in shown(anna.get(reverse("draft", args=[draft.pk])).content.decode())
    assert "Only what is proved is published" in post(anna, "draft-publish", draft.pk)
    assert learner.get("/learn/my-first-lesson/").status_code == 404

    broken = draft.newest.text.replace("running: web", "running: wbe").replace("level: beginner", "level: easy")
    told = post(anna, "draft-save", draft.pk, text=broken, seen=1)
    assert "1 to mend" in told
    assert "line 7 level cannot be 'easy': Known are beginner, intermediate and advanced." in told
    told = post(anna, "draft-save", draft.pk, text=broken.replace("easy", "beginner"), seen=2)
    assert "The lesson is being played" in told
    prover.prove_now(Version.objects.get(draft=draft, number=3))
    told = shown(anna.get(reverse("draft-proof", args=[draft.pk])).content.decode())
    assert "1 to mend" in told
    assert "proof 4: the solution makes all checks true, always" in told
    assert "Only what is proved is published: mend 1 thing first." in post(anna, "draft-publish", draft.pk)

    anna.post(reverse("draft-restore", args=[draft.pk, 1]))
    prover.prove_now(Version.objects.get(draft=draft, number=4))
    assert "Proved" in shown(anna.get(reverse("draft-proof", args=[draft.pk])).content.decode())
    assert "Version 4 is in the course" in post(anna, "draft-publish", draft.pk)
    assert "My first lesson" in learner.get("/").content.decode()
    assert "A first step" in learner.get("/learn/my-first-lesson/").content.decode()
    assert "first/runs" in Draft.objects.get().ids

    assert "in the course" not in post(anna, "draft-unpublish", draft.pk)
    assert learner.get("/learn/my-first-lesson/").status_code == 404
    assert draft.versions.count() == 4


def test_who_saves_an_older_text_is_told_and_nothing_is_lost(signed_in: Callable[[str], Client]) -> None:
    anna, ben = signed_in("anna"), signed_in("ben")
    anna.post(reverse("studio-begin"), {"title": "Two at once", "id": "two"})
    draft = Draft.objects.get()
    first = draft.newest.text
    post(anna, "draft-save", draft.pk, text=first.replace("One idea a step.", "Anna was here."), seen=1)
    mine = first.replace("One idea a step.", "Ben was here.")
    told = post(ben, "draft-save", draft.pk, text=mine, seen=1)
    assert "anna saved version 2 meanwhile" in told
    assert "it is kept as version 3, beside the newest" in told
    draft.refresh_from_db()
    assert (draft.head, draft.newest.author_name) == (2, "anna")
    assert draft.versions.get(number=3).text == mine
    post(ben, "draft-save", draft.pk, text=mine, seen=1)
    assert draft.versions.count() == 3, "the same text is kept once"
    plain = ben.post(reverse("draft-save", args=[draft.pk]), {"text": mine, "seen": "1"})
    assert plain.status_code == 409
    assert "Ben was here." in plain.content.decode()
    ben.post(reverse("draft-restore", args=[draft.pk, 3]))
    draft.refresh_from_db()
    assert (draft.head, draft.newest.text, draft.newest.note) == (4, mine, "version 3 again")
    told = shown(anna.get(reverse("draft-versions", args=[draft.pk]), {"old": 2, "new": 4}).content.decode())
    assert "Anna was here." in told
    assert "Ben was here." in told
    assert "anna , " in told
    assert "ben , " in told


def test_a_page_takes_only_its_own_save_for_what_it_has_before_it(signed_in: Callable[[str], Client]) -> None:
    anna, ben = signed_in("anna"), signed_in("ben")
    anna.post(reverse("studio-begin"), {"title": "Two at once", "id": "two"})
    draft = Draft.objects.get()
    first = draft.newest.text

    def saved(client: Client, words: str) -> str:
        fields = {"text": first.replace("One idea a step.", words), "seen": 1}
        return client.post(reverse("draft-save", args=[draft.pk]), fields, headers=HTMX).content.decode()

    assert 'data-kept="2"' in saved(anna, "Anna was here.")
    proof = ben.get(reverse("draft-proof", args=[draft.pk]), headers=HTMX).content.decode()
    assert "data-kept" not in proof, "Ben has not seen what Anna saved"
    assert 'hx-trigger="load' in proof, "the proof is still being played"
    conflict = saved(ben, "Ben was here.")
    assert "data-kept" not in conflict
    assert 'hx-trigger="load' not in conflict, "the next look at the proof would take the question away"


def test_a_text_that_is_the_same_is_no_new_version(instructor: Callable[[str], User]) -> None:
    anna = instructor("anna")
    draft = drafts.begin("same", "The same", anna)
    text = draft.newest.text
    assert drafts.save(draft.pk, text.replace("\n", "\r\n"), 1, anna) == drafts.Saved(draft.newest, new=False)
    with pytest.raises(ValueError, match="200001 characters; 200000 are the most"):
        drafts.save(draft.pk, "x" * 200_001, 1, anna)
    with pytest.raises(ValueError, match="NUL"):
        drafts.save(draft.pk, "x\0", 1, anna)


@pytest.mark.parametrize(
    ("lesson_id", "title", "sentence"),
    [
        ("", "", "A lesson needs a title."),
        ("A b", "Fine", "'A b' is not an id"),
        ("a-node-dies", "Fine", "There is a lesson a-node-dies already"),
        ("", "日本語", "'' is not an id"),
    ],
)
def test_a_draft_that_cannot_be_begun_says_why(
    instructor: Callable[[str], User], lesson_id: str, title: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        drafts.begin(lesson_id, title, instructor("anna"))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "title", ["What: now?", 'She said "no" # twice', "- a list", "100 % {sure}", "a\\b", "It's", "yes, and no"]
)
def test_any_title_is_read_as_it_was_typed(instructor: Callable[[str], User], title: str) -> None:
    draft = drafts.begin("asked", title, instructor("anna"))
    lesson, mistakes = drafts.read("asked", draft.newest.text)
    assert (lesson.title if lesson else mistakes) == title


def test_the_id_follows_the_text_until_it_is_published(instructor: Callable[[str], User]) -> None:
    anna = instructor("anna")
    draft = drafts.begin("old-name", "A name", anna)
    drafts.save(draft.pk, starting.new("new-name", "A name"), 1, anna)
    draft.refresh_from_db()
    assert draft.lesson == "new-name"
    drafts.save(draft.pk, starting.new("a-node-dies", "A name"), 2, anna)
    draft.refresh_from_db()
    assert draft.lesson == "new-name", "the course has the other one"


def test_what_was_published_keeps_its_ids(instructor: Callable[[str], User]) -> None:
    anna = instructor("anna")
    draft = drafts.begin("keeps", "It keeps", anna)
    prover.prove_now(draft.newest)
    publishing.publish(draft.pk, anna)
    drafts.save(
        draft.pk, draft.newest.text.replace("id: runs", "id: ran").replace("expect: runs", "expect: ran"), 1, anna
    )
    draft.refresh_from_db()
    prover.prove_now(draft.newest)
    (failure,) = draft.newest.proof["failures"]
    assert failure["proof"] == 10
    assert "the id first/runs was published and is gone" in failure["sentence"]
    assert course_map.course().lessons["keeps"].step("first").checks[0].id == "runs", "learners have the proved one"


def test_a_lesson_that_takes_for_ever_is_given_up(
    instructor: Callable[[str], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = instructor("anna")
    draft = drafts.begin("for-ever", "For ever", anna)
    much = "kubectl create deployment storm --image=nginx --replicas=400\nsettle\n"
    drafts.save(draft.pk, draft.newest.text.replace("```solution\n", f"```solution\n{much}"), 1, anna)
    draft.refresh_from_db()
    assert much in draft.newest.text
    monkeypatch.setattr(prover, "CPU_S", 1)
    prover.prove_now(draft.newest)
    assert prover.state_of(draft.newest) == prover.GIVEN_UP
    assert not prover.green(draft.newest)


def test_a_draft_may_be_deleted_while_it_is_proved(instructor: Callable[[str], User]) -> None:
    draft = drafts.begin("soon-gone", "Soon gone", instructor("anna"))
    version = draft.newest
    deleting.delete(draft.pk)
    prover._tell(version, {"passed": 1, "failures": [], "answers": {}})
    assert not Version.objects.exists()


def test_what_was_proved_with_another_model_is_not_green(instructor: Callable[[str], User]) -> None:
    draft = drafts.begin("stale", "Stale", instructor("anna"))
    Version.objects.update(state=prover.TOLD, model="another", proof={"passed": 1, "failures": []})
    assert prover.state_of(draft.newest) == ""
    assert not prover.green(draft.newest)


def test_to_all_but_instructors_the_studio_is_not_there(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    anna.post(reverse("studio-begin"), {"title": "Secret", "id": "secret"})
    number = Draft.objects.get().pk
    rehearsed(Draft.objects.get())
    User.objects.create_user("pupil", password="a long enough word")
    pupil, stranger = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    pupil.force_login(User.objects.get(username="pupil"))
    addresses = [f"/learn/_draft-{number}/", f"/learn/_draft-{number}/first/", f"/learn/_draft-{number}/first/todo/"]
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        args: dict[str, object] = {"number": number, "version": 1, "step": "first"}
        addresses.append(reverse(pattern.name, kwargs={key: args[key] for key in pattern.pattern.converters}))
    assert len(addresses) >= 13
    for address in addresses:
        for method in ("get", "post"):
            assert getattr(pupil, method)(address).status_code in (404, 405), address
            answer = getattr(stranger, method)(address)
            assert answer.status_code in (302, 404, 405), address
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/sign-in/?next="), address
            assert b"Secret" not in answer.content
    assert Draft.objects.get().head == 1
    assert anna.get(f"/learn/_draft-{number}/").status_code == 200


def test_the_preview_may_be_shown_in_the_studio_and_a_lesson_nowhere(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    anna.post(reverse("studio-begin"), {"title": "Framed", "id": "framed"})
    rehearsed(Draft.objects.get())
    shown_there = anna.get(f"/learn/_draft-{Draft.objects.get().pk}/")
    assert shown_there.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown_there.headers["Content-Security-Policy"]
    html = shown_there.content.decode()
    assert "As a learner sees it" in html
    for way_out in ('href="/#', "/whole/", "Part ·"):
        assert way_out not in html, "it leads to nothing that the frame could not show"
    elsewhere = anna.get("/learn/a-node-dies/")
    assert elsewhere.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in elsewhere.headers["Content-Security-Policy"]
    draft = Draft.objects.get()
    drafts.save(draft.pk, "nothing", 1, User.objects.get())
    assert "Not readable yet" in anna.get(f"/learn/_draft-{draft.pk}/").content.decode()


def test_a_comparison_shows_what_is_different_and_what_stands_around_it() -> None:
    old = "\n".join(f"line {number}" for number in range(1, 30))
    found = differing.rows(
        old, old.replace("line 5", "fifth").replace("line 25", "").replace("line 1\n", "line 1\nnew\n")
    )
    assert [row.text for row in found if row.kind == "in"] == ["new", "fifth", ""]
    assert [row.text for row in found if row.kind == "out"] == ["line 5", "line 25"]
    assert [row.kind for row in found].count("gap") == 1
    assert differing.rows("same", "same") == []
