"""The cells of networks, volumes, quotas, access rules and extensions."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object, condition_of, deleting
from ....machinery.resources import (
    APISERVICES,
    CERTIFICATESIGNINGREQUESTS,
    CLUSTERROLEBINDINGS,
    COMPONENTSTATUSES,
    CSIDRIVERS,
    CSINODES,
    FLOWSCHEMAS,
    INGRESSCLASSES,
    INGRESSES,
    IPADDRESSES,
    MUTATINGWEBHOOKCONFIGURATIONS,
    NETWORKPOLICIES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PRIORITYLEVELCONFIGURATIONS,
    RESOURCEQUOTAS,
    ROLEBINDINGS,
    RUNTIMECLASSES,
    SERVICECIDRS,
    STORAGECLASSES,
    VALIDATINGADMISSIONPOLICIES,
    VALIDATINGWEBHOOKCONFIGURATIONS,
    VOLUMEATTACHMENTS,
)
from ....machinery.selectors import from_object
from ....machinery.times import age

MOST_HOSTS = 3
MODES = (("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"))
DEFAULT_STORAGE = "storageclass.kubernetes.io/is-default-class"
DEFAULT_INGRESS = "ingressclass.kubernetes.io/is-default-class"


def _name(obj: Object) -> str:
    return str(obj["metadata"]["name"])


def _marked(obj: Object, annotation: str) -> str:
    marked = (obj["metadata"].get("annotations") or {}).get(annotation) == "true"
    return f"{_name(obj)} (default)" if marked else _name(obj)


def _api_service(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    service = (obj.get("spec") or {}).get("service")
    where = f"{service['namespace']}/{service['name']}" if service else "Local"
    available = condition_of(obj, "Available")
    status = str(available["status"]) if available else "Unknown"
    if available and status != "True":
        status += f" ({available['reason']})"
    return [_name(obj), where, status, age_text]


def _ingress(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    hosts = [rule["host"] for rule in spec.get("rules") or () if rule.get("host")]
    shown = ",".join(hosts[:MOST_HOSTS])
    if len(hosts) > MOST_HOSTS:
        shown += f" + {len(hosts) - MOST_HOSTS} more..."
    found = (((obj.get("status") or {}).get("loadBalancer")) or {}).get("ingress") or ()
    address = ",".join(one.get("ip") or one.get("hostname") or "" for one in found)
    ports = "80, 443" if spec.get("tls") else "80"
    return [_name(obj), spec.get("ingressClassName") or "<none>", shown or "*", address, ports, age_text]


def _ingress_class(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    parameters, shown = spec.get("parameters"), "<none>"
    if parameters:
        group = f".{parameters['apiGroup']}" if parameters.get("apiGroup") else ""
        shown = f"{parameters['kind']}{group}/{parameters['name']}"
    return [_marked(obj, DEFAULT_INGRESS), spec.get("controller", ""), shown, age_text]


def _network_policy(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [_name(obj), str(from_object((obj.get("spec") or {}).get("podSelector") or {})) or "<none>", age_text]


def _service_cidr(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [_name(obj), ",".join((obj.get("spec") or {}).get("cidrs") or ()), age_text]


def _ip_address(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    parent = (obj.get("spec") or {}).get("parentRef") or {}
    parts = [parent.get(field, "") for field in ("group", "resource", "namespace", "name")]
    return [_name(obj), "/".join(part for part in parts if part)]


def _modes(modes: Any) -> str:
    return ",".join(short for mode, short in MODES if mode in (modes or ()))


def _volume(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    claim = spec.get("claimRef")
    return [
        _name(obj),
        (spec.get("capacity") or {}).get("storage", ""),
        _modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""),
        "Terminating" if deleting(obj) else status.get("phase", ""),
        f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
        spec.get("storageClassName", ""),
        spec.get("volumeAttributesClassName") or "<unset>",
        status.get("reason", ""),
        age_text,
        spec.get("volumeMode") or "<unset>",
    ]


def _claim(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    bound = bool(spec.get("volumeName"))
    return [
        _name(obj),
        "Terminating" if deleting(obj) else status.get("phase", ""),
        spec.get("volumeName", ""),
        (status.get("capacity") or {}).get("storage", "") if bound else "",
        _modes(status.get("accessModes")) if bound else "",
        spec.get("storageClassName") or "",
        spec.get("volumeAttributesClassName") or "<unset>",
        age_text,
        spec.get("volumeMode") or "<unset>",
    ]


def _storage_class(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [
        _marked(obj, DEFAULT_STORAGE),
        obj.get("provisioner", ""),
        obj.get("reclaimPolicy") or "Delete",
        obj.get("volumeBindingMode") or "Immediate",
        bool(obj.get("allowVolumeExpansion")),
        age_text,
    ]


def _csi_node(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [_name(obj), len((obj.get("spec") or {}).get("drivers") or ()), age_text]


def _csi_driver(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    tokens = ",".join(one.get("audience", "") for one in spec.get("tokenRequests") or ())
    return [
        _name(obj),
        spec.get("attachRequired", True),
        spec.get("podInfoOnMount", False),
        spec.get("storageCapacity", False),
        tokens or "<unset>",
        spec.get("requiresRepublish", False),
        ",".join(spec.get("volumeLifecycleModes") or ()) or "<none>",
        age_text,
    ]


def _attachment(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    volume = (spec.get("source") or {}).get("persistentVolumeName", "")
    attached = (obj.get("status") or {}).get("attached", False)
    return [_name(obj), spec.get("attacher", ""), volume, spec.get("nodeName", ""), attached, age_text]


def _quota(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    status = obj.get("status") or {}
    used = status.get("used") or {}
    requests: list[str] = []
    limits: list[str] = []
    for resource, hard in sorted((status.get("hard") or {}).items()):
        cell = f"{resource}: {used.get(resource, '0')}/{hard}"
        (limits if resource.startswith("limits.") else requests).append(cell)
    return [_name(obj), ", ".join(requests), ", ".join(limits), age_text]


def _role_binding(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    role = obj.get("roleRef") or {}
    users, groups, accounts = [], [], []
    for subject in obj.get("subjects") or ():
        match subject["kind"]:
            case "User":
                users.append(subject["name"])
            case "Group":
                groups.append(subject["name"])
            case _:
                accounts.append(f"{subject.get('namespace', '')}/{subject['name']}")
    subjects = [", ".join(users), ", ".join(groups), ", ".join(accounts)]
    return [_name(obj), f"{role.get('kind', '')}/{role.get('name', '')}", age_text, *subjects]


def _runtime_class(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [_name(obj), obj.get("handler", ""), age_text]


def _signing_request(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    types = [condition["type"] for condition in status.get("conditions") or ()]
    state = "Denied" if "Denied" in types else "Approved" if "Approved" in types else "Pending"
    if "Failed" in types:
        state += ",Failed"
    if status.get("certificate"):
        state += ",Issued"
    seconds = spec.get("expirationSeconds")
    asked = age(seconds * 1000) if seconds else "<none>"
    return [_name(obj), age_text, spec.get("signerName", ""), spec.get("username", ""), asked, state]


def _webhooks(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    return [_name(obj), len(obj.get("webhooks") or ()), age_text]


def _admission_policy(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    parameters = spec.get("paramKind")
    shown = f"{parameters.get('apiVersion', '')}/{parameters.get('kind', '')}" if parameters else "<unset>"
    return [_name(obj), len(spec.get("validations") or ()), shown, age_text]


def _component_status(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    (condition,) = obj["conditions"]
    healthy = condition["status"] == "True"
    return [_name(obj), "Healthy" if healthy else "Unhealthy", condition.get("message", ""), condition.get("error", "")]


def _flow_schema(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    level = (spec.get("priorityLevelConfiguration") or {}).get("name", "")
    method = (spec.get("distinguisherMethod") or {}).get("type") or "<none>"
    return [_name(obj), level, spec.get("matchingPrecedence", 1000), method, age_text, "?"]


def _priority_level(obj: Object, now_ms: int, age_text: str) -> list[Any]:
    spec = obj.get("spec") or {}
    limited = spec.get("limited") or {}
    queuing = (limited.get("limitResponse") or {}).get("queuing") or {}
    counts = [queuing.get(field, "<none>") for field in ("queues", "handSize", "queueLengthLimit")]
    return [_name(obj), spec.get("type", ""), limited.get("nominalConcurrencyShares", "<none>"), *counts, age_text]


PRINTERS = {
    INGRESSES: _ingress,
    INGRESSCLASSES: _ingress_class,
    NETWORKPOLICIES: _network_policy,
    SERVICECIDRS: _service_cidr,
    IPADDRESSES: _ip_address,
    PERSISTENTVOLUMES: _volume,
    PERSISTENTVOLUMECLAIMS: _claim,
    STORAGECLASSES: _storage_class,
    CSINODES: _csi_node,
    APISERVICES: _api_service,
    CSIDRIVERS: _csi_driver,
    VOLUMEATTACHMENTS: _attachment,
    RESOURCEQUOTAS: _quota,
    ROLEBINDINGS: _role_binding,
    CLUSTERROLEBINDINGS: _role_binding,
    RUNTIMECLASSES: _runtime_class,
    CERTIFICATESIGNINGREQUESTS: _signing_request,
    MUTATINGWEBHOOKCONFIGURATIONS: _webhooks,
    VALIDATINGWEBHOOKCONFIGURATIONS: _webhooks,
    VALIDATINGADMISSIONPOLICIES: _admission_policy,
    COMPONENTSTATUSES: _component_status,
    FLOWSCHEMAS: _flow_schema,
    PRIORITYLEVELCONFIGURATIONS: _priority_level,
}
