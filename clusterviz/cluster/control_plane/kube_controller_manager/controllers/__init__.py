"""The controllers, one file or folder each. To add one: write it, and name it here."""

from __future__ import annotations

from .certificates import CertificateApprover, CertificateSigner
from .cluster_role_aggregation import ClusterRoleAggregation
from .controller import Controller
from .cronjob import CronJobController
from .daemonset import DaemonSetController
from .deployment import DeploymentController
from .disruption import DisruptionController
from .endpoints import EndpointsController
from .endpointslice import EndpointSliceController
from .garbage_collector import GarbageCollector
from .horizontal_pod_autoscaler import HorizontalPodAutoscaler
from .job import JobController
from .namespaces import NamespaceController
from .node_ipam import NodeIPAMController
from .node_lifecycle import NodeLifecycleController
from .node_ttl import NodeTTLController
from .pod_gc import PodGCController
from .replicaset import ReplicaSetController
from .replication_controller import ReplicationControllerController
from .resource_quota import ResourceQuotaController
from .root_ca_publisher import RootCAPublisher
from .service_account_tokens import TokensController
from .service_accounts import ServiceAccountController
from .statefulset import StatefulSetController
from .taint_eviction import TaintEvictionController
from .ttl_after_finished import TTLAfterFinishedController
from .volume_binder import VolumeBinder
from .volume_protection import ClaimProtection, VolumeProtection

CONTROLLERS: tuple[type[Controller], ...] = (
    TokensController,
    ServiceAccountController,
    RootCAPublisher,
    NamespaceController,
    GarbageCollector,
    DeploymentController,
    ReplicaSetController,
    ReplicationControllerController,
    DaemonSetController,
    StatefulSetController,
    JobController,
    CronJobController,
    TTLAfterFinishedController,
    HorizontalPodAutoscaler,
    DisruptionController,
    ResourceQuotaController,
    VolumeBinder,
    ClaimProtection,
    VolumeProtection,
    ClusterRoleAggregation,
    EndpointSliceController,
    EndpointsController,
    NodeLifecycleController,
    TaintEvictionController,
    PodGCController,
    NodeIPAMController,
    NodeTTLController,
    CertificateApprover,
    CertificateSigner,
)
