"""Deployments, ReplicaSets and DaemonSets: rollouts, scaling, ownership. Fact sheet §7.1, §7.2, §7.4, §12."""

from __future__ import annotations

import pytest

from clusterviz.cluster.control_plane.kube_controller_manager.controllers.deployment import scaling, surge
from clusterviz.cluster.control_plane.kube_controller_manager.controllers.replicaset.ranking import least_wanted
from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.objects import Object, controller_of, name_of
from clusterviz.cluster.machinery.resources import DAEMONSETS, DEPLOYMENTS, NODES, PODS, REPLICASETS

from .controller_bench import Bench, deployment, image


def scaled(bench: Bench) -> list[str]:
    """What the Deployment `web` told of scaling, with the ReplicaSets called A, B, … in order of creation."""
    names = dict(zip(bench.names(REPLICASETS), "ABCDEFG", strict=False))
    told = [message for _, reason, message in bench.events_about("Deployment", "web") if reason == "ScalingReplicaSet"]
    for name, letter in names.items():
        told = [message.replace(name, letter) for message in told]
    return told


def test_a_deployment_creates_one_replicaset_and_its_pods() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment())
    bench.settle()
    replicaset = bench.all(REPLICASETS)[0]
    name = name_of(replicaset)
    web = bench.get(DEPLOYMENTS, "web")
    assert bench.events_about("Deployment") == [
        ("Normal", "ScalingReplicaSet", f"Scaled up replica set {name} from 0 to 3")
    ]
    assert sorted(bench.events_about("ReplicaSet")) == sorted(
        ("Normal", "SuccessfulCreate", f"Created pod: {name_of(pod)}") for pod in bench.pods()
    )
    assert web["metadata"]["annotations"] == {"deployment.kubernetes.io/revision": "1"}
    assert replicaset["metadata"]["annotations"] == {
        "deployment.kubernetes.io/desired-replicas": "3",
        "deployment.kubernetes.io/max-replicas": "4",
        "deployment.kubernetes.io/revision": "1",
    }
    assert [each["type"] for each in web["status"]["conditions"]] == ["Available", "Progressing"]
    assert bench.condition(DEPLOYMENTS, "web", "Available") == (
        "True",
        "MinimumReplicasAvailable",
        "Deployment has minimum availability.",
    )
    assert bench.condition(DEPLOYMENTS, "web", "Progressing") == (
        "True",
        "NewReplicaSetAvailable",
        f'ReplicaSet "{name}" has successfully progressed.',
    )
    assert {field: count for field, count in web["status"].items() if field != "conditions"} == {
        "observedGeneration": 1,
        "replicas": 3,
        "updatedReplicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 3,
        "terminatingReplicas": 0,
    }
    assert bench.decisions() == [
        f"The Deployment controller finds no ReplicaSet with the template of web and creates {name} with 3 of 3 replicas.",
        f"The ReplicaSet controller counts 0 of 3 and creates 3 Pods for {name}.",
    ]


def test_a_rolling_update_of_three_never_has_less_than_three() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment())
    bench.settle()
    bench.patch(DEPLOYMENTS, "web", image("nginx:1.28"))
    bench.settle()
    assert scaled(bench) == [
        "Scaled up replica set A from 0 to 3",
        "Scaled up replica set B from 0 to 1",
        "Scaled down replica set A from 3 to 2",
        "Scaled up replica set B from 1 to 2",
        "Scaled down replica set A from 2 to 1",
        "Scaled up replica set B from 2 to 3",
        "Scaled down replica set A from 1 to 0",
    ]
    assert bench.sizes() == [0, 3]
    assert {pod["spec"]["containers"][0]["image"] for pod in bench.pods()} == {"nginx:1.28"}


