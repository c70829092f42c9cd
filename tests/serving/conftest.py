"""The machine may be busy: whoever waits for a server here waits long."""

from __future__ import annotations

import pytest

from tutorial.drill import door, line

from .processes import PATIENCE_S


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "BACK_WITHIN_S", PATIENCE_S)
    monkeypatch.setattr(door, "PATIENCE_S", PATIENCE_S)
