"""No package stands below the version in which a known hole was closed, be it of the server or of the extra."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "floors.txt"


def pinned() -> dict[str, Version]:
    locked = "".join((ROOT / file).read_text() for file in ("requirements.txt", "requirements-lti.txt"))
    found = re.findall(r"^([\w.-]+)==([^ \\;]+)", locked, re.MULTILINE)
    return {name.lower().replace("_", "-"): Version(version) for name, version in found}


def floors() -> list[tuple[str, str, str]]:
    lines = [line for line in FLOORS.read_text().splitlines() if line and not line.startswith("#")]
    return [(name, floor, why) for name, floor, why in (line.split(None, 2) for line in lines)]


@pytest.mark.parametrize(("name", "floor", "why"), floors())
def test_what_is_pinned_is_not_below_its_floor(name: str, floor: str, why: str) -> None:
    assert name in pinned(), f"{name} is not used any more: take it out of {FLOORS.name}"
    assert pinned()[name] >= Version(floor), f"{name} {pinned()[name]} has a known hole: {why}"


def test_what_faces_the_network_has_a_floor() -> None:
    named = {name for name, _, _ in floors()}
    assert {"uvicorn", "h11", "websockets"} <= named, "what serves a class"
    assert {"django", "channels", "daphne", "twisted", "autobahn", "pyjwt", "jwcrypto", "requests", "urllib3"} <= named
