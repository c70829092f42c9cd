"""Seeded chance: one generator per component, so that a change in one does not stir the others."""

from __future__ import annotations

import random
from functools import cached_property

# Kubernetes leaves out vowels and look-alikes, so that no generated name is a word.
SUFFIX_LENGTH = 5
NAME_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"


class Chance:
    """The only source of randomness in the model. Same seed and name, same draws, on any machine."""

    def __init__(self, seed: int, name: str, mark: int = 0) -> None:
        """`mark`: makes UIDs others than those of a Chance with the same seed and name."""
        self._seed = f"{seed}/{name}"
        self._mark = mark

    @cached_property
    def _random(self) -> random.Random:
        # Made at the first draw: a generator takes 2.5 kB, and many components of an idle cluster never draw.
        return random.Random(self._seed)

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit − 1."""
        return int(self._random.random() * limit)

    def between(self, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        return low + (high - low) * self._random.random()

    def jittered(self, value_ms: int, factor: float) -> int:
        """`value_ms` lengthened by up to `factor` of itself, as client-go's `wait.Jitter` does."""
        return int(value_ms * (1.0 + factor * self._random.random()))

    def suffix(self, length: int = SUFFIX_LENGTH) -> str:
        """A generated name's ending."""
        return "".join(NAME_ALPHABET[int(self._random.random() * 27)] for _ in range(length))

    def hexadecimal(self, length: int) -> str:
        """`length` hexadecimal digits, as in container IDs."""
        return f"{self._random.getrandbits(4 * length):0{length}x}"

    def uid(self) -> str:
        """A UUID that looks like version 4."""
        digits = f"{self._random.getrandbits(128) ^ self._mark:032x}"
        variant = "89ab"[int(digits[16], 16) % 4]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
