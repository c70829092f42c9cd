"""A kubelet asks the API server for fifty things a second, after a hundred at once; its heartbeats never wait. Fact sheet §8.1."""

from __future__ import annotations

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.inside import journal
from clusterviz.cluster.machinery.rate_limit import TokenBucket
from clusterviz.cluster.machinery.resources import LEASES, PODS
from clusterviz.cluster.worker_node.kubelet import Kubelet

from .node_story import ask


def test_a_bucket_gives_a_burst_and_then_so_many_each_second() -> None:
    bucket = TokenBucket(50, 100)
    assert [bucket.wait_ms(1_000) for _ in range(100)] == [0] * 100
    assert [bucket.wait_ms(1_000) for _ in range(3)] == [20, 40, 60]
    assert bucket.wait_ms(1_080) == 0
    assert bucket.wait_ms(61_080) == 0
    assert sum(bucket.wait_ms(61_080) == 0 for _ in range(200)) == 99


def crowded(count: int) -> Cluster:
    """So many Pods of one node, all at once: their images are there already."""
    cluster = checkpoint.fork("three-nodes", seed=3)
    container = {"name": "main", "image": "busybox:1.36", "command": ["sleep", "9999"]}
    for number in range(count):
        body = {"metadata": {"name": f"p-{number}"}, "spec": {"nodeName": "node-1", "containers": [container]}}
        assert ask(cluster, "create", PODS, "default", body=body).ok
    return cluster


def asked_by_kubelet(cluster: Cluster, since_ms: int) -> list[int]:
    sent = [hop for hop in cluster.trace.hops() if (hop.source, hop.target) == ("kubelet/node-1", "kube-apiserver")]
    return sorted(hop.sent_ms for hop in sent if hop.subject.startswith("pods/") and hop.sent_ms >= since_ms)


def most_within(moments: list[int], span_ms: int) -> int:
    return max(sum(1 for at_ms in moments if first <= at_ms < first + span_ms) for first in moments)


def test_a_hundred_pods_that_end_at_once_are_told_of_no_faster_than_allowed() -> None:
    cluster = crowded(100)
    cluster.run_for(40_000)
    since_ms = cluster.now_ms
    for number in range(100):
        assert ask(cluster, "delete", PODS, "default", f"p-{number}").ok
    renewed = set()
    for _ in range(5):  # they have 30 s to end, and do not hear
        cluster.run_for(10_500)
        leases = cluster.objects(LEASES)
        renewed |= {lease["spec"]["renewTime"] for lease in leases if lease["metadata"]["name"] == "node-1"}
    assert len(renewed) == 5
    moments = asked_by_kubelet(cluster, since_ms)
    assert 100 < most_within(moments, 1_000) <= 150
    assert most_within(moments, 4_000) <= 300
    assert not [pod for pod in cluster.objects(PODS) if pod["metadata"]["name"].startswith("p-")]


def test_a_long_wait_is_in_the_journal_once_in_ten_seconds() -> None:
    cluster = crowded(0)
    kubelet = cluster.components["kubelet/node-1"]
    assert isinstance(kubelet, Kubelet)
    cluster.run_for(1_000)
    for number in range(300):
        kubelet.client.delete(PODS, "default", f"nobody-{number}")
    cluster.run_for(5_000)
    told = [line.text for line in journal.read(cluster, "node-1", "kubelet") if "Waited" in line.text]
    assert len(told) == 1
    reason = 'reason="client-side throttling, not priority and fairness" verb="DELETE"'
    assert f'"Waited before sending request" delay="1.02s" {reason}' in told[0]
    assert told[0].endswith('URL="https://172.18.0.2:6443/api/v1/namespaces/default/pods/nobody-150"')
