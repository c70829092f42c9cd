"""What addons consist of, as their own manifests put it: a namespace, an account with a role, a Deployment, a Service."""

from __future__ import annotations

from ..machinery.objects import Object
from ..machinery.resources import (
    CLUSTERROLEBINDINGS,
    CLUSTERROLES,
    DEPLOYMENTS,
    INGRESSCLASSES,
    NAMESPACES,
    SERVICEACCOUNTS,
    SERVICES,
    Resource,
)

INGRESS_IMAGE = "registry.k8s.io/ingress-nginx/controller:v1.14.1"
METALLB_IMAGE = "quay.io/metallb/controller:v0.15.2"
RBAC = "rbac.authorization.k8s.io"
WATCH = ["get", "list", "watch"]
Manifest = list[tuple[Resource, Object]]


def ingress_nginx() -> Manifest:
    """The ingress controller, its class `nginx`, and the Service by which one comes in."""
    namespace, labels = (
        "ingress-nginx",
        {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"},
    )
    ports = [{"name": "http", "containerPort": 80}, {"name": "https", "containerPort": 443}]
    container = {
        "name": "controller",
        "image": INGRESS_IMAGE,
        "args": [
            "/nginx-ingress-controller",
            "--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller",
            "--controller-class=k8s.io/ingress-nginx",
            "--ingress-class=nginx",
        ],
        "ports": ports,
        "resources": {"requests": {"cpu": "100m", "memory": "90Mi"}},
        "readinessProbe": {
            "httpGet": {"path": "/healthz", "port": 10254},
            "initialDelaySeconds": 10,
            "periodSeconds": 10,
        },
        "livenessProbe": {
            "httpGet": {"path": "/healthz", "port": 10254},
            "initialDelaySeconds": 10,
            "periodSeconds": 10,
            "failureThreshold": 5,
        },
    }
    service = {
        "type": "LoadBalancer",
        "externalTrafficPolicy": "Local",
        "selector": labels,
        "ports": [
            {"name": "http", "port": 80, "targetPort": "http", "appProtocol": "http"},
            {"name": "https", "port": 443, "targetPort": "https", "appProtocol": "https"},
        ],
    }
    rules = [
        {"apiGroups": [""], "resources": ["services"], "verbs": WATCH},
        {"apiGroups": [""], "resources": ["events"], "verbs": ["create", "patch"]},
        {"apiGroups": ["networking.k8s.io"], "resources": ["ingresses", "ingressclasses"], "verbs": WATCH},
        {"apiGroups": ["networking.k8s.io"], "resources": ["ingresses/status"], "verbs": ["update", "patch"]},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": WATCH},
    ]
    meta = {"name": "ingress-nginx-controller", "namespace": namespace, "labels": labels}
    return [
        *_account(namespace, "ingress-nginx", rules),
        (SERVICES, {"metadata": meta, "spec": service}),
        (DEPLOYMENTS, {"metadata": meta, "spec": _deployment(labels, "ingress-nginx", container)}),
        (
            INGRESSCLASSES,
            {"metadata": {"name": "nginx", "labels": labels}, "spec": {"controller": "k8s.io/ingress-nginx"}},
        ),
    ]


def metallb() -> Manifest:
    """The load balancer for machines without a cloud."""
    namespace, labels = "metallb-system", {"app": "metallb", "component": "controller"}
    container = {
        "name": "controller",
        "image": METALLB_IMAGE,
        "args": ["--port=7472", "--log-level=info"],
        "ports": [{"name": "monitoring", "containerPort": 7472}],
        "readinessProbe": {
            "httpGet": {"path": "/metrics", "port": 7472},
            "initialDelaySeconds": 10,
            "periodSeconds": 10,
        },
    }
    rules = [
        {"apiGroups": [""], "resources": ["services", "nodes"], "verbs": WATCH},
        {"apiGroups": [""], "resources": ["services/status"], "verbs": ["update", "patch"]},
        {"apiGroups": [""], "resources": ["events"], "verbs": ["create", "patch"]},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": WATCH},
    ]
    meta = {"name": "controller", "namespace": namespace, "labels": labels}
    return [
        *_account(namespace, "controller", rules),
        (DEPLOYMENTS, {"metadata": meta, "spec": _deployment(labels, "controller", container)}),
    ]


def _account(namespace: str, name: str, rules: list[Object]) -> Manifest:
    role = namespace if name == "controller" else name
    subject = {"kind": "ServiceAccount", "name": name, "namespace": namespace}
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": role}
    return [
        (NAMESPACES, {"metadata": {"name": namespace}}),
        (SERVICEACCOUNTS, {"metadata": {"name": name, "namespace": namespace}}),
        (CLUSTERROLES, {"metadata": {"name": role}, "rules": rules}),
        (CLUSTERROLEBINDINGS, {"metadata": {"name": role}, "roleRef": reference, "subjects": [subject]}),
    ]


def _deployment(labels: dict[str, str], account: str, container: Object) -> Object:
    template = {"metadata": {"labels": labels}, "spec": {"serviceAccountName": account, "containers": [container]}}
    return {"selector": {"matchLabels": labels}, "template": template}
