"""What hands do on the diagram: come nearer, point at a line, press long, drop a file, ask what a colour means."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import PATIENCE_MS, all_running, connected, drawn, open_sandbox, pods_are, run

LINK = "kube-apiserver|kube-scheduler"
MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dropped\n"


def middle_of(page: Page, element: str) -> tuple[float, float]:
    """Where an element of the graph is on the screen."""
    x, y = page.evaluate(
        """(id) => {
          const found = window.stage.diagram.cy.getElementById(id);
          const box = found.renderedBoundingBox();
          const frame = document.querySelector("#cy").getBoundingClientRect();
          return [frame.left + (box.x1 + box.x2) / 2, frame.top + (box.y1 + box.y2) / 2];
        }""",
        element,
    )
    return x, y


def test_from_near_a_pod_shows_its_containers_and_each_has_verbs(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    run(page, "kubectl run web --image=nginx")
    pods_are(page, lambda pods: all_running(pods, 1), "one Pod Running")
    page.evaluate(
        """() => {
          const { cy } = window.stage.diagram;
          window.stage.diagram.touched = true;
          cy.zoom(2);
          cy.center(cy.getElementById("pod/default/web"));
        }"""
    )
    expect(drawn(page, "pod/default/web").locator(".l-container")).to_have_text("webrunning")
    lies_inside = page.evaluate(
        """() => {
          const { cy } = window.stage.diagram;
          const pod = cy.getElementById("pod/default/web").boundingBox();
          const inner = cy.getElementById("pod/default/web/web").boundingBox();
          return pod.x1 < inner.x1 && inner.x2 < pod.x2 && pod.y1 < inner.y1 && inner.y2 < pod.y2;
        }"""
    )
    assert lies_inside
    page.mouse.click(*middle_of(page, "pod/default/web/web"), button="right")
    expect(page.get_by_role("menuitem", name="Kill this container")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("menuitem", name="Logs").click()
    expect(page.locator("#log")).to_contain_text("kubectl logs web -c web", timeout=PATIENCE_MS)


def test_a_line_is_cut_where_it_is_and_says_so(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    page.mouse.click(*middle_of(page, LINK), button="right")
    page.get_by_role("menuitem", name="Cut this link").click()
    expect(page.locator(".l-tag")).to_have_text("link cut", timeout=PATIENCE_MS)


def test_the_legend_opens_and_closes_with_the_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    page.get_by_role("button", name="Legend: colours, marks and glyphs").press("Enter")
    legend = page.get_by_role("dialog", name="Legend")
    expect(legend).to_contain_text("PUT, PATCH: change")
    page.keyboard.press("Escape")
    expect(legend).to_be_hidden()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").get_by_role("button", name="Legend").click()
    expect(legend).to_be_visible()


def test_a_dropped_file_is_applied(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    page.evaluate(
        """(text) => {
          const carried = new DataTransfer();
          carried.items.add(new File([text], "dropped.yaml"));
          for (const type of ["dragover", "drop"]) {
            const event = new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true });
            document.querySelector("#diagram").dispatchEvent(event);
          }
        }""",
        MANIFEST,
    )
    expect(page.locator("#log")).to_contain_text("configmap/dropped created", timeout=PATIENCE_MS)


def test_a_long_press_opens_the_verbs(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    x, y = middle_of(page, "kube-scheduler")
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    expect(page.get_by_role("menuitem", name="Stop")).to_be_visible(timeout=5000)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.get_by_role("menuitem", name="Stop")).to_be_visible()


def test_the_border_of_the_panel_is_moved_by_hand_and_by_keys_and_stays(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    panel, prompt = page.locator("#panel-story"), page.locator("#panel-prompt")
    before, wide = height(panel), width(prompt)
    border = page.get_by_role("separator", name="Height of the panel")
    box = border.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] - 96, steps=4)
    page.mouse.up()
    assert height(panel) == before + 100
    border.press("ArrowDown")
    assert height(panel) == before + 76
    page.get_by_role("separator", name="Width of the prompt").press("ArrowRight")
    assert width(prompt) == wide + 24
    page.reload()
    connected(page)
    assert (height(panel), width(prompt)) == (before + 76, wide + 24)
    page.get_by_role("separator", name="Height of the panel").press("Home")
    assert height(panel) == 90


def test_the_prompt_has_room_for_eighty_columns_and_the_diagram_for_its_tools_beside_the_panel(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    prompt, wide = page.locator("#panel-prompt"), page.get_by_role("button", name="Wide", exact=True)
    before = width(prompt)
    assert before == 540
    run(page, f"echo {'x' * 80}")
    answer = page.locator("#log pre").last
    expect(answer).to_contain_text("x" * 80)
    cut = "(pre) => pre.scrollWidth > pre.clientWidth"
    assert answer.evaluate(cut)
    wide.click()
    expect(wide).to_have_attribute("aria-pressed", "true")
    assert not answer.evaluate(cut)
    page.evaluate("stage.inspect('kube-scheduler')")
    expect(page.locator("#inspector")).to_be_visible()
    assert width(page.locator("#diagram")) >= 639, "the prompt gives way"
    page.keyboard.press("Escape")
    wide.click()
    expect(wide).to_have_attribute("aria-pressed", "false")
    assert width(prompt) == before
    page.set_viewport_size({"width": 1100, "height": 800})
    page.evaluate("stage.inspect('kube-scheduler')")
    expect(page.locator("#inspector")).to_be_visible()
    edge = page.locator("#diagram").bounding_box()
    fit = page.locator("[data-zoom=fit]").bounding_box()
    assert edge is not None
    assert fit is not None
    assert fit["x"] + fit["width"] <= edge["x"] + edge["width"]


def height(panel: Locator) -> int:
    return int(panel.evaluate("(panel) => panel.offsetHeight"))


def width(panel: Locator) -> int:
    return int(panel.evaluate("(panel) => panel.offsetWidth"))


def test_play_goes_on_at_the_pace_that_was_chosen_after_a_reload_too(page: Page) -> None:
    open_sandbox(page)
    page.get_by_label("Pace", exact=True).select_option("5")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.reload()
    connected(page)
    expect(page.get_by_label("Pace", exact=True)).to_have_value("5")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_label("Pace", exact=True)).to_have_value("5")


def test_an_apply_from_the_yaml_tab_stands_at_the_prompt_with_its_command(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    page.get_by_role("tab", name="YAML").click()
    page.locator(".cm-content").click()
    page.keyboard.insert_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nice}\ndata: {a: 1}\n")
    page.get_by_role("button", name="Apply").click()
    said = page.locator("#apply-result")
    expect(said.locator(".plainly")).to_contain_text('"data" has the wrong type', timeout=PATIENCE_MS)
    assert page.evaluate("document.scrollingElement.scrollHeight") == 900, "only what is in the panel scrolls"
    expect(page.locator("#log .cmd").last).to_have_text("kubectl apply -f -")
    expect(page.locator("#log .err").last).to_contain_text("cannot unmarshal number")
    page.reload()
    connected(page)
    expect(page.locator("#log .err").last).to_contain_text("cannot unmarshal number")
