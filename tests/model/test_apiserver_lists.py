"""Lists in pages, at revisions, with selectors; watches from their beginning to their end. Fact sheet §4.6."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DEPLOYMENTS,
    LEASES,
    NAMESPACES,
    PODS,
    SERVICES,
    Resource,
)

from .conftest import ADMIN, Kube, deployment, pod

GOLDEN = Path(__file__).parent / "golden_http"
TOO_OLD = json.loads((GOLDEN / "errors" / "410-continue.json").read_text())["response"]["body"]


def settings(kube: Kube, *names: str, namespace: str = "default") -> None:
    for name in names:
        body = {"metadata": {"name": name, "labels": {"first": name[0]}}}
        assert kube.create(CONFIGMAPS, body, namespace).code == 201


def token_content(token: str) -> dict[str, object]:
    content: dict[str, object] = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    return content


def test_a_list_comes_in_pages_of_one_revision(kube: Kube) -> None:
    settings(kube, "a", "b", "c", "d", "e")
    first = kube.list(CONFIGMAPS, limit="2")
    revision = kube.etcd.store.revision
    metadata = first.body["metadata"]
    assert [obj["metadata"]["name"] for obj in first.body["items"]] == ["a", "b"]
    assert (metadata["resourceVersion"], metadata["remainingItemCount"]) == (str(revision), 3)
    assert token_content(metadata["continue"]) == {"v": "meta.k8s.io/v1", "rv": revision, "start": "/b\0"}
    kube.delete(CONFIGMAPS, "c")
    settings(kube, "bb")
    second = kube.list(CONFIGMAPS, limit="2", **{"continue": metadata["continue"]})
    assert [obj["metadata"]["name"] for obj in second.body["items"]] == ["c", "d"]
    assert second.body["metadata"]["resourceVersion"] == str(revision)
    third = kube.list(CONFIGMAPS, **{"continue": second.body["metadata"]["continue"]})
    assert [obj["metadata"]["name"] for obj in third.body["items"]] == ["e"]
    assert third.body["metadata"] == {"resourceVersion": str(revision)}


def test_pages_go_on_over_namespaces(kube: Kube) -> None:
    settings(kube, "z")
    settings(kube, "a", namespace="kube-system")
    first = kube.list(CONFIGMAPS, "", limit="1", labelSelector="first")
    assert [obj["metadata"]["name"] for obj in first.body["items"]] == ["z"]
    assert "remainingItemCount" not in first.body["metadata"]
    token = first.body["metadata"]["continue"]
    assert token_content(token)["start"] == "default/z\0"
    second = kube.list(CONFIGMAPS, "", labelSelector="first", **{"continue": token})
    assert [obj["metadata"]["name"] for obj in second.body["items"]] == ["a"]


def test_a_token_of_a_compacted_revision_is_expired_and_says_how_to_go_on(kube: Kube) -> None:
    settings(kube, "ds-1", "ds-2", "ds-3")
    token = kube.list(CONFIGMAPS, limit="1").body["metadata"]["continue"]
    settings(kube, "later")
    kube.etcd.store.compact(kube.etcd.store.revision)
    refused = kube.list(CONFIGMAPS, limit="1", **{"continue": token})
    fresh = refused.body["metadata"].pop("continue")
    assert refused.code == 410
    assert refused.body == {**TOO_OLD, "metadata": {}}
    assert token_content(fresh) == {"v": "meta.k8s.io/v1", "rv": -1, "start": "ds-1\0"}
    rest = kube.list(CONFIGMAPS, **{"continue": fresh})
    assert [obj["metadata"]["name"] for obj in rest.body["items"]] == ["ds-2", "ds-3", "later"]


def test_a_list_at_exactly_one_revision(kube: Kube) -> None:
    settings(kube, "a")
    revision = str(kube.etcd.store.revision)
    settings(kube, "b")
    then = kube.list(CONFIGMAPS, resourceVersion=revision, resourceVersionMatch="Exact")
    assert [obj["metadata"]["name"] for obj in then.body["items"]] == ["a"]
    assert then.body["metadata"]["resourceVersion"] == revision
    assert len(kube.list(CONFIGMAPS, resourceVersion=revision, resourceVersionMatch="NotOlderThan").body["items"]) == 2
    kube.etcd.store.compact(kube.etcd.store.revision)
    gone = kube.list(CONFIGMAPS, resourceVersion=revision, resourceVersionMatch="Exact")
    assert (gone.code, gone.reason, gone.message) == (
        410,
        "Expired",
        "The resourceVersion for the provided list is too old.",
    )


def test_a_match_without_a_revision_is_refused(kube: Kube) -> None:
    refused = kube.list(CONFIGMAPS, resourceVersionMatch="Exact")
    assert (refused.code, refused.message) == (
        422,
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: '
        "resourceVersionMatch is forbidden unless resourceVersion is provided",
    )


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("metadata.name=b", ["b"]),
        ("metadata.name!=b", ["a", "c"]),
        ("status.phase=Pending,spec.nodeName=", ["a", "b", "c"]),
        ("spec.restartPolicy=Never", ["c"]),
        ("status.phase=Running", []),
    ],
)
def test_fields_select(kube: Kube, selector: str, names: list[str]) -> None:
    for name, policy in (("a", "Always"), ("b", "Always"), ("c", "Never")):
        kube.create(PODS, pod(name, restartPolicy=policy))
    found = kube.list(PODS, fieldSelector=selector).body["items"]
    assert [obj["metadata"]["name"] for obj in found] == names


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("first=a", ["a1", "a2"]),
        ("first in (a, b)", ["a1", "a2", "b1"]),
        ("first notin (a),first", ["b1", "c1"]),
        ("!first", ["plain"]),
        ("first!=c", ["a1", "a2", "b1", "plain"]),
    ],
)
def test_labels_select(kube: Kube, selector: str, names: list[str]) -> None:
    settings(kube, "a1", "a2", "b1", "c1")
    kube.create(CONFIGMAPS, {"metadata": {"name": "plain"}})
    found = kube.list(CONFIGMAPS, labelSelector=selector).body["items"]
    assert [obj["metadata"]["name"] for obj in found] == names


# -- watches ------------------------------------------------------------------------------------------------------------


def test_a_watch_tells_what_comes_after_its_revision(kube: Kube) -> None:
    settings(kube, "before")
    watch = kube.watch(CONFIGMAPS, resourceVersion=kube.list(CONFIGMAPS).body["metadata"]["resourceVersion"])
    settings(kube, "a")
    kube.patch(CONFIGMAPS, "a", {"data": {"x": "1"}})
    kube.delete(CONFIGMAPS, "a")
    kube.run(20)
    assert watch.seen == [("ADDED", "a"), ("MODIFIED", "a"), ("DELETED", "a")]
    versions = [int(event.object["metadata"]["resourceVersion"]) for event in watch.events]
    assert versions == [kube.etcd.store.revision - 2, kube.etcd.store.revision - 1, kube.etcd.store.revision]
    assert watch.events[-1].object["data"] == {"x": "1"}


def test_a_watch_from_zero_begins_with_what_is_there(kube: Kube) -> None:
    settings(kube, "a", "b")
    assert kube.watch(CONFIGMAPS, resourceVersion="0").seen == [("ADDED", "a"), ("ADDED", "b")]
    assert kube.watch(CONFIGMAPS, fieldSelector="metadata.name=b").seen == [("ADDED", "b")]


def test_a_streaming_list_ends_its_beginning_with_a_bookmark(kube: Kube) -> None:
    kube.create(PODS, pod("tea"))
    query = {"sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan", "allowWatchBookmarks": "true"}
    watch = kube.watch(PODS, **query)
    golden = json.loads((GOLDEN / "watch" / "pods-watch-initial-events.json").read_text())["events"]
    bookmark = next(event for event in golden if event["type"] == "BOOKMARK")["object"]
    bookmark["metadata"]["resourceVersion"] = str(kube.etcd.store.revision)
    assert watch.seen == [("ADDED", "tea"), ("BOOKMARK", "")]
    assert watch.events[1].object == bookmark


def test_bookmarks_come_every_minute_to_those_who_want_them(kube: Kube) -> None:
    wanting = kube.watch(CONFIGMAPS, allowWatchBookmarks="true")
    other = kube.watch(CONFIGMAPS)
    kube.run(60_000)
    revision = kube.server.cache.revision
    first, second = (event.object["metadata"] for event in wanting.events)
    assert first["annotations"] == {"k8s.io/initial-events-end": "true"}
    assert (list(second), int(second["resourceVersion"]) <= revision) == (["resourceVersion"], True)
    assert other.events == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            {"sendInitialEvents": "true"},
            "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        ),
        (
            {"resourceVersionMatch": "NotOlderThan", "resourceVersion": "1"},
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        ),
        (
            {"resourceVersionMatch": "Exact", "sendInitialEvents": "false"},
            "[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, "
            'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
        ),
    ],
)
def test_a_watch_says_how_it_begins_in_a_way_that_makes_sense(kube: Kube, query: dict[str, str], said: str) -> None:
    end = kube.watch(CONFIGMAPS, **query).end
    assert end is not None
    assert (end.body.code, end.body.message) == (422, f'ListOptions.meta.k8s.io "" is invalid: {said}')


def test_a_list_sends_no_initial_events(kube: Kube) -> None:
    answer = kube.list(CONFIGMAPS, sendInitialEvents="true", resourceVersionMatch="NotOlderThan", resourceVersion="0")
    assert answer.message == (
        'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'
    )


def test_a_watch_that_wants_no_initial_events_begins_now(kube: Kube) -> None:
    settings(kube, "a")
    query = {"sendInitialEvents": "false", "resourceVersionMatch": "NotOlderThan", "allowWatchBookmarks": "1"}
    watch = kube.watch(CONFIGMAPS, **query)
    settings(kube, "b")
    kube.run(60_000)
    assert watch.seen == [("ADDED", "b"), ("BOOKMARK", "")]


def test_a_watch_whose_time_is_over_before_it_begins_ends_at_once(kube: Kube) -> None:
    settings(kube, "a")
    watch = kube.watch(CONFIGMAPS, timeoutSeconds="-1")
    assert (watch.seen, watch.end is not None) == ([("ADDED", "a")], True)


def test_a_watch_ends_when_its_time_is_over(kube: Kube) -> None:
    watch = kube.watch(CONFIGMAPS, timeoutSeconds="5")
    kube.run(4_900)
    assert watch.end is None
    kube.run(200)
    assert watch.end is not None
    assert watch.end.failure is None
    assert len(kube.server.watches) == 0


def test_a_watch_of_a_revision_that_is_forgotten_is_told_so(kube: Kube) -> None:
    settings(kube, "a")
    kube.server.cache.of(CONFIGMAPS).forgotten = kube.etcd.store.revision
    watch = kube.watch(CONFIGMAPS, resourceVersion="1")
    oldest = kube.etcd.store.revision + 1
    assert [(event.type, event.object) for event in watch.events] == [
        (
            "ERROR",
            {
                "kind": "Status",
                "apiVersion": "v1",
                "metadata": {},
                "status": "Failure",
                "message": f"too old resource version: 1 ({oldest})",
                "reason": "Expired",
                "code": 410,
            },
        )
    ]
    assert watch.end is not None


def test_a_selected_object_that_changes_sides_is_added_and_deleted(kube: Kube) -> None:
    watch = kube.watch(CONFIGMAPS, labelSelector="first=a")
    settings(kube, "a", "b")
    kube.patch(CONFIGMAPS, "a", {"metadata": {"labels": {"first": "z"}}})
    kube.patch(CONFIGMAPS, "b", {"metadata": {"labels": {"first": "a"}}})
    kube.run(20)
    assert watch.seen == [("ADDED", "a"), ("DELETED", "a"), ("ADDED", "b")]
    assert watch.events[1].object["metadata"]["labels"] == {"first": "a"}


def test_the_columns_of_a_watched_table_come_once(kube: Kube) -> None:
    watch = kube.watch(DEPLOYMENTS, as_table=True)
    kube.create(DEPLOYMENTS, deployment("one"))
    kube.create(DEPLOYMENTS, deployment("two"))
    kube.run(20)
    tables = [event.object for event in watch.events]
    assert [len(table["columnDefinitions"] or ()) for table in tables] == [8, 0]
    assert [table["rows"][0]["cells"][:2] for table in tables] == [["one", "0/1"], ["two", "0/1"]]


def test_a_watch_with_a_bad_selector_is_refused(kube: Kube) -> None:
    watch = kube.watch(PODS, fieldSelector="spec.colour=red")
    assert watch.end is not None
    assert watch.end.body.message == "field label not supported: spec.colour"


def test_a_deletion_seen_by_a_watch_is_marked_before_it_is_done(kube: Kube) -> None:
    kube.create(PODS, pod("tea"))
    watch = kube.watch(PODS, resourceVersion=str(kube.etcd.store.revision))
    assert kube.delete(PODS, "tea").body["metadata"]["deletionGracePeriodSeconds"] == 0
    kube.run(20)
    assert watch.seen == [("MODIFIED", "tea"), ("DELETED", "tea")]
    assert [event.object["metadata"]["generation"] for event in watch.events] == [2, 2]


@pytest.mark.parametrize("resource", [CONFIGMAPS, SERVICES, LEASES])
def test_a_collection_is_deleted_as_selected(kube: Kube, resource: Resource) -> None:
    spec = {"spec": {"ports": [{"port": 80}]}} if resource is SERVICES else {}
    for name, colour in (("a", "red"), ("b", "blue"), ("c", "red")):
        kube.create(resource, {"metadata": {"name": name, "labels": {"colour": colour}}, **spec})
    query = {"labelSelector": "colour=red"}
    answer = kube.ask(Request("deletecollection", resource, "default", query=query), ADMIN)
    assert answer.code == 200
    assert [obj["metadata"]["name"] for obj in answer.body["items"]] == ["a", "c"]
    assert [name for name in kube.names(resource) if name != "kubernetes"] == ["b"]


def test_namespaces_cannot_be_deleted_as_a_collection(kube: Kube) -> None:
    answer = kube.ask(Request("deletecollection", NAMESPACES), ADMIN)
    assert (answer.code, answer.message) == (
        405,
        "the server does not allow this method on the requested resource",
    )


def test_compaction_keeps_five_minutes_of_history(kube: Kube) -> None:
    settings(kube, "a")
    kube.run(300_000)
    assert kube.etcd.store.compacted == 0
    settings(kube, "b")
    known = kube.etcd.store.revision
    kube.run(300_000)
    assert 0 < kube.etcd.store.compacted < known
