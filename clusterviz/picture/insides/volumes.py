"""Volumes of a Pod, and where its containers have them."""

from __future__ import annotations

from typing import Any

from ...cluster.machinery.objects import Object

Part = dict[str, Any]
TOKEN = "kube-api-access-"  # the volume that every Pod gets: its ServiceAccount's token
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
    known = {one["name"]: one for one in volumes(pod)}
    found = [
        {
            "path": mount["mountPath"],
            "volume": mount["name"],
            "kind": known[mount["name"]]["kind"] if mount["name"] in known else "",
            "token": mount["name"] in known and known[mount["name"]]["token"],
            "read_only": bool(mount.get("readOnly")),
        }
        for mount in container.get("volumeMounts", ())
    ]
    return sorted(found, key=_token)  # what every Pod has comes last


def _token(mount: Part) -> bool:
    return bool(mount["token"])


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
            token = field == "projected" and volume["name"].startswith(TOKEN)
            return {"name": volume["name"], "kind": word, "what": what, "token": token}
    kind = next((name for name in volume if name != "name"), "")
    return {"name": volume["name"], "kind": kind, "what": "", "token": False}
