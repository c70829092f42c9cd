"""Each package's README names what is in it: nothing that is gone, and nothing left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "clusterviz/cluster",
    "clusterviz/tools",
    "clusterviz/picture",
    "clusterviz/live",
    "lessons",
    "tutorial",
    "tutorial/classroom",
    "tutorial/lti",
    "tests",
)
NOT_ROOMS = ("__init__.py", "__pycache__", "migrations", "README.md")


def rooms(package: Path) -> set[str]:
    """The modules and folders directly in a package."""
    children = (child for child in package.iterdir() if child.name not in NOT_ROOMS and not child.name.startswith("."))
    return {child.name for child in children if child.suffix == ".py" or (child.is_dir() and any(child.iterdir()))}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_readme_names_every_room_of_its_package(package: str) -> None:
    folder = ROOT / package
    text = (folder / "README.md").read_text()
    named = {name.rstrip("/") for name in re.findall(r"`([\w./-]+?)`", text)}
    missing = sorted(rooms(folder) - named)
    assert missing == [], f"{package}/README.md does not say what these are for: {missing}"


@pytest.mark.parametrize("readme", ["README.md", *(f"{package}/README.md" for package in PACKAGES)])
def test_every_link_of_a_readme_leads_somewhere(readme: str) -> None:
    path = ROOT / readme
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), f"{readme} links to {target}, which does not exist"


def test_the_commands_of_the_readme_exist() -> None:
    from django.core.management import get_commands

    own = {"up", "verify", "lock", "python3", "lti"}  # `lti` is an extra: tests/lti/test_set_up.py
    text = (ROOT / "README.md").read_text()
    for command in re.findall(r"python3 manage\.py (\w+)", text) + re.findall(r"^\| `(\w+)[ `]", text, re.MULTILINE):
        assert command in own or command in get_commands(), f"README.md names a command that does not exist: {command}"
