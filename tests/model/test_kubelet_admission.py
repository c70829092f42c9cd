"""Kubelet admission: every reason for which a node refuses a Pod that was sent to it, and who makes way for whom. Fact sheet §8.3."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.machinery.resources import PODS
from clusterviz.cluster.worker_node.kubelet import admission, preemption

from .node_story import ask, bare, events, run, status

Object = dict[str, Any]


def node(**spec: Any) -> Object:
    allocatable = {"cpu": "2", "memory": "4Gi", "pods": "3"}
    labels = {"kubernetes.io/os": "linux", "disk": "ssd"}
    return {"metadata": {"name": "here", "labels": labels}, "spec": spec, "status": {"allocatable": allocatable}}


def wanting(cpu: str = "", **spec: Any) -> Object:
    container: Object = {"name": "c", "image": "x"}
    if cpu:
        container["resources"] = {"requests": {"cpu": cpu}}
    return {"metadata": {"name": "p", "namespace": "default"}, "spec": {"containers": [container], **spec}}


def with_port(port: int, ip: str = "") -> Object:
    one = wanting()
    one["spec"]["containers"][0]["ports"] = [{"containerPort": 80, "hostPort": port, "hostIP": ip}]
    return one


def affinity(*expressions: Object, fields: tuple[Object, ...] = ()) -> Object:
    term = {"matchExpressions": list(expressions), "matchFields": list(fields)}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}


SSD = {"key": "disk", "operator": "In", "values": ["ssd"]}
HDD = {"key": "disk", "operator": "In", "values": ["hdd"]}
ELSEWHERE = {"key": "metadata.name", "operator": "In", "values": ["there"]}
NO_AFFINITY = ("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector")
TAINT = {"key": "gpu", "value": "yes", "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("one", "where", "others", "refusal"),
    [
        (wanting(), node(), [], None),
        (
            wanting("1500m"),
            node(),
            [wanting("1")],
            ("OutOfcpu", "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000"),
        ),
        (
            wanting(),
            node(),
            [wanting(), wanting(), wanting()],
            ("OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3"),
        ),
        (wanting(nodeSelector={"disk": "hdd"}), node(), [], NO_AFFINITY),
        (wanting(affinity=affinity(SSD)), node(), [], None),
        (wanting(affinity=affinity(HDD)), node(), [], NO_AFFINITY),
        (wanting(affinity=affinity(SSD, fields=(ELSEWHERE,))), node(), [], NO_AFFINITY),
        (
            with_port(8080),
            node(),
            [with_port(8080)],
            ("NodePorts", "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"),
        ),
        (with_port(8080, "10.0.0.1"), node(), [with_port(8080, "10.0.0.2")], None),
        (
            wanting(),
            node(taints=[TAINT]),
            [],
            ("TaintToleration", "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"),
        ),
        (wanting(), node(taints=[{**TAINT, "effect": "NoSchedule"}]), [], None),
        (wanting(tolerations=[{"key": "gpu", "operator": "Exists"}]), node(taints=[TAINT]), [], None),
        (
            wanting(os={"name": "windows"}),
            node(),
            [],
            ("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"),
        ),
        (
            wanting(securityContext={"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}),
            node(),
            [],
            ("SysctlForbidden", 'forbidden sysctl: "kernel.msgmax" not allowlisted'),
        ),
        (wanting(securityContext={"sysctls": [{"name": "net.ipv4.tcp_wmem", "value": "1"}]}), node(), [], None),
    ],
)
def test_a_pod_is_refused_for_the_first_reason_there_is(
    one: Object, where: Object, others: list[Object], refusal: tuple[str, str] | None
) -> None:
    found = admission.refuse(one, where, others)
    assert (found and (found.reason, found.message)) == refusal


def sized(name: str, cpu: str, quality: str, priority: int = 0) -> Object:
    one = wanting(cpu, priority=priority)
    return {**one, "metadata": {"name": name, "namespace": "default"}, "status": {"qosClass": quality}}


CRITICAL = wanting(priority=2_000_000_000)


def names(pods: list[Object]) -> list[str]:
    return sorted(one["metadata"]["name"] for one in pods)


def test_the_fewest_of_the_lowest_quality_make_way() -> None:
    small, large = sized("small", "200m", "Burstable"), sized("large", "900m", "Burstable")
    sure, free = sized("sure", "1", "Guaranteed"), sized("free", "", "BestEffort")
    others = [small, large, sure, free]
    assert names(preemption.victims(CRITICAL, others, {"cpu": 150})) == ["small"] or names(
        preemption.victims(CRITICAL, others, {"cpu": 150})
    ) == ["large"]
    assert names(preemption.victims(CRITICAL, others, {"cpu": 800})) == ["large"]
    assert names(preemption.victims(CRITICAL, others, {"cpu": 1500})) == ["large", "sure"]
    assert names(preemption.victims(CRITICAL, others, {"pods": 1})) == ["free"]


def test_only_critical_pods_push_others_out_and_only_if_it_helps() -> None:
    other, vital = sized("other", "500m", "Burstable"), sized("vital", "1", "Burstable", 2_000_000_000)
    assert preemption.victims(wanting(priority=1000), [other], {"cpu": 100}) == []
    assert preemption.victims(CRITICAL, [other, vital], {"cpu": 600}) == []
    assert names(preemption.victims(CRITICAL, [other, vital], {"cpu": 500})) == ["other"]


def test_a_critical_pod_gets_its_room_when_the_others_are_gone() -> None:
    cluster = bare()
    half = {"resources": {"requests": {"cpu": "3"}}}
    run(cluster, "plain", half)
    cluster.run_for(3000)
    body = {
        "metadata": {"name": "vital", "namespace": "kube-system"},
        "spec": {
            "nodeName": "node-1",
            "priorityClassName": "system-node-critical",
            "containers": [{"name": "c", "image": "nginx:1.27", **half}],
        },
    }
    assert ask(cluster, "create", PODS, "kube-system", body=body).ok
    cluster.run_for(5000)
    ended = status(cluster, "plain")
    assert (ended["phase"], ended["reason"]) == ("Failed", "Preempting")
    assert ended["message"] == "Preempted in order to admit critical pod"
    target = next(one for one in ended["conditions"] if one["type"] == "DisruptionTarget")
    assert (target["status"], target["reason"]) == ("True", "TerminationByKubelet")
    assert target["message"] == "Pod was preempted by Kubelet to accommodate a critical pod."
    assert "Warning Preempting Preempted in order to admit critical pod" in events(cluster, "plain")
    assert status(cluster, "vital")["phase"] == "Running"


def test_a_refused_pod_has_failed_with_the_reason() -> None:
    cluster = bare()
    run(cluster, "guest", nodeSelector={"disk": "hdd"})
    cluster.run_for(2000)
    text = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
    found = status(cluster, "guest")
    assert (found["phase"], found["reason"]) == ("Failed", "NodeAffinity")
    assert found["message"] == f"Pod was rejected: {text}"
    assert "containerStatuses" not in found
    assert f"Warning NodeAffinity {text}" in events(cluster, "guest")
