"""The front-end packages: fetched with npm, and one bundle (the editor) built from them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tutorial.setup import places, python_packages, stamps
from tutorial.setup.programs import run
from tutorial.setup.progress import step

NODE_FROM = 20  # the oldest Node.js that our packages support
EDITOR_ENTRY = places.ROOT / "static" / "js" / "editor-entry.js"
EDITOR = places.BUILD / "editor.mjs"
NOT_INSTALLED = (
    "The front-end packages could not be installed; npm's own words are above. If they speak of the network, "
    "start again when it is back."
)


def ensure() -> None:
    packages = stamps.of_contents(places.ROOT / "package.json", places.ROOT / "package-lock.json")
    if not stamps.is_done(".installed", packages, places.NODE_MODULES):
        environment = node_environment()
        with step("Front-end packages of package-lock.json"):
            npm = shutil.which("npm", path=environment["PATH"]) or "npm"
            options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            run([npm, "ci", *options], otherwise=NOT_INSTALLED, env=environment)
        stamps.mark_done(".installed", packages, places.NODE_MODULES)
    editor = stamps.of_contents(packages, EDITOR_ENTRY)
    if EDITOR_ENTRY.is_file() and not (stamps.is_done("editor", editor) and EDITOR.is_file()):
        with step("The editor's bundle"):
            _bundle_editor()
        stamps.mark_done("editor", editor)


def node_environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are found: the machine's own, else the ones that pip brings."""
    # Schools and companies often look into https with a certificate of their own, which the system knows.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    if not machine_has_node():
        python_packages.ensure(python_packages.NODE)
        environment["PATH"] = f"{places.VENV_PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return environment


def machine_has_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    found = re.match(r"v(\d+)\.", version)
    return found is not None and int(found[1]) >= NODE_FROM


def node_program(package: str, program: str) -> Path:
    """A program that a front-end package brings, as the script that Node.js runs."""
    return places.NODE_MODULES / package / "bin" / program


def _bundle_editor() -> None:
    environment = node_environment()
    node = shutil.which("node", path=environment["PATH"]) or "node"
    command = [node, str(node_program("esbuild", "esbuild")), str(EDITOR_ENTRY), "--bundle", "--minify", "--format=esm"]
    options = ["--target=es2022", "--legal-comments=eof", f"--outfile={EDITOR}", "--log-level=warning"]
    run([*command, *options], otherwise="The editor could not be bundled; esbuild's words are above.", env=environment)
