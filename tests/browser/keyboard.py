"""How somebody finds their way with the keyboard alone: the words of the browser tests that touch no mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import PATIENCE_MS, told

STOPS = 120  # so many presses of Tab reach anything on a page


def has_focus(control: Locator) -> bool:
    return bool(control.count()) and bool(control.evaluate("(element) => element === document.activeElement"))


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the control has the focus."""
    expect(control).to_be_visible(timeout=PATIENCE_MS)
    for _ in range(STOPS):
        if has_focus(control):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{STOPS} presses of {key} do not reach {control}")


def press(page: Page, control: Locator, key: str = "Tab") -> None:
    """Go there with Tab, and press Enter."""
    tab_to(page, control, key)
    page.keyboard.press("Enter")


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("ControlOrMeta+v")


def arrow_to(page: Page, item: Locator) -> None:
    """Press the arrow down until the item of a tree or menu has the focus."""
    page.keyboard.press("Home")
    for _ in range(STOPS):
        if has_focus(item):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{STOPS} presses of the arrow do not reach {item}")


def deed(page: Page, element: str, label: str) -> None:
    """In the tree: to the element, and do to it what its menu offers."""
    page.keyboard.press("t")
    arrow_to(page, told(page, element))
    page.keyboard.press("m")
    choice = page.get_by_role("menuitem", name=label)
    expect(choice).to_be_visible()
    arrow_to(page, choice)
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_have_count(0)


def fastest(page: Page) -> None:
    tab_to(page, page.get_by_label("Pace", exact=True))
    page.keyboard.press("End")
    expect(page.get_by_label("Pace", exact=True)).to_have_value("60")
