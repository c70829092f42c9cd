"""A violation: what a Pod asks for that a level does not allow; and the ways in which it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .....machinery.objects import Object


class Violation(NamedTuple):
    """`host namespaces (hostNetwork=true)`."""

    reason: str
    detail: str


def containers_of(spec: Object) -> Iterator[tuple[str, Object]]:
    """(name, securityContext) of every container."""
    for container in all_containers(spec):
        yield container["name"], container.get("securityContext") or {}


def all_containers(spec: Object) -> Iterator[Object]:
    """Every container, in the order in which they start."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(field) or ()


def pod_context(spec: Object) -> Object:
    """The securityContext of the Pod itself."""
    return spec.get("securityContext") or {}


def quoted(names: Iterable[str]) -> str:
    """`"a", "b"`."""
    return ", ".join(f'"{name}"' for name in names)


def plural(one: str, count: int, several: str = "") -> str:
    """The word, in the form for so many."""
    return one if count == 1 else several or f"{one}s"


def named(names: list[str]) -> str:
    """`container "a"`, `containers "a", "b"`."""
    return f"{plural('container', len(names))} {quoted(names)}"


def setters(pod: bool, names: list[str]) -> str:
    """Who sets something: `pod and container "a"`."""
    return " and ".join([*(["pod"] if pod else []), *([named(names)] if names else [])])
