"""Recorded sessions of a real kubectl and our own stories are played against the model, and agree."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from clusterviz.tools.playing import Session, judge, play, read

HERE = Path(__file__).parent
SESSIONS = sorted((HERE / "sessions").glob("*.session"))
STORIES = sorted((HERE / "stories").glob("*.story"))


def name_of(path: Path) -> str:
    return path.stem


@pytest.mark.slow
@pytest.mark.parametrize("path", SESSIONS, ids=name_of)
def test_recorded_session_agrees(path: Path) -> None:
    session = read(path)
    verdict = judge(session, play(session))
    assert verdict.differed == 0, "\n".join(verdict.report)


@pytest.mark.slow
@pytest.mark.parametrize("path", STORIES, ids=name_of)
def test_story_goes_as_it_is_written(path: Path) -> None:
    session = read(path)
    verdict = judge(session, play(session))
    assert verdict.differed == 0, "\n".join(verdict.report)


def test_there_are_enough_of_both() -> None:
    assert len(SESSIONS) >= 20
    assert len(STORIES) >= 40


@pytest.mark.parametrize("path", STORIES, ids=name_of)
def test_story_says_where_its_claim_comes_from(path: Path) -> None:
    header = "\n".join(read(path).header)
    assert re.search(r"Fact sheet §|Golden [a-z]+-|DESIGN §|STYLE", header), header


def renamed(session: Session) -> Session | None:
    """The same session with other names for what it creates: nobody has learnt its answers by heart."""
    text = session.text()
    names = re.findall(r"^\$ kubectl (?:run|create deployment) ([a-z]{3,})\b", text, re.MULTILINE)
    if not names:
        return None
    for name in dict.fromkeys(names):
        text = re.sub(rf"(?<![\w.]){name}(?![\w.=])(?!=)", f"{name}zz", text)
        text = re.sub(rf"\brun={name}\b", f"run={name}zz", text)
        text = re.sub(rf"(?<=ghostzz ){name}=", f"{name}zz=", text)
    return read(session.path, text)


def renamable() -> Iterator[Path]:
    for path in SESSIONS:
        if name_of(path) in (
            "pods-crash",
            "deployments-basic",
            "pods-run-flags",
            "deployments-rollout",
            "scheduling-drain",
        ):
            yield path


@pytest.mark.slow
@pytest.mark.parametrize("path", list(renamable()), ids=name_of)
def test_recorded_session_agrees_under_other_names(path: Path) -> None:
    session = renamed(read(path))
    assert session is not None
    verdict = judge(session, play(session))
    assert verdict.differed == 0, "\n".join(verdict.report)


def test_a_wrong_line_is_found_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.story"
    path.write_text("# Fact sheet §13.\n# preset: bare\n$ kubectl get pods\nNo resources found in other namespace.\n")
    with pytest.raises(SystemExit) as ended:
        call_command("play", str(path))
    assert ended.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert "    -No resources found in other namespace." in lines
    assert "    +No resources found in default namespace." in lines
    assert lines[-2:] == ["0 commands agreed, 1 differed", "0 passed, 1 failed"]


def test_recording_writes_what_happened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.story"
    path.write_text("# Fact sheet §13.\n# preset: bare\n$ kubectl get pods\n$ time\n")
    call_command("play", "--record", str(path))
    assert path.read_text().startswith(
        "# Fact sheet §13.\n# preset: bare\n$ kubectl get pods\nNo resources found in default namespace.\n$ time\n2026-01-01T"
    )
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed"
