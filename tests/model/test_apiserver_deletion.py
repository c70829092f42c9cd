"""Deletion: grace, finalizers, propagation, and options that make sense. Fact sheet §4.5."""

from __future__ import annotations

import pytest

from clusterviz.cluster.machinery.api import Request, Response
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DEPLOYMENTS,
    NAMESPACES,
    PODS,
)
from clusterviz.cluster.machinery.storage import Put, Txn

from .conftest import Kube, bind, deployment, pod


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


def test_a_condition_that_the_cache_does_not_know_yet_is_held_against_etcd(kube: Kube) -> None:
    """As in Store.Delete of Kubernetes' generic registry: the refusal of a cache that lags behind would be a lie."""
    created = kube.create(CONFIGMAPS, {"metadata": {"name": "a"}, "data": {"level": "1"}}).body
    newer = {**created, "metadata": {**created["metadata"]}, "data": {"level": "2"}}
    del newer["metadata"]["resourceVersion"]
    key, next_revision = "/registry/configmaps/default/a", kube.etcd.store.revision + 1
    kube.network.slow("kube-apiserver", "etcd", 20)
    kube.network.call(kube.you, "etcd", "PUT", key, Txn((), (Put(key, newer),)), kube.you.answered)
    condition = {"preconditions": {"resourceVersion": str(next_revision)}}
    kube.send(Request("delete", CONFIGMAPS, "default", "a", body=condition))
    kube.run(1_000)
    assert [one.code for one in kube.you.answers if isinstance(one, Response)][-1] == 200
    refused = kube.delete(CONFIGMAPS, "kube-root-ca.crt", condition)
    assert refused.code == 404
    again = kube.create(CONFIGMAPS, {"metadata": {"name": "a"}}).body["metadata"]["resourceVersion"]
    assert kube.delete(CONFIGMAPS, "a", condition).message == (
        f'Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition ({next_revision}) does '
        f"not match the ResourceVersion in record ({again}). The object might have been modified"
    )


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
