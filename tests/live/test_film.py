"""The film on which `manage.py bench` measures the page: real frames, at the rate that it promises."""

import json

from clusterviz.live.frames import PER_S
from tutorial.measuring.frame_rate import HOPS_PER_S, film

SECONDS = 2


def test_a_film_shows_as_many_pods_and_hops_as_it_says() -> None:
    first, *others = [json.loads(text) for text in film(pods=12, nodes=3, seconds=SECONDS)]
    assert sum(name.startswith("pod/") for name in first["snapshot"]["scene"]) == 12
    assert len(others) == SECONDS * PER_S - 1
    assert [frame["frame"] for frame in others] == [first["frame"] + 1 + place for place in range(len(others))]
    hops = [sum(packet["is"] == "hop" and packet["worth"] > 0 for packet in frame["packets"]) for frame in others]
    assert SECONDS * HOPS_PER_S - 3 <= sum(hops) <= SECONDS * HOPS_PER_S * 1.2, hops
    assert any(frame["set"] for frame in others)
