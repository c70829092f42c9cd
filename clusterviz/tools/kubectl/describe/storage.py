"""kubectl describe persistentvolume, persistentvolumeclaim, the classes of storage and csinode."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ....cluster.machinery.resources import PODS
from ..invocation import Invocation, Steps, ask, list_of
from .policy import labelled
from .text import annotation_lines, events_of, events_text, moment, pairs, plain_pairs, since
from .volumes import source_lines

MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
_CLASSES = "volumeattributesclasses"
DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"


def access_modes(modes: list[str] | None) -> str:
    """`RWO,RWX`."""
    return ",".join(MODES[mode] for mode in MODES if mode in (modes or []))


def _status(obj: Object, now_ms: int) -> str:
    deleted = obj["metadata"].get("deletionTimestamp")
    if deleted:
        return f"Status:\tTerminating (lasts {since(deleted, now_ms)})\n"
    return f"Status:\t{(obj.get('status') or {}).get('phase', '')}\n"


def _finalizers(obj: Object) -> str:
    return f"Finalizers:\t[{' '.join(obj['metadata'].get('finalizers') or [])}]\n"


def volume(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A PersistentVolume."""
    spec, claim = obj["spec"], obj["spec"].get("claimRef")
    text = labelled(obj) + _finalizers(obj) + f"StorageClass:\t{spec.get('storageClassName', '')}\n"
    text += _status(obj, now_ms)
    text += f"Claim:\t{claim['namespace']}/{claim['name']}\n" if claim else "Claim:\t\n"
    text += f"Reclaim Policy:\t{spec.get('persistentVolumeReclaimPolicy', '')}\n"
    text += f"Access Modes:\t{access_modes(spec.get('accessModes'))}\nVolumeMode:\t{spec.get('volumeMode', '')}\n"
    text += f"Capacity:\t{(spec.get('capacity') or {}).get('storage', '')}\n" + _affinity(spec.get("nodeAffinity"))
    text += f"Message:\t{(obj.get('status') or {}).get('message', '')}\nSource:\n"
    text += "".join(f"    {line}\n" for line in source_lines(spec))
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def _affinity(affinity: Object | None) -> str:
    if not affinity or not affinity.get("required"):
        return "Node Affinity:\t<none>\n"
    text = "Node Affinity:\t\n  Required Terms:\t\n"
    return text + _terms(affinity["required"].get("nodeSelectorTerms") or [], "matchExpressions", "    ")


def _terms(terms: list[Object], key: str, indent: str) -> str:
    text = ""
    for place, term in enumerate(terms):
        parts = []
        for one in term.get(key) or []:
            values = f" [{', '.join(one['values'])}]" if one.get("values") else ""
            parts.append(f"{one['key']} {str(one.get('operator', 'In')).lower()}{values}")
        text += f"{indent}Term {place}:\t" + ("\n\t".join(parts) or "<none>") + "\n"
    return text


def claim(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A PersistentVolumeClaim, and which Pods use it."""
    spec, status = obj["spec"], obj.get("status") or {}
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n"
    text += f"StorageClass:\t{spec.get('storageClassName', '')}\n" + _status(obj, now_ms)
    text += f"Volume:\t{spec.get('volumeName', '')}\n" + pairs("Labels", labels_of(obj))
    text += annotation_lines(annotations_of(obj)) + _finalizers(obj)
    bound = bool(spec.get("volumeName"))
    capacity = (status.get("capacity") or {}).get("storage", "0") if bound else ""
    text += f"Capacity:\t{capacity}\nAccess Modes:\t{access_modes(status.get('accessModes')) if bound else ''}\n"
    text += f"VolumeMode:\t{spec.get('volumeMode', '')}\n"
    source = spec.get("dataSource")
    if source:
        text += f"DataSource:\n  APIGroup:\t{source.get('apiGroup', '')}\n  Kind:\t{source['kind']}\n"
        text += f"  Name:\t{source['name']}\n"
    pods = yield from list_of(call, PODS, namespace_of(obj))
    users = sorted(name_of(pod) for pod in pods if name_of(obj) in _claims(pod))
    text += "Used By:\t" + ("\n\t".join(users) or "<none>") + "\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def _claims(pod: Object) -> list[str]:
    found = [(one.get("persistentVolumeClaim") or {}).get("claimName", "") for one in pod["spec"].get("volumes") or []]
    return [name for name in found if name]


def storageclass(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A StorageClass."""
    default = "Yes" if annotations_of(obj).get(DEFAULT_CLASS) == "true" else "No"
    text = f"Name:\t{name_of(obj)}\nIsDefaultClass:\t{default}\nAnnotations:\t{plain_pairs(annotations_of(obj))}\n"
    text += f"Provisioner:\t{obj.get('provisioner', '')}\nParameters:\t{plain_pairs(obj.get('parameters'))}\n"
    expansion = obj.get("allowVolumeExpansion")
    text += f"AllowVolumeExpansion:\t{'<unset>' if expansion is None else str(bool(expansion))}\n"
    options = obj.get("mountOptions") or []
    text += "MountOptions:\n" + "".join(f"  {one}\n" for one in options) if options else "MountOptions:\t<none>\n"
    text += f"ReclaimPolicy:\t{obj.get('reclaimPolicy', 'Delete')}\n"
    text += f"VolumeBindingMode:\t{obj.get('volumeBindingMode', 'Immediate')}\n"
    if obj.get("allowedTopologies"):
        text += "AllowedTopologies:\t\n" + _terms(obj["allowedTopologies"], "matchLabelExpressions", "  ")
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def claim_templates(templates: list[Object]) -> str:
    """The claims that a StatefulSet makes for each Pod."""
    if not templates:
        return "Volume Claims:\t<none>\n"
    text = "Volume Claims:\n"
    for one in templates:
        spec = one.get("spec") or {}
        capacity = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "<default>")
        text += f"  Name:\t{name_of(one)}\n  StorageClass:\t{spec.get('storageClassName', '')}\n"
        text += pairs("Labels", labels_of(one), "  ") + pairs("Annotations", annotations_of(one), "  ")
        text += f"  Capacity:\t{capacity}\n  Access Modes:\t[{' '.join(spec.get('accessModes') or [])}]\n"
    return text


def csinode(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """The storage drivers of a node."""
    text = labelled(obj) + f"CreationTimestamp:\t{moment(obj['metadata'].get('creationTimestamp'))}\nSpec:\n"
    drivers = (obj.get("spec") or {}).get("drivers")
    text += "  Drivers:\n" if drivers is not None else ""
    for driver in drivers or []:
        text += f"    {driver['name']}:\n      Node ID:\t{driver.get('nodeID', '')}\n"
        if (driver.get("allocatable") or {}).get("count") is not None:
            text += f"      Allocatables:\n        Count:\t{driver['allocatable']['count']}\n"
        if driver.get("topologyKeys") is not None:
            text += f"      Topology Keys:\t[{' '.join(driver['topologyKeys'])}]\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def attributesclass(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A class of what may be changed about volumes. kubectl 1.33 asks for it in a version that v1.36 no longer serves."""
    yield from ask(call, Request("get", None, path=f"/apis/storage.k8s.io/v1beta1/{_CLASSES}/{name_of(obj)}"))
    text = f"Name:\t{name_of(obj)}\n" + annotation_lines(annotations_of(obj))
    text += f"DriverName:\t{obj.get('driverName', '')}\nParameters:\t{plain_pairs(obj.get('parameters'))}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)
