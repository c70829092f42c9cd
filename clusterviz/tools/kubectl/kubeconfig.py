"""The kubeconfig: which cluster, as whom, in which namespace. It is a file once it is changed (JSON is YAML)."""

from __future__ import annotations

import json
from typing import Any

from ...cluster.machinery.objects import Object
from .errors import SERVER

PATH = ".kube/config"
CONTEXT, CLUSTER, USER = "kubernetes-admin@kubernetes", "kubernetes", "kubernetes-admin"


def read(files: dict[str, str]) -> Object:
    """The kubeconfig as it is; as kubeadm left it if nobody has changed it."""
    if PATH in files:
        config: Object = json.loads(files[PATH])
        return config
    cluster = {"certificate-authority-data": "DATA+OMITTED", "server": f"https://{SERVER}"}
    user = {"client-certificate-data": "DATA+OMITTED", "client-key-data": "DATA+OMITTED"}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": CLUSTER, "cluster": cluster}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CLUSTER, "user": USER}}],
        "current-context": CONTEXT,
        "preferences": {},
        "users": [{"name": USER, "user": user}],
    }


def write(files: dict[str, str], config: Object) -> None:
    """Keep a changed kubeconfig."""
    files[PATH] = json.dumps({**config, "contexts": sorted(config["contexts"], key=_name)}, indent=2) + "\n"


def contexts(config: Object) -> dict[str, Object]:
    """name → context."""
    return {str(one.get("name")): one.get("context") or {} for one in config.get("contexts") or []}


def namespace(files: dict[str, str], context: str = "") -> str:
    """The namespace of a context, the current one unless another is named; "" if it says none."""
    if PATH not in files:
        return ""
    config = read(files)
    found = contexts(config).get(context or str(config.get("current-context", "")))
    return str((found or {}).get("namespace") or "")


def minified(config: Object) -> Object:
    """Only what the current context needs."""
    name = config.get("current-context", "")
    return {**config, "contexts": [one for one in config["contexts"] if one["name"] == name]}


def _name(entry: Any) -> str:
    return str(entry["name"])
