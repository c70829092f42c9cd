"""Admission: the cluster's own rules for what may be written, and what is added on the way. Fact sheet §4.9.

The order of the tuples is the order in which the rules are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from . import (
    certificates,
    default_class,
    default_toleration_seconds,
    limit_ranger,
    namespace_lifecycle,
    node_restriction,
    persistent_volume_claim_resize,
    pod_security,
    pod_topology_labels,
    priority,
    resource_quota,
    room,
    runtime_class,
    service_account,
    storage_object_in_use_protection,
    taint_nodes_by_condition,
)

if TYPE_CHECKING:
    from ..server import ApiServer

MUTATING = (
    namespace_lifecycle,
    limit_ranger,
    service_account,
    node_restriction,
    taint_nodes_by_condition,
    priority,
    default_toleration_seconds,
    default_class,
    storage_object_in_use_protection,
    runtime_class,
    pod_topology_labels,
    certificates,
)
VALIDATING = (room, pod_security, persistent_volume_claim_resize, resource_quota)


def mutate(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    """Let every mutating rule add to the object or refuse it. `old` is None for a new object."""
    for rule in MUTATING:
        rule.admit(server, request, obj, old)


def validate(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    """Let every validating rule refuse the finished object."""
    for rule in VALIDATING:
        rule.admit(server, request, obj, old)


def check_deletion(server: ApiServer, request: Request, obj: Object) -> None:
    """Let the rules refuse that an object is deleted."""
    node_restriction.check_deletion(server, request, obj)
