"""A class in real browsers: a teacher and three learners from the door to the tables, and a board for keys and ears."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import PATIENCE_MS, connected, eventually, run, told
from tutorial.running_server import Server, running_server
from tutorial.setup import places

PASSWORD = "a house made of glass"
NAMES = ("Noor", "Ivo", "Lena")
STOPS = 60  # so many presses of Tab reach anything on the board, however many learners sit in the room
SEATS = """
from django.utils import timezone
from lessons.models import Progress
from tutorial.classroom.models import Room, Seat
room = Room.objects.get(code={code!r})
for number in range(1, {many} + 1):
    seat = Seat.objects.create(room=room, visitor=f"made-{{room.code}}-{{number}}", number=number, nickname=f"Learner of desk {{number}}")
    kept = {{"since": 1, "first_s": int(timezone.now().timestamp()) - 5, "moment": [0, 0, 0], "done": number % 3 == 0}}
    Progress.objects.create(visitor=seat.visitor, lesson=room.lesson, step="three-copies", steps={{"three-copies": kept}})
Seat.objects.filter(room=room, number=7).update(hand_at=timezone.now(), note="Why is it silent?")
"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Four browsers and a server share a machine: nothing here is said within the usual five seconds."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server as `manage.py up --classroom` starts it."""
    with running_server(tmp_path_factory.mktemp("classroom"), name="uvicorn") as started:
        yield started
    assert "Traceback" not in started.log, started.log


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url


def manage(server: Server, *arguments: str, stdin: str = "") -> str:
    """A command of manage.py, for the database of the server that runs."""
    environment = os.environ | {"TUTORIAL_VAR": str(server.folder), "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
    command = [sys.executable, str(places.ROOT / "manage.py"), *arguments]
    ran = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, check=True)
    return ran.stdout


def signed_in(page: Page, server: Server, name: str) -> None:
    """The teacher takes the link that the server prints, and sets a password."""
    page.set_default_timeout(PATIENCE_MS)
    page.set_viewport_size({"width": 1440, "height": 900})
    link = re.search(r"http\S+", manage(server, "teacher", name, "--address", server.url))
    assert link is not None
    page.goto(link[0])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Open a room")).to_be_visible()


def opened_room(page: Page, title: str) -> str:
    """A room for "A node dies": its code."""
    page.get_by_label("What the class takes").select_option("a-node-dies")
    page.get_by_label("Its name").fill(title)
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_role("heading", name=f"Board of {title}")).to_be_attached()
    return page.url.split("/")[4]


def joined(page: Page, code: str, name: str, typed: bool = False) -> None:
    """With the code typed, or scanned, and a name, to the lesson."""
    if typed:
        page.goto("/join/")
        page.get_by_label("Code").fill(f"{code[:4]}-{code[4:]}".lower())
        page.get_by_role("button", name="Go on").click()
    else:
        page.goto(f"/join/{code}/")
    page.get_by_label("Your name here").fill(name)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(f"You join as {name}.")).to_be_visible()
    page.get_by_role("button", name="Yes, that is me").click()
    expect(page.locator("#words")).to_have_text(re.compile(r"^[a-z]+ [a-z]+ [a-z]+$"))
    page.get_by_role("link", name="Begin").click()
    connected(page)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def choose(page: Page, name: str) -> None:
    """A learner on the board."""
    row(page, name).get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_focused()


def vote_of(page: Page) -> Locator:
    """The vote in the bar at a learner's seat."""
    return page.get_by_role("complementary", name="Your class").get_by_role(
        "region", name="How long after the last sign"
    )


def soon(locator: Locator) -> None:
    expect(locator).to_be_visible()


def at_step(page: Page, step: str) -> None:
    page.wait_for_url(f"**/learn/a-node-dies/{step}/")
    connected(page)


def a_class(page: Page, newcomer: Callable[[], Page], server: Server, teacher: str) -> list[Page]:
    """A teacher at the board, and three learners in the lesson: each has a browser of their own."""
    signed_in(page, server, teacher)
    code = opened_room(page, "Monday")
    learners = []
    for name in NAMES:
        learners.append(newcomer())
        joined(learners[-1], code, name, typed=name == "Noor")
    for name in NAMES:
        soon(row(page, name))
    return learners


