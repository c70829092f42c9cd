"""Container runtimes: their process trees, what outlives them, and in whose words they refuse. Fact sheet §9.5."""

from __future__ import annotations

import pytest

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.cri import RUNNING
from clusterviz.cluster.worker_node.container_runtime import ContainerRuntime, ProcessInfo, tree
from tests.model.node_story import shell

NODE_OF = {"containerd": "node-1", "cri-o": "node-2", "docker": "node-3"}


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("runtimes", 3)


def runtime_of(cluster: Cluster, kind: str) -> ContainerRuntime:
    runtime = cluster.components[f"container-runtime/{NODE_OF[kind]}"]
    assert isinstance(runtime, ContainerRuntime)
    assert runtime.kind == kind
    return runtime


def with_sleeper(cluster: Cluster, kind: str) -> ContainerRuntime:
    shell(cluster, "sleeper", "sleep 10000", nodeName=NODE_OF[kind])
    cluster.run_for(10_000)
    return runtime_of(cluster, kind)


def chain(processes: list[ProcessInfo], container: str) -> list[str]:
    """The kinds from systemd down to a container's first process."""
    by_pid = {one.pid: one for one in processes}
    one = next(one for one in processes if one.kind == "container" and one.container == container)
    kinds = [one.kind]
    while one.parent in by_pid:
        one = by_pid[one.parent]
        kinds.insert(0, one.kind)
    assert one.parent == 1
    return kinds


@pytest.mark.parametrize(
    ("kind", "daemons", "above"),
    [
        ("containerd", ["/usr/bin/containerd"], ["shim", "container"]),
        ("cri-o", ["/usr/bin/crio"], ["conmon", "container"]),
        ("docker", ["/usr/bin/containerd", "/usr/bin/dockerd", "/usr/bin/cri-dockerd"], ["shim", "container"]),
    ],
)
def test_each_runtime_has_its_own_tree(cluster: Cluster, kind: str, daemons: list[str], above: list[str]) -> None:
    processes = tree(with_sleeper(cluster, kind))
    assert [one.command.split()[0] for one in processes if one.kind == "daemon"] == daemons
    assert chain(processes, "sleeper") == above
    pauses = [one for one in processes if one.kind == "pause" and one.pod == "default/sleeper"]
    sleeper = next(one for one in processes if one.container == "sleeper" and one.kind == "container")
    assert [one.command for one in pauses] == ["/pause"]
    assert (pauses[0].parent == sleeper.parent) == (
        kind == "containerd"
    )  # one shim per Pod, or one keeper per container
    assert len({one.pid for one in processes}) == len(processes)


def test_rkt_has_no_daemon_and_a_systemd_in_each_pod(cluster: Cluster) -> None:
    faults.apply(cluster, "node.add", "node-4", args={"runtime": "rkt"})
    runtime = cluster.components["container-runtime/node-4"]
    assert isinstance(runtime, ContainerRuntime)
    processes = tree(runtime)
    assert [one for one in processes if one.kind == "daemon"] == []
    names = [one.command.split()[0].rpartition("/")[2] for one in processes]
    assert names == ["ld-linux-x86-64.so.2", "systemd", "systemd-journald", "etcd"]
    assert [one.parent for one in processes] == [1, processes[0].pid, processes[1].pid, processes[1].pid]


@pytest.mark.parametrize("kind", ["containerd", "cri-o"])
def test_containers_outlive_the_daemon(cluster: Cluster, kind: str) -> None:
    runtime = with_sleeper(cluster, kind)
    before = [one.pid for one in tree(runtime) if one.kind in ("shim", "conmon", "pause", "container")]
    faults.apply(cluster, "component.stop", runtime.name)
    cluster.run_for(20_000)
    assert [one.pid for one in tree(runtime)] == before  # all but the daemon
    faults.apply(cluster, "component.start", runtime.name)
    cluster.run_for(30_000)
    assert [one.pid for one in tree(runtime) if one.kind != "daemon"] == before


@pytest.mark.parametrize(
    ("component", "survive"), [("cri-dockerd", True), ("container-runtime", True), ("dockerd", False)]
)
def test_only_dockerd_takes_its_containers_with_it(cluster: Cluster, component: str, survive: bool) -> None:
    runtime = with_sleeper(cluster, "docker")
    faults.apply(cluster, "component.restart", f"{component}/node-3")
    cluster.run_for(1)
    running = [one.name for one in runtime.containers.values() if one.state == RUNNING]
    assert ("sleeper" in running) == survive
    cluster.run_for(90_000)
    sleepers = [one for one in runtime.containers.values() if one.name == "sleeper" and one.state == RUNNING]
    assert [one.config.attempt for one in sleepers] == [0 if survive else 1]


def test_live_restore_keeps_them(cluster: Cluster) -> None:
    runtime = with_sleeper(cluster, "docker")
    runtime.machine.disk.write("/etc/docker/daemon.json", '{"live-restore": true}')
    faults.apply(cluster, "component.restart", "dockerd/node-3")
    cluster.run_for(90_000)
    before = [
        one.config.attempt for one in runtime.containers.values() if one.name == "sleeper" and one.state == RUNNING
    ]
    faults.apply(cluster, "component.restart", "dockerd/node-3")
    cluster.run_for(90_000)
    after = [
        one.config.attempt for one in runtime.containers.values() if one.name == "sleeper" and one.state == RUNNING
    ]
    assert before == after == [1]


def test_docker_is_asked_hop_by_hop(cluster: Cluster) -> None:
    start = cluster.trace.last_id
    with_sleeper(cluster, "docker")
    hops = [one for one in cluster.trace.hops(start) if one.subject == "default/sleeper"]
    starts = [
        (one.source, one.target, one.verb)
        for one in hops
        if "start" in one.verb.lower() and one.verb != "SandboxStarted"
    ]
    assert starts[:3] == [
        ("kubelet/node-3", "cri-dockerd/node-3", "StartContainer"),
        ("cri-dockerd/node-3", "dockerd/node-3", "POST /containers/{id}/start"),
        ("dockerd/node-3", "container-runtime/node-3", "tasks.Start"),
    ]


def test_a_stored_cluster_goes_on_with_all_runtimes(cluster: Cluster) -> None:
    with_sleeper(cluster, "docker")
    copy = checkpoint.restore(checkpoint.image(cluster))
    for one in (cluster, copy):
        faults.apply(one, "component.restart", "dockerd/node-3")
        one.run_for(60_000)
    assert copy.trace.digest() == cluster.trace.digest()
