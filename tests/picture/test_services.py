"""Services on the diagram: where they lead, in the drawing, in the tree and in words."""

from typing import Any

import pytest

from clusterviz import picture
from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.picture.overlays import overlay
from clusterviz.picture.services import MORE
from clusterviz.tools import shell


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 3)


def run(cluster: Cluster, line: str, ms: int = 3_000) -> None:
    shell.start(cluster, line)
    cluster.run_for(ms)


def drawn(cluster: Cluster, identifier: str) -> dict[str, Any]:
    data: dict[str, Any] = picture.scene(cluster)[identifier]["data"]
    return data


def test_a_service_leads_to_the_pods_that_are_ready(cluster: Cluster) -> None:
    run(cluster, "kubectl create service clusterip web --tcp=80")
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3", 100)
    assert drawn(cluster, "service/default/web")["word"] == "nobody is ready"
    cluster.run_for(20_000)
    service = drawn(cluster, "service/default/web")
    assert (service["word"], service["state"], service["detail"]) == ("3 Pods", "ok", "ClusterIP")
    assert service["brief"].startswith("10.96.")
    assert service["brief"].endswith(":80")
    pods = [element["data"] for element in picture.scene(cluster).values() if element["data"]["kind"] == "pod"]
    assert [pod["served_by"] for pod in pods] == [["service/default/web"]] * 3
    run(cluster, "kubectl scale deployment web --replicas=0", 40_000)
    service = drawn(cluster, "service/default/web")
    assert (service["word"], service["state"]) == ("nobody is ready", "weak")


def test_the_clusters_own_service_comes_last_and_leads_to_the_api_server(cluster: Cluster) -> None:
    run(cluster, "kubectl create service clusterip web --tcp=80")
    found = [name for name in picture.scene(cluster) if name.startswith("service/")]
    assert found == ["service/default/web", "service/default/kubernetes"]
    assert drawn(cluster, "service/default/kubernetes")["word"] == "API server"


@pytest.mark.parametrize(
    ("line", "address", "word"),
    [
        ("kubectl create service clusterip web --clusterip=None", "headless", "nobody is ready"),
        ("kubectl create service externalname web --external-name=example.com", "example.com", "another name"),
    ],
)
def test_a_service_without_an_address_says_what_it_is(cluster: Cluster, line: str, address: str, word: str) -> None:
    run(cluster, line)
    service = drawn(cluster, "service/default/web")
    assert (service["brief"], service["word"]) == (address, word)


def test_more_services_than_there_is_room_for_are_counted(cluster: Cluster) -> None:
    for number in range(6):
        run(cluster, f"kubectl create service clusterip web-{number} --tcp=80", 200)
    assert drawn(cluster, MORE)["more"] == {"wide": 3, "narrow": 5, "far": 5}
    assert "wide" in drawn(cluster, "service/default/web-3")["boxes"]
    assert "wide" not in drawn(cluster, "service/default/web-4").get("boxes", {})
    tree = picture.tree(cluster)["children"]
    (group,) = [item for item in tree if item["id"] == "services"]
    assert len(group["children"]) == 7


def test_coredns_says_how_many_of_its_pods_answer(cluster: Cluster) -> None:
    assert drawn(cluster, "coredns")["word"] == "2 of 2 ready"
    faults.apply(cluster, "node.off", "node-1")
    cluster.run_for(60_000)
    assert drawn(cluster, "coredns")["word"] == "1 of 2 ready"
    told = picture.inspect(cluster, "coredns")
    assert (told["title"], told["kind"]) == ("CoreDNS", "Add-on")


def test_the_view_of_the_network_is_told_in_words(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=1", 20_000)
    run(cluster, "kubectl expose deployment web --port=80")
    told = overlay(cluster, "network")
    assert told is not None
    address = drawn(cluster, "service/default/web")["brief"]
    assert told["words"].startswith(f"Service web, {address}, leads to 1 Pod; Service kubernetes, ")
