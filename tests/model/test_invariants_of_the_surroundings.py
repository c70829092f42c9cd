"""What must hold of quotas, budgets, autoscalers, volumes and placement once it is quiet: it holds, and its breach is found."""

from __future__ import annotations

from typing import Any, cast

from clusterviz.cluster import invariants
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.invariants import limits, network, placement, volumes
from clusterviz.cluster.machinery.resources import (
    DEPLOYMENTS,
    HORIZONTALPODAUTOSCALERS,
    NAMESPACES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODDISRUPTIONBUDGETS,
    PODS,
    RESOURCEQUOTAS,
    Resource,
)

from .controller_bench import Bench, deployment

MANAGER = "kube-controller-manager"
ROOM = {"accessModes": ["ReadWriteOnce"], "storageClassName": "by-hand"}
VOLUME = {**ROOM, "capacity": {"storage": "1Gi"}, "hostPath": {"path": "/mnt"}}
CLAIM = {**ROOM, "resources": {"requests": {"storage": "1Gi"}}}


class Told:
    """A cluster that has these objects and nothing else."""

    def __init__(self, *objects: Any) -> None:
        self.told = list(objects)

    def objects(self, resource: Resource) -> list[Any]:
        """Whatever is asked for."""
        return self.told


def broken(bench: Bench, rule: invariants.Rule) -> list[str]:
    return list(rule(bench.cluster))


def whole(**spec: Any) -> Bench:
    """A Deployment of three Pods with everything around it, at rest and in order."""
    bench = Bench()
    bench.create(RESOURCEQUOTAS, {"metadata": {"name": "q"}, "spec": {"hard": {"pods": "9", "services": "3"}}})
    bench.create(DEPLOYMENTS, deployment(**spec))
    budget = {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}
    bench.create(PODDISRUPTIONBUDGETS, {"metadata": {"name": "b"}, "spec": budget})
    bench.create(PERSISTENTVOLUMES, {"metadata": {"name": "v"}, "spec": VOLUME})
    bench.create(PERSISTENTVOLUMECLAIMS, {"metadata": {"name": "k"}, "spec": CLAIM})
    bench.create(NAMESPACES, {"metadata": {"name": "z"}})
    bench.run(60)
    assert invariants.broken(bench.cluster, invariants.QUIET) == []
    return bench


def test_a_quota_and_a_budget_that_nobody_counts_again_are_found() -> None:
    bench = whole()
    bench.fault("component.stop", MANAGER)
    bench.delete(PODS, bench.names(PODS)[0])
    bench.run(60)
    name = bench.names(PODS)[0]
    assert len(bench.names(PODS)) == 2, name
    assert broken(bench, limits.quotas_count_truly) == [
        "ResourceQuota default/q says that 3 of pods is used, but it is 2"
    ]
    said = broken(bench, limits.budgets_are_true)
    assert [sentence.partition(" says ")[0] for sentence in said] == ["PodDisruptionBudget default/b"]
    bench.fault("component.start", MANAGER)
    bench.run(60)
    assert broken(bench, limits.quotas_count_truly) + broken(bench, limits.budgets_are_true) == []


def test_an_autoscaler_that_nobody_obeys_and_a_namespace_that_nobody_empties_are_found() -> None:
    bench = whole()
    bench.fault("component.stop", MANAGER)
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": target, "minReplicas": 4, "maxReplicas": 5}
    bench.create(HORIZONTALPODAUTOSCALERS, {"metadata": {"name": "h"}, "spec": spec})
    bench.delete(NAMESPACES, "z")
    assert broken(bench, limits.autoscalers_are_obeyed) == [
        "Deployment default/web has 3 replicas, but its autoscaler wants 4 to 5"
    ]
    assert broken(bench, limits.namespaces_end) == [
        "namespace z is still being deleted: {'phase': 'Terminating'}",
    ]
    bench.fault("component.start", MANAGER)
    bench.run(90)
    assert broken(bench, limits.autoscalers_are_obeyed) + broken(bench, limits.namespaces_end) == []


def test_a_claim_that_waits_beside_a_volume_is_found() -> None:
    bench = whole()
    bench.fault("component.stop", MANAGER)
    bench.create(PERSISTENTVOLUMES, {"metadata": {"name": "v2"}, "spec": VOLUME})
    bench.create(PERSISTENTVOLUMECLAIMS, {"metadata": {"name": "k2"}, "spec": CLAIM})
    assert broken(bench, volumes.volumes_are_settled) == [
        "PersistentVolume v2 is {'phase': 'Pending'}, but it should be Available",
        "PersistentVolumeClaim default/k2 is Pending, and ['v2'] would fit",
    ]
    bench.fault("component.start", MANAGER)
    bench.run(60)
    assert broken(bench, volumes.volumes_are_settled) == []


def test_a_pod_that_waits_beside_an_empty_node_is_found() -> None:
    bench = whole()
    bench.fault("component.stop", "kube-scheduler")
    spec = {"containers": [{"name": "main", "image": "nginx", "resources": {"requests": {"cpu": "100m"}}}]}
    bench.create(PODS, {"metadata": {"name": "p"}, "spec": spec})
    bench.run(5)
    assert broken(bench, placement.who_waits_fits_nowhere) == [
        "Pod default/p waits for a node and does not say why: {}",
        "Pod default/p waits for a node, but it would fit on ['node-1', 'node-2']",
    ]
    bench.fault("component.start", "kube-scheduler")
    bench.run(60)
    assert broken(bench, placement.who_waits_fits_nowhere) == []


def test_who_waits_for_more_than_there_is_says_so() -> None:
    bench = whole()
    spec = {"containers": [{"name": "main", "image": "nginx", "resources": {"requests": {"cpu": "1000"}}}]}
    bench.create(PODS, {"metadata": {"name": "p"}, "spec": spec})
    bench.run(5)
    assert broken(bench, placement.who_waits_fits_nowhere) == []


def test_what_two_have_and_only_one_may_is_found() -> None:
    def service(name: str, address: str, port: int) -> Any:
        spec = {"clusterIPs": [address], "ports": [{"port": 80, "nodePort": port}]}
        return {"metadata": {"name": name, "namespace": "default"}, "spec": spec}

    def claim(name: str, phase: str) -> Any:
        metadata = {"name": name, "namespace": "default"}
        return {"metadata": metadata, "spec": {"volumeName": "v"}, "status": {"phase": phase}}

    services = [service("a", "10.96.0.2", 30001), service("b", "10.96.0.3", 30002), service("c", "10.96.0.2", 30001)]
    assert list(network.services_do_not_share(cast(Cluster, Told(*services)))) == [
        "Services default/a and default/c both have 10.96.0.2",
        "Services default/a and default/c both have 30001/TCP",
    ]
    claims = [claim("j", "Bound"), claim("k", "Lost"), claim("l", "Bound")]
    assert list(volumes.no_volume_has_two_claims(cast(Cluster, Told(*claims)))) == [
        "v is bound to default/j and to default/l"
    ]
