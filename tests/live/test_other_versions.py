"""A cluster that another version of the model made: its journal is done again, and its learner is told."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import CONFIGMAPS, DEPLOYMENTS, JOBS, NODES, PODS
from clusterviz.live import registry
from clusterviz.live.consumer import REBUILT
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
