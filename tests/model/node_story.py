"""A small stage for tests of nodes: Pods bound by hand, and what becomes of them."""

from __future__ import annotations

from typing import Any

from clusterviz.cluster import presets
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import Request, Response
from clusterviz.cluster.machinery.program import Ask, Code, Program
from clusterviz.cluster.machinery.resources import EVENTS, PODS, Resource

Object = dict[str, Any]


def bare(nodes: int = 1, seed: int = 1) -> Cluster:
    """A cluster of hollow nodes that freezes what it stores."""
    return presets.make("bare", seed=seed, nodes=nodes, debug=True)


def _ask(request: Request, answers: list[Response]) -> Code:
    answers.append((yield Ask(request)))
    return 0


def ask(cluster: Cluster, verb: str, resource: Resource, namespace: str, name: str = "", **fields: Any) -> Response:
    """One request, answered."""
    answers: list[Response] = []
    cluster.run_program(Program(_ask, (Request(verb, resource, namespace, name, **fields), answers)), f"{verb} {name}")
    while not answers:
        cluster.run_for(1)
    return answers[0]


def run(cluster: Cluster, name: str, container: Object | None = None, node: str = "node-1", **spec: Any) -> Response:
    """Create a Pod that is bound already."""
    containers = (
        [{"name": name, "image": "nginx:1.27", **(container or {})}]
        if "containers" not in spec
        else spec.pop("containers")
    )
    body = {"metadata": {"name": name}, "spec": {"nodeName": node, "containers": containers, **spec}}
    response = ask(cluster, "create", PODS, "default", body=body)
    assert response.ok, response.message
    return response


def shell(cluster: Cluster, name: str, script: str, **spec: Any) -> Response:
    """Create a Pod with one busybox container."""
    return run(cluster, name, {"image": "busybox:1.36", "command": ["sh", "-c", script]}, **spec)


def pod(cluster: Cluster, name: str) -> Object | None:
    """The Pod as etcd holds it."""
    for one in cluster.objects(PODS):
        if one["metadata"]["name"] == name:
            return one
    return None


def status(cluster: Cluster, name: str) -> Object:
    """The status of a Pod that exists."""
    found = pod(cluster, name)
    assert found is not None, f"there is no pod {name}"
    return found.get("status", {})  # type: ignore[no-any-return]


def container(cluster: Cluster, name: str, which: int = 0) -> Object:
    """The status of one of its containers."""
    return status(cluster, name)["containerStatuses"][which]  # type: ignore[no-any-return]


def events(cluster: Cluster, name: str) -> list[str]:
    """`Type Reason Message (xN)` of the events about an object, in order."""
    found = [one for one in cluster.objects(EVENTS) if one["involvedObject"]["name"] == name and one.get("count")]
    return [
        f"{one['type']} {one['reason']} {one['message']}" + (f" (x{one['count']})" if one["count"] > 1 else "")
        for one in found
    ]


def log(cluster: Cluster, name: str, **query: str) -> str:
    """The container's log, or the refusal's message."""
    response = ask(cluster, "get", PODS, "default", name, subresource="log", query=query)
    return response.body if response.ok else response.message


def until(cluster: Cluster, name: str, reason: str, seconds: int = 120) -> None:
    """Run until the first container waits for this reason."""
    for _ in range(seconds * 4):
        state = container(cluster, name)["state"] if status(cluster, name).get("containerStatuses") else {}
        if state.get("waiting", {}).get("reason") == reason:
            return
        cluster.run_for(250)
    raise AssertionError(f"{name} never waited for {reason}: {status(cluster, name)}")
