"""The near view: what is inside a thing, in the panel and in the drawing, and only for whom it is near."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.stage import PATIENCE_MS, answer, connected, drawn, eventually, pods_are, run, set_pace, told

PROBED = """apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx
    readinessProbe: {httpGet: {path: /nosuch, port: 80}, periodSeconds: 20}
    volumeMounts: [{name: data, mountPath: /data}]
  - name: log
    image: busybox
    command: [sh, -c, "sleep 9999"]
  volumes:
  - {name: data, emptyDir: {}}
"""


@pytest.fixture
def sandbox(page: Page) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/c/new")
    page.get_by_role("button", name="three-nodes").click()
    connected(page)
    set_pace(page, "10")
    return page


def apply(page: Page, manifest: str) -> None:
    page.evaluate("(text) => window.stage.prompt.run('kubectl apply -f -', text)", manifest)
    expect(answer(page)).to_contain_text("created", timeout=PATIENCE_MS)


def open_inside(page: Page, element: str) -> Locator:
    """Open the panel from the tree, and its tab, with the keyboard alone."""
    page.keyboard.press("t")
    item = told(page, element)
    expect(item).to_be_attached(timeout=PATIENCE_MS)
    item.focus()
    page.keyboard.press("Enter")
    tab = page.get_by_role("tab", name="Inside")
    expect(tab).to_be_visible(timeout=PATIENCE_MS)
    if tab.get_attribute("aria-selected") == "false":
        page.get_by_role("tab", name="Why?").focus()
        page.keyboard.press("ArrowRight")
    expect(tab).to_have_attribute("aria-selected", "true")
    return page.get_by_role("tabpanel", name="Inside")


def seconds(page: Page, time: Locator) -> int:
    found = re.fullmatch(r"in (\d+) s", time.inner_text())
    return int(found[1]) if found else 0


def test_a_pod_shows_its_processes_and_a_probe_counts_down(sandbox: Page, axe: Callable[[Page], None]) -> None:
    apply(sandbox, PROBED)
    inside = open_inside(sandbox, "pod/default/web")
    expect(inside).to_contain_text("sh -c sleep 9999", timeout=PATIENCE_MS)
    expect(inside).to_contain_text("/data")
    probe = inside.locator(".probes li")
    expect(probe).to_contain_text("GET :80/nosuch")
    expect(probe).to_contain_text("HTTP probe failed with statuscode: 404", timeout=PATIENCE_MS)
    time = probe.locator("time")
    set_pace(sandbox, "1")
    first = eventually(sandbox, lambda: seconds(sandbox, time), lambda left: left > 3, "a question to wait for")
    eventually(sandbox, lambda: seconds(sandbox, time), lambda left: 0 < left < first, "less to wait")
    eventually(sandbox, lambda: seconds(sandbox, time), lambda left: left > 15, "after the question, the next one")
    axe(sandbox)


def test_a_container_that_was_killed_too_often_says_when_it_starts_again(sandbox: Page) -> None:
    run(sandbox, "kubectl run crash --image=busybox -- sh -c 'exit 1'")
    expect(drawn(sandbox, "pod/default/crash")).to_contain_text("CrashLoopBackOff", timeout=PATIENCE_MS)
    set_pace(sandbox, "1")
    line = open_inside(sandbox, "pod/default/crash").locator(".due-line")
    expect(line).to_contain_text("starts again", timeout=PATIENCE_MS)
    expect(line.locator("time")).to_have_text(re.compile(r"in \d+ s"))


def test_a_service_opens_to_its_rules_and_each_rule_leads_to_a_pod(sandbox: Page, axe: Callable[[Page], None]) -> None:
    run(sandbox, "kubectl create deployment web --image=nginx --replicas=2")
    pods = pods_are(sandbox, lambda pods: [pod.word for pod in pods] == ["Running", "Running"], "two Pods")
    run(sandbox, "kubectl expose deployment web --port=80")
    inside = open_inside(sandbox, "service/default/web")
    chains = inside.locator(".chains code")
    expect(chains.nth(3)).to_be_visible(timeout=PATIENCE_MS)
    names = chains.all_inner_texts()
    assert names[0] == "KUBE-SERVICES"
    assert [re.sub(r"-[A-Z0-9]{16}$", "", name) for name in names[1:]] == ["KUBE-SVC", "KUBE-SEP", "KUBE-SEP"]
    expect(inside.get_by_text("50 %").first).to_be_visible()
    axe(sandbox)
    inside.get_by_role("button", name=pods[0].name).click()
    expect(sandbox.locator("#inspector-title")).to_have_text(pods[0].name, timeout=PATIENCE_MS)


def test_only_who_is_near_asks_for_the_inside_of_what_they_see(sandbox: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/inside?" in request.url:
            asked.append(request.url)

    sandbox.on("request", note)
    apply(sandbox, PROBED)
    pods_are(sandbox, lambda pods: [pod.word for pod in pods] == ["Running"], "the Pod")
    assert asked == []
    open_inside(sandbox, "pod/default/web")
    sandbox.get_by_role("button", name="Go near it in the diagram").press("Enter")
    box = drawn(sandbox, "pod/default/web")
    expect(box).to_contain_text("sh -c sleep 9999", timeout=PATIENCE_MS)
    expect(box.locator("time")).to_have_text(re.compile(r"in \d+ s|now"))
    assert all("of=pod%2Fdefault%2Fweb" in url for url in asked)
    size = box.locator(".ln").first.evaluate(
        "(line) => parseFloat(getComputedStyle(line).fontSize) * window.stage.diagram.cy.zoom()"
    )
    assert size >= 11.5  # px on the screen
    sandbox.get_by_role("button", name="All of it").click()
    expect(box).not_to_contain_text("sleep 9999", timeout=PATIENCE_MS)


def test_plus_goes_near_to_what_is_selected(sandbox: Page) -> None:
    run(sandbox, "kubectl create deployment web --image=nginx")
    pods = pods_are(sandbox, lambda pods: [pod.word for pod in pods] == ["Running"], "a Pod")
    run(sandbox, "kubectl expose deployment web --port=80")
    open_inside(sandbox, f"kube-proxy/{pods[0].node}")
    for _ in range(6):
        sandbox.keyboard.press("+")
    box = drawn(sandbox, f"kube-proxy/{pods[0].node}")
    expect(box).to_contain_text("default/web", timeout=PATIENCE_MS)
    expect(box).to_contain_text("100 %")


def test_with_reduced_motion_one_is_there_at_once(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/c/new")
    page.get_by_role("button", name="three-nodes").click()
    connected(page)
    zoom = page.evaluate(
        "() => { const { diagram } = window.stage; diagram.approach('kubelet/node-1'); return diagram.cy.zoom(); }"
    )
    assert zoom > 2.4


def test_from_near_coredns_tells_what_it_was_asked_and_what_it_answered(sandbox: Page) -> None:
    run(sandbox, "kubectl create deployment web --image=nginx --replicas=2")
    pods_are(sandbox, lambda pods: [pod.word for pod in pods] == ["Running", "Running"], "two Pods")
    run(sandbox, "kubectl expose deployment web --port=80")
    run(sandbox, "kubectl run ask --image=busybox -- sh -c 'sleep 5; nslookup web; sleep 9999'")
    sandbox.locator("#view").select_option("network")
    expect(drawn(sandbox, "coredns")).to_be_attached(timeout=PATIENCE_MS)
    sandbox.evaluate("() => window.stage.diagram.approach('coredns')")
    asked = drawn(sandbox, "coredns").locator(".ln", has_text="web.default.svc.cluster.local")
    expect(asked.filter(has_text=re.compile(r"→ 10\.96\."))).to_be_attached(timeout=PATIENCE_MS)
    sandbox.evaluate("() => window.stage.diagram.approach('service/default/web')")
    expect(drawn(sandbox, "service/default/web")).to_contain_text("50 %", timeout=PATIENCE_MS)


def test_on_a_phone_what_is_near_stands_over_the_drawing_in_one_column(
    sandbox: Page, axe: Callable[[Page], None]
) -> None:
    apply(sandbox, PROBED)
    pods_are(sandbox, lambda pods: [pod.word for pod in pods] == ["Running"], "the Pod")
    sandbox.set_viewport_size({"width": 390, "height": 844})
    sandbox.get_by_role("button", name="Cluster", exact=True).click()
    sandbox.wait_for_function("() => window.stage.diagram.mode === 'far'")
    sheet = sandbox.locator(".near-sheet")
    expect(sheet).to_be_hidden()
    sandbox.evaluate("() => window.stage.diagram.approach('pod/default/web')")
    expect(sheet).to_contain_text("sh -c sleep 9999", timeout=PATIENCE_MS)
    expect(sheet).to_contain_text("/data")
    assert sheet.evaluate("(one) => one.scrollWidth <= one.clientWidth && one.scrollHeight > one.clientHeight")
    axe(sandbox)
    sandbox.get_by_role("button", name="All of it").click()
    expect(sheet).to_be_hidden(timeout=PATIENCE_MS)
