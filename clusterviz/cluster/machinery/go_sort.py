"""Go's `sort.Sort`: not stable, so that who is equal to whom comes out in an order of its own, always the same.

Pattern-defeating quicksort, step by step as Go 1.24 takes it: what kubectl sorts so stands in the same order here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
SHORT = 12  # so few are sorted by insertion
NINE = 50  # from so many on the pivot is the median of medians, and few mistakes are mended by shifting
STEPS = 5  # so many are mended
ALL_SWAPPED = 12
WORD = 2**64 - 1


def go_sorted(items: list[T], key: Callable[[T], Any]) -> list[T]:
    """The items in the order in which Go's sort.Sort leaves them, if an item is less than another when its key is."""
    sorting = _Sorting([(key(item), item) for item in items])
    if len(items) > 1:
        sorting.sort(0, len(items), len(items).bit_length())
    return [item for _, item in sorting.data]


class _Sorting(Generic[T]):
    def __init__(self, data: list[tuple[Any, T]]) -> None:
        self.data = data

    def less(self, i: int, j: int) -> bool:
        return bool(self.data[i][0] < self.data[j][0])

    def swap(self, i: int, j: int) -> None:
        self.data[i], self.data[j] = self.data[j], self.data[i]

    def sort(self, a: int, b: int, limit: int) -> None:
        balanced = partitioned = True
        while True:
            length = b - a
            if length <= SHORT:
                self._insert(a, b)
                return
            if limit == 0:
                self._heap_sort(a, b)
                return
            if not balanced:
                self._break_patterns(a, b)
                limit -= 1
            pivot, swaps = self._pivot(a, b)
            if swaps == ALL_SWAPPED:
                self.data[a:b] = self.data[a:b][::-1]
                pivot, swaps = (b - 1) - (pivot - a), 0
            if balanced and partitioned and swaps == 0 and self._nearly_sorted(a, b):
                return
            if a > 0 and not self.less(a - 1, pivot):
                a = self._equal_first(a, b, pivot)
                continue
            middle, partitioned = self._partition(a, b, pivot)
            left, right = middle - a, b - middle
            balanced = min(left, right) >= length // 8
            if left < right:
                self.sort(a, middle, limit)
                a = middle + 1
            else:
                self.sort(middle + 1, b, limit)
                b = middle

    def _insert(self, a: int, b: int) -> None:
        for i in range(a + 1, b):
            j = i
            while j > a and self.less(j, j - 1):
                self.swap(j, j - 1)
                j -= 1

    def _heap_sort(self, a: int, b: int) -> None:
        length = b - a
        for root in range((length - 1) // 2, -1, -1):
            self._sift_down(root, length, a)
        for last in range(length - 1, -1, -1):
            self.swap(a, a + last)
            self._sift_down(0, last, a)

    def _sift_down(self, root: int, end: int, first: int) -> None:
        while (child := 2 * root + 1) < end:
            if child + 1 < end and self.less(first + child, first + child + 1):
                child += 1
            if not self.less(first + root, first + child):
                return
            self.swap(first + root, first + child)
            root = child

    def _break_patterns(self, a: int, b: int) -> None:
        length = number = b - a
        place = a + (length // 4) * 2
        for i in range(3):
            number ^= (number << 13) & WORD
            number ^= number >> 7
            number ^= (number << 17) & WORD
            other = number & ((1 << length.bit_length()) - 1)
            self.swap(place - 1 + i, a + (other - length if other >= length else other))

    def _pivot(self, a: int, b: int) -> tuple[int, int]:
        """(the place of the pivot, how often two were in the wrong order)."""
        quarter = (b - a) // 4
        swaps = 0
        places = [a + quarter, a + 2 * quarter, a + 3 * quarter]
        if b - a >= NINE:
            for n, place in enumerate(places):
                places[n], more = self._median(place - 1, place, place + 1)
                swaps += more
        pivot, more = self._median(*places)
        return pivot, swaps + more

    def _median(self, a: int, b: int, c: int) -> tuple[int, int]:
        swaps = 0
        if self.less(b, a):
            a, b, swaps = b, a, swaps + 1
        if self.less(c, b):
            b, c, swaps = c, b, swaps + 1
        if self.less(b, a):
            a, b, swaps = b, a, swaps + 1
        return b, swaps

    def _nearly_sorted(self, a: int, b: int) -> bool:
        """Mend a few mistakes; whether all is in order then."""
        i = a + 1
        for _ in range(STEPS):
            while i < b and not self.less(i, i - 1):
                i += 1
            if i == b:
                return True
            if b - a < NINE:
                return False
            self.swap(i, i - 1)
            if i - a >= 2:
                for j in range(i - 1, 0, -1):
                    if not self.less(j, j - 1):
                        break
                    self.swap(j, j - 1)
            if b - i >= 2:
                for j in range(i + 1, b):
                    if not self.less(j, j - 1):
                        break
                    self.swap(j, j - 1)
        return False

    def _equal_first(self, a: int, b: int, pivot: int) -> int:
        self.swap(a, pivot)
        i, j = a + 1, b - 1
        while True:
            while i <= j and not self.less(a, i):
                i += 1
            while i <= j and self.less(a, j):
                j -= 1
            if i > j:
                return i
            self.swap(i, j)
            i, j = i + 1, j - 1

    def _partition(self, a: int, b: int, pivot: int) -> tuple[int, bool]:
        """(where the pivot stands then, whether nothing had to be moved)."""
        self.swap(a, pivot)
        i, j = a + 1, b - 1
        untouched = True
        while True:
            while i <= j and self.less(i, a):
                i += 1
            while i <= j and not self.less(j, a):
                j -= 1
            if i > j:
                self.swap(j, a)
                return j, untouched
            untouched = False
            self.swap(i, j)
            i, j = i + 1, j - 1
