"""Sessions in which a real kubectl 1.33 spoke to this model over HTTP are played at the page's prompt: every answer agrees.

Server and objects are the same on both sides: what is compared is kubectl itself.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterviz.tools.playing import judge, play, read

SESSIONS = sorted(Path(__file__).with_name("recorded").glob("*.session"))


@pytest.mark.slow
@pytest.mark.parametrize("path", SESSIONS, ids=[path.stem for path in SESSIONS])
def test_the_prompt_says_what_kubectl_said(path: Path) -> None:
    session = read(path)
    verdict = judge(session, play(session))
    assert verdict.differed == 0, "\n".join(verdict.report)


def test_there_are_hundreds_of_commands() -> None:
    assert sum(len(read(path).steps) for path in SESSIONS) > 150
