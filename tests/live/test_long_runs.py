"""Long runs: what a cluster takes in memory after 24 virtual hours is what it took after six."""

from __future__ import annotations

import pickle

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.machinery.trace import HEARTBEATS_KEPT, KEPT
from clusterviz.live import registry
from clusterviz.live.host import Host
from clusterviz.models import ClusterRecord

HOUR_MS = 3_600_000
LIFE = (
    "kubectl create deployment web --image=nginx --replicas=2",
    "kubectl expose deployment web --port=80",
    "kubectl run crasher --image=busybox -- sh -c 'exit 1'",  # restarts, back-off, events that are counted up
    "kubectl create cronjob tick --image=busybox --schedule='*/30 * * * *' -- date",  # Jobs and Pods come and go
    "kubectl get pods --watch",  # a command that prints for ever
)
GROWS_BY = 0.15  # at most: Jobs and events stand at another moment of their lives


def sizes(host: Host) -> dict[str, int]:
    """What takes memory, in bytes and numbers."""
    cluster = host.cluster
    records = cluster.trace.records()
    return {
        "image besides the records": len(checkpoint.image(cluster)) - len(pickle.dumps(records)),
        "frames": len(pickle.dumps([host.frames.kept, host.frames.packets, host.frames.story, host.frames.marks])),
        "prompt": len(pickle.dumps(host.prompt.as_json())),
        "revisions": len(cluster.etcd.store.history),
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_after_24_virtual_hours_a_cluster_takes_what_it_took_after_six(record: ClusterRecord) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    for line in LIFE:
        host.run(line, wait=False)
        host.skip(10_000)
    measured = {}
    for hour in range(1, 25):
        host.skip(hour * HOUR_MS - host.cluster.now_ms)
        host.collect_unseen()
        if hour in (6, 24):
            measured[hour] = sizes(host)
    grown = {
        what: (before, measured[24][what])
        for what, before in measured[6].items()
        if measured[24][what] > before * (1 + GROWS_BY)
    }
    assert grown == {}, "(after 6 hours, after 24)"
    assert KEPT <= len(host.cluster.trace.records()) <= KEPT * 5 // 4 + 2 * HEARTBEATS_KEPT, "some go, many at a time"
