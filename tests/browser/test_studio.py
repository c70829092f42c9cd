"""A teacher writes a lesson in the studio: begins, records, proves, publishes; and a learner takes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stage import PATIENCE_MS
from tutorial.running_server import Server
from tutorial.setup import places

PASSWORD = "a long enough word 7"
PLAYED_MS = 240_000  # a proof waits for others, and plays the lesson many times


def sign_in(page: Page, server: Server, name: str) -> None:
    """As a new teacher does it: with the link that `manage.py teacher` prints."""
    environment = os.environ | {"TUTORIAL_VAR": str(server.folder), "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
    command = [sys.executable, str(places.ROOT / "manage.py"), "teacher", name, "--address", server.url]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    page.goto(told.split()[-1])
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    with page.expect_navigation(timeout=PATIENCE_MS):
        page.locator("#again").press("Enter")


def test_a_teacher_records_a_lesson_and_a_learner_takes_it(page: Page, server: Server, browser: Browser) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, server, "anna")
    page.goto("/studio/")
    page.get_by_label("Begin a lesson. What is it called?").fill("A shop opens")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("textbox", name="The lesson as text")).to_be_visible(timeout=PATIENCE_MS)

    preview = page.frame_locator("#preview")  # shows the lesson when it has been tried out once
    expect(preview.get_by_role("heading", name="A first step")).to_be_visible(timeout=PLAYED_MS)
    page.evaluate("document.getElementById('preview').contentWindow.before = true")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("do below what a learner is to do")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_function(  # the preview begins again
        """() => {
          const { contentWindow, contentDocument } = document.getElementById("preview");
          return !contentWindow.before && contentDocument.readyState === "complete" && contentWindow.stage;
        }""",
        timeout=PATIENCE_MS,
    )
    preview.get_by_role("button", name="the scheduler").click()
    preview.get_by_role("button", name="Prompt", exact=True).click()
    preview.get_by_label("Pace", exact=True).select_option("60")
    prompt = preview.get_by_role("combobox", name="Command")
    prompt.fill("kubectl run shop --image=nginx")
    prompt.press("Enter")
    expect(preview.locator("#log .run").last).to_contain_text("pod/shop created", timeout=PATIENCE_MS)
    expect(preview.locator("#tree [data-element='pod/default/shop']")).to_contain_text("Running", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_label("The solution.")).to_have_value(
        "kubectl run shop --image=nginx\nsettle\n", timeout=PATIENCE_MS
    )
    expect(page.get_by_role("checkbox", name="The Pod shop runs")).to_be_checked()
    with page.expect_navigation(timeout=PATIENCE_MS):
        page.get_by_role("button", name="Put into the lesson").click()
    expect(page.get_by_role("heading", name="Proved")).to_be_visible(timeout=PLAYED_MS)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is in the course")).to_be_visible(timeout=PATIENCE_MS)

    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    learner = context.new_page()
    learner.goto("/")
    learner.get_by_role("link", name="A shop opens").click()
    learner.get_by_role("button", name="a kubelet").click()
    prompt = learner.get_by_role("combobox", name="Command")
    prompt.fill("kubectl run shop --image=nginx")
    prompt.press("Enter")
    expect(learner.locator("#todo-title span")).to_have_text("1 of 1", timeout=PATIENCE_MS)
    assert learner.goto("/studio/") is not None
    expect(learner.get_by_role("heading", name="Sign in to teach")).to_be_visible()
    context.close()


def test_the_editor_offers_what_may_stand_there(page: Page, server: Server, axe: Callable[[Page], None]) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, server, "bea")
    page.goto("/studio/")
    page.get_by_label("Begin a lesson. What is it called?").fill("Offers")
    page.get_by_role("button", name="Begin").click()
    text = page.locator(".cm-content")  # the editor has taken the place of the plain text
    expect(text).to_be_visible(timeout=PATIENCE_MS)
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n```")
    expect(page.get_by_role("option", name="check")).to_be_visible(timeout=PATIENCE_MS)
    axe(page)
    page.keyboard.type("check\nmo")
    expect(page.get_by_role("option", name="mode")).to_be_visible(timeout=PATIENCE_MS)
    mode = page.get_by_role("option", name="mode", selected=True)
    for _ in range(20):  # for a moment after they have come, the editor takes no key for the offers
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(100)
        if mode.is_visible():
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name="edge")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#key-help")).to_contain_text("mode: ")
    page.keyboard.press("Escape")


def test_a_draft_is_deleted_by_who_confirms_it(page: Page, server: Server, axe: Callable[[Page], None]) -> None:
    sign_in(page, server, "cem")
    page.get_by_role("link", name="Studio").first.click()
    page.get_by_label("Begin a lesson. What is it called?").fill("Not for long")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".cm-content")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("tab", name="Guide").click()
    page.get_by_role("link", name="Delete this draft").click()
    expect(page.get_by_role("heading", name="Delete this draft?")).to_be_visible(timeout=PATIENCE_MS)
    axe(page)
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Studio")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("link", name="Not for long")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_studio(
    page: Page, server: Server, axe: Callable[[Page], None], scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, server, f"{scheme}{width}")
    page.goto("/studio/")
    axe(page)
    page.get_by_label("Begin a lesson. What is it called?").fill(f"Seen {scheme} {width}")
    page.get_by_role("button", name="Begin").click()
    text = page.locator(".cm-content")  # the editor has taken the place of the plain text
    expect(text).to_be_visible(timeout=PATIENCE_MS)
    axe(page)
    page.get_by_role("tab", name="Guide").click()
    axe(page)
    page.get_by_role("tab", name="Preview").click()
    if width == 390:
        page.get_by_role("tab", name="Text").click()
    text.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("No front matter: ")
    page.keyboard.press("Control+s")
    expect(page.locator(".failures li").first).to_be_visible(timeout=PATIENCE_MS)
    axe(page)
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible(timeout=PATIENCE_MS)
    axe(page)


# 640 × 450 is a window of 1280 × 900 at a zoom of 200 %.
@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 450)])
def test_the_studio_fits_small_and_magnified(page: Page, server: Server, width: int, height: int) -> None:
    def fits(what: str) -> None:
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width, f"{what} is {wide} px wide on {width} px"

    page.set_viewport_size({"width": width, "height": height})
    sign_in(page, server, f"small {width}")
    fits("the start page of a teacher")
    page.goto("/studio/")
    fits("the shelf")
    page.get_by_label("Begin a lesson. What is it called?").fill(f"On {width} pixels")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".cm-content")).to_be_visible(timeout=PATIENCE_MS)
    for tab in ("Preview", "Guide", "Text"):
        page.get_by_role("tab", name=tab).click()
        fits(tab)
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible(timeout=PATIENCE_MS)
    fits("the versions")
