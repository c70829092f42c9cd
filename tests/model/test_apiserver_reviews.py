"""Reviews: the question comes back with its answer, with who asked in its managed fields, and without a time of creation.

Such an answer is recorded nowhere in golden_http; the form is that of Kubernetes' pkg/registry/authorization and of
metav1.ObjectMeta, which leaves out a creationTimestamp that is not set since v1.34.
"""

from __future__ import annotations

from typing import Any

from clusterviz.cluster.machinery.api import Request, Response
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.resources import (
    LOCALSUBJECTACCESSREVIEWS,
    SELFSUBJECTACCESSREVIEWS,
    SELFSUBJECTREVIEWS,
    SELFSUBJECTRULESREVIEWS,
    SERVICEACCOUNTS,
    SUBJECTACCESSREVIEWS,
    TOKENREVIEWS,
    Resource,
)

from .conftest import Kube

PODS_READ = {"verb": "get", "resource": "pods"}
NEITHER = 'spec.resourceAttributes: Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified'


def asked(kube: Kube, resource: Resource, spec: Any, **metadata: Any) -> Response:
    namespace = "default" if resource.namespaced else ""
    return kube.ask(
        Request("create", resource, namespace, body={"metadata": metadata, "spec": spec}, user_agent="curl")
    )


def test_the_answer_says_who_asked_and_has_no_time_of_creation(kube: Kube) -> None:
    spec = {"resourceAttributes": PODS_READ}
    body = with_json(asked(kube, SELFSUBJECTACCESSREVIEWS, spec).body)
    assert body == {
        "kind": "SelfSubjectAccessReview",
        "apiVersion": "authorization.k8s.io/v1",
        "metadata": {
            "managedFields": [
                {
                    "manager": "curl",
                    "operation": "Update",
                    "apiVersion": "authorization.k8s.io/v1",
                    "time": "2026-01-01T00:00:02Z",
                    "fieldsType": "FieldsV1",
                    "fieldsV1": {"f:spec": {"f:resourceAttributes": {".": {}, "f:resource": {}, "f:verb": {}}}},
                }
            ]
        },
        "spec": spec,
        "status": {"allowed": True},
    }


def test_a_local_question_is_put_into_its_namespace(kube: Kube) -> None:
    spec = {"user": "ann", "resourceAttributes": {**PODS_READ, "namespace": "default"}}
    assert asked(kube, LOCALSUBJECTACCESSREVIEWS, spec).body["metadata"]["namespace"] == "default"


def test_what_is_made_anew_for_the_answer_has_only_what_it_needs(kube: Kube) -> None:
    rules = asked(kube, SELFSUBJECTRULESREVIEWS, {"namespace": "default"}).body
    assert (rules["metadata"], rules["spec"]) == ({}, {})
    who = asked(kube, SELFSUBJECTREVIEWS, {}, labels={"a": "b"}).body
    assert who["metadata"] == {"creationTimestamp": "2026-01-01T00:00:02Z"}
    assert "spec" not in who


def test_a_question_that_makes_no_sense_is_refused(kube: Kube) -> None:
    none = asked(kube, SELFSUBJECTACCESSREVIEWS, {})
    assert (none.code, none.message) == (422, f'.authorization.k8s.io "" is invalid: {NEITHER}')
    assert none.body["details"].keys() == {"group", "causes"}
    both = asked(
        kube, SELFSUBJECTACCESSREVIEWS, {"resourceAttributes": PODS_READ, "nonResourceAttributes": {"path": "/x"}}
    )
    assert both.message == (
        '.authorization.k8s.io "" is invalid: spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":""}: '
        "cannot be specified in combination with resourceAttributes"
    )
    nobody = asked(kube, SUBJECTACCESSREVIEWS, {"resourceAttributes": PODS_READ})
    assert nobody.message.endswith(
        'is invalid: spec.user: Invalid value: "": at least one of user or group must be specified'
    )
    elsewhere = asked(kube, LOCALSUBJECTACCESSREVIEWS, {"user": "ann", "resourceAttributes": PODS_READ})
    assert elsewhere.message.endswith(
        'spec.resourceAttributes.namespace: Invalid value: "": must match metadata.namespace'
    )
    named = asked(kube, SELFSUBJECTACCESSREVIEWS, {"resourceAttributes": PODS_READ}, name="mine")
    assert named.message.startswith('.authorization.k8s.io "" is invalid: metadata: Invalid value: {"name":"mine",')
    assert named.message.endswith(": must be empty")
    assert asked(kube, SELFSUBJECTRULESREVIEWS, {}).message == "no namespace on request"


def test_an_unknown_field_is_warned_of(kube: Kube) -> None:
    answer = asked(kube, SELFSUBJECTACCESSREVIEWS, {"resourceAttributes": PODS_READ, "colour": "red"})
    assert (answer.code, answer.warnings) == (201, ('unknown field "spec.colour"',))


def test_who_asks_for_a_token_owns_what_they_asked_for(kube: Kube) -> None:
    body = {"spec": {"audiences": ["vault"]}}
    answer = kube.ask(Request("create", SERVICEACCOUNTS, "default", "default", "token", body, user_agent="curl")).body
    (entry,) = with_json(answer)["metadata"]["managedFields"]
    assert (entry["manager"], entry["subresource"], entry["apiVersion"]) == (
        "curl",
        "token",
        "authentication.k8s.io/v1",
    )
    assert entry["fieldsV1"] == {"f:spec": {"f:audiences": {}, "f:expirationSeconds": {}}}


def test_a_token_that_nobody_gave_out_is_answered_with_the_question(kube: Kube) -> None:
    body = with_json(asked(kube, TOKENREVIEWS, {"token": "abc"}).body)
    assert body["status"] == {"user": {}, "error": "invalid bearer token"}
    assert body["metadata"]["managedFields"][0]["fieldsV1"] == {"f:spec": {"f:token": {}}}
