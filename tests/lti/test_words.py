"""Whatever the extra's pages say passes through gettext."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.classroom.conftest import browser
from tests.words import marked, unsaid
from tutorial.lti.models import Score

from .conftest import arrive, begin, launch
from .platform import INSTRUCTOR, LTI, Platform
from .test_deep_linking import asks, field


def pages(platform: Platform) -> Iterator[tuple[str, Any]]:
    """Each of them, in the states that say something else."""
    noor, ada = browser(), browser()
    yield "no platform", noor.get("/lti/login/")
    yield "no state", noor.post("/lti/launch/", {})
    address = launch(platform, noor, platform.comes("noor"))["Location"]
    yield "who are you", noor.get(address)
    yield "no name", noor.post(address, {"nickname": ""})
    noor.post(address, {"nickname": "Noor"})
    yield "used", noor.get(address)
    yield "is that you", (elsewhere := browser()).get(launch(platform, elsewhere, "noor")["Location"])
    yield (
        "frame",
        elsewhere.post("/lti/launch/", begin(platform, elsewhere, "noor"), headers={"sec-fetch-dest": "iframe"}),
    )
    unchosen: dict[str, Any] = {LTI + "custom": {}}
    hint = platform.comes("ada", "Ada", INSTRUCTOR, resource="link-2", **unchosen)
    yield "teach", ada.get(launch(platform, ada, hint)["Location"])
    yield "nothing chosen", arrive(platform, ada, hint, what="")
    teacher, page = asks(platform)
    yield "choose", page
    yield "chosen", teacher.post("/lti/choose/", {"ticket": field(page, "ticket"), "what": "a-node-dies"})
    Score.objects.update(why="it gives no access (503)", due=timezone.now())
    board = arrive(platform, ada, platform.comes("ada", "Ada", INSTRUCTOR))["Location"]
    yield "board", ada.get(board)


def test_every_word_passes_through_gettext(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    marked(monkeypatch)
    found = {f"{name}: {text}" for name, answer in pages(platform) for text in unsaid(answer.content.decode())}
    assert found == set()
