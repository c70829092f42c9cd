"""How crictl shows what it has heard: as JSON, as YAML, each thing in words."""

from __future__ import annotations

import json
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.program import Code, Print
from ...cluster.machinery.times import micro_timestamp
from ..kubectl.printers import yaml_text
from .flags import Options
from .runtime import Row, Runtime, RuntimeGone

SHORT = 13  # characters of an id
NEVER = "0001-01-01T00:00:00Z"


def digest(image_id: str) -> str:
    """The hexadecimal part of an image's id."""
    return image_id.rpartition("sha256:")[2]


def structured(shown: Any, options: Options) -> Code:
    """As JSON, or as YAML with `-o yaml`."""
    form = options.get("output", "json")
    if form not in ("json", "yaml"):
        raise RuntimeGone(f'unsupported output format "{form}"')
    yield Print(yaml_text.text(shown) if form == "yaml" else json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    return 0


def moment(at_ms: int | None, runtime: Runtime) -> str:
    """A virtual time as it stands in a status."""
    return NEVER if at_ms is None else f"{micro_timestamp(runtime.about.epoch_ms + at_ms)[:-1]}000Z"


def nanoseconds(at_ms: int, runtime: Runtime) -> str:
    """A virtual time as it stands in a list: nanoseconds since 1970."""
    return str((runtime.about.epoch_ms + at_ms) * 1_000_000)


def container_labels(row: Row) -> dict[str, str]:
    """The labels that the kubelet gives a container."""
    return {
        "io.kubernetes.container.name": row.one.name,
        "io.kubernetes.pod.name": row.pod.name,
        "io.kubernetes.pod.namespace": row.pod.namespace,
        "io.kubernetes.pod.uid": row.pod.uid,
    }


def pod_labels(pod: cri.PodStatus) -> dict[str, str]:
    """The labels that the kubelet gives a sandbox."""
    return {
        "io.kubernetes.pod.name": pod.name,
        "io.kubernetes.pod.namespace": pod.namespace,
        "io.kubernetes.pod.uid": pod.uid,
    }


def listed_container(row: Row, runtime: Runtime) -> dict[str, Any]:
    """One container of `ps -o json`."""
    one = row.one
    return {
        "id": one.id,
        "podSandboxId": one.sandbox_id,
        "metadata": {"name": one.name, "attempt": one.attempt},
        "image": {"image": f"sha256:{digest(one.image_id)}", "annotations": {}, "userSpecifiedImage": one.image},
        "imageRef": f"sha256:{digest(one.image_id)}",
        "state": f"CONTAINER_{one.state}",
        "createdAt": nanoseconds(one.created_ms, runtime),
        "labels": container_labels(row),
        "annotations": {"io.kubernetes.container.restartCount": str(one.attempt)},
    }


def listed_pod(pod: cri.PodStatus, one: cri.SandboxStatus, runtime: Runtime) -> dict[str, Any]:
    """One sandbox of `pods -o json`."""
    return {
        "id": one.id,
        "metadata": {"name": pod.name, "uid": pod.uid, "namespace": pod.namespace, "attempt": one.attempt},
        "state": f"SANDBOX_{one.state}",
        "createdAt": nanoseconds(one.created_ms, runtime),
        "labels": pod_labels(pod),
        "annotations": {},
        "runtimeHandler": "",
    }


def listed_image(image: cri.ImageStatus) -> dict[str, Any]:
    """One image of `images -o json` and of `inspecti`."""
    tags = [name for name in image.names if "@" not in name]
    digests = [f"{name.rpartition(':')[0]}@sha256:{digest(image.id)}" for name in tags[:1]]
    return {
        "id": f"sha256:{digest(image.id)}",
        "repoTags": tags,
        "repoDigests": [name for name in image.names if "@" in name] or digests,
        "size": str(image.size),
        "username": "",
        "spec": None,
        "pinned": False,
    }


def container_status(row: Row, runtime: Runtime, verbose: bool) -> dict[str, Any]:
    """What `inspect` tells."""
    one, pod = row.one, row.pod
    shown: dict[str, Any] = {
        "status": {
            "annotations": {"io.kubernetes.container.restartCount": str(one.attempt)},
            "createdAt": moment(one.created_ms, runtime),
            "exitCode": one.exit_code,
            "finishedAt": moment(one.finished_ms, runtime),
            "id": one.id,
            "image": {"image": one.image},
            "imageRef": one.image_id,
            "labels": container_labels(row),
            "logPath": f"/var/log/pods/{pod.namespace}_{pod.name}_{pod.uid}/{one.name}/{one.attempt}.log",
            "message": one.message,
            "metadata": {"attempt": one.attempt, "name": one.name},
            "reason": one.reason,
            "startedAt": moment(one.started_ms, runtime),
            "state": f"CONTAINER_{one.state}",
        }
    }
    if verbose:
        shown["info"] = {"sandboxID": one.sandbox_id, "runtimeType": "io.containerd.runc.v2"}
    return shown


def pod_status(pod: cri.PodStatus, one: cri.SandboxStatus, runtime: Runtime) -> dict[str, Any]:
    """What `inspectp` tells."""
    return {
        "status": {
            "createdAt": moment(one.created_ms, runtime),
            "id": one.id,
            "labels": pod_labels(pod),
            "metadata": {"attempt": one.attempt, "name": pod.name, "namespace": pod.namespace, "uid": pod.uid},
            "network": {"additionalIps": [], "ip": "" if one.host_network else one.ip},
            "state": f"SANDBOX_{one.state}",
        }
    }


def in_words(pairs: list[tuple[str, str]], labels: dict[str, str]) -> str:
    """One thing of `-v`: a line for each property, then its labels."""
    text = "".join(f"{name}: {value}\n" for name, value in pairs)
    return text + "Labels:\n" + "".join(f"\t{name} -> {value}\n" for name, value in labels.items()) + "\n"
