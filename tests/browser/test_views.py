"""The views of the diagram: the same map, with something else to read on it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import PATIENCE_MS, all_running, connected, drawn, open_sandbox, pods_are, run, set_pace


def with_three_pods(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_sandbox(page)
    set_pace(page, "60")
    run(page, "kubectl create deployment web --image=nginx --replicas=3")
    pods_are(page, lambda seen: all_running(seen, 3), "three Pods Running")


def choose(page: Page, view: str) -> None:
    page.get_by_label("View", exact=True).select_option(view)


def test_capacity_lies_over_the_nodes_and_follows_what_happens(page: Page) -> None:
    with_three_pods(page)
    expect(drawn(page, "kubelet/node-1")).to_be_attached()
    choose(page, "capacity")
    node = drawn(page, "node/node-1")
    expect(node.locator(".bar")).to_have_count(3, timeout=PATIENCE_MS)
    expect(node).to_contain_text("of 110")
    expect(drawn(page, "kubelet/node-1")).not_to_be_attached()
    expect(page.get_by_label("View", exact=True)).to_have_accessible_description(
        re.compile("^Requested of what each node offers. .*node-1: CPU")
    )
    overrides = '{"spec":{"nodeName":"node-1","containers":[{"name":"c","image":"nginx","resources":{"requests":{"cpu":"3700m"}}}]}}'
    run(page, f"kubectl run big --image=nginx --overrides='{overrides}'")
    expect(node.locator(".bar.full")).to_have_count(1, timeout=PATIENCE_MS)
    choose(page, "control")
    expect(drawn(page, "kubelet/node-1")).to_be_attached()
    expect(node.locator(".bar")).to_have_count(0)


def test_scheduling_shows_the_last_decision_on_every_node(page: Page) -> None:
    with_three_pods(page)
    run(page, "kubectl cordon node-1")
    expect(drawn(page, "node/node-1")).to_contain_text("cordoned", timeout=PATIENCE_MS)
    choose(page, "scheduling")
    run(page, "kubectl run late --image=nginx")
    expect(drawn(page, "node/node-1")).to_contain_text("NodeUnschedulable", timeout=PATIENCE_MS)
    winner = page.locator("#labels [data-element^='node/']:has(.verdict.win)")
    expect(winner).to_have_count(1)
    expect(winner).to_contain_text("points")
    expect(page.locator("#labels .l-said")).to_contain_text("late")
    chosen = winner.get_attribute("data-element")
    pods = pods_are(page, lambda seen: all_running(seen, 4), "four Pods Running")
    assert f"node/{next(pod.node for pod in pods if pod.name == 'late')}" == chosen


def test_ownership_shows_the_family_where_the_control_plane_stood(page: Page) -> None:
    with_three_pods(page)
    choose(page, "ownership")
    expect(drawn(page, "deployment/default/web")).to_contain_text("3 of 3 ready", timeout=PATIENCE_MS)
    expect(page.locator("#labels [data-element^='replicaset/default/web-']")).to_have_count(1)
    expect(drawn(page, "kube-apiserver")).not_to_be_attached()
    expect(drawn(page, "plane")).to_have_text("Workloads")
    expect(page.locator("#kin .line")).to_have_count(4)  # Deployment to ReplicaSet, and that to three Pods
    choose(page, "control")
    expect(drawn(page, "kube-apiserver")).to_be_attached()
    expect(drawn(page, "deployment/default/web")).not_to_be_attached()
    expect(page.locator("#kin .line")).to_have_count(0)


def test_network_shows_names_and_services_where_the_control_plane_stood(page: Page) -> None:
    with_three_pods(page)
    choose(page, "network")
    expect(drawn(page, "coredns")).to_contain_text("2 of 2 ready", timeout=PATIENCE_MS)
    expect(drawn(page, "plane")).to_have_text("Names and Services")
    expect(drawn(page, "kube-apiserver")).not_to_be_attached()
    expect(drawn(page, "kubelet/node-1")).not_to_be_attached()
    expect(drawn(page, "kube-proxy/node-1")).to_be_attached()
    run(page, "kubectl expose deployment web --port=80")
    service = drawn(page, "service/default/web")
    expect(service).to_contain_text("3 Pods", timeout=PATIENCE_MS)
    expect(page.locator("#kin .line")).to_have_count(3)
    expect(page.get_by_label("View", exact=True)).to_have_accessible_description(
        re.compile(r"^Service web, 10\.96\.[0-9.]+:80, leads to 3 Pods"), timeout=PATIENCE_MS
    )
    run(page, "kubectl scale deployment web --replicas=0")
    expect(service).to_contain_text("nobody is ready", timeout=PATIENCE_MS)
    expect(page.locator("#kin .line")).to_have_count(0)
    choose(page, "control")
    expect(service).not_to_be_attached()
    expect(drawn(page, "kube-apiserver")).to_be_attached()


def test_a_pod_that_is_replaced_leads_to_the_one_that_takes_its_place(page: Page) -> None:
    with_three_pods(page)
    run(page, "fault node-2 off")
    expect(page.locator("#kin .line").first).to_be_attached(timeout=PATIENCE_MS)
    expect(page.locator("#labels .l-kin")).to_have_text("replaced by")
    expect(page.locator("#kin .arrow")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["capacity", "scheduling"])
def test_axe_finds_nothing_in_the_views(page: Page, axe: Callable[[Page], None], scheme: str, view: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    with_three_pods(page)
    choose(page, view)
    expect(page.locator("#labels .l-over").first).to_be_attached(timeout=PATIENCE_MS)
    axe(page)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_bar_below_the_diagram_is_never_cut(page: Page, language: str) -> None:
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto("/c/new")
    page.get_by_role("button", name="three-nodes").click()
    connected(page)
    last = page.locator("[data-zoom=fit]")
    for width in (1440, 1400, 1366, 1280, 1100):
        page.set_viewport_size({"width": width, "height": 900})
        canvas, button = page.locator(".canvas").bounding_box(), last.bounding_box()
        assert canvas is not None
        assert button is not None
        assert button["x"] + button["width"] <= canvas["x"] + canvas["width"], f"at {width} px"
