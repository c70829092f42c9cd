"""The structures of Kubernetes' own source that make up a Pod's spec and a claim's: fields in their order, and what is in them.

A word is a field: `Name` is "" where nobody set it, `Port#` is 0, `TTY!` is false, `Values?` is null. `Exec?Action` holds a
structure or null, `Ports*ContainerPort` a list of structures or null, `Resources=Requirements` a structure in any case, and
`+Handler` puts the fields of another structure here. What is no word of this table (a LabelSelector) is shown as it is stored.
"""

from __future__ import annotations

_TEXT = {
    "PodSpec": "Volumes*Volume InitContainers*Container Containers*Container EphemeralContainers*EphemeralContainer RestartPolicy "
    "TerminationGracePeriodSeconds? ActiveDeadlineSeconds? DNSPolicy NodeSelector? ServiceAccountName "
    "AutomountServiceAccountToken? NodeName SecurityContext?PodSecurityContext ImagePullSecrets*Reference Hostname Subdomain "
    "SetHostnameAsFQDN? Affinity?Affinity SchedulerName Tolerations*Toleration HostAliases*HostAlias PriorityClassName Priority? "
    "PreemptionPolicy? DNSConfig?DNSConfig ReadinessGates*ReadinessGate RuntimeClassName? Overhead? EnableServiceLinks? "
    "TopologySpreadConstraints*Spread OS?Reference SchedulingGates*Reference ResourceClaims*PodResourceClaim "
    "Resources?Requirements HostnameOverride? SchedulingGroup?SchedulingGroup",
    "PodSecurityContext": "HostNetwork! HostPID! HostIPC! ShareProcessNamespace? HostUsers? SELinuxOptions?SELinux "
    "WindowsOptions?Windows RunAsUser? RunAsGroup? RunAsNonRoot? SupplementalGroups? SupplementalGroupsPolicy? FSGroup? "
    "FSGroupChangePolicy? Sysctls*Pair SeccompProfile?Profile AppArmorProfile?Profile SELinuxChangePolicy?",
    "Container": "Name Image Command? Args? WorkingDir Ports*Port EnvFrom*EnvFrom Env*Env Resources=Requirements "
    "ResizePolicy*Resize RestartPolicy? RestartPolicyRules*RestartRule VolumeMounts*Mount VolumeDevices*Device "
    "LivenessProbe?Probe ReadinessProbe?Probe StartupProbe?Probe Lifecycle?Lifecycle TerminationMessagePath "
    "TerminationMessagePolicy ImagePullPolicy SecurityContext?SecurityContext Stdin! StdinOnce! TTY!",
    "EphemeralContainer": "+Container TargetContainerName",
    "Port": "Name HostPort# ContainerPort# Protocol HostIP",
    "EnvFrom": "Prefix ConfigMapRef?Optional SecretRef?Optional",
    "Env": "Name Value ValueFrom?Source",
    "Source": "FieldRef?FieldRef ResourceFieldRef?ResourceRef ConfigMapKeyRef?KeyRef SecretKeyRef?KeyRef FileKeyRef?FileRef",
    "FieldRef": "APIVersion FieldPath",
    "ResourceRef": "ContainerName Resource Divisor",
    "KeyRef": "Name Key Optional?",
    "FileRef": "VolumeName Path Key Optional?",
    "Optional": "Name Optional?",
    "Reference": "Name",
    "Pair": "Name Value",
    "Requirements": "Limits? Requests? Claims*Claim",
    "Claim": "Name Request",
    "Resize": "ResourceName RestartPolicy",
    "RestartRule": "Action ExitCodes?ExitCodes",
    "ExitCodes": "Operator Values?",
    "Mount": "Name ReadOnly! RecursiveReadOnly? MountPath SubPath MountPropagation? SubPathExpr",
    "Device": "Name DevicePath",
    "Probe": "Exec?Exec HTTPGet?HTTPGet TCPSocket?TCPSocket GRPC?GRPC InitialDelaySeconds# TimeoutSeconds# PeriodSeconds# "
    "SuccessThreshold# FailureThreshold# TerminationGracePeriodSeconds?",
    "Exec": "Command?",
    "HTTPGet": "Path Port# Host Scheme HTTPHeaders*Pair",
    "TCPSocket": "Port# Host",
    "GRPC": "Port# Service?",
    "Lifecycle": "PostStart?Handler PreStop?Handler StopSignal?",
    "Handler": "Exec?Exec HTTPGet?HTTPGet TCPSocket?TCPSocket Sleep?Sleep",
    "Sleep": "Seconds#",
    "SecurityContext": "Capabilities?Capabilities Privileged? SELinuxOptions?SELinux WindowsOptions?Windows RunAsUser? RunAsGroup? "
    "RunAsNonRoot? ReadOnlyRootFilesystem? AllowPrivilegeEscalation? ProcMount? SeccompProfile?Profile AppArmorProfile?Profile",
    "Capabilities": "Add? Drop?",
    "SELinux": "User Role Type Level",
    "Windows": "GMSACredentialSpecName? GMSACredentialSpec? RunAsUserName? HostProcess?",
    "Profile": "Type LocalhostProfile?",
    "Affinity": "NodeAffinity?NodeAffinity PodAffinity?PodAffinity PodAntiAffinity?PodAffinity",
    "NodeAffinity": "RequiredDuringSchedulingIgnoredDuringExecution?NodeSelector "
    "PreferredDuringSchedulingIgnoredDuringExecution*NodeWish",
    "NodeSelector": "NodeSelectorTerms*NodeTerm",
    "NodeTerm": "MatchExpressions*Requirement MatchFields*Requirement",
    "Requirement": "Key Operator Values?",
    "NodeWish": "Weight# Preference=NodeTerm",
    "PodAffinity": "RequiredDuringSchedulingIgnoredDuringExecution*PodTerm PreferredDuringSchedulingIgnoredDuringExecution*PodWish",
    "PodTerm": "LabelSelector? Namespaces? TopologyKey NamespaceSelector? MatchLabelKeys? MismatchLabelKeys?",
    "PodWish": "Weight# PodAffinityTerm=PodTerm",
    "Toleration": "Key Operator Value Effect TolerationSeconds?",
    "HostAlias": "IP Hostnames?",
    "DNSConfig": "Nameservers? Searches? Options*DNSOption",
    "DNSOption": "Name Value?",
    "ReadinessGate": "ConditionType",
    "Spread": "MaxSkew# TopologyKey WhenUnsatisfiable LabelSelector? MinDomains? NodeAffinityPolicy? NodeTaintsPolicy? "
    "MatchLabelKeys?",
    "PodResourceClaim": "Name ResourceClaimName? ResourceClaimTemplateName?",
    "SchedulingGroup": "PodGroupName?",
    "Volume": "Name HostPath?HostPath EmptyDir?EmptyDir GCEPersistentDisk? AWSElasticBlockStore? GitRepo? Secret?SecretVolume "
    "NFS?NFS ISCSI? Glusterfs? PersistentVolumeClaim?ClaimVolume RBD? Quobyte? FlexVolume? Cinder? CephFS? Flocker? "
    "DownwardAPI?DownwardVolume FC? AzureFile? ConfigMap?ConfigMapVolume VsphereVolume? AzureDisk? PhotonPersistentDisk? "
    "Projected?Projected PortworxVolume? ScaleIO? StorageOS? CSI?CSI Ephemeral? Image?Image",
    "HostPath": "Path Type?",
    "EmptyDir": "Medium SizeLimit?",
    "SecretVolume": "SecretName Items*Item DefaultMode? Optional?",
    "NFS": "Server Path ReadOnly!",
    "ClaimVolume": "ClaimName ReadOnly!",
    "DownwardVolume": "Items*DownwardItem DefaultMode?",
    "ConfigMapVolume": "Name Items*Item DefaultMode? Optional?",
    "CSI": "Driver ReadOnly? FSType? VolumeAttributes? NodePublishSecretRef?Reference",
    "Image": "Reference PullPolicy",
    "Item": "Key Path Mode?",
    "DownwardItem": "Path FieldRef?FieldRef ResourceFieldRef?ResourceRef Mode?",
    "Projected": "Sources*Projection DefaultMode?",
    "Projection": "Secret?Projecting DownwardAPI?DownwardProjection ConfigMap?Projecting ServiceAccountToken?Token "
    "ClusterTrustBundle?TrustBundle PodCertificate?",
    "Projecting": "Name Items*Item Optional?",
    "DownwardProjection": "Items*DownwardItem",
    "Token": "Audience ExpirationSeconds# Path",
    "TrustBundle": "Name? SignerName? LabelSelector? Optional? Path",
    "PersistentVolumeClaimSpec": "AccessModes? Selector? Resources=VolumeRequirements VolumeName StorageClassName? VolumeMode? "
    "DataSource?DataSource DataSourceRef?DataSourceRef VolumeAttributesClassName?",
    "VolumeRequirements": "Limits? Requests?",
    "DataSource": "APIGroup? Kind Name",
    "DataSourceRef": "APIGroup? Kind Name Namespace?",
    "PersistentVolumeSource": "GCEPersistentDisk? AWSElasticBlockStore? HostPath?HostPath Glusterfs? NFS?NFS RBD? Quobyte? ISCSI? "
    "FlexVolume? Cinder? CephFS? FC? Flocker? AzureFile? VsphereVolume? AzureDisk? PhotonPersistentDisk? PortworxVolume? ScaleIO? "
    "Local?LocalVolume StorageOS? CSI?CSIPersistentVolume",
    "LocalVolume": "Path FSType?",
    "CSIPersistentVolume": "Driver VolumeHandle ReadOnly! FSType VolumeAttributes? ControllerPublishSecretRef? NodeStageSecretRef? "
    "NodePublishSecretRef? ControllerExpandSecretRef? NodeExpandSecretRef?",
}  # fmt: skip
# structure → (field, how it is held, the structure in it) in order
STRUCTURES: dict[str, tuple[tuple[str, str, str], ...]] = {}


def _field(word: str) -> tuple[str, str, str]:
    for mark in "?*=#!":
        if mark in word:
            name, _, inside = word.partition(mark)
            return name, mark, inside
    return word, "", ""


def _read(structure: str) -> tuple[tuple[str, str, str], ...]:
    found: list[tuple[str, str, str]] = []
    for word in _TEXT[structure].split():
        found += _read(word[1:]) if word.startswith("+") else [_field(word)]
    return tuple(found)


STRUCTURES.update((structure, _read(structure)) for structure in _TEXT)
