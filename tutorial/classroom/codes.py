"""A room's code: eight characters that nobody takes for one another, 39.6 bits. Said and written in two groups of four."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L
LENGTH = 8


def new() -> str:
    """A code that nobody guesses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spoken(code: str) -> str:
    """ABCD-2345."""
    return f"{code[:4]}-{code[4:]}"


def heard(text: str) -> str:
    """A code as somebody typed it, with hyphens and small letters; "" if it cannot be one."""
    code = "".join(character for character in text.upper() if character.isalnum())
    return code if len(code) == LENGTH and all(character in ALPHABET for character in code) else ""
