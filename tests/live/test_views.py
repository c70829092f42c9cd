"""The pages of a cluster: who may see what, for every address there is, and what a page without JavaScript can do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client, RequestFactory
from django.urls import URLPattern
from django.utils import timezone

from clusterviz import urls
from clusterviz.live import limits, registry, visitor
from clusterviz.models import ClusterRecord, Image
from tests.live.conftest import visit

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Row:
    """Who gets what at one address. Everything else than `method` is 405 for the owner."""

    name: str
    method: str
    owner: int
    stranger: int = 404
    data: dict[str, str] = field(default_factory=dict)


ROWS = [
    Row("healthz", "GET", 200, 200),
    Row("new-cluster", "GET", 200, 200),
    Row("new-cluster", "POST", 302, 302, {"preset": "three-nodes"}),
    Row("cluster", "GET", 200),
    Row("cluster-tree", "GET", 200),
    Row("cluster-inspect", "GET", 200, data={"element": "etcd"}),
    Row("cluster-story", "GET", 200),
    Row("cluster-objects", "GET", 200),
    Row("cluster-yaml", "GET", 200, data={"element": "node/node-1"}),
    Row("cluster-events", "GET", 200),
    Row("cluster-walks", "GET", 200),
    Row("cluster-overlay", "GET", 200, data={"view": "capacity"}),
    Row("cluster-inside", "GET", 200, data={"of": "node/node-1"}),
    Row("cluster-complete", "GET", 200, data={"line": "kubectl ge"}),
    Row("cluster-create", "GET", 200, data={"subject": "deployment"}),
    Row("cluster-create", "POST", 302, data={"subject": "pod", "name": "web", "image": "nginx"}),
    Row("cluster-run", "POST", 302, data={"line": "kubectl get nodes"}),
    Row("cluster-apply", "POST", 200, data={"manifest": "{}"}),
    Row("cluster-poke", "POST", 302, data={"verb": "component.stop", "subject": "etcd"}),
    Row("cluster-pace", "POST", 302, data={"pace": "paused"}),
    Row("cluster-step", "POST", 302, data={"by": "quiet"}),
]
METHODS = ("GET", "POST", "PUT", "DELETE")


def address(name: str, cluster_id: str) -> str:
    (pattern,) = (pattern for pattern in urls.urlpatterns if pattern.name == name)
    return "/" + str(pattern.pattern).replace("<str:cluster_id>", cluster_id)


def ask(client: Client, row: Row, cluster_id: str, method: str | None = None) -> Any:
    send = getattr(client, (method or row.method).lower())
    return send(address(row.name, cluster_id), row.data)


def test_every_address_has_a_row() -> None:
    assert all(isinstance(pattern, URLPattern) for pattern in urls.urlpatterns)
    assert {row.name for row in ROWS} == {pattern.name for pattern in urls.urlpatterns}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_the_owner_gets_in_and_a_stranger_gets_404(record: ClusterRecord, client: Client, row: Row) -> None:
    assert ask(Client(), row, record.pk).status_code == row.stranger
    other = Client()
    visit(other)
    assert ask(other, row, record.pk).status_code == row.stranger
    assert ask(client, row, record.pk).status_code == row.owner


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_other_methods_are_refused(record: ClusterRecord, client: Client, row: Row) -> None:
    allowed = {other.method for other in ROWS if other.name == row.name}
    for method in METHODS:
        if method not in allowed:
            assert ask(client, row, record.pk, method).status_code == 405


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST"], ids=lambda row: row.name)
def test_a_deed_without_the_pages_token_is_refused(record: ClusterRecord, client: Client, row: Row) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert ask(strict, row, record.pk).status_code == 403


def test_a_login_keeps_the_visitors_clusters(record: ClusterRecord, client: Client, django_user_model: Any) -> None:
    before = client.cookies["sessionid"].value
    client.force_login(django_user_model.objects.create_user("ada"))
    assert client.cookies["sessionid"].value != before
    assert client.get(f"/c/{record.pk}/").status_code == 200


def test_the_page_holds_the_scene_the_tree_and_the_address_of_the_cluster(
    record: ClusterRecord, client: Client
) -> None:
    page = client.get(f"/c/{record.pk}/").content.decode()
    assert f'data-base="/c/{record.pk}/"' in page
    snapshot = json.loads(page.split('<script id="snapshot" type="application/json">')[1].split("</script>")[0])
    assert set(snapshot["scene"]) >= {"etcd", "kube-apiserver", "node/node-1"}
    assert "This cluster is running" in page


def test_htmx_gets_the_part_and_everyone_else_a_page(record: ClusterRecord, client: Client) -> None:
    part = client.get(f"/c/{record.pk}/inspect/?element=etcd", headers={"HX-Request": "true"}).content.decode()
    page = client.get(f"/c/{record.pk}/inspect/?element=etcd").content.decode()
    assert "<html" not in part
    assert "etcd" in part
    assert "<html" in page
    assert f'href="/c/{record.pk}/"' in page


def test_without_javascript_a_command_answers_on_the_next_page(record: ClusterRecord, client: Client) -> None:
    answer = client.post(f"/c/{record.pk}/run", {"line": "kubectl create configmap settings"}, follow=True)
    assert answer.redirect_chain == [(f"/c/{record.pk}/", 302)]
    assert "$ kubectl create configmap settings\nconfigmap/settings created\n" in answer.content.decode()


def test_a_manifest_is_applied_as_text_and_as_a_file(record: ClusterRecord, client: Client) -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: '1'\n"
    answer = client.post(f"/c/{record.pk}/apply", {"manifest": manifest}, headers={"HX-Request": "true"})
    assert "configmap/settings created" in answer.content.decode()
    file = SimpleUploadedFile("settings.yaml", manifest.encode())
    answer = client.post(f"/c/{record.pk}/apply", {"file": file}, headers={"HX-Request": "true"})
    assert "configmap/settings unchanged" in answer.content.decode()


def test_a_manifest_with_aliases_is_refused_in_words(record: ClusterRecord, client: Client) -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    answer = client.post(f"/c/{record.pk}/apply", {"manifest": bomb}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "result mono failed" in answer.content.decode()


@pytest.mark.parametrize("as_file", [False, True])
def test_a_manifest_that_is_too_large_is_refused_with_429_and_a_sentence(
    record: ClusterRecord, client: Client, as_file: bool
) -> None:
    text = "x" * (limits.MANIFEST_BYTES + 1)
    data = {"file": SimpleUploadedFile("large.yaml", text.encode())} if as_file else {"manifest": text}
    answer = client.post(f"/c/{record.pk}/apply", data)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "The manifest has 262145 bytes; 262144 (256 KiB) are the most it may have." in answer.content.decode()


def test_a_fault_that_makes_no_sense_is_answered_in_words(record: ClusterRecord, client: Client) -> None:
    answer = client.post(f"/c/{record.pk}/poke", {"verb": "node.off", "subject": "node-99"})
    assert answer.status_code == 422
    assert "There is no node &#x27;node-99&#x27; here. There are: " in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        ("pace", {"pace": "9"}, "There is no pace &#x27;9&#x27;. There are: paused, cinema, 0.1"),
        ("step", {"by": "leap"}, "There is no step &#x27;leap&#x27;. There are: hop, decision, quiet."),
        ("create", {"subject": "cow"}, "There is no form for &#x27;cow&#x27;."),
        ("create", {"subject": "pod/node-99"}, "There is no form for &#x27;pod/node-99&#x27;."),
        ("create", {"subject": "pod", "name": "web", "image": ""}, "--image is required"),
        ("poke", {"verb": "burn", "subject": "x"}, "There is no verb &#x27;burn&#x27;. There are: node.off, "),
    ],
)
def test_an_unknown_wish_is_answered_in_words(
    record: ClusterRecord, client: Client, path: str, data: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"/c/{record.pk}/{path}", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_without_javascript_a_step_is_taken_at_once(record: ClusterRecord, client: Client) -> None:
    client.post(f"/c/{record.pk}/pace", {"pace": "paused"})
    host = registry.host_of(record)
    at_ms = host.playhead.at_ms
    client.post(f"/c/{record.pk}/step", {"by": "quiet"})
    assert 3_000 <= host.playhead.at_ms - at_ms <= 61_000
    assert host.clock()["pace"] == "paused"
    assert host.clock()["step"] is None


def test_too_many_deeds_get_429_and_the_seconds_to_wait(
    record: ClusterRecord, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clusterviz.views._commands", limits.Buckets(per_s=0.1, at_once=2))
    codes = [client.post(f"/c/{record.pk}/pace", {"pace": "paused"}).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    answer = client.post(f"/c/{record.pk}/pace", {"pace": "paused"})
    assert 1 <= int(answer["Retry-After"]) <= 10
    assert "That was too much at once: 2 commands, then 0.1 a second." in answer.content.decode()


def test_the_cluster_not_seen_for_longest_makes_room(client: Client) -> None:
    key = visit(client)
    made = [visitor.create(key, "sandbox") for _ in range(limits.CLUSTERS["sandbox"])]
    lesson = visitor.create(key, "lesson:what-is-in-a-cluster")
    visitor.seen(made[0])
    another = visitor.create(key, "sandbox")
    left = set(ClusterRecord.objects.values_list("pk", flat=True))
    assert left == {record.pk for record in [*made, lesson, another]} - {made[1].pk}


def test_clusters_are_not_made_without_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "_creations", limits.Buckets(per_s=0.1, at_once=1))
    visit(client)
    assert client.post("/c/new/", {"preset": "bare"}).status_code == 302
    assert client.post("/c/new/", {"preset": "bare"}).status_code == 429


def test_an_unknown_preset_is_refused(client: Client) -> None:
    answer = client.post("/c/new/", {"preset": "../etc"})
    assert answer.status_code == 422
    assert "There is no preset “../etc”. Choose one of these." in answer.content.decode()
    assert not ClusterRecord.objects.exists()


def test_ids_cannot_be_guessed(client: Client) -> None:
    key = visit(client)
    ids = {visitor.create(key, "sandbox").pk for _ in range(5)}
    assert len(ids) == 5
    assert all(len(cluster_id) >= 22 for cluster_id in ids), "128 bits"


def test_a_flood_of_newcomers_from_one_address_is_held_up_and_nobody_else(db: None) -> None:
    visitor._newcomers = limits.Buckets(per_s=0.001, at_once=3)
    answers = [Client().get("/", REMOTE_ADDR="203.0.113.7") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    said = f"Very many visitors came from your address at once. Try again in {answers[-1]['Retry-After']} s."
    assert said in answers[-1].content.decode()
    assert ClusterRecord.objects.count() == 3
    assert Client().get("/", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_one_who_keeps_the_cookie_is_no_newcomer_again(client: Client, db: None) -> None:
    visitor._newcomers = limits.Buckets(per_s=0.001, at_once=1)
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 200]


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(db: None, settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7")
    assert visitor.address_of(request) == "10.0.0.1"  # anybody can write that header
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert visitor.address_of(request) == "203.0.113.7"


def test_what_nobody_has_looked_at_for_long_is_swept_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(purpose: str, days: float) -> ClusterRecord:
        record = visitor.create("somebody", purpose)
        ClusterRecord.objects.filter(pk=record.pk).update(seen=timezone.now() - timedelta(days=days))
        return record

    kept = [made("hero", 1.9), made("sandbox", 119), made("lesson:what-is-in-a-cluster", 100), made("hero", 3)]
    registry.host_of(kept[-1], socket=True)  # somebody looks at it right now
    gone = [made("hero", 2.1), made("sandbox", 121), made("lesson:what-is-in-a-cluster", 121)]
    registry.host_of(gone[0])
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=timezone.now() + timedelta(days=1))
    visitor.sweep()
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert set(ClusterRecord.objects.values_list("pk", flat=True)) == {record.pk for record in kept}
    assert registry.running(gone[0].pk) is None
    for _ in range(3):
        made("hero", 3)
    monkeypatch.setattr(visitor, "SWEPT_AT_ONCE", 2)
    visitor.sweep()
    assert ClusterRecord.objects.count() == len(kept) + 1 + 1  # the oldest two, of which one is looked at


def test_a_hero_whose_page_never_came_back_goes_within_the_hour(client: Client, db: None) -> None:
    client.get("/")
    client.get("/")  # keeps its cookie: it is seen again, as by its socket
    kept = ClusterRecord.objects.get()
    Client().get("/")
    ClusterRecord.objects.update(created=F("created") - timedelta(minutes=61), seen=F("seen") - timedelta(minutes=61))
    visitor.create("somebody", "hero")
    visitor.sweep()
    left = ClusterRecord.objects.values_list("pk", flat=True)
    assert kept.pk in left
    assert len(left) == 2


def test_what_took_little_work_is_put_away_without_an_image_and_comes_back(client: Client, db: None) -> None:
    client.get("/")
    host = registry.host_of(ClusterRecord.objects.get())
    assert 0 < host.work_s < 10
    host.work_s = 0.4
    before = (host.cluster.clock.fired, host.cluster.trace.digest())
    registry.put_away()
    assert not Image.objects.exists()
    again = registry.host_of(ClusterRecord.objects.get())
    assert (again.cluster.clock.fired, again.cluster.trace.digest()) == before
    again.work_s = 0.6
    registry.put_away()
    assert Image.objects.count() == 1


def test_locks_of_clusters_are_forgotten_once_nobody_waits_for_them(record: ClusterRecord) -> None:
    registry.host_of(record)
    registry.put_away()
    registry.host_of(record)
    visitor.delete(record)
    assert registry._restoring.wanted == {}


@pytest.mark.parametrize(
    ("element", "headings"),
    [
        ("node/node-1", ["Used of this machine", "Images"]),
        ("container-runtime/node-1", ["Containers on this machine", "Images"]),
        ("kube-proxy/node-1", ["Rules"]),
        ("kube-controller-manager", ["Its loops"]),
        ("etcd", ["Keys"]),
        ("coredns", ["Asked of CoreDNS"]),
        ("service/default/kubernetes", ["Rules"]),
    ],
)
def test_the_inside_of_a_thing_is_what_is_in_it_and_nothing_else(
    record: ClusterRecord, client: Client, element: str, headings: list[str]
) -> None:
    page = client.get(f"/c/{record.pk}/inspect/", {"element": element}).content.decode()
    inside = page.partition('id="ipanel-inside"')[2].partition('id="ipanel-state"')[0]
    found = [title for title in re.findall(r"<h3>([^<]*[^<\s])", inside) if title != "Processes"]
    assert found == headings
