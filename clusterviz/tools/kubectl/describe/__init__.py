"""Descriptions, one for each kind: `describe(call, object, now_ms)` yields what it must ask, and returns a text with tabs."""

from __future__ import annotations

from collections.abc import Callable

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import Resource
from ..invocation import Invocation, Steps
from . import (
    addresses,
    any_kind,
    autoscaling,
    batch,
    certificates,
    configuration,
    networking,
    node,
    pod,
    policy,
    rbac,
    service,
    storage,
    workloads,
)

Describe = Callable[[Invocation, Object, int], Steps[str]]

DESCRIPTIONS: dict[str, Describe] = {
    "certificatesigningrequests.certificates.k8s.io": certificates.describe,
    "clusterrolebindings.rbac.authorization.k8s.io": rbac.binding,
    "clusterroles.rbac.authorization.k8s.io": rbac.role,
    "configmaps": configuration.configmap,
    "cronjobs.batch": batch.cronjob,
    "csinodes.storage.k8s.io": storage.csinode,
    "daemonsets.apps": workloads.daemonset,
    "deployments.apps": workloads.deployment,
    "endpoints": addresses.endpoints,
    "endpointslices.discovery.k8s.io": networking.endpointslice,
    "horizontalpodautoscalers.autoscaling": autoscaling.describe,
    "ingressclasses.networking.k8s.io": networking.ingressclass,
    "ingresses.networking.k8s.io": networking.ingress,
    "ipaddresses.networking.k8s.io": addresses.ipaddress,
    "jobs.batch": batch.job,
    "limitranges": policy.limitrange,
    "namespaces": configuration.namespace,
    "networkpolicies.networking.k8s.io": networking.networkpolicy,
    "nodes": node.describe,
    "persistentvolumeclaims": storage.claim,
    "persistentvolumes": storage.volume,
    "poddisruptionbudgets.policy": policy.budget,
    "pods": pod.describe,
    "priorityclasses.scheduling.k8s.io": policy.priorityclass,
    "replicasets.apps": workloads.replicaset,
    "replicationcontrollers": workloads.replicationcontroller,
    "resourcequotas": policy.quota,
    "rolebindings.rbac.authorization.k8s.io": rbac.binding,
    "roles.rbac.authorization.k8s.io": rbac.role,
    "secrets": configuration.secret,
    "servicecidrs.networking.k8s.io": addresses.servicecidr,
    "serviceaccounts": configuration.serviceaccount,
    "services": service.describe,
    "statefulsets.apps": workloads.statefulset,
    "storageclasses.storage.k8s.io": storage.storageclass,
    "volumeattributesclasses.storage.k8s.io": storage.attributesclass,
}


def description_of(resource: Resource) -> Describe:
    """How objects of this kind are described."""
    return DESCRIPTIONS.get(resource.group_resource, any_kind.describe)
