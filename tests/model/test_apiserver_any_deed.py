"""Whatever is sent to a subresource or with a deletion, it is answered; what the server cannot read, it says so in Go's words."""

from __future__ import annotations

import random
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import (
    APPLY_PATCH,
    JSON_PATCH,
    MERGE_PATCH,
    STRATEGIC_PATCH,
    Request,
)
from clusterviz.cluster.machinery.objects import Object, clone
from clusterviz.cluster.machinery.resources import (
    BINDINGS,
    CERTIFICATESIGNINGREQUESTS,
    CONFIGMAPS,
    DEPLOYMENTS,
    NAMESPACES,
    NODES,
    PODS,
    SERVICEACCOUNTS,
    Resource,
)

from .conftest import Kube, bind, deployment, pod
from .test_apiserver_any_body import STRANGE, places

PATCHES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)
READY = [{"type": "Ready", "status": "True"}]
OPTIONS = {"kind": "DeleteOptions", "gracePeriodSeconds": 3, "preconditions": {"uid": "x"}, "dryRun": ["All"]}
BODIES: dict[tuple[Resource, str], Object] = {
    (PODS, "binding"): {"kind": "Binding", "metadata": {"name": "web"}, "target": {"kind": "Node", "name": "n"}},
    (PODS, "eviction"): {"kind": "Eviction", "metadata": {"name": "web"}, "deleteOptions": OPTIONS},
    (PODS, "ephemeralcontainers"): {"spec": {"ephemeralContainers": [{"name": "d", "image": "busybox"}]}},
    (PODS, "resize"): {"spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "1"}}}]}},
    (PODS, "status"): {"status": {"phase": "Running", "conditions": READY}},
    (DEPLOYMENTS, "scale"): {"kind": "Scale", "metadata": {"name": "web"}, "spec": {"replicas": 3}},
    (DEPLOYMENTS, "status"): {"status": {"replicas": 3, "conditions": READY}},
    (SERVICEACCOUNTS, "token"): {"spec": {"boundObjectRef": {"kind": "Pod", "apiVersion": "v1", "name": "web"}}},
    (NAMESPACES, "finalize"): {"metadata": {"name": "web"}, "spec": {"finalizers": ["kubernetes"]}},
    (CERTIFICATESIGNINGREQUESTS, "approval"): {"status": {"conditions": READY}},
    (NODES, "status"): {"status": {"conditions": READY}},
    (PODS, ""): OPTIONS,
    (DEPLOYMENTS, ""): {**OPTIONS, "propagationPolicy": "Orphan"},
}


def spoiled(body: Object, chance: random.Random) -> Any:
    if chance.random() < 0.1:
        return clone(chance.choice(STRANGE))
    made = clone(body)
    for _ in range(chance.randint(1, 2)):
        place = chance.choice(list(places(made)) or [()])
        inside: Any = made
        for key in place[:-1]:
            inside = inside[key]
        if place:
            inside[place[-1]] = clone(chance.choice(STRANGE))
    return made


@pytest.mark.parametrize("seed", range(3))
def test_a_deed_of_any_form_is_answered(kube: Kube, seed: int) -> None:
    chance = random.Random(seed)
    for resource in (NAMESPACES, NODES):
        kube.create(resource, {"metadata": {"name": "web"}})
    for _ in range(300):
        kube.create(PODS, pod())
        kube.create(DEPLOYMENTS, deployment())
        (resource, door), body = chance.choice(list(BODIES.items()))
        verb = chance.choice(("create", "update", "patch") if door else ("delete", "deletecollection"))
        name = "default" if resource is SERVICEACCOUNTS else "" if verb == "deletecollection" else "web"
        request = Request(verb, resource, "default" if resource.namespaced else "", name, door, spoiled(body, chance))
        if verb == "patch":
            request.content_type = chance.choice(PATCHES)
            request.query = {"fieldManager": "me"} if request.content_type == APPLY_PATCH else {}
        assert kube.ask(request).code, request
        assert kube.list(PODS).ok


def refused(kube: Kube, body: Any, **query: str) -> tuple[int, str]:
    answer = kube.delete(CONFIGMAPS, "conf", body, **query)
    return answer.code, answer.message


def test_a_deletion_with_a_body_that_is_no_delete_options_deletes_nothing(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    assert refused(kube, {"kind": "Pod", "apiVersion": "v1"}) == (
        500,
        'no kind "Pod" is registered for version "v1" in scheme "pkg/apis/meta/internalversion/scheme/register.go:28"',
    )
    assert refused(kube, {"gracePeriodSeconds": "soon"}) == (
        500,
        "json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64",
    )
    assert refused(kube, "now") == (
        500,
        "couldn't get version/kind; json parse error: invalid character 'n' looking for beginning of value",
    )
    assert refused(kube, {"dryRun": ["Most"]}) == (
        422,
        'DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Most"]: supported values: "All"',
    )
    assert kube.get(CONFIGMAPS, "conf").ok


def test_what_a_body_says_of_a_deletion_counts_and_not_the_url(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf", "finalizers": ["x.io/hold"]}})
    kube.delete(CONFIGMAPS, "conf", {"propagationPolicy": "Background"}, dryRun="All")
    assert "deletionTimestamp" in kube.get(CONFIGMAPS, "conf").body["metadata"]
    marked = kube.delete(CONFIGMAPS, "conf", orphanDependents="true").body["metadata"]
    assert marked["finalizers"] == ["x.io/hold", "orphan"]


def test_a_command_to_run_is_a_list_of_words(kube: Kube) -> None:
    kube.create(PODS, pod())
    bind(kube, "web")
    for body in (1, [], {"command": True}, {"command": {}}, None):
        answer = kube.ask(Request("create", PODS, "default", "web", "exec", body))
        assert (answer.code, answer.message) == (400, "you must specify at least 1 command for the container")


def test_delete_options_of_any_group_are_taken(kube: Kube) -> None:
    kube.create(CONFIGMAPS, {"metadata": {"name": "conf"}})
    assert refused(kube, {"kind": "DeleteOptions", "apiVersion": "apps/v1", "colour": "red"}) == (200, "")


def test_a_binding_names_its_pod_and_a_node(kube: Kube) -> None:
    kube.create(PODS, pod())

    def bound(body: Object) -> tuple[int, str]:
        answer = kube.ask(Request("create", PODS, "default", "web", "binding", body))
        return answer.code, answer.message

    assert bound({"metadata": {"name": "api"}}) == (400, "name in URL does not match name in Binding object")
    assert bound({"metadata": {"name": "web"}, "target": {"kind": "Pod"}}) == (
        500,
        '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
    )
    assert bound({"kind": "Scale", "apiVersion": "autoscaling/v1"})[0] == 400


def test_a_binding_may_be_sent_the_old_way(kube: Kube) -> None:
    kube.create(PODS, pod())
    body = {"metadata": {"name": "web"}, "target": {"name": "node-1"}}
    assert kube.ask(Request("create", BINDINGS, "default", body=body)).code == 201
    assert kube.get(PODS, "web").body["spec"]["nodeName"] == "node-1"


def test_an_eviction_names_its_pod_and_may_be_dry(kube: Kube) -> None:
    kube.create(PODS, pod())
    evict = Request("create", PODS, "default", "web", "eviction", {"metadata": {"name": "api"}})
    answer = kube.ask(evict)
    assert (answer.code, answer.message) == (400, "name in URL does not match name in Eviction object")
    evict = Request("create", PODS, "default", "web", "eviction", {"metadata": {"name": "web"}}, {"dryRun": "All"})
    assert kube.ask(evict).code == 201
    assert "deletionTimestamp" not in kube.get(PODS, "web").body["metadata"]


def test_a_condition_of_a_pod_has_a_name(kube: Kube) -> None:
    kube.create(PODS, pod())
    answer = kube.patch(PODS, "web", {"status": {"conditions": [{"status": "True"}]}}, subresource="status")
    assert (answer.code, answer.message) == (
        422,
        'Pod "web" is invalid: [status.conditions[0].Type: Invalid value: "": name part must be non-empty, '
        "status.conditions[0].Type: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', "
        "and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
        "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')]",
    )


def test_a_kind_that_nobody_knows_is_refused_with_the_scheme_that_does_not_have_it(kube: Kube) -> None:
    answer = kube.create(CONFIGMAPS, {"kind": "Unicorn", "apiVersion": "v1"})
    assert (answer.code, answer.message) == (
        400,
        'Unicorn in version "v1" cannot be handled as a ConfigMap: no kind "Unicorn" is registered for version "v1" '
        'in scheme "pkg/api/legacyscheme/scheme.go:30"',
    )
    assert kube.create(CONFIGMAPS, [1]).message == (
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: "
        "json: cannot unmarshal array into Go value of type struct { APIVersion string "
        '"json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b315d)'
    )
