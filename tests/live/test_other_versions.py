"""A cluster that another version of the model made: its save is opened, or its journal done again, and its learner is told."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from clusterviz.cluster.checkpoint import MODEL_VERSION
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import CONFIGMAPS, DEPLOYMENTS, JOBS, NODES, PODS
from clusterviz.live import registry
from clusterviz.live.consumer import REBUILT
from clusterviz.live.host import Host
from clusterviz.live.journal import sign
from clusterviz.models import ClusterRecord, Image, Poke

from .conftest import Viewer, visit
from .test_journal import killed

FIXTURES = (
    Path(__file__).parent / "fixtures"
)  # journals as older versions wrote them: none of them is ever written anew
JOURNALS = sorted(FIXTURES.glob("journal-of-model-*.json"))


def rooted(client: Client, journal: Path) -> ClusterRecord:
    """A visitor's cluster as that version left it: a journal, and an image that only that version reads."""
    kept = json.loads(journal.read_text())
    key = visit(client)
    record = ClusterRecord.objects.create(owner=key, **kept["cluster"])
    Poke.objects.bulk_create(Poke(cluster=record, **poke) for poke in kept["pokes"])
    Image.objects.create(
        cluster=record, pokes=len(kept["pokes"]), model_version="another", data=b"no pickle of ours", signature="?"
    )
    return record


def names(cluster: Cluster, namespace: str = "default") -> Counter[str]:
    """How many Pods there are of each name's first part: what follows it is drawn, and may be drawn otherwise."""
    pods = (pod["metadata"] for pod in cluster.objects(PODS))
    return Counter(pod["name"].split("-")[0] for pod in pods if pod["namespace"] == namespace)


@pytest.mark.django_db
@pytest.mark.parametrize("journal", JOURNALS, ids=lambda path: path.stem)
def test_what_a_learner_did_under_an_older_version_is_there(journal: Path, client: Client) -> None:
    record = rooted(client, journal)
    host = registry.host_of(record)
    cluster = host.cluster
    assert not host.broken
    assert host.journal.pokes == Poke.objects.count() == 15
    assert (cluster.clock.fired, cluster.now_ms) == (record.fired, record.at_ms)
    assert names(cluster) == {"web": 3, "pi": 1}
    assert [one["metadata"]["name"] for one in cluster.objects(DEPLOYMENTS)] == ["coredns", "web"]
    assert [one["metadata"]["name"] for one in cluster.objects(JOBS)] == ["pi"]
    assert "node-4" in [one["metadata"]["name"] for one in cluster.objects(NODES)]
    settings = next(one for one in cluster.objects(CONFIGMAPS) if one["metadata"]["name"] == "settings")
    assert settings["data"] == {"colour": "blue"}, "it was edited"


def saved_by_another(record: ClusterRecord) -> Host:
    """What another version left: a cluster in use, put away with its image and save, and one more poke after that."""
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create deployment web --image=nginx --replicas=2")
    host.cluster.run_for(20_000)
    host.run("kubectl get pods --watch", number=40, wait=False)
    host.work_s = 10.0
    assert registry._stored(host, image=True)
    host.cluster.run_for(7_000)
    host.run("kubectl create configmap later --from-literal=a=b")
    host.cluster.run_for(3_000)
    assert registry._stored(host, image=False)
    killed()
    Image.objects.update(model_version="another", data=b"no pickle of ours")
    ClusterRecord.objects.update(model_version="another")
    return host


@pytest.mark.django_db
def test_the_save_beside_an_image_of_another_version_is_opened(record: ClusterRecord) -> None:
    before = saved_by_another(record)
    host = registry.host_of(ClusterRecord.objects.get())
    cluster = host.cluster
    assert host.rebuilt
    assert not host.broken
    assert (host.journal.pokes, cluster.now_ms) == (before.journal.pokes, before.cluster.now_ms)
    uids = [{pod["metadata"]["uid"] for pod in one.objects(PODS)} for one in (before.cluster, cluster)]
    assert uids[0] == uids[1]
    assert "later" in [one["metadata"]["name"] for one in cluster.objects(CONFIGMAPS)], (
        "the poke after the save is done again"
    )
    watching = host.prompt.runs[40]
    assert (watching.status, watching.waiting, watching.program) == (130, False, None), "what ran then has ended"
    cluster.run_for(60_000)
    pods = [pod for pod in cluster.objects(PODS) if pod["metadata"]["name"].startswith("web-")]
    assert [pod["status"]["containerStatuses"][0]["restartCount"] for pod in pods] == [1, 1]


@pytest.mark.django_db
def test_once_it_is_opened_everything_is_exact_again(record: ClusterRecord) -> None:
    saved_by_another(record)
    host = registry.host_of(ClusterRecord.objects.get())
    newest = Image.objects.order_by("-id").first()
    assert newest is not None
    assert newest.model_version == MODEL_VERSION
    host.run("kubectl scale deployment web --replicas=3")
    host.cluster.run_for(30_000)
    assert registry._stored(host, image=False)
    digest = host.cluster.trace.digest()
    killed()
    assert registry.host_of(ClusterRecord.objects.get()).cluster.trace.digest() == digest


@pytest.mark.django_db
@pytest.mark.parametrize("spoiled", [{"portable_signature": "?"}, {"portable": b"torn"}, {"portable": None}])
def test_a_save_that_is_not_ours_or_torn_leaves_the_journal(record: ClusterRecord, spoiled: dict[str, Any]) -> None:
    before = saved_by_another(record)
    Image.objects.update(**spoiled)
    if spoiled.get("portable"):
        Image.objects.update(portable_signature=sign(record.pk, b"torn"))
    host = registry.host_of(ClusterRecord.objects.get())
    assert host.rebuilt
    assert not host.broken
    assert host.cluster.trace.digest() == before.cluster.trace.digest(), (
        "this very model: the journal comes to the same"
    )


async def test_the_learner_is_told_once(viewer: Viewer) -> None:
    await viewer.leave()
    await sync_to_async(ClusterRecord.objects.update)(model_version="another")
    killed()
    told = []
    for _ in range(2):
        again = Viewer(viewer.record.pk, viewer.client.cookies["sessionid"].value)
        assert await again.connect()
        await again.say(do="hello", seen=None)
        heard = await again.hear_until(lambda message: "snapshot" in message)
        told += [REBUILT in message.get("refused", "") for message in heard if "refused" in message]
        await again.leave()
    assert told == [True]
