"""A class in four browsers: join, stuck, hand, help, push, vote, chaos, reset, export; and the board for everyone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.stage import PATIENCE_MS, connected
from tutorial.running_server import Server
from tutorial.setup import places

LESSON = "/learn/a-node-dies/"
PASSWORD = "seven green bottles"
PICTURES = os.environ.get("CLASSROOM_PICTURES")  # a folder, for who wants to look at the screens


@pytest.fixture
def people(browser: Browser, server: Server, console_errors: list[str]) -> Iterator[Callable[[], Page]]:
    """`people()` is somebody at a computer of their own. An error in a console fails the test."""
    contexts: list[BrowserContext] = []

    def arrive() -> Page:
        context = browser.new_context(
            base_url=server.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", lambda said: console_errors.append(said.text) if said.type == "error" else None)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        for width, height in ((1440, 900), (1100, 800), (390, 844)):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.wait_for_timeout(150)
                page.screenshot(path=Path(PICTURES) / f"{name}-{scheme}-{width}.png")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")


def link_of(server: Server, name: str) -> str:
    environment = os.environ | {"TUTORIAL_VAR": str(server.folder), "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
    command = [sys.executable, str(places.ROOT / "manage.py"), "teacher", name, "--address", server.url]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = re.search(r"http://\S+", said)
    assert found is not None, said
    return found[0]


def settle_in(page: Page, server: Server, name: str) -> None:
    page.goto(link_of(server, name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text(f"You teach here as {name}")).to_be_visible()


def join(page: Page, code: str, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="I have a room code").click()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Your name here").fill(name)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Yes, that is me").click()
    expect(page.locator("#words")).to_have_text(re.compile(r"^\w+ \w+ \w+$"))
    page.get_by_role("link", name="Begin").click()
    connected(page)


@pytest.mark.slow
def test_a_class_from_the_first_code_to_the_last_table(
    people: Callable[[], Page], server: Server, axe: Callable[[Page], None]
) -> None:
    ada, noor, ivo, lena = (people() for _ in range(4))
    settle_in(ada, server, "Ada")
    picture(ada, "teach")
    axe(ada)
    ada.get_by_label("What the class takes").select_option("a-node-dies")
    ada.get_by_label("Its name").fill("Monday")
    ada.get_by_role("button", name="Open the room").click()
    code = ada.locator(".count .big").inner_text()
    board = ada.url
    for page, name in ((noor, "Noor Aziz"), (ivo, "Ivo Petrov"), (lena, "Lena Vogel")):
        join(page, code, name)
    expect(ada.locator("tbody tr")).to_have_count(3, timeout=PATIENCE_MS)

    # Noor tries much and gets nowhere; the board says so without a reload.
    for _ in range(13):
        noor.get_by_role("combobox", name="Command").fill("kubectl get deployments")
        noor.get_by_role("combobox", name="Command").press("Enter")
        noor.wait_for_timeout(260)
    expect(ada.locator("tbody tr").first).to_contain_text("Noor Aziz", timeout=PATIENCE_MS)
    expect(ada.locator("tbody tr.stuck")).to_have_count(1, timeout=PATIENCE_MS)

    # A hand, and help that she allows.
    noor.locator("#hand-note").fill("Which command?")
    noor.get_by_role("button", name="Raise your hand").click()
    expect(ada.locator(".hands")).to_contain_text("Which command?", timeout=PATIENCE_MS)
    ada.get_by_role("link", name="Noor Aziz").first.click()
    picture(ada, "board")
    axe(ada)
    ada.get_by_role("button", name="Ask to help").click()
    connected(ada)
    expect(noor.locator("#seat")).to_contain_text("asks for leave to help", timeout=PATIENCE_MS)
    picture(noor, "seat")
    axe(noor)
    noor.get_by_role("button", name="Allow").click()
    expect(noor.locator("#seat")).to_contain_text("Ada helps in your cluster")
    ada.reload()
    connected(ada)
    ada.get_by_role("combobox", name="Command").fill("kubectl create deployment web --image=nginx --replicas=3")
    ada.get_by_role("combobox", name="Command").press("Enter")
    expect(noor.locator("#log")).to_contain_text("deployment.apps/web created", timeout=PATIENCE_MS)
    picture(ada, "visit")
    ada.get_by_role("button", name="Back to the board").click()

    # A push takes everybody along; a vote is secret until it is shown.
    ada.goto(f"{board}?step=power-off")
    ada.get_by_role("button", name="Push to step 2").click()
    for page in (noor, ivo, lena):
        expect(page).to_have_url(re.compile("/power-off/$"), timeout=PATIENCE_MS)
    ada.goto(f"{board}?step=power-off")
    ada.get_by_role("button", name="Let them vote").click()
    expect(ivo.locator(".vote")).to_be_visible(timeout=PATIENCE_MS)
    ivo.locator(".vote").get_by_role("button").nth(1).click()
    expect(ivo.locator(".vote [aria-pressed=true]")).to_have_count(1)
    expect(ivo.locator(".vote .hist")).to_have_count(0)
    ada.get_by_role("button", name="Show the votes").click()
    expect(ivo.locator(".vote .hist")).to_be_visible(timeout=PATIENCE_MS)
    picture(ada, "vote")
    ada.get_by_role("button", name="End the vote").click()

    # Chaos in every cluster, and taken back; then everybody begins again.
    ada.get_by_text("Break something").click()
    ada.get_by_role("button", name="Power node-2 off").click()
    expect(ada.get_by_role("button", name=re.compile("Undo: Power node-2 off: in 3 of 3"))).to_be_visible()
    expect(lena.locator("#tree [data-element='node/node-2']")).to_contain_text("no power", timeout=PATIENCE_MS)
    ada.locator("#undo").click()
    ada.get_by_text("Begin again").click()
    ada.get_by_role("button", name="The lesson, for everybody").click()
    expect(noor.get_by_text("0 of 1")).to_be_visible(timeout=PATIENCE_MS)

    ada.get_by_role("button", name="Eyes up").click()
    expect(lena.get_by_role("alertdialog")).to_be_visible(timeout=PATIENCE_MS)
    picture(lena, "eyes-up")
    with ada.expect_download() as told:
        ada.get_by_role("link", name="Learners", exact=True).click()
    assert "Noor Aziz" in Path(told.value.path()).read_text("utf-8-sig")
    for name in ("door", "roster", "report", "log"):
        ada.goto(f"{board.rstrip('/')}/{name}/")
        axe(ada)
        picture(ada, name)
    ada.goto(f"{board}?names=off")
    axe(ada)
    picture(ada, "projector")
    expect(ada.get_by_text("Noor Aziz")).to_have_count(0)
