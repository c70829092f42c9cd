"""Who may: roles, bindings, and the questions about them. Fact sheet §16.6; golden rbac-roles."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.control_plane.kube_apiserver import bootstrap_policy
from clusterviz.cluster.machinery.api import Request, User
from clusterviz.cluster.machinery.objects import name_of, namespace_of
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
VIEW = "system:aggregate-to-view"  # what `view` is made of, where a controller manager makes it
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
    bind(kube, {"kind": "User", "name": "ann"}, VIEW, "ClusterRole")
    assert may(kube, ANN, "list", PODS)
    assert not may(kube, ANN, "list", SECRETS)  # who only looks does not see secrets
    assert not may(kube, ANN, "list", PODS, namespace="kube-system")
    bind(kube, {"kind": "Group", "name": "dev"}, VIEW, "ClusterRole", CLUSTERROLEBINDINGS)
    assert may(kube, ANN, "list", PODS, namespace="kube-system")


def test_the_bootstrap_policy_is_stored_and_made_again_when_the_server_starts(kube: Kube) -> None:
    for resource, obj in bootstrap_policy.objects():
        stored = kube.get(resource, name_of(obj), namespace_of(obj)).body
        for part in ("rules", "roleRef", "subjects"):
            assert stored.get(part) == obj.get(part), f"{resource.plural} {name_of(obj)}: {part}"
    assert kube.delete(CLUSTERROLES, "system:discovery").code == 200
    assert kube.get(CLUSTERROLES, "system:discovery").code == 404
    kube.server.stop()
    kube.server.start()
    kube.run(2_000)
    assert kube.get(CLUSTERROLES, "system:discovery").code == 200


def test_a_bootstrap_role_gets_back_what_was_taken_from_it_unless_it_does_not_want_to(kube: Kube) -> None:
    kept = {"verbs": ["get"], "nonResourceURLs": ["/mine"]}
    for name, wants in (("system:discovery", "true"), ("system:basic-user", "false")):
        annotations = {"rbac.authorization.kubernetes.io/autoupdate": wants}
        kube.patch(CLUSTERROLES, name, {"metadata": {"annotations": annotations}, "rules": [kept]})
        kube.patch(CLUSTERROLEBINDINGS, name, {"metadata": {"annotations": annotations}, "subjects": []})
    kube.server.stop()
    kube.server.start()
    kube.run(2_000)
    told = kube.get(CLUSTERROLES, "system:discovery").body["rules"]
    assert told[0] == kept
    assert {"verbs": ["get"], "nonResourceURLs": ["/apis/*"]} in told
    assert kube.get(CLUSTERROLEBINDINGS, "system:discovery").body["subjects"][0]["name"] == "system:authenticated"
    assert kube.get(CLUSTERROLES, "system:basic-user").body["rules"] == [kept]
    assert not kube.get(CLUSTERROLEBINDINGS, "system:basic-user").body.get("subjects")


@pytest.mark.parametrize(
    ("resource", "body", "message"),
    [
        (CLUSTERROLES, {"rules": [{"verbs": ["get"], "apiGroups": [""]}]},
         "rules[0].resources: Required value: resource rules must supply at least one resource"),
        (CLUSTERROLES, {"rules": [{"verbs": [], "nonResourceURLs": ["/metrics"]}]},
         "rules[0].verbs: Required value: verbs must contain at least one value"),
        (ROLES, {"rules": [{"verbs": ["get"], "nonResourceURLs": ["/metrics"]}]},
         'rules[0].nonResourceURLs: Invalid value: ["/metrics"]: namespaced rules cannot apply to non-resource URLs'),
        (ROLEBINDINGS, {"roleRef": {"kind": "Roll", "name": "r"}},
         'roleRef.kind: Unsupported value: "Roll": supported values: "ClusterRole", "Role"'),
        (ROLEBINDINGS, {"roleRef": {"kind": "Role", "name": "r"}, "subjects": [{"kind": "Robot", "name": "r2"}]},
         'subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"'),
        (CLUSTERROLEBINDINGS, {"roleRef": {"kind": "ClusterRole", "name": "r"}, "subjects": [{"kind": "ServiceAccount", "name": "r2"}]},
         "subjects[0].namespace: Required value"),
    ],
)  # fmt: skip
def test_a_rule_or_binding_that_says_too_little_is_refused(
    kube: Kube, resource: Resource, body: Any, message: str
) -> None:
    answer = kube.create(resource, {"metadata": {"name": "a:b"}, **body})
    assert (answer.code, answer.message) == (
        422,
        f'{resource.kind}.rbac.authorization.k8s.io "a:b" is invalid: {message}',
    )


def test_the_name_of_a_role_may_be_any_part_of_a_path(kube: Kube) -> None:
    assert kube.create(ROLES, {"metadata": {"name": "team:Lead"}, "rules": []}).code == 201
    answer = kube.create(ROLES, {"metadata": {"name": "a/b"}, "rules": []})
    assert answer.message.endswith("""is invalid: metadata.name: Invalid value: "a/b": may not contain '/'""")


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
    from_whom = 'RBAC: allowed by RoleBinding "maker-bound/default" of Role "maker" to User "ann"'
    for verb, said in (("create", {"allowed": True, "reason": from_whom}), ("delete", {"allowed": False})):
        spec = {"resourceAttributes": {"verb": verb, "resource": "pods", "namespace": "default"}}
        answer = kube.ask(Request("create", asked, body={"spec": spec}), ANN)
        assert (answer.code, answer.body["status"]) == (201, said)
    assert kube.ask(Request("create", PODS, "default", body=pod()), ANN).code == 201


def test_somebody_else_can_be_asked_about(kube: Kube) -> None:
    asked = resource_of_kind("SubjectAccessReview", "authorization.k8s.io/v1")
    assert asked is not None
    spec = {"user": "root", "groups": ["system:masters"], "nonResourceAttributes": {"verb": "get", "path": "/metrics"}}
    assert kube.ask(Request("create", asked, body={"spec": spec})).body["status"] == {"allowed": True}
    assert kube.ask(Request("create", asked, body={"spec": spec}), ANN).code == 403
