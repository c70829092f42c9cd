"""A learner takes a lesson: with the mouse from the first paint to the last tick, and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import answer

A_NODE_DIES = "/learn/a-node-dies/"
RUNS_MS = 60_000  # so long a step may take on a busy machine


def faster(page: Page) -> None:
    page.get_by_label("Pace", exact=True).select_option("60")


def ticked(page: Page, count: str) -> None:
    expect(page.locator("#todo-title span")).to_have_text(count, timeout=RUNS_MS)


def test_a_learner_takes_a_node_dies_from_first_paint_to_last_tick(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(A_NODE_DIES)
    expect(page.get_by_role("heading", name="A node dies")).to_be_visible()
    expect(page.get_by_text("There is no Deployment web yet.")).to_be_visible()
    page.get_by_role("button", name="Create the Deployment").click()
    faster(page)
    ticked(page, "1 of 1")
    expect(page.locator("#left")).to_have_text("All done")
    page.get_by_role("link", name="Next").click()

    expect(page.get_by_role("button", name="Take the power away from node-2")).to_be_disabled()
    page.get_by_role("button", name="10 s", exact=True).click()
    page.get_by_role("button", name="Take the power away from node-2").click()
    ticked(page, "1 of 2")
    faster(page)
    ticked(page, "2 of 2")
    expect(page.locator(".bet .mine")).to_contain_text("you")
    expect(page.locator(".bet .right")).to_have_text("50 s it was")
    expect(page.get_by_text("10 s is how often a kubelet renews its Lease.")).to_be_visible()
    page.get_by_role("link", name="Next").click()

    page.get_by_role("button", name="on node-1 or node-3").click()
    faster(page)
    ticked(page, "1 of 1")
    expect(page.locator(".bet .right")).to_contain_text("you, and so it was")
    page.get_by_role("link", name="Next").click()

    page.get_by_role("button", name="No, they stay where they are").click()
    page.get_by_role("button", name="Give node-2 its power back").click()
    ticked(page, "2 of 2")
    expect(page.get_by_text("What happened")).to_be_visible()
    page.goto("/")
    expect(page.locator("#course .chapter").nth(2)).to_contain_text("1 of 8")


def test_a_beginner_takes_what_is_in_a_cluster(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/")
    page.get_by_role("link", name="Start the course").click()
    expect(page.get_by_role("heading", name="What is in a cluster")).to_be_visible()
    expect(page.locator("#left")).to_have_text("1 left on this step")
    page.get_by_role("button", name="List the nodes").click()
    ticked(page, "1 of 1")
    expect(page.locator("#log")).to_contain_text("control-plane")
    page.get_by_role("link", name="Next").click()

    page.get_by_role("button", name="etcd", exact=True).click()
    page.get_by_role("button", name="List all Pods").click()
    ticked(page, "1 of 1")
    expect(page.locator(".bet .mine")).to_contain_text("you")
    expect(page.locator(".bet .right")).to_contain_text("kube-apiserver")
    page.get_by_role("link", name="Next").click()

    page.get_by_role("button", name="the kubelet of a node").click()
    page.get_by_role("button", name="Run one Pod").click()
    faster(page)
    ticked(page, "3 of 3")
    expect(page.locator(".bet .right")).to_contain_text("you, and so it was")


def test_a_solution_is_typed_at_the_prompt_and_not_run(page: Page) -> None:
    page.goto(A_NODE_DIES)
    page.get_by_role("button", name="Hint 1 of 2").click()
    expect(page.get_by_text("The number of copies is called")).to_be_visible()
    page.get_by_role("button", name="Solution").click()
    page.get_by_role("button", name="Type it").click()
    expect(page.locator("#line")).to_have_value("kubectl create deployment web --image=nginx --replicas=3")
    expect(page.locator("#line")).to_be_focused()
    ticked(page, "0 of 1")


def test_on_a_phone_text_cluster_and_prompt_are_tabs(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(A_NODE_DIES)
    expect(page.get_by_role("heading", name="Three copies")).to_be_visible()
    expect(page.locator("#clock")).to_be_visible()
    page.get_by_role("button", name="Create the Deployment").click()
    expect(page.locator("#headline")).to_be_visible()
    expect(page.get_by_role("heading", name="Three copies")).to_be_hidden()
    expect(page.get_by_role("button", name="Prompt Something new")).to_be_visible()
    page.get_by_role("button", name="Text").click()
    expect(page.get_by_role("heading", name="Three copies")).to_be_visible()
    page.get_by_role("button", name="Prompt").click()
    expect(page.get_by_role("button", name="Prompt", exact=True)).to_be_visible()
    expect(answer(page)).to_have_text("deployment.apps/web created\n")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("address", ["/", "/where-we-differ/", A_NODE_DIES, f"{A_NODE_DIES}power-off/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_course_are_open_to_everyone(
    page: Page, axe: Callable[[Page], None], address: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(address)
    page.wait_for_timeout(500)
    axe(page)


@pytest.mark.parametrize("address", ["/", "/where-we-differ/", f"{A_NODE_DIES}power-off/"])
def test_nothing_is_wider_than_a_small_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_lesson_can_be_read_without_javascript(browser: object, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(A_NODE_DIES)
    expect(page.get_by_text("Computers fail.")).to_be_visible()
    page.get_by_role("button", name="Create the Deployment").click()
    expect(page.get_by_role("heading", name="A node dies")).to_be_visible()
    page.goto(f"{A_NODE_DIES}power-off/")
    page.get_by_role("button", name="50 s").click()
    expect(page.get_by_text("Now see what happens.")).to_be_visible()
    context.close()


EVERY_BLOCK = "/learn/every-block/"


def test_a_learner_answers_questions_of_every_type(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(EVERY_BLOCK)
    many = page.locator("#quiz-many")
    many.get_by_label("the kubelet of it").check()
    many.get_by_label("etcd of it").check()
    many.get_by_role("button", name="Answer").click()
    expect(many.get_by_text("Only the control plane has this one.")).to_be_visible()
    order = page.locator("#quiz-order")
    order.get_by_role("button", name="Answer").click()
    expect(order.get_by_role("alert")).to_contain_text("another place")
    for name, place in (("authentication", "1"), ("authorization", "2"), ("admission", "3")):
        order.get_by_label(name).select_option(place)
    order.get_by_role("button", name="Answer").click()
    expect(order.get_by_text("That is the order of the stages.")).to_be_visible()
    number = page.locator("#recall-number")
    number.get_by_label("Your number").fill("2")
    number.get_by_role("button", name="Answer").click()
    expect(number.get_by_text("There are more than these.")).to_be_visible()
    page.wait_for_function("window.stage?.diagram?.cy")
    page.evaluate("window.stage.diagram.cy.getElementById('node/node-2').emit('tap')")
    expect(page.locator("#predict-which .mine")).to_contain_text("node-2")
    page.get_by_role("button", name="Run it").click()
    faster(page)
    ticked(page, "1 of 1")
    expect(page.locator("#predict-which .right")).to_contain_text("it was")


def test_a_scene_a_pause_and_a_focus_reach_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{EVERY_BLOCK}scene/")
    expect(page.get_by_text("Look at the")).to_be_visible()
    expect(page.locator('[data-layer="request"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('[data-layer="watch"]')).to_have_attribute("aria-pressed", "false")
    page.wait_for_function("window.stage?.diagram?.cy?.getElementById('kube-scheduler').style('underlay-opacity') > 0")
    faster(page)
    expect(page.get_by_text("Somebody has stopped the")).to_be_visible(timeout=RUNS_MS)
    expect(page.get_by_text("What still works now?")).to_be_visible(timeout=RUNS_MS)


def test_a_learner_is_the_scheduler_with_the_keyboard_alone(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{EVERY_BLOCK}you/")
    page.locator("#be-place-begin").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Time stands still until you have chosen.")).to_be_visible()
    page.locator("#be-place-none").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#be-place")).to_contain_text("The scheduler binds mine to node-")
    expect(page.locator("#be-place")).to_contain_text("It weighs every node.")


def test_a_deed_is_undone_and_a_step_begins_again(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(A_NODE_DIES)
    page.get_by_role("button", name="Create the Deployment").click()
    faster(page)
    ticked(page, "1 of 1")
    page.get_by_role("button", name="Undo my last deed").click()
    ticked(page, "0 of 1")
    expect(page.get_by_text("There is no Deployment web yet.")).to_be_visible()
    page.get_by_role("button", name="Begin this step again").click()
    ticked(page, "0 of 1")
    page.get_by_role("button", name="Sandbox from here").click()
    page.wait_for_url("**/c/**")


@pytest.mark.parametrize(
    "address",
    [
        *(f"{EVERY_BLOCK}{step}" for step in ("", "scene/", "you/", "whole/")),
        *("/glossary/", "/search/?q=pod", "/recall/", "/resume/"),
    ],
)
def test_the_pages_around_the_lessons_are_open_to_everyone_and_fit_a_small_phone(
    page: Page, axe: Callable[[Page], None], address: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.wait_for_timeout(400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    axe(page)
