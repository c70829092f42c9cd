"""Nodes whose processes crash, or lose what they depend on, at an unhappy moment: the simulation's finds, one by one."""

from __future__ import annotations

import pytest

from clusterviz.cluster import faults
from clusterviz.cluster.machinery.api import MERGE_PATCH
from clusterviz.cluster.machinery.cri import CREATED, EXITED, READY, RUNNING
from clusterviz.cluster.machinery.resources import NODES, PODS
from clusterviz.cluster.worker_node.container_runtime import ContainerRuntime

from .node_story import ask, bare, container, events, pod, run, shell, status, until


def test_a_hook_whose_container_ends_meanwhile_does_not_hold_up_the_end() -> None:
    cluster = bare()
    hook = {"preStop": {"exec": {"command": ["sh", "-c", "sleep 20"]}}}
    run(cluster, "fly", {"image": "busybox", "command": ["sh", "-c", "sleep 8"], "lifecycle": hook})
    cluster.run_for(5_000)
    ask(cluster, "delete", PODS, "default", "fly")
    cluster.run_for(10_000)
    assert pod(cluster, "fly") is None


def test_a_runtime_that_restarts_kills_what_it_had_patience_with() -> None:
    """The retry comes with a later deadline than the first one, whose timer the crash has taken away."""
    cluster = bare()
    shell(cluster, "deaf", "sleep 9999", terminationGracePeriodSeconds=2)
    cluster.run_for(3_000)
    ask(cluster, "delete", PODS, "default", "deaf")
    cluster.run_for(1_000)
    faults.apply(cluster, "component.restart", "container-runtime/node-1")
    cluster.run_for(10_000)
    assert pod(cluster, "deaf") is None
    runtime = cluster.components["container-runtime/node-1"]
    assert [one.state for one in runtime.containers.values() if one.state != EXITED] == []  # type: ignore[attr-defined]


def test_without_the_registry_no_image_comes_and_with_it_the_next_try_succeeds() -> None:
    cluster = bare()
    run(cluster, "first")
    cluster.run_for(3_000)
    faults.apply(cluster, "registry.off", "registry")
    run(cluster, "again")  # its image is on the machine
    run(cluster, "other", {"image": "quay.io/team/other:2"})
    cluster.run_for(5_000)
    assert status(cluster, "again")["phase"] == "Running"
    until(cluster, "other", "ImagePullBackOff")
    text = (
        'failed to pull and unpack image "quay.io/team/other:2": failed to resolve reference "quay.io/team/other:2": '
        'failed to do request: Head "https://quay.io/v2/team/other/manifests/2": dial tcp 203.0.113.10:443: i/o timeout'
    )
    assert (
        f'Warning Failed Failed to pull image "quay.io/team/other:2": rpc error: code = DeadlineExceeded desc = {text}'
        in events(cluster, "other")
    )
    faults.apply(cluster, "registry.on", "registry")
    cluster.run_for(60_000)
    assert "running" in container(cluster, "other")["state"]


def test_a_registry_goes_away_once_and_comes_back_once() -> None:
    cluster = bare()
    with pytest.raises(
        faults.FaultError, match=r"^The image registry answers already\. Take it away with: fault registry off$"
    ):
        faults.apply(cluster, "registry.on", "registry")
    faults.apply(cluster, "registry.off", "registry")
    with pytest.raises(
        faults.FaultError, match=r"^The image registry is down already\. Bring it back with: fault registry on$"
    ):
        faults.apply(cluster, "registry.off", "registry")
    with pytest.raises(
        faults.FaultError, match=r"^There is one image registry here, and it is called 'registry'\. 'quay' is none\.$"
    ):
        faults.apply(cluster, "registry.on", "quay")


