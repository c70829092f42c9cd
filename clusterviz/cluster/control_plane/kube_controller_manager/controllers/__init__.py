"""The controllers, one file or folder each. To add one: write it, and name it here."""

from __future__ import annotations

from .controller import Controller
from .daemonset import DaemonSetController
from .deployment import DeploymentController
from .endpoints import EndpointsController
from .endpointslice import EndpointSliceController
from .garbage_collector import GarbageCollector
from .namespaces import NamespaceController
from .node_ipam import NodeIPAMController
from .node_lifecycle import NodeLifecycleController
from .node_ttl import NodeTTLController
from .pod_gc import PodGCController
from .replicaset import ReplicaSetController
from .root_ca_publisher import RootCAPublisher
from .service_accounts import ServiceAccountController
from .taint_eviction import TaintEvictionController

CONTROLLERS: tuple[type[Controller], ...] = (
    ServiceAccountController,
    RootCAPublisher,
    NamespaceController,
    GarbageCollector,
    DeploymentController,
    ReplicaSetController,
    DaemonSetController,
    EndpointSliceController,
    EndpointsController,
    NodeLifecycleController,
    TaintEvictionController,
    PodGCController,
    NodeIPAMController,
    NodeTTLController,
)
