"""The simulation finds what is planted, and nothing where nothing is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.control_plane.kube_apiserver import ApiServer, deletion
from clusterviz.cluster.control_plane.kube_apiserver.watch_cache import Change
from clusterviz.cluster.control_plane.kube_apiserver.watching import Watch
from clusterviz.cluster.control_plane.kube_scheduler import Scheduler
from clusterviz.cluster.faults import FAULTS
from clusterviz.cluster.invariants.workloads import wanted_is_actual
from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.objects import Object, make_key
from clusterviz.cluster.machinery.program import ADMIN
from clusterviz.cluster.machinery.resources import REPLICASETS, RESOURCEQUOTAS, Resource
from clusterviz.cluster.machinery.storage import Result
from clusterviz.tools.simulation import MUTANTS, api_clients, simulate
from clusterviz.tools.simulation.pokes import random_poke

TESTS = Path(__file__).parents[1]

# A seed whose life shows each mutant: `manage.py simulate --mutant every --runs 2000` searches for all and prints this table.
FOUND_AT = {
    "lost-watch-event": 31,
    "no-second-try": 12,
    "skipped-fsync": 11,
    "no-way-back": 19,
    "forgotten-assumption": 32,
    "kept-sandbox": 31,
    "two-votes": 1533,
    "stale-read": 3,
    "acknowledged-in-memory": 8,
    "old-log-elected": 7,
    "stuck-report": 165,
    "unseen-end": 8,
    "forgotten-addresses": 51,
    "stale-lease": 32,
    "overruled": 40,
}

# The unit tests nearest to each mutant, which do not notice it: it takes several components and a fault between them.
UNIT_TESTS = {
    "lost-watch-event": "model/test_controllers_workloads.py model/test_kubelet_stopping.py",
    "skipped-fsync": "model/test_etcd.py model/test_raft.py model/test_apiserver_lists.py",
    "no-way-back": "model/test_controllers_nodes.py model/test_node_network.py",
    "forgotten-assumption": "model/test_scheduler.py model/test_scheduler_cycle.py model/test_controllers_nodes.py",
    "kept-sandbox": "model/test_runtimes.py model/test_kubelet_stopping.py model/test_node_crashes.py",
    "two-votes": "model/test_etcd.py model/test_raft.py",
    "stale-read": "model/test_etcd.py model/test_raft.py",
    "acknowledged-in-memory": "model/test_etcd.py model/test_raft.py",
    "old-log-elected": "model/test_etcd.py model/test_raft.py",
    "stuck-report": "model/test_node_crashes.py model/test_node_resources.py model/test_controllers_nodes.py",
    "unseen-end": "model/test_runtimes.py model/test_node_crashes.py model/test_kubelet_restarts.py",
    "forgotten-addresses": "model/test_runtimes.py model/test_node_network.py model/test_node_crashes.py",
    "stale-lease": "model/test_controllers_nodes.py model/test_node_crashes.py",
    "overruled": "model/test_kubelet_admission.py model/test_kubelet_restarts.py model/test_kubelet_stopping.py",
}
LIVES = "test_a_life_with_faults_has_an_order_that_explains_it"  # the simulation itself, among the tests of Raft
PLANTED = """
import sys, pytest
from clusterviz.tools.simulation.mutants import planted
with planted(sys.argv[1]):
    sys.exit(pytest.main(["-q", "-m", "not slow", *sys.argv[2:]]))
