"""Every recorded body of HTTP (golden_http) is compared by a test: which one, stands here."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

HERE = Path(__file__).parent
BODIES = sorted(
    str(path.relative_to(HERE / "golden_http").with_suffix("")) for path in HERE.glob("golden_http/*/*.json")
)
# Which bodies → where they are compared. The first line that fits counts.
COMPARED = (
    ("discovery/version", "test_apiserver_discovery.py::test_the_version_is_that_of_the_recordings"),
    ("discovery/*z", "test_apiserver_discovery.py::test_a_living_server_says_ok"),
    ("discovery/readyz-verbose", "test_apiserver_discovery.py::test_the_checks_of_a_server_are_those_of_a_real_one"),
    (
        "discovery/*-aggregated",
        "test_apiserver_discovery.py::test_everything_is_listed_in_one_answer_for_those_who_ask",
    ),
    ("discovery/openapi-v3", "test_apiserver_discovery.py::test_the_openapi_documents_are_listed_as_recorded"),
    ("discovery/api", "test_apiserver_discovery.py::test_the_core_group_is_listed"),
    ("discovery/apis_apps", "test_apiserver_discovery.py::test_the_core_group_is_listed"),
    ("discovery/apis", "test_apiserver_discovery.py::test_the_groups_are_listed_as_recorded"),
    ("discovery/api*_v*", "test_apiserver_discovery.py::test_the_resources_of_a_group_are_listed_as_recorded"),
    ("errors/201-no-kind", "test_apiserver_errors.py::test_an_object_without_kind_gets_it"),
    ("errors/200-delete-status", "test_apiserver_errors.py::test_a_deletion_is_answered_with_a_status"),
    ("errors/list-*", "test_recorded_cluster.py::test_a_list_in_pages_is_as_recorded"),
    (
        "errors/410-continue",
        "test_apiserver_lists.py::test_a_token_of_a_compacted_revision_is_expired_and_says_how_to_go_on",
    ),
    ("errors/403-quota", "test_apiserver_errors.py::test_a_full_quota_refuses_word_for_word"),
    (
        "errors/415-patch-type",
        "test_custom_resources.py::test_a_strategic_patch_of_a_custom_kind_is_refused_word_for_word",
    ),
    ("errors/429-eviction-pdb", "test_apiserver_errors.py::test_a_budget_that_is_used_up_refuses_an_eviction"),
    ("errors/*", "test_apiserver_errors.py::test_a_refusal_is_word_for_word_that_of_kubernetes"),
    ("tables/events", "test_recorded_cluster.py::test_the_events_are_those_recorded_but_for_pulling"),
    ("tables/endpoint*", "test_recorded_cluster.py::test_the_other_rows_are_as_recorded"),
    ("tables/clusterrolebindings", "test_recorded_cluster.py::test_the_other_rows_are_as_recorded"),
    ("tables/*", "test_recorded_cluster.py::test_every_row_is_as_recorded"),
    (
        "watch/pods-watch-initial-events",
        "test_apiserver_lists.py::test_a_streaming_list_ends_its_beginning_with_a_bookmark",
    ),
    ("watch/pods-watch", "test_field_managers.py::test_the_managers_of_a_pods_whole_life_are_those_of_a_real_cluster"),
    ("watch/pods-list-*", "test_apiserver_objects.py::test_a_list_of_pods_is_that_of_a_real_cluster"),
    (
        "watch/delete-pod",
        "test_apiserver_objects.py::test_the_answer_to_a_deletion_is_the_pod_that_still_has_its_grace",
    ),
)


def where(body: str) -> str:
    """The test that compares a body."""
    return next((test for pattern, test in COMPARED if fnmatch(body, pattern)), "")


def test_every_recorded_body_is_compared_by_a_test_that_is_there() -> None:
    assert len(BODIES) == 105
    missing = []
    for body in BODIES:
        file, _, name = where(body).partition("::")
        if not file or not re.search(rf"^def {name}\(", (HERE / file).read_text(), re.MULTILINE):
            missing.append(f"{body}: {file}::{name}")
    assert missing == []


def test_no_line_of_the_table_is_left_over() -> None:
    used = {where(body): None for body in BODIES}
    assert [test for _, test in COMPARED if test not in used] == []
