"""Refusals, body by body, as a real API server of v1.36.2 gave them (golden_http/errors)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from clusterviz.cluster.machinery.api import Request, Response, User
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DEPLOYMENTS,
    PODDISRUPTIONBUDGETS,
    PODS,
    RESOURCEQUOTAS,
    RESOURCES,
)

from .conftest import ADMIN, Kube, deployment

GOLDEN = Path(__file__).parent / "golden_http" / "errors"
NOT_PLAYED = {
    "201-no-kind": "no refusal: test_an_object_without_kind_gets_it",
    "200-delete-status": "no refusal: test_a_deletion_is_answered_with_a_status",
    "list-limit-1": "a list: test_apiserver_lists.py",
    "list-continue": "a list: test_apiserver_lists.py",
    "410-continue": "needs compaction: test_apiserver_lists.py",
    "403-quota": "needs a quota: test_a_full_quota_refuses_word_for_word",
    "415-patch-type": "needs a custom kind: test_custom_resources.py",
    "429-eviction-pdb": "needs a budget: test_a_budget_that_is_used_up_refuses_an_eviction",
}
PLAYED = sorted(path.stem for path in GOLDEN.glob("*.json") if path.stem not in NOT_PLAYED)
VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete", "GET": "get"}
BOB = User("bob", ("system:authenticated",))
UIDS = ("44936517-7607-40c5-a60f-0089a645f4a8",)


def golden(name: str) -> dict[str, Any]:
    recorded: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text())
    return recorded


def request_of(recorded: dict[str, Any]) -> Request:
    """The recorded HTTP request as the model's."""
    url = urlsplit(recorded["path"])
    parts = url.path.strip("/").split("/")
    verb, query = VERBS[recorded["method"]], dict(parse_qsl(url.query))
    content_type = (recorded.get("headers") or {}).get("Content-Type", "application/json")
    found = {(resource.plural, resource.group): resource for resource in RESOURCES}
    group = parts[1] if parts[0] == "apis" else ""
    rest = parts[3:] if parts[0] == "apis" else parts[2:]
    namespace = ""
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    resource = found.get((rest[0] if rest else "", group))
    name = rest[1] if len(rest) > 1 else ""
    if resource is not None and not name and verb == "get":
        verb = "list"
    return Request(
        verb,
        resource,
        namespace,
        name,
        body=recorded.get("body"),
        query=query,
        content_type=content_type,
        path=url.path,
        accept=(recorded.get("headers") or {}).get("Accept", "application/json"),
    )


def test_every_recorded_refusal_is_played_or_has_a_reason() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {*PLAYED, *NOT_PLAYED}


@pytest.mark.parametrize("name", PLAYED)
def test_a_refusal_is_word_for_word_that_of_kubernetes(kube: Kube, name: str) -> None:
    conf = {"metadata": {"name": "conf"}, "data": {"a": "b"}}
    assert kube.create(CONFIGMAPS, conf, fieldManager="kubectl-create").code == 201
    assert kube.create(DEPLOYMENTS, deployment()).code == 201
    recorded = golden(name)
    request = request_of(recorded["request"])
    user = BOB if name.startswith("403") else User("") if name.startswith("401") else ADMIN
    answer = kube.ask(request, user)
    uid = kube.get(CONFIGMAPS, "conf").body["metadata"]["uid"]
    expected = json.dumps(recorded["response"]["body"]).replace(UIDS[0], uid)
    if name.startswith("504"):
        expected = expected.replace("current: 518", f"current: {kube.etcd.store.revision}")
    assert answer.code == recorded["response"]["status"]
    assert answer.body == json.loads(expected)


def ready_pod(kube: Kube, name: str) -> None:
    """A Pod that a budget counts."""
    pod = {"metadata": {"name": name, "labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    stored = kube.create(PODS, pod).body
    status = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}
    assert kube.ask(Request("update", PODS, "default", name, "status", body={**stored, "status": status})).code == 200


def budget(kube: Kube, allowed: int, generation: int = 1) -> None:
    """A budget as the disruption controller leaves it."""
    spec = {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}
    made = kube.create(PODDISRUPTIONBUDGETS, {"metadata": {"name": "web"}, "spec": spec}).body
    counts = {"disruptionsAllowed": allowed, "currentHealthy": 2 + allowed, "desiredHealthy": 2, "expectedPods": 3}
    body = {**made, "status": {**counts, "observedGeneration": generation}}
    assert kube.ask(Request("update", PODDISRUPTIONBUDGETS, "default", "web", "status", body=body)).code == 200


def evict(kube: Kube, pod: str) -> Response:
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod, "namespace": "default"}}
    return kube.ask(Request("create", PODS, "default", pod, "eviction", body=eviction))


