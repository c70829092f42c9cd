"""Equal events stand in the order in which a real kubectl 1.33 (`kubectl events`, Go 1.24) was seen to print them."""

import pytest

from clusterviz.cluster.machinery.go_sort import go_sorted

RECORDED = {
    "few": ([2, 1, 2, 1, 0] * 2, "4 9 1 3 6 8 0 2 5 7"),
    "more": ([i * 7 % 5 for i in range(19)], "0 5 15 10 13 18 3 8 1 6 16 11 4 14 9 12 7 17 2"),
    "many": (
        [i * i % 4 for i in range(60)],
        "46 44 2 58 30 56 6 54 8 52 10 50 12 48 14 0 16 28 18 42 20 40 22 38 24 36 26 34 32 4 45 11 1 33 27 35 25 37 23 29 21 "
        "41 19 39 31 43 9 17 13 49 47 51 15 53 7 55 5 57 3 59",
    ),
    "backwards": (
        [(30 - i) // 3 for i in range(30)],
        "29 28 25 27 26 24 23 22 21 20 19 16 18 17 14 15 13 10 12 11 9 8 7 6 5 4 3 2 1 0",
    ),
}


@pytest.mark.parametrize("name", RECORDED)
def test_equals_stand_as_go_leaves_them(name: str) -> None:
    seconds, order = RECORDED[name]
    found = go_sorted(list(range(len(seconds))), seconds.__getitem__)
    assert " ".join(str(place) for place in found) == order


@pytest.mark.parametrize("length", range(0, 400, 37))
def test_whatever_the_order_was_the_items_are_sorted(length: int) -> None:
    for step in (1, 3, 7, 11, 399):
        items = [(i * step % 401, i) for i in range(length)]
        found = go_sorted(items, lambda item: item[0])
        assert [item[0] for item in found] == sorted(item[0] for item in items)
        assert sorted(found) == sorted(items)