def test_a_rolling_update_of_four_begins_with_one_up_and_one_down() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=4))
    bench.settle()
    bench.patch(DEPLOYMENTS, "web", image("nginx:1.28"))
    bench.settle()
    assert scaled(bench)[:4] == [
        "Scaled up replica set A from 0 to 4",
        "Scaled up replica set B from 0 to 1",
        "Scaled down replica set A from 4 to 3",
        "Scaled up replica set B from 1 to 2",
    ]
    assert bench.sizes() == [0, 4]


def test_recreate_waits_until_the_old_pods_are_gone() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(strategy={"type": "Recreate"}))
    bench.settle()
    old = {name_of(pod) for pod in bench.pods()}
    bench.patch(DEPLOYMENTS, "web", image("nginx:1.28"))
    while len(bench.names(REPLICASETS)) == 1:
        bench.run(0.05)
    assert not old & set(bench.names(PODS)), "a new ReplicaSet came while old Pods were still there"
    bench.settle()
    assert scaled(bench) == [
        "Scaled up replica set A from 0 to 3",
        "Scaled down replica set A from 3 to 0",
        "Scaled up replica set B from 0 to 3",
    ]


def test_going_back_reuses_the_old_replicaset_and_counts_on() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment())
    bench.settle()
    bench.patch(DEPLOYMENTS, "web", image("nginx:1.28"))
    bench.settle()
    bench.patch(DEPLOYMENTS, "web", image("nginx:1.27"))
    bench.settle()
    first = bench.all(REPLICASETS)[0]
    assert bench.sizes() == [3, 0]
    assert first["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "3"
    assert first["metadata"]["annotations"]["deployment.kubernetes.io/revision-history"] == "1"
    assert bench.get(DEPLOYMENTS, "web")["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "3"


def test_a_rollout_that_does_not_progress_is_reported_and_keeps_the_old_pods() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(progressDeadlineSeconds=30))
    bench.settle()
    impossible = {"name": "nginx", "resources": {"requests": {"cpu": "1000"}}}
    bench.patch(DEPLOYMENTS, "web", {"spec": {"template": {"spec": {"containers": [impossible]}}}})
    bench.run(25)
    newest = bench.names(REPLICASETS)[1]
    assert bench.condition(DEPLOYMENTS, "web", "Progressing") == (
        "True",
        "ReplicaSetUpdated",
        f'ReplicaSet "{newest}" is progressing.',
    )
    bench.run(10)
    assert bench.condition(DEPLOYMENTS, "web", "Progressing") == (
        "False",
        "ProgressDeadlineExceeded",
        f'ReplicaSet "{newest}" has timed out progressing.',
    )
    assert bench.condition(DEPLOYMENTS, "web", "Available")[0] == "True"
    assert bench.sizes() == [3, 1]


def test_a_paused_deployment_is_scaled_but_not_rolled_out() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment())
    bench.settle()
    bench.patch(DEPLOYMENTS, "web", {"spec": {"paused": True}})
    bench.patch(DEPLOYMENTS, "web", image("nginx:1.28"))
    bench.patch(DEPLOYMENTS, "web", {"spec": {"replicas": 5}})
    bench.settle()
    assert bench.sizes() == [5]
    assert bench.condition(DEPLOYMENTS, "web", "Progressing") == (
        "Unknown",
        "DeploymentPaused",
        "Deployment is paused",
    )
    bench.patch(DEPLOYMENTS, "web", {"spec": {"paused": False}})
    bench.settle()
    assert bench.sizes() == [0, 5]


def test_old_revisions_beyond_the_limit_are_forgotten() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=1, revisionHistoryLimit=1))
    for version in (28, 29, 30):
        bench.settle()
        bench.patch(DEPLOYMENTS, "web", image(f"nginx:1.{version}"))
    bench.settle()
    kept = [each["metadata"]["annotations"]["deployment.kubernetes.io/revision"] for each in bench.all(REPLICASETS)]
    assert kept == ["3", "4"]


@pytest.mark.parametrize(("replicas", "limits"), [(1, (1, 0)), (3, (1, 0)), (4, (1, 1)), (10, (3, 2)), (0, (0, 0))])
def test_surge_is_rounded_up_and_unavailability_down(replicas: int, limits: tuple[int, int]) -> None:
    web = deployment(replicas=replicas)
    assert (surge.max_surge(web), surge.max_unavailable(web)) == limits


