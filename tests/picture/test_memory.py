"""A picture that is drawn with the memory of the last one is the same as one drawn from nothing."""

import contextlib
import copy
import random

import pytest

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.picture.memory import Memory
from clusterviz.picture.scene import scene
from clusterviz.tools import shell

EPOCH_MS = 1_767_225_600_000
LINES = (
    "kubectl create deployment web --image=nginx --replicas=4",
    "kubectl scale deployment web --replicas=9",
    "kubectl scale deployment web --replicas=1",
    "kubectl expose deployment web --port=80",
    "kubectl delete service web",
    "kubectl delete pods --all --wait=false",
    "kubectl set image deployment web nginx=nginx:none",
    "kubectl cordon node-1",
    "kubectl uncordon node-1",
    "kubectl create job count --image=busybox -- true",
    "kubectl create namespace green",
    "kubectl run lone --image=nginx -n green",
)
FAULTS = (("node.off", "node-2"), ("node.on", "node-2"), ("component.stop", "kubelet/node-1"))
FAULTS += (("component.start", "kubelet/node-1"), ("component.stop", "kube-scheduler"))
FAULTS += (("component.start", "kube-scheduler"),)


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 1, EPOCH_MS, None)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_memory_changes_no_picture(cluster: Cluster, seed: int) -> None:
    chance, memory = random.Random(seed), Memory()
    pictures, drawn = set(), scene(cluster, memory)
    for _ in range(14):
        if chance.random() < 0.3:
            with contextlib.suppress(faults.FaultError):  # it is so already
                faults.apply(cluster, *chance.choice(FAULTS))
        else:
            shell.start(cluster, chance.choice(LINES))
        for _ in range(8):
            last, kept = drawn, copy.deepcopy(drawn)
            cluster.run_for(chance.choice((150, 700, 5_000, 45_000)))
            drawn = scene(cluster, memory)
            assert drawn == scene(cluster)
            assert last == kept, "what was drawn is never touched again"
            pictures.add(repr(drawn))
    assert len(pictures) > 40, "the cluster changed, or nothing was tried"


def test_what_has_not_changed_is_the_very_same_element(cluster: Cluster) -> None:
    memory = Memory()
    shell.start(cluster, LINES[0])
    cluster.run_for(20_000)
    before = scene(cluster, memory)
    shell.start(cluster, "kubectl run another --image=nginx")
    cluster.run_for(20_000)
    after = scene(cluster, memory)
    same = {name for name in before if name in after and after[name] is before[name]}
    (moved,) = (name for name in after if name not in before)
    assert moved == "pod/default/another"
    assert {name for name in before if name.startswith("pod/")} <= same
    node = after[moved]["data"]["parent"]
    assert node not in same, "it counts one Pod more"


def test_what_is_gone_is_forgotten(cluster: Cluster) -> None:
    memory = Memory()
    shell.start(cluster, LINES[0])
    cluster.run_for(20_000)
    (name, *_) = (name for name in scene(cluster, memory) if name.startswith("pod/"))
    shell.start(cluster, "kubectl delete deployment web")
    cluster.run_for(60_000)
    for _ in range(2):
        assert name not in scene(cluster, memory)
    assert name not in memory._looks_before
    assert name not in memory._placed_before
