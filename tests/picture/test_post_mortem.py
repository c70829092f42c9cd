"""An incident, told when it is over."""

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.trace import SCENE, SECRET
from clusterviz.picture.packets import UNTOLD, packet
from clusterviz.picture.post_mortem import MOST_TURNS, post_mortem
from clusterviz.picture.story import marks, story
from clusterviz.tools import shell


def cluster_with(*deeds: tuple[str, str]) -> Cluster:
    cluster = checkpoint.fork("three-nodes", 1, 1_767_225_600_000, None)
    for who, line in deeds:
        shell.start(cluster, line, who=who)
        cluster.run_for(30_000)
    return cluster


def test_everybodys_deeds_stand_in_order_and_looking_is_none() -> None:
    cluster = cluster_with(
        (SECRET, "kubectl create deployment web --image=nginx --replicas=2"),
        (SCENE, "fault stop kube-scheduler"),
        ("you", "kubectl get pods"),
        ("you", "kubectl describe nodes"),
        ("you", "fault start kube-scheduler"),
    )
    told = post_mortem(cluster)
    assert [(deed["who"], deed["text"]) for deed in told] == [
        ("before", "kubectl create deployment web --image=nginx --replicas=2"),
        ("before", "fault stop kube-scheduler"),
        ("you", "fault start kube-scheduler"),
    ]
    assert [deed["clock"] for deed in told] == sorted(deed["clock"] for deed in told)


def test_what_came_of_a_deed_stands_below_it_once() -> None:
    cluster = cluster_with((SECRET, "kubectl create deployment web --image=nginx:none --replicas=3"))
    (deed,) = post_mortem(cluster)
    pulls = [turn for turn in deed["turns"] if "pull" in turn["sentence"].lower()]
    assert pulls
    assert any(turn["more"] >= 2 for turn in pulls), "three Pods, one sentence"
    assert len(deed["turns"]) <= MOST_TURNS


def test_a_cluster_in_which_nobody_did_anything_has_none() -> None:
    assert post_mortem(cluster_with()) == []


def test_before_it_is_over_nobody_is_told() -> None:
    cluster = cluster_with((SECRET, "fault stop kube-scheduler"), ("you", "kubectl create namespace mine"))
    records = cluster.trace.records()
    (secret, mine) = [
        entry for entry in story(records, cluster) if entry["kind"] == "Poke" and entry["name"] != "kubeadm"
    ][-2:]
    assert (secret["sentence"], secret["name"]) == (UNTOLD, "somebody")
    assert mine["sentence"] == "kubectl create namespace mine"
    assert [mark["label"] for mark in marks(records, cluster) if mark["who"] == "you"][-2:] == [
        "?",
        "create namespace …",
    ]
    notes = [drawn["note"] for record in records if (drawn := packet(record, cluster)) and drawn["is"] == "poke"]
    assert notes[-2:] == [UNTOLD, "kubectl create namespace mine"]


def test_who_looks_at_the_thing_that_is_broken_is_not_told_who_did_it() -> None:
    cluster = cluster_with((SECRET, "kubectl create deployment web --image=nginx"))
    faults.apply(cluster, "node.off", "node-2", SECRET)
    cluster.run_for(60_000)
    assert "fault node-2" not in repr(story(cluster.trace.records(), cluster))
