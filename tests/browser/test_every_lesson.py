"""Every lesson of the course is solved by somebody who has no mouse and wants no motion: with the keyboard alone.

Each step: its questions are answered, its solution is asked for and typed, time runs, every box is ticked, and on to the
next one. A sample in `verify`, another whenever the course has grown; with EVERY_LESSON=1 all of them.
"""

from __future__ import annotations

import os
import random
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lessons.course import track
from lessons.course.lesson import Be, Lesson, Question, Step
from lessons.course.questions import MANY
from lessons.course.scripts import is_command, settles, time_line
from tests.browser.keyboard import fastest, press, tab_to
from tests.browser.stage import PATIENCE_MS, connected, eventually

COURSE = track.load().lessons
SAMPLE = 6
ALL = bool(os.environ.get("EVERY_LESSON"))
CHOSEN = list(COURSE) if ALL else sorted(random.Random(len(COURSE)).sample(list(COURSE), SAMPLE))
STEP_MS = 120_000  # so long a step may take on a busy machine


@pytest.mark.parametrize("lesson_id", CHOSEN)
def test_a_lesson_is_solved_with_the_keyboard_alone(page: Page, lesson_id: str) -> None:
    lesson = COURSE[lesson_id]
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/learn/{lesson_id}/")
    for number, step in enumerate(lesson.steps):
        expect(page.locator(f"#progress[data-step='{step.id}']")).to_be_attached(timeout=PATIENCE_MS)
        connected(page)
        take(page, step)
        if number + 1 < len(lesson.steps):
            press(page, page.locator("#next"))
    page.goto(f"/learn/{lesson_id}/")
    assert page.locator(".way .steps i.d, .way .steps i.c").count() == len(lesson.steps)
    expect(page.locator(".way .steps i:not(.d):not(.c)")).to_have_count(0)


def take(page: Page, step: Step) -> None:
    """From the first question to the last tick."""
    for question in step.questions:
        answer(page, question)
    for be in step.all(Be):
        play(page, be)
    if any(step.all(Be)):
        fastest(page)
    elif step.solution:
        solve(page, step)
    expect(page.locator("#progress[data-done]")).to_be_attached(timeout=STEP_MS)
    if step.checks:
        expect(page.locator("#left")).to_have_text("All done")
        expect(page.locator("#todo-title span")).to_have_text(f"{len(step.checks)} of {len(step.checks)}")


def solve(page: Page, step: Step) -> None:
    """Ask for the solution, and type it."""
    press(page, page.get_by_role("button", name="Solution", exact=True))
    lines = page.locator(".solved li")
    expect(lines).to_have_count(len(step.solution), timeout=PATIENCE_MS)
    written = [
        line.locator("code").text_content() or "" if line.locator("code").count() else "" for line in lines.all()
    ]
    fastest(page)
    page.keyboard.press("Tab")  # a key in a list of choices is a choice
    for at, line in enumerate(step.solution):
        if done(page):
            break
        if is_command(line):
            enter(page, lines.nth(at), written[at])
        elif at + 1 == len(step.solution):
            break  # what follows is waited for below
        elif settles(line):
            until_quiet(page)
        else:
            let_pass(page, time_line(line) or 0)


def done(page: Page) -> bool:
    return page.locator("#progress[data-done]").count() > 0


def answer(page: Page, question: Question) -> None:
    """Whatever comes first: one learns from what is wrong as well."""
    form = page.locator(f"#{question.kind}-{question.id}")
    go = form.get_by_role("button", name="Answer")
    if question.type == "number":
        tab_to(page, form.get_by_label("Your number"))
        page.keyboard.type("1")
        page.keyboard.press("Enter")
    elif question.type == "multi":
        tab_to(page, form.get_by_role("checkbox").first)
        page.keyboard.press("Space")
        press(page, go)
    elif question.type in MANY:
        for number, place in enumerate(form.get_by_role("combobox").all()):
            tab_to(page, place)
            for _ in range(number + 1):
                page.keyboard.press("ArrowDown")
        press(page, go)
    else:
        press(page, form.get_by_role("button").first)
    expect(form.locator("form")).to_have_count(0, timeout=PATIENCE_MS)


def play(page: Page, be: Be) -> None:
    """As the component: whichever choice comes first."""
    turns = page.locator(f"#be-{be.id}")
    press(page, turns.get_by_role("button", name="Begin"))
    for number in range(be.turns):
        press(page, turns.get_by_role("group").get_by_role("button").first)
        expect(turns.locator(".turn")).to_have_count(number + 1, timeout=PATIENCE_MS)


def enter(page: Page, line: Locator, written: str) -> None:
    """A command is typed at the prompt; of several lines, by the page itself. It is answered before the next one."""
    if "\n" in written:
        press(page, line.get_by_role("button", name="Type it"), "Shift+Tab")
        expect(page.locator("#rest")).to_be_visible()
    else:
        page.keyboard.press("/")
        page.keyboard.insert_text(written)
    expect(page.locator("#line")).to_be_focused()
    before = page.locator("#log .run").count()
    page.keyboard.press("Enter")
    expect(page.locator("#log .run")).to_have_count(before + 1)
    expect(page.locator("#log .run").last).to_have_attribute("data-status", re.compile(r"\d+"), timeout=STEP_MS)
    page.keyboard.press("Shift+Tab")  # away from where one types, so that keys mean what they mean on the page


def until_quiet(page: Page) -> None:
    """The button that lets time run until the cluster is quiet; then time goes on."""
    press(page, page.get_by_role("button", name="Run until quiet"), "Shift+Tab")
    play = page.get_by_role("button", name="Play", exact=True)
    expect(play).to_be_visible(timeout=STEP_MS)
    if not done(page):
        press(page, play, "Shift+Tab")


def let_pass(page: Page, milliseconds: int) -> None:
    """Wait while virtual time passes, or until all is done: then it rests."""
    until_ms = clock_ms(page) + milliseconds
    eventually(page, lambda: (clock_ms(page), done(page)), lambda seen: seen[0] >= until_ms or seen[1], "time passes")


def clock_ms(page: Page) -> int:
    hours, minutes, seconds = page.locator("#clock").inner_text().split(":")
    return int(hours) * 3_600_000 + int(minutes) * 60_000 + round(float(seconds) * 1000)


def test_the_course_is_long() -> None:
    assert len(COURSE) >= 52
    assert all(isinstance(lesson, Lesson) and lesson.steps for lesson in COURSE.values())
