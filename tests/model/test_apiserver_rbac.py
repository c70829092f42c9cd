"""Who may: roles, bindings, and the questions about them. Fact sheet §16.6; golden rbac-roles."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.machinery.api import Request, User
from clusterviz.cluster.machinery.resources import (
    CLUSTERROLEBINDINGS,
    CLUSTERROLES,
    PODS,
    ROLEBINDINGS,
    ROLES,
    SECRETS,
    Resource,
    resource_of_kind,
)

from .conftest import Kube, pod

ANN = User("ann", ("dev", "system:authenticated"))
ROBOT = User("system:serviceaccount:default:robot", ("system:serviceaccounts", "system:authenticated"))


def role(kube: Kube, name: str, verbs: list[str], resources: list[str], **rule: Any) -> None:
    body = {"metadata": {"name": name}, "rules": [{"apiGroups": [""], "resources": resources, "verbs": verbs, **rule}]}
    assert kube.create(ROLES, body).code == 201


def bind(kube: Kube, subject: dict[str, str], name: str, kind: str = "Role", resource: Resource = ROLEBINDINGS) -> None:
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}
    body = {"metadata": {"name": f"{name}-bound"}, "subjects": [subject], "roleRef": reference}
    assert kube.create(resource, body, "default" if resource is ROLEBINDINGS else "").code == 201


def may(kube: Kube, user: User, verb: str, resource: Resource, name: str = "", namespace: str = "default") -> bool:
    """Whether the API server lets the request through: what follows may still be not found."""
    return kube.ask(Request(verb, resource, namespace, name), user).code != 403


@pytest.mark.parametrize(
    ("subject", "user"),
    [
        ({"kind": "User", "name": "ann"}, ANN),
        ({"kind": "Group", "name": "dev"}, ANN),
        ({"kind": "ServiceAccount", "name": "robot", "namespace": "default"}, ROBOT),
    ],
)
def test_a_user_may_what_a_bound_role_allows_and_no_more(kube: Kube, subject: dict[str, str], user: User) -> None:
    role(kube, "reader", ["get", "list"], ["pods"])
    assert not may(kube, user, "list", PODS)
    bind(kube, subject, "reader")
    assert may(kube, user, "list", PODS)
    assert may(kube, user, "get", PODS, "web")
    assert not may(kube, user, "delete", PODS, "web")
    assert not may(kube, user, "list", SECRETS)
    assert not may(kube, user, "list", PODS, namespace="kube-system")


def test_a_rule_with_names_is_about_these_objects_only(kube: Kube) -> None:
    role(kube, "one", ["get", "list"], ["secrets"], resourceNames=["mine"])
    bind(kube, {"kind": "User", "name": "ann"}, "one")
    assert may(kube, ANN, "get", SECRETS, "mine")
    assert not may(kube, ANN, "get", SECRETS, "yours")
    assert not may(kube, ANN, "list", SECRETS)


def test_a_cluster_role_counts_where_its_binding_stands(kube: Kube) -> None:
    bind(kube, {"kind": "User", "name": "ann"}, "view", "ClusterRole")
    assert may(kube, ANN, "list", PODS)
    assert not may(kube, ANN, "list", SECRETS)  # who only looks does not see secrets
    assert not may(kube, ANN, "list", PODS, namespace="kube-system")
    bind(kube, {"kind": "Group", "name": "dev"}, "view", "ClusterRole", CLUSTERROLEBINDINGS)
    assert may(kube, ANN, "list", PODS, namespace="kube-system")


def test_an_aggregated_role_is_the_sum_of_those_with_its_labels(kube: Kube) -> None:
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]
    part = {"metadata": {"name": "part", "labels": {"for": "all"}}, "rules": rules}
    selectors = [{"matchLabels": {"for": "all"}}]
    whole = {"metadata": {"name": "whole"}, "aggregationRule": {"clusterRoleSelectors": selectors}, "rules": []}
    for body in (part, whole):
        assert kube.create(CLUSTERROLES, body, "").code == 201
    bind(kube, {"kind": "User", "name": "ann"}, "whole", "ClusterRole")
    assert may(kube, ANN, "list", PODS)


def test_a_binding_stays_bound_to_its_role(kube: Kube) -> None:
    bind(kube, {"kind": "User", "name": "ann"}, "view", "ClusterRole")
    answer = kube.patch(ROLEBINDINGS, "view-bound", {"roleRef": {"name": "admin"}})
    assert (answer.code, answer.message) == (
        422,
        'RoleBinding.rbac.authorization.k8s.io "view-bound" is invalid: roleRef: Invalid value: '
        '{"APIGroup":"rbac.authorization.k8s.io","Kind":"ClusterRole","Name":"admin"}: cannot change roleRef',
    )
    assert kube.patch(ROLEBINDINGS, "view-bound", {"subjects": [{"kind": "User", "name": "bob"}]}).code == 200


def test_a_binding_without_its_role_is_told_with_the_refusal(kube: Kube) -> None:
    bind(kube, {"kind": "User", "name": "ann"}, "nosuch")
    answer = kube.ask(Request("list", PODS, "default"), ANN)
    assert answer.message == (
        'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "default": '
        'RBAC: role.rbac.authorization.k8s.io "nosuch" not found'
    )


def test_a_review_says_the_same_as_the_deed(kube: Kube) -> None:
    role(kube, "maker", ["create"], ["pods"])
    bind(kube, {"kind": "User", "name": "ann"}, "maker")
    asked = resource_of_kind("SelfSubjectAccessReview", "authorization.k8s.io/v1")
    assert asked is not None
    for verb, allowed in (("create", True), ("delete", False)):
        spec = {"resourceAttributes": {"verb": verb, "resource": "pods", "namespace": "default"}}
        answer = kube.ask(Request("create", asked, body={"spec": spec}), ANN)
        assert (answer.code, answer.body["status"]) == (201, {"allowed": allowed})
    assert kube.ask(Request("create", PODS, "default", body=pod()), ANN).code == 201


def test_somebody_else_can_be_asked_about(kube: Kube) -> None:
    asked = resource_of_kind("SubjectAccessReview", "authorization.k8s.io/v1")
    assert asked is not None
    spec = {"user": "root", "groups": ["system:masters"], "nonResourceAttributes": {"verb": "get", "path": "/metrics"}}
    assert kube.ask(Request("create", asked, body={"spec": spec})).body["status"] == {"allowed": True}
    assert kube.ask(Request("create", asked, body={"spec": spec}), ANN).code == 403