def test_scaling_in_the_middle_of_a_rollout_is_shared_out_in_proportion() -> None:
    def replicaset(name: str, size: int, created: str) -> Object:
        annotations = {
            "deployment.kubernetes.io/desired-replicas": "10",
            "deployment.kubernetes.io/max-replicas": "13",
        }
        metadata = {"name": name, "uid": name, "creationTimestamp": created, "annotations": annotations}
        return {"metadata": metadata, "spec": {"replicas": size}, "status": {"availableReplicas": 0}}

    old, new = replicaset("old", 8, "2026-01-01T00:00:00Z"), replicaset("new", 5, "2026-01-01T00:01:00Z")
    web = deployment(
        replicas=15, strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 3, "maxUnavailable": 2}}
    )
    # https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling
    assert [(name_of(each), size) for each, size in scaling.scale(web, [old], new)] == [("old", 11), ("new", 7)]


def test_a_deleted_pod_is_replaced_while_it_still_terminates() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    victim = bench.names(PODS)[0]
    bench.delete(PODS, victim)
    most = 0
    for _ in range(20):
        bench.run(0.005)
        most = max(most, len(bench.names(PODS)))
    assert most == 3, "the replacement waited for the end of the Pod that it replaces"
    assert len(bench.pods()) == 2
    replicaset = bench.names(REPLICASETS)[0]
    assert bench.decisions()[-1] == f"The ReplicaSet controller counts 1 of 2 and creates 1 Pod for {replicaset}."


def test_pods_that_match_are_adopted_and_pods_that_no_longer_match_released() -> None:
    bench = Bench()
    bench.create(DEPLOYMENTS, deployment(replicas=2))
    bench.settle()
    strange = bench.names(PODS)[0]
    bench.patch(PODS, strange, {"metadata": {"labels": {"app": "debug"}}})
    bench.settle()
    replicaset = bench.names(REPLICASETS)[0]
    assert controller_of(bench.get(PODS, strange)) is None
    assert len(bench.pods()) == 3
    bench.patch(PODS, strange, {"metadata": {"labels": {"app": "web"}}})
    bench.settle()
    assert len(bench.pods()) == 2
    assert (
        f"The ReplicaSet controller releases {strange}: its labels no longer match {replicaset}." in bench.decisions()
    )
    assert (
        f"The ReplicaSet controller adopts {strange} for {replicaset}: it has no controller, and its labels match."
        in bench.decisions()
    )


def test_pods_that_cannot_be_created_are_reported_and_tried_again() -> None:
    bench = Bench()
    refused = deployment(replicas=4)
    refused["spec"]["template"]["spec"]["serviceAccountName"] = "nobody"
    bench.create(DEPLOYMENTS, refused)
    bench.run(3)
    status, reason, message = bench.condition(DEPLOYMENTS, "web", "ReplicaFailure")
    assert (status, reason) == ("True", "FailedCreate")
    assert message.endswith(
        'is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found'
    )
    kind, reason, told = bench.events_about("ReplicaSet")[0]
    assert (kind, reason, told) == ("Warning", "FailedCreate", f"Error creating: {message}")


def pod(
    name: str, phase: str = "Running", ready_s: int | None = 0, node: str = "n", restarts: int = 0, cost: str = "0"
) -> Object:
    """A Pod created at 0 s and ready since `ready_s` s (None: not ready)."""
    conditions = []
    if ready_s is not None:
        since = f"1970-01-01T00:{ready_s // 60:02}:{ready_s % 60:02}Z"
        conditions = [{"type": "Ready", "status": "True", "lastTransitionTime": since}]
    return {
        "metadata": {
            "name": name,
            "uid": name,
            "creationTimestamp": "1970-01-01T00:00:00Z",
            "annotations": {"controller.kubernetes.io/pod-deletion-cost": cost},
        },
        "spec": {"nodeName": node} if node else {},
        "status": {"phase": phase, "conditions": conditions, "containerStatuses": [{"restartCount": restarts}]},
    }


