"""Which waiting Pods a real kube-scheduler tried again after a change, and which it let sleep, is what our hints say."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from clusterviz.cluster.control_plane.kube_scheduler.changes import Change
from clusterviz.cluster.control_plane.kube_scheduler.plugins import BY_NAME
from clusterviz.cluster.control_plane.kube_scheduler.pod_info import PodInfo
from clusterviz.cluster.control_plane.kube_scheduler.rehearsal import Rehearsal
from clusterviz.tools.scheduling_records import RecordedCluster

RECORDS = Path(__file__).with_name("scheduler-dev.jsonl.gz")
SCENARIOS: list[dict[str, Any]] = [json.loads(line) for line in gzip.decompress(RECORDS.read_bytes()).splitlines()]


class Sleepers:
    """The Pods that wait in a scenario, and who of them a change wakes."""

    def __init__(self) -> None:
        self.rejectors: dict[str, list[str]] = {}
        self.woken: dict[str, None] = {}

    def hear(self, cluster: RecordedCluster, change: Change) -> None:
        for key, rejectors in self.rejectors.items():
            pod = PodInfo(cluster.pods[key])
            if any(BY_NAME[name].worth_a_retry(pod, change) for name in rejectors):
                self.woken[key] = None


def change_of(
    step: dict[str, Any], cluster: RecordedCluster, nodes: dict[str, Any], pods: dict[str, Any]
) -> Change | None:
    """What a step changes, told from what was there before (`nodes`, `pods`)."""
    match step["op"]:
        case "add_node" | "patch_node":
            return Change("nodes", nodes.get(step["node"]), cluster.nodes[step["node"]])
        case "delete_pod":
            return Change("pods", pods[step["pod"]], None)
        case "create_pod" if cluster.pods[step["pod"]]["spec"].get("nodeName"):
            return Change("pods", None, cluster.pods[step["pod"]])
    return None


def test_the_same_pods_wake_as_in_the_records() -> None:
    tried_again = 0
    for scenario in SCENARIOS:
        cluster = RecordedCluster(scenario, Rehearsal())
        sleepers = Sleepers()
        for index, step in enumerate(cluster.steps):
            nodes, pods = dict(cluster.nodes), dict(cluster.pods)
            cluster.take_step(index)
            sleepers.woken = {}
            change = change_of(step, cluster, nodes, pods)
            if change is not None:
                sleepers.hear(cluster, change)
            again = []
            for entry in scenario["expect"]:
                if entry["step"] != index or "pod" not in entry:
                    continue
                key = entry["pod"]
                if sleepers.rejectors.pop(key, None) is not None:
                    again.append(key)
                if entry["outcome"] == "unschedulable":
                    failures = entry.get("filter_failures", {}).values()
                    sleepers.rejectors[key] = sorted({failure["plugin"] for failure in failures if failure["plugin"]})
                before = dict(cluster.pods)
                cluster.follow(entry)
                if entry["outcome"] == "bound":
                    sleepers.hear(cluster, Change("pods", None, cluster.pods[key]))
                for victim in entry.get("victims") or ():
                    if victim not in cluster.pods:
                        sleepers.hear(cluster, Change("pods", before[victim], None))
            assert sorted(sleepers.woken) == sorted(set(again)), f"{scenario['id']}, step {index}: {step}"
            tried_again += len(again)
    assert tried_again == 50