def test_a_teacher_sees_who_is_stuck_and_who_asks_helps_with_consent_and_fetches_everybody(
    page: Page, newcomer: Callable[[], Page], server: Server
) -> None:
    learners = a_class(page, newcomer, server, "Ada")
    noor, ivo, _lena = learners

    # Stuck: many tries and no progress. The board says so, and puts who needs help first.
    for _ in range(13):
        run(noor, "kubectl get nodes")
        noor.wait_for_timeout(250)  # five commands a second are the limit
    expect(page.get_by_role("row").nth(1)).to_contain_text("Noor")
    soon(row(page, "Noor").get_by_role("img", name="stuck"))
    expect(page.get_by_label("The class", exact=True)).to_contain_text("1 stuck")

    # A hand, with a note, and seen to.
    ivo.get_by_role("button", name="Raise your hand").click()
    ivo.get_by_label("What is it about?").fill("Why three?")
    ivo.get_by_role("button", name="Say it").click()
    hands = page.get_by_role("region", name="Hands")
    expect(hands).to_contain_text("Why three?")
    choose(page, "Ivo")
    page.get_by_role("button", name="Lower hand").click()
    soon(ivo.get_by_role("button", name="Raise your hand"))
    expect(hands).to_be_hidden()

    # Help, with consent: what the teacher does stands in the story under their name.
    choose(page, "Noor")
    page.get_by_role("button", name="Ask to help").click()
    soon(page.get_by_text("You asked Noor for leave to help"))
    connected(page)
    expect(page.get_by_role("combobox", name="Command")).to_be_hidden()
    soon(noor.get_by_text("Ada looks at your cluster, and asks for leave to help in it."))
    noor.get_by_role("button", name="Allow").click()
    soon(page.get_by_text("You help here."))
    connected(page)
    run(page, "kubectl create deployment web --image=nginx --replicas=3")
    noor.get_by_role("tab", name="Story").click()
    expect(noor.locator("#story")).to_contain_text("Ada")
    expect(noor.locator("#log")).to_contain_text("deployment.apps/web created")
    noor.get_by_role("button", name="Take it back").click()
    soon(page.get_by_text("You look on; Noor sees that."))
    page.get_by_role("button", name="Back to the board").click()
    expect(noor.get_by_text("Ada looks at your cluster")).to_be_hidden()

    # Everybody to step 2.
    page.get_by_role("link", name="2 The power goes").click()
    page.get_by_role("button", name="Push to step 2").click()
    for own in learners:
        at_step(own, "power-off")


def test_a_class_votes_is_hit_by_chaos_begins_again_looks_up_and_is_taken_away_as_tables(
    page: Page, newcomer: Callable[[], Page], server: Server, tmp_path: Path
) -> None:
    learners = a_class(page, newcomer, server, "Bo")
    _noor, ivo, lena = learners

    # A vote, secret until it is shown, and again.
    page.get_by_role("link", name="2 The power goes").click()
    page.get_by_role("button", name="Let them vote").click()
    for own, answer in zip(learners, ("10 s", "50 s", "50 s"), strict=True):
        vote = vote_of(own)
        soon(vote)
        vote.get_by_role("button", name=answer, exact=True).click()
        soon(vote.get_by_text("You can change your vote"))
        expect(vote.get_by_role("listitem")).to_have_count(0)
    votes = page.get_by_role("region", name="Vote")
    expect(votes.get_by_role("listitem").filter(has_text="50 s")).to_contain_text("2")
    page.get_by_role("button", name="Show the votes").click()
    shown = vote_of(ivo).get_by_role("listitem").filter(has_text="50 s")
    expect(shown).to_contain_text("2")
    page.get_by_role("button", name="Vote again").click()
    soon(vote_of(ivo).get_by_text("round 2"))
    page.get_by_role("button", name="End the vote").click()
    expect(vote_of(ivo)).to_be_hidden()

    # Chaos in every cluster, and back.
    page.get_by_text("Break something").click()
    page.get_by_role("button", name="Power node-2 off").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_contain_text("in 3 of 3 clusters")
    # Cinema races through the 40 s in which nobody notices: by the time a page is looked at, its headline may be a later one.
    for own in learners:
        expect(told(own, "kubelet/node-2")).to_contain_text("no power")
        expect(own.locator("#headline")).to_contain_text(re.compile("node-2 (has no power|stopped reporting)"))
    undo.click()
    for own in learners:
        expect(told(own, "kubelet/node-2")).not_to_contain_text("no power")
        expect(own.locator("#headline")).not_to_contain_text("node-2")

    # Begin again, and back: the pages follow by themselves.
    before = cluster_of(lena)
    page.get_by_text("Begin again").click()
    page.get_by_role("button", name="The lesson, for everybody").click()
    eventually(lena, lambda: cluster_of(lena), lambda now: now not in ("", before), "another cluster")
    page.get_by_role("button", name="Undo").click()
    eventually(lena, lambda: cluster_of(lena), lambda now: now == before, "the cluster that was")

    # The button that pauses everybody says what it does next, though it still has the focus.
    page.get_by_role("button", name="Pause everybody").click()
    page.get_by_role("button", name="Let time go on").click()
    expect(page.get_by_role("button", name="Pause everybody")).to_be_focused()

    # Eyes up: nothing else can be reached, and time stands still.
    page.get_by_role("button", name="Eyes up").click()
    eyes = lena.get_by_role("alertdialog", name="Eyes up")
    soon(eyes)
    expect(eyes).to_be_focused()
    assert lena.evaluate("document.querySelector('main').inert")
    page.get_by_role("button", name="Eyes up").click()
    expect(eyes).to_be_hidden()
    expect(lena.locator("main")).not_to_have_attribute("inert", "")

    # What remains: a row for each learner, and one for each of their steps.
    for kind, rows in (("Learners", 1 + 3), ("Steps", 1 + 3 * 4)):
        with page.expect_download() as download:
            page.get_by_role("region", name="Take away").get_by_role("link", name=kind).click()
        file = tmp_path / kind
        download.value.save_as(file)
        table = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
        assert (len(table), sorted({line[0] for line in table[1:]})) == (rows, sorted(NAMES))


