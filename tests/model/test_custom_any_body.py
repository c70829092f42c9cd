"""Whatever a definition or a custom object looks like, it is answered, and the API server goes on."""

from __future__ import annotations

import random
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import APPLY_PATCH, JSON_PATCH, MERGE_PATCH, Request
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.resources import CUSTOMRESOURCEDEFINITIONS, custom_resource

from .conftest import Kube
from .test_apiserver_any_body import spoiled

CRATES = custom_resource("crates", "Crate", "harbour.example.com", "v1", True, (), (), ("status", "scale"))
NAME = "crates.harbour.example.com"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["spec"],
    "properties": {
        "spec": {
            "type": "object",
            "default": {},
            "properties": {
                "tags": {"type": "array", "maxItems": 3, "x-kubernetes-list-type": "set", "items": {"type": "string"}},
                "seals": {
                    "type": "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    "items": {
                        "type": "object",
                        "required": ["name"],
                        "properties": {"name": {"type": "string"}, "strength": {"type": "integer", "default": 5}},
                    },
                },
                "weights": {
                    "type": "object",
                    "additionalProperties": {"type": "number", "multipleOf": 0.5, "minimum": 0},
                },
                "port": {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
                "packed": {"type": "string", "format": "date-time", "nullable": True},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                "crew": {"type": "integer", "enum": [1, 2, 3], "default": 2},
                "name": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
                "inner": {
                    "type": "object",
                    "x-kubernetes-embedded-resource": True,
                    "x-kubernetes-preserve-unknown-fields": True,
                },
                "way": {
                    "type": "object",
                    "properties": {"sea": {"type": "string"}, "air": {"type": "string"}},
                    "oneOf": [{"required": ["sea"]}, {"not": {"required": ["sea"]}, "required": ["air"]}],
                },
            },
        },
        "status": {"type": "object", "properties": {"crew": {"type": "integer"}}},
    },
}
DEFINITION: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": NAME},
    "spec": {
        "group": "harbour.example.com",
        "scope": "Namespaced",
        "names": {"kind": "Crate", "plural": "crates", "shortNames": ["ct"], "categories": ["cargo"]},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {
                    "status": {},
                    "scale": {"specReplicasPath": ".spec.crew", "statusReplicasPath": ".status.crew"},
                },
                "selectableFields": [{"jsonPath": ".spec.name"}],
                "additionalPrinterColumns": [{"name": "Crew", "type": "integer", "jsonPath": ".spec.crew"}],
                "schema": {"openAPIV3Schema": SCHEMA},
            }
        ],
    },
}
CRATE: dict[str, Any] = {
    "apiVersion": "harbour.example.com/v1",
    "kind": "Crate",
    "metadata": {"name": "web"},
    "spec": {
        "tags": ["a", "b"],
        "seals": [{"name": "one"}, {"name": "two", "strength": 3}],
        "weights": {"a": 1.5},
        "port": "http",
        "packed": "2026-01-02T03:04:05Z",
        "free": {"any": [1]},
        "name": "abc",
        "inner": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {}},
        "way": {"sea": "calm"},
    },
    "status": {"crew": 1},
}


def any_crate(kube: Kube, chance: random.Random) -> int:
    """Something is done with a crate; who looks at it gets an answer too."""
    body = spoiled(CRATE, chance)
    body["apiVersion"], body["kind"] = CRATE["apiVersion"], CRATE["kind"]
    match chance.choice(("create", "update", "delete", "apply", "merge", "json", "status", "scale")):
        case "create":
            answer = kube.create(CRATES, body)
        case "update":
            answer = kube.ask(Request("update", CRATES, "default", "web", body=body))
        case "delete":
            answer = kube.delete(CRATES, "web")
        case "apply":
            answer = kube.patch(CRATES, "web", body, APPLY_PATCH, fieldManager=chance.choice("ab"), force="true")
        case "json":
            step = {"op": "replace", "path": "/spec", "value": body.get("spec")}
            answer = kube.patch(CRATES, "web", [step], JSON_PATCH)
        case "merge":
            answer = kube.patch(CRATES, "web", body, MERGE_PATCH)
        case door:
            answer = kube.patch(CRATES, "web", body, MERGE_PATCH, subresource=door)
    with_json(kube.get(CRATES, "web").body)
    assert kube.table(CRATES).code in (200, 404)
    kube.list(CRATES, fieldSelector="spec.name=abc")
    return answer.code


def test_a_custom_object_of_any_form_is_answered(kube: Kube) -> None:
    chance = random.Random("crates")
    assert kube.create(CUSTOMRESOURCEDEFINITIONS, DEFINITION).code == 201
    kube.run(3000)
    codes = {any_crate(kube, chance) for _ in range(400)}
    assert {200, 201, 400, 404, 409, 422, 500} >= codes > {200, 201, 400, 404, 422}


@pytest.mark.parametrize("seed", range(3))
def test_a_definition_of_any_form_is_answered_and_so_are_its_objects(kube: Kube, seed: int) -> None:
    chance = random.Random(f"definitions {seed}")
    codes = set()
    for _ in range(120):
        body = spoiled(DEFINITION, chance)
        body["apiVersion"], body["kind"] = DEFINITION["apiVersion"], DEFINITION["kind"]
        if chance.random() < 0.6:
            answer = kube.create(CUSTOMRESOURCEDEFINITIONS, body)
        else:
            answer = kube.patch(CUSTOMRESOURCEDEFINITIONS, NAME, body, APPLY_PATCH, fieldManager="a", force="true")
        codes.add(answer.code)
        kube.run(20)
        for _ in range(3):
            any_crate(kube, chance)
        kube.ask(Request("get", None, path="/openapi/v3/apis/harbour.example.com/v1"))
        if chance.random() < 0.4:
            kube.delete(CUSTOMRESOURCEDEFINITIONS, NAME)
            kube.run(1500)
    assert codes >= {200, 201, 422}
    assert kube.server.running
