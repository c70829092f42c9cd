"""Traffic in bulk: it takes the same way as one connection, is counted where it ends, and survives a checkpoint."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster import checkpoint, faults, traffic
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import NETWORKPOLICIES, PODS
from clusterviz.cluster.traffic import Generator, TrafficError
from clusterviz.cluster.worker_node.container_runtime.load import Load

from .node_story import ask, run
from .test_node_network import deploy, serve

Object = dict[str, Any]


@pytest.fixture
def cluster() -> Cluster:
    made = checkpoint.fork("three-nodes", seed=3)
    deploy(made, "web", "traefik/whoami", 3)
    serve(made, "web", type="NodePort", ports=[{"port": 80, "nodePort": 30080}])
    made.run_for(15_000)
    return made


def flow(
    cluster: Cluster, to: str = "http://web/", source: str = traffic.INSIDE, rps: int = 30, **more: Any
) -> Generator:
    generator = Generator("t", to, source, rps, **more)
    traffic.start(cluster, generator)
    return generator


def containers(cluster: Cluster, app: str = "web-") -> list[Any]:
    found = [one for each in cluster.components.values() for one in getattr(each, "containers", {}).values()]
    return [one for one in found if one.pod.name.startswith(app)]


def test_each_request_is_counted_once_at_both_ends(cluster: Cluster) -> None:
    generator = flow(cluster)
    cluster.run_for(9_900)
    traffic.of(cluster).remove("t")
    cluster.run_for(2_000)
    assert generator.sent == 300
    assert generator.outcomes == {"200": 300}
    assert sum(generator.pods.values()) == 300
    served = {one.pod_key: one.load.requests for one in containers(cluster)}
    assert served == generator.pods
    assert min(served.values()) > 60, "three endpoints, each with a third"


def test_a_container_knows_its_rate(cluster: Cluster) -> None:
    flow(cluster, rps=90)
    cluster.run_for(20_000)
    rates = [one.load.per_second(cluster.now_ms) for one in containers(cluster)]
    assert 80 < sum(rates) < 100
    traffic.of(cluster).remove("t")
    cluster.run_for(15_000)
    assert [one.load.per_second(cluster.now_ms) for one in containers(cluster)] == [0.0, 0.0, 0.0]


def test_the_rate_is_that_of_the_last_ten_seconds() -> None:
    load = Load()
    for second in range(1, 21):
        load.add(second * 1000, 7, 1000)
    assert load.requests == 140
    assert load.per_second(20_000) == 7.0
    assert load.per_second(25_000) < 7.0
    assert load.per_second(40_000) == 0.0


def test_from_outside_it_comes_in_by_a_node_port(cluster: Cluster) -> None:
    generator = flow(cluster, "http://172.18.0.4:30080/", traffic.OUTSIDE)
    cluster.run_for(4_900)
    assert generator.outcomes == {"200": 150}
    refused = flow(cluster, "http://172.18.0.4:30081/", traffic.OUTSIDE)
    cluster.run_for(4_900)
    assert refused.outcomes == {"refused": 150}


def test_what_a_policy_drops_is_counted_as_timed_out(cluster: Cluster) -> None:
    run(cluster, "client", {"image": "busybox:1.36", "command": ["sleep", "1000"]}, node="node-2")
    cluster.run_for(8_000)
    generator = flow(cluster, source="default/client", rps=10)
    cluster.run_for(4_900)
    assert generator.outcomes == {"200": 50}
    body = {"metadata": {"name": "closed"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"]}}
    assert ask(cluster, "create", NETWORKPOLICIES, "default", body=body).ok
    cluster.run_for(10_000)
    assert generator.outcomes["timed out"] >= 60
    ask(cluster, "delete", PODS, "default", "client", body={"gracePeriodSeconds": 0})
    cluster.run_for(10_000)
    assert generator.outcomes["no client"] > 0


def test_it_doubles_up_to_a_bound(cluster: Cluster) -> None:
    generator = flow(cluster, rps=5, double_every_s=10, most_rps=25)
    seen = []
    for _ in range(5):
        seen.append(traffic.of(cluster).rate_of(generator))
        cluster.run_for(10_000)
    assert seen == [5, 10, 20, 25, 25]


def test_it_goes_on_after_a_checkpoint_as_before(cluster: Cluster) -> None:
    flow(cluster)
    cluster.run_for(3_500)
    again = checkpoint.restore(checkpoint.image(cluster))
    for one in (cluster, again):
        one.run_for(10_000)
    assert again.trace.digest() == cluster.trace.digest()
    assert traffic.of(again).generators["t"].outcomes == traffic.of(cluster).generators["t"].outcomes


def test_a_node_without_power_fails_its_share(cluster: Cluster) -> None:
    generator = flow(cluster, rps=60)
    cluster.run_for(5_000)
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(20_000)
    assert 0 < generator.failed < generator.sent // 2
    assert "timed out" in generator.outcomes


def test_many_requests_cost_few_messages(cluster: Cluster) -> None:
    before = cluster.trace.last_id
    generator = flow(cluster, rps=50_000)
    cluster.run_for(900)
    assert generator.sent == 50_000
    assert cluster.trace.last_id - before < 60


def test_nonsense_is_explained(cluster: Cluster) -> None:
    for generator, words in (
        (Generator("t", "http://web/", traffic.INSIDE, 0), "whole number from 1"),
        (Generator("t", "http://web/", traffic.OUTSIDE, 5), "From outside nobody knows the name 'web'"),
        (Generator("t", "http://web/", "default/nobody", 5), "There is no running Pod 'default/nobody'"),
    ):
        with pytest.raises(TrafficError, match=words):
            traffic.start(cluster, generator)
