"""What containers use of a machine, and what follows: kills for memory, eviction under pressure."""

from __future__ import annotations

import pickle

import pytest

from clusterviz.cluster import checkpoint, faults, machines, presets
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.kernel import Cgroup, Kernel, line_reaches
from clusterviz.cluster.machinery.resources import NODES, PODS, PRIORITYCLASSES

from .node_story import ask, container, events, log, pod, run, status

MIB = 2**20


def three_nodes(seed: int = 1) -> Cluster:
    """The usual preset, which freezes what it stores."""
    return presets.make("three-nodes", seed=seed, debug=True)


def hog(name: str, size: str, node: str = "node-1", **container_fields: object) -> dict[str, object]:
    """A container that takes so much memory at once."""
    args = ["--vm", "1", "--vm-bytes", size, "--vm-hang", "1"]
    return {"name": name, "image": "polinux/stress", "command": ["stress"], "args": args, **container_fields}


def group(name: str, size: int = 0, per_s: int = 0, most: int = 0, at_ms: int = 0) -> Cgroup:
    """An account whose memory is a line."""
    made = Cgroup(name, name, "default", name, "main", at_ms)
    made.hold(size, at_ms, per_s, most)
    return made


def condition(cluster: Cluster, node: str, kind: str) -> dict[str, str]:
    """A condition of a Node."""
    found = next(one for one in cluster.objects(NODES) if one["metadata"]["name"] == node)
    return next(one for one in found["status"]["conditions"] if one["type"] == kind)


# -- arithmetic ---------------------------------------------------------------------------------------------------------


