"""The page's kubectl beside a real one: every command of offline.commands, character by character, where there is a kubectl 1.33."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from clusterviz.cluster.checkpoint import fork
from clusterviz.tools.kubectl.commands import COMMANDS as COMMANDS_HERE
from clusterviz.tools.kubectl.flags import GLOBAL
from clusterviz.tools.kubectl.invocation import Command
from clusterviz.tools.playing.player import run

pytestmark = pytest.mark.slow  # a process of the real kubectl for each command
TABLE = Path(__file__).with_name("offline.commands")
EPOCH_MS = 1_767_225_600_000
FILES = {
    "conf.txt": "first=1\nsecond=2\n",
    "dir/one.txt": "1\n",
    "dir/two.txt": "2",
    "my.env": "# comment\nA=1\nB=two words\n\n",
    "pod.yaml": """apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
  - name: web
    image: nginx
    env:
    - {name: A, value: "0"}
""",
    "svc.yaml": """apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
  - port: 80
""",
    "deploy.yaml": """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx
""",
    "rb.yaml": """apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: b
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
""",
}
COMMANDS = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]


@cache
def real_kubectl() -> str:
    """A kubectl 1.33, or "": by its own name, as `kubectl`, or beside what `kubectl` links to."""
    candidates = [shutil.which("kubectl.1.33"), shutil.which("kubectl")]
    if candidates[1]:
        candidates.append(str(Path(candidates[1]).resolve().with_name("kubectl.1.33")))
    for found in candidates:
        if found and os.access(found, os.X_OK):
            said = subprocess.run([found, "version", "--client"], capture_output=True, text=True, check=False).stdout
            if "Client Version: v1.33." in said and "dispatcher" not in said:
                return found
    return ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with the files that the commands name."""
    place = tmp_path_factory.mktemp("kubectl")
    for name, text in FILES.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)
    return place


def said_by_the_real_one(line: str, folder: Path) -> tuple[str, int]:
    kubectl = real_kubectl()
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "KUBECONFIG": os.devnull}
    done = subprocess.run(
        ["bash", "-c", f"{kubectl} {line}"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.replace(Path(kubectl).name, "kubectl"), done.returncode


@pytest.mark.skipif(not real_kubectl(), reason="there is no kubectl 1.33 on this machine")
@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_says_what_kubectl_says(line: str, folder: Path) -> None:
    program = run(fork("three-nodes", 1, EPOCH_MS), f"kubectl {line}", dict(FILES))
    assert (program.text(), program.exit_status) == said_by_the_real_one(line, folder)


def flags_of_the_real_one(path: str) -> dict[str, str]:
    """Each flag of a command, with its short letter, as its help lists them."""
    done = subprocess.run([real_kubectl(), *path.split(), "--help"], capture_output=True, text=True, check=False)
    _, _, options = done.stdout.partition("\nOptions:\n")
    return {
        found[2]: found[1] or "" for found in re.finditer(r"^    (?:-(\w), )?--([\w-]+)=.*:$", options, re.MULTILINE)
    }


def commands(known: tuple[Command, ...] = COMMANDS_HERE, above: str = "") -> Iterator[tuple[str, Command]]:
    for command in known:
        yield f"{above}{command.name}", command
        yield from commands(command.subcommands, f"{above}{command.name} ")


@pytest.mark.skipif(not real_kubectl(), reason="there is no kubectl 1.33 on this machine")
@pytest.mark.parametrize(("path", "command"), list(commands()), ids=[path for path, _ in commands()])
def test_a_command_has_every_flag_of_kubectls(path: str, command: Command) -> None:
    ours = {flag.name: flag.short for flag in (*GLOBAL, *command.flags)} | (
        {"namespace": ""} if path == "config set-context" else {}
    )
    real = flags_of_the_real_one(path)
    assert {name: ours.get(name) for name in real} == real


def test_every_command_of_the_table_stands_there_once() -> None:
    assert len(COMMANDS) == len(dict.fromkeys(COMMANDS)) > 300
