"""The kubelet's events, reason by reason as the fact sheet has them (§11.2, §11.3): where each of them is seen, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
CODE = HERE.parent / "clusterviz" / "cluster" / "worker_node" / "kubelet"
PODS = "model/test_node_pods.py"
PROBES = "model/test_node_probes.py"
ADMISSION = "model/test_kubelet_admission.py"
STOPPING = "model/test_kubelet_stopping.py"
RESIZE = "stories/running_pod_gets_other_resources.story"
SURROUNDINGS = "model/test_kubelet_surroundings.py"
# (reason, words of its message, where they are seen)
OF_PODS = (
    ("Pulling", 'Pulling image "nginx:1.27"', PODS),
    ("Pulled", 'Successfully pulled image "nginx:1.27" in 0s (0s including waiting). Image size: ', PODS),
    ("Pulled", "already present on machine and can be accessed by the pod", "sessions/events-basic.session"),
    ("Failed", 'Failed to pull image "', PODS),
    ("Failed", "Error: ErrImagePull", PODS),
    ("BackOff", 'Back-off pulling image "', PODS),
    ("Failed", "Error: ImagePullBackOff", PODS),
    ("ErrImageNeverPull", "is not present with pull policy of Never", "model/test_kubelet_events.py"),
    ("Failed", "Error: ErrImageNeverPull", "model/test_kubelet_events.py"),
    ("InspectFailed", 'Failed to apply default image tag "', "model/test_kubelet_events.py"),
    ("Failed", "Error: InvalidImageName", "model/test_kubelet_events.py"),
    ("Created", "Container created", PODS),
    ("Started", "Container started", PODS),
    ("Failed", 'Error: configmap "settings" not found', "model/test_kubelet_events.py"),
    ("Failed", 'Error: secret "vault" not found', "model/test_kubelet_events.py"),
    ("Failed", "Error: couldn't find key b in ConfigMap default/settings", "model/test_kubelet_events.py"),
    ("Failed", "Error: failed to create containerd task: ", "model/test_kubelet_events.py"),
    ("BackOff", "Back-off restarting failed container ", "model/test_kubelet_events.py"),
    ("Killing", "Stopping container ", PODS),
    ("Killing", "failed liveness probe, will be restarted", PROBES),
    ("Killing", "failed startup probe, will be restarted", PROBES),
    ("Killing", "definition changed, will be restarted", "model/test_kubelet_restarts.py"),
    ("Killing", "FailedPostStartHook", STOPPING),
    ("Unhealthy", "Readiness probe failed: ", PROBES),
    ("Unhealthy", "Liveness probe failed: ", PROBES),
    ("Unhealthy", "Startup probe failed: ", PROBES),
    ("Unhealthy", "Liveness probe errored and resulted in unknown state: ", PROBES),
    ("ProbeWarning", "Probe terminated redirects, Response body: ", PROBES),
    ("FailedPostStartHook", "PostStartHook failed", STOPPING),
    ("FailedPreStopHook", "PreStopHook failed", STOPPING),
    ("FailedMount", 'MountVolume.SetUp failed for volume "', PODS),
    ("FailedMount", "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[]", SURROUNDINGS),
    ("FailedCreatePodSandBox", "Failed to create pod sandbox: ", SURROUNDINGS),
    (
        "SandboxChanged",
        "Pod sandbox changed, it will be killed and re-created.",
        "stories/rebooted_node_starts_its_pods_anew.story",
    ),
    (
        "NetworkNotReady",
        "network is not ready: container runtime",
        "stories/node_without_a_network_starts_no_pods.story",
    ),
    ("FailedKillPod", "error killing pod: ", SURROUNDINGS),
    ("Evicted", "The node was low on resource: memory. ", "stories/a_node_without_memory_evicts_pods.story"),
    ("Preempting", "Preempted in order to admit critical pod", ADMISSION),
    ("OutOf", "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000", ADMISSION),
    ("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector", ADMISSION),
    ("TaintToleration", "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate", ADMISSION),
    ("NodeShutdown", "Pod was rejected as the node is shutting down.", STOPPING),
    (
        "DeadlineExceeded",
        "Pod was active on the node longer than the specified deadline",
        "model/test_kubelet_events.py",
    ),
    (
        "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (hub, spare); attempting to pull the image may not succeed.",
        SURROUNDINGS,
    ),
    ("ResizeStarted", "Pod resize started: ", RESIZE),
    ("ResizeCompleted", "Pod resize completed: ", RESIZE),
    ("ResizeInfeasible", "Pod resize infeasible: ", RESIZE),
    ("ResizeDeferred", "Pod resize deferred: ", RESIZE),
    ("Killing", "Container app resize requires restart", RESIZE),
    ("DNSConfigForming", "Nameserver limits were exceeded, ", SURROUNDINGS),
    ("DNSConfigForming", "Search Line limits were exceeded, ", SURROUNDINGS),
)
OF_NODES = (
    ("Starting", "Starting kubelet.", "sessions/events-basic.session"),
    ("NodeHasSufficientMemory", "status is now: NodeHasSufficientMemory", "sessions/events-basic.session"),
    ("NodeHasInsufficientMemory", "status is now: NodeHasInsufficientMemory", "model/test_kubelet_events.py"),
    ("NodeHasNoDiskPressure", "status is now: NodeHasNoDiskPressure", "sessions/events-basic.session"),
    ("NodeHasDiskPressure", "status is now: NodeHasDiskPressure", "model/test_kubelet_events.py"),
    ("NodeHasSufficientPID", "status is now: NodeHasSufficientPID", "sessions/events-basic.session"),
    ("NodeReady", "status is now: NodeReady", "sessions/events-basic.session"),
    ("NodeNotReady", "status is now: NodeNotReady", "model/test_kubelet_events.py"),
    ("NodeNotSchedulable", "status is now: NodeNotSchedulable", "model/test_kubelet_events.py"),
    ("NodeSchedulable", "status is now: NodeSchedulable", "model/test_kubelet_events.py"),
    ("NodeAllocatableEnforced", "Updated Node Allocatable limit across pods", "model/test_kubelet_events.py"),
    ("InvalidDiskCapacity", "invalid capacity 0 on image filesystem", "model/test_kubelet_events.py"),
    ("EvictionThresholdMet", "Attempting to reclaim ", "stories/a_full_disk_loses_images_first_and_then_pods.story"),
    ("Rebooted", "has been rebooted, boot id: ", "stories/rebooted_node_starts_its_pods_anew.story"),
    (
        "Shutdown",
        "Shutdown manager detected shutdown event",
        "stories/shut_down_node_lets_its_pods_end_in_order.story",
    ),
)
MADE = ("ResizeInfeasible", "ResizeDeferred")  # of a word and another
NOT_HERE = {
    "ResizeError": "what the node has agreed to is done",
    "FailedAttachVolume, SuccessfulAttachVolume": "volumes are there where the Pod is: nothing is attached",
    "NodeHasInsufficientPID": "nothing in a container forks without end",
    "ImageGCFailed, FreeDiskSpaceFailed, ContainerGCFailed": "the first two are told only if the disk is full of what runs",
    "MissingClusterDNS, CheckLimitsForResolvConf, CgroupV1": "the nodes are configured as kubeadm does it",
}


@pytest.mark.parametrize(("reason", "words", "where"), OF_PODS + OF_NODES)
def test_an_event_is_seen_word_for_word(reason: str, words: str, where: str) -> None:
    assert words in (HERE / where).read_text().replace('\\"', '"').replace('"\n        "', ""), where


def test_the_kubelets_code_tells_of_each_reason() -> None:
    code = "\n".join(path.read_text() for path in sorted(CODE.rglob("*.py")))
    missing = [reason for reason, _, _ in OF_PODS + OF_NODES if f'"{reason}' not in code]
    assert [one for one in missing if one not in MADE] == []
