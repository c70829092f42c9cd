"""Node lifecycle, taint eviction, Pod garbage collection, and leadership. Fact sheet §7.8, §7.9, §7.16, §4.11, §10."""

from __future__ import annotations

import pickle

from clusterviz.cluster import faults
from clusterviz.cluster.checkpoint import IMAGE_EPOCH_MS, fork
from clusterviz.cluster.control_plane.kube_controller_manager.controllers.node_lifecycle import zones
from clusterviz.cluster.machinery.objects import condition_of, name_of
from clusterviz.cluster.machinery.resources import DEPLOYMENTS, EVENTS, LEASES, NODES, PODS

from .controller_bench import Bench, deployment


def taints(bench: Bench, node: str) -> list[tuple[str, str]]:
    return [(taint["key"], taint["effect"]) for taint in bench.get(NODES, node)["spec"].get("taints", ())]


UNREACHABLE = "node.kubernetes.io/unreachable"


def test_a_silent_node_is_suspected_after_fifty_seconds_and_its_pods_are_not_ready() -> None:
    bench = Bench(nodes=3)
    bench.create(DEPLOYMENTS, deployment(replicas=3))
    bench.settle()
    begun = bench.cluster.trace.last_id
    bench.fault("node.off", "node-2")
    bench.run(44)
    assert bench.condition(NODES, "node-2", "Ready")[0] == "True"
    bench.run(22)
    unknown = ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
    for kind in ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure"):
        assert bench.condition(NODES, "node-2", kind) == unknown
    assert taints(bench, "node-2") == [(UNREACHABLE, "NoSchedule"), (UNREACHABLE, "NoExecute")]
    assert bench.events_about("Node", "node-2")[-1] == (
        "Normal",
        "NodeNotReady",
        "Node node-2 status is now: NodeNotReady",
    )
    pod = next(pod for pod in bench.pods() if pod["spec"]["nodeName"] == "node-2")
    ready = condition_of(pod, "Ready")
    assert ready is not None
    assert ready["status"] == "False"
    assert bench.events_about("Pod", name_of(pod))[-1] == ("Warning", "NodeNotReady", "Node is not ready")
    said = [each.sentence for each in bench.cluster.trace.decisions(begun) if "controller" in (each.detail or {})]
    silent_s = said[0].split(" for ")[1].split(" ")[0]
    assert 50 <= int(silent_s) <= 55
    assert said == [
        f"The node lifecycle controller has not heard from node-2 for {silent_s} s and marks its conditions as Unknown.",
        "The node lifecycle controller marks 1 Pod on node-2 as not ready: nobody can tell whether they still work.",
        "The node lifecycle controller taints node-2 with node.kubernetes.io/unreachable:NoSchedule and "
        "node.kubernetes.io/unreachable:NoExecute: Pods that do not tolerate it have to go.",
        f"The taint eviction controller gives {name_of(pod)} 300 s more on node-2: so long it tolerates {UNREACHABLE}:NoExecute.",
    ]


def test_after_five_more_minutes_its_pods_are_deleted_and_replaced() -> None:
    bench = Bench(nodes=3)
    bench.create(DEPLOYMENTS, deployment(replicas=3))
    bench.settle()
    victim = next(name_of(pod) for pod in bench.pods() if pod["spec"]["nodeName"] == "node-2")
    bench.fault("node.off", "node-2")
    bench.run(340)
    assert "deletionTimestamp" not in bench.get(PODS, victim)["metadata"]
    bench.run(35)
    assert "deletionTimestamp" in bench.get(PODS, victim)["metadata"]
    assert bench.condition(PODS, victim, "DisruptionTarget") == (
        "True",
        "DeletionByTaintManager",
        "Taint manager: deleting due to NoExecute taint",
    )
    assert bench.events_about("Pod", victim)[-1] == (
        "Normal",
        "TaintManagerEviction",
        f"Marking for deletion Pod default/{victim}",
    )
    assert len(bench.pods()) == 3
    assert "node-2" not in [pod["spec"].get("nodeName") for pod in bench.pods()]
    bench.fault("node.on", "node-2")
    bench.run(30)
    assert victim not in bench.names(PODS)
    assert taints(bench, "node-2") == []


