"""Selectors as typed: each answer here is what kubectl 1.33 says of the same text (`kubectl top pod -l …`, `--field-selector …`)."""

from __future__ import annotations

import pytest

from clusterviz.cluster.machinery.selector_texts import label_selector_of, parse_fields, parse_labels
from clusterviz.cluster.machinery.selectors import SelectorError

NAME = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
FIRST = "unable to parse requirement: "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a=(", f"{FIRST}found '(', expected: identifier"),
        ("a in (b", f"{FIRST}found '', expected: ',' or ')'"),
        ("a in b", f"{FIRST}found 'b' expected: '('"),
        ("a in", f"{FIRST}found '' expected: '('"),
        ("a in (b c)", f"{FIRST}found 'c', expected: ',' or ')'"),
        ("a in (=)", f"{FIRST}found '=', expected: ',', ')' or identifier"),
        ("a in (b,=)", f"{FIRST}found '=', expected: ',', or identifier"),
        ("a b", f"{FIRST}found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("!", f"{FIRST}found '', expected: identifier"),
        ("a>b", f"{FIRST}values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"),
        ("-a=b", f'{FIRST}<nil>: Invalid value: "-a": name part {NAME}'),
        ("a=-", f'{FIRST}values[0][a]: Invalid value: "-": {VALUE}'),
        ("a,,b", "found ',', expected: identifier after ','"),
        ("a,", "found '', expected: identifier after ','"),
        ("a=b=c", "found '=', expected: ',' or 'end of string'"),
        ("(a)", "found '(', expected: !, identifier, or 'end of string'"),
    ],
)
def test_what_cannot_be_read_is_told_in_kubernetes_words(text: str, said: str) -> None:
    with pytest.raises(SelectorError) as refused:
        parse_labels(text)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a=b,!c,d notin (f, e),g", "a=b,!c,d notin (e,f),g"),
        ("a==b", "a=b"),
        ("in in (in)", "in=in"),
        ("a in (b,,c)", "a in (,b,c)"),
        ("a in (,)", "a="),
        ("a notin ()", "a!="),
        ("a!=", "a!="),
        (" a > 3 ", "a>3"),
        ("", ""),
    ],
)
def test_what_can_be_read(text: str, read: str) -> None:
    assert str(parse_labels(text)) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("b=c,a", "invalid selector: 'b=c,a'; can't understand 'a'"),
        ("a=b=c", "invalid field selector: unescaped character in value: 61"),
        ("a=b\\", "invalid field selector: invalid escape sequence: \\"),
        ("a=b\\x", "invalid field selector: invalid escape sequence: \\x"),
    ],
)
def test_a_field_selector_that_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(SelectorError) as refused:
        parse_fields(text)
    assert str(refused.value) == said


def test_a_field_selector_is_taken_as_it_stands() -> None:
    assert parse_fields("b!=1, a==x\\,y,").terms == ((" a", "x,y", True), ("b", "1", False))


def test_a_selector_becomes_an_object_as_kubectl_makes_it() -> None:
    assert label_selector_of("a=b,c in (d),e,!f,g notin (h, i)") == {
        "matchLabels": {"a": "b"},
        "matchExpressions": [
            {"key": "c", "operator": "In", "values": ["d"]},
            {"key": "e", "operator": "Exists"},
            {"key": "f", "operator": "DoesNotExist"},
            {"key": "g", "operator": "NotIn", "values": ["h", "i"]},
        ],
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a>1", '"gt" isn\'t supported in label selectors'),
        ("a!=b", '"!=" is not a valid label selector operator'),
        (
            "a=(",
            "couldn't parse the selector string \"a=(\": unable to parse requirement: found '(', expected: identifier",
        ),
    ],
)
def test_what_an_object_cannot_say(text: str, said: str) -> None:
    with pytest.raises(SelectorError) as refused:
        label_selector_of(text)
    assert str(refused.value) == said