def test_what_one_kubelet_has_asked_for_is_not_made_again_for_the_next() -> None:
    cluster = bare()
    runtime = cluster.components["container-runtime/node-1"]
    for delay_ms in range(0, 700, 20):
        run(cluster, f"pod-{delay_ms}")
        cluster.run_for(delay_ms + 1)
        faults.apply(cluster, "component.restart", "kubelet/node-1")
        cluster.run_for(20_000)
        record = next(one for one in runtime.pods.values() if one.name == f"pod-{delay_ms}")  # type: ignore[attr-defined]
        # One that was made but never started may be left over, as it is on a real node, and one whose start was cut off.
        states = [one.state for one in record.containers if one.state != CREATED and one.reason != "StartError"]
        assert states == [RUNNING], f"after {delay_ms} ms"
        assert [one.state for one in record.sandboxes] == [READY], f"after {delay_ms} ms"
        ask(cluster, "delete", PODS, "default", f"pod-{delay_ms}")
        cluster.run_for(3_000)


def test_a_start_ends_with_the_kubelet_that_asked_for_it() -> None:
    """The runtime sees the connection close; the next kubelet starts another container, and only that one runs."""
    cluster = bare()
    runtime = cluster.components["container-runtime/node-1"]
    assert isinstance(runtime, ContainerRuntime)
    run(cluster, "tea")
    while (
        not (record := next((one for one in runtime.pods.values() if one.name == "tea"), None)) or not record.containers
    ):
        cluster.run_for(1)
    cluster.run_for(10)  # its start is under way
    faults.apply(cluster, "component.restart", "kubelet/node-1")
    cluster.run_for(20_000)
    cut, again = sorted(record.containers, key=lambda one: one.config.attempt)
    assert (cut.state, cut.exit_code, cut.reason) == (EXITED, 128, "StartError")
    assert cut.message == "failed to start containerd task: context canceled"
    assert again.state == RUNNING
    assert container(cluster, "tea")["restartCount"] == 1


def test_a_pod_that_somebody_calls_failed_is_stopped_and_stays_failed() -> None:
    cluster = bare()
    run(cluster, "tea")
    cluster.run_for(3_000)
    body = {"status": {"phase": "Failed", "reason": "PodGC", "message": "PodGC: node not found"}}
    answer = ask(cluster, "patch", PODS, "default", "tea", body=body, content_type=MERGE_PATCH, subresource="status")
    assert answer.ok, answer.message
    cluster.run_for(5_000)
    now = status(cluster, "tea")
    assert (now["phase"], now["reason"], now["message"]) == ("Failed", "PodGC", "PodGC: node not found")
    assert "terminated" in container(cluster, "tea")["state"]
    faults.apply(cluster, "component.restart", "kubelet/node-1")
    cluster.run_for(5_000)
    assert (status(cluster, "tea")["phase"], container(cluster, "tea")["restartCount"]) == ("Failed", 0)


def test_a_machine_without_a_kubelet_has_nothing_to_fill() -> None:
    cluster = bare()
    for verb in ("memory.fill", "memory.free", "disk.fill", "disk.free", "pids.fill", "pids.free"):
        with pytest.raises(
            faults.FaultError,
            match=r"^control-plane is no node here: nobody looks at its memory, its disk and its processes\.$",
        ):
            faults.apply(cluster, verb, "control-plane")


def test_a_kubelet_that_starts_on_a_node_without_memory_notices_it() -> None:
    cluster = bare()
    run(cluster, "tea")
    cluster.run_for(5_000)
    faults.apply(cluster, "component.stop", "kubelet/node-1")
    faults.apply(cluster, "memory.fill", "node-1", args={"left_mi": 60})
    cluster.run_for(1_000)
    faults.apply(cluster, "component.start", "kubelet/node-1")
    cluster.run_for(30_000)
    conditions = {one["type"]: one["status"] for one in cluster.objects(NODES)[0]["status"]["conditions"]}
    assert conditions["MemoryPressure"] == "True"
    assert status(cluster, "tea")["reason"] == "Evicted"
