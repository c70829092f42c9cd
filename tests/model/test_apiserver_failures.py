"""What the API server does when etcd is away, and when it is away itself. Fact sheet §5.5, §10.1, §10.2."""

from __future__ import annotations

import pickle

from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.resources import CONFIGMAPS
from clusterviz.cluster.machinery.storage import Put, Txn

from .conftest import ADMIN, Kube


def test_without_etcd_the_cache_is_served_and_writes_time_out(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "a"}})
    watch = kube.watch(CONFIGMAPS, resourceVersion=str(kube.etcd.store.revision))
    kube.etcd.stop()
    kube.run(10)
    began_ms = kube.clock.now_ms
    refused = kube.create(CONFIGMAPS, {"metadata": {"name": "b"}})
    assert (refused.code, refused.message) == (500, "etcdserver: request timed out")
    assert 7_000 <= kube.clock.now_ms - began_ms <= 7_100
    assert kube.list(CONFIGMAPS).message == "etcdserver: request timed out"
    assert [obj["metadata"]["name"] for obj in kube.list(CONFIGMAPS, resourceVersion="0").body["items"]] == ["a"]
    health = kube.ask(Request("get", None, path="/readyz"))
    assert (health.code, "[-]etcd failed: reason withheld" in health.body) == (500, True)
    kube.etcd.start()
    kube.run(2_000)
    assert kube.create(CONFIGMAPS, {"metadata": {"name": "c"}}).code == 201
    kube.run(10)
    assert (watch.end, watch.seen) == (None, [("ADDED", "c")])


def test_a_short_absence_of_etcd_only_delays_a_write(kube: Kube) -> None:
    kube.etcd.stop()
    kube.send(Request("create", CONFIGMAPS, "default", body={"metadata": {"name": "a"}}, user=ADMIN))
    kube.run(3_000)
    kube.etcd.start()
    kube.run(1_500)
    assert kube.you.answers[-1].code == 201


def test_a_server_whose_place_in_the_history_is_gone_begins_anew(kube: Kube) -> None:
    """While the server could not hear etcd, what it missed was compacted."""
    watch = kube.watch(CONFIGMAPS, resourceVersion=str(kube.etcd.store.revision))
    kube.etcd.stop()
    kube.run(10)
    for value in range(3):
        kube.etcd.store.txn(Txn((), (Put(f"/registry/other/{value}", {}),)))
    kube.etcd.store.compact(kube.etcd.store.revision)
    kube.etcd.start()
    kube.run(4_000)
    assert watch.end is not None
    assert kube.create(CONFIGMAPS, {"metadata": {"name": "a"}}).code == 201
    assert kube.names(CONFIGMAPS) == ["a"]


def test_a_restarted_server_knows_what_etcd_knows(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "a"}})
    watch = kube.watch(CONFIGMAPS)
    kube.server.stop()
    kube.run(10)
    assert watch.end is not None
    assert kube.create(CONFIGMAPS, {"metadata": {"name": "b"}}).message.endswith("connect: connection refused")
    kube.server.start()
    kube.run(500)
    assert kube.names(CONFIGMAPS) == ["a"]


def test_a_server_with_open_watches_and_requests_can_be_stored(kube: Kube) -> None:
    kube.watch(CONFIGMAPS)
    kube.send(Request("create", CONFIGMAPS, "default", body={"metadata": {"name": "a"}}, user=ADMIN))
    kube.run(2)
    restored: Kube = pickle.loads(pickle.dumps(kube))
    restored.run(100)
    assert restored.names(CONFIGMAPS) == ["a"]


def test_a_server_that_starts_without_etcd_listens_to_nobody_and_ends_after_twenty_seconds(kube: Kube) -> None:
    kube.etcd.stop()
    kube.server.stop()
    kube.server.start()
    kube.run(3_100)
    assert kube.list(CONFIGMAPS).message.endswith("connect: connection refused")
    kube.run(17_000)
    assert (kube.server.running, kube.server.incarnation) == (False, 2)
    kube.run(1_000)
    assert (kube.server.running, kube.server.incarnation) == (True, 3)
    kube.etcd.start()
    kube.run(3_000)
    assert kube.list(CONFIGMAPS).code == 200
    kube.run(40_000)
    assert (kube.server.running, kube.server.incarnation) == (True, 3)


def test_a_server_that_has_begun_to_serve_outlives_its_etcd(kube: Kube) -> None:
    kube.etcd.stop()
    kube.run(120_000)
    assert (kube.server.running, kube.server.incarnation) == (True, 1)
    assert kube.list(CONFIGMAPS, resourceVersion="0").code == 200
