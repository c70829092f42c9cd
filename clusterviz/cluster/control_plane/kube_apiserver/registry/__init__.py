"""What is special about each kind: how it is defaulted, prepared, validated, deleted. One file per kind, or few small ones."""

from __future__ import annotations

from ....machinery.resources import RESOURCES, Resource
from .admission_registration import (
    MutatingAdmissionPolicies,
    MutatingAdmissionPolicyBindings,
    MutatingWebhookConfigurations,
    ValidatingAdmissionPolicies,
    ValidatingAdmissionPolicyBindings,
    ValidatingWebhookConfigurations,
)
from .apiregistration import APIServices
from .authorization import ClusterRoleBindings, ClusterRoles, RoleBindings, Roles
from .autoscaling import HorizontalPodAutoscalers
from .batch import CronJobs, Jobs
from .certificates import CertificateSigningRequests
from .cluster_objects import Namespaces, Nodes, PriorityClasses, RuntimeClasses
from .configuration import ConfigMaps, Events, Leases, Secrets, ServiceAccounts
from .custom_resource_definitions import CustomResourceDefinitions
from .endpoints import Endpoints, EndpointSlices
from .flow_control import FlowSchemas, PriorityLevelConfigurations
from .limits import LimitRanges, ResourceQuotas
from .networking import IngressClasses, Ingresses, NetworkPolicies
from .pods import Pods
from .policy import PodDisruptionBudgets
from .service_ranges import IPAddresses, ServiceCIDRs
from .services import Services
from .storage import PersistentVolumeClaims, PersistentVolumes, StorageClasses
from .strategy import Strategy
from .volume_drivers import CSIDrivers, CSINodes, VolumeAttachments
from .workloads import DaemonSets, Deployments, ReplicaSets, ReplicationControllers, StatefulSets

# The kinds with rules of their own; all others follow `Strategy` as it is.
SPECIAL: tuple[type[Strategy], ...] = (
    Namespaces,
    Nodes,
    PriorityClasses,
    RuntimeClasses,
    Pods,
    Services,
    Endpoints,
    EndpointSlices,
    ConfigMaps,
    Secrets,
    ServiceAccounts,
    Leases,
    Events,
    Deployments,
    ReplicaSets,
    DaemonSets,
    StatefulSets,
    ReplicationControllers,
    Jobs,
    CronJobs,
    HorizontalPodAutoscalers,
    Ingresses,
    IngressClasses,
    NetworkPolicies,
    PodDisruptionBudgets,
    ResourceQuotas,
    LimitRanges,
    PersistentVolumes,
    PersistentVolumeClaims,
    StorageClasses,
    CSIDrivers,
    CSINodes,
    VolumeAttachments,
    ServiceCIDRs,
    IPAddresses,
    APIServices,
    Roles,
    ClusterRoles,
    RoleBindings,
    ClusterRoleBindings,
    CustomResourceDefinitions,
    CertificateSigningRequests,
    FlowSchemas,
    PriorityLevelConfigurations,
    ValidatingWebhookConfigurations,
    MutatingWebhookConfigurations,
    ValidatingAdmissionPolicies,
    ValidatingAdmissionPolicyBindings,
    MutatingAdmissionPolicies,
    MutatingAdmissionPolicyBindings,
)


def strategies() -> dict[Resource, Strategy]:
    """One strategy for each resource."""
    found = {resource: Strategy(resource) for resource in RESOURCES}
    for special in SPECIAL:
        found[special.of] = special(special.of)
    return found
