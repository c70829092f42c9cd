"""Quiet: the same rule for stories, lessons and the step "until quiet"."""

from __future__ import annotations

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.cluster.quiet import AT_MOST_MS, STILL_MS, Stillness, settle, under_way
from clusterviz.tools import shell


def web(cluster: Cluster) -> list[Object]:
    return [pod for pod in cluster.objects(PODS) if pod["metadata"]["name"].startswith("web")]


def test_a_cluster_where_only_leases_change_is_quiet_after_three_seconds() -> None:
    cluster = checkpoint.fork()
    stillness = Stillness(cluster)
    assert not stillness.quiet()
    cluster.run_for(STILL_MS)
    assert stillness.quiet()
    cluster.run_for(60_000)
    assert stillness.quiet(), "heartbeats are no news"


def test_an_object_that_changes_breaks_the_quiet() -> None:
    cluster = checkpoint.fork()
    stillness = Stillness(cluster)
    cluster.run_for(STILL_MS)
    shell.start(cluster, "kubectl create configmap settings")
    cluster.run_for(100)
    assert not stillness.quiet()
    cluster.run_for(STILL_MS)
    assert stillness.quiet()


def test_settling_waits_until_pods_run() -> None:
    cluster = checkpoint.fork()
    shell.start(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    assert settle(cluster)
    assert [pod["status"]["phase"] for pod in web(cluster)] == ["Running"] * 3


def test_a_pod_that_no_node_takes_is_at_rest_and_so_is_one_that_backs_off() -> None:
    cluster = checkpoint.fork()
    shell.start(cluster, 'kubectl run web --image=nginx --overrides=\'{"spec":{"nodeSelector":{"disk":"ssd"}}}\'')
    shell.start(cluster, "kubectl run web-2 --image=no-such-image")
    began_ms = cluster.now_ms
    assert settle(cluster)
    assert cluster.now_ms - began_ms < AT_MOST_MS
    assert not [pod for pod in web(cluster) if under_way(cluster, pod)]


def test_pods_of_a_dead_node_are_not_waited_for() -> None:
    cluster = checkpoint.fork()
    shell.start(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    settle(cluster)
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(400_000)
    terminating = [pod for pod in web(cluster) if "deletionTimestamp" in pod["metadata"]]
    assert terminating, "the evicted Pod waits for its kubelet"
    assert settle(cluster)


def test_a_cluster_that_never_rests_is_given_up_after_a_minute() -> None:
    cluster = checkpoint.fork()
    shell.start(cluster, "kubectl create deployment web --image=nginx")
    began_ms = cluster.now_ms
    assert not settle(cluster, at_most_ms=1_000)
    assert cluster.now_ms - began_ms == 1_000
