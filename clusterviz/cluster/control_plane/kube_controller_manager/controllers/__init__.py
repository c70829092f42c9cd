"""The controllers, one file or folder each. To add one: write it, and name it here."""

from __future__ import annotations

from .controller import Controller
from .deployment import DeploymentController
from .endpoints import EndpointsController
from .endpointslice import EndpointSliceController
from .garbage_collector import GarbageCollector
from .node_ipam import NodeIPAMController
from .node_ttl import NodeTTLController
from .replicaset import ReplicaSetController
from .root_ca_publisher import RootCAPublisher
from .service_accounts import ServiceAccountController

CONTROLLERS: tuple[type[Controller], ...] = (
    ServiceAccountController,
    RootCAPublisher,
    NodeTTLController,
    NodeIPAMController,
    DeploymentController,
    ReplicaSetController,
    EndpointSliceController,
    EndpointsController,
    GarbageCollector,
)
