"""Tokens: nobody makes one up, and one is worth something as long as what it stands for. Fact sheet §7.14."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from clusterviz.cluster.machinery import service_account_tokens as tokens
from clusterviz.cluster.machinery.api import ANONYMOUS, Request, Response
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    PODS,
    SELFSUBJECTACCESSREVIEWS,
    SELFSUBJECTREVIEWS,
    SERVICEACCOUNTS,
    SUBJECTACCESSREVIEWS,
    TOKENREVIEWS,
)

from .conftest import Kube, pod


@pytest.fixture
def robot(kube: Kube) -> Object:
    """An account."""
    made = kube.create(SERVICEACCOUNTS, {"metadata": {"name": "robot"}})
    kube.run(10)
    return made.body  # type: ignore[no-any-return]


def token_of(kube: Kube, **spec: Any) -> str:
    body = {"spec": spec}
    answer = kube.ask(Request("create", SERVICEACCOUNTS, "default", "robot", "token", body=body))
    assert answer.code == 201, answer.message
    return str(answer.body["status"]["token"])


def review(kube: Kube, token: str, **spec: Any) -> Any:
    return kube.ask(Request("create", TOKENREVIEWS, body={"spec": {"token": token, **spec}})).body["status"]


def whoami(kube: Kube, token: str) -> Response:
    return kube.ask(Request("create", SELFSUBJECTREVIEWS, body={}, token=token), ANONYMOUS)


def test_a_review_tells_whose_a_token_is(kube: Kube, robot: Object) -> None:
    token = token_of(kube)
    claims = tokens.claims_of(token)
    assert claims is not None
    assert review(kube, token) == {
        "authenticated": True,
        "user": {
            "username": "system:serviceaccount:default:robot",
            "uid": robot["metadata"]["uid"],
            "groups": ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
            "extra": {"authentication.kubernetes.io/credential-id": [f"JTI={claims['jti']}"]},
        },
        "audiences": ["https://kubernetes.default.svc.cluster.local"],
    }
    assert claims["exp"] - claims["iat"] == 3600


def test_a_token_for_others_is_theirs_to_review_only(kube: Kube, robot: Object) -> None:
    token = token_of(kube, audiences=["vault"])
    assert review(kube, token, audiences=["vault"])["audiences"] == ["vault"]
    assert review(kube, token)["error"] == (
        '[invalid bearer token, token audiences ["vault"] is invalid for the target audiences '
        '["https://kubernetes.default.svc.cluster.local"]]'
    )


def test_nobody_makes_up_a_token(kube: Kube, robot: Object) -> None:
    head, said, signature = token_of(kube).split(".")
    claims = tokens.claims_of(f"{head}.{said}.{signature}")
    assert claims is not None
    claims["sub"], claims["kubernetes.io"]["serviceaccount"]["name"] = "x", "default"
    forged = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    for token in (f"{head}.{forged}.{signature}", f"{head}.{said}.x", tokens.sign("another key", claims)):
        assert whoami(kube, token).code == 401
        assert review(kube, token)["error"].endswith("square/go-jose: error in cryptographic primitive]")
    for token in ("x", "a.b.c", "..", f"{head}.{'e30'}.{signature}"):
        assert (whoami(kube, token).code, whoami(kube, token).message) == (401, "Unauthorized")
        assert review(kube, token) == {"user": {}, "error": "invalid bearer token"}


def test_a_token_that_is_bound_to_a_pod_ends_with_it(kube: Kube, robot: Object) -> None:
    kube.create(PODS, pod("web", serviceAccountName="robot"))
    kube.run(10)
    token = token_of(kube, boundObjectRef={"kind": "Pod", "apiVersion": "v1", "name": "web"})
    assert whoami(kube, token).body["status"]["userInfo"]["extra"]["authentication.kubernetes.io/pod-name"] == ["web"]
    kube.delete(PODS, "web", {"gracePeriodSeconds": 0})
    kube.run(10)
    assert whoami(kube, token).code == 401
    assert review(kube, token)["error"] == '[invalid bearer token, pod "web" not found]'


def test_a_token_is_not_bound_to_the_pod_of_another_account(kube: Kube, robot: Object) -> None:
    kube.create(SERVICEACCOUNTS, {"metadata": {"name": "other"}})
    kube.run(10)
    kube.create(PODS, pod("web", serviceAccountName="other"))
    kube.run(10)
    body = {"spec": {"boundObjectRef": {"kind": "Pod", "apiVersion": "v1", "name": "web"}}}
    answer = kube.ask(Request("create", SERVICEACCOUNTS, "default", "robot", "token", body=body))
    why = 'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.'
    assert (answer.code, answer.message) == (400, why)


@pytest.mark.parametrize("strange", [None, 1, "x", [], {"spec": 1}, {"spec": []}, {"spec": {"token": 1}},
                                     {"spec": {"audiences": 1, "token": "x"}}, {"spec": {"boundObjectRef": {"kind": []}}},
                                     {"spec": {"resourceAttributes": 1, "user": [], "groups": 1}}])  # fmt: skip
def test_a_question_of_any_form_is_answered(kube: Kube, robot: Object, strange: Any) -> None:
    for resource in (TOKENREVIEWS, SUBJECTACCESSREVIEWS, SELFSUBJECTACCESSREVIEWS, SELFSUBJECTREVIEWS):
        assert kube.ask(Request("create", resource, body=strange)).code in (201, 400, 422)
    assert kube.ask(Request("create", SERVICEACCOUNTS, "default", "robot", "token", body=strange)).code in (201, 400)
