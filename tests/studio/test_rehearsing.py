"""A preview: what a draft asks for is tried out where nobody else waits, and what is too much is never played in the server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from clusterviz.models import ClusterRecord
from lessons.course import starting
from lessons.studio import drafts, rehearsing
from lessons.studio.models import Draft

from .conftest import rehearsed

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = {
    "a scene of ten days": "```scene\ndo: [run 24h, run 24h, run 24h, run 24h, run 24h, run 24h, run 24h, run 24h, run 24h, run 24h]\n```",
    "a scene of 100,000 Pods": "```scene\ndo:\n  - kubectl create deployment big --image=nginx --replicas=100000\n  - run 1h\n```",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_draft_is_never_played_in_the_server(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    anna = signed_in("anna")
    text = starting.new("hostile", "Hostile").replace("{#first}\n", "{#first}\n\n" + HOSTILE[name] + "\n", 1)
    draft = drafts.create("hostile", text, User.objects.get(), "")
    assert drafts.read("hostile", text)[1] is None, "it is a lesson that can be read"
    address = f"/learn/_draft-{draft.pk}/"
    assert "data-waits" in anna.get(address).content.decode()
    monkeypatch.setattr(rehearsing, "CPU_S", 8)
    assert rehearsing.rehearse_now(draft, text) == rehearsing.TOO_MUCH
    html = anna.get(address).content.decode()
    assert "Too much for a preview" in html
    assert "data-waits" not in html
    assert anna.get(f"{address}first/todo/").status_code == 404
    assert anna.post(f"{address}first/bet/", {"id": "who", "answer": "kubelet"}).status_code == 404
    assert not ClusterRecord.objects.exists()


def test_while_words_change_the_preview_follows_at_once(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    draft = drafts.create("wordy", starting.new("wordy", "Wordy"), User.objects.get(), "")
    rehearsed(draft)
    address = f"/learn/_draft-{draft.pk}/"
    drafts.save(draft.pk, draft.newest.text.replace("One idea a step.", "Now in other words."), 1, User.objects.get())
    assert "Now in other words." in anna.get(address).content.decode()
    draft.refresh_from_db()
    drafts.save(draft.pk, draft.newest.text.replace("```solution\n", "```solution\nrun 24h\n"), 2, User.objects.get())
    assert "data-waits" in anna.get(address).content.decode(), "what is played has changed"


def test_words_that_look_like_what_is_played_are_words() -> None:
    text = starting.new("same", "Same")
    lesson, _ = drafts.read("same", text)
    assert lesson is not None
    line = lesson.steps[0].solution[0]
    more = text.replace("One idea a step.", line)
    less = more.replace(f"```solution\n{line}\n", "```solution\nkubectl get pods\n")
    assert more != less
    read = [(one, drafts.read("same", one)[0]) for one in (text, more, less)]
    names = [rehearsing.played(found, one) for one, found in read if found is not None]
    assert len(names) == 3
    assert names[0] == names[1] != names[2]


def test_a_draft_goes_for_good_with_its_previews_but_not_while_learners_have_it(
    signed_in: Callable[[str], Client],
) -> None:
    anna = signed_in("anna")
    draft = drafts.create("gone", starting.new("gone", "To be gone"), User.objects.get(), "")
    rehearsed(draft)
    anna.get(f"/learn/_draft-{draft.pk}/")
    assert ClusterRecord.objects.filter(purpose=f"lesson:_draft-{draft.pk}").exists()
    address = f"/studio/{draft.pk}/delete/"
    html = anna.get(address).content.decode()
    assert "1 version goes for good, written by anna." in html
    Draft.objects.update(published=1)
    assert anna.post(address).status_code == 409
    assert Draft.objects.exists()
    Draft.objects.update(published=None)
    assert anna.post(address).headers["Location"] == "/studio/"
    assert not Draft.objects.exists()
    assert not ClusterRecord.objects.filter(purpose=f"lesson:_draft-{draft.pk}").exists()
