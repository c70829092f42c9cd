"""How containers come to their end: hooks, turns, grace; and what becomes of a machine that shuts down. Fact sheet §8.5, §8.13."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster import faults, presets
from clusterviz.cluster.machinery.resources import EVENTS, NODES, PODS

from .node_story import ask, bare, container, events, pod, run, status

Object = dict[str, Any]


def hooked(**hooks: Object) -> Object:
    return {"image": "nginx:1.27", "lifecycle": hooks}


def execute(script: str) -> Object:
    return {"exec": {"command": ["sh", "-c", script]}}


def test_a_post_start_hook_that_fails_kills_its_container() -> None:
    cluster = bare()
    run(cluster, "eager", hooked(postStart=execute("echo no; exit 3")))
    cluster.run_for(4000)
    state = container(cluster, "eager")["state"]["waiting"]
    uid = pod(cluster, "eager")["metadata"]["uid"]  # type: ignore[index]
    assert state["reason"] == "PostStartHookError"
    assert state["message"] == (
        f'Exec lifecycle hook ([sh -c echo no; exit 3]) for Container "eager" in Pod "eager_default({uid})" failed - error: '
        "command 'sh -c echo no; exit 3' exited with 3: , message: \"no\\n\""
    )
    told = [one.partition(" (x")[0] for one in events(cluster, "eager")]
    hook = told.index("Warning FailedPostStartHook PostStartHook failed")
    assert told[hook + 1] == "Normal Killing FailedPostStartHook"


def test_a_pod_whose_hook_never_ends_can_be_deleted() -> None:
    cluster = bare()
    run(cluster, "stuck", hooked(postStart=execute("sleep 9999")))
    cluster.run_for(4000)
    assert container(cluster, "stuck")["state"]["waiting"]["reason"] == "ContainerCreating"
    ask(cluster, "delete", PODS, "default", "stuck")
    cluster.run_for(40_000)
    assert pod(cluster, "stuck") is None


def test_a_pre_stop_hook_has_the_pods_grace_and_no_more() -> None:
    cluster = bare()
    run(cluster, "quick", hooked(preStop=execute("sleep 4")), terminationGracePeriodSeconds=10)
    run(cluster, "slow", hooked(preStop={"sleep": {"seconds": 60}}), terminationGracePeriodSeconds=10)
    run(cluster, "bad", hooked(preStop=execute("exit 1")), terminationGracePeriodSeconds=10)
    cluster.run_for(4000)
    for name in ("quick", "slow", "bad"):
        ask(cluster, "delete", PODS, "default", name)
    asked_ms = cluster.now_ms
    cluster.run_for(3000)
    assert pod(cluster, "bad") is None
    assert "Warning FailedPreStopHook PreStopHook failed" in events(cluster, "bad")
    assert pod(cluster, "quick") is not None
    cluster.run_for(asked_ms + 6000 - cluster.now_ms)
    assert pod(cluster, "quick") is None
    assert pod(cluster, "slow") is not None
    cluster.run_for(asked_ms + 12_500 - cluster.now_ms)
    assert pod(cluster, "slow") is None
    assert not any("FailedPreStopHook" in one for one in events(cluster, "slow"))


def test_sidecars_end_after_the_rest_the_last_one_first() -> None:
    cluster = bare()
    sidecars = [
        {"name": "first", "image": "nginx:1.27", "restartPolicy": "Always"},
        {"name": "second", "image": "nginx:1.27", "restartPolicy": "Always"},
    ]
    main = {"name": "main", "image": "nginx:1.27", "lifecycle": {"preStop": {"sleep": {"seconds": 5}}}}
    run(cluster, "crew", containers=[main], initContainers=sidecars)
    cluster.run_for(6000)
    ask(cluster, "delete", PODS, "default", "crew")
    cluster.run_for(1000)
    told = [one for one in events(cluster, "crew") if "Killing" in one]
    assert told == [f"Normal Killing Stopping container {name}" for name in ("main", "second", "first")]
    runtime: Any = cluster.components["container-runtime/node-1"]
    watched = {one.name: one for one in runtime.containers.values()}
    cluster.run_for(9000)
    ends = {name: one.finished_ms for name, one in watched.items()}
    assert ends["main"] < ends["second"] < ends["first"]


def test_a_liveness_probe_may_have_a_grace_of_its_own() -> None:
    cluster = bare()
    deaf = {"image": "busybox:1.36", "command": ["sh", "-c", "sleep 3600"]}
    probe = {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 1}
    run(cluster, "own", {**deaf, "livenessProbe": {**probe, "terminationGracePeriodSeconds": 3}})
    run(cluster, "pods", {**deaf, "livenessProbe": probe})
    cluster.run_for(12_000)
    assert container(cluster, "own")["restartCount"] >= 1
    assert container(cluster, "own")["lastState"]["terminated"]["exitCode"] == 137
    assert container(cluster, "pods")["restartCount"] == 0


# -- a machine that shuts down --------------------------------------------------------------------------------------------


def test_a_machine_that_shuts_down_lets_its_pods_end_in_order() -> None:
    cluster = presets.make("three-nodes", seed=1)
    slow = {"image": "nginx", "lifecycle": {"preStop": {"sleep": {"seconds": 8}}}}
    run(cluster, "web", slow, node="node-1")
    run(cluster, "deaf", {"image": "busybox", "command": ["sh", "-c", "sleep 9999"]}, node="node-1")
    cluster.run_for(8000)
    faults.apply(cluster, "node.shutdown", "node-1")
    begun_ms = cluster.now_ms
    cluster.run_for(2000)
    node = ask(cluster, "get", NODES, "", "node-1").body
    ready = next(one for one in node["status"]["conditions"] if one["type"] == "Ready")
    assert (ready["status"], ready["reason"], ready["message"]) == ("False", "KubeletNotReady", "node is shutting down")
    run(cluster, "late", node="node-1")
    cluster.run_for(1000)
    assert status(cluster, "late")["message"] == "Pod was rejected: Pod was rejected as the node is shutting down."
    assert "node-1" not in cluster.network.powered_off
    while "node-1" not in cluster.network.powered_off:
        cluster.run_for(100)
        assert cluster.now_ms - begun_ms < 40_000
    assert 20_000 <= cluster.now_ms - begun_ms <= 31_000  # deaf is killed when the 20 s of ordinary Pods are over
    for name in ("web", "deaf"):
        now = status(cluster, name)
        assert (now["phase"], now["reason"]) == ("Failed", "Terminated")
        assert now["message"] == "Pod was terminated in response to imminent node shutdown."
    told = [one["message"] for one in cluster.objects(EVENTS) if one["reason"] == "Shutdown"]
    assert told == ["Shutdown manager detected shutdown event"]


def test_a_machine_without_a_kubelet_shuts_down_at_once() -> None:
    cluster = presets.make("three-nodes", seed=1)
    faults.apply(cluster, "component.stop", "kubelet/node-1")
    faults.apply(cluster, "node.shutdown", "node-1")
    assert "node-1" in cluster.network.powered_off


def test_a_stop_signal_in_the_spec_is_taken_away_and_the_rest_of_the_lifecycle_stays() -> None:
    cluster = bare()
    only = {"lifecycle": {"stopSignal": "SIGUSR1"}}
    made = run(cluster, "only", only, os={"name": "linux"})
    assert "lifecycle" not in made.body["spec"]["containers"][0]
    more = {"lifecycle": {"stopSignal": "SIGUSR1", "preStop": {"sleep": {"seconds": 3}}}}
    made = run(cluster, "more", more, os={"name": "linux"})
    assert made.body["spec"]["containers"][0]["lifecycle"] == {"preStop": {"sleep": {"seconds": 3}}}


@pytest.mark.parametrize(
    ("image", "signal"),
    [("busybox", "TERM"), ("nginx", "QUIT"), ("httpd", "WINCH"), ("postgres", "INT"), ("redis", "TERM")],
)
def test_the_image_says_which_signal_ends_its_containers(image: str, signal: str) -> None:
    cluster = bare()
    traps = [
        f"trap 'exit {number}' {name}"
        for number, name in enumerate(("TERM", "QUIT", "WINCH", "INT", "USR1"), start=100)
    ]
    script = "; ".join([*traps, "while true; do sleep 1; done"])
    run(cluster, "pod", {"image": image, "command": ["sh", "-c", script], "lifecycle": {"stopSignal": "SIGUSR1"}})
    cluster.run_for(4_000)
    runtime: Any = cluster.components["container-runtime/node-1"]
    (record,) = runtime.pods.values()
    (held,) = record.containers
    ask(cluster, "delete", PODS, "default", "pod")
    cluster.run_for(1_500)
    assert held.exit_code == 100 + ("TERM", "QUIT", "WINCH", "INT", "USR1").index(signal)


def test_a_signal_from_inside_reaches_a_process_by_its_number() -> None:
    cluster = bare()
    run(cluster, "web")
    cluster.run_for(4_000)
    runtime: Any = cluster.components["container-runtime/node-1"]
    (record,) = runtime.pods.values()
    (held,) = record.containers
    assert not held.signal(8, "TERM"), "there is no second process"
    assert held.signal(1, "KILL")
    cluster.run_for(1_000)
    assert held.state == "RUNNING", "the first process of a namespace cannot be killed from inside it"
    assert held.signal(1, "HUP")
    cluster.run_for(1_000)
    assert held.state == "RUNNING", "nginx reads its configuration again"
    assert held.signal(1, "TERM")
    cluster.run_for(1_000)
    assert (held.state, held.exit_code) == ("EXITED", 0)
