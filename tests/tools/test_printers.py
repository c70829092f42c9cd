"""The forms in which kubectl prints objects."""

import pytest

from clusterviz.cluster.machinery.go_json import compact
from clusterviz.tools.kubectl.commands.get import sort_by
from clusterviz.tools.kubectl.errors import Failure
from clusterviz.tools.kubectl.printers import columns, custom_columns, go_template, jsonpath, table, yaml_text

POD = {
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web", "a.b/c": "d"}},
    "spec": {
        "containers": [{"name": "one", "image": "nginx"}, {"name": "two", "image": "redis"}],
        "replicas": 3,
        "on": True,
    },
}


def test_a_column_is_as_wide_as_its_widest_cell_and_the_last_is_not_padded() -> None:
    assert columns.table([["NAME", "READY", "AGE"], ["tea", "1/1", "7s"], ["longer-name", "", "1s"]]) == (
        "NAME          READY   AGE\ntea           1/1     7s\nlonger-name           1s\n"
    )


def test_a_line_without_the_cell_ends_the_column() -> None:
    assert columns.described("Name:\tx\nIPs:\n  IP:\t1\nA longer one:\t2\n") == (
        "Name:  x\nIPs:\n  IP:          1\nA longer one:  2\n"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1", '"1"'),
        ("true", '"true"'),
        ("yes", '"yes"'),
        ("", '""'),
        ("2026-11-23T12:48:42Z", '"2026-11-23T12:48:42Z"'),
        ("12:30", '"12:30"'),
        ("nginx:1.27", "nginx:1.27"),
        ("key: value", "'key: value'"),
        ("6677759858", '"6677759858"'),
        ("65c98cf684", "65c98cf684"),
        ("25%", "25%"),
    ],
)
def test_yaml_quotes_only_what_would_mislead(value: str, written: str) -> None:
    assert yaml_text.text({"a": value}) == f"a: {written}\n"


def test_yaml_sorts_keys_as_people_do_and_keeps_lists_at_their_key() -> None:
    assert yaml_text.text({"a10": 1, "a2": [{"c": None, "b": "x\ny\n"}], "e": {}, "f": []}) == (
        "a2:\n- b: |\n    x\n    y\n  c: null\na10: 1\ne: {}\nf: []\n"
    )


def test_json_is_escaped_as_go_does() -> None:
    assert compact({"b": "<none> & more", "a": 1}) == '{"a":1,"b":"\\u003cnone\\u003e \\u0026 more"}'


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{.metadata.name}", "web"),
        ("{.spec.containers[*].name}", "one two"),
        ("{.spec.containers[-1].name}", "two"),
        ("{.spec.containers[0:1].name}", "one"),
        ('{.spec.containers[?(@.name=="two")].image}', "redis"),
        ("{.metadata.labels.a\\.b/c}", "d"),
        ("{.metadata['name','labels']}", 'web {"a.b/c":"d","app":"web"}'),
        ('{range .spec.containers[*]}{.name}={.image}{"\\n"}{end}', "one=nginx\ntwo=redis\n"),
        ("{..image}", "nginx redis"),
        ("{.nothing.here}", ""),
        ("{.spec.on} and {.spec.replicas}", "true and 3"),
        ("plain text", "plain text"),
    ],
)
def test_jsonpath_finds(template: str, printed: str) -> None:
    assert jsonpath.printed(template, POD) == printed


def test_jsonpath_says_what_is_wrong() -> None:
    with pytest.raises(Failure) as broken:
        jsonpath.printed("{.spec", POD)
    assert broken.value.text() == "error: error parsing jsonpath {.spec, unclosed action"
    with pytest.raises(Failure) as beyond:
        jsonpath.printed("{.spec.containers[5]}", POD)
    assert beyond.value.text().startswith(
        'error: error executing jsonpath "{.spec.containers[5]}": Error executing template: array index out of bounds: '
        "index 5, length 2. Printing more information for debugging the template:\n"
    )


def test_custom_columns_show_none_for_what_is_not_there() -> None:
    assert custom_columns.printed("N:.metadata.name,C:spec.containers[*].name,X:.no", [POD]) == (
        "N     C         X\nweb   one,two   <none>\n"
    )
    assert custom_columns.printed("A:.a,B:.b", [{"a": None, "b": [None]}]) == "A       B\n<nil>   [<nil>]\n"


def test_a_cell_is_its_first_line() -> None:
    assert [table.cell(value) for value in ("hello\nyou", "a\r\nb", "plain", None)] == [
        "hello...",
        "a...",
        "plain",
        "<none>",
    ]


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{.metadata.name}}", "web"),
        ('{{range .spec.containers}}{{.name}}{{"\\n"}}{{end}}', "one\ntwo\n"),
        ("{{len .spec.containers}} containers", "2 containers"),
        ("{{if .nothing}}yes{{else}}no{{end}}", "no"),
        ('{{index .metadata.labels "a.b/c"}}', "d"),
        ("{{range $i, $c := .spec.containers}}{{$i}}:{{$c.name}} {{end}}", "0:one 1:two "),
        ('{{printf "%s-%d" .metadata.name .spec.replicas}}', "web-3"),
        ('{{printf "%5.1f|%.2s|%q" 2.5 "xyz" "a\\nb"}}', '  2.5|xy|"a\\nb"'),
        ('{{html "<a>&"}} {{js "<x>"}} {{urlquery "a b/c"}}', "&lt;a&gt;&amp; \\u003Cx\\u003E a+b%2Fc"),
        ('{{if eq .metadata.name "web"}}it is{{end}}', "it is"),
        ("{{.nothing}}", "<no value>"),
    ],
)
def test_go_template_prints(template: str, printed: str) -> None:
    assert go_template.printed(template, POD) == printed


def test_what_is_alike_is_sorted_as_go_sorts_it() -> None:
    """Beyond 12 items Go's order of equal ones is not the one they had, as a real kubectl shows."""
    objects = [{"metadata": {"name": f"m{number}"}, "a": number % 3} for number in range(14)]
    names = " ".join(one["metadata"]["name"] for one in sort_by(".a", objects, objects))
    assert names == "m6 m12 m9 m3 m0 m4 m1 m10 m7 m13 m8 m5 m2 m11"
