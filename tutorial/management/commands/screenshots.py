"""`manage.py screenshots OUT`: every main screen in light and dark, wide and narrow, as a stranger would see it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand

from tutorial.running_server import running_server
from tutorial.setup import chromium

SIZES = {1440: 900, 1100: 800, 390: 844}
SCHEMES = ("light", "dark")
SCREENS = ("home", "sandbox", "lesson", "differences")
LOOK_MS = 3000  # time for the first frames to arrive


class Command(BaseCommand):
    """Starts a server of its own, visits it with a real Chromium, and writes NAME-SCHEME-WIDTH.png."""

    help = "Write screenshots of home, sandbox and lesson, light and dark, at 1440, 1100 and 390 px, into a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, help="the folder for the pictures")
        parser.add_argument("--only", choices=SCREENS, help="one screen")
        parser.add_argument("--width", type=int, choices=SIZES, help="one width")

    def handle(self, *args: Any, **options: Any) -> None:
        from playwright.sync_api import sync_playwright

        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        screens = [options["only"]] if options["only"] else list(SCREENS)
        widths = [options["width"]] if options["width"] else list(SIZES)
        with TemporaryDirectory() as folder, running_server(Path(folder)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.ensure(), args=list(chromium.LAUNCH_ARGUMENTS)
            )
            for width in widths:
                for scheme in SCHEMES:
                    size: Any = {"width": width, "height": SIZES[width]}
                    look: Any = scheme
                    context = browser.new_context(viewport=size, color_scheme=look, base_url=server.url)
                    for screen in screens:
                        page = context.new_page()
                        _visit(page, screen)
                        path = out / f"{screen}-{scheme}-{width}.png"
                        page.screenshot(path=path, full_page=screen in ("home", "differences"))
                        page.close()
                        self.stdout.write(str(path))
                    context.close()
            browser.close()


def _visit(page: Any, screen: str) -> None:
    match screen:
        case "home":
            page.goto("/")
        case "sandbox":
            page.goto("/c/new/")
            page.locator("form button[name=preset]").first.click()
            page.wait_for_timeout(LOOK_MS)
            _type(page, "kubectl create deployment web --image=nginx --replicas=3")
        case "lesson":
            page.goto("/learn/a-node-dies/")
        case "differences":
            page.goto("/where-we-differ/")
    page.wait_for_timeout(LOOK_MS)


def _type(page: Any, line: str) -> None:
    prompt = page.get_by_role("combobox", name="Command")
    narrow = not prompt.is_visible()
    if narrow:
        page.get_by_role("button", name="Prompt", exact=True).click()
    prompt.fill(line)
    prompt.press("Enter")
    if narrow:
        page.get_by_role("button", name="Cluster", exact=True).click()
    page.wait_for_timeout(LOOK_MS)
