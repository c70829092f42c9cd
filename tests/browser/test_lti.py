"""A platform on another site, in a real browser: what cookies, frames and policies let through, and what they do not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tutorial.running_server import Server, running_server
from tutorial.setup import places

pytest.importorskip("lti_tool", reason="the extra is not installed: requirements-lti.txt")
from tests.lti.platform import INSTRUCTOR, LTI, Platform

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture(scope="session")
def glass(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the extra switched on."""
    with ExitStack() as until_the_end:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TUTORIAL_LTI", "1")
            started = until_the_end.enter_context(running_server(tmp_path_factory.mktemp("lti")))
        yield started
    assert "Traceback" not in started.log, started.log


@pytest.fixture(scope="session")
def base_url(glass: Server) -> str:
    """No other server is needed here."""
    return glass.url


@pytest.fixture(scope="module")
def platform(glass: Server) -> Iterator[Platform]:
    """At 127.0.0.1, and the tool at localhost: for a browser these are two sites."""
    found = Platform()
    found.tool = glass.url.replace("127.0.0.1", "localhost")
    addresses = {"issuer": "", "auth-url": "/auth", "token-url": "/token", "keyset-url": "/keys"}
    words = [f"--{part}={found.address}{path}" for part, path in addresses.items()]
    words += [f"--client-id={found.client_id}", f"--deployment={found.deployment}"]
    command = [sys.executable, str(places.ROOT / "manage.py"), "lti", "add-platform", "Moodle", *words]
    environment = os.environ | {
        "TUTORIAL_VAR": str(glass.folder),
        "TUTORIAL_LTI": "1",
        "DJANGO_SETTINGS_MODULE": "tutorial.settings",
    }
    subprocess.run(command, cwd=places.ROOT, env=environment, check=True, capture_output=True)
    yield found
    found.close()


def keys(platform: Platform, page: Page) -> None:
    """The platform fetches the tool's public keys."""
    platform.keys_of_tool = page.request.get(f"{platform.tool}/lti/keys.json").json()


def test_a_learner_comes_from_another_site_and_their_grade_goes_back(platform: Platform, page: Page) -> None:
    keys(platform, page)
    platform.comes("noor", "Noor Ali")
    page.goto(f"{platform.address}/course?hint=noor")
    page.get_by_role("button", name="Monday").click()
    expect(page.get_by_label("Your name here")).to_have_value("Noor Ali")
    page.get_by_label("Your name here").fill("Noor")
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{platform.tool}/learn/a-node-dies/")
    expect(page.locator(".seat-bar")).to_contain_text("Noor")
    page.get_by_role("button", name="Create the Deployment").click()
    page.get_by_label("Pace", exact=True).select_option("60")
    expect(page.locator("#todo-title span")).to_have_text("1 of 1", timeout=60_000)
    ends_s = time.monotonic() + 60
    while not platform.scores and time.monotonic() < ends_s:
        page.wait_for_timeout(200)
    assert [(score["userId"], score["scoreGiven"]) for score in platform.scores] == [("user-noor", 1)]


def test_in_a_frame_a_window_is_offered_and_there_they_come_in(
    platform: Platform, page: Page, context: BrowserContext
) -> None:
    platform.comes("ivo", "Ivo")
    page.goto(f"{platform.address}/frame?hint=ivo")
    with context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Open the window").click()
    window = opened.value
    window.get_by_role("button", name="Go on").click()
    expect(window).to_have_url(f"{platform.tool}/learn/a-node-dies/")


def test_a_teacher_chooses_a_lesson_inside_of_the_platform(platform: Platform, page: Page) -> None:
    settings = {
        "deep_link_return_url": f"{platform.address}/chosen",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
    }
    claims = {LTI + "message_type": "LtiDeepLinkingRequest", DL + "deep_linking_settings": settings}
    platform.comes("ada", "Ada", INSTRUCTOR, **claims)
    page.goto(f"{platform.address}/frame?hint=ada")
    frame = page.frame_locator("iframe")
    frame.get_by_label("What the class takes").select_option("a-node-dies")
    frame.get_by_role("button", name="Go on").click()
    frame.get_by_role("button", name="Make the link").click()
    expect(frame.locator("body")).to_contain_text("The link is there.")
    assert len(platform.chosen) == 1


def test_another_site_shows_none_of_it_in_a_frame(platform: Platform, page: Page, console_errors: list[str]) -> None:
    platform.comes("eve", "Eve")
    stranger = Platform()
    stranger.tool, stranger.begins = platform.tool, platform.begins  # type: ignore[method-assign]
    page.goto(f"{stranger.address}/frame?hint=eve")
    page.wait_for_timeout(1500)
    assert page.frame_locator("iframe").get_by_role("link", name="Open the window").count() == 0
    assert any("frame-ancestors" in error for error in console_errors)
    console_errors.clear()
    stranger.close()