def test_a_growing_memory_is_a_line_with_an_end() -> None:
    one = group("a", 10 * MIB, 3 * MIB, 40 * MIB, at_ms=500)
    assert [one.memory_at(at) // MIB for at in (500, 1500, 10_500, 99_000)] == [10, 13, 40, 40]
    assert one.reaches_at(40 * MIB) == 10_500
    assert one.reaches_at(41 * MIB) is None


@pytest.mark.parametrize("size_mib", [50, 77, 90, 140, 169])
def test_when_several_lines_meet_a_level_is_found_without_looking_at_every_moment(size_mib: int) -> None:
    lines = [group("a", 10 * MIB, 3 * MIB, 40 * MIB), group("b", 5 * MIB, 10 * MIB, 100 * MIB), group("c", 30 * MIB)]
    found = line_reaches(lines, size_mib * MIB, 0)
    slowly = next(at for at in range(200_000) if sum(one.memory_at(at) for one in lines) >= size_mib * MIB)
    assert found is not None
    assert abs(found - slowly) <= 2  # whole pages
    assert line_reaches(lines, 171 * MIB, 0) is None


@pytest.mark.parametrize(
    ("wants", "weights", "expected"),
    [
        ([1000, 1000], [1024, 1024], [1000, 1000]),
        ([4000, 4000], [1024, 1024], [1980, 1980]),
        ([4000, 4000], [3072, 1024], [2970, 990]),
        ([500, 4000, 4000], [1024, 1024, 1024], [500, 1730, 1730]),
        ([4000, 4000], [1024, 2], [3952, 7]),
    ],
)
def test_a_full_machine_shares_its_cpu_by_weight(wants: list[int], weights: list[int], expected: list[int]) -> None:
    kernel = Kernel()
    for place, (want, weight) in enumerate(zip(wants, weights, strict=True)):
        one = group(f"g{place}")
        one.cpu_weight = weight
        kernel.enter(one)
        kernel.burn(one, want, 0)
    assert [one.grant_millis for one in kernel.groups.values()] == expected
    assert kernel.groups["g0"].used_at(10_000) == expected[0] * 10_000


def test_work_waits_in_a_queue_that_drains_as_fast_as_the_limit_allows() -> None:
    kernel = Kernel()
    free, limited = group("free"), group("limited")
    limited.cpu_limit_millis = 200
    kernel.enter(free)
    kernel.enter(limited)
    assert kernel.work(free, 50_000, 0) == 50  # one thread, one CPU
    assert kernel.work(limited, 50_000, 0) == 250
    assert kernel.work(limited, 50_000, 100) == 400
    assert limited.used_at(100) == 20_000
    assert limited.used_at(10_000) == 100_000
    limited.settle(10_000)
    assert limited.throttled_ms == 500
    assert free.throttled_ms == 0


# -- limits -------------------------------------------------------------------------------------------------------------


def test_the_kernel_writes_down_whom_it_killed() -> None:
    cluster = three_nodes()
    run(cluster, "big", hog("big", "250M", resources={"limits": {"memory": "100Mi"}}), restartPolicy="Never")
    cluster.run_for(8000)
    ended = container(cluster, "big")["state"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (137, "OOMKilled")
    log = [line.text for line in machines.machine_of(cluster, "node-1").kernel.log]
    assert log[0].startswith("stress invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=988")
    uid = pod(cluster, "big")["metadata"]["uid"].replace("-", "_")
    scope = f"cri-containerd-{container(cluster, 'big')['containerID'].rpartition('/')[2]}.scope"
    place = f"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{uid}.slice/{scope}"
    assert log[1].startswith(
        f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset={scope},mems_allowed=0,"
        f"oom_memcg={place},task_memcg={place},task=stress,"
    )
    assert log[2].startswith("Memory cgroup out of memory: Killed process")
    assert all(one["reason"] != "SystemOOM" for one in _all_events(cluster))


def _all_events(cluster: Cluster) -> list[dict[str, object]]:
    from clusterviz.cluster.machinery.resources import EVENTS

    return cluster.objects(EVENTS)


def test_a_machine_without_memory_kills_best_effort_first_and_the_kubelet_tells() -> None:
    cluster = three_nodes()
    same = {"requests": {"memory": "2Gi", "cpu": "100m"}, "limits": {"memory": "2Gi", "cpu": "100m"}}
    run(cluster, "sure", hog("sure", "1G", resources=same))
    cluster.run_for(8000)
    run(cluster, "wild", hog("wild", "7G"), restartPolicy="Never")
    cluster.run_for(8000)
    assert container(cluster, "wild")["state"]["terminated"]["reason"] == "OOMKilled"
    assert status(cluster, "sure")["phase"] == "Running"
    told = [one for one in events(cluster, "node-1") if "SystemOOM" in one]
    assert len(told) == 1
    assert told[0].startswith("Warning SystemOOM System OOM encountered, victim process: stress, pid: ")


# -- eviction -----------------------------------------------------------------------------------------------------------


def test_the_order_of_eviction_is_excess_then_priority_then_amount() -> None:
    cluster = three_nodes()
    ask(cluster, "create", PRIORITYCLASSES, "", body={"metadata": {"name": "dear"}, "value": 1000})
    asked = {"requests": {"memory": "300Mi"}}
    run(cluster, "within", hog("within", "290M", resources=asked))
    run(cluster, "dear", hog("dear", "250M"), priorityClassName="dear")
    run(cluster, "small", hog("small", "60M"))
    run(cluster, "large", hog("large", "200M"))
    cluster.run_for(10_000)
    faults.apply(cluster, "memory.fill", "node-1", args={"left_mi": 0})
    gone: list[str] = []
    for _ in range(120):
        cluster.run_for(1000)
        gone += [name for name in ("within", "dear", "small", "large") if name not in gone and _evicted(cluster, name)]
    # Without a byte left 200 MiB are enough, so that nobody else has to go.
    assert gone == ["large"]
    faults.apply(cluster, "memory.fill", "node-1", args={"left_mi": 0})  # now 60 MiB are too few
    for _ in range(120):
        cluster.run_for(1000)
        gone += [name for name in ("within", "dear", "small", "large") if name not in gone and _evicted(cluster, name)]
    assert gone == ["large", "small", "dear"]
    assert status(cluster, "within")["phase"] == "Running"


def _evicted(cluster: Cluster, name: str) -> bool:
    return status(cluster, name).get("reason") == "Evicted"


def test_pods_without_which_a_node_is_lost_are_never_evicted() -> None:
    cluster = three_nodes()
    faults.apply(cluster, "memory.fill", "node-1", args={"left_mi": 1})
    cluster.run_for(120_000)
    kept = [one for one in cluster.objects(PODS) if one["spec"].get("nodeName") == "node-1"]
    assert kept
    assert all(one["status"]["phase"] == "Running" for one in kept)
    assert condition(cluster, "node-1", "MemoryPressure")["status"] == "True"


def test_a_soft_threshold_has_patience_and_a_hard_one_has_none() -> None:
    cluster = three_nodes()
    kubelet = cluster.components["kubelet/node-1"]
    kubelet.machine.eviction_soft = (("memory.available", 500 * MIB, 0, 90),)  # type: ignore[attr-defined]
    faults.apply(cluster, "component.restart", "kubelet/node-1")
    cluster.run_for(5000)
    run(cluster, "hog", hog("hog", "400M"))
    cluster.run_for(10_000)
    faults.apply(cluster, "memory.fill", "node-1", args={"left_mi": 300})
    cluster.run_for(80_000)
    assert condition(cluster, "node-1", "MemoryPressure")["status"] == "True"
    assert status(cluster, "hog")["phase"] == "Running"
    cluster.run_for(40_000)
    assert _evicted(cluster, "hog")
    assert "Threshold quantity: 500Mi, available: 300Mi. " in status(cluster, "hog")["message"]


def test_memory_that_grows_is_noticed_when_it_becomes_too_much_and_not_before() -> None:
    cluster = three_nodes()
    grows = {"name": "leak", "image": "vish/stress", "args": ["-mem-total", "8000Mi", "-mem-alloc-size", "4Mi"]}
    grows["args"] = [*grows["args"], "-mem-alloc-sleep", "1s"]
    run(cluster, "leak", grows, restartPolicy="Never")
    cluster.run_for(6000)
    looks = cluster.components["kubelet/node-1"].eviction.due_ms  # type: ignore[attr-defined]
    assert looks > cluster.now_ms + 1_000_000  # one look, far away
    cluster.run_for(looks - cluster.now_ms + 5_000)
    assert _evicted(cluster, "leak")
    used = status(cluster, "leak")["message"]
    assert used.startswith("The node was low on resource: memory. Threshold quantity: 100Mi, available: ")


def test_an_idle_cluster_stays_as_quiet_as_before() -> None:
    cluster = three_nodes()
    for kubelet in (one for name, one in cluster.components.items() if name.startswith("kubelet/")):
        assert kubelet.eviction.alarm is None  # type: ignore[attr-defined]
    for kernel in (machines.machine_of(cluster, node).kernel for node in machines.names(cluster)):
        assert all(one.steady_millis == one.grows_per_s == 0 for one in kernel.groups.values())


def test_a_checkpoint_in_the_middle_of_it_goes_on_in_the_same_way() -> None:
    cluster = three_nodes()
    run(cluster, "hog", hog("hog", "200M"))
    busy = {"name": "busy", "image": "busybox", "command": ["sh", "-c", "while true; do :; done"]}
    run(cluster, "busy", busy)
    cluster.run_for(10_000)
    faults.apply(cluster, "memory.fill", "node-1")
    cluster.run_for(2000)
    copy = checkpoint.restore(checkpoint.image(cluster))
    cluster.run_for(60_000)
    copy.run_for(60_000)
    assert copy.trace.digest() == cluster.trace.digest()
    assert _evicted(cluster, "hog")
    kernels = [machines.machine_of(one, "node-1").kernel for one in (cluster, copy)]
    assert kernels[0].used_at(cluster.now_ms) == kernels[1].used_at(copy.now_ms)
    assert pickle.dumps(kernels[0].log) == pickle.dumps(kernels[1].log)


def test_a_loop_that_never_sleeps_takes_one_cpu_or_its_limit() -> None:
    cluster = three_nodes()
    loop = {"image": "busybox", "command": ["sh", "-c", "while true; do :; done"]}
    run(cluster, "free", loop)
    run(cluster, "held", {**loop, "resources": {"limits": {"cpu": "300m"}}})
    cluster.run_for(40_000)
    groups = {one.pod: one for one in machines.machine_of(cluster, "node-1").kernel.groups.values()}
    before = {name: groups[name].used_at(cluster.now_ms) for name in ("free", "held")}
    cluster.run_for(10_000)
    used = {name: groups[name].used_at(cluster.now_ms) - before[name] for name in ("free", "held")}
    assert used == {"free": 10_000_000, "held": 3_000_000}
    assert ask(cluster, "delete", PODS, "default", "free").ok
    cluster.run_for(40_000)
    assert pod(cluster, "free") is None
    assert groups["free"].id not in machines.machine_of(cluster, "node-1").kernel.groups


def test_a_machine_that_is_no_node_cannot_be_filled() -> None:
    cluster = presets.make("bare")
    with pytest.raises(faults.FaultError, match="control-plane is no node here"):
        faults.apply(cluster, "memory.fill", "control-plane")
    with pytest.raises(faults.FaultError, match="Nobody has filled the disk of node-1"):
        faults.apply(cluster, "disk.free", "node-1")


# -- throttling ---------------------------------------------------------------------------------------------------------


def answered_in(cluster: Cluster, server: str, seconds: int) -> int:
    """How many requests a Pod that asks one after the other gets answered in so many seconds."""
    ip = status(cluster, server)["podIP"]
    name = f"asks-{server}"
    script = f"while true; do wget -q -O- http://{ip} > /dev/null && echo ok; done"
    run(cluster, name, {"image": "busybox", "command": ["sh", "-c", script]}, node="node-2")
    cluster.run_for(4000)
    before = log(cluster, name).count("ok")
    cluster.run_for(seconds * 1000)
    return log(cluster, name).count("ok") - before


def test_a_server_at_its_cpu_limit_answers_as_much_later_as_it_gets_less() -> None:
    cluster = three_nodes()
    server = {"image": "registry.k8s.io/hpa-example"}  # 55 ms of CPU for each request
    run(cluster, "free", server)
    run(cluster, "held", {**server, "resources": {"limits": {"cpu": "110m"}}})
    cluster.run_for(10_000)
    free, held = answered_in(cluster, "free", 20), answered_in(cluster, "held", 20)
    assert 20 * 1000 // 75 <= free <= 20 * 1000 // 55
    assert 20 * 1000 // 520 <= held <= 20 * 1000 // 500
    [group] = [one for one in machines.machine_of(cluster, "node-1").kernel.groups.values() if one.pod == "held"]
    assert group.throttled_ms > 15_000


def test_a_server_that_is_throttled_too_much_fails_its_liveness_probe() -> None:
    cluster = three_nodes()
    probe = {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 10, "timeoutSeconds": 1}
    server = {"image": "registry.k8s.io/hpa-example", "livenessProbe": probe}
    run(cluster, "enough", {**server, "resources": {"limits": {"cpu": "60m"}}})
    run(cluster, "starved", {**server, "resources": {"limits": {"cpu": "50m"}}})
    cluster.run_for(70_000)
    assert container(cluster, "enough")["restartCount"] == 0
    assert container(cluster, "starved")["restartCount"] >= 1
    told = [one for one in events(cluster, "starved") if "Unhealthy" in one]
    assert "Client.Timeout exceeded while awaiting headers" in told[0]


def test_on_a_full_machine_requests_are_what_one_gets_and_the_rest_is_shared() -> None:
    cluster = three_nodes()
    burner = {"image": "polinux/stress", "command": ["stress"], "args": ["--cpu", "4"]}
    run(cluster, "asked", {**burner, "resources": {"requests": {"cpu": "3"}}})
    run(cluster, "modest", {**burner, "resources": {"requests": {"cpu": "500m"}}})
    run(cluster, "nothing", burner)
    cluster.run_for(60_000)
    groups = {one.pod: one for one in machines.machine_of(cluster, "node-1").kernel.groups.values()}
    before = {name: groups[name].used_at(cluster.now_ms) for name in ("asked", "modest", "nothing")}
    cluster.run_for(10_000)
    used = {name: (groups[name].used_at(cluster.now_ms) - before[name]) // 10_000 for name in before}
    assert sum(used.values()) <= 3960
    assert used["asked"] >= 3000
    assert used["modest"] >= 500
    assert used["nothing"] < 10
    assert abs(used["asked"] - 6 * used["modest"]) < 20
