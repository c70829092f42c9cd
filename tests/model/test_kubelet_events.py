"""Events of the kubelet that no other test sees. Fact sheet §11.2, §11.3."""

from __future__ import annotations

from clusterviz.cluster import faults, presets
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import CONFIGMAPS
from clusterviz.tools import shell as prompt

from .node_story import ask, bare, container, events, pod, run, shell


def told(cluster: Cluster, name: str) -> list[str]:
    """The events about an object, without their counts."""
    return [one.partition(" (x")[0] for one in events(cluster, name)]


def test_an_image_that_may_not_be_pulled() -> None:
    cluster = bare()
    run(cluster, "never", {"image": "busybox:9", "imagePullPolicy": "Never"})
    cluster.run_for(3000)
    assert told(cluster, "never") == [
        'Warning ErrImageNeverPull Container image "busybox:9" is not present with pull policy of Never',
        "Warning Failed Error: ErrImageNeverPull",
    ]
    assert container(cluster, "never")["state"]["waiting"]["reason"] == "ErrImageNeverPull"


def test_a_name_that_is_none() -> None:
    cluster = bare()
    run(cluster, "odd", {"image": "team/Web"})
    cluster.run_for(3000)
    problem = 'couldn\'t parse image name "team/Web": invalid reference format'
    assert told(cluster, "odd") == [
        f'Warning InspectFailed Failed to apply default image tag "team/Web": {problem}',
        "Warning Failed Error: InvalidImageName",
    ]


def test_configuration_that_is_missing() -> None:
    cluster = bare()
    run(cluster, "reader", {"envFrom": [{"configMapRef": {"name": "settings"}}]})
    run(cluster, "keyed", {"env": [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "vault", "key": "p"}}}]})
    run(cluster, "picky", {"env": [{"name": "B", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "b"}}}]})
    cluster.run_for(3000)
    assert 'Warning Failed Error: configmap "settings" not found' in told(cluster, "reader")
    assert 'Warning Failed Error: secret "vault" not found' in told(cluster, "keyed")
    ask(cluster, "create", CONFIGMAPS, "default", body={"metadata": {"name": "settings"}, "data": {"a": "1"}})
    cluster.run_for(20_000)
    assert "Warning Failed Error: couldn't find key b in ConfigMap default/settings" in told(cluster, "picky")


def test_what_cannot_start_and_what_ends_too_soon() -> None:
    cluster = bare()
    run(cluster, "lost", {"command": ["no-such-program"]})
    shell(cluster, "moth", "exit 7")
    cluster.run_for(6000)
    assert any(
        one.startswith("Warning Failed Error: failed to create containerd task: ") for one in told(cluster, "lost")
    )
    uid = pod(cluster, "moth")["metadata"]["uid"]  # type: ignore[index]
    assert f"Warning BackOff Back-off restarting failed container moth in pod moth_default({uid})" in told(
        cluster, "moth"
    )


def test_a_pod_that_was_active_for_too_long() -> None:
    cluster = bare()
    run(cluster, "short", activeDeadlineSeconds=5)
    cluster.run_for(9000)
    text = "Pod was active on the node longer than the specified deadline"
    assert f"Normal DeadlineExceeded {text}" in told(cluster, "short")
    status = pod(cluster, "short")["status"]  # type: ignore[index]
    assert (status["phase"], status["reason"], status["message"]) == ("Failed", "DeadlineExceeded", text)


def test_what_a_node_tells_of_itself() -> None:
    cluster = presets.make("three-nodes", seed=1)
    prompt.start(cluster, "kubectl cordon node-1")
    cluster.run_for(2000)
    prompt.start(cluster, "kubectl uncordon node-1")
    cluster.run_for(2000)
    faults.apply(cluster, "disk.fill", "node-1")
    faults.apply(cluster, "memory.fill", "node-3")
    faults.apply(cluster, "component.stop", "container-runtime/node-2")
    cluster.run_for(45_000)
    of_first, of_second = told(cluster, "node-1"), told(cluster, "node-2")
    assert of_first[:2] == [
        "Normal Starting Starting kubelet.",
        "Warning InvalidDiskCapacity invalid capacity 0 on image filesystem",
    ]
    assert "Normal NodeAllocatableEnforced Updated Node Allocatable limit across pods" in of_first
    assert [one for one in of_first if "status is now" in one][-3:] == [
        "Normal NodeNotSchedulable Node node-1 status is now: NodeNotSchedulable",
        "Normal NodeSchedulable Node node-1 status is now: NodeSchedulable",
        "Normal NodeHasDiskPressure Node node-1 status is now: NodeHasDiskPressure",
    ]
    assert "Normal NodeNotReady Node node-2 status is now: NodeNotReady" in of_second
    assert "Normal NodeHasInsufficientMemory Node node-3 status is now: NodeHasInsufficientMemory" in told(
        cluster, "node-3"
    )
