"""kustomize beside a real one: every folder of tests/tools/kustomize, character by character, where there is a kubectl 1.33."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from clusterviz.cluster.checkpoint import fork
from clusterviz.tools.playing.player import run

from .test_against_kubectl import EPOCH_MS, real_kubectl

ROOT = Path(__file__).with_name("kustomize")
FILES = {str(path.relative_to(ROOT)): path.read_text() for path in sorted(ROOT.glob("*/*"))}
FOLDERS = sorted({name.partition("/")[0]: None for name in FILES})


def ours(line: str, files: dict[str, str] | None = None) -> tuple[str, int | None]:
    program = run(fork("bare", 1, EPOCH_MS), line, dict(files or FILES))
    return program.text(), program.exit_status


@pytest.mark.skipif(not real_kubectl(), reason="there is no kubectl 1.33 on this machine")
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_becomes_what_kustomize_makes_of_it(folder: str) -> None:
    done = subprocess.run(
        [real_kubectl(), "kustomize", folder],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ours(f"kubectl kustomize {folder}") == (done.stdout.replace(str(ROOT), "/home/you"), done.returncode)


def test_what_is_not_read_here_is_said() -> None:
    files = {
        "a/kustomization.yaml": "helmCharts: [{name: x}]\n",
        "b/kustomization.yaml": "resources: [https://x.org/y]\n",
    }
    assert ours("kubectl kustomize a", files) == (
        "error: kustomization field helmCharts is not read here: write what it does into the files themselves\n",
        1,
    )
    assert ours("kubectl kustomize b", files) == (
        "error: accumulating resources from 'https://x.org/y': there is no way out to the internet from here\n",
        1,
    )


def test_a_folder_that_contains_itself_is_refused() -> None:
    files = {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n"}
    text, status = ours("kubectl kustomize a", files)
    assert (text.partition(":")[0], status) == ("error", 1)
    assert "cycle detected: candidate root '/home/you/a'" in text


def test_a_folder_and_a_file_are_not_read_together() -> None:
    assert ours("kubectl apply -k base -f base/svc.yaml") == ("error: only one of -f or -k can be specified\n", 1)
