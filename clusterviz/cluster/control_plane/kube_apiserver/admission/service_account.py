"""ServiceAccount: a Pod runs as somebody; without a name, as `default`, with a token mounted. Fact sheet §4.9, §7.14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import PODS, SERVICEACCOUNTS
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer

TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
MIRROR = "kubernetes.io/config.mirror"


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not PODS or old is not None or MIRROR in (obj["metadata"].get("annotations") or {}):
        return
    spec = obj["spec"]
    name = spec.get("serviceAccountName") or "default"
    spec["serviceAccountName"] = name
    spec["serviceAccount"] = name
    account = server.namespaced_object(SERVICEACCOUNTS, request.namespace, name)
    if account is None:
        raise errors.forbidden(
            PODS,
            obj["metadata"].get("name", ""),
            f"error looking up service account {request.namespace}/{name}: serviceaccount {chr(34)}{name}{chr(34)} not found",
        )
    if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = [dict(one) for one in account["imagePullSecrets"]]
    if account.get("automountServiceAccountToken", True) and spec.get("automountServiceAccountToken", True):
        _mount_token(server, spec)


def _mount_token(server: ApiServer, spec: Object) -> None:
    containers = spec.get("initContainers", []) + spec.get("containers", [])
    bare = [
        container
        for container in containers
        if all(mount.get("mountPath") != TOKEN_PATH for mount in container.get("volumeMounts", ()))
    ]
    if not bare:
        return
    volume = f"kube-api-access-{server.chance.suffix()}"
    for container in bare:
        mount = {"name": volume, "readOnly": True, "mountPath": TOKEN_PATH}
        container["volumeMounts"] = [*container.get("volumeMounts", ()), mount]
    namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [namespace]}},
    ]
    projected = {"name": volume, "projected": {"sources": sources, "defaultMode": 420}}
    spec["volumes"] = [*spec.get("volumes", ()), projected]
