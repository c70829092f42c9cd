"""The model alone: how fast a cluster is made, how much memory it takes, how fast Deployments come up."""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from dataclasses import dataclass
from statistics import median

from clusterviz.cluster.checkpoint import fork
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.objects import condition_true
from clusterviz.cluster.machinery.resources import DEPLOYMENTS, NODES, PODS
from clusterviz.tools.simulation.asking import ask


@dataclass(frozen=True)
class Row:
    """One line of the table. `over`: the budget is missed (None: there is none for this row)."""

    what: str
    measured: str
    budget: str
    over: bool


def cluster_ready() -> Row:
    """A new 3-node cluster: a fork of the booted preset. Median of 20, in ms of wall time."""
    fork("three-nodes")
    times = []
    for seed in range(20):
        began = time.perf_counter()
        fork("three-nodes", seed=seed)
        times.append((time.perf_counter() - began) * 1000)
    return Row("a new 3-node cluster, ready", f"{median(times):.1f} ms", "< 50 ms", median(times) >= 50)


def memory_per_cluster() -> Row:
    """What clusters 11 to 110 add to the process, each idle for a virtual minute; in MB each."""
    clusters = [_idle(seed) for seed in range(10)]
    gc.collect()
    before = _resident_mb()
    clusters += [_idle(seed) for seed in range(10, 110)]
    gc.collect()
    each = (_resident_mb() - before) / 100
    assert len(clusters) == 110
    return Row("memory of an idle 3-node cluster", f"{each:.2f} MB", "< 1 MB", each >= 1)


def _idle(seed: int) -> Cluster:
    cluster = fork("three-nodes", seed=seed)
    cluster.run_for(60_000)
    return cluster


def _resident_mb() -> float:
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except FileNotFoundError:  # macOS: the peak is all there is
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def deployment(replicas: int, nodes: int) -> Row:
    """A Deployment until all its Pods are Running and Ready, as fast as it goes."""
    cluster = fork("bare", seed=1, nodes=nodes)
    assert len(cluster.objects(NODES)) == nodes, "the preset has too few nodes"
    container = {"name": "nginx", "image": "nginx:1.27"}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    began, began_cpu = time.perf_counter(), time.process_time()
    ask(cluster, Request("create", DEPLOYMENTS, "default", body=body), "create deployment web")
    first_ms = cluster.now_ms
    while sum(condition_true(pod, "Ready") for pod in cluster.objects(PODS)) < replicas:
        cluster.run_for(1000)
        assert cluster.now_ms - first_ms < 600_000, "the Deployment does not come up"
    wall_s, cpu_ms = time.perf_counter() - began, (time.process_time() - began_cpu) * 1000 / replicas
    measured = f"{wall_s:.2f} s, {cpu_ms:.2f} ms a Pod, {(cluster.now_ms - first_ms) / 1000:.0f} virtual s"
    big = replicas >= 1000
    over = big and (wall_s >= 5 or cpu_ms >= 4)
    return Row(f"Deployment of {replicas:,} on {nodes} nodes", measured, "< 5 s, < 4 ms a Pod" if big else "–", over)
