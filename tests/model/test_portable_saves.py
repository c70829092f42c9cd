"""Portable saves: a cluster that is opened from one has what stood on its disks, and starts as after a power cut.

`python -m tests.model.test_portable_saves` writes the save of a format that has none yet: an older one is never written anew.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterviz.cluster import checkpoint, faults, invariants, portable, traffic
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.chance import Chance
from clusterviz.cluster.machinery.objects import name_of
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    CUSTOMRESOURCEDEFINITIONS,
    DEPLOYMENTS,
    JOBS,
    NODES,
    PODS,
)
from clusterviz.cluster.machines import names
from clusterviz.cluster.quiet import settle
from clusterviz.tools import shell
from clusterviz.tools.simulation.breaking import forget_machines, mend_everything, switch_on
from clusterviz.tools.simulation.pokes import random_poke, suspend_cronjobs

SAVES = Path(__file__).parent / "saves"
KINDS = sorted(SAVES.glob("save-of-format-*.json.z"))
PATIENCE_MS = 20 * 60_000


def do(cluster: Cluster, line: str, for_ms: int = 5_000, **more: Any) -> str:
    """Type a line, let time pass, and read what it printed."""
    program = shell.start(cluster, line, files=cluster.you.files, **more)
    cluster.run_for(for_ms)
    return "".join(text for _, text in program.output)


def carried(cluster: Cluster) -> Cluster:
    """Through plain JSON into another cluster."""
    return portable.open_save(json.loads(json.dumps(portable.save(cluster))))


def lived_in(preset: str = "three-nodes") -> Cluster:
    """A cluster in which a little of everything was done."""
    cluster = checkpoint.fork(preset, seed=7)
    do(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    do(cluster, "kubectl expose deployment web --port=80")
    do(cluster, "kubectl create configmap settings --from-literal=colour=blue")
    do(cluster, "kubectl create job sum --image=busybox -- sh -c 'echo 3'")
    do(cluster, "kubectl run crash --image=busybox -- sh -c 'echo before; exit 1'", 20_000)
    do(cluster, "echo hello > note.txt")
    return cluster


def pods(cluster: Cluster) -> dict[str, tuple[str, str, str, int]]:
    """Name → (UID, node, phase, restarts) of the Pods that are no static ones."""
    found = {}
    for pod in cluster.objects(PODS):
        statuses = pod["status"].get("containerStatuses", [])
        restarts = sum(one["restartCount"] for one in statuses)
        if "kubernetes.io/config.mirror" not in pod["metadata"].get("annotations", {}):
            found[name_of(pod)] = (
                pod["metadata"]["uid"],
                pod["spec"].get("nodeName", ""),
                pod["status"]["phase"],
                restarts,
            )
    return found


def test_a_save_is_plain_json_and_changes_nothing() -> None:
    cluster = lived_in()
    before = checkpoint.image(cluster)
    saved = portable.save(cluster)
    assert json.loads(json.dumps(saved)) == saved
    cluster.run_for(10_000)
    undisturbed = checkpoint.restore(before)
    undisturbed.run_for(10_000)
    assert cluster.trace.digest() == undisturbed.trace.digest()


def test_every_object_is_there_with_its_name_uid_and_managers() -> None:
    cluster = lived_in()
    opened = carried(cluster)
    mine, theirs = (portable.save(one)["etcd"] for one in (cluster, opened))
    assert theirs == mine
    assert (opened.now_ms, opened.clock.fired) == (cluster.now_ms, cluster.clock.fired)
    settle(opened)
    for resource in (CONFIGMAPS, DEPLOYMENTS, JOBS, NODES):
        uids = [{name_of(obj): obj["metadata"]["uid"] for obj in one.objects(resource)} for one in (cluster, opened)]
        assert uids[0] == uids[1], resource.kind
    assert do(opened, "kubectl get configmap settings -o jsonpath='{.data.colour}'") == "blue"
    assert do(opened, "cat note.txt") == "hello\n"
    assert "kubectl-create" in do(opened, "kubectl get deployment web -o yaml --show-managed-fields")


def test_it_is_as_after_a_power_cut() -> None:
    cut = lived_in()
    opened = carried(cut)
    for node in names(cut):
        faults.apply(cut, "node.off", node)
    for node in names(cut):
        faults.apply(cut, "node.on", node)
    for one in (cut, opened):
        one.run_for(120_000)
    kept = [{name: pod for name, pod in pods(one).items() if name != "crash"} for one in (cut, opened)]
    assert kept[0] == kept[1]
    assert {phase for _, _, phase, _ in kept[1].values()} == {"Running", "Succeeded"}
    assert [restarts for name, (_, _, _, restarts) in kept[1].items() if name.startswith("web-")] == [1, 1, 1]
    assert "before" in do(opened, "kubectl logs crash --previous")


def test_two_who_open_one_save_see_the_same() -> None:
    saved = portable.save(lived_in())
    first, second = portable.open_save(saved), portable.open_save(json.loads(json.dumps(saved)))
    for one in (first, second):
        settle(one)
        do(one, "kubectl scale deployment web --replicas=5", 30_000)
    assert first.trace.digest() == second.trace.digest()


def test_no_name_and_no_uid_comes_twice() -> None:
    cluster = checkpoint.fork(seed=3)
    opened = carried(cluster)
    settle(opened)
    do(opened, "kubectl create deployment web --image=nginx --replicas=4", 20_000)
    again = carried(opened)
    settle(again)
    do(again, "kubectl scale deployment web --replicas=8", 20_000)
    uids = [uid for uid, _, _, _ in pods(again).values()]
    assert len(uids) == len(set(uids)) == 8 + len(pods(cluster))


def test_what_was_off_stopped_or_cut_is_still() -> None:
    cluster = lived_in()
    faults.apply(cluster, "node.off", "node-2")
    faults.apply(cluster, "component.stop", "kube-scheduler")
    faults.apply(cluster, "component.stop", "kube-proxy/node-1")
    faults.apply(cluster, "link.cut", "node-3|control-plane")
    cluster.run_for(1_000)
    opened = carried(cluster)
    opened.run_for(120_000)
    down = {name for name, component in opened.components.items() if not component.running}
    assert down == {name for name, component in cluster.components.items() if not component.running}
    ready = {
        name_of(node): condition["status"]
        for node in opened.objects(NODES)
        for condition in node["status"]["conditions"]
        if condition["type"] == "Ready"
    }
    assert ready == {"control-plane": "True", "node-1": "True", "node-2": "Unknown", "node-3": "Unknown"}
    for line in mend_everything(opened):
        assert line
    opened.run_for(120_000)
    assert not invariants.broken(opened, invariants.SAFETY)


@pytest.mark.parametrize("preset", ["bare", "three-members", "runtimes", "with-metrics"])
def test_each_preset_comes_to_rest_again(preset: str) -> None:
    cluster = checkpoint.fork(preset, seed=5)
    do(cluster, "kubectl create deployment web --image=nginx --replicas=2", 15_000)
    opened = carried(cluster)
    opened.run_for(240_000)
    assert not invariants.broken(opened, invariants.SAFETY + invariants.QUIET)
    assert set(pods(opened)) == set(pods(cluster))


def test_a_member_that_was_away_catches_up() -> None:
    cluster = checkpoint.fork("three-members", seed=5)
    faults.apply(cluster, "component.stop", "etcd-2")
    cluster.run_for(5_000)
    do(cluster, "kubectl create configmap late --from-literal=a=b")
    saved = portable.save(cluster)
    assert len(saved["etcd"]["stores"]) == 2, "who was away has a store of its own"
    opened = portable.open_save(saved)
    opened.run_for(20_000)
    assert "late" in [name_of(one) for one in opened.objects(CONFIGMAPS)]
    faults.apply(opened, "component.start", "etcd-2")
    opened.run_for(30_000)
    revisions = [member.store.revision for member in opened.members]
    assert revisions[0] == revisions[1] == revisions[2]


def test_custom_kinds_volumes_and_traffic_are_carried_over() -> None:
    cluster = lived_in()
    manifest = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: teas.example.com}
spec:
  group: example.com
  names: {kind: Tea, plural: teas}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {leaf: {type: string}}}}}}
"""
    do(cluster, "kubectl apply -f -", stdin=manifest)
    do(
        cluster,
        "kubectl apply --server-side -f -",
        stdin="apiVersion: example.com/v1\nkind: Tea\nmetadata: {name: green}\nspec: {leaf: long}\n",
    )
    do(
        cluster,
        "kubectl apply -f -",
        15_000,
        stdin="""
apiVersion: v1
kind: Pod
metadata: {name: keeper}
spec:
  volumes: [{name: scratch, emptyDir: {}}]
  containers:
  - {name: main, image: busybox, command: [sh, -c, 'sleep 99999'], volumeMounts: [{name: scratch, mountPath: /scratch}]}
""",
    )
    do(cluster, "kubectl exec keeper -- sh -c 'echo kept > /scratch/file'")
    traffic.start(cluster, traffic.Generator("many", "http://web", "inside", 50))
    cluster.run_for(5_000)
    opened = carried(cluster)
    opened.run_for(60_000)
    assert do(opened, "kubectl get teas.example.com green -o jsonpath='{.spec.leaf}'") == "long"
    assert name_of(opened.objects(CUSTOMRESOURCEDEFINITIONS)[0]) == "teas.example.com"
    assert do(opened, "kubectl exec keeper -- cat /scratch/file") == "kept\n"
    flowing = opened.components[traffic.NAME]
    assert isinstance(flowing, traffic.Traffic)
    sent = flowing.generators["many"].succeeded
    opened.run_for(5_000)
    assert flowing.generators["many"].succeeded > sent > 0
    conflict = do(
        opened,
        "kubectl apply --server-side --field-manager=another -f -",
        stdin="apiVersion: example.com/v1\nkind: Tea\nmetadata: {name: green}\nspec: {leaf: short}\n",
    )
    assert 'conflict with "kubectl"' in conflict


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.name)
def test_a_save_of_every_format_ever_written_is_opened(path: Path) -> None:
    cluster = portable.open_save(json.loads(zlib.decompress(path.read_bytes())))
    cluster.run_for(120_000)
    assert {name_of(one) for one in cluster.objects(DEPLOYMENTS)} == {"coredns", "web"}
    assert do(cluster, "kubectl get configmap settings -o jsonpath='{.data.colour}'") == "blue"
    assert not invariants.broken(cluster, invariants.SAFETY)


