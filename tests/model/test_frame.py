"""The frame holds: exact images, determinism, causes back to the poke, and crashes that converge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster import checkpoint, faults, invariants
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import MERGE_PATCH, Request
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.objects import condition_true, name_of
from clusterviz.cluster.machinery.resources import DEPLOYMENTS, PODS, SERVICES
from clusterviz.cluster.machinery.trace import Hop, Poke, Timer
from clusterviz.tools.shell import start
from clusterviz.tools.simulation.pokes import ask

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = 100
CREATE = "kubectl create deployment web --image=nginx --replicas=3"


def busy(seed: int = 3) -> Cluster:
    """A cluster in which much is going on."""
    cluster = checkpoint.fork("three-nodes", seed=seed)
    start(cluster, CREATE)
    start(cluster, "kubectl expose deployment web --port=80")
    return cluster


def ready(cluster: Cluster) -> list[str]:
    return sorted(
        name_of(pod) for pod in cluster.objects(PODS) if name_of(pod).startswith("web") and condition_true(pod, "Ready")
    )


def test_every_hop_of_the_chain_reaches_the_poke() -> None:
    cluster = busy()
    poke = next(r for r in cluster.trace.records() if isinstance(r, Poke) and r.text == CREATE)
    cluster.run_for(30_000)
    assert len(ready(cluster)) == 3
    running = [
        hop
        for hop in cluster.trace.hops()
        if hop.source.startswith("kubelet/") and hop.verb == "PATCH" and hop.subject.startswith("pods/default/web")
    ]
    chain = list(cluster.trace.why(running[-1].id))
    assert chain[-1] == poke
    crossed = {record.source for record in chain if isinstance(record, Hop)}
    assert {"you", "kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler"} <= crossed | {
        record.target for record in chain if isinstance(record, Hop)
    }


def test_only_pokes_and_periodic_timers_are_roots() -> None:
    cluster = busy()
    cluster.run_for(60_000)
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(400_000)
    assert invariants.broken(cluster, (invariants.every_hop_has_a_cause,)) == []
    roots = {record.name for record in cluster.trace.records() if isinstance(record, Timer) and record.cause is None}
    assert roots, "heartbeats are roots of their own"


SCRIPT = """
import sys, json
from clusterviz.cluster import checkpoint, faults
from clusterviz.tools.shell import start
sys.path.insert(0, ".")
if sys.argv[1] == "run":
    cluster = checkpoint.fork("three-nodes", seed=11)
    start(cluster, "kubectl create deployment web --image=nginx --replicas=5")
    cluster.run_for(20_000)
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(90_000)
    print(cluster.trace.digest())
else:
    for line in sys.stdin:
        path, until_ms = json.loads(line)
        cluster = checkpoint.restore(open(path, "rb").read())
        cluster.clock.run_until(until_ms)
        print(cluster.trace.digest(), flush=True)
"""


def python(arguments: list[str], hash_seed: str, text: str = "") -> str:
    """What another process prints."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_seed_and_pokes_give_the_same_trace_in_any_process() -> None:
    assert python(["run"], "1") == python(["run"], "4242")


@pytest.mark.slow
def test_a_cluster_stored_at_any_moment_goes_on_in_another_process_as_if_nothing_had_happened(tmp_path: Path) -> None:
    chance = Chance(1, "moments")
    cluster = busy()
    questions, wanted = [], []
    for number in range(MOMENTS):
        for _ in range(chance.below(60)):
            cluster.clock.step()
        if number % 10 == 5:
            start(cluster, f"kubectl scale deployment web --replicas={chance.below(9)}")
        if number == 40:
            faults.apply(cluster, "node.off", "node-1")
        if number == 60:
            faults.apply(cluster, "node.on", "node-1")
        path = tmp_path / f"{number}.image"
        path.write_bytes(checkpoint.image(cluster))
        until_ms = cluster.now_ms + 20_000
        twin = checkpoint.restore(path.read_bytes())
        twin.clock.run_until(until_ms)
        wanted.append(twin.trace.digest())
        questions.append(json.dumps([str(path), until_ms]))
        if number == MOMENTS - 1:
            cluster.clock.run_until(until_ms)
            assert cluster.trace.digest() == twin.trace.digest()
    answers = python(["restore"], "77", "\n".join(questions) + "\n").split()
    assert answers == wanted


