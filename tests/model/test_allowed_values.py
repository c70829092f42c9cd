"""What kubectl explain lists as the values of a field is what the API server takes, and it names the others."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clusterviz.cluster.machinery import schemas
from clusterviz.cluster.machinery.allowed_values import ALLOWED
from clusterviz.cluster.machinery.resources import CRONJOBS, DEPLOYMENTS, PODS, SERVICES, Resource

from .conftest import Kube, deployment, pod


def test_every_field_of_the_table_is_in_the_schemas() -> None:
    known = {
        (name.rpartition(".")[2], field): described.get("enum")
        for name, definition in schemas._definitions().items()
        for field, described in (definition.get("properties") or {}).items()
        if name.startswith("io.k8s.api.")
    }
    assert {key: known.get(key) for key in ALLOWED} == {key: list(values) for key, values in ALLOWED.items()}
    assert all(list(values) == sorted(values) for values in ALLOWED.values())


TEMPLATE: dict[str, Any] = deployment()["spec"]["template"]
JOB = {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}}
CRONJOB: dict[str, Any] = {"metadata": {"name": "x"}, "spec": {"schedule": "* * * * *", "jobTemplate": {"spec": JOB}}}
SERVICE: dict[str, Any] = {"metadata": {"name": "x"}, "spec": {"ports": [{"port": 80}], "selector": {"a": "b"}}}


@pytest.mark.parametrize(
    ("resource", "body", "path", "field"),
    [
        (PODS, pod(), "spec.restartPolicy", ("PodSpec", "restartPolicy")),
        (PODS, pod(), "spec.dnsPolicy", ("PodSpec", "dnsPolicy")),
        (PODS, pod(), "spec.containers.0.imagePullPolicy", ("Container", "imagePullPolicy")),
        (PODS, pod(), "spec.containers.0.terminationMessagePolicy", ("Container", "terminationMessagePolicy")),
        (SERVICES, SERVICE, "spec.type", ("ServiceSpec", "type")),
        (SERVICES, SERVICE, "spec.sessionAffinity", ("ServiceSpec", "sessionAffinity")),
        (SERVICES, SERVICE, "spec.ports.0.protocol", ("ServicePort", "protocol")),
        (DEPLOYMENTS, deployment(), "spec.strategy.type", ("DeploymentStrategy", "type")),
        (CRONJOBS, CRONJOB, "spec.concurrencyPolicy", ("CronJobSpec", "concurrencyPolicy")),
        (CRONJOBS, CRONJOB, "spec.jobTemplate.spec.completionMode", ("JobSpec", "completionMode")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_server_refuses_any_other_value_and_lists_these(
    kube: Kube, resource: Resource, body: dict[str, Any], path: str, field: tuple[str, str]
) -> None:
    answer = kube.create(resource, with_value(body, path.split("."), "Odd"))
    assert answer.code == 422
    listed = re.search(r"supported values: ([^,\]]*(?:, \"[^\"]*\")*)", answer.message)
    assert listed is not None, answer.message
    assert sorted(re.findall(r'"([^"]*)"', listed[1])) == list(ALLOWED[field])


def with_value(value: Any, path: list[str], wanted: str) -> Any:
    """A copy of the body with another value at the path."""
    if not path:
        return wanted
    if isinstance(value, list):
        return [with_value(item, path[1:], wanted) if i == int(path[0]) else item for i, item in enumerate(value)]
    value = value or {}
    return {**value, path[0]: with_value(value.get(path[0]), path[1:], wanted)}
