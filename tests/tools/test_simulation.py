"""The simulation finds what is planted, and nothing where nothing is."""

from __future__ import annotations

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.tools.simulation import MUTANTS, simulate

# Where each mutant showed itself first when it was last searched for: `manage.py simulate --mutant every --runs 2000`
# searches for all of them and prints this table.
FOUND_AT = {
    "lost-watch-event": 3,
    "no-second-try": 57,
    "skipped-fsync": 16,
    "no-way-back": 72,
    "forgotten-assumption": 14,
    "kept-sandbox": 3,
    "two-votes": 1533,
    "stale-read": 788,
    "acknowledged-in-memory": 8,
    "old-log-elected": 7,
    "stuck-report": 89,
    "unseen-end": 35,
    "forgotten-addresses": 31,
    "stale-lease": 13,
    "overruled": 89,
}
TRIES = 150


def test_every_mutant_has_a_seed() -> None:
    assert sorted(FOUND_AT) == sorted(MUTANTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found_and_the_same_life_without_it_is_well(name: str) -> None:
    for seed in range(FOUND_AT[name], FOUND_AT[name] + TRIES):
        found = simulate(seed, name)
        if found.wrong:
            break
    else:
        pytest.fail(f"{name} is not found in {TRIES} runs from seed {FOUND_AT[name]} on")
    assert found.text().startswith(f"seed {seed}:")
    assert simulate(seed).wrong == []


def test_a_planted_fault_does_not_stay_in_the_images_that_others_are_forked_from() -> None:
    checkpoint._booted.cache_clear()
    checkpoint._booted_at.cache_clear()
    simulate(FOUND_AT["no-second-try"], "no-second-try")
    after = [simulate(FOUND_AT["no-second-try"]).digest]
    checkpoint._booted.cache_clear()
    checkpoint._booted_at.cache_clear()
    assert after == [simulate(FOUND_AT["no-second-try"]).digest]


def test_the_same_seed_gives_the_same_life() -> None:
    one, other = simulate(7), simulate(7)
    assert (one.story, one.digest, one.events) == (other.story, other.digest, other.events)
    assert len(one.story) > 3
