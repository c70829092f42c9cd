"""Custom kinds in the API server: doors, generations, watches, versions, images. The words are in the stories and in crds-basic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster import checkpoint, invariants
from clusterviz.cluster.machinery.api import APPLY_PATCH, JSON_PATCH, STRATEGIC_PATCH, Request
from clusterviz.cluster.machinery.custom_kinds import in_order
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.resources import CUSTOMRESOURCEDEFINITIONS, custom_resource
from clusterviz.tools.shell import start

from .conftest import Kube

GOLDEN = Path(__file__).parent / "golden_http" / "errors"
BOATS = custom_resource(
    "boats", "Boat", "harbour.example.com", "v1", True, (), (), ("status", "scale"), "harbour.example.com/boats"
)
SCHEMA = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "length": {"type": "integer", "minimum": 1},
                "crew": {"type": "integer"},
                "cargo": {
                    "type": "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    "items": {
                        "type": "object",
                        "required": ["name"],
                        "properties": {"name": {"type": "string"}, "tons": {"type": "integer"}},
                    },
                },
            },
        },
        "status": {"type": "object", "properties": {"crew": {"type": "integer"}, "port": {"type": "string"}}},
    },
}


def definition(**version: Any) -> dict[str, Any]:
    scale = {"specReplicasPath": ".spec.crew", "statusReplicasPath": ".status.crew"}
    first = {
        "name": "v1",
        "served": True,
        "storage": True,
        "subresources": {"status": {}, "scale": scale},
        "schema": {"openAPIV3Schema": SCHEMA},
        **version,
    }
    names = {"kind": "Boat", "plural": "boats"}
    spec = {"group": "harbour.example.com", "scope": "Namespaced", "names": names, "versions": [first]}
    return {"metadata": {"name": "boats.harbour.example.com"}, "spec": spec}


@pytest.fixture
def harbour(kube: Kube) -> Kube:
    """An API server that serves boats, and has done so for a while."""
    assert kube.create(CUSTOMRESOURCEDEFINITIONS, definition()).code == 201
    kube.run(3000)
    return kube


def boat(name: str = "gull", **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {"length": 5, **spec}}


def test_a_strategic_patch_of_a_custom_kind_is_refused_word_for_word(harbour: Kube) -> None:
    harbour.create(BOATS, boat())
    recorded = json.loads((GOLDEN / "415-patch-type.json").read_text())["response"]
    answer = harbour.patch(BOATS, "gull", {}, STRATEGIC_PATCH)
    assert (answer.code, answer.body) == (recorded["status"], recorded["body"])


def test_the_first_object_of_a_new_kind_waits_two_seconds(kube: Kube) -> None:
    kube.create(CUSTOMRESOURCEDEFINITIONS, definition())
    kube.run(100)
    before_ms = kube.clock.now_ms
    assert kube.create(BOATS, boat()).code == 201
    waited_ms = kube.clock.now_ms - before_ms
    before_ms = kube.clock.now_ms
    assert kube.create(BOATS, boat("tern")).code == 201
    assert waited_ms >= 2000 > kube.clock.now_ms - before_ms


def test_status_and_the_rest_come_through_doors_of_their_own(harbour: Kube) -> None:
    made = harbour.create(BOATS, {**boat(), "status": {"crew": 9}}).body
    assert "status" not in made
    assert made["metadata"]["generation"] == 1
    told = harbour.patch(BOATS, "gull", {"status": {"crew": 2}, "spec": {"length": 7}}, subresource="status").body
    assert (told["spec"]["length"], told["status"], told["metadata"]["generation"]) == (5, {"crew": 2}, 1)
    wanted = harbour.patch(BOATS, "gull", {"status": {"crew": 3}, "spec": {"length": 7}}).body
    assert (wanted["spec"]["length"], wanted["status"], wanted["metadata"]["generation"]) == (7, {"crew": 2}, 2)
    wrong = harbour.patch(BOATS, "gull", {"status": {"crew": "all"}}, subresource="status")
    assert wrong.message.endswith(
        'status.crew: Invalid value: "string": status.crew in body must be of type integer: "string"'
    )


def test_without_a_door_for_the_status_it_is_like_the_rest(kube: Kube) -> None:
    kube.create(CUSTOMRESOURCEDEFINITIONS, definition(subresources={}))
    kube.run(3000)
    made = kube.create(BOATS, {**boat(), "status": {"crew": 9}}).body
    assert made["status"] == {"crew": 9}
    changed = kube.patch(BOATS, "gull", {"status": {"crew": 2}}).body
    assert (changed["status"], changed["metadata"]["generation"]) == ({"crew": 2}, 2)
    answer = kube.patch(BOATS, "gull", {"status": {}}, subresource="status")
    assert (answer.code, answer.message) == (404, "the server could not find the requested resource")


def test_the_scale_is_where_the_definition_says(harbour: Kube) -> None:
    harbour.create(BOATS, boat())
    answer = harbour.ask(Request("get", BOATS, "default", "gull", "scale"))
    assert answer.message == 'Internal error occurred: the spec replicas field ".spec.crew" does not exist'
    harbour.patch(BOATS, "gull", {"spec": {"crew": 2}})
    scale = harbour.ask(Request("get", BOATS, "default", "gull", "scale")).body
    assert (scale["spec"], scale["status"]) == ({"replicas": 2}, {"replicas": 0, "selector": ""})
    harbour.patch(BOATS, "gull", {"spec": {"replicas": 4}}, subresource="scale")
    assert harbour.get(BOATS, "gull").body["spec"] == {"length": 5, "crew": 4}


def test_a_put_must_say_what_it_replaces(harbour: Kube) -> None:
    harbour.create(BOATS, boat())
    why = "metadata.resourceVersion: Invalid value: 0: must be specified for an update"
    answer = harbour.ask(Request("update", BOATS, "default", "gull", body=boat()))
    assert answer.message == f'Boat.harbour.example.com "gull" is invalid: {why}'


def test_a_watch_of_a_kind_that_is_served_in_another_way_ends(harbour: Kube) -> None:
    harbour.create(BOATS, boat())
    watched = harbour.watch(BOATS, resourceVersion="0")
    assert watched.seen == [("ADDED", "gull")]
    before = str(harbour.etcd.store.revision)
    column = {"name": "Length", "type": "integer", "jsonPath": ".spec.length"}
    step = {"op": "add", "path": "/spec/versions/0/additionalPrinterColumns", "value": [column]}
    harbour.patch(CUSTOMRESOURCEDEFINITIONS, "boats.harbour.example.com", [step], JSON_PATCH)
    harbour.run(100)
    assert watched.end is not None
    again = harbour.watch(BOATS, resourceVersion=before)
    assert [event.type for event in again.events] == ["ERROR"], "who resumes from before must list again"
    fresh = harbour.watch(BOATS, resourceVersion="0")
    harbour.patch(BOATS, "gull", {"spec": {"crew": 1}})
    harbour.run(50)
    assert fresh.seen == [("ADDED", "gull"), ("MODIFIED", "gull")]
    assert harbour.table(BOATS, "gull").body["rows"][0]["cells"] == ["gull", 5]


def test_an_object_is_stored_in_one_version_and_watched_in_each(kube: Kube) -> None:
    made = definition()
    second = {**made["spec"]["versions"][0], "name": "v2", "storage": False}
    made["spec"]["versions"].append(second)
    kube.create(CUSTOMRESOURCEDEFINITIONS, made)
    kube.run(3000)
    newer = custom_resource(
        *[getattr(BOATS, name) if name != "version" else "v2" for name in BOATS.__dataclass_fields__]
    )
    watched = kube.watch(BOATS, resourceVersion="0")
    assert kube.create(newer, boat()).body["apiVersion"] == "harbour.example.com/v2"
    kube.run(50)
    stored = kube.etcd.store.current["/registry/harbour.example.com/boats/default/gull"].value
    assert stored["apiVersion"] == "harbour.example.com/v1"
    assert [event.object["apiVersion"] for event in watched.events] == ["harbour.example.com/v1"]
    assert [one["apiVersion"] for one in kube.list(newer).body["items"]] == ["harbour.example.com/v2"]


def test_versions_stand_in_kubernetes_own_order() -> None:
    mixed = ["foo10", "v1", "v10beta3", "v2", "foo1", "v3beta1", "v12alpha1", "v10", "v11alpha2", "v11beta2"]
    assert in_order(mixed) == [
        *("v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"),
    ]


def test_what_is_applied_to_a_custom_kind_is_owned_as_its_schema_says(harbour: Kube) -> None:
    def applied(by: str, **spec: Any) -> Any:
        body = {"apiVersion": "harbour.example.com/v1", "kind": "Boat", "metadata": {"name": "gull"}, "spec": spec}
        return harbour.patch(BOATS, "gull", body, APPLY_PATCH, fieldManager=by)

    assert applied("one", length=5, crew=2).code == 201
    assert applied("two", length=6).reason == "Conflict"
    assert applied("two", crew=2, cargo=[{"name": "tea", "tons": 1}]).code == 200
    mixed = applied("one", length=5, cargo=[{"name": "rum", "tons": 4}]).body
    assert mixed["spec"]["cargo"] == [{"name": "tea", "tons": 1}, {"name": "rum", "tons": 4}]
    entries = {entry["manager"]: entry["fieldsV1"]["f:spec"] for entry in with_json(mixed)["metadata"]["managedFields"]}
    rum = {".": {}, "f:name": {}, "f:tons": {}}
    assert entries["one"] == {"f:cargo": {'k:{"name":"rum"}': rum}, "f:length": {}}
    assert entries["two"] == {"f:cargo": {'k:{"name":"tea"}': rum}, "f:crew": {}}
    assert applied("two").body["spec"] == {"length": 5, "cargo": [{"name": "rum", "tons": 4}]}
    unknown = applied("two", sails=2)
    kind = "default/gull; harbour.example.com/v1, Kind=Boat"
    assert unknown.message == (
        f"failed to create typed patch object ({kind}): .spec.sails: field not declared in schema"
    )
    harbour.patch(BOATS, "gull", {"spec": {"cargo": [{"name": "rum", "tons": 5}]}}, fieldManager="three")
    assert applied("one", length=5, cargo=[{"name": "rum", "tons": 4}]).message.startswith(
        'Apply failed with 1 conflict: conflict with "three" using harbour.example.com/v1: .spec.cargo[name="rum"].tons'
    )


def test_who_knows_a_kind_that_is_gone_is_told(harbour: Kube) -> None:
    harbour.create(BOATS, boat())
    harbour.delete(CUSTOMRESOURCEDEFINITIONS, "boats.harbour.example.com")
    harbour.run(3000)
    answer = harbour.get(BOATS, "gull")
    assert (answer.code, answer.message) == (
        404,
        "the server could not find the requested resource (get boats.harbour.example.com gull)",
    )
    assert [key for key in harbour.etcd.store.current if "harbour" in key] == []


def test_a_cluster_with_custom_kinds_goes_on_from_its_image_to_the_event() -> None:
    cluster = checkpoint.fork("bare", seed=5)
    crd = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", **definition()}
    gull = {"apiVersion": "harbour.example.com/v1", "kind": "Boat", **boat()}
    for command in (
        f"kubectl apply -f - <<'EOF'\n{json.dumps(crd)}\nEOF",
        f"kubectl apply -f - <<'EOF'\n{json.dumps(gull)}\nEOF",
        "kubectl delete crd --all",
    ):
        start(cluster, command)
        for _ in range(4):
            cluster.run_for(3)
            until_ms = cluster.now_ms + 4000
            twin = checkpoint.restore(checkpoint.image(cluster))
            twin.clock.run_until(until_ms)
        cluster.clock.run_until(until_ms)
        assert twin.trace.digest() == cluster.trace.digest(), command
        assert list(invariants.caches_agree_with_etcd(cluster)) == []
        keys = [key for key in cluster.etcd.store.current if "/boats/" in key]
        assert keys == (["/registry/harbour.example.com/boats/default/gull"] if "gull" in command else [])
    assert cluster.objects(CUSTOMRESOURCEDEFINITIONS) == []


def test_discovery_and_openapi_tell_of_a_custom_kind(harbour: Kube) -> None:
    def told(path: str, accept: str = "application/json") -> Any:
        return harbour.ask(Request("get", None, path=path, accept=accept)).body

    everything = told("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
    [group] = [item for item in everything["items"] if item["metadata"]["name"] == BOATS.group]
    [entry] = group["versions"][0]["resources"]
    assert (entry["resource"], entry["singularResource"], entry["scope"]) == ("boats", "boat", "Namespaced")
    assert [one["subresource"] for one in entry["subresources"]] == ["status", "scale"]
    path = "/openapi/v3/apis/harbour.example.com/v1"
    document = told(path)
    boats = document["components"]["schemas"]["com.example.harbour.v1.Boat"]
    assert boats["properties"]["spec"] == SCHEMA["properties"]["spec"]
    assert {"apiVersion", "kind", "metadata"} <= set(boats["properties"])
    assert "/apis/harbour.example.com/v1/namespaces/{namespace}/boats" in document["paths"]
    before = told("/openapi/v3")["paths"]["apis/harbour.example.com/v1"]
    step = {"op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/description", "value": "It floats."}
    harbour.patch(CUSTOMRESOURCEDEFINITIONS, "boats.harbour.example.com", [step], JSON_PATCH)
    harbour.run(100)
    assert told("/openapi/v3")["paths"]["apis/harbour.example.com/v1"] != before
    harbour.delete(CUSTOMRESOURCEDEFINITIONS, "boats.harbour.example.com")
    harbour.run(3000)
    assert told(path) == "404 page not found\n"
