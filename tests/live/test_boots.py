"""Presets' images outlive the server's process, and only this site and this model read them."""

from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.live import boots

WANTED = [("bare", None), ("bare", 2)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Any:
    settings.VAR = tmp_path
    checkpoint.forget_boots()
    yield tmp_path / boots.FOLDER
    checkpoint.forget_boots()


def booted_by(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """Which presets are booted from now on, in a list that grows."""
    found: list[tuple[str, int | None]] = []
    boot = checkpoint._booted

    def noted(preset: str, nodes: int | None) -> checkpoint.Booted:
        found.append((preset, nodes))
        return boot(preset, nodes)

    monkeypatch.setattr(checkpoint, "_booted", noted)
    return found


def life(nodes: int | None) -> str:
    cluster = checkpoint.fork("bare", seed=7, nodes=nodes)
    cluster.clock.run_until(cluster.now_ms + 60_000)
    return cluster.trace.digest()


def test_the_next_start_boots_nothing_and_its_clusters_live_the_same_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    booted = booted_by(monkeypatch)
    boots.make_ready(WANTED)
    lives = [life(nodes) for _, nodes in WANTED]
    assert booted == [("bare", 2), ("bare", None)]
    checkpoint.forget_boots()
    boots.make_ready(WANTED)
    assert [life(nodes) for _, nodes in WANTED] == lives
    assert len(booted) == 2
    assert lives[0] != lives[1]


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data[:40], lambda data: b"0" + data[1:]])
def test_a_file_that_is_torn_or_by_somebody_else_is_made_again(
    spoil: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boots.make_ready([("bare", None)])
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    checkpoint.forget_boots()
    booted = booted_by(monkeypatch)
    boots.make_ready([("bare", None)])
    assert booted == [("bare", None)]
    assert file.read_bytes() == whole


def test_an_image_of_one_preset_is_not_taken_for_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    boots.make_ready(WANTED)
    two, own = sorted(folder.iterdir())
    own.write_bytes(two.read_bytes())
    checkpoint.forget_boots()
    booted = booted_by(monkeypatch)
    boots.make_ready(WANTED)
    assert booted == [("bare", None)]


def test_another_model_makes_its_own_and_leaves_no_older_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    boots.make_ready([("bare", None)])
    (before,) = folder.iterdir()
    monkeypatch.setattr(boots, "digest_of", lambda *rooms: "another")
    checkpoint.forget_boots()
    booted = booted_by(monkeypatch)
    boots.make_ready([("bare", None)])
    (after,) = folder.iterdir()
    assert booted == [("bare", None)]
    assert before.name != after.name


def test_where_nothing_can_be_written_the_presets_are_ready_all_the_same(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("a file where the folder should be")
    settings.VAR = tmp_path / "full"
    boots.make_ready([("bare", None)])
    assert ("bare", None) in checkpoint._boots
