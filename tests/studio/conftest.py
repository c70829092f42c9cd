"""Instructors and drafts, for the tests of the studio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from clusterviz.live import registry
from clusterviz.models import ClusterRecord
from lessons import course_map
from lessons.studio import prover, rehearsing
from lessons.studio.models import Draft
from lessons.teachers import welcome


@pytest.fixture(autouse=True)
def nothing_is_played_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof or a rehearsal waits until the test plays it: no thread of its own outlives the test."""
    monkeypatch.setattr(prover, "_wake", lambda: None)
    monkeypatch.setattr(rehearsing, "_wake", lambda: None)


def rehearsed(draft: Draft) -> None:
    """Its newest version may be shown."""
    draft.refresh_from_db()
    assert rehearsing.rehearse_now(draft, draft.newest.text) == rehearsing.FINE


@pytest.fixture(autouse=True)
def a_site_of_its_own(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is published goes into a folder of this test, with the built-in course before it."""
    settings.VAR = tmp_path
    monkeypatch.setattr(course_map, "_loaded", [])
    yield
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


@pytest.fixture
def instructor() -> Callable[[str], User]:
    def made(name: str) -> User:
        user = User.objects.create_user(name, password="a long enough word")
        welcome(user)
        return user

    return made


@pytest.fixture
def signed_in(instructor: Callable[[str], User]) -> Callable[[str], Client]:
    """`signed_in("anna")`: a browser in which this instructor is signed in."""

    def made(name: str) -> Client:
        client = Client(headers={"host": "localhost"})
        client.force_login(instructor(name))
        return client

    return made
