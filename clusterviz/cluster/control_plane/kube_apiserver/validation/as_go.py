"""A Pod template as Kubernetes' own structure writes it: some refusals show the whole value, in the words of the Go source.

Fields stand in the order of the structure, and those that nobody set are there too. Golden jobs-failed.
"""

from __future__ import annotations

import json
from typing import Any

from ....machinery.objects import Object

CONTAINER = (
    "Name", "Image", "Command", "Args", "WorkingDir", "Ports", "EnvFrom", "Env", "Resources", "ResizePolicy", "RestartPolicy",
    "RestartPolicyRules", "VolumeMounts", "VolumeDevices", "LivenessProbe", "ReadinessProbe", "StartupProbe", "Lifecycle",
    "TerminationMessagePath", "TerminationMessagePolicy", "ImagePullPolicy", "SecurityContext", "Stdin", "StdinOnce", "TTY",
)  # fmt: skip
POD = (
    "Volumes", "InitContainers", "Containers", "EphemeralContainers", "RestartPolicy", "TerminationGracePeriodSeconds",
    "ActiveDeadlineSeconds", "DNSPolicy", "NodeSelector", "ServiceAccountName", "AutomountServiceAccountToken", "NodeName",
    "SecurityContext", "ImagePullSecrets", "Hostname", "Subdomain", "SetHostnameAsFQDN", "Affinity", "SchedulerName",
    "Tolerations", "HostAliases", "PriorityClassName", "Priority", "PreemptionPolicy", "DNSConfig", "ReadinessGates",
    "RuntimeClassName", "Overhead", "EnableServiceLinks", "TopologySpreadConstraints", "OS", "SchedulingGates",
    "ResourceClaims", "Resources", "HostnameOverride", "SchedulingGroup",
)  # fmt: skip
SECURITY = (
    "HostNetwork", "HostPID", "HostIPC", "ShareProcessNamespace", "HostUsers", "SELinuxOptions", "WindowsOptions", "RunAsUser",
    "RunAsGroup", "RunAsNonRoot", "SupplementalGroups", "SupplementalGroupsPolicy", "FSGroup", "FSGroupChangePolicy",
    "Sysctls", "SeccompProfile", "AppArmorProfile", "SELinuxChangePolicy",
)  # fmt: skip
PORT = ("Name", "HostPort", "ContainerPort", "Protocol", "HostIP")
ENV = ("Name", "Value", "ValueFrom")
MOUNT = ("Name", "ReadOnly", "RecursiveReadOnly", "MountPath", "SubPath", "MountPropagation", "SubPathExpr")
# What is "" or false or 0, and not null, where it is not set.
EMPTY: dict[str, Any] = {
    "Stdin": False, "StdinOnce": False, "TTY": False, "HostNetwork": False, "HostPID": False, "HostIPC": False,
    "ReadOnly": False, "HostPort": 0, "ContainerPort": 0,
} | dict.fromkeys(
    ("Name", "Image", "WorkingDir", "TerminationMessagePath", "TerminationMessagePolicy", "ImagePullPolicy", "DNSPolicy",
     "ServiceAccountName", "NodeName", "Hostname", "Subdomain", "SchedulerName", "PriorityClassName", "Protocol", "HostIP",
     "Value", "MountPath", "SubPath", "SubPathExpr"), "",
)  # fmt: skip


class GoText(str):
    """A value that is shown as it stands."""


def pod_template(template: Object) -> GoText:
    """The template as one line."""
    metadata = template.get("metadata") or {}
    shown: Object = {field: metadata[field] for field in ("labels", "annotations") if metadata.get(field)}
    shown["Spec"] = _pod(template.get("spec") or {})
    return GoText(json.dumps(shown, separators=(",", ":"), ensure_ascii=False))


def _pod(spec: Object) -> Object:
    made = _structure(POD, spec)
    made["InitContainers"] = _each(_container, spec.get("initContainers"))
    made["Containers"] = _each(_container, spec.get("containers"))
    context = spec.get("securityContext")
    if context is not None:
        host: Object = {
            field: spec[field]
            for field in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace")
            if field in spec
        }
        made["SecurityContext"] = _structure(SECURITY, {**context, **host})
    return made


def _container(container: Object) -> Object:
    made = _structure(CONTAINER, container)
    resources = container.get("resources") or {}
    made["Resources"] = {name: resources.get(name.lower()) for name in ("Limits", "Requests", "Claims")}
    for field, parts in (("Ports", PORT), ("Env", ENV), ("VolumeMounts", MOUNT)):
        made[field] = _each(lambda one, parts=parts: _structure(parts, one), container.get(_json_name(field)))
    return made


def _each(shown: Any, items: Any) -> list[Object] | None:
    return [shown(item) for item in items] if items else None


def _structure(fields: tuple[str, ...], obj: Object) -> Object:
    return {field: _value(obj.get(_json_name(field)), EMPTY.get(field)) for field in fields}


def _value(value: Any, empty: Any) -> Any:
    return empty if value is None else value


def _json_name(field: str) -> str:
    """`DNSPolicy` → `dnsPolicy`, `TTY` → `tty`, `RunAsUser` → `runAsUser`."""
    if field in IRREGULAR:
        return IRREGULAR[field]
    return field[0].lower() + field[1:]


IRREGULAR = {
    "TTY": "tty", "DNSPolicy": "dnsPolicy", "DNSConfig": "dnsConfig", "OS": "os", "SELinuxOptions": "seLinuxOptions",
    "SELinuxChangePolicy": "seLinuxChangePolicy", "FSGroup": "fsGroup", "FSGroupChangePolicy": "fsGroupChangePolicy",
    "HostIP": "hostIP",
}  # fmt: skip
