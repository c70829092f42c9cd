"""The socket of the page: a server that dies and comes back, two viewers of one cluster, and a stranger."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.stage import (
    AWAY,
    PATIENCE_MS,
    all_running,
    answer,
    connected,
    pods_are,
    pods_in_diagram,
    run,
    set_pace,
)
from tutorial.running_server import Server, free_port, running_server

# How far a cluster has come is stored every 2 s: a kill undoes what time has brought since, but no command.
NOTED_MS = 5_000


def new_cluster(page: Page, url: str) -> str:
    """A sandbox of its own: its address."""
    page.goto(f"{url}/c/new")
    page.get_by_role("button", name="three-nodes").click()
    connected(page)
    return page.url


def test_the_page_of_a_killed_server_comes_back_to_the_same_cluster(
    page: Page, tmp_path: Path, console_errors: list[str]
) -> None:
    port = free_port()
    with running_server(tmp_path, port=port) as server:
        new_cluster(page, server.url)
        set_pace(page, "60")
        run(page, "kubectl create deployment web --image=nginx --replicas=3")
        before = pods_are(page, lambda pods: all_running(pods, 3), "three Pods Running")
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=PATIENCE_MS)
        page.wait_for_timeout(NOTED_MS)
        server.process.kill()
    expect(page.locator("#stage")).to_have_class(AWAY, timeout=PATIENCE_MS)
    expect(page.locator("#live")).to_have_text("The connection is gone. It comes back by itself.", timeout=PATIENCE_MS)
    run(page, "kubectl scale deployment web --replicas=4")
    with running_server(tmp_path, port=port):
        expect(page.locator("#stage")).not_to_have_class(AWAY, timeout=PATIENCE_MS)
        # What was typed meanwhile has not been lost.
        expect(answer(page)).to_have_text("deployment.apps/web scaled\n", timeout=PATIENCE_MS)
        set_pace(page, "60")
        after = pods_are(page, lambda pods: all_running(pods, 4), "four Pods Running")
        assert set(before) < set(after)
    assert console_errors
    assert all("WebSocket" in error or "ERR_CONNECTION_REFUSED" in error for error in console_errors), console_errors
    console_errors.clear()


def test_two_viewers_of_one_cluster_see_the_same(page: Page, context: BrowserContext, each_server: Server) -> None:
    address = new_cluster(page, each_server.url)
    other = context.new_page()
    other.goto(address)
    connected(other)
    set_pace(page, "60")
    expect(other.get_by_label("Pace", exact=True)).to_have_value("60", timeout=PATIENCE_MS)
    run(page, "kubectl create deployment web --image=nginx --replicas=3")
    one = pods_are(page, lambda pods: all_running(pods, 3), "three Pods Running")
    assert pods_are(other, lambda pods: all_running(pods, 3), "three Pods Running for the other") == one
    run(other, "kubectl scale deployment web --replicas=1")
    one = pods_are(page, lambda pods: all_running(pods, 1), "one Pod left")
    assert pods_are(other, lambda pods: all_running(pods, 1), "one Pod left for the other") == one
    other.reload()
    connected(other)
    assert pods_in_diagram(other) == one


@pytest.mark.parametrize("part", ["", "tree/", "inspect/?element=etcd", "story/"])
def test_a_stranger_finds_no_cluster(
    page: Page, browser: Browser, server: Server, part: str, console_errors: list[str]
) -> None:
    address = new_cluster(page, server.url)
    stranger = browser.new_context()
    try:
        answer_to_stranger = stranger.new_page().goto(address + part)
        assert answer_to_stranger is not None
        assert answer_to_stranger.status == 404
    finally:
        stranger.close()
    answer_to_owner = page.goto(address + part)
    assert answer_to_owner is not None
    assert answer_to_owner.status == 200


def test_a_strangers_socket_is_refused(page: Page, browser: Browser, each_server: Server) -> None:
    address = new_cluster(page, each_server.url)
    listen = """(address) => new Promise((told) => {
      const socket = new WebSocket(address.replace("http", "ws") + "ws");
      socket.onopen = () => socket.send(JSON.stringify({ do: "hello", seen: null }));
      socket.onmessage = (event) => told(Object.keys(JSON.parse(event.data)).includes("snapshot") ? "snapshot" : "frame");
      socket.onclose = () => told("closed");
    })"""
    assert page.evaluate(listen, address) == "snapshot"
    stranger = browser.new_context()
    try:
        elsewhere = stranger.new_page()
        elsewhere.goto(f"{each_server.url}/where-we-differ/")
        assert elsewhere.evaluate(listen, address) == "closed"
    finally:
        stranger.close()
