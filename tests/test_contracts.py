"""The architecture holds because a machine says so: each import contract is broken once here, and says its own name."""

import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tutorial.setup import places

pytestmark = pytest.mark.slow

CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((places.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
PACKAGES = ("clusterviz", "lessons", "tutorial")


@dataclass(frozen=True)
class Breach:
    contract: str
    module: str  # a new module of this name …
    line: str  # … that holds this line


BREACHES = [
    Breach("house", "clusterviz.upwards", "import lessons.apps"),
    Breach("house", "lessons.upwards", "import tutorial.urls"),
    Breach("looking", "clusterviz.cluster.upwards", "import clusterviz.picture"),
    Breach("looking", "clusterviz.tools.upwards", "import clusterviz.live"),
    Breach("plain-model", "clusterviz.cluster.machinery.web", "from django.conf import settings"),
    Breach("plain-model", "clusterviz.cluster.wall_clock", "from time import time"),
    Breach("plain-model", "clusterviz.cluster.control_plane.etcd.loop", "import asyncio"),
    Breach("chance", "clusterviz.cluster.control_plane.kube_scheduler.dice", "import random"),
    Breach("chance", "lessons.course.dice", "from random import choice"),
    Breach("plain-tools", "clusterviz.tools.web", "from django.http import HttpRequest"),
    Breach("plain-tools", "clusterviz.picture.loop", "import asyncio"),
    Breach("plain-course", "lessons.course.web", "from django.db import models"),
    Breach("plain-course", "lessons.course.direct", "import clusterviz.live"),
    Breach("messages", "clusterviz.cluster.worker_node.kubelet.far", "import clusterviz.cluster.control_plane.etcd"),
    Breach("messages", "clusterviz.cluster.worker_node.kubelet.near", "from .. import kube_proxy"),
    Breach("machinery", "clusterviz.cluster.machinery.direct", "import clusterviz.cluster.worker_node.kubelet"),
    Breach("wiring", "clusterviz.cluster.saving", "import clusterviz.cluster.control_plane.etcd"),
    Breach("set-up", "tutorial.setup.early", "import yaml"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our packages' Python files, and the contracts."""
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(places.ROOT / package, folder / package, ignore=_all_but_python)
    shutil.copy(places.ROOT / "pyproject.toml", folder)
    return folder


def test_contracts_hold_in_an_untouched_copy(copy: Path) -> None:
    report = lint(copy)
    assert "Contracts: " in report, report
    assert broken_in(report) == [], report


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.contract}: {breach.module}")
def test_a_broken_contract_says_its_name_and_the_way_out(copy: Path, breach: Breach) -> None:
    contract = CONTRACTS[breach.contract]
    file = copy / Path(*breach.module.split(".")).with_suffix(".py")
    assert file.parent.is_dir(), f"{file.parent.relative_to(copy)} is not there: the contract watches an empty room"
    file.write_text(f"{breach.line}\n")
    try:
        report = lint(copy)
    finally:
        file.unlink()
    assert contract["name"] in broken_in(report), report
    assert breach.module in report
    assert contract["broken_contract_guidance"] in " ".join(report.split())


def test_every_contract_is_broken_once() -> None:
    assert {breach.contract for breach in BREACHES} == set(CONTRACTS)


def lint(folder: Path) -> str:
    """What lint-imports says; it keeps its cache there, so that only what changed is read again."""
    command = [str(places.venv_program("lint-imports")), "--cache-dir", str(folder / ".cache"), "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60).stdout


def broken_in(report: str) -> list[str]:
    """Names of the broken contracts."""
    one_line = " ".join(report.split())
    return [
        contract["name"]
        for contract in CONTRACTS.values()
        if re.search(re.escape(contract["name"]) + r" BROKEN", one_line)
    ]


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    return {
        name for name in names if name == "__pycache__" or not (name.endswith(".py") or (Path(folder) / name).is_dir())
    }
