"""The honesty table: every test that it names is there, and every row says why."""

import pytest

from clusterviz.cluster.differences import ABSENT, DIFFERENCES, MODELLED, SIMPLIFIED, Difference
from tutorial.setup import places

ROWS = [row for area in DIFFERENCES for row in area.differences]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.behaviour)
def test_a_row_says_what_it_is_and_why(row: Difference) -> None:
    assert row.state in (MODELLED, SIMPLIFIED, ABSENT)
    assert row.why.endswith(".")
    assert not row.test or (places.ROOT / row.test).is_file(), f"{row.test} is not there"
    assert row.test or row.state != MODELLED, "what is modelled names the test that shows it"


def test_no_row_stands_twice() -> None:
    assert len({row.behaviour for row in ROWS}) == len(ROWS)
