"""The kubelet and the container runtime: what becomes of a Pod on a node."""

from __future__ import annotations

import pickle

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.machinery.resources import CONFIGMAPS, NODES, PODS, SECRETS

from .node_story import ask, bare, container, events, log, pod, run, shell, status, until

NOT_FOUND = (
    'rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.com/team/does-not-exist:2": failed to resolve '
    'reference "registry.example.com/team/does-not-exist:2": registry.example.com/team/does-not-exist:2: not found'
)


def test_a_pod_runs_and_ends_with_the_recorded_events() -> None:
    cluster = bare()
    run(cluster, "tea")
    cluster.run_for(3000)
    now = status(cluster, "tea")
    assert now["phase"] == "Running"
    assert now["podIP"] == "10.244.0.2"
    assert now["hostIP"] == "172.18.0.2"
    assert [(one["type"], one["status"]) for one in now["conditions"]] == [
        ("PodReadyToStartContainers", "True"),
        ("Initialized", "True"),
        ("Ready", "True"),
        ("ContainersReady", "True"),
        ("PodScheduled", "True"),
    ]
    assert all(one["lastProbeTime"] is None and one["observedGeneration"] == 1 for one in now["conditions"])
    ask(cluster, "delete", PODS, "default", "tea")
    cluster.run_for(3000)
    assert pod(cluster, "tea") is None
    assert events(cluster, "tea") == [
        'Normal Pulling Pulling image "nginx:1.27"',
        'Normal Pulled Successfully pulled image "nginx:1.27" in 0s (0s including waiting). Image size: 59772801 bytes.',
        "Normal Created Container created",
        "Normal Started Container started",
        "Normal Killing Stopping container tea",
    ]
    assert cluster.components["kubelet/node-1"].workers == {}  # type: ignore[attr-defined]
    assert cluster.components["container-runtime/node-1"].pods == {}  # type: ignore[attr-defined]


def test_addresses_are_given_round_robin_and_freed() -> None:
    cluster = bare()
    for name in ("one", "two"):
        run(cluster, name)
        cluster.run_for(3000)
    assert (status(cluster, "one")["podIP"], status(cluster, "two")["podIP"]) == ("10.244.0.2", "10.244.0.3")
    ask(cluster, "delete", PODS, "default", "one")
    cluster.run_for(3000)
    run(cluster, "three")
    cluster.run_for(3000)
    assert status(cluster, "three")["podIP"] == "10.244.0.4"
    assert list(cluster.components["container-runtime/node-1"].network_plugin.taken) == ["10.244.0.3", "10.244.0.4"]  # type: ignore[attr-defined]


def test_a_container_that_ends_is_restarted_at_once_then_ever_later() -> None:
    cluster = bare()
    shell(cluster, "moth", "echo flame; exit 7")
    until(cluster, "moth", "CrashLoopBackOff")
    uid = pod(cluster, "moth")["metadata"]["uid"]  # type: ignore[index]
    state = container(cluster, "moth")
    assert (
        state["state"]["waiting"]["message"] == f"back-off 10s restarting failed container=moth pod=moth_default({uid})"
    )
    assert state["lastState"]["terminated"]["exitCode"] == 7
    assert state["restartCount"] == 1
    assert status(cluster, "moth")["phase"] == "Running"
    assert f"Warning BackOff Back-off restarting failed container moth in pod moth_default({uid})" in events(
        cluster, "moth"
    )
    cluster.run_for(100_000)
    assert container(cluster, "moth")["restartCount"] == 4
    assert log(cluster, "moth", previous="true") == "flame\n"


def test_restart_policies_decide_what_an_end_means() -> None:
    cluster = bare()
    shell(cluster, "once", "echo done; exit 0", restartPolicy="Never")
    shell(cluster, "fails", "echo oops; exit 1", restartPolicy="Never")
    shell(cluster, "retry", "exit 0", restartPolicy="OnFailure")
    shell(cluster, "again", "exit 3", restartPolicy="OnFailure")
    cluster.run_for(6000)
    assert [status(cluster, name)["phase"] for name in ("once", "fails", "retry", "again")] == [
        "Succeeded",
        "Failed",
        "Succeeded",
        "Running",
    ]
    assert container(cluster, "fails")["state"]["terminated"]["reason"] == "Error"
    conditions = {one["type"]: one for one in status(cluster, "fails")["conditions"]}
    assert conditions["Ready"]["reason"] == "PodFailed"
    assert conditions["PodReadyToStartContainers"]["status"] == "False"
    assert log(cluster, "fails") == "oops\n"
    assert container(cluster, "again")["restartCount"] == 1


