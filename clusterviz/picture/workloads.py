"""Who stands in the place of the control plane: the owners of Pods, each above what it owns; in the view of the network, Services."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from .geometry import LAYOUTS, REFERENCE_WIDTHS

Family = tuple[str, list[str]]
FAMILIES_KEPT = 1_200  # as many pictures as `placing` keeps, each with its workloads and its Services
MORE = "owners"  # the id of the box that stands for those who have no column
# left, space to the right, gap, first and second row, height, fewest and most columns
PLACES = {
    "wide": (118.0, 32.0, 16.0, 32.0, 126.0, 48.0, 4, 5),
    "narrow": (90.0, 24.0, 12.0, 32.0, 126.0, 48.0, 3, 3),
    "far": (20.0, 20.0, 8.0, 30.0, 64.0, 26.0, 3, 3),
}

MOST = max(place[-1] for place in PLACES.values())  # columns


def shown(mode: str, families: list[Family]) -> int:
    """For how many families, from the first on, there are columns. If not for all, the last column says how many more there are."""
    most = PLACES[mode][-1]
    ends = list(accumulate(max(1, len(below)) for _, below in families))
    if not ends or ends[-1] <= most:
        return len(families)
    return sum(end <= most - 1 for end in ends)


def places(families: list[Family], more: str = MORE) -> dict[str, dict[str, list[float]]]:
    """Boxes of each in every layout, as the scene sends them: at the reference width, then their change per pixel more.

    A column for each who owns Pods, or who owns nobody yet; `more` stands for those that have none.
    """
    some = families[: MOST + 1]  # of those who have no column it counts only that there are any
    return _places(tuple((above, tuple(below[: MOST + 1])) for above, below in some), more)


@lru_cache(maxsize=FAMILIES_KEPT)
def _places(families: tuple[tuple[str, tuple[str, ...]], ...], more: str) -> dict[str, dict[str, list[float]]]:
    found: dict[str, dict[str, list[float]]] = {}
    for mode in LAYOUTS:
        for identifier, numbers in places_in(mode, [(above, list(below)) for above, below in families], more).items():
            found.setdefault(identifier, {})[mode] = numbers
    return found


def places_in(mode: str, families: list[Family], more: str = MORE) -> dict[str, list[float]]:
    """Boxes by id in one layout."""
    left, right, gap, first, second, height, fewest, _ = PLACES[mode]
    drawn = shown(mode, families)
    columns = sum(max(1, len(below)) for _, below in families[:drawn])
    left_out = drawn < len(families)
    columns += left_out
    count = max(fewest, columns)
    width = (REFERENCE_WIDTHS[mode] - left - right - (count - 1) * gap) / count
    found: dict[str, list[float]] = {}

    def put(identifier: str, column: float, y: float) -> None:
        moves = [left + column * (width + gap), y, width, height, column / count, 1 / count]
        found[identifier] = [round(number, 4) for number in moves]

    at = 0
    for above, below in families[:drawn]:
        for number, identifier in enumerate(below):
            put(identifier, at + number, second)
        if above:
            put(above, at + (max(1, len(below)) - 1) / 2, first)
        at += max(1, len(below))
    if left_out:
        put(more, at, second)
    return found


def first_place() -> dict[str, list[float]]:
    """The first column of the upper row: CoreDNS stands there, where there are Services below."""
    return places([("above", ["below"])])["above"]
