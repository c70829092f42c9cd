"""Pace: the arithmetic between wall time and virtual time, without a web server."""

from __future__ import annotations

import pytest

from clusterviz.cluster.machinery.virtual_time import Clock
from clusterviz.live.pace import CALM_AFTER_MS, RACES_FOR_MS, Flight, Playhead, cinema_rate


class Bell:
    """Something that happens, and remembers when."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rang_ms: list[int] = []

    def ring(self) -> None:
        self.rang_ms.append(self.clock.now_ms)


def playing(pace: str, *events_ms: int) -> tuple[Playhead, Bell]:
    clock = Clock()
    bell = Bell(clock)
    for event_ms in events_ms:
        clock.schedule(event_ms, bell.ring)
    return Playhead(clock, pace), bell


def advance(playhead: Playhead, wall_ms: float) -> float:
    return playhead.advance(wall_ms, playhead.clock.step, lambda: False)


@pytest.mark.parametrize(("pace", "virtual_ms"), [("0.1", 5), ("0.5", 25), ("1", 50), ("10", 500), ("60", 3000)])
def test_a_factor_is_a_factor(pace: str, virtual_ms: int) -> None:
    playhead, _ = playing(pace)
    assert advance(playhead, 50) == 0
    assert playhead.at_ms == pytest.approx(virtual_ms)
    assert playhead.clock.now_ms == virtual_ms


def test_fractions_of_a_virtual_ms_are_not_lost() -> None:
    playhead, _ = playing("0.1")
    for _ in range(100):
        advance(playhead, 1)
    assert playhead.at_ms == pytest.approx(10)


def test_events_happen_at_their_own_time_and_in_order() -> None:
    playhead, bell = playing("10", 100, 30, 499, 501)
    advance(playhead, 50)
    assert bell.rang_ms == [30, 100, 499]


def test_paused_time_stands_still() -> None:
    playhead, bell = playing("paused", 0, 1)
    advance(playhead, 10_000)
    assert (playhead.at_ms, bell.rang_ms) == (0, [])


@pytest.mark.parametrize("hop_ms", [1, 2, 3])
def test_in_cinema_a_hop_takes_half_a_second_however_fast_it_is(hop_ms: int) -> None:
    playhead, _ = playing("cinema")
    playhead.take_off(0, hop_ms)
    advance(playhead, 479)
    assert playhead.at_ms < hop_ms
    advance(playhead, 2)
    assert playhead.at_ms >= hop_ms


def test_hops_that_overlap_travel_together() -> None:
    assert cinema_rate([Flight(0, 2), Flight(1, 3), Flight(1, 3)], 0) == pytest.approx(2 / 480)
    assert cinema_rate([Flight(0, 1), Flight(0, 3)], 0) == pytest.approx(2 / 480), "by their mean, or one would crawl"


def test_a_hop_over_a_slow_link_is_not_slowed_down_further() -> None:
    assert cinema_rate([Flight(0, 2_000)], 0) == 1.0


def test_nothing_worth_seeing_for_forty_seconds_passes_in_one() -> None:
    playhead, bell = playing("cinema", 39_999, 40_001)
    advance(playhead, 1_000)
    assert playhead.at_ms == pytest.approx(40_000)
    assert bell.rang_ms == [39_999]


def test_a_race_ends_where_a_hop_takes_off() -> None:
    playhead, bell = playing("cinema", 20_000)
    happen = playhead.clock.step

    def send() -> None:
        happen()
        playhead.take_off(20_000, 20_001)

    playhead.advance(1_000, send, lambda: False)  # type: ignore[arg-type]
    assert bell.rang_ms == [20_000]
    assert 20_001 <= playhead.at_ms < 20_001 + 40 * 21  # half a second to get there, 480 ms of flight, 20 ms of race


def test_when_nobody_waits_for_anything_time_passes_as_it_does_for_us() -> None:
    assert cinema_rate([], RACES_FOR_MS - 1) == 40
    assert cinema_rate([], RACES_FOR_MS) == 1
    assert cinema_rate([], CALM_AFTER_MS, CALM_AFTER_MS) == 1


def test_a_slice_that_is_used_up_stops_between_two_instants_and_says_what_is_left() -> None:
    playhead, bell = playing("10", 100, 100, 200)
    left_ms = playhead.advance(50, playhead.clock.step, lambda: bool(bell.rang_ms))
    assert bell.rang_ms == [100, 100]
    assert left_ms == pytest.approx(40)


def test_a_step_moves_paused_time_at_cinemas_pace() -> None:
    playhead, _ = playing("paused")
    playhead.step = "hop"
    assert playhead.moves
    playhead.take_off(0, 1)
    advance(playhead, 240)
    assert playhead.at_ms == pytest.approx(0.5)
