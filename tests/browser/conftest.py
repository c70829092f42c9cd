"""Browser tests: the real server, as `manage.py up` starts it, and a Chromium in which no error goes unseen.

They run in a pytest call of their own (`pytest tests/browser`): Playwright and pytest-asyncio want the same event loop.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tutorial.running_server import Server, running_server
from tutorial.setup import chromium, places

os.environ.setdefault("TUTORIAL_LESSONS", str(places.ROOT / "tests" / "lessons" / "course"))
AXE = places.NODE_MODULES / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server as `manage.py up` starts it (daphne), for all tests."""
    with running_server(tmp_path_factory.mktemp("daphne")) as started:
        yield started
    assert "Traceback" not in started.log, started.log


@pytest.fixture(scope="session", params=["daphne", "uvicorn"])
def each_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Runs the test twice: on daphne, and on uvicorn, which classrooms use."""
    if request.param == "daphne":
        yield request.getfixturevalue("server")
    else:
        with running_server(tmp_path_factory.mktemp(request.param), name=request.param) as started:
            yield started
        assert "Traceback" not in started.log, started.log


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """So that `page.goto("/")` opens the home page."""
    return server.url


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The plugin's own lives for the whole run: it would send a file's pages to the server of the file before."""
    return browser_context_args | {"base_url": base_url}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = chromium.find()
    if program is None:
        pytest.fail(chromium.MISSING)
    return browser_type_launch_args | {"executable_path": program, "args": list(chromium.LAUNCH_ARGUMENTS)}


@pytest.fixture(autouse=True)
def console_errors(context: BrowserContext) -> Iterator[list[str]]:
    """Fails the test that left an error in the console, CSP reports included. Who expects one clears the list."""
    errors: list[str] = []
    overheard(context, errors)
    yield errors
    assert errors == []


def overheard(context: BrowserContext, errors: list[str]) -> None:
    """From now on, what goes wrong in this browser stands in the list."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            unloaded = message.text.startswith("Failed to load resource")
            errors.append(f"{message.text}: {message.location['url']}" if unloaded else message.text)

    context.on("console", said)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => console.error("
        "`CSP: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`))"
    )


@pytest.fixture
def newcomer(browser: Browser, base_url: str, console_errors: list[str]) -> Iterator[Callable[[], Page]]:
    """`newcomer()`: a page in a browser of its own, as one more person has it. Its errors fail the test, too."""
    contexts: list[BrowserContext] = []

    def made() -> Page:
        context = browser.new_context(base_url=base_url, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(60_000)  # several browsers on one machine
        overheard(context, console_errors)
        contexts.append(context)
        return context.new_page()

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with what axe finds wrong for people who cannot see, point or hear."""

    def check(page: Page) -> None:
        page.evaluate(AXE.read_text())
        violations = page.evaluate("() => axe.run().then((found) => found.violations)")
        assert not violations, "\n".join(
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
            + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in rule["nodes"])
            for rule in violations
        )

    return check
