"""The socket: who may listen, what is sent, and what happens to those who fall behind."""

from __future__ import annotations

from tests.live.conftest import Viewer


async def test_hello_is_answered_with_a_snapshot_of_the_whole_cluster(viewer: Viewer) -> None:
    first = await viewer.hello()
    snapshot = first["snapshot"]
    assert {"etcd", "kube-apiserver"} <= set(snapshot["scene"])
    assert snapshot["clock"]["pace"] == "cinema"
    assert snapshot["programs"] == []


async def test_frames_are_numbered_without_gaps_and_say_how_late_it_is(viewer: Viewer) -> None:
    first = await viewer.hello()
    await viewer.say(do="pace", pace="60")
    frames = [await viewer.hear() for _ in range(10)]
    assert [frame["frame"] for frame in frames] == [first["frame"] + n for n in range(1, 11)]
    times = [frame["clock"]["at"] for frame in frames]
    assert times == sorted(times)
    assert times[-1] > first["snapshot"]["clock"]["at"]
