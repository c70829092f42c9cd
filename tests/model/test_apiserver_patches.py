"""Patches: strategic, merge and JSON. Fact sheet §4.7."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.patches import strategic_patch
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DEPLOYMENTS,
    NODES,
)
from clusterviz.cluster.machinery.schemas import shape_of

from .conftest import Kube, deployment


def test_a_strategic_patch_merges_containers_by_name(kube: Kube) -> None:
    kube.create(DEPLOYMENTS, deployment())

    def containers(items: list[Object]) -> list[tuple[str, str]]:
        patch = {"spec": {"template": {"spec": {"containers": items}}}}
        spec = kube.patch(DEPLOYMENTS, "web", patch, STRATEGIC_PATCH).body["spec"]["template"]["spec"]
        return [(one["name"], one["image"]) for one in spec["containers"]]

    assert containers([{"name": "nginx", "image": "nginx:2"}]) == [("nginx", "nginx:2")]
    assert containers([{"name": "side", "image": "redis:7"}]) == [("side", "redis:7"), ("nginx", "nginx:2")]
    assert containers([{"name": "nginx", "$patch": "delete"}]) == [("side", "redis:7")]
    assert containers([{"$patch": "replace"}, {"name": "only", "image": "a:1"}]) == [("only", "a:1")]


def test_a_strategic_patch_can_ask_for_an_order() -> None:
    before = {"spec": {"containers": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}}
    shape = shape_of("", "v1", "Pod")
    order = [{"name": "c"}, {"name": "new"}, {"name": "a"}]
    patch = {"spec": {"$setElementOrder/containers": order, "containers": [{"name": "new", "image": "x"}]}}
    merged = strategic_patch(before, patch, shape)["spec"]["containers"]
    assert [container["name"] for container in merged] == ["b", "c", "new", "a"]


def test_a_strategic_patch_replaces_lists_without_a_key(kube: Kube) -> None:
    kube.create(NODES, {"metadata": {"name": "n"}})
    taint = {"key": "a", "effect": "NoSchedule"}
    patched = kube.patch(NODES, "n", {"spec": {"taints": [taint]}}, STRATEGIC_PATCH)
    assert patched.body["spec"]["taints"] == [taint]


@pytest.mark.parametrize(
    ("content_type", "patch", "code", "message"),
    [
        (
            STRATEGIC_PATCH,
            {"spec": {"replicas": "many"}},
            422,
            ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:many]]": unrecognized type: int32',
        ),
        (
            MERGE_PATCH,
            [],
            400,
            "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
        ),
        (STRATEGIC_PATCH, [], 400, "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        (
            JSON_PATCH,
            [{"op": "remove", "path": "/metadata/labels/absent"}],
            422,
            "the server rejected our request due to an error in our request",
        ),
        (
            JSON_PATCH,
            {"spec": {}},
            400,
            "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
        ),
    ],
)
def test_a_patch_that_does_not_fit(kube: Kube, content_type: str, patch: Any, code: int, message: str) -> None:
    kube.create(DEPLOYMENTS, deployment())
    refused = kube.patch(DEPLOYMENTS, "web", patch, content_type)
    assert (refused.code, refused.message) == (code, message)


def refused_with(kube: Kube, patch: Any, content_type: str, **query: str) -> tuple[Object, str]:
    """(the object that a refusal shows, what it says of it)."""
    refused = kube.patch(CONFIGMAPS, "conf", patch, content_type, **query)
    begin = ' "" is invalid: patch: Invalid value: '
    assert (refused.code, refused.message[: len(begin)]) == (422, begin)
    (cause,) = refused.body["details"]["causes"]
    assert cause["field"] == "patch"
    value, end = json.JSONDecoder().raw_decode(refused.message[len(begin) :])
    return json.loads(value), refused.message[len(begin) + end + 2 :]


def test_what_a_patch_makes_of_an_object_is_shown_whole_if_it_is_none(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf", "labels": {"b": "1", "a": "2"}}, "data": {"a": "1"}})
    stored = with_json(kube.get(CONFIGMAPS, "conf").body)
    shown, why = refused_with(kube, {"data": {"b": 3, "0": "x"}}, MERGE_PATCH)
    assert why == "json: cannot unmarshal number into Go struct field ConfigMap.data of type string"
    assert shown == {**stored, "data": {"a": "1", "b": 3, "0": "x"}}
    assert list(shown) == ["apiVersion", "data", "kind", "metadata"]
    assert list(shown["data"]) == ["0", "a", "b"]
    inside = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "labels", "managedFields"]
    assert list(shown["metadata"]) == inside
    shown, why = refused_with(kube, [{"op": "add", "path": "/metadata/labels/c", "value": 1}], JSON_PATCH)
    assert list(shown["metadata"]) == sorted(inside)
    shown, why = refused_with(kube, {"kind": "Pod"}, MERGE_PATCH)
    assert (shown["kind"], why) == ("Pod", "converting (v1.Pod) to (core.ConfigMap): unknown conversion")


def test_an_unknown_field_of_a_patch_is_refused_if_the_sender_is_strict(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}, "data": {"a": "1"}})
    shown, why = refused_with(kube, {"datta": {"b": "1"}}, MERGE_PATCH, fieldValidation="Strict")
    assert (shown["datta"], why) == ({"b": "1"}, 'strict decoding error: unknown field "datta"')
    answer = kube.patch(CONFIGMAPS, "conf", {"datta": {"b": "1"}}, STRATEGIC_PATCH, fieldValidation="Strict")
    assert (answer.code, answer.message) == (
        422,
        ' "" is invalid: patch: Invalid value: "map[datta:map[b:1]]": strict decoding error: unknown field "datta"',
    )
    assert kube.patch(CONFIGMAPS, "conf", {"datta": {}}).warnings == ('unknown field "datta"',)


def test_a_json_patch_is_a_list_or_nothing(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    assert kube.patch(CONFIGMAPS, "conf", None, JSON_PATCH).code == 200
    for patch, kind in (("x", "string"), (1, "number"), (True, "bool"), ({}, "object")):
        answer = kube.patch(CONFIGMAPS, "conf", patch, JSON_PATCH)
        why = f"error decoding patch: json: cannot unmarshal {kind} into Go value of type []handlers.jsonPatchOp"
        assert (answer.code, answer.message) == (400, why)


def test_a_patch_cannot_take_the_name_or_move_the_object(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    nameless = kube.patch(CONFIGMAPS, "conf", {"metadata": {"name": None}})
    assert (nameless.code, nameless.message) == (
        400,
        "the name of the object (conf based on URL) was undeterminable: name must be provided",
    )
    moved = kube.patch(CONFIGMAPS, "conf", {"metadata": {"namespace": "lab"}})
    assert moved.message == "the namespace of the provided object does not match the namespace sent on the request"
    kind = kube.patch(CONFIGMAPS, "conf", {"kind": "Pod"}, STRATEGIC_PATCH)
    assert (kind.code, kind.body["kind"]) == (200, "ConfigMap")


def test_json_patches_add_test_move_and_copy(kube: Kube) -> None:
    metadata = {"name": "a", "finalizers": ["x.io/1"], "annotations": {"x.io/a": "1"}}
    kube.create(CONFIGMAPS, {"metadata": metadata})
    patch = [
        {"op": "test", "path": "/metadata/annotations/x.io~1a", "value": "1"},
        {"op": "add", "path": "/data", "value": {}},
        {"op": "move", "from": "/metadata/annotations/x.io~1a", "path": "/data/c"},
        {"op": "copy", "from": "/data/c", "path": "/data/d"},
        {"op": "add", "path": "/metadata/finalizers/-", "value": "x.io/2"},
        {"op": "replace", "path": "/data/d", "value": "2"},
    ]
    changed = kube.patch(CONFIGMAPS, "a", patch, JSON_PATCH).body
    assert changed["data"] == {"c": "1", "d": "2"}
    assert changed["metadata"]["finalizers"] == ["x.io/1", "x.io/2"]
    assert "annotations" not in changed["metadata"]
