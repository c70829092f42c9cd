"""The cluster roles for people: everything, a namespace's admin, editor and viewer, and what everybody may."""

from __future__ import annotations

from ....machinery.objects import Object
from .rules import (
    APPS,
    AUTHENTICATION,
    AUTHORIZATION,
    AUTOSCALING,
    BATCH,
    COORDINATION,
    CORE,
    DEVICES,
    DISCOVERY,
    EXTENSIONS,
    NETWORKING,
    POLICY,
    RBAC,
    READ,
    WRITE,
    paths,
    rule,
)

INSIDE = "pods/attach pods/exec pods/portforward pods/proxy"
WORKLOADS = "daemonsets deployments deployments/scale replicasets replicasets/scale"
STATES = "daemonsets/status deployments/status replicasets/status"

VIEW: list[Object] = [
    rule(READ, CORE, "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers "
         "replicationcontrollers/scale serviceaccounts services services/status"),
    rule(READ, CORE, "bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status "
         "resourcequotas resourcequotas/status"),
    rule(READ, CORE, "namespaces"),
    rule(READ, DISCOVERY, "endpointslices"),
    rule(READ, APPS, f"controllerrevisions {WORKLOADS} {STATES} statefulsets statefulsets/scale statefulsets/status"),
    rule(READ, AUTOSCALING, "horizontalpodautoscalers horizontalpodautoscalers/status"),
    rule(READ, BATCH, "cronjobs cronjobs/status jobs jobs/status"),
    rule(READ, EXTENSIONS, f"{WORKLOADS} {STATES} ingresses ingresses/status networkpolicies replicationcontrollers/scale"),
    rule(READ, POLICY, "poddisruptionbudgets poddisruptionbudgets/status"),
    rule(READ, NETWORKING, "ingresses ingresses/status networkpolicies"),
    rule(READ, DEVICES, "resourceclaims resourceclaims/status resourceclaimtemplates"),
]  # fmt: skip
EDIT: list[Object] = [
    rule(READ, CORE, f"{INSIDE} secrets services/proxy"),
    rule("impersonate", CORE, "serviceaccounts"),
    rule(WRITE, CORE, f"pods {INSIDE}"),
    rule("create", CORE, "pods/eviction"),
    rule(WRITE, CORE, "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets "
         "serviceaccounts services services/proxy"),
    rule("create", CORE, "serviceaccounts/token"),
    rule(WRITE, APPS, f"{WORKLOADS} deployments/rollback statefulsets statefulsets/scale"),
    rule(WRITE, AUTOSCALING, "horizontalpodautoscalers"),
    rule(WRITE, BATCH, "cronjobs jobs"),
    rule(WRITE, EXTENSIONS, f"{WORKLOADS} deployments/rollback ingresses networkpolicies replicationcontrollers/scale"),
    rule(WRITE, POLICY, "poddisruptionbudgets"),
    rule(WRITE, NETWORKING, "ingresses networkpolicies"),
    rule(f"{READ} {WRITE}", COORDINATION, "leases"),
    rule(WRITE, DEVICES, "resourceclaims resourceclaimtemplates"),
]  # fmt: skip
ADMIN: list[Object] = [
    rule("create", AUTHORIZATION, "localsubjectaccessreviews"),
    rule(f"{READ} {WRITE}", RBAC, "rolebindings roles"),
]

HEALTH = "/healthz /livez /readyz /version /version/"
USER_ROLES: dict[str, list[Object]] = {
    "cluster-admin": [rule("*", "*", "*"), paths("*", "*")],
    "system:discovery": [paths(f"{HEALTH} /api /api/* /apis /apis/* /openapi /openapi/*")],
    "system:public-info-viewer": [paths(HEALTH)],
    "system:basic-user": [
        rule("create", AUTHORIZATION, "selfsubjectaccessreviews selfsubjectrulesreviews"),
        rule("create", AUTHENTICATION, "selfsubjectreviews"),
    ],
    "system:aggregate-to-admin": ADMIN,
    "system:aggregate-to-edit": EDIT,
    "system:aggregate-to-view": VIEW,
}
AGGREGATED = ("admin", "edit", "view")  # they have no rules of their own: a controller collects them
# role → the role whose sum it belongs to
PART_OF = {
    "system:aggregate-to-admin": "admin",
    "system:aggregate-to-edit": "edit",
    "system:aggregate-to-view": "view",
    "edit": "admin",
    "view": "edit",
}
