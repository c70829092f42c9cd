"""Sessions (recorded from a real cluster) and stories (our own): text files of commands and what they printed.

    # What it shows. Fact sheet §7.2.
    # preset: three-nodes
    # nodes: 3
    # seed: 7
    $ kubectl get pod nope
    Error from server (NotFound): pods "nope" not found
    [exit 1]

`$ (any order) …`: the order of the lines is not defined. A here-document belongs to its command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from ..shell.parsing import here_document_word

ANY_ORDER = "(any order) "
SESSION, STORY = ".session", ".story"
# Not programs of the shell: what the player does to the cluster or its clock.
STAGE = ("settle", "sleep", "run", "time", "fail-node", "recover-node", "fault", "add-node")


@dataclass
class Step:
    """One command, with what it printed."""

    command: str
    any_order: bool = False
    output: str = ""
    exit: int = 0

    @property
    def silent(self) -> bool:
        """Whether it only moves the play on: it has nothing to compare."""
        return self.command.split()[0] in STAGE and not self.output and self.command.split()[0] != "time"

    def console(self) -> str:
        """The step as it is written in a file."""
        text = f"$ {ANY_ORDER if self.any_order else ''}{self.command}\n{self.output}"
        text += "" if text.endswith("\n") else "\n"
        return text + (f"[exit {self.exit}]\n" if self.exit else "")


@dataclass
class Session:
    """A file: comment lines, then steps."""

    path: Path
    header: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def is_story(self) -> bool:
        """Our own: compared exactly. A recorded session is compared after normalisation."""
        return self.path.suffix == STORY

    @property
    def preset(self) -> str:
        """The preset that the cluster is made from."""
        return self._setting("preset") or ("three-nodes" if self.is_story else "bare")

    @property
    def nodes(self) -> int | None:
        """How many worker nodes; None leaves it to the preset."""
        number = self._setting("nodes")
        return int(number) if number else (None if self.is_story else 1)

    @property
    def seed(self) -> int:
        """The seed of the cluster's chance."""
        return int(self._setting("seed") or 1)

    def _setting(self, name: str) -> str:
        match = re.search(rf"^#(?:.*,)? {name}: *([\w-]+)", "\n".join(self.header), re.MULTILINE)
        return match[1] if match else ""

    def text(self) -> str:
        """The file's text."""
        return "".join(line + "\n" for line in self.header) + "".join(step.console() for step in self.steps)


def read(path: Path, text: str | None = None) -> Session:
    """The session in a file (or in a text, as if it stood in that file)."""
    session = Session(path)
    until = ""
    for line in (path.read_text() if text is None else text).splitlines():
        step = session.steps[-1] if session.steps else None
        if step is not None and until:
            step.command += "\n" + line
            until = "" if line == until else until
        elif line.startswith("$ "):
            command = line[2:].removeprefix(ANY_ORDER)
            session.steps.append(Step(command, any_order=command != line[2:]))
            until = here_document_word(command)
        elif step is None:
            session.header.append(line)
        elif match := re.fullmatch(r"\[exit (\d+)\]", line):
            step.exit = int(match[1])
        else:
            step.output += line + "\n"
    return session


def find(paths: list[Path]) -> list[Path]:
    """The sessions and stories in files and folders, in order."""
    return [
        file
        for path in paths
        for file in (sorted([*path.rglob("*" + SESSION), *path.rglob("*" + STORY)]) if path.is_dir() else [path])
    ]
