"""How much text one command may make and work through: enough for every cluster, and no more than a page can bear."""

from __future__ import annotations

from collections.abc import Iterable

MOST_CHARACTERS = 4 * 1024 * 1024  # of one text: an output, a file, what is piped


class TooMuch(ValueError):
    """A command makes or reads more than that."""


class Work:
    """What one command has done so far."""

    def __init__(self, most: int, sentence: str) -> None:
        self.left = most
        self.sentence = sentence

    def spend(self, amount: int) -> None:
        """TooMuch if it is used up."""
        self.left -= amount
        if self.left < 0:
            raise TooMuch(self.sentence)


def joined(pieces: Iterable[str], between: str = "") -> str:
    """The pieces as one text. TooMuch before it is too long."""
    kept: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece) + len(between)
        if size > MOST_CHARACTERS:
            raise TooMuch(f"a text of more than {MOST_CHARACTERS} characters is not kept here")
        kept.append(piece)
    return between.join(kept)
