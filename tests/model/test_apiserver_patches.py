"""Patches: strategic, merge and JSON. Fact sheet §4.7."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.machinery.api import JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH
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
            {"spec": {"replicas": "many"}},
            400,
            'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into '
            "Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
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
