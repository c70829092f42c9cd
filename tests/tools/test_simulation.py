"""The simulation finds what is planted, and nothing where nothing is."""

from __future__ import annotations

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.control_plane.kube_scheduler import Scheduler
from clusterviz.cluster.faults import FAULTS
from clusterviz.cluster.invariants.workloads import wanted_is_actual
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.resources import REPLICASETS, RESOURCEQUOTAS, Resource
from clusterviz.tools.simulation import MUTANTS, simulate
from clusterviz.tools.simulation.pokes import random_poke

# Where each mutant showed itself first when it was last searched for: `manage.py simulate --mutant every --runs 2000`
# searches for all of them and prints this table.
FOUND_AT = {
    "lost-watch-event": 4,
    "no-second-try": 57,
    "skipped-fsync": 16,
    "no-way-back": 13,
    "forgotten-assumption": 14,
    "kept-sandbox": 3,
    "two-votes": 1533,
    "stale-read": 788,
    "acknowledged-in-memory": 8,
    "old-log-elected": 7,
    "stuck-report": 62,
    "unseen-end": 62,
    "forgotten-addresses": 3,
    "stale-lease": 128,
    "overruled": 49,
}
TRIES = 150


def test_every_mutant_has_a_seed() -> None:
    assert sorted(FOUND_AT) == sorted(MUTANTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found_and_the_same_life_without_it_is_well(name: str) -> None:
    for seed in range(FOUND_AT[name], FOUND_AT[name] + TRIES):
        found = simulate(seed, name)
        if found.wrong:
            break
    else:
        pytest.fail(f"{name} is not found in {TRIES} runs from seed {FOUND_AT[name]} on")
    assert found.text().startswith(f"seed {seed}:")
    assert simulate(seed).wrong == []


def test_a_quota_is_in_the_way_although_the_first_failure_was_another_one() -> None:
    """A lossy link first, then a quota: the condition of the ReplicaSet keeps the words of the first."""
    assert simulate(901_644).wrong == []


@pytest.mark.parametrize("seed", [1_000_566, 1_000_873])
def test_what_nobody_mends_in_a_real_cluster_either_is_no_finding(seed: int) -> None:
    """A kubelet refuses a Pod after its machine was off, whose sandbox keeps its address; a StatefulSet adopts Pods that never
    work and may not take the last of them before the first.
    """
    assert simulate(seed).wrong == []


def test_who_fails_without_anything_in_the_way_is_found() -> None:
    failure = {"type": "ReplicaFailure", "status": "True", "message": "context deadline exceeded"}
    group = {"kind": "ReplicaSet", "metadata": {"name": "web", "namespace": "default", "uid": "1"}}
    group |= {"spec": {"replicas": 2, "template": {"spec": {}}}, "status": {"conditions": [failure]}}
    quota = {"metadata": {"name": "q", "namespace": "default"}}

    class Told:
        def __init__(self, *quotas: object) -> None:
            self.told = {REPLICASETS: [group], RESOURCEQUOTAS: list(quotas)}

        def objects(self, resource: Resource) -> list[object]:
            return self.told.get(resource, [])

    alone, limited = Told(), Told(quota)
    assert list(wanted_is_actual(alone)) == ["ReplicaSet default/web wants 2 Pods and has 0"]  # type: ignore[arg-type]
    assert list(wanted_is_actual(limited)) == []  # type: ignore[arg-type]


def test_a_component_that_breaks_is_a_finding_with_its_place_in_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert simulate(7).wrong == []

    def broken(self: Scheduler, queued: object, outcome: object) -> None:
        raise IndexError("nothing is there")

    monkeypatch.setattr(Scheduler, "_bind", broken)
    result = simulate(7)
    lines = result.text().splitlines()
    assert lines[0] == "seed 7:"
    assert lines[-1].startswith("  ✗ IndexError: nothing is there (test_simulation.py:")
    assert lines[-1].endswith(", in broken)")
    assert lines[1:-1] == [f"  {line}" for line in result.story]
    assert len(result.story) > 1


@pytest.mark.slow
def test_every_kind_of_workload_and_every_fault_is_drawn() -> None:
    chance, done = Chance(1, "simulation"), []
    for seed in range(45):
        cluster = checkpoint.fork("three-members", seed=seed, nodes=4)
        for _ in range(80):
            cluster.run_for(10)
            done.append(random_poke(cluster, chance) or "")
    story = "".join(f"  {line} \n" for line in done)
    kinds = "deployment replicaset replicationcontroller statefulset daemonset job cronjob pod service ingress"
    kinds += (
        " networkpolicy poddisruptionbudget horizontalpodautoscaler persistentvolume persistentvolumeclaim configmap"
    )
    kinds += " resourcequota limitrange priorityclass namespace"
    assert [kind for kind in kinds.split() if f"  create {kind} " not in story] == []
    assert [verb for verb in FAULTS if f"  fault {verb} " not in story] == []
    words = ("NodePort", "LoadBalancer", "ExternalName", "'None'", "volumeClaimTemplates", "Indexed")
    assert [word for word in words if word not in story] == []
    assert [
        word for word in ("evict", "drain", "scale", "set paused", "set unschedulable") if f"  {word} " not in story
    ] == []


def test_a_planted_fault_does_not_stay_in_the_images_that_others_are_forked_from() -> None:
    checkpoint.forget_boots()
    simulate(FOUND_AT["no-second-try"], "no-second-try")
    after = [simulate(FOUND_AT["no-second-try"]).digest]
    checkpoint.forget_boots()
    assert after == [simulate(FOUND_AT["no-second-try"]).digest]


def test_the_same_seed_gives_the_same_life() -> None:
    one, other = simulate(7), simulate(7)
    assert (one.story, one.digest, one.events) == (other.story, other.digest, other.events)
    assert len(one.story) > 3
