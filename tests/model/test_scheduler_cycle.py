"""The scheduling cycle and the queue, without a cluster around them."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clusterviz.cluster.control_plane.kube_scheduler.changes import Change
from clusterviz.cluster.control_plane.kube_scheduler.cycle import Memory, enough_nodes, schedule
from clusterviz.cluster.control_plane.kube_scheduler.pod_info import PodInfo, pod_requests
from clusterviz.cluster.control_plane.kube_scheduler.queue import QueuedPod, SchedulingQueue
from clusterviz.cluster.control_plane.kube_scheduler.snapshot import Snapshot
from clusterviz.cluster.machinery.objects import Object


def node(name: str, cpu_millis: int = 4000, memory_mib: int = 8192, pods: int = 110, zone: str = "") -> Object:
    labels = {"kubernetes.io/hostname": name, **({"topology.kubernetes.io/zone": zone} if zone else {})}
    allocatable = {"cpu": f"{cpu_millis}m", "memory": f"{memory_mib}Mi", "pods": str(pods)}
    return {
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "spec": {},
        "status": {"allocatable": allocatable},
    }


def pod(
    name: str, cpu_millis: int = 100, memory_mib: int = 100, labels: dict[str, str] | None = None, **spec: Any
) -> Object:
    requests = {"cpu": f"{cpu_millis}m", "memory": f"{memory_mib}Mi"}
    containers = [{"name": "main", "image": "nginx", "resources": {"requests": requests}}]
    metadata = {"name": name, "namespace": "default", "labels": labels or {}}
    return {"kind": "Pod", "metadata": metadata, "spec": {"containers": containers, **spec}}


def snapshot_of(*nodes: Object) -> Snapshot:
    snapshot = Snapshot()
    for each in nodes:
        snapshot.set_node(each)
    return snapshot


sizes = st.tuples(st.integers(0, 1500), st.integers(0, 2048))
machines = st.tuples(st.integers(100, 4000), st.integers(64, 4096), st.integers(1, 8), st.sampled_from(["", "a", "b"]))


@settings(max_examples=150)
@given(st.lists(machines, min_size=1, max_size=6), st.lists(st.tuples(sizes, st.booleans()), max_size=30), st.data())
def test_a_node_is_never_overcommitted_and_what_is_remembered_changes_no_decision(
    offers: list[tuple[int, int, int, str]], wishes: list[tuple[tuple[int, int], bool]], data: st.DataObject
) -> None:
    nodes = [node(f"node-{number}", *offer) for number, offer in enumerate(offers)]
    snapshot = snapshot_of(*nodes)
    memory = Memory()
    start_index = 0
    there: list[str] = []
    for number, ((cpu_millis, memory_mib), leaves) in enumerate(wishes):
        info = PodInfo(pod(f"web-{number}", cpu_millis, memory_mib))
        outcome = schedule(info, snapshot, memory=memory, start_index=start_index)
        fresh = schedule(info, snapshot, start_index=start_index)
        assert (outcome.node, outcome.message, outcome.totals, outcome.scores) == (
            fresh.node,
            fresh.message,
            fresh.totals,
            fresh.scores,
        )
        start_index = outcome.next_start_index or 0
        if outcome.node:
            snapshot.add_pod(info, outcome.node)
            there.append(info.key)
        if leaves and there:
            snapshot.remove_pod(there.pop(data.draw(st.integers(0, len(there) - 1))))
        for name, (cpu, mib, count, _) in zip(snapshot.nodes, offers, strict=True):
            pods = snapshot.nodes[name].pods.values()
            assert sum(each.cpu_millis for each in pods) <= cpu
            assert sum(each.memory_bytes for each in pods) <= mib * 2**20
            assert len(pods) <= count
        refused = [name for name in snapshot.nodes if name in outcome.refusals]
        assert len(refused) + len(outcome.feasible) == len(nodes)


def test_what_is_remembered_of_nodes_follows_them_as_they_come_change_and_go() -> None:
    snapshot = snapshot_of(node("node-1", 1000), node("node-2", 2000), node("node-3", 3000))
    memory = Memory()
    info = PodInfo(pod("web", 900))

    def feasible() -> list[str]:
        return [each.name for each in schedule(info, snapshot, memory=memory).feasible]

    assert feasible() == ["node-1", "node-2", "node-3"]
    snapshot.remove_node("node-1")
    assert feasible() == ["node-2", "node-3"]
    snapshot.set_node(node("node-2", 800))
    snapshot.set_node(node("node-0", 1000))
    assert feasible() == ["node-3", "node-0"]
    cordoned = node("node-3", 3000)
    cordoned["spec"]["unschedulable"] = True
    snapshot.set_node(cordoned)
    assert feasible() == ["node-0"]


def test_an_image_that_comes_to_one_node_changes_the_score_of_another() -> None:
    def with_image(name: str, *images: str) -> Object:
        there = node(name)
        there["status"]["images"] = [{"names": [image], "sizeBytes": 500 * 2**20} for image in images]
        return there

    snapshot = snapshot_of(with_image("node-1", "nginx:latest"), node("node-2"))
    memory = Memory()
    first = schedule(PodInfo(pod("a")), snapshot, memory=memory)
    # Half of the nodes have it: (250 − 23) of (1000 − 23) MB.
    assert first.scores["ImageLocality"] == [23, 0]
    snapshot.set_node(with_image("node-2", "nginx:latest"))
    assert schedule(PodInfo(pod("b")), snapshot, memory=memory).scores["ImageLocality"] == [48, 48]


def test_room_made_for_a_pod_is_not_taken_by_one_of_lower_priority_nor_made_again_for_it() -> None:
    snapshot = snapshot_of(node("node-1", 1000))
    snapshot.add_pod(PodInfo(pod("humble", 900)), "node-1")
    snapshot.nominate(PodInfo(pod("urgent", 800, priority=10)), "node-1")
    outcome = schedule(PodInfo(pod("middle", 800, priority=5)), snapshot)
    assert outcome.message == (
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: "
        "0/1 nodes are available: 1 Insufficient cpu."
    )
    snapshot.remove_pod("default/humble")
    assert schedule(PodInfo(pod("middle", 800, priority=5)), snapshot).node == ""
    assert schedule(PodInfo(pod("higher", 800, priority=20)), snapshot).node == "node-1"
    assert schedule(PodInfo(pod("small", 200, priority=5)), snapshot).node == "node-1"


def test_a_pod_asks_for_its_containers_or_for_its_hungriest_init_container_beside_the_sidecars() -> None:
    def container(cpu: str, **more: Any) -> Object:
        return {"resources": {"requests": {"cpu": cpu}}, **more}

    spec = {
        "initContainers": [container("100m", restartPolicy="Always"), container("900m"), container("200m")],
        "containers": [container("300m"), container("400m")],
        "overhead": {"cpu": "50m"},
    }
    assert pod_requests(spec) == {"cpu": 1050}  # 900m at its turn, beside a sidecar of 100m, and the overhead
    assert pod_requests({**spec, "resources": {"requests": {"cpu": "2"}}}) == {"cpu": 2050}


def test_enough_nodes_are_all_of_few_and_a_share_of_many() -> None:
    assert [enough_nodes(count) for count in (0, 3, 99, 100, 500, 1000, 5000, 10_000)] == [
        0, 3, 99, 100, 230, 420, 500, 500,
    ]  # fmt: skip
    assert enough_nodes(5000, 100) == 5000
    assert enough_nodes(5000, 1) == 100


def test_each_cycle_begins_where_the_last_one_stopped() -> None:
    snapshot = snapshot_of(*(node(f"node-{number}") for number in range(250)))
    first = schedule(PodInfo(pod("a")), snapshot)
    assert [each.name for each in first.feasible] == [f"node-{number}" for number in range(120)]
    assert first.next_start_index == 120
    third = schedule(PodInfo(pod("c")), snapshot, start_index=240)
    assert [each.name for each in third.feasible][:12] == [*(f"node-{n}" for n in range(240, 250)), "node-0", "node-1"]
    assert third.next_start_index == 110


def test_zones_take_turns() -> None:
    zones = {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "c1": "c", "c2": "c"}
    snapshot = snapshot_of(*(node(name, zone=zone) for name, zone in zones.items())).ready()
    assert [each.name for each in snapshot.order] == ["a1", "b1", "c1", "a2", "c2", "a3"]
    snapshot.remove_node("a1")
    snapshot.set_node(node("a1", zone="a"))
    assert [each.name for each in snapshot.ready().order] == ["a2", "b1", "c1", "a3", "c2", "a1"]


def test_pods_of_a_lost_node_are_remembered_and_count_again_when_it_returns() -> None:
    snapshot = snapshot_of(node("node-1", 1000))
    old = PodInfo(pod("old", 800))
    snapshot.add_pod(old, "node-1")
    snapshot.remove_node("node-1")
    assert schedule(PodInfo(pod("new", 800)), snapshot).message == "no nodes available to schedule pods"
    snapshot.set_node(node("node-1", 1000))
    assert schedule(PodInfo(pod("new", 800)), snapshot).node == ""
    snapshot.remove_pod(old.key)
    assert schedule(PodInfo(pod("new", 800)), snapshot).node == "node-1"


def test_pods_of_a_replicaset_spread_over_nodes_and_zones() -> None:
    snapshot = snapshot_of(*(node(f"node-{number}", zone="ab"[number % 2]) for number in range(4)))
    snapshot.put(
        "replicasets",
        {
            "metadata": {"name": "web", "namespace": "default"},
            "spec": {"selector": {"matchLabels": {"app": "web"}}},
        },
    )
    placed = []
    for number in range(8):
        obj = pod(f"web-{number}", labels={"app": "web"})
        obj["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "web", "uid": "1", "controller": True}]
        info = PodInfo(obj)
        outcome = schedule(info, snapshot)
        snapshot.add_pod(info, outcome.node)
        placed.append(outcome.node)
    assert sorted(placed[:4]) == ["node-0", "node-1", "node-2", "node-3"]
    assert sorted(placed) == sorted(2 * ["node-0", "node-1", "node-2", "node-3"])


def queued(name: str, since_ms: int = 0, **spec: Any) -> QueuedPod:
    return QueuedPod(PodInfo(pod(name, **spec)), since_ms, None)


def test_back_off_doubles_to_ten_seconds_and_is_cut_to_whole_seconds_of_wall_time() -> None:
    waiting = queued("web")
    ends = []
    for _ in range(6):
        waiting.failed(10_300, 500, ["NodeResourcesFit"])
        ends.append(waiting.backoff_until_ms)
    # It is 10.8 s on the wall: 11.8, 12.8, 14.8, 18.8 and 20.8 are cut.
    assert ends == [10_500, 11_500, 13_500, 17_500, 19_500, 19_500]


def test_the_queue_serves_by_priority_then_by_age() -> None:
    queue = SchedulingQueue()
    for each in (queued("young", 5), queued("old", 1), queued("high", 9, priority=10)):
        queue.add(each, 10)
    order = [queue.pop() for _ in range(4)]
    assert [each.pod.name if each else None for each in order] == ["high", "old", "young", None]


def test_in_idle_times_a_refused_pod_does_not_wait_for_its_back_off_but_one_with_an_error_does() -> None:
    queue = SchedulingQueue()
    refused, broken = queued("refused"), queued("broken")
    refused.failed(0, 0, ["NodeResourcesFit"])
    broken.failed(0, 0, [])
    queue.add(broken, 0)
    queue.add(refused, 0)
    assert queue.pop() is refused
    assert queue.pop() is None
    assert queue.next_at_ms(0) == 1_000
    queue.flush_backoff(1_000)
    assert queue.pop() is broken


def test_a_pod_wakes_only_for_changes_that_its_refusers_care_for_or_after_five_minutes() -> None:
    queue = SchedulingQueue()
    waiting = queued("web", cpu_millis=3000)
    waiting.failed(0, 0, ["NodeResourcesFit"])
    queue.wait(waiting)
    small, large, blue = node("node-1", 2000), node("node-1", 4000), node("node-1", 4000)
    blue["metadata"]["labels"]["colour"] = "blue"
    for change in (Change("nodes", None, small), Change("nodes", large, blue), Change("services", None, pod("x"))):
        queue.cluster_changed(change, 2_000, None)
        assert list(queue.unschedulable) == ["default/web"]
    queue.cluster_changed(Change("nodes", small, large), 2_000, None)
    assert list(queue.active) == ["default/web"]
    queue.wait(waiting)
    queue.flush_waiting(300_000)
    assert list(queue.unschedulable) == ["default/web"]
    queue.flush_waiting(300_001)
    assert list(queue.active) == ["default/web"]


def test_preemption_spares_whom_a_disruption_budget_protects() -> None:
    snapshot = snapshot_of(node("node-1", 1000), node("node-2", 1000))
    for name, where, label in (("guarded", "node-1", "db"), ("free", "node-2", "web")):
        snapshot.add_pod(PodInfo(pod(name, 800, labels={"app": label})), where)
    budget = {
        "metadata": {"name": "db", "namespace": "default"},
        "spec": {"selector": {"matchLabels": {"app": "db"}}},
        "status": {"disruptionsAllowed": 0},
    }
    snapshot.put("poddisruptionbudgets", budget)
    outcome = schedule(PodInfo(pod("urgent", 800, priority=10)), snapshot)
    assert outcome.preemption is not None
    assert outcome.preemption.chosen is not None
    assert [(each.node, each.pdb_violations) for each in outcome.preemption.candidates] == [
        ("node-1", 1),
        ("node-2", 0),
    ]
    assert outcome.preemption.chosen.node == "node-2"
    assert [victim.name for victim in outcome.preemption.chosen.victims] == ["free"]
