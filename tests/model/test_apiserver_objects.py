"""What the API server makes of an object on its way into etcd and out again. Fact sheet §4.5, §4.7, §4.8."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, Request, User, items_as_sent
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.patches import strategic_patch
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTSLICES,
    LEASES,
    NAMESPACES,
    NODES,
    PODS,
    PRIORITYCLASSES,
    REPLICASETS,
    SECRETS,
    SERVICEACCOUNTS,
    SERVICES,
)
from clusterviz.cluster.machinery.schemas import shape_of
from clusterviz.cluster.machinery.times import unix_ms

from .conftest import ADMIN, Kube, deployment, pod

WATCHED = json.loads((Path(__file__).parent / "golden_http" / "watch" / "pods-watch.json").read_text())["events"]
KUBELET = User("system:node:node-2", ("system:nodes", "system:authenticated"))


def bind(kube: Kube, name: str, node: str = "node-1") -> Any:
    body = {"metadata": {"name": name}, "target": {"kind": "Node", "name": node}}
    return kube.ask(Request("create", PODS, "default", name, "binding", body))


# -- defaults -----------------------------------------------------------------------------------------------------------


def test_a_new_pod_is_that_of_a_real_cluster(kube: Kube) -> None:
    """The first event of a recorded watch: a Pod as it was created."""
    recorded = WATCHED[0]["object"]
    sent = {
        "metadata": {"name": "tea", "labels": {"app": "tea"}},
        "spec": {"containers": [{"name": "tea", "image": recorded["spec"]["containers"][0]["image"]}]},
    }
    made = with_json(kube.ask(Request("create", PODS, "default", body=sent, user_agent="curl")).body)
    volume, ours = recorded["spec"]["volumes"][0]["name"], made["spec"]["volumes"][0]["name"]
    expected = json.loads(json.dumps(recorded).replace(volume, ours))
    for field in ("uid", "resourceVersion", "creationTimestamp"):
        expected["metadata"][field] = made["metadata"][field]
    expected["metadata"]["managedFields"][0]["time"] = made["metadata"]["creationTimestamp"]
    assert made == expected


def recorded_answer(name: str) -> Any:
    return json.loads((Path(__file__).parent / "golden_http" / "watch" / f"{name}.json").read_text())["response"][
        "body"
    ]


def running_as_recorded(kube: Kube, recorded: Object) -> None:
    """The recorded Pod: created, bound and reported running."""
    container = {"name": "tea", "image": recorded["spec"]["containers"][0]["image"]}
    kube.create(
        PODS,
        {"metadata": {"name": "tea", "labels": recorded["metadata"]["labels"]}, "spec": {"containers": [container]}},
    )
    bind(kube, "tea", recorded["spec"]["nodeName"])
    stored = kube.get(PODS, "tea").body
    volumes = recorded["spec"]["volumes"][0]["name"], stored["spec"]["volumes"][0]["name"]
    body = {**stored, "status": json.loads(json.dumps(recorded["status"]).replace(*volumes))}
    assert kube.ask(Request("update", PODS, "default", "tea", "status", body), KUBELET).code == 200


def like(ours: Object, recorded: Object) -> Object:
    """The recorded object, with what differs between any two clusters as it is here."""
    volume, our_volume = recorded["spec"]["volumes"][0]["name"], ours["spec"]["volumes"][0]["name"]
    expected: Object = json.loads(json.dumps(recorded).replace(volume, our_volume))
    for field in ("uid", "resourceVersion", "creationTimestamp", "managedFields"):
        expected["metadata"][field] = ours["metadata"][field]
    return expected


def test_a_list_of_pods_is_that_of_a_real_cluster(kube: Kube) -> None:
    recorded = recorded_answer("pods-list-one")
    empty = kube.list(PODS).body
    assert empty == {**recorded_answer("pods-list-empty"), "metadata": empty["metadata"]}
    (item,) = recorded["items"]
    running_as_recorded(kube, item)
    ours = items_as_sent(with_json(kube.list(PODS).body))["items"][0]
    assert ours == like(ours, item)


def test_the_answer_to_a_deletion_is_the_pod_that_still_has_its_grace(kube: Kube) -> None:
    recorded = recorded_answer("delete-pod")
    running_as_recorded(kube, recorded)
    options = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}
    answer = kube.delete(PODS, "tea", options)
    ours = with_json(answer.body)
    expected = like(ours, recorded)
    now = unix_ms(ours["metadata"]["creationTimestamp"])
    ends = unix_ms(ours["metadata"]["deletionTimestamp"])
    expected["metadata"]["deletionTimestamp"] = ours["metadata"]["deletionTimestamp"]
    assert answer.code == 200
    assert ours == expected
    assert 30_000 <= ends - now <= 32_000


def test_a_pod_requests_what_it_limits_and_gets_a_class(kube: Kube) -> None:
    def quality(**resources: Any) -> tuple[Any, str]:
        one = pod()
        one["metadata"] = {"generateName": "q-"}
        one["spec"]["containers"][0]["resources"] = resources
        made = kube.create(PODS, one).body
        return made["spec"]["containers"][0]["resources"], made["status"]["qosClass"]

    both = {"cpu": "500m", "memory": "1Gi"}
    assert quality() == ({}, "BestEffort")
    assert quality(limits={"cpu": "0.5", "memory": "1024Mi"}) == ({"limits": both, "requests": both}, "Guaranteed")
    assert quality(requests={"cpu": 1}) == ({"requests": {"cpu": "1"}}, "Burstable")


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.27", "IfNotPresent"),
        ("registry:5000/nginx", "Always"),
        ("nginx@sha256:0123", "IfNotPresent"),
    ],
)
def test_an_image_that_can_change_is_always_pulled(kube: Kube, image: str, policy: str) -> None:
    made = kube.create(PODS, pod(containers=[{"name": "c", "image": image}])).body
    assert made["spec"]["containers"][0]["imagePullPolicy"] == policy


def test_probes_ports_and_volumes_get_their_defaults(kube: Kube) -> None:
    container = {
        "name": "c",
        "image": "nginx:1.27",
        "ports": [{"containerPort": 80}],
        "readinessProbe": {"httpGet": {"port": 80}},
        "env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
    }
    volumes = [{"name": "a", "configMap": {"name": "a"}}, {"name": "b"}, {"name": "c", "hostPath": {"path": "/x"}}]
    made = kube.create(PODS, pod(containers=[container], volumes=volumes)).body["spec"]
    first = made["containers"][0]
    assert first["ports"] == [{"containerPort": 80, "protocol": "TCP"}]
    assert first["readinessProbe"] == {
        "httpGet": {"port": 80, "path": "/", "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 3,
    }
    assert first["env"][0]["valueFrom"]["fieldRef"]["apiVersion"] == "v1"
    assert made["volumes"][:3] == [
        {"name": "a", "configMap": {"name": "a", "defaultMode": 420}},
        {"name": "b", "emptyDir": {}},
        {"name": "c", "hostPath": {"path": "/x", "type": ""}},
    ]


def test_workloads_get_their_defaults(kube: Kube) -> None:
    spec = dict(kube.create(DEPLOYMENTS, deployment()).body["spec"])
    template = spec.pop("template")
    assert spec == {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "web"}},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}},
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
    }
    assert "enableServiceLinks" not in template["spec"]
    replicaset = kube.create(REPLICASETS, deployment()).body
    assert (replicaset["metadata"]["labels"], replicaset["status"]) == ({"app": "web"}, {"replicas": 0})
    daemons = kube.create(DAEMONSETS, deployment()).body
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}}
    assert daemons["spec"]["updateStrategy"] == rolling
    assert daemons["metadata"]["annotations"] == {"deprecated.daemonset.template.generation": "1"}


def test_a_namespace_has_a_label_a_finalizer_and_a_phase(kube: Kube) -> None:
    made = kube.create(NAMESPACES, {"metadata": {"name": "lab"}}).body
    assert made["metadata"]["labels"] == {"kubernetes.io/metadata.name": "lab"}
    assert (made["spec"], made["status"]) == ({"finalizers": ["kubernetes"]}, {"phase": "Active"})


def test_a_secret_is_stored_encoded(kube: Kube) -> None:
    made = kube.create(SECRETS, {"metadata": {"name": "s"}, "stringData": {"a": "hi"}}).body
    assert (made["type"], made["data"], "stringData" in made) == ("Opaque", {"a": "aGk="}, False)


def test_a_name_is_generated_until_it_is_free(kube: Kube) -> None:
    suffixes = iter(["aaaaa", "aaaaa", "bbbbb"])
    kube.server.chance.suffix = lambda length=5: next(suffixes)  # type: ignore[method-assign]
    names = [kube.create(CONFIGMAPS, {"metadata": {"generateName": "c-"}}).body["metadata"]["name"] for _ in range(2)]
    assert names == ["c-aaaaa", "c-bbbbb"]


# -- generation, status, versions ---------------------------------------------------------------------------------------


def test_the_generation_counts_changes_of_the_spec(kube: Kube) -> None:
    kube.create(DEPLOYMENTS, deployment())

    def generation(patch: Object, subresource: str = "") -> int:
        return int(kube.patch(DEPLOYMENTS, "web", patch, subresource=subresource).body["metadata"]["generation"])

    assert generation({"spec": {"replicas": 3}}) == 2
    assert generation({"spec": {"replicas": 3}}) == 2
    assert generation({"metadata": {"labels": {"x": "y"}}}) == 2
    assert generation({"status": {"replicas": 3}}, "status") == 2
    assert generation({"metadata": {"annotations": {"x": "y"}}}) == 3


def test_a_status_is_written_by_its_own_path_only(kube: Kube) -> None:
    kube.create(DEPLOYMENTS, deployment())
    kube.patch(DEPLOYMENTS, "web", {"status": {"replicas": 9}})
    assert kube.get(DEPLOYMENTS, "web").body["status"] == {}
    patch = {"spec": {"replicas": 7}, "status": {"replicas": 9}, "metadata": {"labels": {"a": "b"}}}
    changed = kube.patch(DEPLOYMENTS, "web", patch, subresource="status").body
    assert (changed["spec"]["replicas"], changed["status"]) == (1, {"replicas": 9})
    assert "labels" not in changed["metadata"]


def test_a_change_that_changes_nothing_writes_nothing(kube: Kube) -> None:
    made = kube.create(CONFIGMAPS, {"metadata": {"name": "a"}, "data": {"x": "1"}}).body
    revision = kube.etcd.store.revision
    assert kube.patch(CONFIGMAPS, "a", {"data": {"x": "1"}}).body == made
    assert kube.update(CONFIGMAPS, made).body == made
    assert kube.etcd.store.revision == revision


def test_the_second_of_two_writers_is_told(kube: Kube) -> None:
    old = kube.create(CONFIGMAPS, {"metadata": {"name": "a"}}).body
    assert kube.update(CONFIGMAPS, {**old, "data": {"x": "1"}}).code == 200
    refused = kube.update(CONFIGMAPS, {**old, "data": {"x": "2"}})
    assert (refused.code, refused.message) == (
        409,
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; '
        "please apply your changes to the latest version and try again",
    )
    assert kube.update(CONFIGMAPS, {"metadata": {"name": "a"}, "data": {"x": "3"}}).body["data"] == {"x": "3"}


def test_a_lease_is_only_renewed_by_who_has_seen_it(kube: Kube) -> None:
    kube.create(LEASES, {"metadata": {"name": "a"}, "spec": {"holderIdentity": "x"}})
    refused = kube.update(LEASES, {"metadata": {"name": "a"}, "spec": {"holderIdentity": "y"}})
    assert (refused.code, refused.message) == (
        422,
        'Lease.coordination.k8s.io "a" is invalid: metadata.resourceVersion: Invalid value: 0: '
        "must be specified for an update",
    )


def test_two_patches_at_once_are_both_done(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "a"}})
    for key in ("x", "y", "z"):
        body = {"data": {key: "1"}}
        kube.send(Request("patch", CONFIGMAPS, "default", "a", body=body, content_type=MERGE_PATCH), ADMIN)
    kube.run(100)
    assert [answer.code for answer in kube.you.answers[-3:]] == [200, 200, 200]
    assert kube.get(CONFIGMAPS, "a").body["data"] == {"x": "1", "y": "1", "z": "1"}


def test_a_dry_run_stores_nothing(kube: Kube) -> None:
    revision = kube.etcd.store.revision
    assert kube.create(CONFIGMAPS, {"metadata": {"name": "a"}}, dryRun="All").code == 201
    service = {"metadata": {"name": "s"}, "spec": {"clusterIP": "10.96.0.77", "ports": [{"port": 80}]}}
    assert kube.create(SERVICES, service, dryRun="All").code == 201
    assert kube.etcd.store.revision == revision
    assert kube.create(SERVICES, service).code == 201


def test_unknown_fields_are_warned_of_and_dropped(kube: Kube) -> None:
    answer = kube.create(CONFIGMAPS, {"metadata": {"name": "a"}, "datta": {"x": "1"}})
    assert (answer.code, answer.warnings, "datta" in answer.body) == (201, ('unknown field "datta"',), False)
    silent = kube.create(CONFIGMAPS, {"metadata": {"name": "b"}, "datta": {}}, fieldValidation="Ignore")
    assert (silent.code, silent.warnings) == (201, ())


# -- patches ------------------------------------------------------------------------------------------------------------


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


# -- deletion -----------------------------------------------------------------------------------------------------------


def test_a_bound_pod_ends_gracefully_and_a_deletion_can_only_be_hurried(kube: Kube) -> None:
    kube.create(PODS, pod())
    assert bind(kube, "web").body == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "code": 201,
    }
    first = kube.delete(PODS, "web").body["metadata"]
    assert (first["deletionGracePeriodSeconds"], first["generation"]) == (30, 2)
    assert first["deletionTimestamp"] == "2026-01-01T00:00:32Z"
    assert kube.delete(PODS, "web", {"gracePeriodSeconds": 60}).body["metadata"] == first
    hurried = kube.delete(PODS, "web", {"gracePeriodSeconds": 5}).body["metadata"]
    assert (hurried["deletionGracePeriodSeconds"], hurried["deletionTimestamp"]) == (5, "2026-01-01T00:00:07Z")
    assert kube.get(PODS, "web").code == 200
    kube.delete(PODS, "web", {"gracePeriodSeconds": 0})
    assert kube.get(PODS, "web").message == 'pods "web" not found'


def test_a_pod_that_has_finished_goes_at_once(kube: Kube) -> None:
    kube.create(PODS, pod())
    bind(kube, "web")
    kube.patch(PODS, "web", {"status": {"phase": "Succeeded"}}, subresource="status")
    kube.delete(PODS, "web")
    assert kube.get(PODS, "web").code == 404


def test_finalizers_hold_an_object_until_the_last_is_removed(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "a", "finalizers": ["x.io/a"]}, "data": {}})
    held = kube.delete(CONFIGMAPS, "a").body
    assert (held["kind"], held["metadata"]["deletionGracePeriodSeconds"]) == ("ConfigMap", 0)
    refused = kube.patch(CONFIGMAPS, "a", {"metadata": {"finalizers": ["x.io/a", "x.io/b"]}})
    assert refused.message == (
        'ConfigMap "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is '
        'being deleted, found new finalizers []string{"x.io/b"}'
    )
    assert kube.patch(CONFIGMAPS, "a", {"data": {"still": "here"}}).code == 200
    assert kube.patch(CONFIGMAPS, "a", {"metadata": {"finalizers": []}}).code == 200
    assert kube.get(CONFIGMAPS, "a").code == 404


def test_foreground_deletion_leaves_a_finalizer_for_the_garbage_collector(kube: Kube) -> None:
    kube.create(DEPLOYMENTS, deployment())
    marked = kube.delete(DEPLOYMENTS, "web", {"propagationPolicy": "Foreground"}).body["metadata"]
    assert (marked["finalizers"], marked["deletionGracePeriodSeconds"]) == (["foregroundDeletion"], 0)
    again = kube.delete(DEPLOYMENTS, "web", {"propagationPolicy": "Background"})
    assert again.code == 200
    assert kube.get(DEPLOYMENTS, "web").code == 404


def test_a_namespace_waits_for_its_content_and_takes_nothing_new(kube: Kube) -> None:
    kube.create(NAMESPACES, {"metadata": {"name": "lab"}})
    assert kube.delete(NAMESPACES, "lab").body["status"] == {"phase": "Terminating"}
    refused = kube.create(CONFIGMAPS, {"metadata": {"name": "a"}}, "lab")
    assert (refused.code, refused.message) == (
        403,
        'configmaps "a" is forbidden: unable to create new content in namespace lab because it is being terminated',
    )
    kube.patch(NAMESPACES, "lab", {"status": {"conditions": []}}, subresource="status")
    stays = kube.get(NAMESPACES, "lab").body
    assert stays["spec"] == {"finalizers": ["kubernetes"]}
    kube.update(NAMESPACES, {**stays, "spec": {}}, "finalize")
    assert kube.get(NAMESPACES, "lab").code == 404


def test_the_system_namespaces_stay(kube: Kube) -> None:
    refused = kube.delete(NAMESPACES, "kube-system")
    assert (refused.code, refused.message) == (
        403,
        'namespaces "kube-system" is forbidden: this namespace may not be deleted',
    )


def test_an_eviction_says_why_before_it_deletes(kube: Kube) -> None:
    kube.create(PODS, pod())
    bind(kube, "web")
    kube.patch(PODS, "web", {"status": {"phase": "Running"}}, subresource="status")
    watch = kube.watch(PODS, resourceVersion=str(kube.etcd.store.revision))
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web", "namespace": "default"}}
    answer = kube.ask(Request("create", PODS, "default", "web", "eviction", body))
    assert (answer.code, answer.body["status"]) == (201, "Success")
    kube.run(20)
    told, marked = (event.object for event in watch.events)
    condition = next(one for one in told["status"]["conditions"] if one["type"] == "DisruptionTarget")
    assert (condition["status"], condition["reason"], condition["message"]) == (
        "True",
        "EvictionByEvictionAPI",
        "Eviction API: evicting",
    )
    assert marked["metadata"]["deletionGracePeriodSeconds"] == 30


# -- Services -----------------------------------------------------------------------------------------------------------


def service(name: str, **spec: Any) -> Object:
    return {"metadata": {"name": name}, "spec": {"ports": [{"port": 80}], **spec}}


def test_a_service_gets_an_address_and_ports(kube: Kube) -> None:
    made = kube.create(SERVICES, service("a", type="NodePort")).body["spec"]
    port = made["ports"][0]
    assert (port["protocol"], port["targetPort"]) == ("TCP", 80)
    assert 30086 <= port["nodePort"] <= 32767
    assert made["clusterIP"].startswith("10.96.")
    assert made["clusterIPs"] == [made["clusterIP"]]
    assert made["ipFamilies"] == ["IPv4"]
    outside = kube.create(SERVICES, service("b", type="ExternalName", externalName="example.org", ports=[])).body
    assert "clusterIP" not in outside["spec"]


def test_an_address_or_a_port_is_given_once(kube: Kube) -> None:
    kube.create(SERVICES, service("a", clusterIP="10.96.7.7"))
    taken = kube.create(SERVICES, service("b", clusterIP="10.96.7.7"))
    assert taken.message == (
        'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.7.7"]: failed to allocate IP 10.96.7.7: '
        "provided IP is already allocated"
    )
    ports = [{"port": 80, "nodePort": 30080}]
    assert kube.create(SERVICES, service("c", type="NodePort", ports=ports)).code == 201
    assert kube.create(SERVICES, service("d", type="NodePort", ports=ports)).message == (
        'Service "d" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated'
    )
    far = [{"port": 80, "nodePort": 8080}]
    assert kube.create(SERVICES, service("e", type="NodePort", ports=far)).message == (
        'Service "e" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. '
        "The range of valid ports is 30000-32767"
    )
    kube.delete(SERVICES, "c")
    kube.run(10)
    assert kube.create(SERVICES, service("f", type="NodePort", ports=ports)).code == 201


def test_what_was_given_is_known_again_after_a_restart(kube: Kube) -> None:
    kube.create(SERVICES, service("a", clusterIP="10.96.7.7"))
    kube.server.stop()
    kube.server.start()
    kube.run(100)
    assert kube.create(SERVICES, service("b", clusterIP="10.96.7.7")).code == 422


def test_a_service_that_no_longer_needs_its_node_port_loses_it(kube: Kube) -> None:
    kube.create(SERVICES, service("a", type="NodePort"))
    changed = kube.patch(SERVICES, "a", {"spec": {"type": "ClusterIP"}}, STRATEGIC_PATCH).body["spec"]
    assert "nodePort" not in changed["ports"][0]
    assert "externalTrafficPolicy" not in changed
    kube.run(10)
    assert kube.server.strategies[SERVICES].ports.taken == {}  # type: ignore[attr-defined]


def test_an_address_cannot_be_changed(kube: Kube) -> None:
    kube.create(SERVICES, service("plain"))
    refused = kube.patch(SERVICES, "plain", {"spec": {"clusterIP": "10.96.7.7"}}, STRATEGIC_PATCH)
    assert refused.message == (
        'Service "plain" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.7.7"]: may not change once set'
    )


# -- other deeds --------------------------------------------------------------------------------------------------------


def test_a_scale_is_read_and_written(kube: Kube) -> None:
    kube.create(DEPLOYMENTS, deployment(replicas=2))
    scale = kube.ask(Request("get", DEPLOYMENTS, "default", "web", "scale")).body
    assert (scale["kind"], scale["spec"], scale["status"]) == (
        "Scale",
        {"replicas": 2},
        {"replicas": 0, "selector": "app=web"},
    )
    answer = kube.patch(DEPLOYMENTS, "web", {"spec": {"replicas": 5}}, subresource="scale")
    assert answer.body["spec"] == {"replicas": 5}
    assert kube.get(DEPLOYMENTS, "web").body["metadata"]["generation"] == 2
    refused = kube.patch(DEPLOYMENTS, "web", {"spec": {"replicas": -1}}, subresource="scale")
    assert refused.message == (
        'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'
    )


def test_a_pod_is_bound_once(kube: Kube) -> None:
    kube.create(PODS, pod())
    bind(kube, "web")
    bound = kube.get(PODS, "web").body
    assert (bound["spec"]["nodeName"], bound["metadata"]["generation"]) == ("node-1", 1)
    refused = bind(kube, "web", "node-2")
    assert (refused.code, refused.message) == (
        409,
        'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node-1"',
    )


def test_an_endpoint_slice_counts_changes_of_what_it_lists(kube: Kube) -> None:
    body = {"metadata": {"name": "e"}, "addressType": "IPv4", "endpoints": [], "ports": [{"port": 80}]}
    made = kube.create(ENDPOINTSLICES, body).body
    assert (made["metadata"]["generation"], made["ports"]) == (1, [{"port": 80, "name": "", "protocol": "TCP"}])
    changed = kube.patch(ENDPOINTSLICES, "e", {"endpoints": [{"addresses": ["10.0.0.1"]}]}).body
    assert changed["metadata"]["generation"] == 2


def test_a_token_is_issued_for_an_account(kube: Kube) -> None:
    answer = kube.ask(Request("create", SERVICEACCOUNTS, "default", "default", "token", {"spec": {}}))
    assert (answer.code, answer.body["kind"]) == (201, "TokenRequest")
    assert answer.body["status"]["token"].count(".") == 2
    assert answer.body["status"]["expirationTimestamp"] == "2026-01-01T01:00:02Z"


def test_a_kubelet_may_write_what_a_pod_does(kube: Kube) -> None:
    kube.create(PODS, pod())
    bind(kube, "web", "node-2")
    body = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
    request = Request("patch", PODS, "default", "web", "status", body, content_type=STRATEGIC_PATCH)
    status = kube.ask(request, KUBELET).body["status"]
    assert status["phase"] == "Running"
    assert [condition["type"] for condition in status["conditions"]] == ["Ready", "PodScheduled"]


def test_the_highest_priorities_belong_to_the_system(kube: Kube) -> None:
    refused = kube.create(PRIORITYCLASSES, {"metadata": {"name": "vip"}, "value": 2_000_000_000})
    assert refused.message == (
        'PriorityClass.scheduling.k8s.io "vip" is invalid: value: Forbidden: '
        "maximum allowed value of a user defined priority is 1000000000"
    )
    kube.create(PRIORITYCLASSES, {"metadata": {"name": "vip"}, "value": 10})
    made = kube.create(PODS, pod(priorityClassName="vip")).body["spec"]
    assert (made["priority"], made["preemptionPolicy"]) == (10, "PreemptLowerPriority")


# -- deleting ---------------------------------------------------------------------------------------------------------------


def test_a_dry_deletion_tells_what_a_real_one_would(kube: Kube) -> None:
    uid = kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}}).body["metadata"]["uid"]
    told = kube.delete(CONFIGMAPS, "conf", dryRun="All").body
    assert (told["status"], told["details"]) == ("Success", {"name": "conf", "kind": "configmaps", "uid": uid})
    kube.create(PODS, pod("web"))
    bind(kube, "web")
    marked = kube.delete(PODS, "web", dryRun="All").body
    assert marked["metadata"]["deletionGracePeriodSeconds"] == 30
    assert "deletionTimestamp" not in kube.get(PODS, "web").body["metadata"]


def test_delete_options_that_make_no_sense_are_refused(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    strange = kube.delete(CONFIGMAPS, "conf", {"propagationPolicy": "Sideways"})
    assert (strange.code, strange.message) == (
        422,
        'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Sideways": '
        'supported values: "Foreground", "Background", "Orphan", "nil"',
    )
    both = kube.delete(CONFIGMAPS, "conf", {"propagationPolicy": "Orphan", "orphanDependents": True})
    assert both.message == (
        'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": '
        "orphanDependents and deletionPropagation cannot be both set"
    )


def test_the_older_way_to_orphan_still_orphans(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    marked = kube.delete(CONFIGMAPS, "conf", {"orphanDependents": True}).body
    assert marked["metadata"]["finalizers"] == ["orphan"]


def test_a_negative_grace_period_is_one_second(kube: Kube) -> None:
    kube.create(PODS, pod("web"))
    bind(kube, "web")
    assert kube.delete(PODS, "web", {"gracePeriodSeconds": -5}).body["metadata"]["deletionGracePeriodSeconds"] == 1


def test_a_generated_name_is_tried_eight_times(kube: Kube, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def suffix(_: Chance) -> str:
        drawn.append("")
        return "same1"

    monkeypatch.setattr(Chance, "suffix", suffix)
    body = {"metadata": {"generateName": "conf-"}}
    assert kube.create(CONFIGMAPS, body).body["metadata"]["name"] == "conf-same1"
    drawn.clear()
    refused = kube.create(CONFIGMAPS, body)
    assert len(drawn) == 8
    assert (refused.code, refused.message) == (
        409,
        'configmaps "conf-same1" already exists, the server was not able to generate a unique name for the object',
    )
    assert refused.body["details"] == {"name": "conf-same1", "kind": "configmaps", "retryAfterSeconds": 1}
