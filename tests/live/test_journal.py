"""The journal: whatever was acknowledged is there after the process was killed, at the very same moment of the cluster."""

from __future__ import annotations

import pytest
from django.test import Client

from clusterviz.cluster.machinery.resources import CONFIGMAPS, PODS
from clusterviz.live import limits, registry
from clusterviz.live.host import Host
from clusterviz.models import ClusterRecord, Image

pytestmark = pytest.mark.django_db


def killed() -> None:
    """kill -9: memory is gone; nothing is stored on the way out."""
    registry._hosts.clear()


def play(host: Host, wall_ms: float) -> None:
    """Let time pass as the driver would."""
    while wall_ms > 0:
        host.advance(min(wall_ms, 50), float("inf"))
        host.collect_unseen()
        wall_ms -= 50


def state(host: Host) -> tuple[int, int, str, list[str]]:
    cluster = host.cluster
    names = sorted(
        obj["metadata"]["name"] for obj in cluster.objects(CONFIGMAPS) if obj["metadata"]["namespace"] == "default"
    )
    return cluster.clock.fired, cluster.now_ms, cluster.trace.digest(), names


def poked(record: ClusterRecord) -> Host:
    """A cluster to which several things were done, at odd moments."""
    host = registry.host_of(record)
    host.set_pace("10")
    host.run("kubectl create configmap one --from-literal=a=1")
    play(host, 333)
    host.poke("component.stop", "kube-scheduler")
    play(host, 77)
    host.run("kubectl get configmaps --watch", number=40)
    play(host, 500)
    host.interrupt(40)
    host.set_pace("paused")
    host.run("kubectl create configmap two")
    return host


def test_after_a_kill_every_poke_is_done_again_at_its_very_moment(record: ClusterRecord) -> None:
    before = state(poked(record))
    assert before[3][-2:] == ["one", "two"]
    killed()
    assert not Image.objects.exists()
    again = registry.host_of(record)
    registry.store([again])
    # The answer to the last command came after its journal entry; it is answered again as time goes on.
    again.set_pace("1")
    while again.cluster.clock.fired < before[0]:
        again.cluster.clock.step()
    again.cluster.clock.now_ms = before[1]
    assert state(again) == before


def test_the_position_that_was_noted_is_reached_again(record: ClusterRecord) -> None:
    host = poked(record)
    host.set_pace("60")
    play(host, 1_000)
    host.set_pace("paused")
    host.work_s = 0.0
    registry.store([host])
    assert not Image.objects.exists()
    before = state(host)
    killed()
    again = registry.host_of(record)
    assert state(again) == before
    assert again.playhead.pace == "paused"


