"""The forms of the menu: something new without knowing kubectl, with the mouse, with the keyboard, and for everyone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import PATIENCE_MS, all_running, open_sandbox, pods_are, right_click, set_pace, told

ALREADY = 'pods "web" already exists'


def test_a_deployment_is_made_with_the_mouse(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    set_pace(page, "60")
    right_click(page, "kube-apiserver").get_by_role("menuitem", name="Create a Deployment…").click()
    form = page.get_by_role("dialog", name="Create a Deployment")
    expect(form.get_by_label("Name")).to_be_focused()
    form.get_by_label("Name").fill("shop")
    form.get_by_label("Replicas").fill("2")
    form.get_by_role("button", name="Create").click()
    expect(form).to_be_hidden()
    expect(page.locator("#log .run").last.locator(".cmd")).to_have_text(
        "kubectl create deployment shop --image=nginx --replicas=2"
    )
    pods = pods_are(page, lambda seen: all_running(seen, 2), "two Pods Running")
    assert {pod.app for pod in pods} == {"shop"}


def test_a_pod_is_put_on_a_node_with_the_keyboard_alone_after_two_mistakes(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    set_pace(page, "60")
    for name in ("web", "other"):
        told(page, "node/node-2").focus()
        page.keyboard.press("ContextMenu")
        menu = page.get_by_role("menu")
        expect(menu).to_be_visible()
        item = menu.get_by_role("menuitem", name="Create a Pod here…")
        while not item.evaluate("(one) => one === document.activeElement"):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        form = page.get_by_role("dialog", name="Create a Pod on node-2")
        field = form.get_by_label("Name")
        expect(field).to_be_focused()
        if name == "other":
            page.keyboard.type("Not_A_Name")  # what was proposed is selected
            page.keyboard.press("Enter")
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(field).to_be_focused()
            expect(field).to_have_accessible_description(re.compile('^metadata.name: Invalid value: "Not_A_Name"'))
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type("web")
            page.keyboard.press("Enter")
            expect(field).to_have_accessible_description(ALREADY)
            page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(form).to_be_hidden()
        expect(told(page, f"pod/default/{name}")).to_contain_text("Running", timeout=PATIENCE_MS)
    pods = pods_are(page, lambda seen: all_running(seen, 2), "two Pods Running")
    assert {(pod.name, pod.node) for pod in pods} == {("web", "node-2"), ("other", "node-2")}


def test_escape_closes_the_form_and_leads_back(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    item = told(page, "node/node-1")
    item.focus()
    page.keyboard.press("ContextMenu")
    page.get_by_role("menuitem", name="Create a Pod here…").press("Enter")
    form = page.get_by_role("dialog")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(item).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_form(page: Page, axe: Callable[[Page], None], scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": 1440, "height": 844})
    open_sandbox(page)
    right_click(page, "node/node-1").get_by_role("menuitem", name="Create a Pod here…").click()
    page.set_viewport_size({"width": width, "height": 844})
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("Not_A_Name")
    form.get_by_role("button", name="Create").click()
    expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    axe(page)
    box = form.bounding_box()
    assert box is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= width
