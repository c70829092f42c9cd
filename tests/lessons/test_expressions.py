"""The expression language: what it computes, what it refuses, and what it may cost."""

from typing import Any

import pytest

from lessons.course.expressions import ExpressionError, NotYet, compiled

PODS = [
    {"metadata": {"name": "web-1"}, "spec": {"nodeName": "node-1"}, "status": {"phase": "Running"}},
    {"metadata": {"name": "web-2"}, "spec": {}, "status": {"phase": "Pending"}},
]
NAMES = {"pods": PODS, "n": 3, "s": "web", "o": {"a": {"b": None}}, "yes": True}
FUNCTIONS = {"name": lambda obj: obj["metadata"]["name"]}


def value(text: str, budget: int = 10_000) -> Any:
    return compiled(text, NAMES, FUNCTIONS).value(NAMES, FUNCTIONS, budget)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("7.0 / 2", 3.5),
        ("n - 1 - 1", 1),
        ('s + "-" + \'x\'', "web-x"),
        (r'"a\"b\n"', 'a"b\n'),
        ("[1, 2] + [3]", [1, 2, 3]),
        ("2 in [1, 2]", True),
        ('"a" in o', True),
        ("1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 && 1 != 2", True),
        ('"a" < "b"', True),
        ("true == 1", False),
        ("1 == 1.0", True),
        ("!yes || yes", True),
        ('yes ? "a" : "b"', "a"),
        ("n == 3 ? n > 5 ? 1 : 2 : 3", 2),
        ("size(pods)", 2),
        ("s.size()", 3),
        ('s.startsWith("we") && s.endsWith("b") && s.contains("e")', True),
        ("pods[0].metadata.name", "web-1"),
        ('o["a"].b', None),
        ("pods.exists(p, has(p.spec.nodeName))", True),
        ("pods.all(p, has(p.spec.nodeName))", False),
        ("pods.exists_one(p, has(p.spec.nodeName))", True),
        ('pods.filter(p, p.status.phase == "Pending").map(p, p.metadata.name)', ["web-2"]),
        ("pods.map(p, has(p.spec.nodeName), p.spec.nodeName)", ["node-1"]),
        ('pods.exists(p, pods.exists(q, p.metadata.name != q.metadata.name && q.status.phase == "Pending"))', True),
        ("pods.map(p, name(p))", ["web-1", "web-2"]),
        ("has(o.x)", False),
        ("has(o.x.y.z)", False),
    ],
)  # fmt: skip
def test_it_computes_what_cel_computes(text: str, expected: object) -> None:
    answer = value(text)
    assert answer == expected
    assert type(answer) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        "o.x == 1",
        "o.x != 1",
        "!(o.x == 1)",
        "o.a.b.c",
        "pods[7].metadata.name",
        'o["x"]',
        "o.x && yes",
        "o.x || !yes",
        'pods.all(p, p.spec.nodeName == "node-1")',
        'pods.exists(p, p.spec.nodeName == "node-9")',
    ],
)
def test_what_is_not_there_is_not_yet(text: str) -> None:
    with pytest.raises(NotYet):
        value(text)
    assert compiled(text, NAMES, FUNCTIONS).true(NAMES, FUNCTIONS) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("o.x == 1 || yes", True),
        ("yes || o.x == 1", True),
        ("o.x == 1 && !yes", False),
        ('pods.exists(p, p.spec.nodeName == "node-1")', True),
        ('pods.all(p, p.spec.nodeName == "node-9")', False),
        ('pods.filter(p, p.spec.nodeName == "node-1").size()', 1),
    ],
)
def test_what_is_not_there_does_not_hide_what_decides(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("podz.size()", 1, "nothing is called 'podz'. Did you mean pods?"),
        ("pods.exist(p, true)", 6, "there is no method 'exist'. Did you mean exists?"),
        ("nam(pods)", 1, "there is no function 'nam'. Did you mean name?"),
        ("1 +", 4, "something is missing here"),
        ("(1", 3, "')' is missing"),
        ("1 2", 3, "'2' is one too many here"),
        ("pods.filter(1, true)", 13, "filter needs a name for the item first: filter(p, …)"),
        ("has(pods)", 1, "has() needs a field: has(p.spec.nodeName)"),
        ("size(1, 2)", 1, "size takes 1 arguments, not 2"),
        ("a = 1", 3, "'=' cannot stand here"),
        ("pods.map(p, p) && p", 19, "nothing is called 'p'. Known are pods, n, s, o and yes."),
        (r'"\x"', 1, r"\x is not an escape"),
        ("1 + + 1", 5, "'+' cannot stand here"),
        ("o.1", 3, "a field's name must follow the dot"),
        ('"' + "x" * 3000 + '"', 1, "an expression has at most 2000 characters, this has 3002"),
        ("1" + "+1" * 400, 1, "an expression has at most 500 names, numbers and signs, this has 801"),
        ("(" * 60 + "1" + ")" * 60, 41, "more than 40 levels: make it flatter"),
        ("!" * 60 + "yes", 40, "more than 40 levels: make it flatter"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column(text: str, column: int, sentence: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        compiled(text, NAMES, FUNCTIONS)
    assert (refused.value.sentence, refused.value.column) == (sentence, column)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("s.x", "a text has no field 'x'"),
        ("1 / 0", "division by zero"),
        ("1 + s", "a number + a text makes no sense"),
        ("yes < n", "a truth value < a number makes no sense"),
        ("n && yes", "true or false is needed here, not a number"),
        ("n.startsWith(s)", "a text is needed here, not a number"),
        ("n.exists(x, true)", "a number has no items"),
        ("n in n", "nothing can be in a number"),
        ("-s", "a text cannot be negative"),
        ("size(n)", "a number has no size"),
        ("pods[s]", "a list has no item 'web'"),
        ("name(s)", "name cannot be asked about a text"),
        ("9223372036854775807 + 1", "the number is too large"),
    ],
)
def test_what_makes_no_sense_is_told(text: str, sentence: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        value(text)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "text",
    [
        "l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d > 0))))",
        "l.map(a, l.map(b, l.map(c, l.map(d, [a, b, c, d]))))",
        '"x" in [l.map(a, l), l.map(a, l.map(b, l))]',
        "l.map(a, l.map(b, l)) == l.map(a, l.map(b, l))",
    ],
)
def test_no_expression_costs_more_than_its_budget(text: str) -> None:
    names = {"l": [1] * 300}
    with pytest.raises(ExpressionError) as refused:
        compiled(text, names, ()).value(names, {})
    assert refused.value.sentence == "this takes too much work: filter first, or ask about fewer objects"


def test_the_longest_chain_fits_on_the_stack() -> None:
    assert value("1" + "+1" * 249) == 250
    assert value("[" * 13 + "]" * 13) is not None


def test_an_expression_knows_what_it_reads() -> None:
    assert compiled("pods.exists(p, p.x == n) || size(s) > 1", NAMES, ()).uses == {"pods", "n", "s"}