def test_there_is_a_save_of_this_format() -> None:
    assert SAVES / f"save-of-format-{portable.FORMAT}.json.z" in KINDS


def _another_format(saved: dict[str, Any]) -> Any:
    return {**saved, "format": 99}


def _without_etcd(saved: dict[str, Any]) -> Any:
    return {name: value for name, value in saved.items() if name != "etcd"}


def _a_list(saved: dict[str, Any]) -> Any:
    return [saved]


def _a_store_that_is_missing(saved: dict[str, Any]) -> Any:
    return {**saved, "etcd": {**saved["etcd"], "stores": []}}


def _a_key_cut_short(saved: dict[str, Any]) -> Any:
    store = saved["etcd"]["stores"][0]
    return {**saved, "etcd": {**saved["etcd"], "stores": [{**store, "keys": [["/registry/pods"]]}]}}


def _a_word_for_a_number(saved: dict[str, Any]) -> Any:
    return {**saved, "machines": [{**one, "memory": "plenty"} for one in saved["machines"]]}


@pytest.mark.parametrize(
    "spoil",
    [_another_format, _without_etcd, _a_list, _a_store_that_is_missing, _a_key_cut_short, _a_word_for_a_number],
)
def test_what_is_no_save_is_refused(spoil: Callable[[dict[str, Any]], Any]) -> None:
    saved = json.loads(json.dumps(portable.save(checkpoint.fork(seed=1))))
    with pytest.raises(portable.SaveError, match=r"^(a|the) save .*cannot be read"):
        portable.open_save(spoil(saved))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(16))
