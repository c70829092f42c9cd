"""What Cytoscape draws is what the picture computed: nesting, places, sizes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import PATIENCE_MS, all_running, drawn, open_sandbox, pods_are, run, set_pace

# Everything that has a box: its own, and what Cytoscape makes of it: [parent, computed, drawn].
BOXES = """() => {
  const { cy, boxes } = window.stage.diagram;
  return Object.fromEntries([...boxes].map(([id, { x, y, w, h }]) => {
    const node = cy.getElementById(id);
    const at = node.position();
    const now = [at.x - node.width() / 2, at.y - node.height() / 2, node.width(), node.height()];
    return [id, [node.parent().id() ?? null, [x, y, w, h], now]];
  }));
}"""
CONTAINERS = """() => Object.fromEntries(
  window.stage.diagram.cy.nodes(".container").map((node) => [node.id(), node.ancestors().map((one) => one.id())])
)"""


def boxes_of(page: Page) -> dict[str, Any]:
    """Each element's parent. Fails when one is not drawn exactly where it was computed."""
    found = page.evaluate(BOXES)
    for name, (_, computed, now) in found.items():
        assert now == pytest.approx(computed, abs=1e-6), name
    return {name: parent for name, (parent, _, _) in found.items()}


@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_parents_are_cytoscapes_own_and_stand_exactly_where_they_were_computed(page: Page, width: int) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    set_pace(page, "60")
    run(page, "kubectl create deployment web --image=nginx --replicas=3")
    pods = pods_are(page, lambda seen: all_running(seen, 3), "three Pods Running")
    page.set_viewport_size({"width": width, "height": 900})
    if width < 1100:
        page.get_by_role("button", name="Cluster", exact=True).click()
    page.wait_for_function("() => window.stage.diagram.frame.clientWidth === window.stage.diagram.cy.width()")

    parents = boxes_of(page)
    assert parents["kube-scheduler"] == "plane"
    assert parents["node/node-1"] is None
    if width > 390:  # on a phone, processes are not drawn
        assert parents["kubelet/node-2"] == "node/node-2"
    assert {parents[f"pod/default/{pod.name}"] for pod in pods} == {f"node/{pod.node}" for pod in pods}
    assert page.evaluate(CONTAINERS) == {}


def test_a_pod_is_a_parent_while_its_containers_are_drawn(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    set_pace(page, "60")
    run(page, "kubectl run web --image=nginx")
    (pod,) = pods_are(page, lambda seen: all_running(seen, 1), "a Pod Running")
    for _ in range(3):
        page.get_by_role("button", name="Nearer").click()
    expect(drawn(page, "pod/default/web").get_by_text("running", exact=True)).to_be_attached(timeout=PATIENCE_MS)
    assert page.evaluate(CONTAINERS) == {"pod/default/web/web": ["pod/default/web", f"node/{pod.node}"]}
    boxes_of(page)
    page.evaluate("() => window.stage.diagram.select('pod/default/web/web')")
    boxes_of(page)  # the ring of a container stays in its Pod
    page.get_by_role("button", name="All of it").click()
    assert page.evaluate(CONTAINERS) == {}
    boxes_of(page)


def test_a_component_is_lit_while_it_acts_and_quiet_afterwards(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    run(page, "kubectl get pods")
    lit = page.locator("#labels [data-element='kube-apiserver'].act")
    expect(lit).to_be_attached(timeout=PATIENCE_MS)
    assert page.evaluate("(box) => getComputedStyle(box).boxShadow", lit.element_handle()) != "none"
    page.evaluate("() => window.stage.packets.add = () => {}")  # nobody says anything any more
    expect(page.locator("#labels .act")).to_have_count(0, timeout=PATIENCE_MS)
