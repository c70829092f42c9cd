"""Frames: how many are kept for a viewer who was away."""

from __future__ import annotations

from clusterviz.cluster import checkpoint
from clusterviz.live.frames import KEPT, KEPT_CHARACTERS, Frames

CLOCK = {"at": 0, "rate": 0}


def test_frames_are_kept_up_to_a_number_and_up_to_a_size_and_whoever_missed_more_gets_a_snapshot() -> None:
    frames = Frames(checkpoint.fork(seed=1))
    first = frames.make(CLOCK, [], {})[0]
    for _ in range(KEPT):
        frames.make(CLOCK, [], {})
    assert len(frames.kept) == KEPT
    assert frames.since(first - 1) is None
    assert len(frames.since(first) or ()) == KEPT
    for _ in range(10):
        frames.make(CLOCK, [{"text": "x" * (KEPT_CHARACTERS // 8)}], {})
    held = [text for _, text in frames.kept]
    assert sum(map(len, held)) <= KEPT_CHARACTERS
    assert len(held) == 7
    frames.make(CLOCK, [{"text": "x" * 2 * KEPT_CHARACTERS}], {})
    assert len(frames.kept) == 1, "the last one is kept, however large"
    frames.remember(printed=True)
    for _ in range(KEPT):
        frames.make(CLOCK, [], {})
    assert len(frames.kept) == KEPT, "what was forgotten takes no room"