@pytest.mark.parametrize(
    "name", ["kube-controller-manager", "kube-scheduler", "kube-apiserver", "etcd", "kubelet/node-1"]
)
def test_a_crash_at_any_moment_converges(name: str) -> None:
    chance = Chance(len(name), "crash")
    cluster = busy(seed=5)
    for _ in range(4):
        cluster.run_for(1 + chance.below(1500))
        if cluster.components[name].running:
            faults.apply(cluster, "component.stop", name)
        cluster.run_for(1 + chance.below(2500))
        faults.apply(cluster, "component.start", name)
        ask(cluster, _scale(3 + chance.below(4)), "scale web")
    cluster.run_for(5000)
    ask(cluster, _scale(4), "scale web to 4")
    cluster.run_for(1000)
    while cluster.now_ms < 600_000:
        cluster.run_for(10_000)
        wrong = invariants.broken(cluster, invariants.QUIET)
        if not wrong and len(ready(cluster)) == 4:
            break
    assert (wrong, len(ready(cluster))) == ([], 4)


def _scale(replicas: int) -> Request:
    body = {"spec": {"replicas": replicas}}
    return Request("patch", DEPLOYMENTS, "default", "web", body=body, content_type=MERGE_PATCH)


def test_a_dead_node_is_replaced_and_cleaned_up_when_it_returns() -> None:
    cluster = busy(seed=7)
    cluster.run_for(30_000)
    victims = [
        name_of(pod)
        for pod in cluster.objects(PODS)
        if pod["spec"].get("nodeName") == "node-2" and name_of(pod).startswith("web")
    ]
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(65_000)
    node = next(kv.value for kv in cluster.etcd.store.current.values() if kv.key == "/registry/minions/node-2")
    assert next(c for c in node["status"]["conditions"] if c["type"] == "Ready")["status"] == "Unknown"
    cluster.run_for(330_000)
    assert len(ready(cluster)) == 3
    assert not set(ready(cluster)) & set(victims)
    faults.apply(cluster, "node.on", "node-2")
    cluster.run_for(60_000)
    assert [name_of(pod) for pod in cluster.objects(PODS) if name_of(pod) in victims] == []
    assert invariants.broken(cluster, invariants.QUIET + invariants.SAFETY) == []


def test_an_image_that_is_torn_or_foreign_is_refused() -> None:
    data = checkpoint.image(busy())
    with pytest.raises(checkpoint.ImageError, match="cannot be read"):
        checkpoint.restore(data[: len(data) // 2])
    evil = b"cos\nsystem\n(S'true'\ntR."
    with pytest.raises(checkpoint.ImageError, match="may not contain"):
        checkpoint.restore(evil)


def test_a_fork_has_its_own_epoch_and_its_own_chance() -> None:
    one = checkpoint.fork("three-nodes", seed=1, epoch_ms=1_800_000_000_000)
    other = checkpoint.fork("three-nodes", seed=2, epoch_ms=1_800_000_000_000)
    assert one.clock.epoch_ms == 1_800_000_000_000
    created = {service["metadata"]["creationTimestamp"][:13] for service in one.objects(SERVICES)}
    assert created == {"2027-01-15T08"}
    start(one, CREATE)
    start(other, CREATE)
    one.run_for(30_000)
    other.run_for(30_000)
    assert ready(one) != ready(other)


@pytest.mark.parametrize("ms", ["abc", -9999, 10**30, 1.5, True, None, [1]])
def test_a_fault_with_a_number_that_makes_no_sense_is_refused_and_leaves_nothing(ms: Any) -> None:
    cluster = checkpoint.fork(seed=1)
    pokes = cluster.trace.digest()
    with pytest.raises(faults.FaultError) as refused:
        faults.apply(cluster, "link.slow", "node-1|kube-apiserver", args={"ms": ms})
    assert str(refused.value) == f"link.slow takes ms from 0 to 600000, a whole number. {str(ms)[:40]!r} is none."
    assert (cluster.trace.digest(), cluster.network.slow_links_ms) == (pokes, {})
