"""A stopped kube-proxy or CoreDNS is a container that dies at each start. Fact sheet §8.7."""

import pytest

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.objects import name_of
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.picture.states import pod_cells
from clusterviz.tools import shell


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 5)


def words(cluster: Cluster, stem: str, node: str = "") -> set[str]:
    """How the Pods of an add-on are, on one node or on all of them."""
    return {
        pod_cells(pod).status
        for pod in cluster.objects(PODS)
        if name_of(pod).startswith(stem) and node in ("", pod["spec"].get("nodeName"))
    }


def test_only_the_container_on_its_own_machine_dies(cluster: Cluster) -> None:
    faults.apply(cluster, "component.stop", "kube-proxy/node-1")
    cluster.run_for(60_000)
    assert words(cluster, "kube-proxy-", "node-1") == {"CrashLoopBackOff"}
    assert words(cluster, "kube-proxy-", "node-2") == words(cluster, "kube-proxy-", "node-3") == {"Running"}


def test_a_machine_that_boots_starts_everything_on_it(cluster: Cluster) -> None:
    faults.apply(cluster, "component.stop", "kube-proxy/node-1")
    cluster.run_for(30_000)
    faults.apply(cluster, "node.off", "node-1")
    cluster.run_for(5_000)
    faults.apply(cluster, "node.on", "node-1")
    cluster.run_for(30_000)
    assert cluster.components["kube-proxy/node-1"].running
    assert cluster.kept_down == {}
    assert words(cluster, "kube-proxy-", "node-1") == {"Running"}


def test_coredns_dies_wherever_it_is_put(cluster: Cluster) -> None:
    faults.apply(cluster, "component.stop", "coredns")
    faults.apply(cluster, "node.add", "node-4")
    cluster.run_for(20_000)
    shell.start(cluster, "kubectl cordon node-1 node-2 node-3")
    cluster.run_for(2_000)
    shell.start(cluster, "kubectl rollout restart deployment coredns -n kube-system")
    cluster.run_for(60_000)
    assert "Running" not in words(cluster, "coredns-")
    assert words(cluster, "coredns-", "node-4") == {"CrashLoopBackOff"}
    faults.apply(cluster, "component.start", "coredns")
    cluster.run_for(30_000)
    assert words(cluster, "coredns-") == {"Running"}


def test_it_stays_down_in_a_cluster_that_was_put_away(cluster: Cluster) -> None:
    faults.apply(cluster, "component.stop", "coredns")
    cluster.run_for(60_000)
    again = checkpoint.restore(checkpoint.image(cluster))
    again.run_for(200_000)
    assert words(again, "coredns-") == {"CrashLoopBackOff"}


def test_containers_have_names_of_their_own_even_where_chance_repeats_itself() -> None:
    """With the seed of its image, a fork draws what the image drew."""
    cluster = checkpoint.fork("three-nodes", 1)
    faults.apply(cluster, "component.stop", "kube-proxy/node-2")
    cluster.run_for(60_000)
    faults.apply(cluster, "component.start", "kube-proxy/node-2")
    cluster.run_for(10_000)
    faults.apply(cluster, "component.stop", "coredns")
    cluster.run_for(60_000)
    assert words(cluster, "coredns-") == {"CrashLoopBackOff"}