"""


def test_every_mutant_has_a_seed_and_unit_tests() -> None:
    assert sorted(FOUND_AT) == sorted(MUTANTS)
    # The unit tests of the garbage collector notice a key that is not tried again.
    assert sorted([*UNIT_TESTS, "no-second-try"]) == sorted(MUTANTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found_and_the_same_life_without_it_is_well(name: str) -> None:
    seed = FOUND_AT[name]
    again = f"search anew: python3 manage.py simulate --mutant {name} --runs 2000, and write the seed into FOUND_AT"
    found = simulate(seed, name)
    assert found.wrong != [], f"the life of seed {seed} does not show {name} any more; {again}"
    assert found.text().startswith(f"seed {seed}:")
    assert simulate(seed).wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("name", UNIT_TESTS)
def test_the_unit_tests_do_not_notice_a_planted_fault(name: str) -> None:
    files = [f"{TESTS}/{file}" for file in UNIT_TESTS[name].split()]
    command = [sys.executable, "-c", PLANTED, name, *files, "-k", f"not {LIVES}"]
    run = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{name} is noticed by the unit tests, so it proves little:\n{run.stdout[-2_000:]}"


def _stripped(self: Watch, kind: str, obj: Object) -> None:
    whole = kind != "MODIFIED" or self.request.user.name != ADMIN.name
    _send(self, kind, obj if whole else {part: obj[part] for part in obj if part not in ("spec", "status")})


def _thinned(self: Watch, kind: str, obj: Object) -> None:
    if kind != "MODIFIED" or self.server.chance.below(3):
        _send(self, kind, obj)


def _left(self: Watch, change: Change) -> None:
    if change.type == "DELETED" or not self.wants(change.old) or self.wants(change.object):
        _offer(self, change)


def _mislabelled(self: Watch, change: Change) -> None:
    selection, self.fields = self.fields, None if self.request.user.name == ADMIN.name else self.fields
    _offer(self, change)
    self.fields = selection


_send, _offer = Watch.send, Watch.offer


@pytest.mark.parametrize(
    ("method", "broken", "said"),
    [
        ("send", _stripped, r"MODIFIED .* shows other .*status than etcd has stored"),
        ("send", _thinned, r"MODIFIED .* follows \d+, but there was a change at \d+"),
        ("offer", _left, "the witness has not seen pods (that run|of some apps) as etcd has them"),
        ("offer", _mislabelled, r"(ADDED|MODIFIED) pods that run .* should have been nothing"),
    ],
)
def test_a_watch_that_tells_otherwise_than_it_should_is_found(
    method: str, broken: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watch, method, broken)
    assert any(re.search(said, sentence) for sentence in simulate(2).wrong)


def _read_from_the_cache(self: ApiServer, call: Any, request: Request, then: Any, *context: Any) -> None:
    assert request.resource is not None
    cached = self.cache.of(request.resource).objects.get(make_key(request.namespace, request.name))
    if cached is None:
        _read(self, call, request, then, *context)
    else:
        self._have_read(Result(0), call, request, then, context, cached)


def _refused_by_the_cache(resource: Resource, options: Object, current: Object) -> bool:
    return True


_read = ApiServer.read


@pytest.mark.parametrize(
    ("owner", "method", "broken"),
    [(ApiServer, "read", _read_from_the_cache), (deletion, "_is_meant", _refused_by_the_cache)],
)
def test_an_api_server_that_answers_from_a_cache_that_lags_is_found(
    owner: object, method: str, broken: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api_clients.live(3)[1] == []
    monkeypatch.setattr(owner, method, broken)
    story, wrong = api_clients.live(3)
    assert "no order of its" in wrong[0]
    assert story != []


def test_a_quota_is_in_the_way_although_the_first_failure_was_another_one() -> None:
    """A lossy link first, then a quota: the condition of the ReplicaSet keeps the words of the first."""
    assert simulate(901_644).wrong == []


@pytest.mark.parametrize("seed", [1_000_566, 1_000_873, 5_000_331])
def test_what_nobody_mends_in_a_real_cluster_either_is_no_finding(seed: int) -> None:
    """A kubelet refuses a Pod after its machine was off, whose sandbox keeps its address; a StatefulSet adopts Pods that never
    work and may not take the last of them before the first; it cannot make again a Pod that somebody has relabelled.
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
    for seed in range(100):
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
    kinds += " serviceaccount secret role rolebinding customresourcedefinition boat"
    assert [kind for kind in kinds.split() if f"  create {kind} " not in story] == []
    assert [verb for verb in FAULTS if f"  fault {verb} " not in story] == []
    assert "  fault node.off control-plane " in story
    words = ["NodePort", "LoadBalancer", "ExternalName", "'None'", "volumeClaimTemplates", "Indexed"]
    words += ["nodeAffinity", "podAffinity", "podAntiAffinity", "matchExpressions", "topology.kubernetes.io/zone"]
    words += ["secretKeyRef", "secretName", "serviceAccountName", " as a0", " as helm, insisting: "]
    assert [word for word in words if word not in story] == []
    deeds = ("evict", "drain", "scale", "apply deployment", "apply configmap", "label pod", "label node-1:")
    deeds += ("set paused", "set unschedulable", "delete customresourcedefinition")
    assert [word for word in deeds if f"  {word} " not in story] == []


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
