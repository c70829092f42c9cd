"""What is served, as a real API server lists it (golden_http/discovery), as far as the model serves it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.resources import CONFIGMAPS, LEASES, PODS, RESOURCES, SERVICES

from .conftest import Kube, pod

GOLDEN = Path(__file__).parent / "golden_http" / "discovery"


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text())["response"]["body"]


def raw(kube: Kube, path: str, **query: str) -> Any:
    answer = kube.ask(Request("get", None, path=path, query=query))
    assert answer.code == 200, answer
    return answer.body


def test_the_version_is_that_of_the_recordings(kube: Kube) -> None:
    assert raw(kube, "/version") == {**golden("version"), "gitTreeState": "clean"}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/healthz"])
def test_a_living_server_says_ok(kube: Kube, path: str) -> None:
    assert raw(kube, path) == "ok" == golden(path[1:])
    lines = raw(kube, path, verbose="").splitlines()
    assert lines[0] == "[+]ping ok"
    assert lines[-1] == f"{path[1:]} check passed"


def test_the_checks_of_a_server_are_those_of_a_real_one(kube: Kube) -> None:
    """The recording's server was started without its two checks of etcd; a cluster that people run has them."""
    ours = raw(kube, "/readyz", verbose="")
    recorded = golden("readyz-verbose").replace("log ok\n", "log ok\n[+]etcd ok\n[+]etcd-readiness ok\n")
    assert ours == recorded


def test_each_check_can_be_asked_for_alone(kube: Kube) -> None:
    for path in ("/livez/etcd", "/readyz/informer-sync", "/healthz/poststarthook/rbac/bootstrap-roles"):
        assert raw(kube, path) == "ok"
    for path in ("/livez/informer-sync", "/healthz/nothing"):  # the first is of concern to /readyz alone
        assert kube.ask(Request("get", None, path=path)).code == 404


def test_the_root_lists_paths_that_are_answered(kube: Kube) -> None:
    paths = raw(kube, "/")["paths"]
    assert paths == sorted(paths)
    assert {"/api/v1", "/apis/apps/v1", "/livez/ping", "/openapi/v3", "/version"} <= set(paths)
    for path in paths:
        if not path.endswith("/"):
            raw(kube, path)


@pytest.mark.parametrize("path", ["/api", "/apis"])
def test_everything_is_listed_in_one_answer_for_those_who_ask(kube: Kube, path: str) -> None:
    recorded = json.loads((GOLDEN / f"{path[1:]}-aggregated.json").read_text())
    accept = recorded["request"]["headers"]["Accept"]
    answer = kube.ask(Request("get", None, path=path, accept=accept))
    assert answer.body == recorded["response"]["body"]
    of_kubectl = f"{accept},{accept.replace('v2', 'v2beta1')},application/json"
    assert kube.ask(Request("get", None, path=path, accept=of_kubectl)).body == answer.body


def test_the_openapi_documents_are_listed_as_recorded(kube: Kube) -> None:
    ours, recorded = raw(kube, "/openapi/v3")["paths"], golden("openapi-v3")["paths"]
    assert list(ours) == list(recorded)
    for path, place in ours.items():
        url, _, digest = place["serverRelativeURL"].partition("?hash=")
        assert url == recorded[path]["serverRelativeURL"].partition("?")[0]
        assert re.fullmatch("[0-9A-F]{128}", digest)
        assert raw(kube, place["serverRelativeURL"])["info"] == {"title": "Kubernetes", "version": "v1.36.2"}


def test_an_openapi_document_tells_what_a_kind_is_made_of(kube: Kube) -> None:
    document = raw(kube, "/openapi/v3/apis/apps/v1")
    patch = document["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"]
    assert patch["x-kubernetes-group-version-kind"] == {"group": "apps", "version": "v1", "kind": "Deployment"}
    assert "fieldValidation" in [one["name"] for one in patch["parameters"]]
    schemas = document["components"]["schemas"]
    name = patch["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert schemas[name]["properties"]["spec"]["$ref"].rpartition("/")[2] in schemas
    refused = kube.ask(Request("get", None, path="/openapi/v3/apis/boats/v1"))
    assert (refused.code, refused.body) == (404, "404 page not found\n")


def test_the_core_group_is_listed(kube: Kube) -> None:
    expected = golden("api")
    expected["serverAddressByClientCIDRs"][0]["serverAddress"] = "172.18.0.2:6443"
    assert raw(kube, "/api") == expected
    assert raw(kube, "/apis/apps") == golden("apis_apps")


def test_the_groups_are_listed_as_recorded(kube: Kube) -> None:
    assert raw(kube, "/apis") == golden("apis")


LISTS = sorted(path.stem for path in GOLDEN.glob("api*_v*.json"))


@pytest.mark.parametrize("name", LISTS)
def test_the_resources_of_a_group_are_listed_as_recorded(kube: Kube, name: str) -> None:
    assert raw(kube, "/" + name.replace("_", "/")) == golden(name)


def test_everything_that_is_served_is_listed(kube: Kube) -> None:
    listed: dict[tuple[str, str], None] = {}
    versions = [group["preferredVersion"]["groupVersion"] for group in raw(kube, "/apis")["groups"]]
    for path in ("/api/v1", *(f"/apis/{version}" for version in versions)):
        found = raw(kube, path)
        listed.update({(found["groupVersion"], resource["name"]): None for resource in found["resources"]})
    assert [r.plural for r in RESOURCES if (r.api_version, r.plural) not in listed] == []


def test_an_object_can_be_asked_for_by_its_path(kube: Kube) -> None:
    kube.create(PODS, pod())
    assert raw(kube, "/api/v1/namespaces/default/pods/web")["metadata"]["name"] == "web"
    assert len(raw(kube, "/api/v1/namespaces/default/pods")["items"]) == 1
    assert raw(kube, "/api/v1/pods?labelSelector=a%3Db")["items"] == []
    assert raw(kube, "/api/v1/namespaces/default")["kind"] == "Namespace"
    missing = kube.ask(Request("get", None, path="/api/v1/namespaces/default/pods/none"))
    assert (missing.code, missing.message) == (404, 'pods "none" not found')


def test_a_fresh_cluster_has_its_settings_and_its_own_service(kube: Kube) -> None:
    sizes = {obj["metadata"]["name"]: len(obj["data"]) for obj in kube.list(CONFIGMAPS, "kube-system").body["items"]}
    assert sizes == {
        "extension-apiserver-authentication": 6,
        "kube-apiserver-legacy-service-account-token-tracking": 1,
    }
    kube.delete(SERVICES, "kubernetes")
    assert kube.get(SERVICES, "kubernetes").code == 404
    kube.run(10_100)
    assert kube.get(SERVICES, "kubernetes").body["spec"]["clusterIP"] == "10.96.0.1"


def test_the_server_renews_its_identity_every_ten_seconds(kube: Kube) -> None:
    def renewed() -> str:
        (lease,) = kube.list(LEASES, "kube-system").body["items"]
        return str(lease["spec"]["renewTime"])

    first = renewed()
    kube.run(10_000)
    second = renewed()
    assert (first[:19], second[:19]) == ("2026-01-01T00:00:00", "2026-01-01T00:00:10")
