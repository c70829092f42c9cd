"""Refusals, body by body, as a real API server of v1.36.2 gave them (golden_http/errors)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from clusterviz.cluster.machinery.api import Request, User
from clusterviz.cluster.machinery.resources import CONFIGMAPS, DEPLOYMENTS, RESOURCES

from .conftest import ADMIN, Kube, deployment

GOLDEN = Path(__file__).parent / "golden_http" / "errors"
NOT_PLAYED = {
    "201-no-kind": "no refusal: test_an_object_without_kind_gets_it",
    "200-delete-status": "no refusal: test_a_deletion_is_answered_with_a_status",
    "list-limit-1": "a list: test_apiserver_lists.py",
    "list-continue": "a list: test_apiserver_lists.py",
    "410-continue": "needs compaction: test_apiserver_lists.py",
    "403-quota": "ResourceQuotas are not served",
    "406-accept": "a Request has no Accept header but as_table",
    "415-patch-type": "custom resources are not served; test_a_patch_of_a_strange_type",
    "429-eviction-pdb": "PodDisruptionBudgets are not served",
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
        "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json",
    )
