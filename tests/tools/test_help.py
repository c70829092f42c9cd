"""--help: every command says how it is called and shows a line that works."""

from __future__ import annotations

import pytest

from clusterviz.cluster.checkpoint import fork
from clusterviz.tools.kubectl.commands import COMMANDS
from clusterviz.tools.kubectl.examples import FLAGS, helps
from clusterviz.tools.kubectl.flags import GLOBAL, parse
from clusterviz.tools.kubectl.program import find
from clusterviz.tools.playing.player import run
from clusterviz.tools.shell.parsing import parse as parse_line

from .test_against_kubectl import commands

PATHS = [path for path, _ in commands()]


def test_every_command_has_its_help() -> None:
    assert sorted(helps()) == sorted(PATHS)
    assert all(command.summary for _, command in commands())


@pytest.mark.parametrize("path", PATHS)
def test_every_example_is_a_call_of_its_command_that_is_understood(path: str) -> None:
    for _, line in helps()[path].examples:
        words = parse_line(f"kubectl {line}")[0].commands[0].words[1:]
        command, found, rest = find(list(words))
        parse(rest, (*command.flags, *GLOBAL))  # FlagError if there is no such flag
        assert found.strip().startswith(path)


def test_a_flag_that_is_explained_is_one() -> None:
    known = {flag.name for _, command in commands() for flag in command.flags}
    assert sorted(set(FLAGS) - known) == []


def test_help_shows_examples_flags_with_their_defaults_and_the_usage() -> None:
    text = run(fork("bare", 1), "kubectl scale --help", {}).text()
    assert text.startswith("Set a new size for a ")
    assert "Examples:\n  # Five of them\n  kubectl scale deployment/web --replicas=5\n" in text
    assert "    --replicas=-1:\n\tHow many.\n" in text
    assert text.endswith(
        "Usage:\n  kubectl scale [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]\n"
    )
    assert len(COMMANDS) > 40
