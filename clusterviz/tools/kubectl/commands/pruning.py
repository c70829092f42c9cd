"""kubectl apply --prune: what was applied once and is in no file any more goes."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object, annotations_of, name_of, namespace_of, uid_of
from ....cluster.machinery.program import Print
from ....cluster.machinery.resources import (
    CONFIGMAPS,
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTS,
    INGRESSES,
    JOBS,
    NAMESPACES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODS,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    SECRETS,
    SERVICES,
    STATEFULSETS,
    Resource,
    resource_of_kind,
)
from .. import klog
from ..errors import Failure
from ..flags import Flag
from ..invocation import Invocation, Steps, ask, list_of
from ..last_applied import LAST_APPLIED
from ..output import delete_options, dry_run, show

DEPRECATED = (
    "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a "
    "future release. To preserve the current behaviour, list the resources you want to target explicitly in the "
    "--prune-allowlist flag."
)
FLAGS = (Flag("prune", kind="bool", default=False), Flag("prune-allowlist", kind="array", default=()))
# The kinds that kubectl prunes unless told otherwise, in its order.
NAMESPACED = (
    CONFIGMAPS,
    ENDPOINTS,
    PERSISTENTVOLUMECLAIMS,
    PODS,
    REPLICATIONCONTROLLERS,
    SECRETS,
    SERVICES,
    JOBS,
    CRONJOBS,
    INGRESSES,
    DAEMONSETS,
    DEPLOYMENTS,
    REPLICASETS,
    STATEFULSETS,
)
CLUSTER_WIDE = (NAMESPACES, PERSISTENTVOLUMES)


def check(call: Invocation) -> None:
    """Refuse to prune everything by accident, or what does not exist."""
    if not call.flags["prune"]:
        return
    allowed(call)
    if not call.flags["selector"] and not call.flags["all"]:
        raise Failure(
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. "
            "If you did not mean to prune all resources, specify a label selector"
        )


def allowed(call: Invocation) -> list[Resource]:
    """The kinds of --prune-allowlist. Failure if there is no such kind."""
    found = []
    for text in call.flags["prune-allowlist"]:
        parts = text.split("/")
        if len(parts) != 3:
            raise Failure(f"invalid GroupVersionKind format: {text}, please follow <group/version/kind>")
        group, version, kind = parts
        api_version = version if group in ("", "core") else f"{group}/{version}"
        resource = resource_of_kind(kind, api_version) or next(
            (one for one in call.custom if (one.kind, one.api_version) == (kind, api_version)), None
        )
        if resource is None:
            raise Failure(f'no matches for kind "{kind}" in version "{api_version}"')
        found.append(resource)
    return found


def places(call: Invocation, namespaces: Iterable[str]) -> Steps[list[tuple[Resource, str]]]:
    """Where to look for what is left over: each kind, in each of these namespaces."""
    kinds = allowed(call)
    if not kinds:
        now: int = yield Print("")
        yield Print(klog.line("W", now, "prune.go:71", DEPRECATED), error=True)
        kinds = [*NAMESPACED, *CLUSTER_WIDE]
    found = [(resource, namespace) for namespace in namespaces for resource in kinds if resource.namespaced]
    return found + [(resource, "") for resource in kinds if not resource.namespaced]


def left_over(call: Invocation, resource: Resource, namespace: str, visited: Container[str]) -> Steps[list[Object]]:
    """What was applied before and is not among the UIDs just `visited`."""
    found = yield from list_of(call, resource, namespace, call.flags["selector"])
    return [obj for obj in found if LAST_APPLIED in annotations_of(obj) and uid_of(obj) not in visited]


def prune(call: Invocation, visited: Container[str], namespaces: Iterable[str]) -> Steps[None]:
    """Delete what is left over."""
    for resource, namespace in (yield from places(call, namespaces)):
        for obj in (yield from left_over(call, resource, namespace, visited)):
            if dry_run(call) != "client":
                request = Request("delete", resource, namespace_of(obj), name_of(obj), body=delete_options(call))
                yield from ask(call, request)
            yield from show(call, resource, obj, "pruned")
