"""Volumes in descriptions."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from .text import yes_no


def volumes(specs: list[Object] | None, indent: str = "") -> str:
    """All volumes of a Pod or template."""
    if not specs:
        return f"{indent}Volumes:\t<none>\n"
    lines = [f"{indent}Volumes:"]
    for volume in specs:
        lines.append(f"  {' ' if indent else ''}{volume['name']}:")
        lines += [f"    {line}" for line in source_lines(volume)]
    return "".join(line + "\n" for line in lines)


def source_lines(volume: Object) -> list[str]:
    """Where a volume comes from."""
    for kind, describe in _SOURCES.items():
        if kind in volume:
            return describe(volume[kind] or {})
    return ["<unknown>"]


def _empty_dir(source: Object) -> list[str]:
    return [
        "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
        f"Medium:\t{source.get('medium', '')}",
        f"SizeLimit:\t{source.get('sizeLimit', '<unset>')}",
    ]


def _host_path(source: Object) -> list[str]:
    kind = source.get("type", "<none>")
    return ["Type:\tHostPath (bare host directory volume)", f"Path:\t{source['path']}", f"HostPathType:\t{kind}"]


def _config_map(source: Object) -> list[str]:
    return [
        "Type:\tConfigMap (a volume populated by a ConfigMap)",
        f"Name:\t{source.get('name', '')}",
        f"Optional:\t{yes_no(source.get('optional'))}",
    ]


def _secret(source: Object) -> list[str]:
    return [
        "Type:\tSecret (a volume populated by a Secret)",
        f"SecretName:\t{source.get('secretName', '')}",
        f"Optional:\t{yes_no(source.get('optional'))}",
    ]


def _claim(source: Object) -> list[str]:
    return [
        "Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        f"ClaimName:\t{source['claimName']}",
        f"ReadOnly:\t{yes_no(source.get('readOnly'))}",
    ]


def _downward(source: Object) -> list[str]:
    items = source.get("items") or []
    lines = [f"  {item['fieldRef']['fieldPath']} -> {item['path']}" for item in items if "fieldRef" in item]
    return ["Type:\tDownwardAPI (a volume populated by information about the pod)", "Items:", *lines]


def _projected(source: Object) -> list[str]:
    lines = ["Type:\tProjected (a volume that contains injected data from multiple sources)"]
    for part in source.get("sources") or []:
        if "secret" in part:
            secret = part["secret"]
            lines += [f"SecretName:\t{secret['name']}", f"Optional:\t{yes_no(secret.get('optional'))}"]
        elif "downwardAPI" in part:
            lines.append("DownwardAPI:\ttrue")
        elif "configMap" in part:
            config = part["configMap"]
            lines += [f"ConfigMapName:\t{config['name']}", f"Optional:\t{yes_no(config.get('optional'))}"]
        elif "serviceAccountToken" in part:
            lines.append(f"TokenExpirationSeconds:\t{part['serviceAccountToken'].get('expirationSeconds', 3600)}")
    return lines


def _nfs(source: Object) -> list[str]:
    return [
        "Type:\tNFS (an NFS mount that lasts the lifetime of a pod)",
        f"Server:\t{source['server']}",
        f"Path:\t{source['path']}",
        f"ReadOnly:\t{yes_no(source.get('readOnly'))}",
    ]


def _local(source: Object) -> list[str]:
    return ["Type:\tLocalVolume (a persistent volume backed by local storage on a node)", f"Path:\t{source['path']}"]


def _csi(source: Object) -> list[str]:
    handle = source.get("volumeHandle")  # of a PersistentVolume
    return [
        "Type:\tCSI (a Container Storage Interface (CSI) volume source)",
        f"Driver:\t{source['driver']}",
        f"FSType:\t{source.get('fsType', '')}",
        *([f"VolumeHandle:\t{handle}"] if handle is not None else []),
        f"ReadOnly:\t{yes_no(source.get('readOnly'))}",
        *_nested("VolumeAttributes", source.get("volumeAttributes") or {}, "="),
    ]


def _ephemeral(source: Object) -> list[str]:
    template = source.get("volumeClaimTemplate") or {}
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    return [
        "Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        f"StorageClass:\t{spec.get('storageClassName', '')}",
        "Volume:\t",
        *(_nested("Labels", metadata.get("labels") or {}, "=") if metadata.get("labels") else ["Labels:\t    <none>"]),
        *(
            _nested("Annotations", metadata["annotations"], ": ")
            if metadata.get("annotations")
            else ["Annotations:\t    <none>"]
        ),
        "Capacity:\t",
        "Access Modes:\t",
        *([f"VolumeMode:\t{spec['volumeMode']}"] if spec.get("volumeMode") else []),
    ]


def _image(source: Object) -> list[str]:
    return [
        "Type:\tImage (a container image or OCI artifact)",
        f"Reference:\t{source.get('reference', '')}",
        f"PullPolicy:\t{source.get('pullPolicy', '')}",
    ]


def _nested(title: str, values: dict[str, str], between: str) -> list[str]:
    """Pairs below a volume: kubectl indents each of its pieces once more."""
    if not values:
        return [f"{title}:\t<none>"]
    pieces = [f"{key}{between}{values[key]}" for key in sorted(values)]
    return [f"{title}:\t    {pieces[0]}", *(f"    \t    {piece}" for piece in pieces[1:])]


_SOURCES = {
    "hostPath": _host_path,
    "emptyDir": _empty_dir,
    "secret": _secret,
    "configMap": _config_map,
    "persistentVolumeClaim": _claim,
    "downwardAPI": _downward,
    "projected": _projected,
    "nfs": _nfs,
    "local": _local,
    "csi": _csi,
    "ephemeral": _ephemeral,
    "image": _image,
}