def test_an_image_that_does_not_exist_is_tried_again_ever_later() -> None:
    cluster = bare()
    run(cluster, "ghost", {"image": "registry.example.com/team/does-not-exist:2"})
    until(cluster, "ghost", "ImagePullBackOff")
    assert container(cluster, "ghost")["state"]["waiting"]["message"] == (
        f'Back-off pulling image "registry.example.com/team/does-not-exist:2": ErrImagePull: {NOT_FOUND}'
    )
    told = [one.partition(" (x")[0] for one in events(cluster, "ghost")]
    assert told == [
        'Normal Pulling Pulling image "registry.example.com/team/does-not-exist:2"',
        f'Warning Failed Failed to pull image "registry.example.com/team/does-not-exist:2": {NOT_FOUND}',
        "Warning Failed Error: ErrImagePull",
        'Normal BackOff Back-off pulling image "registry.example.com/team/does-not-exist:2"',
        "Warning Failed Error: ImagePullBackOff",
    ]
    refusal = 'container "ghost" in pod "ghost" is waiting to start: trying and failing to pull image'
    assert log(cluster, "ghost") == refusal
    patch = {"spec": {"containers": [{"name": "ghost", "image": "nginx:1.27"}]}}
    ask(cluster, "patch", PODS, "default", "ghost", body=patch, content_type="application/strategic-merge-patch+json")
    cluster.run_for(4000)
    assert status(cluster, "ghost")["phase"] == "Running"


def test_a_program_that_does_not_exist_is_a_start_error() -> None:
    cluster = bare()
    run(cluster, "stuck", {"command": ["no-such-program", "--flag"]})
    until(cluster, "stuck", "CrashLoopBackOff")
    ended = container(cluster, "stuck")["lastState"]["terminated"]
    assert (ended["reason"], ended["exitCode"], ended["startedAt"]) == ("StartError", 128, "1970-01-01T00:00:00Z")


def test_init_containers_run_one_after_the_other_and_sidecars_stay() -> None:
    cluster = bare()
    run(
        cluster,
        "trio",
        initContainers=[
            {"name": "helper", "image": "nginx:1.27", "restartPolicy": "Always"},
            {"name": "prepare", "image": "busybox:1.36", "command": ["sh", "-c", "sleep 3; echo ready"]},
        ],
        containers=[
            {"name": "main", "image": "nginx:1.27"},
            {"name": "flaky", "image": "busybox:1.36", "command": ["sh", "-c", "exit 1"]},
        ],
    )
    cluster.run_for(4000)
    waiting = status(cluster, "trio")
    assert waiting["phase"] == "Pending"
    initialized = next(one for one in waiting["conditions"] if one["type"] == "Initialized")
    assert initialized["message"] == "containers with incomplete status: [prepare]"
    assert container(cluster, "trio")["state"] == {"waiting": {"reason": "PodInitializing"}}
    cluster.run_for(12_000)
    now = status(cluster, "trio")
    assert now["phase"] == "Running"
    assert [(one["name"], one["started"], one["ready"]) for one in now["initContainerStatuses"]] == [
        ("helper", True, True),
        ("prepare", False, True),
    ]
    assert [(one["name"], one["ready"]) for one in now["containerStatuses"]] == [("flaky", False), ("main", True)]
    assert log(cluster, "trio", container="prepare") == "ready\n"
    ask(cluster, "delete", PODS, "default", "trio")
    cluster.run_for(3000)
    assert pod(cluster, "trio") is None


def test_a_failing_init_container_fails_a_pod_that_runs_once() -> None:
    cluster = bare()
    prepare = {"name": "prepare", "image": "busybox:1.36", "command": ["sh", "-c", "exit 4"]}
    run(cluster, "never", initContainers=[prepare], restartPolicy="Never")
    run(cluster, "always", initContainers=[prepare])
    cluster.run_for(5000)
    assert status(cluster, "never")["phase"] == "Failed"
    assert status(cluster, "always")["phase"] == "Pending"
    assert status(cluster, "always")["initContainerStatuses"][0]["restartCount"] == 1


