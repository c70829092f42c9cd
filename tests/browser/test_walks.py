"""A request's walk: a list of the last ones, one of them step by step, in the panel and in the drawing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import PATIENCE_MS, connected, pods_are, run, set_pace

pytest.importorskip("clusterviz.cluster.machinery.walks", reason="connections leave no walk yet")


@pytest.fixture
def walked(page: Page) -> Page:
    """A Pod has asked a Service, and got its answer; the walks are listed."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/c/new")
    page.get_by_role("button", name="three-nodes").click()
    connected(page)
    set_pace(page, "30")
    run(page, "kubectl create deployment web --image=nginx --replicas=2")
    pods_are(page, lambda pods: [pod.word for pod in pods] == ["Running", "Running"], "two Pods")
    run(page, "kubectl expose deployment web --port=80")
    run(
        page, "kubectl run ask --image=busybox -- sh -c 'sleep 5; wget -qO- http://web; sleep 999'"
    )  # proxies sync once a second
    page.get_by_role("tab", name="Walks").click()
    row = page.get_by_role("row").filter(has_text="default/ask")
    expect(row).to_contain_text("connected 200", timeout=PATIENCE_MS)
    set_pace(page, "1")
    row.get_by_role("button", name="web:80").click()
    expect(page.locator("#inspector-title")).to_have_text("default/ask → web:80", timeout=PATIENCE_MS)
    return page


def current(page: Page) -> int:
    """Which step is chosen, counted from 1."""
    return int(page.locator(".walk-step[aria-current=step] .no").inner_text())


def token(page: Page) -> tuple[float, float]:
    at = page.locator("#way .token")
    return float(at.get_attribute("cx") or 0), float(at.get_attribute("cy") or 0)


def test_the_arrows_go_from_step_to_step_and_the_token_with_them(walked: Page, axe: Callable[[Page], None]) -> None:
    steps = walked.locator(".walk-step")
    assert steps.count() >= 8
    steps.first.focus()
    assert current(walked) == 1
    places = [token(walked)]
    for number in range(2, steps.count() + 1):
        walked.keyboard.press("ArrowDown")
        assert current(walked) == number
        expect(steps.nth(number - 1)).to_be_focused()
        places.append(token(walked))
    box = walked.evaluate(
        """() => {
          const place = document.querySelector('.walk-step[aria-current=step]').dataset.place;
          const { x, y, w, h } = window.stage.diagram.boxes.get(place);
          return [place, x + w / 2, y + h / 2];
        }"""
    )
    assert box[0].startswith("pod/default/web-")
    assert places[-1] == (box[1], box[2])
    assert len(set(places)) >= 4  # the client, its machine's rules, CoreDNS, the Pod that answers
    walked.keyboard.press("Home")
    assert current(walked) == 1
    axe(walked)


def test_the_walk_plays_by_itself_says_each_step_and_can_be_stopped(walked: Page) -> None:
    play = walked.get_by_role("button", name="Walk it")
    status = walked.locator("#walk-at")
    play.click()
    expect(status).to_contain_text("step 3 of", timeout=PATIENCE_MS)
    sentence = walked.locator(".walk-step[aria-current=step] .sen").inner_text()
    play.click()
    at = current(walked)
    expect(play).not_to_have_attribute("aria-pressed", "true")
    walked.get_by_role("button", name="The next step").click()
    assert current(walked) == at + 1
    assert sentence
    expect(status).to_contain_text(walked.locator(".walk-step[aria-current=step] .sen").inner_text())


def test_the_way_is_gone_with_the_panel_and_leads_to_who_answered(walked: Page) -> None:
    expect(walked.locator("#way .token")).to_have_count(1)
    answered = walked.locator(".walk-end button")
    name = answered.inner_text().rpartition("/")[2]
    answered.click()
    expect(walked.locator("#inspector-title")).to_have_text(name, timeout=PATIENCE_MS)
    expect(walked.locator("#way .token")).to_have_count(0)


def test_with_reduced_motion_the_token_does_not_travel(walked: Page) -> None:
    walked.emulate_media(reduced_motion="reduce")
    walked.locator(".walk-step").first.focus()
    walked.keyboard.press("ArrowDown")
    assert walked.evaluate("() => document.querySelector('#way .token').getAnimations().length") == 0
