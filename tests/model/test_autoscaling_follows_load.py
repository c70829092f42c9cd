"""The autoscaler under a load that doubles: each of its decisions is computed again, from what was measured, by another hand."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from clusterviz.cluster import presets, traffic
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.control_plane.kube_controller_manager.controllers.horizontal_pod_autoscaler.limits import (
    Memory,
    bounded,
)
from clusterviz.cluster.control_plane.kube_controller_manager.controllers.horizontal_pod_autoscaler.replicas import (
    proposal,
)
from clusterviz.cluster.machinery.quantities import parse
from clusterviz.cluster.machinery.resources import DEPLOYMENTS, EVENTS, HORIZONTALPODAUTOSCALERS, PODS, SERVICES
from clusterviz.cluster.machinery.times import unix_ms
from clusterviz.cluster.machinery.trace import Hop
from clusterviz.cluster.traffic import Generator

from .node_story import ask

Object = dict[str, Any]
NAME = "php-apache"
HOST = f"http://{NAME}"
POLICY_80 = {"type": "Percent", "value": 80, "periodSeconds": 60}


@dataclass
class Look:
    """One look of the autoscaler: what it could know, and what it did."""

    at_ms: int
    current: int
    samples: Object  # PodMetrics by Pod
    pods: list[Object]
    chosen: int = -1


def is_question(hop: Hop) -> bool:
    """Whether metrics-server is asked what the Pods of `default` use."""
    return hop.target.startswith("metrics-server/") and (hop.kind, hop.subject) == ("request", "pods/default")


@dataclass
class Witness:
    """Runs a cluster, and writes down each look at the moment at which metrics-server is asked."""

    cluster: Cluster
    looks: list[Look] = field(default_factory=list)
    seen: int = 0  # the last record of the trace

    def run(self, seconds: int) -> None:
        """Let time pass, step by step."""
        cluster = self.cluster
        self.seen = cluster.trace.last_id
        until_ms = cluster.now_ms + seconds * 1000
        while (due := cluster.clock.next_at_ms()) is not None and due <= until_ms:
            cluster.clock.step()
            new = [cluster.trace.get(number) for number in range(self.seen + 1, cluster.trace.last_id + 1)]
            self.seen = cluster.trace.last_id
            if any(isinstance(one, Hop) and is_question(one) for one in new):
                self._look()
        if self.looks:
            self.looks[-1].chosen = self.replicas()

    def replicas(self) -> int:
        """The size that is asked for now."""
        [deployment] = [one for one in self.cluster.objects(DEPLOYMENTS) if one["metadata"]["name"] == NAME]
        return int(deployment["spec"]["replicas"])

    def _look(self) -> None:
        if self.looks:
            self.looks[-1].chosen = self.replicas()
        answers = next(one for name, one in self.cluster.components.items() if name.startswith("metrics-server"))
        pods = [one for one in self.cluster.objects(PODS) if one["metadata"].get("labels", {}).get("run") == NAME]
        made = [answers._pod(one) for one in pods]  # type: ignore[attr-defined]
        samples = {one["metadata"]["name"]: one for one in made if one is not None}
        now_ms = self.cluster.clock.epoch_ms + self.cluster.now_ms
        self.looks.append(Look(now_ms, self.replicas(), samples, pods))


def seconds_of(window: str) -> Fraction:
    """`15s`, `15.002s`."""
    return Fraction(window.removesuffix("s"))


def wanted_by_formula(look: Look, target: int, request_millis: int, tolerance: Fraction = Fraction(1, 10)) -> int:
    """How many Pods §7.12 asks for, before any window or limit; -1: nobody can say."""
    ready: dict[str, int] = {}
    unready, missing = [], []
    for pod in look.pods:
        name, status = pod["metadata"]["name"], pod.get("status", {})
        if "deletionTimestamp" in pod["metadata"] or status.get("phase") == "Failed":
            continue
        sample = look.samples.get(name)
        if status.get("phase") == "Pending":
            unready.append(name)
        elif sample is None:
            missing.append(name)
        else:
            condition = next(one for one in status["conditions"] if one["type"] == "Ready")
            changed = unix_ms(condition["lastTransitionTime"])
            started = unix_ms(status["startTime"])
            if look.at_ms < started + 300_000:
                early = unix_ms(sample["timestamp"]) < changed + seconds_of(sample["window"]) * 1000
                hidden = condition["status"] == "False" or early
            else:
                hidden = condition["status"] == "False" and changed < started + 30_000
            if hidden:
                unready.append(name)
            else:
                ready[name] = sum(math.ceil(parse(one["usage"]["cpu"]) * 1000) for one in sample["containers"])
    if not ready:
        return -1

    def ratio(usages: dict[str, int]) -> Fraction:
        return Fraction(sum(usages.values()) * 100 // (request_millis * len(usages)), target)

    first = ratio(ready)
    grows = first > 1
    if not missing and not (unready and grows):
        return look.current if abs(first - 1) <= tolerance else math.ceil(float(first) * len(ready))
    usages = dict(ready)
    for name in missing:
        if first != 1:
            usages[name] = 0 if grows else request_millis * max(100, target) // 100
    if unready and grows:
        usages |= dict.fromkeys(unready, 0)
    again = ratio(usages)
    if abs(again - 1) <= tolerance or (first < 1 < again) or (again < 1 < first):
        return look.current
    count = math.ceil(float(again) * len(usages))
    wrong_way = (again < 1 and count > look.current) or (again > 1 and count < look.current)
    return look.current if wrong_way else count


def allowed(looks: list[Look], target: int, request_millis: int, least: int, most: int) -> list[int]:
    """The size after each look: the highest wish of the last five minutes, at most twice as many (or four), within the bounds."""
    recommended: list[tuple[int, int]] = [(looks[0].at_ms, looks[0].current)]
    sizes = []
    for look in looks:
        wish = wanted_by_formula(look, target, request_millis)
        if wish < 0:
            sizes.append(look.current)
            continue
        recommended = [one for one in recommended if one[0] >= look.at_ms - 300_000]
        recommended.append((look.at_ms, wish))
        stable = max(one[1] for one in recommended)
        sizes.append(min(max(stable, least), most, max(2 * look.current, 4)))
    return sizes


def with_load(target: int = 50, most: int = 10, **behavior: Any) -> Witness:
    """A web server that computes, a Service in front of it, an autoscaler; and nobody who asks yet."""
    cluster = presets.make("with-metrics", seed=5, debug=True)
    limits = {"limits": {"cpu": "500m"}, "requests": {"cpu": "200m"}}
    container = {"name": NAME, "image": "registry.k8s.io/hpa-example", "resources": limits}
    _deploy(cluster, NAME, container, 1)
    service = {"metadata": {"name": NAME}, "spec": {"ports": [{"port": 80}], "selector": {"run": NAME}}}
    assert ask(cluster, "create", SERVICES, "default", body=service).ok
    spec: Object = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME},
        "minReplicas": 1,
        "maxReplicas": most,
        "metrics": [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": target}},
            }
        ],
    }
    if behavior:
        spec["behavior"] = behavior
    body = {"metadata": {"name": NAME}, "spec": spec}
    answer = ask(cluster, "create", HORIZONTALPODAUTOSCALERS, "default", body=body)
    assert answer.ok, answer.message
    askers = {
        "name": "load",
        "image": "busybox",
        "command": ["sh", "-c", f"while sleep 0.01; do wget -q -O- {HOST}; done"],
    }
    _deploy(cluster, "load", askers, 0)
    return Witness(cluster)


def _deploy(cluster: Cluster, name: str, container: Object, replicas: int) -> None:
    labels = {"run": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    assert ask(cluster, "create", DEPLOYMENTS, "default", body={"metadata": {"name": name}, "spec": spec}).ok


def load(witness: Witness, replicas: int) -> None:
    """So many ask, one request after the other."""
    body = {"spec": {"replicas": replicas}}
    query = {"content_type": "application/merge-patch+json"}
    assert ask(witness.cluster, "patch", DEPLOYMENTS, "default", "load", body=body, **query).ok


def sizes_told(cluster: Cluster) -> list[int]:
    """The sizes that events tell of."""
    found = [one for one in cluster.objects(EVENTS) if one["reason"] == "SuccessfulRescale"]
    return [int(one["message"].partition("New size: ")[2].partition(";")[0]) for one in found]


@pytest.mark.slow
def test_under_a_load_that_doubles_each_decision_follows_the_formula_and_the_window() -> None:
    witness = with_load()
    witness.run(90)
    for askers in (1, 2, 4):
        load(witness, askers)
        witness.run(150)
    top = witness.replicas()
    load(witness, 0)
    witness.run(290)
    assert witness.replicas() == top  # the wishes of the last five minutes hold it
    witness.run(160)
    assert witness.replicas() == 1
    looks = witness.looks
    assert len(looks) > 50
    assert [one.chosen for one in looks] == allowed(looks, 50, 200, 1, 10)
    grown = [one.chosen for one in looks if one.chosen > one.current]
    assert len(grown) >= 4
    assert max(grown) >= 8


def test_under_a_traffic_generator_that_doubles_replicas_follow_and_come_down_after_the_window() -> None:
    witness = with_load(most=20)
    witness.run(75)
    traffic.start(witness.cluster, Generator("load", HOST, traffic.INSIDE, 2, double_every_s=120, most_rps=32))
    sizes = []
    for _ in range(6):
        witness.run(120)
        sizes.append(witness.replicas())
    # 55 ms of CPU for each request, half of 200m wanted of each Pod: 110m, 220m, 440m, 880m, 1760m in all.
    assert sizes == sorted(sizes)
    for size, rps in zip(sizes[1:], (4, 8, 16, 32, 32), strict=True):
        assert 0.9 * rps * 55 / 100 <= size <= 1.35 * rps * 55 / 100 + 1
    traffic.of(witness.cluster).remove("load")
    witness.run(280)
    assert witness.replicas() == sizes[-1]
    witness.run(120)
    assert witness.replicas() == 1
    looks = witness.looks
    assert [one.chosen for one in looks] == allowed(looks, 50, 200, 1, 20)


def test_the_worked_trace_three_pods_at_ninety_percent_become_six() -> None:
    """Fact sheet §12.16."""
    ready = {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:05Z"}
    pods = [
        {
            "metadata": {"name": f"p{number}"},
            "status": {"phase": "Running", "startTime": "2026-01-01T00:00:00Z", "conditions": [ready]},
        }
        for number in range(6)
    ]

    def look(count: int, millis: int, current: int) -> Look:
        usage = {"containers": [{"name": "c", "usage": {"cpu": f"{millis}m"}}]}
        sample = {"timestamp": "2026-01-01T01:00:00Z", "window": "15s", **usage}
        at_ms = unix_ms("2026-01-01T01:00:10Z")
        return Look(at_ms, current, {pod["metadata"]["name"]: sample for pod in pods[:count]}, pods[:count])

    assert allowed([look(3, 180, 3)], 50, 200, 1, 20) == [6]
    assert allowed([look(6, 40, 6)], 50, 200, 1, 20) == [6]  # 3 are wanted; six were there just now
    assert wanted_by_formula(look(6, 40, 6), 50, 200) == 3


def pods_at(count: int, millis: int) -> tuple[list[Object], dict[str, Object]]:
    """So many Pods that have been ready for long and ask for 100m, and what each uses."""
    ready = {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:05Z"}
    container = {"name": "c", "resources": {"requests": {"cpu": "100m"}}}
    status = {"phase": "Running", "startTime": "2026-01-01T00:00:00Z", "conditions": [ready]}
    names = [f"p{number}" for number in range(count)]
    pods = [{"metadata": {"name": name}, "spec": {"containers": [container]}, "status": status} for name in names]
    usage = [{"name": "c", "usage": {"cpu": f"{millis}m"}}]
    sample = {"timestamp": "2026-01-01T01:00:00Z", "window": "15s", "containers": usage}
    return pods, dict.fromkeys(names, sample)


@pytest.mark.parametrize(
    ("count", "millis", "target", "size"),
    [
        (3, 90, {"averageUtilization": 50}, 6),
        (6, 20, {"averageUtilization": 50}, 3),
        (4, 55, {"averageUtilization": 50}, 4),  # 1.1: as much as may be
        (4, 56, {"averageUtilization": 50}, 5),
        (15, 124, {"averageUtilization": 60}, 32),  # 31 and a hair, in floating point
        (3, 101, {"averageValue": "20m"}, 16),
    ],
)
def test_the_formula_rounds_up_what_floating_point_makes_of_the_ratio(
    count: int, millis: int, target: Object, size: int
) -> None:
    pods, samples = pods_at(count, millis)
    now_ms = unix_ms("2026-01-01T01:00:10Z")
    assert proposal(count, pods, samples, "cpu", target, now_ms).replicas == size


def test_an_average_value_is_measured_in_whole_thousandths() -> None:
    pods, samples = pods_at(2, 110)
    odd = {
        "timestamp": "2026-01-01T01:00:00Z",
        "window": "15s",
        "containers": [{"name": "c", "usage": {"cpu": "111m"}}],
    }
    samples["p0"] = odd
    # 221m are 110m on average, which is 1.1 times 100m: near enough. 110.5m would not be.
    assert proposal(2, pods, samples, "cpu", {"averageValue": "100m"}, unix_ms("2026-01-01T01:00:10Z")).replicas == 2


@pytest.mark.parametrize(
    ("current", "wish", "rules", "size"),
    [
        (100, 500, {"scaleUp": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 60}]}}, 111),
        (10, 500, {"scaleUp": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 60}]}}, 11),
        (10, 1, {"scaleDown": {"stabilizationWindowSeconds": 0, "policies": [POLICY_80]}}, 1),
        (12, 1, {"scaleDown": {"stabilizationWindowSeconds": 0, "policies": [POLICY_80]}}, 2),
        (12, 1, {"scaleDown": {"stabilizationWindowSeconds": 0, "selectPolicy": "Disabled"}}, 12),
    ],
)
def test_percentages_of_policies_are_taken_in_floating_point(current: int, wish: int, rules: Object, size: int) -> None:
    autoscaler = {"spec": {"minReplicas": 1, "maxReplicas": 1000, "behavior": rules}}
    assert bounded(autoscaler, Memory(current, 0), current, wish, 600_000)[0] == size


@pytest.mark.parametrize(
    ("after_ms", "behavior", "size"), [(300_000, False, 6), (300_001, False, 3), (300_000, True, 3)]
)
def test_the_last_millisecond_of_the_window_belongs_to_it_unless_a_behavior_is_given(
    after_ms: int, behavior: bool, size: int
) -> None:
    autoscaler: Object = {"spec": {"minReplicas": 1, "maxReplicas": 10}}
    if behavior:
        autoscaler["spec"]["behavior"] = {"scaleDown": {}}
    assert bounded(autoscaler, Memory(6, 0), 6, 3, after_ms)[0] == size


@pytest.mark.slow
def test_policies_and_windows_of_a_behavior_bound_how_fast_it_goes() -> None:
    slowly = {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}
    witness = with_load(most=5, scaleUp=slowly, scaleDown={"stabilizationWindowSeconds": 30, **slowly})
    witness.run(90)
    load(witness, 4)
    witness.run(400)
    grown = [one for one in witness.looks if one.chosen > one.current]
    assert [one.chosen - one.current for one in grown] == [1] * len(grown)
    assert len(grown) == 4
    assert grown[-1].at_ms < witness.looks[-1].at_ms - 60_000  # what grew within a period may shrink again at once
    apart = [second.at_ms - first.at_ms for first, second in pairwise(grown)]
    assert min(apart) >= 60_000
    load(witness, 0)
    witness.run(200)
    shrunk = [one for one in witness.looks if one.chosen < one.current]
    assert shrunk
    assert all(one.current - one.chosen == 1 for one in shrunk)


@pytest.mark.slow
def test_a_tolerance_of_its_own_lets_small_differences_be() -> None:
    quiet = with_load(scaleUp={"tolerance": "1"})  # beta since 1.35: up to twice the target nothing follows
    quiet.run(90)
    load(quiet, 1)
    quiet.run(120)
    looks = quiet.looks
    wishes = [wanted_by_formula(one, 50, 200) for one in looks]
    mild = [place for place, one in enumerate(looks) if one.current < wishes[place] <= 2 * one.current]
    assert mild
    assert all(looks[place].chosen == looks[place].current for place in mild)


@pytest.mark.slow
@pytest.mark.parametrize("stopped", ["metrics-server", "kube-controller-manager"])
def test_without_metrics_nothing_is_scaled(stopped: str) -> None:
    from clusterviz.cluster import faults

    witness = with_load()
    witness.run(90)
    load(witness, 2)
    witness.run(120)
    before = witness.replicas()
    assert before > 1
    name = next(name for name in witness.cluster.components if name.partition("/")[0] == stopped)
    faults.apply(witness.cluster, "component.stop", name)
    load(witness, 0)
    witness.run(600)
    assert witness.replicas() == before
    if stopped == "metrics-server":
        told = [one["message"] for one in witness.cluster.objects(EVENTS) if one["reason"] == "FailedGetResourceMetric"]
        assert told[-1] == (
            "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource "
            "metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)"
        )
