"""Many lessons at once: attempts are played side by side, what has not changed is not played again, and nobody sees a difference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lessons import proving
from lessons.course import starting

VARIED = "vars: {POD: {pick: [web, api]}}\nobjectives:"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path / "var"
    whole = starting.new("whole", "Whole").replace("objectives:", VARIED, 1)
    broken = starting.new("broken", "Broken").replace("running: web", "running: wbe").replace("objectives:", VARIED, 1)
    for name, text in (("whole", whole), ("broken", broken)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lesson.md").write_text(text, "utf-8")
    return tmp_path


def test_side_by_side_is_as_one_after_the_other(folder: Path) -> None:
    alone = [proving.as_json(result) for result in proving.prove_course(folder, jobs=1, afresh=True)]
    together = [proving.as_json(result) for result in proving.prove_course(folder, jobs=2, afresh=True)]
    assert alone == together
    told = {result["lesson"]: [failure["proof"] for failure in result["failures"]] for result in together}
    assert told["whole"] == []
    assert 4 in told["broken"]


def test_what_has_not_changed_is_not_played_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [proving.as_json(result) for result in proving.prove_course(folder, ["whole"], jobs=1)]
    monkeypatch.setattr(proving, "prove", None)  # who plays now, fails
    assert [proving.as_json(result) for result in proving.prove_course(folder, ["whole"], jobs=1)] == first
    file = folder / "whole" / "lesson.md"
    file.write_text(file.read_text("utf-8").replace("One idea a step.", "Other words."), "utf-8")
    with pytest.raises(TypeError):
        list(proving.prove_course(folder, ["whole"], jobs=1))
