"""Several processes: a page whose path names no cluster goes to the process that has the visitor's cluster."""

from __future__ import annotations

import pytest
from django.test import Client

from clusterviz.live import ownership, registry
from clusterviz.models import ClusterRecord

pytestmark = pytest.mark.django_db
BEHIND_NGINX = {"X-Glass-Routes": "1"}


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    registry._hosts.clear()


def test_a_newcomer_s_page_is_sent_to_the_home_of_their_cluster_with_their_new_cookie(client: Client) -> None:
    answer = client.get("/", headers=BEHIND_NGINX)
    record = ClusterRecord.objects.get()
    assert answer["X-Accel-Redirect"] == "@home"
    assert answer["X-Glass-Cluster"] == record.pk
    assert f"sessionid={client.cookies['sessionid'].value}" in answer["X-Glass-Cookie"]
    assert (record.held_epoch, registry.running(record.pk)) == (0, None), "nobody has claimed it yet"
    home = client.get("/", headers={**BEHIND_NGINX, "X-Glass-Home": "1"})
    assert home.status_code == 200
    assert "X-Accel-Redirect" not in home
    assert ClusterRecord.objects.get().held_epoch == 1
    assert not ownership.ONLY_MINE.get()


def test_what_needs_no_cluster_and_what_names_its_cluster_is_answered_at_once(client: Client) -> None:
    assert client.get("/glossary/", headers=BEHIND_NGINX).status_code == 200
    client.get("/", headers=BEHIND_NGINX)
    record = ClusterRecord.objects.get()
    assert client.get(f"/c/{record.pk}/", headers=BEHIND_NGINX).status_code == 200


def test_without_such_a_proxy_every_process_answers(client: Client) -> None:
    assert client.get("/").status_code == 200
