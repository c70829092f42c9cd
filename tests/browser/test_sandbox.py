"""The whole story with the mouse: a manifest from the shelf, a node that dies, a cluster that heals."""

from playwright.sync_api import Page, expect

from tests.browser.stage import (
    GUESTBOOK,
    GUESTBOOK_APPLIED,
    PATIENCE_MS,
    all_running,
    answer,
    drawn,
    open_sandbox,
    pods_are,
    right_click,
    run,
    set_pace,
    told,
)


def write_manifest(page: Page, text: str) -> None:
    page.get_by_role("tab", name="YAML").click()
    page.locator(".cm-content").click()  # once it is there: until then a plain textarea stands in its place
    page.keyboard.insert_text(text)


def test_a_guestbook_is_applied_loses_its_node_and_is_whole_again(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    write_manifest(page, GUESTBOOK)
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#apply-result")).to_have_text(GUESTBOOK_APPLIED, use_inner_text=True, timeout=PATIENCE_MS)

    set_pace(page, "60")
    before = pods_are(page, lambda pods: all_running(pods, 4), "four Pods Running")
    assert sorted(pod.app for pod in before) == ["frontend", "frontend", "frontend", "redis-leader"]
    expect(told(page, "deployment/default/frontend")).to_contain_text("3 of 3 ready")

    dead = next(pod.node for pod in before if pod.app == "frontend")
    lost = {pod.name for pod in before if pod.node == dead}
    right_click(page, f"node/{dead}").get_by_role("menuitem", name="Power off").click()
    expect(drawn(page, f"node/{dead}")).to_contain_text("NotReady", timeout=PATIENCE_MS)
    expect(told(page, f"node/{dead}")).to_contain_text("NotReady", timeout=PATIENCE_MS)
    expect(page.locator("#headline")).to_contain_text(f"{dead} stopped reporting")

    during = pods_are(
        page,
        lambda pods: all_running([pod for pod in pods if pod.name not in lost], 4),
        "four Pods Running on other nodes",
    )
    replacements = {pod for pod in during if pod not in before and pod.name not in lost}
    assert len(replacements) == len(lost)
    assert all(pod.node != dead for pod in replacements), replacements
    assert {pod.word for pod in during if pod.name in lost} == {"Terminating"}, during

    right_click(page, f"node/{dead}").get_by_role("menuitem", name="Power on").click()
    after = pods_are(page, lambda pods: all_running(pods, 4), "the lost Pods cleaned up")
    assert not lost & {pod.name for pod in after}
    expect(drawn(page, f"node/{dead}").locator(".st")).to_have_text("Ready", timeout=PATIENCE_MS)
    expect(told(page, f"node/{dead}").locator(".st")).to_have_text("Ready", timeout=PATIENCE_MS)


def test_a_manifest_with_an_error_is_marked_in_its_line(page: Page) -> None:
    open_sandbox(page, "bare")
    write_manifest(page, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n name: again\n")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#apply-result")).to_contain_text(
        "yaml: line 4: did not find expected key", timeout=PATIENCE_MS
    )
    expect(page.locator(".cm-gutter-lint .cm-lint-marker-error")).to_have_count(1)


def test_the_panel_says_what_a_component_is_and_stops_it(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    drawn_scheduler = drawn(page, "kube-scheduler").bounding_box()
    assert drawn_scheduler is not None
    page.mouse.click(drawn_scheduler["x"] + 20, drawn_scheduler["y"] + 20)
    panel = page.get_by_role("complementary", name="Panel")
    expect(panel.get_by_role("heading", name="kube-scheduler")).to_be_visible()
    panel.get_by_role("button", name="Stop").click()
    expect(told(page, "kube-scheduler")).to_contain_text("stopped", timeout=PATIENCE_MS)
    run(page, "kubectl run lonely --image=nginx")
    set_pace(page, "60")
    expect(answer(page)).to_have_text("pod/lonely created\n", timeout=PATIENCE_MS)
    waiting = pods_are(page, lambda pods: len(pods) == 1, "a Pod that nobody places")
    assert (waiting[0].node, waiting[0].word) == ("", "Pending")
    panel.get_by_role("button", name="Start").click()
    pods_are(page, lambda pods: all_running(pods, 1), "the Pod placed and Running")


def test_a_page_that_is_being_left_asks_nothing_more_of_its_cluster(page: Page) -> None:
    open_sandbox(page, "bare")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/tree/") else None)
    run(page, "kubectl run before --image=nginx")
    expect(told(page, "pod/default/before")).to_be_attached(timeout=PATIENCE_MS)
    assert asked
    page.evaluate("document.querySelector('form').dispatchEvent(new SubmitEvent('submit', { bubbles: true }))")
    asked.clear()
    run(page, "kubectl run after --image=nginx")
    expect(drawn(page, "pod/default/after")).to_be_attached(timeout=PATIENCE_MS)
    page.wait_for_timeout(1500)  # a second passes between a change and the question
    assert asked == []
    expect(told(page, "pod/default/after")).to_be_attached(timeout=PATIENCE_MS)  # it was not left after all
