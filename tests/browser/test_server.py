"""The server itself: what every answer carries, on daphne and on uvicorn."""

import re
import urllib.request

from playwright.sync_api import Page, expect

from tutorial.running_server import Server


def test_every_page_is_closed_to_scripts_of_others(each_server: Server) -> None:
    with urllib.request.urlopen(each_server.url, timeout=20) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_scripts_and_styles_may_be_kept_for_ever_under_names_made_of_their_contents(each_server: Server) -> None:
    with urllib.request.urlopen(each_server.url, timeout=20) as answer:
        page = answer.read().decode()
    addresses = re.findall(r'"(/static/[^"]+\.(?:css|mjs))"', page)
    hashed = [address for address in addresses if re.search(r"\.[0-9a-f]{12}\.", address)]
    assert hashed, page
    for address in hashed:
        with urllib.request.urlopen(each_server.url + address, timeout=20) as answer:
            assert "immutable" in answer.headers["Cache-Control"], address


def test_an_error_in_the_console_does_not_go_unseen(page: Page, console_errors: list[str]) -> None:
    page.goto("/")
    expect(page.locator("body")).to_be_visible()
    page.evaluate("() => document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.evaluate("() => console.error('a slip')")
    expect(page.locator("body")).to_be_visible()
    assert any("CSP: script-src" in error for error in console_errors), console_errors
    assert "a slip" in console_errors
    console_errors.clear()
