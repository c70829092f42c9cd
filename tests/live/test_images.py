"""Images: the exact state of a cluster, signed, and the portable save beside it; which are made, kept and read."""

from __future__ import annotations

import pickle

import pytest

from clusterviz.cluster.checkpoint import ImageError, image, restore
from clusterviz.live import journal, registry, visitor
from clusterviz.models import ClusterRecord, Image

from .test_journal import killed, poked, state

pytestmark = pytest.mark.django_db


class Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return __import__("os").getcwd, ()


def test_where_there_is_time_to_spare_those_get_an_image_that_a_kill_would_keep_away_for_longest() -> None:
    hosts = [
        registry.host_of(visitor.create(f"learner {number}", "sandbox", "bare"), socket=True) for number in range(4)
    ]
    for host, work_s in zip(hosts, (0.3, 1.2, 0.6, 0.01), strict=True):
        host.work_s = work_s
    registry.store(hosts)
    assert not Image.objects.exists(), "there is none to spare"
    registry.store(hosts, spare_s=1e-9)
    assert [image.cluster_id for image in Image.objects.all()] == [hosts[1].id]
    registry.store(hosts, spare_s=60)
    assert [image.cluster_id for image in Image.objects.order_by("id")] == [hosts[1].id, hosts[2].id, hosts[0].id]
    registry.store(hosts, spare_s=60)
    assert Image.objects.count() == 3, "nothing has happened since"


def test_the_latest_portable_save_outlives_the_images_that_come_after_it(
    record: ClusterRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = registry.host_of(record, socket=True)

    def images(many: int) -> list[bool]:
        """Whether a portable save is beside each of those that are kept."""
        for _ in range(many):
            host.run_until_answered(host.run("kubectl get nodes"))
            host.work_s = 1.0
            registry.store([host], spare_s=60)
        return [bool(image.portable) for image in Image.objects.order_by("id")]

    assert images(1) == [True]
    assert images(1) == [True, False]
    assert images(3) == [True, False, False]
    monkeypatch.setattr(registry, "SAVED_EVERY_S", 0)
    assert images(1) == [False, True]


def test_who_was_left_behind_by_the_latest_save_gets_one_when_it_is_put_away(record: ClusterRecord) -> None:
    host = registry.host_of(record, socket=True)
    for _ in range(2):
        host.run_until_answered(host.run("kubectl get nodes"))
        host.work_s = 1.0
        registry.store([host], spare_s=60)
    assert host.save_lags
    host.sockets, host.work_s = 0, 0.0
    registry.put_away()
    latest = Image.objects.latest("id")
    assert (latest.pokes, bool(latest.portable)) == (2, True)


def test_an_image_that_this_site_did_not_sign_is_not_read(
    record: ClusterRecord, caplog: pytest.LogCaptureFixture
) -> None:
    host = poked(record)
    registry._write(host, image=True)
    before = state(host)
    image = Image.objects.get()
    image.data = bytes(image.data)[:-1] + b"x"
    image.save()
    killed()
    assert state(registry.host_of(record)) == before, "it is made again from the journal"
    assert "is not signed by this site, and is not read" in caplog.text


def test_an_image_signed_for_one_cluster_is_not_read_for_another(record: ClusterRecord) -> None:
    assert journal.sign(record.pk, b"data") != journal.sign("another", b"data")


def test_an_image_of_another_version_of_the_model_is_not_read(record: ClusterRecord) -> None:
    registry._write(poked(record), image=True)
    Image.objects.update(model_version="0", data=b"not even looked at")
    killed()
    assert registry.host_of(record).cluster.components["kube-scheduler"].running is False


def test_an_image_may_hold_nothing_but_the_model() -> None:
    with pytest.raises(ImageError, match=r"an image may not contain posix\.getcwd"):
        restore(pickle.dumps(Bomb()))


def test_two_images_are_kept(record: ClusterRecord) -> None:
    host = poked(record)
    for number in range(4):
        host.run(f"kubectl create configmap more-{number}")
        registry._write(host, image=True)
    assert [image.pokes for image in Image.objects.order_by("id")] == [8, 9]


def test_an_image_is_the_same_under_daphne_whose_twisted_pickles_methods_its_own_way(record: ClusterRecord) -> None:
    from twisted.persisted import styles

    host = poked(record)
    assert styles.pickleMethod is not None
    assert b"twisted" not in image(host.cluster)
    assert restore(image(host.cluster)).now_ms == host.cluster.now_ms
