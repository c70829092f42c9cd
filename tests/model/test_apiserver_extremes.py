"""Numbers, depths and sizes beyond all measure: refused in Kubernetes' words, at once, and nothing stands still. Fact sheet §4."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clusterviz.cluster.machinery import quantities
from clusterviz.cluster.machinery.api import JSON_PATCH, Request
from clusterviz.cluster.machinery.patches import PatchError, json_patch
from clusterviz.cluster.machinery.resources import CONFIGMAPS, PODS, SERVICES

from .conftest import Kube, pod

NINES = "9" * 5000
NUMERIC = "unable to parse numeric part of quantity"
SUFFIX = "unable to parse quantity's suffix"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": NINES}, f'strconv.ParseInt: parsing "{NINES}": value out of range'),
        ({"limit": "9223372036854775808"}, 'strconv.ParseInt: parsing "9223372036854775808": value out of range'),
        ({"limit": "²"}, 'strconv.ParseInt: parsing "²": invalid syntax'),
        ({"limit": "--1"}, 'strconv.ParseInt: parsing "--1": invalid syntax'),
        ({"timeoutSeconds": NINES}, f'strconv.ParseInt: parsing "{NINES}": value out of range'),
        (
            {"resourceVersion": NINES},
            f'invalid resource version: resourceVersion: Invalid value: "{NINES}": '
            f'strconv.ParseUint: parsing "{NINES}": value out of range',
        ),
    ],
)
def test_a_parameter_that_is_no_number_of_64_bits_is_refused(kube: Kube, query: dict[str, str], message: str) -> None:
    refused = kube.list(PODS, **query)
    assert (refused.code, refused.message) == (400, message)


def test_the_grace_of_a_deletion_is_a_number_of_64_bits_too(kube: Kube) -> None:
    kube.create(PODS, pod())
    for text, why in (("abc", "invalid syntax"), (NINES, "value out of range")):
        refused = kube.delete(PODS, "web", gracePeriodSeconds=text)
        assert (refused.code, refused.message) == (400, f'strconv.ParseInt: parsing "{text}": {why}')


def test_a_grace_that_no_calendar_holds_goes_round_as_in_go(kube: Kube) -> None:
    kube.create(PODS, pod(terminationGracePeriodSeconds=2**63 - 1, nodeName="node-1"))
    marked = kube.delete(PODS, "web")
    assert marked.code == 200
    assert marked.body["metadata"]["deletionGracePeriodSeconds"] == 2**63 - 1
    assert marked.body["metadata"]["deletionTimestamp"].startswith("2026-01-01T00:00:0")


@pytest.mark.parametrize(
    ("quantity", "why"),
    [
        ("1e99999999", SUFFIX),
        ("1e-99999999", SUFFIX),
        ("1e" + NINES, SUFFIX),
        ("1E101", SUFFIX),
        (NINES, NUMERIC),
        ("0." + NINES, NUMERIC),
        (NINES + "Ki", NUMERIC),
    ],
)
def test_a_quantity_that_would_take_for_ever_is_refused(kube: Kube, quantity: str, why: str) -> None:
    container = {"name": "c", "image": "nginx", "resources": {"requests": {"memory": quantity}}}
    refused = kube.create(PODS, pod(containers=[container]))
    assert refused.code == 400
    assert refused.message == f'Pod in version "v1" cannot be handled as a Pod: {why}'


def test_large_quantities_are_exact_still() -> None:
    assert quantities.whole("1e100") == 10**100
    assert quantities.canonical("1e3") == "1e3"
    assert quantities.milli("1E") == 10**21


@pytest.mark.parametrize(
    ("operations", "code", "message"),
    [
        (["x"], 400, "error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp"),
        ([{"op": "copy", "path": "/a"}], 422, "copy operation failed to decode from: operation, missing from field"),
        ([{"op": "remove"}], 422, "remove operation failed to decode path: operation missing path field"),
        ([{"op": "remove", "path": ""}], 422, "remove operation does not apply: doc is missing path: ''"),
        ([{"op": "add", "path": 1}], 400, "error decoding patch: json: cannot unmarshal number into Go struct field"),
        (
            [{"op": "copy", "from": "/data", "path": f"/data/x{place}"} for place in range(60)],
            422,
            "Unable to complete the copy, the accumulated size increase of copy is ",
        ),
        (
            [{"op": "copy", "from": "/metadata", "path": "/metadata/labels"}] * 2_000,
            422,
            "more than 120 levels are not kept here",
        ),
    ],
)
def test_a_json_patch_that_makes_no_sense_or_too_much_is_refused(
    kube: Kube, operations: list[Any], code: int, message: str
) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "c"}, "data": {"a": "b"}})
    refused = kube.patch(CONFIGMAPS, "c", operations, JSON_PATCH)
    assert refused.code == code
    with pytest.raises(PatchError, match=re.escape(message)):  # the API server tells only a 400 to who asked
        json_patch(kube.get(CONFIGMAPS, "c").body, operations)


def test_an_address_of_a_service_is_made_of_numbers(kube: Kube) -> None:
    for part in (NINES, "²"):
        spec = {"ports": [{"port": 80}], "clusterIP": f"{part}.1.1.1"}
        refused = kube.create(SERVICES, {"metadata": {"name": "s"}, "spec": spec})
        assert (refused.code, refused.reason) == (422, "Invalid")


def test_a_mistake_in_the_api_server_costs_one_request_and_no_more(kube: Kube, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*args: object) -> None:
        raise KeyError("nobody had foreseen this")

    kube.server.debug_freeze = False  # as it runs for a learner; tests see the mistake itself
    with monkeypatch.context() as patched:
        patched.setattr("clusterviz.cluster.control_plane.kube_apiserver.reading.list_objects", mistaken)
        refused = kube.list(PODS)
    assert (refused.code, refused.reason) == (500, "InternalError")
    assert "This request caused apiserver to panic. Look in the logs for details." in refused.message
    assert len(kube.server.panics) == 1
    assert kube.list(PODS).code == 200
    assert kube.ask(Request("get", None, path="/readyz")).code == 200