def cluster_of(page: Page) -> str:
    """The cluster that the page shows."""
    try:
        return str(page.evaluate("document.querySelector('#stage')?.dataset.base ?? ''"))
    except Exception:  # the page is being loaded anew
        return ""


# -- the board, for keys and ears -------------------------------------------------------------------------------------------


def has_focus(control: Locator) -> bool:
    return bool(control.count()) and bool(control.first.evaluate("(element) => element === document.activeElement"))


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    expect(control).to_be_visible()
    for _ in range(STOPS):
        if has_focus(control):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{STOPS} presses of {key} do not reach {control}")


def test_a_board_of_three_hundred_is_worked_with_the_keyboard_alone_and_read_by_ear(page: Page, server: Server) -> None:
    signed_in(page, server, "Bea")
    code = opened_room(page, "Three hundred")
    manage(server, "shell", stdin=SEATS.format(code=code, many=300))
    page.goto(f"/teach/{code}/")

    # By ear: the table says what it is, each row whose it is, each cell what it means.
    table = page.get_by_role("table", name=re.compile("A node dies: 300 learners, 0 stuck"))
    expect(table).to_be_visible()
    expect(table.get_by_role("columnheader")).to_have_count(6)
    expect(table.get_by_role("columnheader", name="1 Three copies")).to_contain_text("100 done")
    expect(table.get_by_role("rowheader")).to_have_count(300)
    third = row(page, "Learner of desk 3 ").or_(row(page, "Learner of desk 3")).first
    expect(row(page, "Learner of desk 7").first.get_by_role("img", name="has raised a hand")).to_be_visible()
    expect(third).to_be_attached()
    done = page.locator("tr").filter(has=page.get_by_role("link", name="Learner of desk 3", exact=True))
    expect(done.get_by_role("img", name="done")).to_have_count(1)
    expect(done.get_by_role("img", name="not started")).to_have_count(3)

    # By key: the class is one stop of Tab; arrows move in it; Enter opens, Escape goes back.
    tab_to(page, page.get_by_role("button", name="Together"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Together")).to_have_attribute("aria-pressed", "true")
    tab_to(page, page.get_by_role("link", name="By name"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/?sort=name*")
    first = page.locator("#board tbody th a").first
    expect(first).to_have_text("Learner of desk 1")
    tab_to(page, first)
    page.keyboard.press("ArrowDown")
    second = page.locator("#board tbody th a").nth(1)
    expect(second).to_be_focused()
    name = second.inner_text()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name=name, exact=True)
    expect(heading).to_be_focused()
    expect(second).to_have_attribute("aria-current", "true")
    tab_to(page, page.get_by_label("A hint"))
    page.keyboard.type("Look at the node.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("A hint")).to_have_value("")
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#board tbody th a").last).to_be_focused()
    tab_to(page, page.get_by_text("Break something"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Slow etcd"))

    # A refusal is said, and nothing is lost: nobody's page shows a cluster to follow.
    tab_to(page, page.get_by_role("button", name="Broadcast"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Open the lesson yourself first")
    assert "sort=name" in page.url


# -- every page, for everybody ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_a_class_and_nothing_is_too_wide(
    page: Page, newcomer: Callable[[], Page], server: Server, axe: Callable[[Page], None], scheme: Any, width: int
) -> None:
    def looks_well(which: Page) -> None:
        axe(which)
        assert which.evaluate("document.documentElement.scrollWidth") <= width, which.url

    def shaped(which: Page) -> None:
        which.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        which.set_viewport_size({"width": width, "height": 900})

    signed_in(page, server, f"Cem {scheme} {width}")
    shaped(page)
    looks_well(page)
    code = opened_room(page, "A class with a name that is rather long for one")
    looks_well(page)
    learner = newcomer()
    shaped(learner)
    for address in ("/join/", f"/join/{code}/", "/sign-in/"):
        learner.goto(address)
        looks_well(learner)
    joined(learner, code, "Noor")
    looks_well(learner)
    learner.get_by_role("button", name="Raise your hand").click()
    manage(server, "shell", stdin=SEATS.format(code=code, many=12).replace("range(1,", "range(2,"))
    page.goto(f"/teach/{code}/?step=power-off")
    choose(page, "Noor")
    page.get_by_text("Break something").click()
    page.get_by_role("button", name="Let them vote").click()
    soon(page.get_by_role("region", name="Vote"))
    looks_well(page)
    soon(vote_of(learner))
    looks_well(learner)
    for address in ("?names=off", "door/", "roster/", "log/", "report/"):
        page.goto(f"/teach/{code}/{address}")
        looks_well(page)
    page.goto("/learn/a-node-dies/")
    page.goto(f"/teach/{code}/")
    page.get_by_role("button", name="Broadcast").click()
    learner.get_by_role("link", name="Follow it").click()
    connected(learner)
    looks_well(learner)
    page.get_by_role("button", name="Eyes up").click()
    soon(learner.get_by_role("alertdialog"))
    looks_well(learner)
