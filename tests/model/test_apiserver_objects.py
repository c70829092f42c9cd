"""What the API server makes of an object on its way into etcd and out again. Fact sheet §4.5, §4.7, §4.8."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import MERGE_PATCH, Request, User, items_as_sent
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DAEMONSETS,
    DEPLOYMENTS,
    LEASES,
    NAMESPACES,
    PODS,
    REPLICASETS,
    SECRETS,
    SERVICES,
)
from clusterviz.cluster.machinery.times import unix_ms

from .conftest import ADMIN, Kube, bind, deployment, pod

WATCHED = json.loads((Path(__file__).parent / "golden_http" / "watch" / "pods-watch.json").read_text())["events"]
KUBELET = User("system:node:node-2", ("system:nodes", "system:authenticated"))


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
