"""What lies over the nodes: the sums that the scheduler makes, and its last decision, plugin by plugin."""

import json

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.picture.overlays import capacity, columns, overlay, scheduling
from clusterviz.tools import shell

BIG = json.dumps(
    {
        "spec": {
            "nodeName": "node-3",
            "containers": [
                {"name": "a", "image": "nginx", "resources": {"requests": {"cpu": "3500m", "memory": "1Gi"}}},
                {"name": "b", "image": "nginx", "resources": {"requests": {"cpu": "200m", "memory": "512Mi"}}},
            ],
        }
    }
)


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 3)


def run(cluster: Cluster, line: str, ms: int = 15_000) -> None:
    shell.start(cluster, line)
    cluster.run_for(ms)


def test_capacity_adds_up_what_the_pods_of_a_node_request(cluster: Cluster) -> None:
    before = {bar["name"]: bar["used"] for bar in capacity(cluster)["nodes"]["node-3"]}
    assert before == {"CPU": "0", "memory": "0", "Pods": "1"}  # its kube-proxy
    run(cluster, f"kubectl run big --image=nginx --overrides='{BIG}'")
    cpu, memory, pods = capacity(cluster)["nodes"]["node-3"]
    assert cpu == {"name": "CPU", "used": "3700m", "of": "4", "part": 0.925, "full": True}
    assert memory == {"name": "memory", "used": "1.5Gi", "of": "8Gi", "part": 0.1875, "full": False}
    assert (pods["used"], pods["of"]) == ("2", "110")
    assert "node-3: CPU 3700m of 4, memory 1.5Gi of 8Gi, Pods 2 of 110" in capacity(cluster)["words"]


def test_a_pod_that_has_finished_asks_for_nothing_any_more(cluster: Cluster) -> None:
    run(cluster, "kubectl run once --image=busybox --restart=Never -- true", 30_000)
    assert sum(int(bars[2]["used"]) for bars in capacity(cluster)["nodes"].values()) == 10


def test_scheduling_shows_each_node_as_the_last_decision_saw_it(cluster: Cluster) -> None:
    assert scheduling(cluster)["nodes"] == {}
    run(cluster, "kubectl cordon node-1", 2_000)
    run(cluster, "kubectl run web --image=nginx")
    found = scheduling(cluster)
    assert found["element"] == "pod/default/web"
    assert found["nodes"]["node-1"] == {
        "win": False,
        "refused": "NodeUnschedulable",
        "reason": "node(s) were unschedulable",
    }
    winner = next(name for name, column in found["nodes"].items() if column["win"])
    assert f"to {winner}: {found['nodes'][winner]['total']} points" in found["sentence"]
    assert found["nodes"]["control-plane"]["refused"] == "TaintToleration"


def test_what_makes_the_difference_stands_first() -> None:
    nodes = {
        "a": {"scores": {"Same": 100, "Light": 10, "Heavy": 40}, "total": 190},
        "b": {"scores": {"Same": 100, "Light": 90, "Heavy": 10}, "total": 210},
    }
    found = columns({"nodes": nodes, "weights": {"Heavy": 4}})
    assert (
        [row[0] for row in found["a"]["rows"]] == [row[0] for row in found["b"]["rows"]] == ["Heavy", "Light", "Same"]
    )


def test_other_views_have_no_overlay(cluster: Cluster) -> None:
    assert overlay(cluster, "control") is None
