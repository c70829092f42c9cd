"""An incident, told when it is over; and that nobody is told before."""

from __future__ import annotations

import pytest

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.trace import SCENE, SECRET
from clusterviz.picture.packets import UNTOLD, packet
from clusterviz.picture.story import marks, story
from clusterviz.picture.why import why
from clusterviz.tools import shell
from lessons.deeds import Deed, only_looks
from lessons.post_mortem import MOST_TURNS, Told, tell

EPOCH_MS = 1_767_225_600_000


def told_of(*deeds: tuple[str, str]) -> list[Told]:
    """What is told of a cluster in which this was done, half a minute apart: (who, line)."""
    cluster, done = checkpoint.fork("three-nodes", 1, EPOCH_MS, None), []
    for who, line in deeds:
        done.append(Deed(cluster.now_ms, line, who=who))
        shell.start(cluster, line, who=who)
        cluster.run_for(30_000)
    return tell([deed for deed in done if not only_looks(deed.line)], cluster.trace)


def sentences(deed: Told) -> list[str]:
    return [turn.sentence for turn in deed.turns.values()]


def test_everybodys_deeds_stand_in_order_and_looking_is_none() -> None:
    told = told_of(
        (SECRET, "kubectl create deployment web --image=nginx --replicas=2"),
        (SECRET, "fault stop kube-scheduler"),
        ("you", "kubectl get pods"),
        ("you", "kubectl -n kube-system get pods"),
        ("you", "etcdctl member list"),
        ("you", "kubectl get deployment web -o yaml | kubectl apply -f -"),
        (SCENE, "fault node-3 off"),
        ("you", "fault start kube-scheduler"),
    )
    assert [(deed.who, deed.line) for deed in told] == [
        ("before", "kubectl create deployment web --image=nginx --replicas=2"),
        ("before", "fault stop kube-scheduler"),
        ("you", "kubectl get deployment web -o yaml | kubectl apply -f -"),
        ("meanwhile", "fault node-3 off"),
        ("you", "fault start kube-scheduler"),
    ]
    assert [deed.at_ms for deed in told] == sorted(deed.at_ms for deed in told)


def test_what_came_of_a_deed_stands_below_it_however_late_and_what_is_alike_is_told_once() -> None:
    bad, mine = told_of(
        (SECRET, "kubectl create deployment web --image=nginx:none --replicas=3"),
        ("you", "kubectl create namespace mine"),
    )
    pulls = [turn for turn in bad.turns.values() if "nginx:none" in turn.sentence]
    assert pulls
    assert any(turn.more >= 2 for turn in pulls), "three Pods, one sentence"
    assert len(bad.turns) <= MOST_TURNS
    assert "nginx:none" not in " ".join(sentences(mine)), "the clock is no cause"


def test_what_silence_brings_about_stands_below_the_last_deed_before_it() -> None:
    shop, off = told_of(
        (SECRET, "kubectl create deployment shop --image=nginx --replicas=6"), (SECRET, "fault node-2 off")
    )[:2]
    later = told_of((SECRET, "fault node-2 off"), ("you", "kubectl get nodes"), ("you", "kubectl get nodes"))
    assert "node-2" in " ".join(sentences(later[0]))
    assert (shop.who, off.who) == ("before", "before")


def test_a_first_look_in_vain_is_no_trouble() -> None:
    (deed,) = told_of(
        (SECRET, "kubectl apply -f - <<'EOF'\napiVersion: v1\nkind: Namespace\nmetadata: {name: green}\nEOF")
    )
    assert "kind: Namespace" in deed.line
    assert sentences(deed) == []


def test_a_cluster_in_which_nobody_did_anything_has_none() -> None:
    assert told_of() == []


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 1, EPOCH_MS, None)


def test_before_it_is_over_nobody_is_told(cluster: Cluster) -> None:
    shell.start(cluster, "fault stop kube-scheduler", who=SECRET)
    shell.start(cluster, "kubectl create namespace mine")
    cluster.run_for(5_000)
    records = cluster.trace.records()
    secret, mine = [entry for entry in story(records, cluster) if entry["kind"] == "Poke"][-2:]
    assert (secret["sentence"], secret["name"], secret["who"]) == (UNTOLD, "somebody", "addon")
    assert mine["sentence"] == "kubectl create namespace mine"
    assert [(mark["label"], mark["who"]) for mark in marks(records, cluster)][-2:] == [
        ("?", "addon"),
        ("create namespace …", "you"),
    ]
    notes = [drawn["note"] for record in records if (drawn := packet(record, cluster)) and drawn["is"] == "poke"]
    assert notes[-2:] == [UNTOLD, "kubectl create namespace mine"]


def test_who_asks_why_is_led_to_the_secret_and_not_told_it(cluster: Cluster) -> None:
    shell.start(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    cluster.run_for(20_000)
    faults.apply(cluster, "node.off", "node-2", SECRET)
    cluster.run_for(400_000)
    chains = [why(cluster, element) for element in ("node/node-2", "kubelet/node-2")]
    assert all(UNTOLD in [link["sentence"] for link in chain] for chain in chains)
    assert "fault node-2" not in repr(chains)
    assert all(link["who"] != "you" for chain in chains for link in chain if link["sentence"] == UNTOLD)