def test_a_node_that_comes_back_in_time_keeps_its_pods() -> None:
    bench = Bench(nodes=3)
    bench.create(DEPLOYMENTS, deployment(replicas=3))
    bench.settle()
    before = bench.names(PODS)
    victim = next(name_of(pod) for pod in bench.pods() if pod["spec"]["nodeName"] == "node-2")
    bench.fault("node.off", "node-2")
    bench.run(120)
    bench.fault("node.on", "node-2")
    bench.run(40)
    assert taints(bench, "node-2") == []
    assert bench.names(PODS) == before
    assert ("Normal", "TaintManagerEviction", f"Cancelling deletion of Pod default/{victim}") in bench.events_about(
        "Pod", victim
    )
    bench.run(400)
    assert bench.names(PODS) == before


def test_when_every_node_is_silent_nobody_is_evicted() -> None:
    bench = Bench(nodes=2)
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    before = bench.names(PODS)
    for node in ("node-1", "node-2"):
        bench.fault("node.off", node)
    bench.run(600)
    for node in ("node-1", "node-2"):
        assert taints(bench, node) == [(UNREACHABLE, "NoSchedule")]
    assert bench.names(PODS) == before
    assert (
        "The node lifecycle controller hears from no node at all: it rather doubts itself, "
        "takes its NoExecute taints back and evicts nobody." in bench.decisions()
    )


def test_nodes_are_tainted_one_every_ten_seconds() -> None:
    bench = Bench(nodes=5)
    for node in ("node-1", "node-2"):
        bench.fault("node.off", node)
    times: dict[str, int] = {}
    for _ in range(900):
        bench.run(0.1)
        for node in ("node-1", "node-2"):
            if (UNREACHABLE, "NoExecute") in taints(bench, node):
                times.setdefault(node, bench.cluster.now_ms)
    assert 9_000 <= abs(times["node-1"] - times["node-2"]) <= 15_500


def test_a_partly_silent_small_zone_stops_evictions() -> None:
    assert zones.rate_in(zones.PARTIAL, 50) == 0.0
    assert zones.rate_in(zones.PARTIAL, 51) == 0.01
    assert zones.rate_in(zones.FULL, 3) == 0.1


def test_pods_of_a_node_that_is_gone_for_good_are_collected() -> None:
    bench = Bench(nodes=2)
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    victim = next(name_of(pod) for pod in bench.pods() if pod["spec"]["nodeName"] == "node-2")
    bench.fault("node.off", "node-2")
    bench.delete(NODES, "node-2")
    bench.run(35)
    assert victim in bench.names(PODS)
    assert bench.events_about("Node", "node-2")[-1] == (
        "Normal",
        "RemovingNode",
        "Node node-2 event: Removing Node node-2 from Controller",
    )
    bench.run(40)
    assert [pod["spec"]["nodeName"] for pod in bench.pods()] == ["node-1", "node-1"]
    assert victim not in bench.names(PODS)
    assert (
        f"The Pod garbage collector deletes {victim} without grace: its node node-2 does not exist any more."
        in bench.decisions()
    )


def test_nodes_get_ranges_and_annotations() -> None:
    bench = Bench(nodes=2)
    assert [bench.get(NODES, node)["spec"]["podCIDR"] for node in ("node-1", "node-2")] == [
        "10.244.0.0/24",
        "10.244.1.0/24",
    ]
    bench.create(NODES, {"metadata": {"name": "node-9"}})
    bench.run(1)
    node = bench.get(NODES, "node-9")
    assert (node["spec"]["podCIDR"], node["spec"]["podCIDRs"]) == ("10.244.2.0/24", ["10.244.2.0/24"])
    assert node["metadata"]["annotations"]["node.alpha.kubernetes.io/ttl"] == "0"


