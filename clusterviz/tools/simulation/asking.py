"""How the simulation asks: one request, sent as a learner would send it, without kubectl's own checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...cluster.cluster import Cluster
from ...cluster.machinery.api import MERGE_PATCH, Request, Response
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import Object, deleting, name_of, namespace_of
from ...cluster.machinery.program import Ask, Code, Print, Program
from ...cluster.machinery.resources import Resource

Poke = Callable[[Cluster, Chance], str | None]


def asking(request: Request) -> Code:
    """A program that sends one request and prints the answer's code."""
    response: Response = yield Ask(request)
    yield Print(f"{response.code} {response.message}\n")
    return 0 if response.ok else 1


def ask(cluster: Cluster, request: Request, text: str) -> str:
    """Send a request; returns the line of the story."""
    cluster.run_program(Program(asking, (request,)), text)
    return text


def pick(objects: list[Object], chance: Chance) -> Object | None:
    """One of those in the namespace default (or in none) that nobody deletes; None if there is none."""
    here = [obj for obj in objects if namespace_of(obj) in ("", "default") and not deleting(obj)]
    here = [obj for obj in here if not name_of(obj).startswith("system-")]  # the priorities of the cluster itself
    return here[chance.below(len(here))] if here else None


def create(cluster: Cluster, resource: Resource, name: str, namespace: str = "default", **parts: Any) -> str:
    """Create an object that consists of these parts beside its name (`spec=…`, `data=…`)."""
    metadata: Object = {"name": name}
    body = {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": metadata, **parts}
    where = namespace if resource.namespaced else ""
    beside = "" if where in ("", "default") else f"{where}/"
    said = parts.get("spec", parts)
    return ask(
        cluster, Request("create", resource, where, body=body), f"create {resource.singular} {beside}{name}: {said}"
    )


def change(cluster: Cluster, resource: Resource, obj: Object, body: Object, text: str) -> str:
    """Merge this into an object."""
    request = Request("patch", resource, namespace_of(obj), name_of(obj), body=body, content_type=MERGE_PATCH)
    return ask(cluster, request, text)
