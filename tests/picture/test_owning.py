"""Who owns whom on the diagram, where owners stand, and which Pod has taken whose place."""

from itertools import pairwise
from typing import Any

import pytest

from clusterviz import picture
from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.picture.workloads import MORE, places_in, shown
from clusterviz.tools import shell


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 3)


def run(cluster: Cluster, line: str, ms: int = 15_000) -> None:
    shell.start(cluster, line)
    cluster.run_for(ms)


def drawn(cluster: Cluster, kind: str) -> list[dict[str, Any]]:
    return [element["data"] for element in picture.scene(cluster).values() if element["data"].get("kind") == kind]


def test_a_deployment_owns_a_replicaset_and_that_owns_the_pods(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=2")
    deployment, replicaset = drawn(cluster, "owner")
    assert (deployment["id"], deployment["detail"], deployment["word"], deployment["state"]) == (
        "deployment/default/web",
        "Deployment",
        "2 of 2 ready",
        "ok",
    )
    assert replicaset["owned_by"] == deployment["id"]
    assert replicaset["name"] == f"web-{replicaset['base'].removeprefix('…')}"
    assert {pod["owned_by"] for pod in drawn(cluster, "pod")} == {replicaset["id"]}
    assert deployment["boxes"]["wide"][1] < replicaset["boxes"]["wide"][1]


def test_an_old_replicaset_is_drawn_as_long_as_it_has_pods(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx")
    run(cluster, "kubectl set image deployment/web nginx=httpd", 1_000)
    assert [owner["detail"] for owner in drawn(cluster, "owner")] == ["Deployment", "ReplicaSet", "ReplicaSet"]
    cluster.run_for(60_000)
    assert [owner["detail"] for owner in drawn(cluster, "owner")] == ["Deployment", "ReplicaSet"]


def test_a_job_and_a_pod_of_its_own_have_nobody_above_them(cluster: Cluster) -> None:
    run(cluster, "kubectl create job once --image=busybox -- sleep 1000")
    run(cluster, "kubectl run alone --image=nginx")
    (job,) = drawn(cluster, "owner")
    assert (job["detail"], job["word"], "owned_by" in job) == ("Job", "0 of 1 done", False)
    assert {pod["base"]: pod.get("owned_by") for pod in drawn(cluster, "pod")} == {"once": job["id"], "alone": None}


def test_the_pod_that_takes_anothers_place_says_whose(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    before = {pod["id"]: pod["parent"] for pod in drawn(cluster, "pod")}
    assert not any("replaces" in pod for pod in drawn(cluster, "pod"))
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(420_000)
    lost = {name for name, node in before.items() if node == "node/node-2"}
    assert lost
    assert {pod["replaces"] for pod in drawn(cluster, "pod") if "replaces" in pod} == lost
    assert all(pod["id"] not in before for pod in drawn(cluster, "pod") if "replaces" in pod)


def test_scaling_down_replaces_nobody(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    run(cluster, "kubectl scale deployment web --replicas=1", 200)
    assert not any("replaces" in pod for pod in drawn(cluster, "pod"))


@pytest.mark.parametrize("mode", ["wide", "narrow", "far"])
def test_owners_stand_side_by_side_below_their_own(mode: str) -> None:
    found = places_in(mode, [("d1", ["r1", "r2"]), ("", ["job"]), ("d2", ["r3"]), ("d3", [])])
    rows: dict[float, list[list[float]]] = {}
    for box in found.values():
        rows.setdefault(box[1], []).append(box)
    for row in rows.values():
        row.sort()
        assert all(one[0] + one[2] < other[0] for one, other in pairwise(row))
    middle = (found["r1"][0] + found["r2"][0]) / 2
    assert found["d1"][0] == pytest.approx(middle)
    assert ("d3" in found) is (mode == "wide")


@pytest.mark.parametrize(("mode", "drawn"), [("wide", 4), ("narrow", 2), ("far", 2)])
def test_owners_without_a_column_are_counted_in_the_last_one(mode: str, drawn: int) -> None:
    seven = [(f"d{number}", [f"r{number}"]) for number in range(7)]
    assert shown(mode, seven) == drawn
    found = places_in(mode, seven)
    assert set(found) == {name for above, below in seven[:drawn] for name in (above, *below)} | {MORE}
    assert found[MORE][0] > max(box[0] for name, box in found.items() if name != MORE)
    assert MORE not in places_in(mode, seven[: drawn + 1])


def test_the_drawing_says_how_many_workloads_have_no_room(cluster: Cluster) -> None:
    for number in range(6):
        run(cluster, f"kubectl create deployment web-{number} --image=nginx", 10)
    more = next(data for data in drawn(cluster, "owner") if data["id"] == MORE)
    assert more["more"] == {"wide": 2, "narrow": 4, "far": 4}
    assert (
        picture.inspect(cluster, MORE)["what"]
        == "Workloads for which there is no room in the drawing. The tree has all of them."
    )
    workloads = next(item for item in picture.tree(cluster)["children"] if item["id"] == "workloads")
    assert [item["label"] for item in workloads["children"]] == [f"Deployment web-{number}" for number in range(6)]


def test_the_tree_has_replicasets_below_their_deployment(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx")
    workloads = next(item for item in picture.tree(cluster)["children"] if item["id"] == "workloads")
    (deployment,) = workloads["children"]
    assert deployment["label"] == "Deployment web"
    assert [child["label"].split()[0] for child in deployment["children"]] == ["ReplicaSet"]