def test_what_took_long_to_do_again_after_a_kill_is_not_done_again_after_the_next(
    record: ClusterRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    poked(record)
    killed()
    again = registry.host_of(record, socket=True)
    assert again.work_s > 0, "as if it had just been computed"
    monkeypatch.setattr(registry, "IMAGE_AFTER_CPU_S", again.work_s / 2)
    registry.store([again])
    assert Image.objects.get().pokes == again.journal.pokes == 5
    assert again.work_s == 0
    before = state(again)
    killed()
    assert state(registry.host_of(record)) == before


def test_an_image_spares_the_replay_and_what_came_later_is_done_again(record: ClusterRecord) -> None:
    host = poked(record)
    registry._write(host, image=True)
    assert Image.objects.get().pokes == 5
    host.run("kubectl create configmap three")
    registry._write(host, image=False)
    before = state(host)
    killed()
    again = registry.host_of(record)
    assert state(again) == before
    assert again.cluster.components["kube-scheduler"].running is False
    assert [run.line for run in again.prompt.runs.values()][:1] == ["kubectl create configmap one --from-literal=a=1"]
    assert again.prompt.runs[1].text == "configmap/one created\n"


def test_what_a_scene_typed_is_not_at_the_prompt_before_or_after_a_restart(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create configmap cause", who="scene")
    host.run("kubectl get configmaps --watch", who="scene")
    assert host.run("kubectl get pods").text == "No resources found in default namespace.\n"
    assert [run["line"] for run in host.prompt.as_json()] == ["kubectl get pods"]
    killed()
    assert [run["line"] for run in registry.host_of(record).prompt.as_json()] == ["kubectl get pods"]
    registry._write(registry.host_of(record), image=True)
    killed()
    assert [run["line"] for run in registry.host_of(record).prompt.as_json()] == ["kubectl get pods"]


def test_what_was_printed_as_an_error_is_an_error_after_the_restart_too(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.run_until_answered(host.run("kubectl get pods; kubectl get pod nope", number=7))
    registry._write(host, image=True)
    killed()
    (kept,) = registry.host_of(record).prompt.as_json()
    assert kept["line"] == "kubectl get pods; kubectl get pod nope"
    assert [(error, text) for error, text in kept["pieces"]] == [
        (True, 'No resources found in default namespace.\nError from server (NotFound): pods "nope" not found\n'),
    ]


def test_what_the_page_says_beside_a_command_is_there_after_the_restart_too(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("60")
    host.run_until_answered(host.run("kubectl create service clusterip web --tcp=80 --clusterip=10.96.0.77"))
    host.run_until_answered(host.run("curl -m 1 10.96.0.77", number=7))
    host.cluster.run_for(2_000)
    host._collect()
    hint = host.prompt.runs[7].hint
    assert hint.startswith("10.96.0.77 is the cluster IP of Service web.")
    assert "hint" not in host.prompt.runs[7].text
    registry._write(host, image=True)
    killed()
    assert registry.host_of(record).prompt.runs[7].hint == hint


def test_a_program_that_waits_goes_on_after_the_restart(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl get configmaps --watch", number=40)
    registry._write(host, image=True)
    killed()
    again = registry.host_of(record)
    assert again.prompt.runs[40].waiting
    again.run("kubectl create configmap late")
    again.set_pace("60")
    play(again, 100)
    assert "late" in again.prompt.runs[40].text
    assert again.interrupt(40)
    assert again.prompt.runs[40].status == 130


@pytest.mark.parametrize("image", [True, False])
def test_what_is_edited_is_still_in_the_editor_after_the_restart(record: ClusterRecord, image: bool) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create configmap conf --from-literal=a=one")
    host.run("kubectl edit configmap conf", number=40)
    opened = host.prompt.runs[40].editing
    assert opened is not None
    registry._write(host, image=image)
    killed()
    again = registry.host_of(record)
    assert again.prompt.runs[40].editing == opened
    assert again.save(40, opened.text.replace("one", "two"))
    assert again.prompt.runs[40].text == "configmap/conf edited\n"
    before = state(again)
    registry._write(again, image=False)
    killed()
    after = registry.host_of(record)
    assert state(after) == before
    assert not after.save(40, "")


def test_what_is_put_away_comes_back_as_it_was(record: ClusterRecord) -> None:
    host = poked(record)
    before = state(host)
    registry.put_away()
    assert registry.running(record.pk) is None
    assert state(registry.host_of(record)) == before


def test_a_cluster_with_a_viewer_is_not_put_away(record: ClusterRecord) -> None:
    host = registry.host_of(record, socket=True)
    registry.put_away()
    assert registry.running(record.pk) is host


def test_the_prompt_and_the_story_are_there_again(record: ClusterRecord) -> None:
    host = poked(record)
    host.collect_unseen()
    before = host.picture()
    assert before["story"][0]["sentence"] == "kubectl create configmap one --from-literal=a=1"
    registry._write(host, image=False)
    killed()
    after = registry.host_of(record).picture()
    assert after["programs"] == before["programs"]
    assert [entry["sentence"] for entry in after["story"]] == [entry["sentence"] for entry in before["story"]]
    assert after["marks"] == before["marks"]
    registry.put_away()
    assert registry.host_of(record).picture()["programs"] == before["programs"]


def test_what_one_command_writes_the_next_one_reads_also_after_a_restart(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("echo hello > greeting.txt")
    killed()
    again = registry.host_of(record)
    again.set_pace("paused")
    assert again.run("cat greeting.txt").text == "hello\n"


def test_a_model_that_breaks_stands_still_and_breaks_nothing_else(
    record: ClusterRecord, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = registry.host_of(record)

    def explode() -> None:
        raise AssertionError("cannot schedule 5 ms in the past")

    host.cluster.clock.schedule(0, explode)
    assert host.advance(50, float("inf")) == 0.0
    assert host.broken
    made = host.frame()
    assert made is not None
    assert "Something in this cluster's model broke, and its time stands still." in made[1]
    assert host.clock()["pace"] == "paused"
    with pytest.raises(limits.LimitError, match="Begin a new cluster to go on"):
        host.run("kubectl get pods")
    assert client.get(f"/c/{record.pk}/").status_code == 200


def test_a_poke_that_breaks_breaks_itself_and_not_the_restart(
    record: ClusterRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*args: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr("clusterviz.cluster.machinery.network.Network.slow", explode)
    host = registry.host_of(record)
    host.set_pace("paused")
    with pytest.raises(ZeroDivisionError):
        host.poke("link.slow", "node-1|kube-apiserver")
    host.run("kubectl create configmap later")
    killed()
    again = registry.host_of(ClusterRecord.objects.get(pk=record.pk))
    assert not again.broken
    play(again, 5_000)
    again.run("kubectl get configmap later")
    assert "later" in state(again)[3]


def test_a_journal_that_cannot_be_followed_leaves_a_page_that_says_so(record: ClusterRecord, client: Client) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create configmap one")
    record.pokes.update(fired=1)  # a moment long past
    killed()
    again = registry.host_of(record)
    assert again.broken
    assert again.clock()["pace"] == "paused"
    assert client.get(f"/c/{record.pk}/").status_code == 200
    assert client.post(f"/c/{record.pk}/run", {"line": "kubectl get pods"}).status_code == 429


def test_a_full_cluster_refuses_more_as_kubernetes_does_and_takes_what_makes_room(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    assert host.run("kubectl create configmap one").status == 0
    host.cluster.api_server.room = {"objects": 5}
    refused = host.run("kubectl create configmap two").text
    assert 'configmaps "two" is forbidden: exceeded quota: this-site, requested: count/objects=1, used: ' in refused
    assert refused.endswith("limited: count/objects=5\n")
    assert host.run("kubectl delete configmap one").status == 0


def test_pods_are_bounded_however_they_come_about(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.cluster.api_server.room = {"pods": 15}
    host.set_pace("60")
    host.run("kubectl create deployment web --image=nginx --replicas=5000")
    play(host, 500)
    held = limits.count(host.cluster, PODS)
    assert 15 <= held <= 20, "those that are being created together are not yet counted"


def test_a_restored_cluster_is_bounded_too(record: ClusterRecord) -> None:
    registry.host_of(record)
    registry.put_away()
    assert registry.host_of(record).cluster.api_server.room == {"pods": 500, "objects": 2_000}


def test_so_many_nodes_and_no_more(record: ClusterRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NODES", 4)
    host = registry.host_of(record)
    with pytest.raises(limits.LimitError) as refusal:
        host.poke("node.add", "node-4")
    assert refusal.value.sentence == "This cluster has 4 nodes; 4 are the most it may have here. Remove one first."
    assert host.journal.pokes == 0


def test_the_working_directory_is_bounded(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.cluster.you.files["large.txt"] = "x" * (limits.FILES_CHARACTERS + 1)
    for more in ("rm nothing; echo more > more.txt", "rm $(echo more > more.txt)"):
        with pytest.raises(limits.LimitError):
            host.run(more)
    with pytest.raises(limits.LimitError) as refusal:
        host.run("echo more > more.txt")
    assert refusal.value.sentence == (
        "Your files hold 1048577 characters; 1048576 are the most they may hold. Remove some with rm."
    )
    host.run("rm large.txt")
    assert host.run("echo more > more.txt").status == 0


@pytest.mark.parametrize(
    ("line", "stdin", "sentence"),
    [
        ("x" * 8193, "", "The command has 8193 characters; 8192 are the most it may have."),
        (
            "kubectl apply -f -",
            "é" * 131_073,
            "The manifest has 262146 bytes; 262144 (256 KiB) are the most it may have.",
        ),
    ],
)
def test_what_is_too_long_is_refused_and_not_journalled(
    record: ClusterRecord, line: str, stdin: str, sentence: str
) -> None:
    host = registry.host_of(record)
    with pytest.raises(limits.LimitError) as refusal:
        host.run(line, stdin)
    assert refusal.value.sentence == sentence
    assert host.journal.pokes == 0


def test_so_many_programs_wait_and_no_more(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    for _ in range(limits.PROGRAMS_WAITING):
        assert host.run("kubectl get pods --watch").waiting
    with pytest.raises(limits.LimitError, match=r"10 commands are running already. Interrupt one of them first."):
        host.run("kubectl get pods")
