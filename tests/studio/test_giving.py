"""A draft as a zip and back: whole, and only what is harmless."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lessons.course import bundle, starting
from lessons.studio import prover
from lessons.studio.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="2" height="2"/></svg>'


@pytest.fixture(autouse=True)
def nothing_is_played_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prover, "_wake", lambda: None)


def zipped(**files: bytes | str) -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("lesson.zip", data.getvalue())


def test_a_draft_goes_out_as_a_zip_and_comes_back_with_its_pictures(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    files = {
        "given/lesson.md": starting.new("given", "Given"),
        "given/assets/box.svg": SVG,
        "given/ids.txt": "old/id\n",
    }
    answer = anna.post(reverse("studio-import"), {"zip": zipped(**files)})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("draft", args=[draft.pk])
    assert (draft.lesson, draft.title, draft.newest.note, draft.ids) == ("given", "Given", "from a zip", "")
    out = anna.get(reverse("draft-export", args=[draft.pk]))
    assert out.headers["Content-Disposition"] == 'attachment; filename="given.zip"'
    lesson, found = bundle.unpack(out.content)
    assert (lesson.id, found["assets/box.svg"], sorted(found)) == ("given", SVG, ["assets/box.svg", "lesson.md"])
    again = {**files, "given/lesson.md": starting.new("given", "Given again")}
    anna.post(reverse("studio-import"), {"zip": zipped(**again)})
    draft.refresh_from_db()
    assert (Draft.objects.count(), draft.head, draft.title) == (1, 2, "Given again")


def test_a_zip_that_is_no_lesson_is_refused_with_everything_that_is_wrong(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    hostile = {
        "lesson.md": starting.new("bad", "Bad").replace("level: beginner", "level: easy"),
        "../../escape.md": "x",
        "assets/evil.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    }
    answer = anna.post(reverse("studio-import"), {"zip": zipped(**hostile)})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "level cannot be" in told
    assert "its path leads out of the lesson." in told
    assert "an image may not contain &lt;script&gt;." in told
    taken = {"lesson.md": starting.new("a-node-dies", "Mine")}
    assert (
        "There is a lesson a-node-dies already"
        in anna.post(reverse("studio-import"), {"zip": zipped(**taken)}).content.decode()
    )
    assert "Choose a zip first." in anna.post(reverse("studio-import")).content.decode()
    assert not Draft.objects.exists()


def test_a_picture_is_added_shown_in_the_preview_and_to_nobody_else(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    anna.post(reverse("studio-begin"), {"title": "Pictured", "id": "pictured"})
    draft = Draft.objects.get()
    address = reverse("draft-file", args=[draft.pk])
    assert anna.post(address, {"file": SimpleUploadedFile("box.svg", SVG)}).status_code == 302
    draft.refresh_from_db()
    assert (draft.head, draft.newest.note) == (2, "assets/box.svg added")
    picture = f"/learn/_draft-{draft.pk}/assets/box.svg"
    assert anna.get(picture).content == SVG
    assert Client(headers={"host": "localhost"}).get(picture).status_code == 404
    for name, content, sentence in (
        ("run.exe", b"MZ", "a picture is called like"),
        ("bad.png", b"no", "this is no png image."),
        ("bad.svg", b"<svg onload='x'/>", "may not have the attribute"),
    ):
        answer = anna.post(address, {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert draft.files.count() == 1


def test_an_older_version_comes_back_with_the_pictures_that_it_had(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    anna.post(reverse("studio-begin"), {"title": "Pictured", "id": "pictured"})
    draft = Draft.objects.get()
    pictures = [SVG, SVG.replace(b"<svg", b"<svg  "), SVG.replace(b"<svg", b"<svg   ")]
    for content in pictures:  # versions 2, 3 and 4
        anna.post(reverse("draft-file", args=[draft.pk]), {"file": SimpleUploadedFile("box.svg", content)})
    for number, expected in ((2, 0), (4, 2), (3, 1), (1, 0)):  # the first had none: the oldest is as good as any
        anna.post(reverse("draft-restore", args=[draft.pk, number]))
        assert bytes(draft.files.get().content) == pictures[expected], number