def test_whatever_happens_before_a_save_comes_to_rest_after_it(seed: int) -> None:
    """Random pokes and faults, a save at a random moment, mending, quiet: every invariant holds."""
    chance = Chance(seed, "saves")
    preset = ("three-nodes", "three-members", "runtimes", "with-metrics", "bare")[chance.below(5)]
    cluster = checkpoint.fork(preset, seed=seed, nodes=1 + chance.below(4))
    story = [f"{preset}, seed {seed}"]
    for _ in range(10):
        cluster.run_for(chance.below((20, 2_000, 60_000)[chance.below(3)]) + 1)
        story.append(f"{cluster.now_ms} ms: {random_poke(cluster, chance)}")
    cluster.run_for(chance.below(3_000))
    stored = {name_of(one): one["metadata"]["uid"] for one in cluster.objects(DEPLOYMENTS)}
    opened = carried(cluster)
    found = {name_of(one): one["metadata"]["uid"] for one in opened.objects(DEPLOYMENTS)}
    assert found == stored
    opened.run_for(chance.below(60_000))
    story += mend_everything(opened)
    deadline_ms = opened.now_ms + PATIENCE_MS
    wrong = ["not looked at yet"]
    while wrong and opened.now_ms < deadline_ms:
        story += [*switch_on(opened), *forget_machines(opened), *suspend_cronjobs(opened)]
        opened.run_for(30_000)
        assert not invariants.broken(opened, invariants.SAFETY), "\n".join(story)
        wrong = invariants.broken(opened, invariants.QUIET)
    assert not wrong, "\n".join([*story, *wrong])


if __name__ == "__main__":
    SAVES.mkdir(exist_ok=True)
    new = SAVES / f"save-of-format-{portable.FORMAT}.json.z"
    if new.exists():
        raise SystemExit(f"{new} is there already: let FORMAT grow first.")
    cluster = lived_in("runtimes")
    faults.apply(cluster, "node.off", "node-2")
    new.write_bytes(zlib.compress(json.dumps(portable.save(cluster)).encode(), 9))
