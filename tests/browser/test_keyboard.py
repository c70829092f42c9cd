"""The same stories with the keyboard alone: no test here touches the mouse."""

from playwright.sync_api import Page, expect

from tests.browser.keyboard import arrow_to, deed, fastest, paste, press, tab_to
from tests.browser.stage import (
    GUESTBOOK,
    GUESTBOOK_APPLIED,
    PATIENCE_MS,
    all_running,
    answer,
    connected,
    drawn,
    eventually,
    pods_are,
    told,
)

A_NODE_DIES = "/learn/a-node-dies/"


def test_a_guestbook_is_applied_loses_its_node_and_is_whole_again_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/")
    press(page, page.get_by_role("link", name="Open a sandbox"))
    press(page, page.get_by_role("button", name="three-nodes"))
    connected(page)

    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Command")).to_be_focused()
    paste(page, f"kubectl apply -f - <<EOF\n{GUESTBOOK}EOF\n")
    expect(answer(page)).to_have_text(GUESTBOOK_APPLIED, use_inner_text=True, timeout=PATIENCE_MS)
    fastest(page)
    before = pods_are(page, lambda pods: all_running(pods, 4), "four Pods Running")
    dead = next(pod.node for pod in before if pod.app == "frontend")
    lost = {pod.name for pod in before if pod.node == dead}

    page.keyboard.press("Tab")
    deed(page, f"node/{dead}", "Power off")
    expect(drawn(page, f"node/{dead}")).to_contain_text("NotReady", timeout=PATIENCE_MS)
    expect(told(page, f"node/{dead}")).to_contain_text("NotReady", timeout=PATIENCE_MS)
    expect(told(page, f"node/{dead}")).to_be_focused()  # however often the tree was drawn again
    pods_are(
        page,
        lambda pods: all_running([pod for pod in pods if pod.name not in lost], 4),
        "four Pods Running on other nodes",
    )
    deed(page, f"node/{dead}", "Power on")
    after = pods_are(page, lambda pods: all_running(pods, 4), "the lost Pods cleaned up")
    assert not lost & {pod.name for pod in after}


def test_time_is_stopped_and_stepped_by_keys(page: Page) -> None:
    page.goto("/c/new")
    press(page, page.get_by_role("button", name="bare"))
    connected(page)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    clock = page.locator("#clock")
    before = stopped_clock(page)
    page.keyboard.press(".")
    expect(clock).not_to_have_text(before, timeout=PATIENCE_MS)
    before = stopped_clock(page)
    page.keyboard.press(",")
    expect(clock).not_to_have_text(before, timeout=PATIENCE_MS)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def stopped_clock(page: Page) -> str:
    """What the clock says when it says the same for half a second."""
    said: list[str] = []

    def look() -> list[str]:
        said.append(page.locator("#clock").inner_text())
        return said[-4:]

    return eventually(page, look, lambda last: len(last) == 4 and len(set(last)) == 1, "a clock that stands")[-1]


def test_the_panel_is_opened_read_and_closed_by_keys(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/c/new")
    press(page, page.get_by_role("button", name="three-nodes"))
    connected(page)
    page.keyboard.press("t")
    arrow_to(page, told(page, "node/node-1"))
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Panel")
    expect(panel).to_be_focused()
    expect(panel.get_by_role("heading", name="node-1")).to_be_visible()
    # Nobody has decided anything about it: what is in it comes first.
    tab_to(page, panel.get_by_role("tab", name="Inside"))
    page.keyboard.press("ArrowLeft")
    expect(panel.get_by_role("tab", name="Why?")).to_be_focused()
    expect(panel.get_by_role("tabpanel", name="Why?")).to_contain_text("renews its lease")
    for _ in range(3):  # Inside, State, Object
        page.keyboard.press("ArrowRight")
    expect(panel.get_by_role("tab", name="Object")).to_be_focused()
    expect(panel.get_by_role("tabpanel", name="Object")).to_contain_text("kind: Node")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(told(page, "node/node-1")).to_be_focused()


def ticked(page: Page, count: str) -> None:
    expect(page.locator("#todo-title span")).to_have_text(count, timeout=PATIENCE_MS)


def test_a_learner_takes_a_node_dies_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(A_NODE_DIES)
    connected(page)
    press(page, page.get_by_role("button", name="Create the Deployment"))
    fastest(page)
    ticked(page, "1 of 1")
    press(page, page.get_by_role("link", name="Next"))

    connected(page)
    press(page, page.get_by_role("button", name="50 s"))
    expect(page.get_by_role("button", name="Take the power away from node-2")).to_be_enabled(timeout=PATIENCE_MS)
    press(page, page.get_by_role("button", name="Take the power away from node-2"))
    ticked(page, "1 of 2")
    fastest(page)
    ticked(page, "2 of 2")
    press(page, page.get_by_role("link", name="Next"))

    connected(page)
    press(page, page.get_by_role("button", name="on node-1 or node-3"))
    fastest(page)
    ticked(page, "1 of 1")
    press(page, page.get_by_role("link", name="Next"))

    connected(page)
    press(page, page.get_by_role("button", name="No, they stay where they are"))
    expect(page.get_by_role("button", name="Give node-2 its power back")).to_be_enabled(timeout=PATIENCE_MS)
    press(page, page.get_by_role("button", name="Give node-2 its power back"))
    ticked(page, "2 of 2")
    expect(page.get_by_text("What happened")).to_be_visible(timeout=PATIENCE_MS)
