"""Scales, bindings, tokens, endpoints, priorities: deeds on objects, and kinds with rules of their own. Fact sheet §4.7."""

from __future__ import annotations

from clusterviz.cluster.machinery.api import STRATEGIC_PATCH, Request, User
from clusterviz.cluster.machinery.resources import (
    DEPLOYMENTS,
    ENDPOINTSLICES,
    PODS,
    PRIORITYCLASSES,
    SERVICEACCOUNTS,
)

from .conftest import Kube, bind, deployment, pod

KUBELET = User("system:node:node-2", ("system:nodes", "system:authenticated"))


def test_a_scale_is_read_and_written(kube: Kube) -> None:
    kube.create(DEPLOYMENTS, deployment(replicas=2))
    scale = kube.ask(Request("get", DEPLOYMENTS, "default", "web", "scale")).body
    assert (scale["kind"], scale["spec"], scale["status"]) == (
        "Scale",
        {"replicas": 2},
        {"replicas": 0, "selector": "app=web"},
    )
    answer = kube.patch(DEPLOYMENTS, "web", {"spec": {"replicas": 5}}, subresource="scale")
    assert answer.body["spec"] == {"replicas": 5}
    assert kube.get(DEPLOYMENTS, "web").body["metadata"]["generation"] == 2
    refused = kube.patch(DEPLOYMENTS, "web", {"spec": {"replicas": -1}}, subresource="scale")
    assert refused.message == (
        'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'
    )


def test_a_pod_is_bound_once(kube: Kube) -> None:
    kube.create(PODS, pod())
    bind(kube, "web")
    bound = kube.get(PODS, "web").body
    assert (bound["spec"]["nodeName"], bound["metadata"]["generation"]) == ("node-1", 1)
    refused = bind(kube, "web", "node-2")
    assert (refused.code, refused.message) == (
        409,
        'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node-1"',
    )


def test_an_endpoint_slice_counts_changes_of_what_it_lists(kube: Kube) -> None:
    body = {"metadata": {"name": "e"}, "addressType": "IPv4", "endpoints": [], "ports": [{"port": 80}]}
    made = kube.create(ENDPOINTSLICES, body).body
    assert (made["metadata"]["generation"], made["ports"]) == (1, [{"port": 80, "name": "", "protocol": "TCP"}])
    changed = kube.patch(ENDPOINTSLICES, "e", {"endpoints": [{"addresses": ["10.0.0.1"]}]}).body
    assert changed["metadata"]["generation"] == 2


def test_a_token_is_issued_for_an_account(kube: Kube) -> None:
    answer = kube.ask(Request("create", SERVICEACCOUNTS, "default", "default", "token", {"spec": {}}))
    assert (answer.code, answer.body["kind"]) == (201, "TokenRequest")
    assert answer.body["status"]["token"].count(".") == 2
    assert answer.body["status"]["expirationTimestamp"] == "2026-01-01T01:00:02Z"


def test_a_kubelet_may_write_what_a_pod_does(kube: Kube) -> None:
    kube.create(PODS, pod())
    bind(kube, "web", "node-2")
    body = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
    request = Request("patch", PODS, "default", "web", "status", body, content_type=STRATEGIC_PATCH)
    status = kube.ask(request, KUBELET).body["status"]
    assert status["phase"] == "Running"
    assert [condition["type"] for condition in status["conditions"]] == ["Ready", "PodScheduled"]


def test_the_highest_priorities_belong_to_the_system(kube: Kube) -> None:
    refused = kube.create(PRIORITYCLASSES, {"metadata": {"name": "vip"}, "value": 2_000_000_000})
    assert refused.message == (
        'PriorityClass.scheduling.k8s.io "vip" is invalid: value: Forbidden: '
        "maximum allowed value of a user defined priority is 1000000000"
    )
    kube.create(PRIORITYCLASSES, {"metadata": {"name": "vip"}, "value": 10})
    made = kube.create(PODS, pod(priorityClassName="vip")).body["spec"]
    assert (made["priority"], made["preemptionPolicy"]) == (10, "PreemptLowerPriority")