def test_missing_configuration_keeps_a_container_waiting_until_it_is_there() -> None:
    cluster = bare()
    run(cluster, "reader", {"envFrom": [{"configMapRef": {"name": "settings"}}]})
    key = {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "vault", "key": "password"}}}
    run(cluster, "keyed", {"env": [key]})
    cluster.run_for(5000)
    assert container(cluster, "reader")["state"]["waiting"] == {
        "reason": "CreateContainerConfigError",
        "message": 'configmap "settings" not found',
    }
    assert container(cluster, "keyed")["state"]["waiting"]["message"] == 'secret "vault" not found'
    assert any(one.startswith('Warning Failed Error: secret "vault" not found') for one in events(cluster, "keyed"))
    ask(cluster, "create", CONFIGMAPS, "default", body={"metadata": {"name": "settings"}, "data": {"MODE": "dev"}})
    ask(cluster, "create", SECRETS, "default", body={"metadata": {"name": "vault"}, "data": {"user": "YW5u"}})
    cluster.run_for(32_000)
    assert status(cluster, "reader")["phase"] == "Running"
    assert (
        container(cluster, "keyed")["state"]["waiting"]["message"]
        == "couldn't find key password in Secret default/vault"
    )


def test_a_missing_volume_is_told_and_mounted_later() -> None:
    cluster = bare()
    script = "cat /etc/motd/text; sleep 3600"
    volume = {"name": "motd", "configMap": {"name": "motd"}}
    run(
        cluster,
        "guest",
        {
            "image": "busybox:1.36",
            "command": ["sh", "-c", script],
            "volumeMounts": [{"name": "motd", "mountPath": "/etc/motd"}],
        },
        volumes=[volume],
    )
    cluster.run_for(3000)  # tried at once, 500 ms later and 1 s later
    problem = 'Warning FailedMount MountVolume.SetUp failed for volume "motd" : configmap "motd" not found'
    assert events(cluster, "guest") == [f"{problem} (x3)"]
    assert container(cluster, "guest")["state"] == {"waiting": {"reason": "ContainerCreating"}}
    ask(cluster, "create", CONFIGMAPS, "default", body={"metadata": {"name": "motd"}, "data": {"text": "welcome\n"}})
    cluster.run_for(20_000)
    assert log(cluster, "guest") == "welcome\n"


def test_a_shell_that_sleeps_ignores_sigterm_until_it_is_killed() -> None:
    cluster = bare()
    shell(cluster, "deaf", "sleep 3600", terminationGracePeriodSeconds=5)
    shell(cluster, "polite", "trap 'echo bye; exit 0' TERM; while true; do sleep 1; done")
    cluster.run_for(4000)
    ask(cluster, "delete", PODS, "default", "deaf")
    ask(cluster, "delete", PODS, "default", "polite")
    cluster.run_for(3000)
    assert pod(cluster, "polite") is None
    assert status(cluster, "deaf")["phase"] == "Running"
    cluster.run_for(3000)
    assert pod(cluster, "deaf") is None


def test_a_forced_deletion_ends_the_containers_too() -> None:
    cluster = bare()
    shell(cluster, "deaf", "sleep 3600")
    cluster.run_for(4000)
    ask(cluster, "delete", PODS, "default", "deaf", body={"gracePeriodSeconds": 0})
    assert pod(cluster, "deaf") is None
    cluster.run_for(5000)
    assert cluster.components["container-runtime/node-1"].pods == {}  # type: ignore[attr-defined]


def test_a_shorter_grace_counts_for_a_deletion_under_way() -> None:
    cluster = bare()
    shell(cluster, "deaf", "sleep 3600", terminationGracePeriodSeconds=300)
    cluster.run_for(4000)
    ask(cluster, "delete", PODS, "default", "deaf")
    cluster.run_for(4000)
    assert pod(cluster, "deaf") is not None
    ask(cluster, "delete", PODS, "default", "deaf", body={"gracePeriodSeconds": 1})
    cluster.run_for(4000)
    assert pod(cluster, "deaf") is None


