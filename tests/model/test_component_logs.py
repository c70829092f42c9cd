"""The logs of the control plane's processes: what is in them is true, of one life, and not too much. Fact sheet §8.13."""

from __future__ import annotations

import json
import re

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery import component_logs
from clusterviz.cluster.machinery.resources import CONFIGMAPS, PODS

from .node_story import ask

KLOG = re.compile(r"[IWE]\d{4} \d\d:\d\d:\d\d\.\d{6} +1 [a-z_]+\.go:\d+\] \S")
COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", seed=3)


def texts(cluster: Cluster, name: str, previous: bool = False) -> list[str]:
    lines = component_logs.read(cluster.components[name], previous)
    assert lines is not None
    assert [line.at_ms for line in lines] == sorted(line.at_ms for line in lines)
    return [line.text for line in lines]


def test_every_line_has_the_form_of_its_program(cluster: Cluster) -> None:
    cluster.components["etcd"].stop()
    cluster.run_for(12_000)
    cluster.components["etcd"].start()
    cluster.run_for(20_000)
    for name in COMPONENTS:
        assert [line for line in texts(cluster, name) if not KLOG.match(line)] == []
    for line in texts(cluster, "etcd"):
        assert {"level", "ts", "caller", "msg"} <= set(json.loads(line))


def test_a_log_is_of_one_life(cluster: Cluster) -> None:
    scheduler = cluster.components["kube-scheduler"]
    assert component_logs.read(scheduler, previous=True) is None
    ended_ms = cluster.clock.now_ms
    scheduler.stop()
    while_down = texts(cluster, "kube-scheduler")
    cluster.run_for(5_000)
    assert texts(cluster, "kube-scheduler") == while_down  # who does not run writes nothing
    scheduler.start()
    cluster.run_for(1_000)
    assert texts(cluster, "kube-scheduler", previous=True) == while_down
    again = component_logs.read(scheduler)
    assert again is not None
    assert again[0].at_ms == ended_ms + 5_000


def test_only_what_an_etcd_has_answered_can_have_been_slow(cluster: Cluster) -> None:
    etcd = cluster.components["etcd"]
    etcd.stop()
    cluster.run_for(40_000)  # many ask, and nobody answers
    etcd.start()
    cluster.run_for(60_000)
    assert [line for line in texts(cluster, "etcd") if "took too long" in line] == []


def test_writes_are_told_with_their_codes_and_reads_are_not(cluster: Cluster) -> None:
    assert ask(cluster, "create", CONFIGMAPS, "default", body={"metadata": {"name": "conf"}}).ok
    assert ask(cluster, "create", CONFIGMAPS, "default", body={"metadata": {"name": "conf"}}).code == 409
    assert ask(cluster, "get", PODS, "default", "nobody").code == 404
    told = [line for line in texts(cluster, "kube-apiserver") if 'userAgent="kubectl"' in line]
    path = "/api/v1/namespaces/default/configmaps"
    said = re.compile(r'"HTTP" verb="POST" URI="(.*)" latency="[1-9]\d?ms" userAgent="kubectl" resp=(\d+)')
    found = [said.fullmatch(line.partition("] ")[2]) for line in told]
    path = "/api/v1/namespaces/default/configmaps"
    assert [match.groups() if match else None for match in found] == [(path, "201"), (path, "409")]


def test_a_log_has_an_end(cluster: Cluster) -> None:
    for number in range(component_logs.MOST_LINES):
        assert ask(cluster, "create", CONFIGMAPS, "default", body={"metadata": {"name": f"conf-{number}"}}).ok
    lines = texts(cluster, "kube-apiserver")
    assert len(lines) == component_logs.MOST_LINES
    assert "configmaps" in lines[-1]
