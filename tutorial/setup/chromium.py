"""A Chromium for the browser tests: the machine's own; else Playwright's download; else Debian's package."""

import contextlib
import itertools
import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tutorial.setup import places
from tutorial.setup.progress import step
from tutorial.setup.trouble import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROGRAMS = (
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
# No sandbox (root in a container has none), no graphics card, and none of Chromium's own talk with the network.
LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DOWNLOAD_SECONDS = 240
MISSING = (
    "The browser tests need Chromium, and none is here: install Chromium or Google Chrome "
    "(on Debian: sudo apt-get install chromium), or run `verify --fast`, which leaves them out."
)


def find() -> str | None:
    """The Chromium to start, or None. TUTORIAL_CHROMIUM names one outright."""
    named = os.environ.get("TUTORIAL_CHROMIUM")
    if named:
        return named
    on_path = (shutil.which(name) for name in NAMES)
    installed = (path for path in PROGRAMS if Path(path).is_file())
    return next(filter(None, itertools.chain(on_path, installed)), None) or _downloaded()


def ensure() -> str:
    """The Chromium to start; brought here when there is none."""
    found = find()
    for bring in WAYS:
        if found is None:
            with step(f"Chromium ({bring.__doc__})"):
                bring()
            found = find()
    if found is None:
        raise Trouble(MISSING)
    return found


def _downloaded() -> str | None:
    """What Playwright downloaded earlier; asked in a process of its own, as it wants no other event loop around."""
    question = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    try:
        told = subprocess.run([places.VENV_PYTHON, "-c", question], capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    path = told.strip()
    return path if path and Path(path).is_file() else None


def _download() -> None:
    """Playwright's download"""
    _try([str(places.VENV_PYTHON), "-m", "playwright", "install", "chromium"])


def _install_debian_package() -> None:
    """Debian's package"""
    if platform.system() == "Linux" and shutil.which("apt-get") and os.geteuid() == 0:
        _try(["apt-get", "update", "-q"])
        _try(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"])


def _try(command: list[str]) -> None:
    """Run it; whether it helped is seen by looking for Chromium again."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=DOWNLOAD_SECONDS,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )


WAYS: tuple[Callable[[], None], ...] = (_download, _install_debian_package)
