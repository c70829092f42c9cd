"""Garbage collection, namespaces, accounts, Services' endpoints. Fact sheet §7.7, §7.10, §7.11, §7.14."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clusterviz.cluster.control_plane.kube_controller_manager.controllers.endpointslice import placement
from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.objects import Object, name_of, uid_of
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DEPLOYMENTS,
    ENDPOINTS,
    ENDPOINTSLICES,
    NAMESPACES,
    PODS,
    REPLICASETS,
    SERVICEACCOUNTS,
    SERVICES,
)

from .controller_bench import Bench, deployment

# -- garbage ------------------------------------------------------------------------------------------------------------


def test_in_the_background_the_owner_goes_first() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    begun = bench.cluster.trace.last_id
    replicaset, pods = bench.names(REPLICASETS)[0], bench.names(PODS)
    bench.delete(DEPLOYMENTS, "web")
    assert bench.names(DEPLOYMENTS) == []
    assert bench.names(REPLICASETS) == [replicaset]
    bench.settle()
    assert bench.names(REPLICASETS) == bench.names(PODS) == []
    said = [each.sentence for each in bench.cluster.trace.decisions(begun) if each.kind == "Deletes"]
    assert said[0] == f"The garbage collector deletes ReplicaSet {replicaset}: its owner Deployment web is gone."
    assert sorted(said[1:]) == sorted(
        f"The garbage collector deletes Pod {pod}: its owner ReplicaSet {replicaset} is gone." for pod in pods
    )


def test_in_the_foreground_the_owner_goes_last() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    bench.delete(DEPLOYMENTS, "web", propagationPolicy="Foreground")
    order = []
    for _ in range(4000):
        bench.run(0.001)
        for resource in (DEPLOYMENTS, REPLICASETS, PODS):
            if not bench.names(resource) and resource.kind not in order:
                order.append(resource.kind)
    assert order == ["Pod", "ReplicaSet", "Deployment"]


def test_orphans_stay_and_are_adopted_by_the_next_owner() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    replicaset, pods = bench.names(REPLICASETS), bench.names(PODS)
    bench.delete(DEPLOYMENTS, "web", propagationPolicy="Orphan")
    bench.settle()
    assert bench.names(DEPLOYMENTS) == []
    assert (bench.names(REPLICASETS), bench.names(PODS)) == (replicaset, pods)
    assert (
        "ownerReferences" not in bench.all(REPLICASETS)[0]["metadata"]
        or not bench.all(REPLICASETS)[0]["metadata"]["ownerReferences"]
    )
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    assert (bench.names(REPLICASETS), bench.names(PODS)) == (replicaset, pods)


def owned(name: str, owner: Object, uid: str = "") -> Object:
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": name_of(owner), "uid": uid or uid_of(owner)}
    return {"metadata": {"name": name, "ownerReferences": [reference]}}


def test_an_owner_is_known_by_its_uid_and_one_that_remains_is_enough() -> None:
    bench = Bench()
    first = bench.create(CONFIGMAPS, {"metadata": {"name": "first"}})
    second = bench.create(CONFIGMAPS, {"metadata": {"name": "second"}})
    bench.create(CONFIGMAPS, owned("impostor", first, uid="11111111-2222-4333-8444-555555555555"))
    shared = owned("shared", first)
    shared["metadata"]["ownerReferences"] += owned("", second)["metadata"]["ownerReferences"]
    bench.create(CONFIGMAPS, shared)
    bench.run(2)
    assert "impostor" not in bench.names(CONFIGMAPS)
    bench.delete(CONFIGMAPS, "first")
    bench.run(2)
    assert [each["name"] for each in bench.get(CONFIGMAPS, "shared")["metadata"]["ownerReferences"]] == ["second"]
    bench.delete(CONFIGMAPS, "second")
    bench.run(2)
    assert "shared" not in bench.names(CONFIGMAPS)


def test_what_was_orphaned_while_nobody_looked_is_collected_later() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    bench.fault("component.stop", "kube-controller-manager")
    bench.delete(DEPLOYMENTS, "web")
    bench.run(10)
    assert len(bench.names(PODS)) == 2
    bench.fault("component.start", "kube-controller-manager")
    bench.run(25)
    bench.settle()
    assert bench.names(REPLICASETS) == bench.names(PODS) == []


# -- namespaces ---------------------------------------------------------------------------------------------------------


def test_every_namespace_gets_its_account_and_certificate_and_gets_them_again() -> None:
    bench = Bench()
    bench.create(NAMESPACES, {"metadata": {"name": "team"}})
    bench.run(1)
    assert bench.names(SERVICEACCOUNTS, "team") == ["default"]
    assert bench.names(CONFIGMAPS, "team") == ["kube-root-ca.crt"]
    bench.delete(SERVICEACCOUNTS, "default", "team")
    bench.delete(CONFIGMAPS, "kube-root-ca.crt", "team")
    bench.run(1)
    assert bench.names(SERVICEACCOUNTS, "team") == ["default"]
    assert bench.names(CONFIGMAPS, "team") == ["kube-root-ca.crt"]


def test_a_deleted_namespace_takes_everything_with_it() -> None:
    bench = Bench()
    bench.create(NAMESPACES, {"metadata": {"name": "team"}})
    bench.run(1)
    inside = deployment(replicas=2)
    inside["metadata"]["namespace"] = "team"
    bench.ask(Request("create", DEPLOYMENTS, "team", body=inside))
    bench.settle()
    bench.delete(NAMESPACES, "team")
    refused = bench.request(Request("create", CONFIGMAPS, "team", body={"metadata": {"name": "late"}}))
    assert refused.message == (
        'configmaps "late" is forbidden: unable to create new content in namespace team because it is being terminated'
    )
    bench.run(60)
    assert "team" not in [name_of(each) for each in bench.cluster.objects(NAMESPACES)]
    for resource in (PODS, REPLICASETS, DEPLOYMENTS, CONFIGMAPS, SERVICEACCOUNTS):
        assert bench.names(resource, "team") == []


def test_a_finalizer_keeps_a_namespace_and_its_condition_says_so() -> None:
    bench = Bench()
    bench.create(NAMESPACES, {"metadata": {"name": "team"}})
    bench.run(1)
    kept = {"metadata": {"name": "kept", "namespace": "team", "finalizers": ["example.com/wait"]}}
    bench.ask(Request("create", CONFIGMAPS, "team", body=kept))
    bench.delete(NAMESPACES, "team")
    bench.run(30)
    assert bench.condition(NAMESPACES, "team", "NamespaceContentRemaining") == (
        "True",
        "SomeResourcesRemain",
        "Some resources are remaining: configmaps. has 1 resource instances",
    )
    assert bench.condition(NAMESPACES, "team", "NamespaceFinalizersRemaining") == (
        "True",
        "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances",
    )
    bench.patch(CONFIGMAPS, "kept", {"metadata": {"finalizers": None}}, namespace="team")
    bench.run(30)
    assert "team" not in [name_of(each) for each in bench.cluster.objects(NAMESPACES)]


# -- endpoints ----------------------------------------------------------------------------------------------------------


def service(**spec: object) -> Object:
    return {"metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec}}


def slice_of(bench: Bench) -> Object:
    return next(each for each in bench.all(ENDPOINTSLICES) if name_of(each).startswith("web-"))


def test_a_service_lists_its_pods_and_follows_them() -> None:
    bench = Bench()
    bench.create(SERVICES, service())
    bench.run(1)
    assert (slice_of(bench).get("endpoints") or [], slice_of(bench).get("ports") or []) == ([], [])
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    found = slice_of(bench)
    assert found["metadata"]["labels"] == {
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        "kubernetes.io/service-name": "web",
    }
    assert found["ports"] == [{"name": "", "port": 80, "protocol": "TCP"}]
    by_address = {each["addresses"][0]: each for each in found["endpoints"]}
    assert by_address == {
        pod["status"]["podIP"]: {
            "addresses": [pod["status"]["podIP"]],
            "conditions": {"ready": True, "serving": True, "terminating": False},
            "nodeName": pod["spec"]["nodeName"],
            "targetRef": {"kind": "Pod", "namespace": "default", "name": name_of(pod), "uid": uid_of(pod)},
        }
        for pod in bench.pods()
    }
    old = bench.get(ENDPOINTS, "web")
    assert [each["ip"] for each in old["subsets"][0]["addresses"]] == sorted(by_address)
    bench.patch(DEPLOYMENTS, "web", {"spec": {"replicas": 0}})
    bench.settle()
    assert (slice_of(bench).get("endpoints") or []) == []
    assert not bench.get(ENDPOINTS, "web").get("subsets")
    bench.delete(SERVICES, "web")
    bench.run(3)
    assert [name_of(each) for each in bench.all(ENDPOINTSLICES)] == ["kubernetes"]
    assert bench.names(ENDPOINTS) == ["kubernetes"]


def test_a_terminating_pod_serves_but_is_not_ready() -> None:
    bench = Bench()
    bench.create(SERVICES, service())
    bench.create(DEPLOYMENTS, deployment(replicas=1))
    bench.settle()
    node = bench.pods()[0]["spec"]["nodeName"]
    bench.fault("component.stop", f"kubelet/{node}")
    bench.delete(PODS, bench.names(PODS)[0])
    bench.run(1)
    conditions = [each["conditions"] for each in slice_of(bench)["endpoints"]]
    assert {"ready": False, "serving": True, "terminating": True} in conditions


def test_slices_put_right_what_others_delete() -> None:
    bench = Bench()
    bench.create(SERVICES, service())
    bench.create(DEPLOYMENTS, deployment(replicas=1))
    bench.settle()
    bench.delete(ENDPOINTSLICES, name_of(slice_of(bench)))
    bench.run(3)
    assert len(slice_of(bench)["endpoints"]) == 1


def endpoint(number: int, ready: bool) -> Object:
    return {
        "addresses": [f"10.0.{number // 250}.{number % 250}"],
        "conditions": {"ready": ready},
        "targetRef": {"uid": str(number)},
    }


PORTS = [{"name": "", "port": 80, "protocol": "TCP"}]
steps = st.lists(st.dictionaries(st.integers(0, 450), st.booleans(), max_size=400), min_size=1, max_size=6)


@given(steps)
def test_slices_hold_each_endpoint_once_and_at_most_a_hundred(wishes: list[dict[int, bool]]) -> None:
    slices: dict[str, Object] = {}
    serial = 0
    for wish in wishes:
        wanted = {
            placement.identity(each): each for number, ready in wish.items() for each in [endpoint(number, ready)]
        }
        desired = {placement.ports_key(PORTS): (PORTS, wanted)} if wanted else {}
        changes = placement.place(list(slices.values()), desired)
        for present, endpoints, ports in changes.update:
            slices[name_of(present)] = {"metadata": present["metadata"], "endpoints": endpoints, "ports": ports}
        for present in changes.delete:
            del slices[name_of(present)]
        for endpoints, ports in changes.create:
            serial += 1
            metadata = {"name": f"web-{serial}", "namespace": "default"}
            slices[metadata["name"]] = {"metadata": metadata, "endpoints": endpoints, "ports": ports}
        held = [each for one in slices.values() for each in one["endpoints"]]
        assert sorted(map(placement.identity, held)) == sorted(wanted)
        assert all(wanted[placement.identity(each)] == each for each in held)
        assert slices, "a Service always has a slice"
        assert all(len(one["endpoints"]) <= placement.MAX_ENDPOINTS for one in slices.values())