def test_the_least_wanted_pods_go_first() -> None:
    pods = [
        pod("old"),
        pod("young", ready_s=900),
        pod("restarted", restarts=3),
        pod("crowded", node="full"),
        pod("dear", cost="100"),
        pod("unready", ready_s=None),
        pod("pending", phase="Pending", ready_s=None),
        pod("unknown", phase="Unknown", ready_s=None),
        pod("homeless", phase="Pending", ready_s=None, node=""),
    ]
    order = least_wanted(pods, {"full": 3, "n": 1}, now_ms=1_000_000)
    assert [name_of(each) for each in order] == [
        "homeless",
        "pending",
        "unknown",
        "unready",
        "crowded",
        "young",
        "restarted",
        "old",
        "dear",
    ]


def daemonset() -> Object:
    labels = {"app": "agent"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "agent", "image": "nginx:1.26"}]}}
    return {"metadata": {"name": "agent"}, "spec": {"selector": {"matchLabels": labels}, "template": template}}


def homes(bench: Bench) -> list[str]:
    return sorted(each["spec"]["nodeName"] for each in bench.pods())


def test_a_daemonset_follows_the_nodes_it_selects() -> None:
    bench = Bench(nodes=3)
    bench.create(DAEMONSETS, daemonset())
    bench.settle()
    assert homes(bench) == ["node-1", "node-2", "node-3"]
    bench.patch(DAEMONSETS, "agent", {"spec": {"template": {"spec": {"nodeSelector": {"disk": "fast"}}}}})
    bench.settle()
    assert homes(bench) == []
    bench.patch(NODES, "node-2", {"metadata": {"labels": {"disk": "fast"}}})
    bench.settle()
    assert homes(bench) == ["node-2"]
    assert bench.get(DAEMONSETS, "agent")["status"] == {
        "currentNumberScheduled": 1,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 1,
        "numberReady": 1,
        "observedGeneration": 2,
        "updatedNumberScheduled": 1,
        "numberAvailable": 1,
    }


def test_a_daemonset_replaces_its_pods_one_after_the_other() -> None:
    bench = Bench(nodes=3)
    bench.create(DAEMONSETS, daemonset())
    bench.settle()
    newer = [{"name": "agent", "image": "nginx:1.27"}]
    bench.patch(DAEMONSETS, "agent", {"spec": {"template": {"spec": {"containers": newer}}}})
    fewest = 3
    for _ in range(400):
        bench.run(0.05)
        fewest = min(fewest, bench.get(DAEMONSETS, "agent")["status"].get("numberAvailable", 0))
    bench.settle()
    assert fewest == 2
    assert [each["spec"]["containers"][0]["image"] for each in bench.pods()] == ["nginx:1.27"] * 3


@pytest.mark.parametrize("seed", range(4))
def test_a_rollout_survives_a_crash_of_the_controller_manager_at_any_moment(seed: int) -> None:
    bench = Bench(seed=seed)
    bench.create(DEPLOYMENTS, deployment(replicas=5))
    for _ in range(3):
        bench.run(0.004 + 0.013 * seed)
        bench.fault("component.stop", "kube-controller-manager")
        bench.fault("component.start", "kube-controller-manager")
        bench.run(20)
    bench.settle()
    bench.patch(DEPLOYMENTS, "web", image("nginx:1.28"))
    bench.run(0.9 + 0.021 * seed)
    bench.fault("component.stop", "kube-controller-manager")
    bench.run(5)
    bench.fault("component.start", "kube-controller-manager")
    bench.run(30)
    bench.settle()
    assert bench.sizes() == [0, 5]
    assert len(bench.names(PODS)) == 5
    assert bench.request(Request("get", DEPLOYMENTS, "default", "web")).body["status"]["availableReplicas"] == 5
