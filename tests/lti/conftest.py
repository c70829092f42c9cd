"""A platform that this server knows, and browsers that go back and forth between the two."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import Client

from tests.classroom.conftest import browser, fresh_process  # noqa: F401

if TYPE_CHECKING:
    from .platform import Platform

collect_ignore_glob = [] if find_spec("lti_tool") and settings.LTI else ["test_*.py"]


@pytest.fixture
def platform(db: None) -> Iterator[Platform]:
    """It is registered, and has fetched the tool's keys."""
    from tutorial.lti import platforms, sending

    from .platform import Platform

    found = Platform()
    platforms.key_sets.clear()
    sending._connectors.clear()
    add(found)
    found.keys_of_tool = browser().get("/lti/keys.json").json()
    yield found
    found.close()


def add(platform: Platform, *deployments: str) -> None:
    """As who runs the server does it."""
    from django.core.management import call_command

    shape = {"issuer": "", "auth-url": "/auth", "token-url": "/token", "keyset-url": "/keys"}
    given = [f"--{part}={platform.address}{path}" for part, path in shape.items()]
    ids = [f"--deployment={one}" for one in deployments or (platform.deployment,)]
    call_command(
        "lti", "add-platform", "Moodle", *given, f"--client-id={platform.client_id}", *ids, stdout=io.StringIO()
    )


def begin(platform: Platform, client: Client, hint: str, **headers: str) -> dict[str, str]:
    """The first half of a launch, until the platform has the browser post its token. Returns that form."""
    answer = client.post("/lti/login/", platform.begins(hint), headers=headers)
    assert answer.status_code == 302, answer.content.decode()
    with urlopen(answer["Location"]) as page:
        return json.loads(page.read())


def launch(platform: Platform, client: Client, hint: str, **headers: str) -> Any:
    """A whole launch: what the tool answers to the platform's token."""
    return client.post("/lti/launch/", begin(platform, client, hint, **headers), headers=headers)


def arrive(platform: Platform, client: Client, hint: str, **form: str) -> Any:
    """A launch, and yes to what the page asks. Returns the answer, after which the browser is in the room."""
    answer = launch(platform, client, hint)
    assert answer.status_code == 302, answer.content.decode()
    ticket = urlsplit(answer["Location"]).path
    page = client.get(ticket)
    return page if page.status_code != 200 else client.post(ticket, form)
