"""What a person sees of a cluster on the page, and how they find their way on it: the words of the browser tests."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect

GUESTBOOK = (Path(__file__).parents[1] / "manifests" / "guestbook.yaml").read_text()
GUESTBOOK_APPLIED = (
    "service/redis-leader created\n"
    "deployment.apps/redis-leader created\n"
    "service/redis-follower created\n"
    "service/frontend created\n"
    "deployment.apps/frontend created"
)
AWAY = re.compile(r"\baway\b")  # the class of a page without its socket
PATIENCE_MS = 60_000  # a machine may be busy: so long a test waits for what must come

Seen = TypeVar("Seen")


@dataclass(frozen=True, order=True)
class Pod:
    """A Pod as somebody sees it."""

    name: str
    node: str
    word: str

    @property
    def app(self) -> str:
        return self.name.rsplit("-", 2)[0]


def open_sandbox(page: Page, preset: str = "three-nodes") -> None:
    """A new cluster, with the mouse, from the home page."""
    page.goto("/")
    page.get_by_role("link", name="Open a sandbox").click()
    page.get_by_role("button", name=preset).click()
    connected(page)


def connected(page: Page) -> None:
    """The page has its socket, and shows its cluster, unless that is behind a tab."""
    expect(page.locator("#stage")).not_to_have_class(AWAY, timeout=PATIENCE_MS)
    expect(page.locator("#clock")).not_to_have_text("00:00:00.000", timeout=PATIENCE_MS)
    if page.locator("#diagram").is_visible():
        expect(drawn(page, "kube-apiserver")).to_be_attached(timeout=PATIENCE_MS)


def drawn(page: Page, element: str) -> Locator:
    """The words of an element in the diagram."""
    return page.locator(f"#labels [data-element='{element}']")


def told(page: Page, element: str) -> Locator:
    """An element in the tree."""
    return page.locator(f"#tree [data-element='{element}']")


def pods_in_diagram(page: Page) -> list[Pod]:
    """Every Pod box with its word, and the node in whose box it lies."""
    found = page.evaluate(
        """() => {
          const { cy } = window.stage.diagram;
          const machines = cy.nodes().filter((box) => box.id().startsWith("node/"));
          return cy.nodes().filter((box) => box.id().startsWith("pod/")).map((box) => {
            const words = document.querySelector(`#labels [data-element="${box.id()}"] .st`);
            const at = box.position();
            const holds = machines.filter((machine) => {
              const { x1, x2, y1, y2 } = machine.boundingBox();
              return x1 < at.x && at.x < x2 && y1 < at.y && at.y < y2;
            });
            return [box.id().split("/").pop(), holds.nonempty() ? holds[0].id().slice(5) : "", words?.textContent ?? ""];
          });
        }"""
    )
    return sorted(Pod(*one) for one in found)


def pods_in_tree(page: Page) -> list[Pod]:
    """Every Pod of the tree with its word, and the item under which it stands."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('#tree [data-element^="pod/"]')]
          .filter((item) => item.dataset.element.split("/").length === 3) // the fourth would be a container
          .map((item) => {
          const parent = item.closest("ul[role=group]").parentElement.querySelector("[role=treeitem]");
          const place = parent.dataset.element;
          return [
            item.dataset.element.split("/").pop(),
            place.startsWith("node/") ? place.slice(5) : "",
            item.querySelector(".st")?.textContent ?? "",
          ];
        })"""
    )
    return sorted(Pod(*one) for one in found)


def eventually(page: Page, look: Callable[[], Seen], wanted: Callable[[Seen], bool], what: str) -> Seen:
    """Look again and again until it is as wanted; fail with what was seen last."""
    patience = time.monotonic() + PATIENCE_MS / 1000
    seen = look()
    while not wanted(seen):
        assert time.monotonic() < patience, f"{what}: not within {PATIENCE_MS} ms; last seen {seen}"
        page.wait_for_timeout(150)
        seen = look()
    return seen


def pods_are(page: Page, wanted: Callable[[list[Pod]], bool], what: str) -> list[Pod]:
    """The Pods are as wanted, and diagram and tree say the same of them."""

    def look() -> tuple[list[Pod], list[Pod]]:
        return pods_in_diagram(page), pods_in_tree(page)

    return eventually(page, look, lambda seen: seen[0] == seen[1] and wanted(seen[0]), what)[0]


def all_running(pods: list[Pod], count: int) -> bool:
    return len(pods) == count and all(pod.word == "Running" and pod.node for pod in pods)


def set_pace(page: Page, pace: str) -> None:
    page.get_by_label("Pace", exact=True).select_option(pace)


def run(page: Page, line: str) -> None:
    """Type a command at the prompt, and press Enter."""
    prompt = page.get_by_role("combobox", name="Command")
    prompt.fill(line)
    prompt.press("Enter")


def answer(page: Page) -> Locator:
    """What the last command at the prompt has printed so far."""
    return page.locator("#log .run").last.locator("pre")


def right_click(page: Page, element: str) -> Locator:
    """Right-click an element of the diagram where its name stands: its menu."""
    box = drawn(page, element).locator(".nm, .n1").first.bounding_box()
    assert box is not None, f"{element} is not in the diagram"
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, button="right")
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    return menu