def test_a_budget_that_is_used_up_refuses_an_eviction(kube: Kube) -> None:
    ready_pod(kube, "web-1")
    budget(kube, allowed=0)
    answer = evict(kube, "web-1")
    recorded = golden("429-eviction-pdb")["response"]
    assert (answer.code, answer.body) == (recorded["status"], recorded["body"])
    assert "deletionTimestamp" not in kube.get(PODS, "web-1").body["metadata"]


def test_an_eviction_uses_up_what_the_budget_allows(kube: Kube) -> None:
    ready_pod(kube, "web-1")
    ready_pod(kube, "web-2")
    budget(kube, allowed=1)
    assert evict(kube, "web-1").code == 201
    status = kube.get(PODDISRUPTIONBUDGETS, "web").body["status"]
    assert (status["disruptionsAllowed"], list(status["disruptedPods"])) == (0, ["web-1"])
    assert evict(kube, "web-2").code == 429


def test_a_budget_that_nobody_has_counted_yet_asks_for_patience(kube: Kube) -> None:
    ready_pod(kube, "web-1")
    budget(kube, allowed=1, generation=0)
    answer = evict(kube, "web-1")
    assert answer.code == 429
    assert answer.body["details"] == {
        "causes": [
            {
                "reason": "DisruptionBudget",
                "message": "The disruption budget web is still being processed by the server.",
            }
        ],
        "retryAfterSeconds": 10,
    }


def test_two_budgets_for_one_pod_are_too_many(kube: Kube) -> None:
    ready_pod(kube, "web-1")
    budget(kube, allowed=1)
    again = {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}}
    kube.create(PODDISRUPTIONBUDGETS, {"metadata": {"name": "more"}, "spec": again})
    answer = evict(kube, "web-1")
    assert (answer.code, answer.message) == (
        500,
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    )


def test_a_full_quota_refuses_word_for_word(kube: Kube) -> None:
    made = kube.create(RESOURCEQUOTAS, {"metadata": {"name": "cms"}, "spec": {"hard": {"configmaps": "1"}}}).body
    counted = {**made, "status": {"hard": {"configmaps": "1"}, "used": {"configmaps": "2"}}}
    kube.ask(Request("update", RESOURCEQUOTAS, "default", "cms", "status", body=counted))
    answer = kube.ask(request_of(golden("403-quota")["request"]))
    recorded = golden("403-quota")["response"]
    assert (answer.code, answer.body) == (recorded["status"], recorded["body"])


def test_two_at_once_cannot_both_have_the_last_of_a_quota(kube: Kube) -> None:
    made = kube.create(RESOURCEQUOTAS, {"metadata": {"name": "cms"}, "spec": {"hard": {"configmaps": "3"}}}).body
    counted = {**made, "status": {"hard": {"configmaps": "3"}, "used": {"configmaps": "1"}}}
    kube.ask(Request("update", RESOURCEQUOTAS, "default", "cms", "status", body=counted))
    for name in ("a", "b", "c", "d"):
        body = {"metadata": {"name": name}}
        kube.send(Request("create", CONFIGMAPS, "default", body=body))
    kube.run(2_000)
    assert len(kube.names(CONFIGMAPS)) == 2
    assert kube.get(RESOURCEQUOTAS, "cms").body["status"]["used"] == {"configmaps": "3"}


def test_an_object_without_kind_gets_it(kube: Kube) -> None:
    recorded = golden("201-no-kind")
    answer = kube.ask(request_of(recorded["request"]))
    body, expected = answer.body, recorded["response"]["body"]
    assert answer.code == 201
    assert list(body) == list(expected)
    assert {key: value for key, value in body.items() if key != "metadata"} == {"kind": "ConfigMap", "apiVersion": "v1"}
    assert set(body["metadata"]) == set(expected["metadata"])


def test_a_deletion_is_answered_with_a_status(kube: Kube) -> None:
    uid = kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}}).body["metadata"]["uid"]
    expected = golden("200-delete-status")["response"]["body"]
    expected["details"]["uid"] = uid
    assert kube.delete(CONFIGMAPS, "conf").body == expected


def test_a_patch_of_a_strange_type(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    answer = kube.patch(CONFIGMAPS, "conf", {}, "application/strange")
    assert (answer.code, answer.message) == (
        415,
        "the body of the request was in an unknown format - accepted media types include: "
        "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, "
        "application/apply-patch+yaml",
    )


def test_a_client_that_takes_json_in_any_form_is_served(kube: Kube) -> None:
    for accept in (
        "*/*",
        "application/*",
        "text/html, application/json;q=0.5",
        "application/vnd.kubernetes.protobuf",
        "",
    ):
        assert kube.ask(Request("list", CONFIGMAPS, "default", accept=accept)).code == 200, accept
    for accept in ("text/html", "image/*", "application/xml;q=1"):
        assert kube.ask(Request("list", CONFIGMAPS, "default", accept=accept)).code == 406, accept
