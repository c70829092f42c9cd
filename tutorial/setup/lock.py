"""`manage.py lock`: after a change of packages in pyproject.toml or package.json, pin exact versions and hashes anew.

What is locked stays as it is as long as it fits; no lock names a host, so that each machine asks its own registry.
"""

import json
import shutil
from pathlib import Path

from tutorial.setup import front_end, places, python_packages
from tutorial.setup.programs import run
from tutorial.setup.progress import step

HEADER = "# Written by `manage.py lock` from pyproject.toml: exact versions with hashes.\n"
NOT_LOCKED = "The versions could not be chosen; the words above say which do not fit together."


def lock() -> None:
    with step("uv"):
        pip = [str(places.VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]
        run(pip, otherwise=python_packages.NOT_INSTALLED)
    pinned = ["--constraints", str(python_packages.RUNTIME)]
    _lock_python(python_packages.RUNTIME, ["pyproject.toml"])
    _lock_python(python_packages.DEVELOPMENT, ["--group", "dev", *pinned])
    _lock_python(python_packages.NODE, ["--group", "node", *pinned])
    _lock_python(python_packages.LTI, ["--group", "lti", *pinned])
    _lock_front_end()


def _lock_python(file: Path, what: list[str]) -> None:
    with step(file.name):
        options = ["--universal", "--python-version=3.11", "--generate-hashes", "--quiet", "--output-file", str(file)]
        plain = ["--no-header", "--no-annotate", "--no-emit-index-url"]
        run([places.venv_program("uv"), "pip", "compile", *what, *options, *plain], otherwise=NOT_LOCKED)
        file.write_text(HEADER + file.read_text())


def _lock_front_end() -> None:
    file = places.ROOT / "package-lock.json"
    with step(file.name):
        environment = front_end.node_environment()
        npm = shutil.which("npm", path=environment["PATH"]) or "npm"
        options = ["--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit"]
        run([npm, "install", *options, "--no-fund"], otherwise=NOT_LOCKED, env=environment)
        locked = json.loads(file.read_text())
        for package in locked["packages"].values():
            package.pop("funding", None)  # addresses of sponsors
        file.write_text(json.dumps(locked, indent=2, ensure_ascii=False) + "\n")
