"""The objects of metrics-server's own `components.yaml`: what one applies to get it. RBAC, Service, Deployment, APIService."""

from __future__ import annotations

from ...machinery.metrics_api import GROUP, VERSION
from ...machinery.objects import Object
from ...machinery.resources import Resource, resource_of_kind

URL = "https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml"
NAME = "metrics-server"
IMAGE_TAG = "registry.k8s.io/metrics-server/metrics-server:v0.8.0"
LABELS = {"k8s-app": NAME}
PORT = 10250
RBAC = "rbac.authorization.k8s.io"


def objects() -> list[Object]:
    """All of them, in the order of the file."""
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": _metadata(NAME)},
        _cluster_role(
            "system:aggregated-metrics-reader",
            [_rule([GROUP], ["pods", "nodes"], ["get", "list", "watch"])],
            {f"{RBAC}/aggregate-to-{role}": "true" for role in ("admin", "edit", "view")},
        ),
        _cluster_role(
            f"system:{NAME}",
            [
                _rule([""], ["nodes/metrics"], ["get"]),
                _rule([""], ["pods", "nodes"], ["get", "list", "watch"]),
            ],
        ),
        {
            "apiVersion": f"{RBAC}/v1",
            "kind": "RoleBinding",
            "metadata": _metadata(f"{NAME}-auth-reader"),
            "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": "extension-apiserver-authentication-reader"},
            "subjects": [_account()],
        },
        _cluster_binding(f"{NAME}:system:auth-delegator", "system:auth-delegator"),
        _cluster_binding(f"system:{NAME}", f"system:{NAME}"),
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": _metadata(NAME),
            "spec": {
                "ports": [
                    {"appProtocol": "https", "name": "https", "port": 443, "protocol": "TCP", "targetPort": "https"}
                ],
                "selector": LABELS,
            },
        },
        _deployment(),
        {
            "apiVersion": "apiregistration.k8s.io/v1",
            "kind": "APIService",
            "metadata": {"labels": LABELS, "name": f"{VERSION}.{GROUP}"},
            "spec": {
                "group": GROUP,
                "groupPriorityMinimum": 100,
                "insecureSkipTLSVerify": True,
                "service": {"name": NAME, "namespace": "kube-system"},
                "version": VERSION,
                "versionPriority": 100,
            },
        },
    ]


def manifest() -> list[tuple[Resource, Object]]:
    """The same, each with its kind."""
    return [(resource, obj) for obj in objects() if (resource := resource_of_kind(obj["kind"], obj["apiVersion"]))]


def _metadata(name: str, namespace: str = "kube-system") -> Object:
    return {"labels": dict(LABELS), "name": name} | ({"namespace": namespace} if namespace else {})


def _rule(groups: list[str], resources: list[str], verbs: list[str]) -> Object:
    return {"apiGroups": groups, "resources": resources, "verbs": verbs}


def _cluster_role(name: str, rules: list[Object], labels: dict[str, str] | None = None) -> Object:
    metadata = _metadata(name, "")
    metadata["labels"] |= labels or {}
    return {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": metadata, "rules": rules}


def _account() -> Object:
    return {"kind": "ServiceAccount", "name": NAME, "namespace": "kube-system"}


def _cluster_binding(name: str, role: str) -> Object:
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": _metadata(name, ""),
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": role},
        "subjects": [_account()],
    }


def _probe(path: str, **more: int) -> Object:
    get = {"path": path, "port": "https", "scheme": "HTTPS"}
    return {"failureThreshold": 3, "httpGet": get, "periodSeconds": 10, **more}


def _deployment() -> Object:
    container = {
        "name": NAME,
        "image": IMAGE_TAG,
        "imagePullPolicy": "IfNotPresent",
        "args": [
            "--cert-dir=/tmp",
            f"--secure-port={PORT}",
            "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
            "--kubelet-use-node-status-port",
            "--metric-resolution=15s",
        ],
        "livenessProbe": _probe("/livez"),
        "readinessProbe": _probe("/readyz", initialDelaySeconds=20),
        "ports": [{"containerPort": PORT, "name": "https", "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "100m", "memory": "200Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "runAsUser": 1000,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": [{"mountPath": "/tmp", "name": "tmp-dir"}],
    }
    spec = {
        "containers": [container],
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "priorityClassName": "system-cluster-critical",
        "serviceAccountName": NAME,
        "volumes": [{"emptyDir": {}, "name": "tmp-dir"}],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _metadata(NAME),
        "spec": {
            "selector": {"matchLabels": LABELS},
            "strategy": {"rollingUpdate": {"maxUnavailable": 0}},
            "template": {"metadata": {"labels": LABELS}, "spec": spec},
        },
    }
