"""The prompt: history, completion, what waits and is stopped, and time that stands still."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import (
    PATIENCE_MS,
    all_running,
    answer,
    connected,
    pods_are,
    pods_in_diagram,
    run,
    set_pace,
    told,
)


@pytest.fixture
def sandbox(page: Page) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/c/new")
    page.get_by_role("button", name="three-nodes").click()
    connected(page)
    return page


def prompt(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Command")


def test_history_is_walked_with_the_arrows(sandbox: Page) -> None:
    run(sandbox, "kubectl get nodes -o name")
    expect(answer(sandbox)).to_contain_text("node/node-3", timeout=PATIENCE_MS)
    run(sandbox, "kubectl get namespaces -o name")
    expect(answer(sandbox)).to_contain_text("namespace/kube-system", timeout=PATIENCE_MS)
    line = prompt(sandbox)
    line.press_sequentially("never mind")
    line.press("Escape")
    line.press("ArrowUp")
    expect(line).to_have_value("kubectl get namespaces -o name")
    line.press("ArrowUp")
    expect(line).to_have_value("kubectl get nodes -o name")
    line.press("ArrowUp")
    expect(line).to_have_value("kubectl get nodes -o name")
    line.press("ArrowDown")
    line.press("ArrowDown")
    expect(line).to_have_value("never mind")


def test_tab_completes_a_command(sandbox: Page) -> None:
    line = prompt(sandbox)
    line.press_sequentially("kubectl get nod")
    offered = sandbox.get_by_role("listbox", name="Completions")
    expect(offered.get_by_role("option").first).to_have_text("nodes", timeout=PATIENCE_MS)
    expect(line).to_have_attribute("aria-expanded", "true")
    line.press("Tab")
    expect(line).to_have_value("kubectl get nodes ")
    expect(line).to_be_focused()
    expect(offered.get_by_role("option", name="node-2")).to_be_visible(timeout=PATIENCE_MS)
    line.press("ArrowDown")
    expect(line).to_have_attribute("aria-activedescendant", "completion-0")


def test_a_watch_is_stopped(sandbox: Page) -> None:
    set_pace(sandbox, "60")
    run(sandbox, "kubectl get pods -w")
    stop = sandbox.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_visible(timeout=PATIENCE_MS)
    watch = sandbox.locator("#log .run").first.locator("pre")
    run(sandbox, "kubectl run one --image=nginx")
    expect(watch).to_contain_text("Running", timeout=PATIENCE_MS)
    stop.click()
    expect(stop).to_be_hidden(timeout=PATIENCE_MS)
    seen = watch.inner_text()
    run(sandbox, "kubectl delete pod one")
    expect(answer(sandbox)).to_contain_text('pod "one" deleted', timeout=PATIENCE_MS)
    pods_are(sandbox, lambda pods: pods == [], "the Pod gone")
    assert watch.inner_text() == seen


def test_what_is_written_while_time_stands_is_stored_and_nobody_reacts(sandbox: Page) -> None:
    sandbox.get_by_role("button", name="Pause").click()
    expect(sandbox.get_by_role("button", name="Play")).to_be_visible(timeout=PATIENCE_MS)
    run(sandbox, "kubectl create deployment web --image=nginx --replicas=3")
    expect(answer(sandbox)).to_have_text("deployment.apps/web created\n", timeout=PATIENCE_MS)
    expect(told(sandbox, "deployment/default/web")).to_contain_text("0 of 3 ready", timeout=PATIENCE_MS)
    assert pods_in_diagram(sandbox) == []
    run(sandbox, "kubectl get deployments -o name")
    expect(answer(sandbox)).to_have_text("deployment.apps/web\n", timeout=PATIENCE_MS)

    # What was asked took its milliseconds too: who has decided meanwhile is in the story, and the step brings the next.
    story = sandbox.locator("#story li")
    before = story.count()
    sandbox.get_by_role("button", name="Step: the next decision").click()
    expect(story.nth(before)).to_contain_text("web-", timeout=PATIENCE_MS)
    expect(sandbox.get_by_role("button", name="Play")).to_be_visible()
    sandbox.get_by_role("button", name="Run until quiet").click()
    pods_are(sandbox, lambda pods: all_running(pods, 3), "three Pods Running")
    expect(sandbox.get_by_role("button", name="Play")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.parametrize("width", [1440, 390])
def test_kubectl_edit_opens_the_yaml_tab_and_prints_what_came_of_it(sandbox: Page, width: int) -> None:
    run(sandbox, "kubectl create configmap conf --from-literal=a=one")
    expect(answer(sandbox)).to_have_text("configmap/conf created\n", timeout=PATIENCE_MS)
    sandbox.set_viewport_size({"width": width, "height": 900})
    if width < 1100:
        sandbox.get_by_role("button", name="Prompt").click()
    editor = sandbox.get_by_role("textbox", name="Manifest")
    run(sandbox, "kubectl edit configmap conf")
    expect(sandbox.get_by_text("You edit configmap/conf")).to_be_visible(timeout=PATIENCE_MS)
    expect(editor).to_contain_text("a: one", timeout=PATIENCE_MS)
    expect(editor).to_be_focused()
    expect(sandbox.get_by_role("button", name="Apply", exact=True)).to_be_hidden()
    editor.get_by_text("one", exact=True).dblclick()
    sandbox.keyboard.type("two")
    sandbox.get_by_role("button", name="Save", exact=True).click()
    expect(answer(sandbox)).to_have_text("configmap/conf edited\n", timeout=PATIENCE_MS)
    expect(sandbox.get_by_text("It waits until you save.")).to_be_hidden()
    run(sandbox, "kubectl edit configmap conf")
    expect(editor).to_contain_text("a: two", timeout=PATIENCE_MS)
    sandbox.get_by_role("button", name="Cancel", exact=True).click()
    expect(answer(sandbox)).to_have_text("Edit cancelled, no changes made.\n", timeout=PATIENCE_MS)


def test_an_unknown_command_says_what_there_is(sandbox: Page) -> None:
    run(sandbox, "kubeclt get pods")
    expect(answer(sandbox)).to_contain_text("kubeclt", timeout=PATIENCE_MS)
    run(sandbox, "kubectl get pdos")
    expect(answer(sandbox)).to_have_text(
        'error: the server doesn\'t have a resource type "pdos"\n', timeout=PATIENCE_MS
    )


def test_a_forwarded_port_opens_the_pods_page(sandbox: Page) -> None:
    set_pace(sandbox, "60")
    run(sandbox, "kubectl run web --image=nginx --port=80")
    expect(answer(sandbox)).to_contain_text("pod/web created", timeout=PATIENCE_MS)
    run(sandbox, "kubectl wait --for=condition=Ready pod/web")
    expect(answer(sandbox)).to_contain_text("condition met", timeout=PATIENCE_MS)
    run(sandbox, "kubectl port-forward pod/web 8080:80")
    page = sandbox.get_by_role("region", name="The Pod's page")
    page.get_by_role("button", name="Open").click(timeout=PATIENCE_MS)
    expect(page.get_by_role("status")).to_have_text("http://127.0.0.1:8080/ answered 200", timeout=PATIENCE_MS)
    expect(page).to_contain_text("Welcome to nginx")
    page.get_by_label("Path").fill("nowhere")
    page.get_by_label("Path").press("Enter")
    expect(page.get_by_role("status")).to_have_text("http://127.0.0.1:8080/nowhere answered 404", timeout=PATIENCE_MS)
    sandbox.get_by_role("button", name="Stop").click()
    expect(page).to_have_count(0, timeout=PATIENCE_MS)


def test_one_stays_on_a_machine_until_exit(sandbox: Page) -> None:
    line = prompt(sandbox)
    dollar = sandbox.locator("#prompt .dollar")
    expect(dollar).to_have_text("$")
    line.fill("ssh node-1")
    line.press("Enter")
    expect(dollar).to_have_text("root@node-1:~#", timeout=PATIENCE_MS)
    line.fill("pstree")
    line.press("Escape")
    line.press("Enter")
    last = sandbox.locator("#log .run").last
    expect(last.locator("pre")).to_contain_text("containerd-shim", timeout=PATIENCE_MS)
    expect(last.locator(".cmd")).to_have_text("pstree")
    expect(last.locator(".cmd")).to_have_attribute("data-at", "root@node-1:~#")
    line.press_sequentially("journ")
    offered = sandbox.get_by_role("listbox", name="Completions")
    expect(offered.get_by_role("option").first).to_have_text("journalctl", timeout=PATIENCE_MS)
    line.press("Escape")
    sandbox.reload()
    connected(sandbox)
    expect(dollar).to_have_text("root@node-1:~#", timeout=PATIENCE_MS)
    line.fill("exit")
    line.press("Escape")
    line.press("Enter")
    expect(dollar).to_have_text("$")
    expect(sandbox.locator("#log .run").last.locator("pre")).to_contain_text("Connection to node-1 closed.")