def test_a_pod_that_does_not_fit_is_refused() -> None:
    cluster = bare()
    run(cluster, "huge", {"resources": {"requests": {"cpu": "3"}}})
    cluster.run_for(2000)
    run(cluster, "too-much", {"resources": {"requests": {"cpu": "2"}}})
    run(cluster, "elsewhere", nodeSelector={"disk": "ssd"})
    cluster.run_for(2000)
    text = "Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000"
    refused = status(cluster, "too-much")
    assert (refused["phase"], refused["reason"], refused["message"]) == (
        "Failed",
        "OutOfcpu",
        f"Pod was rejected: {text}",
    )
    assert events(cluster, "too-much") == [f"Warning OutOfcpu {text}"]
    assert status(cluster, "elsewhere")["reason"] == "NodeAffinity"
    ask(cluster, "delete", PODS, "default", "too-much")
    cluster.run_for(1000)
    assert pod(cluster, "too-much") is None


def test_a_deadline_fails_a_pod() -> None:
    cluster = bare()
    shell(cluster, "slow", "sleep 3600", activeDeadlineSeconds=5, terminationGracePeriodSeconds=1)
    cluster.run_for(12_000)
    now = status(cluster, "slow")
    assert (now["phase"], now["reason"]) == ("Failed", "DeadlineExceeded")
    assert now["message"] == "Pod was active on the node longer than the specified deadline"


def test_containers_outlive_a_kubelet_and_are_found_again() -> None:
    cluster = bare()
    run(cluster, "tea")
    run(cluster, "probed", {"readinessProbe": {"exec": {"command": ["true"]}, "periodSeconds": 5}})
    run(cluster, "leaves")
    cluster.run_for(8000)
    before = [container(cluster, name)["containerID"] for name in ("tea", "probed")]
    faults.apply(cluster, "component.stop", "kubelet/node-1")
    ask(cluster, "delete", PODS, "default", "leaves", body={"gracePeriodSeconds": 0})
    cluster.run_for(5000)
    faults.apply(cluster, "component.start", "kubelet/node-1")
    cluster.run_for(5000)
    assert [container(cluster, name)["containerID"] for name in ("tea", "probed")] == before
    assert [container(cluster, name)["ready"] for name in ("tea", "probed")] == [True, True]
    runtime = cluster.components["container-runtime/node-1"]
    assert sorted(one.name for one in runtime.pods.values()) == ["probed", "tea"]  # type: ignore[attr-defined]


def test_containers_outlive_the_runtime() -> None:
    cluster = bare()
    shell(cluster, "ticks", "for i in 1 2 3; do echo $i; sleep 2; done; sleep 3600")
    cluster.run_for(2500)
    faults.apply(cluster, "component.stop", "container-runtime/node-1")
    cluster.run_for(45_000)
    node = cluster.objects(NODES)[0]
    ready = next(one for one in node["status"]["conditions"] if one["type"] == "Ready")
    assert (ready["status"], ready["reason"], ready["message"]) == (
        "False",
        "KubeletNotReady",
        "container runtime is down",
    )
    faults.apply(cluster, "component.start", "container-runtime/node-1")
    cluster.run_for(20_000)
    assert log(cluster, "ticks") == "1\n2\n3\n"
    assert container(cluster, "ticks")["restartCount"] == 0
    assert "Normal NodeNotReady Node node-1 status is now: NodeNotReady" in events(cluster, "node-1")


def test_without_power_containers_die_and_start_again() -> None:
    cluster = checkpoint.fork("three-nodes")
    run(cluster, "here")
    cluster.run_for(8000)
    before = status(cluster, "here")["podIP"]
    faults.apply(cluster, "node.off", "node-1")
    cluster.run_for(20_000)
    faults.apply(cluster, "node.on", "node-1")
    cluster.run_for(8000)
    now = container(cluster, "here")
    assert (now["restartCount"], now["ready"]) == (1, True)
    assert now["lastState"]["terminated"]["exitCode"] == 255
    assert status(cluster, "here")["podIP"] != before
    assert "Normal SandboxChanged Pod sandbox changed, it will be killed and re-created." in events(cluster, "here")
    assert any(
        one.startswith("Warning Rebooted Node node-1 has been rebooted, boot id: ") for one in events(cluster, "node-1")
    )


