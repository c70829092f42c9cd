"""Descriptions, one for each kind: `describe(call, object, now_ms)` yields what it must ask, and returns a text with tabs."""

from __future__ import annotations

from collections.abc import Callable

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import Resource
from ..invocation import Invocation, Steps
from . import any_kind, configuration, node, pod, service, workloads

Describe = Callable[[Invocation, Object, int], Steps[str]]

DESCRIPTIONS: dict[str, Describe] = {
    "configmaps": configuration.configmap,
    "daemonsets.apps": workloads.daemonset,
    "deployments.apps": workloads.deployment,
    "namespaces": configuration.namespace,
    "nodes": node.describe,
    "pods": pod.describe,
    "replicasets.apps": workloads.replicaset,
    "secrets": configuration.secret,
    "serviceaccounts": configuration.serviceaccount,
    "services": service.describe,
}


def description_of(resource: Resource) -> Describe:
    """How objects of this kind are described."""
    return DESCRIPTIONS.get(resource.group_resource, any_kind.describe)
