"""Browser tests: the real server, as `manage.py up` starts it, and a Chromium in which no error goes unseen.

They run in a pytest call of their own (`pytest tests/browser`): Playwright and pytest-asyncio want the same event loop.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tutorial.setup import chromium, places

AXE = places.NODE_MODULES / "axe-core" / "axe.min.js"
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server with a database of its own."""

    name: str
    url: str  # http://127.0.0.1:PORT, without a slash at the end
    folder: Path  # its state: database and secret key
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server as `manage.py up` starts it (daphne), for all tests."""
    with running("daphne", tmp_path_factory.mktemp("daphne")) as started:
        yield started


@pytest.fixture(scope="session", params=["daphne", "uvicorn"])
def each_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Runs the test twice: on daphne, and on uvicorn, which classrooms use."""
    if request.param == "daphne":
        yield request.getfixturevalue("server")
    else:
        with running(request.param, tmp_path_factory.mktemp(request.param)) as started:
            yield started


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """So that `page.goto("/")` opens the home page."""
    return server.url


@contextmanager
def running(name: str, folder: Path) -> Iterator[Server]:
    """Start a server on a free port, with its state in `folder`; end it afterwards and expect that it ended well."""
    port = free_port()
    environment = os.environ | {"TUTORIAL_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
    manage = [sys.executable, str(places.ROOT / "manage.py")]
    if name == "daphne":
        command = [*manage, "up", "--no-browser", "--port", str(port)]
    else:
        subprocess.run([*manage, "migrate", "--no-input"], env=environment, check=True, capture_output=True)
        command = [sys.executable, "-m", "uvicorn", "tutorial.asgi:application", "--port", str(port)]
        command += ["--log-level", "warning"]
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=places.ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(url, process, log)
        yield Server(name, url, folder, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert "Traceback" not in log.read_text(), log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience:
        assert process.poll() is None, f"The server ended at once:\n{log.read_text()}"
        try:
            urllib.request.urlopen(url, timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server did not answer within {START_SECONDS} s:\n{log.read_text()}")


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
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => console.error("
        "`CSP: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`))"
    )
    yield errors
    assert errors == []


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
