"""kubectl apply --prune: what was applied once and is in no file any more goes."""

from __future__ import annotations

from collections.abc import Iterable

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import annotations_of, name_of, namespace_of, uid_of
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
FLAGS = (Flag("prune", kind="bool", default=False),)
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
    """Refuse to prune everything by accident."""
    if call.flags["prune"] and not call.flags["selector"] and not call.flags["all"]:
        raise Failure(
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. "
            "If you did not mean to prune all resources, specify a label selector"
        )


def prune(call: Invocation, visited: Iterable[str], namespaces: Iterable[str]) -> Steps[None]:
    """Delete what was applied before and is not among the UIDs just `visited`."""
    now: int = yield Print("")
    yield Print(klog.line("W", now, "prune.go:71", DEPRECATED), error=True)
    seen = frozenset(visited)
    places = [(resource, namespace) for namespace in namespaces for resource in NAMESPACED]
    for resource, namespace in (*places, *((resource, "") for resource in CLUSTER_WIDE)):
        for obj in (yield from list_of(call, resource, namespace, call.flags["selector"])):
            if LAST_APPLIED not in annotations_of(obj) or uid_of(obj) in seen:
                continue
            if dry_run(call) != "client":
                request = Request("delete", resource, namespace_of(obj), name_of(obj), body=delete_options(call))
                yield from ask(call, request)
            yield from show(call, resource, obj, "pruned")
