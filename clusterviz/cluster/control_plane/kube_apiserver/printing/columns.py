"""The columns of each kind's Table. Fact sheet §3.3.

A column is written as `Name|type|format|priority`; all but the name may be left out. Priority 1 is shown by `-o wide`
only. Kubernetes adds a description to each, which no client shows: here it is empty.
"""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.resources import (
    CONFIGMAPS,
    CONTROLLERREVISIONS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTS,
    ENDPOINTSLICES,
    EVENTS,
    LEASES,
    NAMESPACES,
    NODES,
    PODS,
    PRIORITYCLASSES,
    REPLICASETS,
    SECRETS,
    SERVICEACCOUNTS,
    SERVICES,
    Resource,
)

NAME = "Name|string|name"
WIDE_TEMPLATE = ("Containers|string||1", "Images|string||1", "Selector|string||1")

COLUMNS: dict[Resource, tuple[str, ...]] = {
    PODS: (
        NAME,
        "Ready",
        "Status",
        "Restarts",
        "Age",
        "IP|string||1",
        "Node|string||1",
        "Nominated Node|string||1",
        "Readiness Gates|string||1",
    ),
    DEPLOYMENTS: (NAME, "Ready", "Up-to-date", "Available", "Age", *WIDE_TEMPLATE),
    REPLICASETS: (NAME, "Desired|integer", "Current|integer", "Ready|integer", "Age", *WIDE_TEMPLATE),
    DAEMONSETS: (
        NAME,
        "Desired|integer",
        "Current|integer",
        "Ready|integer",
        "Up-to-date|integer",
        "Available|integer",
        "Node Selector",
        "Age",
        *WIDE_TEMPLATE,
    ),
    SERVICES: (NAME, "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector|string||1"),
    ENDPOINTS: (NAME, "Endpoints", "Age"),
    ENDPOINTSLICES: (NAME, "AddressType", "Ports", "Endpoints", "Age"),
    NODES: (
        NAME,
        "Status",
        "Roles",
        "Age",
        "Version",
        "Internal-IP|string||1",
        "External-IP|string||1",
        "OS-Image|string||1",
        "Kernel-Version|string||1",
        "Container-Runtime|string||1",
    ),
    NAMESPACES: (NAME, "Status", "Age"),
    EVENTS: (
        "Last Seen",
        "Type",
        "Reason",
        "Object",
        "Subobject|string||1",
        "Source|string||1",
        "Message",
        "First Seen|string||1",
        "Count|string||1",
        "Name|string|name|1",
    ),
    CONFIGMAPS: (NAME, "Data", "Age"),
    SECRETS: (NAME, "Type", "Data", "Age"),
    SERVICEACCOUNTS: (NAME, "Age"),
    LEASES: (NAME, "Holder", "Age"),
    CONTROLLERREVISIONS: (NAME, "Controller", "Revision", "Age"),
    PRIORITYCLASSES: (NAME, "Value|integer", "Global-Default|boolean", "Age", "PreemptionPolicy"),
}
DEFAULT = (NAME, "Created At|date")


def definitions(resource: Resource) -> list[Object]:
    """The `columnDefinitions` of a kind's Table."""
    return [definition(text) for text in COLUMNS.get(resource, DEFAULT)]


def definition(text: str) -> Object:
    """One column of `columnDefinitions`."""
    name, kind, shape, priority, *_ = (*text.split("|"), "", "", "")
    return {
        "name": name,
        "type": kind or "string",
        "format": shape,
        "description": "",
        "priority": int(priority or 0),
    }
