"""Patterns of schemas: as Go reads them, and never for ever."""

from __future__ import annotations

import random
import re

import pytest

from clusterviz.cluster.machinery.go_regexp import Pattern, PatternError, compiled

PIECES = (
    "a",
    "b",
    "[ab]",
    "[^a]",
    ".",
    "a*",
    "b+",
    "(a|bb)",
    "(ab)?",
    "^",
    "$",
    "a{2}",
    "b{1,2}",
    "(?:a|b)*",
    r"\b",
    r"\w",
    r"\d",
)


def test_a_pattern_fits_where_pythons_own_does() -> None:
    chance = random.Random("patterns")
    seen = set()
    for _ in range(3000):
        pattern = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 5)))
        text = "".join(chance.choice("abc 1") for _ in range(chance.randint(0, 7)))
        try:
            expected = re.search(pattern.replace("$", r"\Z"), text) is not None
        except re.error:
            continue
        assert Pattern(pattern).found_in(text) is expected, (pattern, text)
        seen.add(expected)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        (r"^[a-z]([-a-z0-9]*[a-z0-9])?$", "my-boat", "my-"),
        (r"^(\d+|\*)(/\d+)?(\s+(\d+|\*)(/\d+)?){4}$", "* * * * */5", "* * * *"),
        (r"^[[:alpha:]_]+$", "ab_", "a1"),
        (r"^[^[:space:]]+$", "ab", "a b"),
        (r"(?i)^abc$", "aBC", "abd"),
        (r"^a.c$", "abc", "a\nc"),
        (r"(?s)^a.c$", "a\nc", "ac"),
        (r"^\x41\x{42}\.\-$", "AB.-", "AB.."),
        (r"^(?P<year>[0-9]{4})$", "2026", "20261"),
        (r"^[a\]b]+$", "a]b", "c"),
        (r"^[]a]+$", "]a", "b"),
        (r"^\Qa.b\E$", "a.b", "axb"),
        (r"^x{2,}$", "xxxx", "x"),
        (r"^x{,3}$", "x{,3}", "xx"),
        (r"(?m)^b$", "a\nb", "ab"),
        (r"^\D+$", "ab", "a1"),
        (r"^$", "", "\n"),
    ],
)
def test_what_go_knows_is_known(pattern: str, fits: str, does_not: str) -> None:
    assert (compiled(pattern).found_in(fits), compiled(pattern).found_in(does_not)) == (True, False)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a(b", "missing closing ): `a(b`"),
        ("a)b", "unexpected ): `a)b`"),
        ("[a", "missing closing ]: `[a`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("a**", "invalid nested repetition operator: `**`"),
        (r"\q", r"invalid escape sequence: `\q`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        (r"(a)\1", r"invalid escape sequence: `\1`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("(a{500}){3}", "invalid repeat count: `{3}`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("a\\", "trailing backslash at end of expression: ``"),
    ],
)
def test_what_go_does_not_take_is_refused_in_its_words(pattern: str, why: str) -> None:
    with pytest.raises(PatternError) as refused:
        compiled(pattern)
    assert str(refused.value) == f"error parsing regexp: {why}"


def test_no_pattern_takes_for_ever() -> None:
    for pattern in ("^(a+)+$", "^(a|a)*$", "^(a*)*b$", "(x+x+)+y"):
        assert not compiled(pattern).found_in("a" * 5000 + "!" + "x" * 5000)


def test_patterns_of_any_form_are_read_or_refused() -> None:
    chance = random.Random("anything")
    refused = 0
    for _ in range(5000):
        pattern = "".join(chance.choice("ab()[]{}|*+?^$\\.-:<>P=!,12isxQEdwz") for _ in range(chance.randint(1, 9)))
        try:
            Pattern(pattern).found_in("ab12")
        except PatternError:
            refused += 1
    assert 0 < refused < 5000
