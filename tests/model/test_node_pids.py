"""Processes: how many a machine and a Pod may have, who forks without an end, and what a kubelet reads of all this."""

from __future__ import annotations

import pytest

from clusterviz.cluster import faults, machines, presets
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.kernel import MOST_PIDS, SYSTEM_PIDS, Cgroup, Kernel
from clusterviz.cluster.machinery.machine import Machine
from clusterviz.cluster.worker_node.container_runtime.commands.scripts import FORK_BOMB
from clusterviz.cluster.worker_node.kubelet.eviction import configured
from clusterviz.cluster.worker_node.kubelet.eviction.signals import EVICTION_HARD

from .node_story import container, events, run, status

CONFIG = "/var/lib/kubelet/config.yaml"


def machine_with(*lines: str) -> Machine:
    """A machine whose kubelet's configuration says something more."""
    machine = Machine("node-1", "172.18.0.2")
    machine.disk.write(CONFIG, (machine.disk.read(CONFIG) or "") + "".join(f"{line}\n" for line in lines))
    return machine


def kernel_with(*processes: int) -> Kernel:
    """A kernel with one container for each number."""
    kernel = Kernel()
    for place, count in enumerate(processes):
        group = Cgroup(f"g{place}", f"uid-{place}", "default", f"pod-{place}", "main", 0)
        group.processes = count
        kernel.enter(group)
    return kernel


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), {one.signal: (one.quantity, one.percent) for one in EVICTION_HARD}),
        (("evictionHard: {pid.available: 1k}",), {"pid.available": (1000, 0)}),
        (
            ("evictionHard: {pid.available: 10%, memory.available: 200Mi}",),
            {"memory.available": (200 * 2**20, 0), "pid.available": (0, 10)},
        ),
        (
            ("evictionHard: {nodefs.inodesFree: 5%, imagefs.available: 0%, pid.available: 5%}",),
            {"pid.available": (0, 5)},
        ),
        (
            ("evictionHard: {pid.available: 5%}", "mergeDefaultEvictionSettings: true"),
            {**{one.signal: (one.quantity, one.percent) for one in EVICTION_HARD}, "pid.available": (0, 5)},
        ),
    ],
)
def test_whoever_names_one_threshold_has_no_other_unless_they_are_merged(
    lines: tuple[str, ...], expected: dict[str, tuple[int, float]]
) -> None:
    found = configured.hard(machine_with(*lines))
    assert {one.signal: (one.quantity, one.percent) for one in found} == expected


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"pid.availabel": "10%"}, "unsupported eviction signal pid.availabel"),
        ({"pid.available": "-5%"}, "eviction percentage threshold pid.available must be >= 0%: -5%"),
        ({"pid.available": "0"}, "eviction threshold pid.available must be positive: 0"),
        ({"pid.available": "10%", "nodefs.inodesFree": "5%"}, ""),
    ],
)
def test_a_threshold_that_makes_no_sense_ends_the_kubelet(settings: dict[str, str], words: str) -> None:
    assert configured.problem({"evictionHard": settings}) == words


def test_a_pod_has_its_own_limit_and_the_machine_has_one_for_all() -> None:
    kernel = kernel_with(10, 300)
    assert kernel.pids_used == SYSTEM_PIDS + 10 + 1 + 300 + 1
    assert kernel.pids_left("uid-0") == MOST_PIDS - kernel.pids_used
    kernel.pod_pids_limit = 100
    assert [kernel.pids_left(f"uid-{place}") for place in range(3)] == [90, 0, 100]


def test_whoever_forks_for_ever_takes_what_others_leave() -> None:
    kernel = kernel_with(1000, 5)
    kernel.groups["g1"].forks = True
    kernel.fork()
    assert kernel.pids_used == MOST_PIDS
    kernel.leave("g0", 1)
    assert kernel.pids_used == MOST_PIDS
    assert kernel.groups["g1"].processes == MOST_PIDS - SYSTEM_PIDS - 1


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (":(){ :|:& };:", True),
        (":() { : | : & } ; :", True),
        ("bomb(){ bomb|bomb& };bomb", True),
        ("sleep 5; f(){ f|f& };f; sleep 9", True),
        ("a(){ b|b& };a", False),
        ("echo ':(){'", False),
    ],
)
def test_a_fork_bomb_is_known_by_its_look(text: str, is_one: bool) -> None:
    assert bool(FORK_BOMB.search(text)) is is_one


def cluster_with_a_limit(runtime: str = "containerd") -> Cluster:
    """The usual preset; node-1 lets a Pod have 50 processes."""
    cluster = presets.make("three-nodes", seed=1, debug=True)
    disk = machines.machine_of(cluster, "node-1").disk
    disk.write(CONFIG, (disk.read(CONFIG) or "") + "podPidsLimit: 50\n")
    faults.apply(cluster, "component.restart", "kubelet/node-1")
    cluster.run_for(5_000)
    return cluster


def test_a_pod_pids_limit_keeps_a_fork_bomb_to_its_own_pod() -> None:
    cluster = cluster_with_a_limit()
    bomb = {"name": "bomb", "image": "busybox", "command": ["sh", "-c", "sleep 3; :(){ :|:& };:; sleep 9999"]}
    run(cluster, "bomb", bomb)
    cluster.run_for(20_000)
    kernel = machines.machine_of(cluster, "node-1").kernel
    [group] = [one for one in kernel.groups.values() if one.pod == "bomb"]
    assert (group.processes, group.forks) == (50, True)
    assert kernel.pids_used < 300
    run(cluster, "tea")
    cluster.run_for(10_000)
    assert status(cluster, "tea")["phase"] == "Running"


def test_the_first_process_of_a_fork_bomb_ends_and_takes_the_others_with_it() -> None:
    cluster = cluster_with_a_limit()
    run(cluster, "bomb", {"name": "bomb", "image": "busybox", "command": ["sh", "-c", ":(){ :|:& };:"]})
    cluster.run_for(10_000)
    assert container(cluster, "bomb")["lastState"]["terminated"]["exitCode"] == 0
    assert all(one.pod != "bomb" for one in machines.machine_of(cluster, "node-1").kernel.groups.values())


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ("docker-node", "failed to start sandbox container for pod"),
        ("crio-node", "fork/exec /usr/bin/conmon: resource temporarily unavailable"),
    ],
)
def test_each_runtime_says_in_its_own_words_that_it_cannot_fork(node: str, words: str) -> None:
    cluster = presets.make("runtimes", seed=1, debug=True)
    kinds = {"docker-node": "docker", "crio-node": "cri-o"}
    [name] = [one for one in machines.names(cluster) if machines.machine_of(cluster, one).runtime == kinds[node]]
    faults.apply(cluster, "pids.fill", name)
    run(cluster, "tea", node=name)
    cluster.run_for(10_000)
    assert any("FailedCreatePodSandBox" in one and words in one for one in events(cluster, "tea"))
    faults.apply(cluster, "pids.free", name)
    cluster.run_for(20_000)
    assert status(cluster, "tea")["phase"] == "Running"
