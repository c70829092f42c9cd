"""What is served, as a real API server lists it (golden_http/discovery), as far as the model serves it."""

from __future__ import annotations

import json
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


def test_the_core_group_is_listed(kube: Kube) -> None:
    expected = golden("api")
    expected["serverAddressByClientCIDRs"][0]["serverAddress"] = "172.18.0.2:6443"
    assert raw(kube, "/api") == expected
    assert raw(kube, "/apis/apps") == golden("apis_apps")


def test_the_groups_that_are_served_are_listed_as_recorded(kube: Kube) -> None:
    ours = {group["name"]: group for group in raw(kube, "/apis")["groups"]}
    recorded = {group["name"]: group for group in golden("apis")["groups"]}
    assert list(ours) == ["apps", "coordination.k8s.io", "discovery.k8s.io", "scheduling.k8s.io"]
    assert ours == {name: recorded[name] for name in ours}


@pytest.mark.parametrize(("path", "name"), [("/api/v1", "api_v1"), ("/apis/apps/v1", "apis_apps_v1")])
def test_the_resources_of_a_group_are_listed_as_recorded(kube: Kube, path: str, name: str) -> None:
    ours, recorded = raw(kube, path), golden(name)
    for resource in recorded["resources"]:
        resource.pop("storageVersionHash", None)
    known = {resource["name"]: resource for resource in recorded["resources"]}
    names = [resource["name"] for resource in ours["resources"]]
    assert ours["resources"] == [known[name] for name in names]
    assert names == [name for name in known if name in names]
    assert {key: ours[key] for key in ours if key != "resources"} == {
        key: recorded[key] for key in recorded if key != "resources"
    }


def test_everything_that_is_served_is_listed(kube: Kube) -> None:
    listed: dict[str, None] = {}
    for path in (
        "/api/v1",
        *(f"/apis/{group}/v1" for group in {resource.group: None for resource in RESOURCES} if group),
    ):
        listed.update({resource["name"]: None for resource in raw(kube, path)["resources"]})
    assert [resource.plural for resource in RESOURCES if resource.plural not in listed] == []


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
