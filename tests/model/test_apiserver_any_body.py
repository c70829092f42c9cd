"""Whatever a body looks like, it is answered: nothing that somebody types may stop the API server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import APPLY_PATCH, MERGE_PATCH, STRATEGIC_PATCH, Request
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.cluster.machinery.objects import Object, clone
from clusterviz.cluster.machinery.resources import CONFIGMAPS, DEPLOYMENTS, PODS, SERVICES, Resource

from .conftest import Kube, deployment, pod

BODIES: dict[Resource, Object] = {
    CONFIGMAPS: {"metadata": {"name": "web", "labels": {"a": "b"}}, "data": {"a": "1"}},
    DEPLOYMENTS: deployment("web", replicas=2),
    PODS: pod("web", tolerations=[{"operator": "Exists"}], volumes=[{"name": "v", "emptyDir": {}}]),
    SERVICES: {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}], "selector": {"a": "b"}}},
}
STRANGE: tuple[Any, ...] = (None, 1, "x", True, [], {}, [1], {"a": "b"}, [{"name": "c"}], 1.5, [None], {"a": None})


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place below the top."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*above, key)
        yield from places(item, (*above, key))


def spoiled(body: Object, chance: random.Random) -> Object:
    """The body with something strange in up to two places."""
    made: Object = clone(body)
    for _ in range(chance.randint(0, 2)):
        place = chance.choice([one for one in places(made) if one != ("metadata", "name")])
        inside: Any = made
        for key in place[:-1]:
            inside = inside[key]
        inside[place[-1]] = clone(chance.choice(STRANGE))
    return made


@pytest.mark.parametrize("resource", BODIES, ids=lambda resource: resource.plural)
def test_a_body_of_any_form_is_answered(kube: Kube, resource: Resource) -> None:
    chance = random.Random(resource.plural)
    codes = set()
    for _ in range(250):
        body = {"apiVersion": resource.api_version, "kind": resource.kind, **spoiled(BODIES[resource], chance)}
        match chance.choice(("create", "update", "delete", "apply", "merge", "strategic")):
            case "create":
                answer = kube.create(resource, body)
            case "update":
                answer = kube.ask(Request("update", resource, "default", "web", body=body))
            case "delete":
                answer = kube.delete(resource, "web", {"gracePeriodSeconds": 0})
            case "apply":
                manager, force = chance.choice("ab"), chance.choice(("true", "false"))
                answer = kube.patch(resource, "web", body, APPLY_PATCH, fieldManager=manager, force=force)
            case kind:
                answer = kube.patch(resource, "web", body, MERGE_PATCH if kind == "merge" else STRATEGIC_PATCH)
        codes.add(answer.code)
        with_json(kube.get(resource, "web").body)  # who owns what can be told, too
    assert {200, 201, 400, 404, 409, 422, 500} >= codes > {200, 201, 404}
