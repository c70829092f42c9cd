"""What is started again and what is not: policies, rules, sidecars. Fact sheet §8.5 and §8.6."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.machinery.cri import EXITED, READY, RUNNING, ContainerStatus, PodStatus, SandboxStatus
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.cluster.worker_node.kubelet import actions, phase, restart_policy

from .node_story import ask, bare, container, events, log, run, status

Object = dict[str, Any]


def rule(action: str, operator: str, *codes: int) -> Object:
    return {"action": action, "exitCodes": {"operator": operator, "values": list(codes)}}


@pytest.mark.parametrize(
    ("pod_policy", "own", "exit_code", "again"),
    [
        ("Always", {}, 0, True),
        ("OnFailure", {}, 0, False),
        ("OnFailure", {}, 3, True),
        ("Never", {}, 3, False),
        ("Always", {"restartPolicy": "Never"}, 3, False),
        ("Never", {"restartPolicy": "OnFailure"}, 3, True),
        ("Never", {"restartPolicy": "Never", "restartPolicyRules": [rule("Restart", "In", 42)]}, 42, True),
        ("Never", {"restartPolicy": "Never", "restartPolicyRules": [rule("Restart", "In", 42)]}, 43, False),
        ("Always", {"restartPolicy": "Never", "restartPolicyRules": [rule("Restart", "NotIn", 0, 1)]}, 2, True),
        ("Always", {"restartPolicy": "Never", "restartPolicyRules": [rule("Restart", "NotIn", 0, 1)]}, 1, False),
        ("Never", {"restartPolicyRules": [rule("Restart", "In", 42)]}, 42, False),  # rules need a policy beside them
    ],
)
def test_a_containers_rules_come_before_its_policy_and_that_before_the_pods(
    pod_policy: str, own: Object, exit_code: int, again: bool
) -> None:
    assert restart_policy.wanted_again(pod_policy, own, exit_code) is again


def one(name: str, state: str, exit_code: int = 0) -> ContainerStatus:
    return ContainerStatus(name, "box", name, 0, state, "i", "i", "i", 0, 0, None, exit_code, "", "")


def runtime(*containers: ContainerStatus) -> PodStatus:
    return PodStatus("u", "default", "p", 1, (SandboxStatus("box", 0, READY, 0, "10.0.0.1", False),), containers)


def spec(policy: str, *inits: Object) -> Object:
    return {"restartPolicy": policy, "containers": [{"name": "main", "image": "i"}], "initContainers": list(inits)}


SIDECAR = {"name": "side", "image": "i", "restartPolicy": "Always"}


def test_a_sidecar_that_has_died_does_not_keep_a_finished_pod_alive() -> None:
    found = actions.compute(
        {"spec": spec("Never", SIDECAR)}, runtime(one("main", EXITED), one("side", EXITED, 1)), {}, {}
    )
    assert found.kill_pod
    assert found.start == []


def test_a_pod_runs_until_its_sidecars_have_ended_too() -> None:
    side = {"name": "side", "state": {"running": {}}, "lastState": {}, "started": True}
    main = {"name": "main", "state": {"terminated": {"exitCode": 0}}, "lastState": {}, "started": False}
    assert phase.phase_of(spec("Never", SIDECAR), [main], [side], False) == "Running"
    ended = {**side, "state": {"terminated": {"exitCode": 137}}}
    assert phase.phase_of(spec("Never", SIDECAR), [main], [ended], False) == "Succeeded"


def test_an_init_container_that_fails_under_never_fails_the_pod_at_once() -> None:
    init = {"name": "first", "image": "i"}
    failed = {"name": "first", "state": {"terminated": {"exitCode": 1}}, "lastState": {}, "started": False}
    main = {"name": "main", "state": {"waiting": {}}, "lastState": {}, "started": False}
    assert phase.phase_of(spec("Never", init), [main], [failed], False) == "Failed"
    assert phase.phase_of(spec("OnFailure", init), [main], [failed], False) == "Pending"
    assert actions.compute({"spec": spec("Never", init)}, runtime(one("first", EXITED, 1)), {}, {}).kill_pod
    assert actions.compute({"spec": spec("OnFailure", init)}, runtime(one("first", EXITED, 1)), {}, {}).start == [
        "first"
    ]


def test_a_definition_that_changes_restarts_the_container() -> None:
    changed = {"spec": {"restartPolicy": "Always", "containers": [{"name": "main", "image": "new"}]}}
    found = actions.compute(changed, runtime(one("main", RUNNING)), {}, {})
    assert [kill.message for kill in found.kill] == ["Container main definition changed, will be restarted"]
    assert found.start == ["main"]


def test_exit_codes_decide_by_the_containers_own_rules() -> None:
    cluster = bare()
    again = {"restartPolicy": "Never", "restartPolicyRules": [rule("Restart", "In", 42)]}
    script = "if test -f /data/once; then exit 7; fi; touch /data/once; exit 42"
    shell = {"image": "busybox:1.36", "command": ["sh", "-c", script], **again}
    shell["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    run(cluster, "ruled", shell, restartPolicy="Never", volumes=[{"name": "data", "emptyDir": {}}])
    cluster.run_for(20_000)
    now = status(cluster, "ruled")
    assert (now["phase"], container(cluster, "ruled")["restartCount"]) == ("Failed", 1)
    assert container(cluster, "ruled")["state"]["terminated"]["exitCode"] == 7
    assert container(cluster, "ruled")["lastState"]["terminated"]["exitCode"] == 42


def test_a_rule_restarts_every_container_in_the_same_sandbox() -> None:
    cluster = bare()
    watcher = {
        "name": "watcher",
        "image": "busybox:1.36",
        "command": ["sh", "-c", "if test -f /data/twice; then sleep 3600; fi; echo > /data/twice; sleep 5; exit 42"],
        "restartPolicy": "Never",
        "restartPolicyRules": [rule("RestartAllContainers", "In", 42)],
        "volumeMounts": [{"name": "data", "mountPath": "/data"}],
    }
    first = {"name": "first", "image": "busybox:1.36", "command": ["sh", "-c", "echo begun >> /data/log"]}
    first["volumeMounts"] = watcher["volumeMounts"]
    main = {"name": "main", "image": "nginx:1.27"}
    volumes = [{"name": "data", "emptyDir": {}}]
    run(cluster, "all", containers=[watcher, main], initContainers=[first], volumes=volumes, restartPolicy="Never")
    cluster.run_for(4000)
    before = status(cluster, "all")
    cluster.run_for(16_000)
    now = status(cluster, "all")
    assert (now["phase"], now["podIP"]) == ("Running", before["podIP"])
    assert {each["name"]: each["restartCount"] for each in now["containerStatuses"]} == {"main": 1, "watcher": 1}
    assert now["initContainerStatuses"][0]["restartCount"] == 1
    condition = next(each for each in now["conditions"] if each["type"] == "AllContainersRestarting")
    assert condition["status"] == "False"
    kubelet: Any = cluster.components["container-runtime/node-1"]
    assert next(iter(kubelet.pods.values())).volumes["data"]["log"] == "begun\nbegun\n"


def test_a_job_with_a_sidecar_comes_to_its_end() -> None:
    cluster = bare()
    side = {"name": "side", "image": "nginx:1.27", "restartPolicy": "Always"}
    main = {"name": "main", "image": "busybox:1.36", "command": ["sh", "-c", "echo done"]}
    run(cluster, "batch", containers=[main], initContainers=[side], restartPolicy="Never")
    cluster.run_for(8000)
    assert status(cluster, "batch")["phase"] == "Succeeded"
    assert "Normal Killing Stopping container side" in events(cluster, "batch")
    assert log(cluster, "batch", container="main") == "done\n"


def test_a_resize_leaves_what_is_stored_alone_and_gives_the_container_its_limits() -> None:
    cluster = bare()
    run(cluster, "app", {"resources": {"requests": {"cpu": "100m"}, "limits": {"memory": "64Mi"}}})
    cluster.run_for(4000)
    wanted = {"spec": {"containers": [{"name": "app", "resources": {"limits": {"memory": "128Mi"}}}]}}
    kind = "application/strategic-merge-patch+json"
    response = ask(cluster, "patch", PODS, "default", "app", body=wanted, subresource="resize", content_type=kind)
    assert response.ok, response.message
    cluster.run_for(3000)
    now = container(cluster, "app")
    assert (now["resources"]["limits"]["memory"], now["restartCount"]) == ("128Mi", 0)
    runtime: Any = cluster.components["container-runtime/node-1"]
    groups = [one.account.group for one in runtime.containers.values() if one.name == "app"]
    assert [group.memory_limit for group in groups] == [128 * 2**20]