def test_a_range_that_is_free_again_is_given_last_and_first_by_a_controller_that_has_restarted() -> None:
    bench = Bench(nodes=2)
    bench.create(NODES, {"metadata": {"name": "node-8"}})
    bench.run(1)
    bench.delete(NODES, "node-8")
    bench.create(NODES, {"metadata": {"name": "node-9"}})
    bench.run(1)
    assert bench.get(NODES, "node-9")["spec"]["podCIDR"] == "10.244.3.0/24"
    bench.fault("component.restart", "kube-controller-manager")
    bench.run(60)
    bench.create(NODES, {"metadata": {"name": "node-10"}})
    bench.run(1)
    assert bench.get(NODES, "node-10")["spec"]["podCIDR"] == "10.244.2.0/24"


def test_a_cordoned_node_is_tainted() -> None:
    bench = Bench(nodes=2)
    bench.patch(NODES, "node-1", {"spec": {"unschedulable": True}})
    bench.run(1)
    assert taints(bench, "node-1") == [("node.kubernetes.io/unschedulable", "NoSchedule")]
    bench.patch(NODES, "node-1", {"spec": {"unschedulable": None}})
    bench.run(1)
    assert taints(bench, "node-1") == []


def test_a_new_process_leads_only_when_the_lease_of_the_old_one_is_over() -> None:
    bench = Bench(nodes=1, preset="three-nodes")
    before = bench.get(LEASES, "kube-controller-manager")["spec"]
    bench.fault("component.stop", "kube-controller-manager")
    bench.fault("component.start", "kube-controller-manager")
    bench.run(14)
    assert bench.get(LEASES, "kube-controller-manager")["spec"] == before
    bench.run(6)
    after = bench.get(LEASES, "kube-controller-manager")["spec"]
    assert after["leaseTransitions"] == before["leaseTransitions"] + 1
    assert after["holderIdentity"] != before["holderIdentity"]


def test_a_leader_that_cannot_renew_exits_and_leads_again_when_it_can() -> None:
    bench = Bench(nodes=1, preset="three-nodes")
    incarnation = bench.cluster.controller_manager.incarnation
    bench.fault("component.stop", "kube-apiserver")
    bench.run(14)
    assert bench.cluster.controller_manager.incarnation > incarnation
    bench.fault("component.start", "kube-apiserver")
    bench.run(40)
    bench.create(DEPLOYMENTS, deployment(replicas=1))
    bench.settle()
    assert len(bench.pods()) == 1
    identity = bench.get(LEASES, "kube-controller-manager")["spec"]["holderIdentity"]
    assert bench.events_about("Lease", "kube-controller-manager")[-1] == (
        "Normal",
        "LeaderElection",
        f"{identity} became leader",
    )
    assert [line for line in bench.decisions() if "could not renew" in line] == [
        "kube-controller-manager could not renew its lease kube-controller-manager for 10 s: "
        "another copy may lead by now, so it exits, and its supervisor starts it again."
    ]


def test_the_controller_manager_can_be_stored_at_any_moment() -> None:
    bench = Bench(nodes=3)
    bench.create(DEPLOYMENTS, deployment(replicas=4))
    for _ in range(40):
        bench.run(0.007)
        twin = pickle.loads(pickle.dumps(bench.cluster))
    for cluster in (bench.cluster, twin):
        cluster.run_for(5_000)
    assert twin.trace.digest() == bench.cluster.trace.digest()
    assert len(twin.objects(EVENTS)) == len(bench.cluster.objects(EVENTS))


def test_a_fork_into_another_year_does_not_take_the_years_for_silence() -> None:
    cluster = fork("bare", epoch_ms=IMAGE_EPOCH_MS + 365 * 86_400_000, nodes=2)
    begun = cluster.trace.last_id
    faults.apply(cluster, "node.off", "node-2")

    def ready() -> str:
        node = next(node for node in cluster.objects(NODES) if name_of(node) == "node-2")
        condition = condition_of(node, "Ready")
        assert condition is not None
        return str(condition["status"])

    cluster.run_for(38_000)
    assert ready() == "True"
    assert [each.kind for each in cluster.trace.decisions(begun) if each.kind == "Suspects"] == []
    cluster.run_for(27_000)
    assert ready() == "Unknown"
