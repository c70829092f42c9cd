"""Volumes of a Pod, and where its containers have them."""

from __future__ import annotations

from typing import Any

from ...cluster.machinery.objects import Object

Part = dict[str, Any]
SOURCES = {  # field of the volume → (its word, the field that names what is behind it)
    "emptyDir": ("emptyDir", ""),
    "configMap": ("ConfigMap", "name"),
    "secret": ("Secret", "secretName"),
    "persistentVolumeClaim": ("claim", "claimName"),
    "hostPath": ("hostPath", "path"),
    "downwardAPI": ("downward API", ""),
    "projected": ("projected", ""),
}


def volumes(pod: Object) -> list[Part]:
    """Each with its kind, and what is behind it."""
    return [_volume(volume) for volume in pod["spec"].get("volumes", ())]


def mounts(pod: Object, container: Object) -> list[Part]:
    """Where a container has which volume."""
    kinds = {one["name"]: one["kind"] for one in volumes(pod)}
    return [
        {
            "path": mount["mountPath"],
            "volume": mount["name"],
            "kind": kinds.get(mount["name"], ""),
            "read_only": bool(mount.get("readOnly")),
        }
        for mount in container.get("volumeMounts", ())
    ]


def _volume(volume: Object) -> Part:
    for field, (word, naming) in SOURCES.items():
        if field in volume:
            source = volume[field] or {}
            what = source.get(naming, "") if naming else ""
            if field == "projected":
                parts = [SOURCES.get(next(iter(one)), (next(iter(one)), ""))[0] for one in source.get("sources", ())]
                what = ", ".join("token" if part == "serviceAccountToken" else part for part in parts)
            if field == "emptyDir" and source.get("medium") == "Memory":
                what = "in memory"
            return {"name": volume["name"], "kind": word, "what": what}
    kind = next((name for name in volume if name != "name"), "")
    return {"name": volume["name"], "kind": kind, "what": ""}
