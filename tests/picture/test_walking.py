"""Walks on the page: the last connections, their steps, and where in the drawing each step is taken."""

from typing import Any

import pytest

from clusterviz import picture
from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.objects import name_of
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.picture.walking import place_of, walk, walks
from clusterviz.tools import shell

pytest.importorskip("clusterviz.cluster.machinery.walks", reason="connections leave no walk yet")

ASK = "sh -c 'wget -qO- http://web; nslookup nosuch; wget -qO- http://{address}; sleep 999'"


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 3)


def run(cluster: Cluster, line: str, ms: int = 3_000) -> None:
    shell.start(cluster, line)
    cluster.run_for(ms)


def asked(cluster: Cluster) -> list[dict[str, Any]]:
    """Three walks: one that finds a Pod, one for a name that is none, one to a Service without Pods. Oldest first."""
    run(cluster, "kubectl create deployment web --image=nginx --replicas=2", 20_000)
    run(cluster, "kubectl expose deployment web --port=80")
    run(cluster, "kubectl create service clusterip empty --tcp=80", 3_000)
    run(cluster, f"kubectl run ask --image=nicolaka/netshoot -- {ASK.format(address='empty')}", 30_000)
    return [one for one in reversed(walks(cluster)) if one["client"] == "default/ask"]


def node_of(cluster: Cluster, pod: str) -> str:
    return next(str(one["spec"]["nodeName"]) for one in cluster.objects(PODS) if name_of(one) == pod)


def test_the_list_says_who_wanted_whom_and_how_it_ended(cluster: Cluster) -> None:
    found, nobody, empty = asked(cluster)[:3]
    assert (found["target"], found["word"], found["state"], found["code"]) == ("web:80", "connected", "ok", 200)
    assert found["pod"].startswith("default/web-")
    assert (nobody["target"], nobody["word"], nobody["state"]) == ("nosuch", "no such name", "weak")
    assert (empty["target"], empty["word"], empty["state"], empty["pod"]) == ("empty:80", "refused", "bad", "")


def test_each_step_has_a_sentence_and_a_place_that_is_drawn(cluster: Cluster) -> None:
    found = asked(cluster)[0]
    told = walk(cluster, found["id"])
    assert told is not None
    places = [step["place"] for step in told["steps"]]
    drawn = picture.scene(cluster)
    assert all(step["sentence"].endswith(".") for step in told["steps"])
    assert set(places) <= set(drawn)
    node = node_of(cluster, "ask")
    assert places[0] == "pod/default/ask"
    assert f"kube-proxy/{node}" in places
    assert places[-1] == f"pod/{found['pod']}"
    assert any(place.startswith("system/node-") for place in places)  # CoreDNS, in whose chip it is
    changed = [step for step in told["steps"] if step["verdict"].startswith("DNAT")]
    assert [step["changed"] for step in changed] == [True, True]


def test_a_walk_is_inspected_like_anything_else_until_it_is_forgotten(cluster: Cluster) -> None:
    found = asked(cluster)[0]
    told = picture.inspect(cluster, found["element"])
    assert (told["title"], told["word"]) == ("default/ask → web:80", "connected")
    assert told["walk"]["steps"]
    for gone in ("walk/999999", "walk/x", "walk/", "walk/" + "9" * 400):
        assert not picture.inspect(cluster, gone)["found"]


@pytest.mark.parametrize(
    ("place", "chain", "element"),
    [
        ("node-1", "KUBE-SVC-X", "kube-proxy/node-1"),
        ("node-1", "route", "node/node-1"),
        ("control-plane", "route", "plane"),
        ("default/web", "port 80", "pod/default/web"),
        ("kube-system/nobody", "port 53", ""),
        ("outside", "route", "you"),
    ],
)
def test_where_a_step_is_taken(cluster: Cluster, place: str, chain: str, element: str) -> None:
    assert place_of(cluster, place, chain) == element


def test_whoever_takes_part_in_a_connection_lists_it(cluster: Cluster) -> None:
    found, nobody, empty = asked(cluster)[:3]

    def listed(element: str) -> list[str]:
        return [one["element"] for one in picture.inspect(cluster, element)["connections"]]

    every = [empty["element"], nobody["element"], found["element"]]
    assert listed("pod/default/ask") == every  # the latest first
    assert listed(f"pod/{found['pod']}") == [found["element"]]
    assert listed("service/default/web") == [found["element"]]
    assert listed("service/default/empty") == [empty["element"]]
    assert set(every) <= set(listed(f"kube-proxy/{node_of(cluster, 'ask')}"))
    assert listed("node/node-1") == []
