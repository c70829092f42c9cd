"""What small programs say of an option that they do not have."""

from __future__ import annotations

from collections.abc import Iterable


def unknown(program: str, words: Iterable[str], letters: str, longs: tuple[str, ...] = ()) -> str:
    """The refusal of the first option that is neither among the letters nor among the long names; "" if all are known."""
    more = f"Try '{program} --help' for more information.\n"
    for word in words:
        if word == "--":
            return ""
        if word.startswith("--"):
            if word[2:].partition("=")[0] not in (*longs, "help"):
                return f"{program}: unrecognized option '{word}'\n{more}"
        elif word.startswith("-") and len(word) > 1:
            wrong = next((letter for letter in word[1:] if letter not in letters), "")
            if wrong:
                return f"{program}: invalid option -- '{wrong}'\n{more}"
    return ""
