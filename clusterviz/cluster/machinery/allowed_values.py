"""Which values a field may have: what Kubernetes' own OpenAPI says, and the package of schemas leaves out.

Of the meaning of each value, which kubectl explain shows too, there is nothing here: that is Kubernetes' documentation.
"""

from __future__ import annotations

from typing import Any

PROTOCOLS = ("SCTP", "TCP", "UDP")
EFFECTS = ("NoExecute", "NoSchedule", "PreferNoSchedule")
VOLUME_MODES = ("Block", "Filesystem")
RECLAIM_POLICIES = ("Delete", "Recycle", "Retain")
PREEMPTION = ("Never", "PreemptLowerPriority")
TRAFFIC = ("Cluster", "Local")
NODE_POLICIES = ("Honor", "Ignore")
PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
UPDATES = ("OnDelete", "RollingUpdate")

# (struct, field) → the values, as they are listed: by the alphabet.
ALLOWED: dict[tuple[str, str], tuple[str, ...]] = {
    ("AppArmorProfile", "type"): PROFILES,
    ("Container", "imagePullPolicy"): ("Always", "IfNotPresent", "Never"),
    ("Container", "terminationMessagePolicy"): ("FallbackToLogsOnError", "File"),
    ("ContainerPort", "protocol"): PROTOCOLS,
    ("CronJobSpec", "concurrencyPolicy"): ("Allow", "Forbid", "Replace"),
    ("DaemonSetUpdateStrategy", "type"): UPDATES,
    ("DeploymentStrategy", "type"): ("Recreate", "RollingUpdate"),
    ("EndpointSlice", "addressType"): ("FQDN", "IPv4", "IPv6"),
    ("HTTPGetAction", "scheme"): ("HTTP", "HTTPS"),
    ("HTTPIngressPath", "pathType"): ("Exact", "ImplementationSpecific", "Prefix"),
    ("JobSpec", "completionMode"): ("Indexed", "NonIndexed"),
    ("JobSpec", "podReplacementPolicy"): ("Failed", "TerminatingOrFailed"),
    ("NamespaceStatus", "phase"): ("Active", "Terminating"),
    ("NodeSelectorRequirement", "operator"): ("DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"),
    ("PersistentVolumeClaimSpec", "volumeMode"): VOLUME_MODES,
    ("PersistentVolumeClaimStatus", "phase"): ("Bound", "Lost", "Pending"),
    ("PersistentVolumeSpec", "persistentVolumeReclaimPolicy"): RECLAIM_POLICIES,
    ("PersistentVolumeSpec", "volumeMode"): VOLUME_MODES,
    ("PersistentVolumeStatus", "phase"): ("Available", "Bound", "Failed", "Pending", "Released"),
    ("PodFailurePolicyRule", "action"): ("Count", "FailIndex", "FailJob", "Ignore"),
    ("PodSecurityContext", "fsGroupChangePolicy"): ("Always", "OnRootMismatch"),
    ("PodSpec", "dnsPolicy"): ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    ("PodSpec", "preemptionPolicy"): PREEMPTION,
    ("PodSpec", "restartPolicy"): ("Always", "Never", "OnFailure"),
    ("PodStatus", "phase"): ("Failed", "Pending", "Running", "Succeeded", "Unknown"),
    ("PodStatus", "qosClass"): ("BestEffort", "Burstable", "Guaranteed"),
    ("PriorityClass", "preemptionPolicy"): PREEMPTION,
    ("SeccompProfile", "type"): PROFILES,
    ("SecurityContext", "procMount"): ("Default", "Unmasked"),
    ("ServicePort", "protocol"): PROTOCOLS,
    ("ServiceSpec", "externalTrafficPolicy"): TRAFFIC,
    ("ServiceSpec", "internalTrafficPolicy"): TRAFFIC,
    ("ServiceSpec", "sessionAffinity"): ("ClientIP", "None"),
    ("ServiceSpec", "type"): ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
    ("StatefulSetSpec", "podManagementPolicy"): ("OrderedReady", "Parallel"),
    ("StatefulSetUpdateStrategy", "type"): UPDATES,
    ("StorageClass", "reclaimPolicy"): RECLAIM_POLICIES,
    ("StorageClass", "volumeBindingMode"): ("Immediate", "WaitForFirstConsumer"),
    ("Taint", "effect"): EFFECTS,
    ("Toleration", "effect"): EFFECTS,
    ("TopologySpreadConstraint", "nodeAffinityPolicy"): NODE_POLICIES,
    ("TopologySpreadConstraint", "nodeTaintsPolicy"): NODE_POLICIES,
    ("TopologySpreadConstraint", "whenUnsatisfiable"): ("DoNotSchedule", "ScheduleAnyway"),
    ("VolumeMount", "mountPropagation"): ("Bidirectional", "HostToContainer", "None"),
}
OWN = "io.k8s.api."


def write_into(definitions: dict[str, Any]) -> None:
    """Add to each field what it may be, and say so at the end of its description, as the API server does."""
    for name, definition in definitions.items():
        if not name.startswith(OWN):
            continue
        struct = name.rpartition(".")[2]
        for field, described in (definition.get("properties") or {}).items():
            values = ALLOWED.get((struct, field))
            if values is not None:
                lines = "\n".join(f' - `"{value}"`' for value in values)
                described["enum"] = list(values)
                described["description"] = f"{described.get('description', '')}\n\nPossible enum values:\n{lines}"