def test_a_hollow_machine_forgets_what_it_ran() -> None:
    cluster = bare()
    run(cluster, "here")
    cluster.run_for(3000)
    faults.apply(cluster, "node.off", "node-1")
    cluster.run_for(20_000)
    faults.apply(cluster, "node.on", "node-1")
    cluster.run_for(5000)
    now = container(cluster, "here")
    assert (now["restartCount"], now["ready"], now["lastState"]) == (1, True, {})


def test_a_killed_container_is_started_again() -> None:
    cluster = bare()
    run(cluster, "tea")
    cluster.run_for(3000)
    faults.apply(cluster, "container.kill", "default/tea/tea")
    cluster.run_for(3000)
    now = container(cluster, "tea")
    assert (now["restartCount"], now["lastState"]["terminated"]["exitCode"]) == (1, 137)


def test_a_cluster_full_of_containers_can_be_stored_at_any_moment() -> None:
    cluster = bare()
    shell(cluster, "ticks", "while true; do echo $(date +%s); sleep 1; done")
    run(cluster, "probed", {"livenessProbe": {"httpGet": {"port": 80}, "periodSeconds": 1}})
    for _ in range(40):
        cluster.run_for(113)
        copy = pickle.loads(pickle.dumps(cluster))
    cluster.run_for(10_000)
    copy.run_for(10_000)
    assert copy.trace.digest() == cluster.trace.digest()


def test_a_container_that_takes_too_much_memory_is_killed() -> None:
    cluster = bare()
    hog = {
        "image": "polinux/stress",
        "command": ["stress"],
        "args": ["--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"],
        "resources": {"limits": {"memory": "100Mi"}},
    }
    run(cluster, "hog", hog, restartPolicy="Never")
    run(cluster, "fits", {**hog, "resources": {"limits": {"memory": "300Mi"}}})
    cluster.run_for(5000)
    ended = container(cluster, "hog")["state"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (137, "OOMKilled")
    assert status(cluster, "fits")["phase"] == "Running"


def test_the_kubelet_tells_why_it_does_what_it_does() -> None:
    cluster = bare()
    shell(cluster, "moth", "exit 7")
    cluster.run_for(6000)
    ask(cluster, "delete", PODS, "default", "moth")
    cluster.run_for(2000)
    sentences = [one.sentence for one in cluster.trace.decisions() if one.component == "kubelet/node-1"]
    assert sentences == [
        "The kubelet on node-1 starts moth: a sandbox first, then what runs in it.",
        "The kubelet starts moth of moth again: it has ended with exit code 7 (Error).",
        "The kubelet waits before it starts moth of moth again: it has ended too soon, too often. The wait is now 10s.",
        "The kubelet on node-1 stops moth: somebody has asked for its deletion.",
    ]


def test_containers_of_a_pod_share_an_empty_dir() -> None:
    cluster = bare()
    mount = {"name": "site", "mountPath": "/data"}
    prepare = {
        "name": "prepare",
        "image": "busybox:1.36",
        "command": ["sh", "-c", "echo hello > /data/index.html"],
        "volumeMounts": [mount],
    }
    show = {
        "name": "show",
        "image": "busybox:1.36",
        "command": ["sh", "-c", "cat /data/index.html; sleep 3600"],
        "volumeMounts": [{"name": "site", "mountPath": "/data"}],
    }
    run(cluster, "pair", initContainers=[prepare], containers=[show], volumes=[{"name": "site", "emptyDir": {}}])
    cluster.run_for(6000)
    assert log(cluster, "pair") == "hello\n"


def test_what_the_kubelet_before_had_asked_for_does_not_outlive_its_pod() -> None:
    """The runtime makes the sandbox only after the new kubelet has asked what there is."""
    cluster = bare()
    run(cluster, "tea")
    while not any(hop.verb == "RunPodSandbox" for hop in cluster.trace.hops()):
        cluster.run_for(1)
    faults.apply(cluster, "component.restart", "kubelet/node-1")
    ask(cluster, "delete", PODS, "default", "tea", body={"gracePeriodSeconds": 0})
    cluster.run_for(10_000)
    assert pod(cluster, "tea") is None
    assert cluster.components["container-runtime/node-1"].pods == {}  # type: ignore[attr-defined]
