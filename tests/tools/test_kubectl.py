"""kubectl's flags, manifests and patches."""

import pytest

from clusterviz.tools.kubectl.errors import Failure
from clusterviz.tools.kubectl.flags import Flag, FlagError, parse
from clusterviz.tools.kubectl.manifests import documents, load_yaml
from clusterviz.tools.kubectl.resource_names import lookup, resources_called
from clusterviz.tools.kubectl.three_way import three_way_patch

KNOWN = (
    Flag("output", short="o", default=""),
    Flag("all", kind="bool", default=False),
    Flag("replicas", kind="int", default=1),
    Flag("watch", kind="bool", short="w", default=False),
    Flag("dry-run", bare="unchanged", default="none"),
    Flag("env", kind="array"),
    Flag("image", kind="list"),
)


def test_flags_are_read_in_every_form() -> None:
    flags, arguments, rest = parse(
        ["-owide", "pods", "--all", "--replicas=3", "-w", "--dry-run", "--env", "A=b,c", "--image=x,y", "--", "-o"],
        KNOWN,
    )
    assert (flags["output"], flags["all"], flags["replicas"], flags["watch"], flags["dry-run"]) == (
        "wide", True, 3, True, "unchanged",
    )  # fmt: skip
    assert (flags["env"], flags["image"], arguments, rest) == (["A=b,c"], ["x", "y"], ["pods"], ["-o"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--colour"], "unknown flag: --colour"),
        (["-z"], "unknown shorthand flag: 'z' in -z"),
        (["-o"], "flag needs an argument: 'o' in -o"),
        (["--output"], "flag needs an argument: --output"),
        (
            ["--replicas=two"],
            'invalid argument "two" for "--replicas" flag: strconv.ParseInt: parsing "two": invalid syntax',
        ),
    ],
)
def test_wrong_flags_are_told_in_kubectls_words(words: list[str], message: str) -> None:
    with pytest.raises(FlagError) as refused:
        parse(words, KNOWN)
    assert str(refused.value) == message


def test_yaml_is_read_as_go_reads_it() -> None:
    assert load_yaml("a: 1\nb: '1'\nc: yes\nd: 0x10\ne: ~\nf: 1.5\non: x\ng: 010\nh: 1.0\n") == {
        "a": 1, "b": "1", "c": True, "d": 16, "e": None, "f": 1.5, "true": "x", "g": 8, "h": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "kind: Pod\n  metadata:\nname: x\n",
            "error parsing f.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
        ),
        (
            "a: &x 1\nb: *x\n",
            "error parsing f.yaml: error converting YAML to JSON: yaml: aliases are not read here: write out what *x stands for",
        ),
        ("{" * 3, "error parsing f.yaml: unexpected EOF"),
        (
            "a: " + "[" * 70 + "]" * 70,
            "error parsing f.yaml: error converting YAML to JSON: yaml: more than 60 levels are not read here",
        ),
    ],
)
def test_broken_yaml_is_refused(text: str, message: str) -> None:
    if text.startswith("{"):
        text = '{"a": {'
    with pytest.raises(Failure) as refused:
        documents(text, "f.yaml")
    assert refused.value.message == message


def test_documents_are_separated_and_empty_ones_left_out() -> None:
    assert documents("a: 1\n---\n# nothing\n---\nb: 2\n", "f") == [{"a": 1}, {"b": 2}]


def test_a_three_way_patch_adds_changes_and_takes_away() -> None:
    original = {"spec": {"containers": [{"name": "a", "image": "1", "args": ["x"]}, {"name": "b"}], "gone": 1}}
    modified = {"spec": {"containers": [{"name": "a", "image": "2"}]}}
    current = {
        "spec": {"containers": [{"name": "a", "image": "1", "args": ["x"]}, {"name": "b"}, {"name": "c"}], "gone": 1}
    }
    assert three_way_patch(original, modified, current) == {
        "spec": {
            "gone": None,
            "containers": [{"name": "a", "args": None, "image": "2"}, {"$patch": "delete", "name": "b"}],
            "$setElementOrder/containers": [{"name": "a"}],
        }
    }
    assert three_way_patch(modified, modified, {"spec": {"containers": [{"name": "a", "image": "2", "more": 1}]}}) == {}


def test_kinds_have_many_names() -> None:
    for word in ("deploy", "Deployment", "deployments.apps", "deployments.v1.apps"):
        found = lookup(word)
        assert found is not None
        assert found.plural == "deployments"
    assert [one.plural for one in resources_called("po,svc")] == ["pods", "services"]
    with pytest.raises(Failure) as refused:
        resources_called("unicorns")
    assert refused.value.text() == 'error: the server doesn\'t have a resource type "unicorns"'
