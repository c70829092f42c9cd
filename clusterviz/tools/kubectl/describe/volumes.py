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
    for kind, (meaning, fields) in _PLAIN.items():
        if kind in volume:
            persistent = "capacity" in volume  # a PersistentVolume may look for Secrets elsewhere
            lines = [_field(field, volume[kind], persistent) for field in fields]
            return [f"Type:\t{meaning}", *(line for line in lines if line)]
    return ["<unknown>"]


def _field(field: str, source: Object, persistent: bool) -> str:
    """One line of a volume: `field` is its title and its key. A * before the title: of PersistentVolumes only."""
    title, _, key = field.partition("=")
    if title.startswith("*") and not persistent:
        return ""
    return f"{title.removeprefix('*')}\t{_shown(key, source, persistent)}"


def _shown(key: str, source: Object, persistent: bool) -> str:
    """A value as Go prints it, with what Go has for one that is not there."""
    if key == "secretRef":
        reference = source.get(key)
        if reference is None:
            return "nil"
        name, namespace = reference.get("name", ""), reference.get("namespace", "")
        return (
            f"&SecretReference{{Name:{name},Namespace:{namespace},}}"
            if persistent
            else f"&LocalObjectReference{{Name:{name},}}"
        )
    if key in ("secretRef.name", "secretRef.namespace"):
        return str((source.get("secretRef") or {}).get(key.partition(".")[2], ""))
    if key in ("monitors", "portals"):
        return f"[{' '.join(source.get(key) or [])}]"
    if key == "targetWWNs":
        return ", ".join(source.get(key) or [])
    if key == "options":
        options = source.get(key) or {}
        return f"map[{' '.join(f'{name}:{options[name]}' for name in sorted(options))}]"
    if key in ("readOnly", "chapAuthDiscovery", "chapAuthSession"):
        return yes_no(source.get(key))
    if key == "lun":  # one that must be there, and one that need not
        return str(source.get(key, 0 if "iqn" in source else "<none>"))
    return str(source.get(key, {"partition": 0, "initiatorName": "<none>"}.get(key, "")))


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
    lines = [
        f"  {item['fieldRef']['fieldPath'] if 'fieldRef' in item else item['resourceFieldRef']['resource']} -> {item['path']}"
        for item in items
    ]
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

_PLAIN = {  # what kubectl says of a kind, and a line for each of its fields
    "iscsi": (
        "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
        ("TargetPortal:=targetPortal", "IQN:=iqn", "Lun:=lun", "ISCSIInterface=iscsiInterface", "FSType:=fsType",
         "ReadOnly:=readOnly", "Portals:=portals", "DiscoveryCHAPAuth:=chapAuthDiscovery",
         "SessionCHAPAuth:=chapAuthSession", "SecretRef:=secretRef", "InitiatorName:=initiatorName"),
    ),
    "gcePersistentDisk": (
        "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
        ("PDName:=pdName", "FSType:=fsType", "Partition:=partition", "ReadOnly:=readOnly"),
    ),
    "awsElasticBlockStore": (
        "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
        ("VolumeID:=volumeID", "FSType:=fsType", "Partition:=partition", "ReadOnly:=readOnly"),
    ),
    "gitRepo": (
        "GitRepo (a volume that is pulled from git when the pod is created)",
        ("Repository:=repository", "Revision:=revision"),
    ),
    "glusterfs": (
        "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
        ("EndpointsName:=endpoints", "*EndpointsNamespace:=endpointsNamespace", "Path:=path", "ReadOnly:=readOnly"),
    ),
    "rbd": (
        "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
        ("CephMonitors:=monitors", "RBDImage:=image", "FSType:=fsType", "RBDPool:=pool", "RadosUser:=user",
         "Keyring:=keyring", "SecretRef:=secretRef", "ReadOnly:=readOnly"),
    ),
    "cephfs": (
        "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
        ("Monitors:=monitors", "Path:=path", "User:=user", "SecretFile:=secretFile", "SecretRef:=secretRef",
         "ReadOnly:=readOnly"),
    ),
    "fc": (
        "FC (a Fibre Channel disk)",
        ("TargetWWNs:=targetWWNs", "LUN:=lun", "FSType:=fsType", "ReadOnly:=readOnly"),
    ),
    "azureFile": (
        "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
        ("SecretName:=secretName", "*SecretNamespace:=secretNamespace", "ShareName:=shareName", "ReadOnly:=readOnly"),
    ),
    "azureDisk": (
        "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
        ("DiskName:=diskName", "DiskURI:=diskURI", "Kind:=kind", "FSType:=fsType", "CachingMode:=cachingMode",
         "ReadOnly:=readOnly"),
    ),
    "vsphereVolume": (
        "vSphereVolume (a Persistent Disk resource in vSphere)",
        ("VolumePath:=volumePath", "FSType:=fsType", "StoragePolicyName:=storagePolicyName"),
    ),
    "cinder": (
        "Cinder (a Persistent Disk resource in OpenStack)",
        ("VolumeID:=volumeID", "FSType:=fsType", "ReadOnly:=readOnly", "SecretRef:=secretRef"),
    ),
    "flexVolume": (
        "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
        ("Driver:=driver", "FSType:=fsType", "SecretRef:=secretRef", "ReadOnly:=readOnly", "Options:=options"),
    ),
    "quobyte": (
        "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
        ("Registry:=registry", "Volume:=volume", "ReadOnly:=readOnly"),
    ),
    "portworxVolume": ("PortworxVolume (a Portworx Volume resource)", ("VolumeID:=volumeID",)),
    "scaleIO": (
        "ScaleIO (a persistent volume backed by a block device in ScaleIO)",
        ("Gateway:=gateway", "System:=system", "Protection Domain:=protectionDomain", "Storage Pool:=storagePool",
         "Storage Mode:=storageMode", "VolumeName:=volumeName", "*SecretName:=secretRef.name",
         "*SecretNamespace:=secretRef.namespace", "FSType:=fsType", "ReadOnly:=readOnly"),
    ),
    "storageos": (
        "StorageOS (a StorageOS Persistent Disk resource)",
        ("VolumeName:=volumeName", "VolumeNamespace:=volumeNamespace", "FSType:=fsType", "ReadOnly:=readOnly"),
    ),
    "photonPersistentDisk": (
        "PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
        ("PdID:=pdID", "FSType:=fsType"),
    ),
}  # fmt: skip
