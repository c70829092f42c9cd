"""Who owns which field: managedFields as a real API server recorded them, and server-side apply. Fact sheet §4.5, §4.7."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clusterviz.cluster.control_plane.kube_apiserver.server import ApiServer
from clusterviz.cluster.machinery import field_managers
from clusterviz.cluster.machinery.api import (
    APPLY_PATCH,
    JSON_PATCH,
    STRATEGIC_PATCH,
    Request,
    Response,
    User,
)
from clusterviz.cluster.machinery.field_managers import managers_of, with_json
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.owned_fields import common, difference, union
from clusterviz.cluster.machinery.resources import CONFIGMAPS, DEPLOYMENTS, LEASES, NODES, PODS, SERVICES, Resource

from .conftest import Kube, deployment, pod

WATCHED = json.loads((Path(__file__).parent / "golden_http" / "watch" / "pods-watch.json").read_text())["events"]
KUBELET = User("system:node:node-2", ("system:nodes", "system:authenticated"))


def fields(kube: Kube, resource: Resource, name: str) -> dict[str, Any]:
    """Manager and operation → fieldsV1."""
    entries = with_json(kube.get(resource, name).body)["metadata"].get("managedFields", [])
    found = {}
    for entry in entries:
        door = f"/{entry['subresource']}" if "subresource" in entry else ""
        found[f"{entry['manager']}{door} {entry['operation']}"] = entry["fieldsV1"]
    return found


def apply(kube: Kube, resource: Resource, name: str, body: Object, manager: str = "kubectl", **query: str) -> Response:
    body = {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": {"name": name}, **body}
    return kube.patch(resource, name, body, APPLY_PATCH, fieldManager=manager, **query)


# -- as recorded ------------------------------------------------------------------------------------------------------------


def test_the_managers_of_a_pods_whole_life_are_those_of_a_real_cluster(kube: Kube) -> None:
    """A person creates and labels it, the kubelet reports; the binding and the deletion belong to nobody."""
    image = WATCHED[0]["object"]["spec"]["containers"][0]["image"]
    body = {
        "metadata": {"name": "tea", "labels": {"app": "tea"}},
        "spec": {"containers": [{"name": "tea", "image": image}]},
    }
    kube.ask(Request("create", PODS, "default", body=body, user_agent="curl"))
    previous: Object = {}
    for event in WATCHED:
        recorded = event["object"]
        if recorded["metadata"].get("deletionGracePeriodSeconds") == 0:
            break  # it goes
        now = kube.get(PODS, "tea").body
        if recorded["spec"].get("nodeName") and not now["spec"].get("nodeName"):
            target = {"metadata": {"name": "tea"}, "target": {"kind": "Node", "name": recorded["spec"]["nodeName"]}}
            kube.ask(Request("create", PODS, "default", "tea", "binding", target))
        elif recorded["status"] != previous.get("status", recorded["status"]):
            ours_at = now["status"]["conditions"][-1]["lastTransitionTime"] if previous["status"] else ""
            theirs_at = WATCHED[1]["object"]["status"]["conditions"][0]["lastTransitionTime"]
            status = {**now, "status": json.loads(json.dumps(recorded["status"]).replace(theirs_at, ours_at))}
            kube.ask(
                Request("update", PODS, "default", "tea", "status", status, user_agent="hollow-kubelet"), user=KUBELET
            )
        elif recorded["metadata"]["labels"] != now["metadata"]["labels"]:
            patch = {"metadata": {"labels": recorded["metadata"]["labels"]}}
            request = Request("patch", PODS, "default", "tea", body=patch, content_type=STRATEGIC_PATCH)
            request.user_agent = "curl"
            kube.ask(request)
        elif "deletionTimestamp" in recorded["metadata"]:
            kube.delete(PODS, "tea")
        previous = recorded
        kube.run(1000)  # entries are listed by their second
        ours = with_json(kube.get(PODS, "tea").body)["metadata"]["managedFields"]
        theirs = recorded["metadata"]["managedFields"]
        assert [{**entry, "time": ""} for entry in ours] == [{**entry, "time": ""} for entry in theirs]


# -- applying ---------------------------------------------------------------------------------------------------------------


def test_an_applied_field_belongs_to_who_applied_it_and_goes_when_it_is_left_out(kube: Kube) -> None:
    assert apply(kube, CONFIGMAPS, "conf", {"data": {"a": "1", "b": "2"}}).code == 201
    assert apply(kube, CONFIGMAPS, "conf", {"data": {"a": "1"}}).body["data"] == {"a": "1"}
    assert fields(kube, CONFIGMAPS, "conf") == {"kubectl Apply": {"f:data": {"f:a": {}}}}


def test_a_field_that_another_manager_applied_too_stays(kube: Kube) -> None:
    apply(kube, CONFIGMAPS, "conf", {"data": {"a": "1", "b": "2"}})
    assert apply(kube, CONFIGMAPS, "conf", {"data": {"b": "2"}}, "other").ok
    assert apply(kube, CONFIGMAPS, "conf", {"data": {"a": "1"}}).body["data"] == {"a": "1", "b": "2"}
    assert apply(kube, CONFIGMAPS, "conf", {}, "other").body["data"] == {"a": "1"}


def test_an_item_without_one_of_its_keys_cannot_be_applied(kube: Kube) -> None:
    """A port of a Service is known by number and protocol; the protocol has a default."""
    why = 'omits key field "port" (and doesn\'t have default value)'
    answer = apply(kube, SERVICES, "web", {"spec": {"ports": [{"name": "x", "targetPort": 80}]}})
    assert answer.message.endswith(f".spec.ports: element 0: associative list with keys has an element that {why}")
    assert apply(kube, SERVICES, "web", {"spec": {"ports": [{"port": 80}]}}).code == 201


def test_applying_the_same_again_writes_nothing(kube: Kube) -> None:
    first = apply(kube, DEPLOYMENTS, "web", {"spec": deployment()["spec"]}).body
    kube.run(5000)
    second = apply(kube, DEPLOYMENTS, "web", {"spec": deployment()["spec"]}).body
    assert with_json(second) == with_json(first)


def test_a_list_item_without_an_owner_goes_and_defaults_are_nobodys(kube: Kube) -> None:
    container = {"name": "web", "image": "nginx:1.27", "ports": [{"containerPort": 80}]}
    side = {"name": "side", "image": "redis:7"}
    spec = {"selector": {"matchLabels": {"app": "web"}}}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container, side]}}
    apply(kube, DEPLOYMENTS, "web", {"spec": {**spec, "template": template}})
    owned = fields(kube, DEPLOYMENTS, "web")["kubectl Apply"]["f:spec"]["f:template"]["f:spec"]["f:containers"]
    port = {'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}}}
    assert owned == {
        'k:{"name":"side"}': {".": {}, "f:image": {}, "f:name": {}},
        'k:{"name":"web"}': {".": {}, "f:image": {}, "f:name": {}, "f:ports": port},
    }
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    left = apply(kube, DEPLOYMENTS, "web", {"spec": {**spec, "template": template}}).body
    assert [one["name"] for one in left["spec"]["template"]["spec"]["containers"]] == ["web"]


def test_who_writes_through_scale_conflicts_by_that_name(kube: Kube) -> None:
    apply(kube, DEPLOYMENTS, "web", {"spec": {**deployment()["spec"], "replicas": 1}})
    kube.patch(DEPLOYMENTS, "web", {"spec": {"replicas": 3}}, subresource="scale")
    assert fields(kube, DEPLOYMENTS, "web")["kubectl/scale Update"] == {"f:spec": {"f:replicas": {}}}
    refused = apply(kube, DEPLOYMENTS, "web", {"spec": {**deployment()["spec"], "replicas": 1}})
    assert (refused.code, refused.message) == (
        409,
        'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
    )


def test_conflicts_with_several_managers_are_all_told(kube: Kube) -> None:
    apply(kube, CONFIGMAPS, "conf", {"data": {"a": "1", "b": "2"}}, "first")
    kube.patch(CONFIGMAPS, "conf", {"data": {"c": "3"}}, fieldManager="second")
    refused = apply(kube, CONFIGMAPS, "conf", {"data": {"a": "x", "b": "y", "c": "z"}}, "third")
    assert refused.message == (
        'Apply failed with 3 conflicts: conflicts with "first":\n- .data.a\n- .data.b\n'
        'conflicts with "second" using v1:\n- .data.c'
    )
    assert [cause["field"] for cause in refused.body["details"]["causes"]] == [".data.a", ".data.b", ".data.c"]


def test_what_nobody_managed_was_there_before_the_first_apply(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}, "data": {"a": "1"}})
    clear = [{"op": "replace", "path": "/metadata/managedFields", "value": [{}]}]
    kube.patch(CONFIGMAPS, "conf", clear, JSON_PATCH)
    kube.patch(CONFIGMAPS, "conf", {"data": {"b": "2"}})
    assert fields(kube, CONFIGMAPS, "conf") == {}
    assert apply(kube, CONFIGMAPS, "conf", {"data": {"a": "1"}}).ok
    assert fields(kube, CONFIGMAPS, "conf") == {
        "before-first-apply Update": {"f:data": {".": {}, "f:a": {}, "f:b": {}}},
        "kubectl Apply": {"f:data": {"f:a": {}}},
    }


def test_a_configuration_that_does_not_fit_is_refused_with_every_place(kube: Kube) -> None:
    refused = apply(kube, DEPLOYMENTS, "web", {"spec": {"replicas": "two", "replcas": 2}})
    assert (refused.code, refused.message) == (
        500,
        "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): errors:\n"
        "  .spec.replcas: field not declared in schema\n"
        "  .spec.replicas: expected numeric (int or float), got string",
    )


def test_what_is_no_configuration_is_refused(kube: Kube) -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}}
    nameless = kube.patch(CONFIGMAPS, "conf", body, APPLY_PATCH)
    assert (nameless.code, nameless.message) == (
        422,
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    )
    strange = kube.patch(CONFIGMAPS, "conf", {**body, "apiVersion": "v2"}, APPLY_PATCH, fieldManager="me")
    assert strange.message == "Incorrect version specified in apply patch. Specified patch version: v2, expected: v1"
    managed = {**body, "metadata": {"name": "conf", "managedFields": []}}
    refused = kube.patch(CONFIGMAPS, "conf", managed, APPLY_PATCH, fieldManager="me")
    assert (refused.code, refused.message) == (400, "metadata.managedFields must be nil")


def test_force_is_for_applying_only(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    refused = kube.patch(CONFIGMAPS, "conf", {"data": {"a": "1"}}, force="true")
    assert refused.message == (
        'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch'
    )


def test_nonsense_among_the_managers_clears_them_and_breaks_nothing(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}, "data": {"a": "1"}})
    for fields_v1 in ({"f:a": 5}, {"data": {}}, {"k:{": {}}, {"k:[]": {}}, {"v:x": {}}, {".": {"f:a": {}}}):
        entry = {"manager": "me", "operation": "Update", "apiVersion": "v1", "fieldsV1": fields_v1}
        body = {"metadata": {"name": "conf", "managedFields": [entry]}, "data": {"a": "1"}}
        assert kube.update(CONFIGMAPS, body).ok
        assert fields(kube, CONFIGMAPS, "conf") == {}
    timeless = {"manager": "me", "operation": "Update", "apiVersion": "v1", "fieldsV1": {"f:data": {"f:a": {}}}}
    kube.update(CONFIGMAPS, {"metadata": {"name": "conf", "managedFields": [timeless]}, "data": {"a": "1"}})
    assert with_json(kube.get(CONFIGMAPS, "conf").body)["metadata"]["managedFields"] == [
        {**timeless, "fieldsType": "FieldsV1"}
    ]


def test_an_annotation_that_is_no_configuration_changes_nothing(kube: Kube) -> None:
    for number, text in enumerate(("{", "5", '"x"', "[]", '{"metadata": 5}')):
        annotations = {"kubectl.kubernetes.io/last-applied-configuration": text}
        name = f"conf-{number}"
        kube.create(
            CONFIGMAPS, {"metadata": {"name": name, "annotations": annotations}, "data": {"a": "1"}}, fieldManager="me"
        )
        refused = apply(kube, CONFIGMAPS, name, {"data": {"a": "2"}})
        assert refused.message == 'Apply failed with 1 conflict: conflict with "me" using v1: .data.a'


# -- lazily -----------------------------------------------------------------------------------------------------------------


def test_what_is_compared_late_is_what_would_have_been_compared_at_once(kube: Kube) -> None:
    """Admission adds to a Pod after its fields were noted; the note must not see it."""
    ApiServer.debug_freeze = False
    body = pod("web", initContainers=[{"name": "init", "image": "busybox"}], tolerations=[{"operator": "Exists"}])
    kube.create(PODS, body)
    owned = fields(kube, PODS, "web")["kubectl Update"]["f:spec"]
    assert {"f:serviceAccountName", "f:priority", "f:volumes"} & set(owned) == set()
    assert "f:volumeMounts" not in owned["f:containers"]['k:{"name":"c"}']
    assert "f:volumeMounts" not in owned["f:initContainers"]['k:{"name":"init"}']
    assert owned["f:tolerations"] == {}


def test_an_object_written_many_times_keeps_few_notes(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}, "data": {"n": "0"}})
    for number in range(30):
        kube.patch(CONFIGMAPS, "conf", {"data": {"n": str(number)}}, fieldManager=f"m{number % 2}")
    record = managers_of(kube.get(CONFIGMAPS, "conf").body)
    assert record is not None
    assert len(record._known[1]) <= 9
    assert fields(kube, CONFIGMAPS, "conf") == {
        "kubectl Update": {"f:data": {}},
        "m1 Update": {"f:data": {"f:n": {}}},
    }


def test_a_lease_that_is_renewed_keeps_its_record_and_shows_the_last_time(kube: Kube) -> None:
    def spec(second: int) -> Object:
        return {"holderIdentity": "me", "renewTime": f"2026-01-01T00:00:{second:02}.000000Z"}

    made = kube.create(LEASES, {"metadata": {"name": "held"}, "spec": spec(1)}).body
    record = managers_of(made)
    for second in (2, 3):
        lease = {**kube.get(LEASES, "held").body, "spec": spec(second)}
        assert managers_of(kube.update(LEASES, lease).body) is record
    [entry] = with_json(kube.get(LEASES, "held").body)["metadata"]["managedFields"]
    assert entry["time"] == "2026-01-01T00:00:03Z"


def test_sets_of_fields_are_sets() -> None:
    one = {"f:a": {".": {}, "f:b": {}}, "f:c": {}}
    other = {"f:a": {"f:b": {}}, "f:d": {}}
    assert difference(one, other) == {"f:a": {}, "f:c": {}}
    assert common(one, other) == {"f:a": {"f:b": {}}}
    assert union(one, other) == {"f:a": {".": {}, "f:b": {}}, "f:c": {}, "f:d": {}}
    assert difference(one, {"f:x": {}}) is one


def test_nodes_are_owned_through_both_doors(kube: Kube) -> None:
    kube.create(
        NODES, {"metadata": {"name": "node-1"}, "spec": {"podCIDRs": ["10.0.0.0/24"], "podCIDR": "10.0.0.0/24"}}
    )
    status = {"metadata": {"name": "node-1"}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}
    kube.patch(NODES, "node-1", status, STRATEGIC_PATCH, subresource="status")
    assert fields(kube, NODES, "node-1") == {
        "kubectl Update": {"f:spec": {"f:podCIDR": {}, "f:podCIDRs": {".": {}, 'v:"10.0.0.0/24"': {}}}},
        "kubectl/status Update": {
            "f:status": {"f:conditions": {".": {}, 'k:{"type":"Ready"}': {".": {}, "f:status": {}, "f:type": {}}}}
        },
    }


def test_beyond_ten_managers_the_oldest_are_put_together(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}, "data": {"k0": "0"}}, fieldManager="m0")
    for number in range(1, 13):
        kube.run(1_000)
        body = {"data": {f"k{number}": "1"}}
        kube.patch(CONFIGMAPS, "conf", body, fieldManager=f"m{number}")
    found = fields(kube, CONFIGMAPS, "conf")
    assert sorted(found) == ["ancient-changes Update", *sorted(f"m{number} Update" for number in range(4, 13))]
    assert sorted(found["ancient-changes Update"]["f:data"]) == [".", "f:k0", "f:k1", "f:k2", "f:k3"]


def test_who_asks_while_another_cluster_compares_gets_the_whole_answer(kube: Kube, monkeypatch: Any) -> None:
    """Clusters share old versions of objects, and their threads may ask for the same record at the same time."""
    kube.create(CONFIGMAPS, {"metadata": {"name": "one"}, "data": {"a": "1"}})
    kube.update(CONFIGMAPS, {"metadata": {"name": "one"}, "data": {"a": "1", "b": "2"}})
    stored = kube.get(CONFIGMAPS, "one").body
    record = managers_of(stored)
    assert record is not None
    meanwhile: list[Any] = []
    really = field_managers._written

    def written(*arguments: Any) -> Any:
        if not meanwhile:
            meanwhile.append(())  # not again within itself
            meanwhile[0] = record.entries(stored)
        return really(*arguments)

    monkeypatch.setattr(field_managers, "_written", written)
    entries = record.entries(stored)
    assert meanwhile == [entries] != [()]
