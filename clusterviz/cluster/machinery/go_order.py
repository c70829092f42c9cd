"""The order in which Go's types write their fields: `kubectl events -o json`, `cluster-info dump`, a patched object in a refusal.

What `kubectl get` prints has gone through a map, and its keys are sorted; these go through the types of
k8s.io/api v1.33, whose fields stand in the order of their source. A word of the table is a field, or `field:Structure`.
"""

from __future__ import annotations

from typing import Any

_TEXT = {
    "Object": "kind apiVersion metadata:ObjectMeta",
    "ListMeta": "selfLink resourceVersion continue remainingItemCount",
    "ObjectMeta": "name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp "
    "deletionGracePeriodSeconds labels annotations ownerReferences:OwnerReference finalizers managedFields:Managed",
    "Managed": "manager operation apiVersion time fieldsType fieldsV1 subresource",
    "OwnerReference": "apiVersion kind name uid controller blockOwnerDeletion",
    "Reference": "kind namespace name uid apiVersion resourceVersion fieldPath",
    "Event": "involvedObject:Reference reason message source:Source firstTimestamp lastTimestamp count type eventTime "
    "series:Series action related:Reference reportingComponent reportingInstance",
    "Source": "component host",
    "Series": "count lastObservedTime",
    "Node": "spec:NodeSpec status:NodeStatus",
    "NodeSpec": "podCIDR podCIDRs providerID unschedulable taints:Taint",
    "Taint": "key value effect timeAdded",
    "NodeStatus": "capacity allocatable phase conditions:NodeCondition addresses:Address daemonEndpoints nodeInfo:NodeInfo "
    "images volumesInUse volumesAttached config runtimeHandlers:RuntimeHandler features",
    "NodeCondition": "type status lastHeartbeatTime lastTransitionTime reason message",
    "Address": "type address",
    "NodeInfo": "machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion "
    "operatingSystem architecture swap",
    "RuntimeHandler": "name features:RuntimeFeatures",
    "RuntimeFeatures": "recursiveReadOnlyMounts userNamespaces",
    "Service": "spec:ServiceSpec status:ServiceStatus",
    "ServiceSpec": "ports:ServicePort selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP "
    "loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses "
    "sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy "
    "trafficDistribution",
    "ServicePort": "name protocol appProtocol port targetPort nodePort",
    "ServiceStatus": "loadBalancer conditions:Condition",
    "Condition": "type status observedGeneration lastTransitionTime reason message",
    "ReplicationController": "spec:ReplicaSetSpec status:ReplicaSetStatus",
    "ReplicaSet": "spec:ReplicaSetSpec status:ReplicaSetStatus",
    "ReplicaSetSpec": "replicas minReadySeconds selector template:Template",
    "ReplicaSetStatus": "replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas observedGeneration "
    "conditions:WorkloadCondition",
    "WorkloadCondition": "type status lastTransitionTime reason message",
    "Deployment": "spec:DeploymentSpec status:DeploymentStatus",
    "DeploymentSpec": "replicas selector template:Template strategy:Strategy minReadySeconds revisionHistoryLimit paused "
    "progressDeadlineSeconds",
    "Strategy": "type rollingUpdate:RollingUpdate",
    "RollingUpdate": "maxUnavailable maxSurge",
    "DeploymentStatus": "observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas "
    "terminatingReplicas conditions:DeploymentCondition collisionCount",
    "DeploymentCondition": "type status lastUpdateTime lastTransitionTime reason message",
    "DaemonSet": "spec:DaemonSetSpec status:DaemonSetStatus",
    "DaemonSetSpec": "selector template:Template updateStrategy:Strategy minReadySeconds revisionHistoryLimit",
    "DaemonSetStatus": "currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady observedGeneration "
    "updatedNumberScheduled numberAvailable numberUnavailable collisionCount conditions:WorkloadCondition",
    "Template": "metadata:ObjectMeta spec:PodSpec",
    "Pod": "spec:PodSpec status:PodStatus",
    "PodSpec": "volumes:Volume initContainers:Container containers:Container ephemeralContainers:Container restartPolicy "
    "terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount "
    "automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext:PodSecurity "
    "imagePullSecrets hostname subdomain affinity:Affinity schedulerName tolerations:Toleration hostAliases:HostAlias "
    "priorityClassName priority dnsConfig:DNSConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead "
    "topologySpreadConstraints:Spread setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources:Resources",
    "Volume": "name hostPath:HostPath emptyDir:EmptyDir secret:SecretVolume persistentVolumeClaim:ClaimVolume "
    "downwardAPI:Projected configMap:SecretVolume projected:Projected csi ephemeral",
    "HostPath": "path type",
    "EmptyDir": "medium sizeLimit",
    "SecretVolume": "secretName name items:KeyToPath defaultMode optional",
    "KeyToPath": "key path fieldRef:FieldRef mode",
    "ClaimVolume": "claimName readOnly",
    "Projected": "sources:Projection items:KeyToPath defaultMode",
    "Projection": "secret:SecretVolume downwardAPI:Projected configMap:SecretVolume serviceAccountToken:TokenVolume",
    "TokenVolume": "audience expirationSeconds path",
    "Container": "name image command args workingDir ports:Port envFrom:EnvFrom env:Env resources:Resources resizePolicy:Resize "
    "restartPolicy volumeMounts:Mount volumeDevices livenessProbe:Probe readinessProbe:Probe startupProbe:Probe "
    "lifecycle:Lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext:Security stdin "
    "stdinOnce tty targetContainerName",
    "Port": "name hostPort containerPort protocol hostIP",
    "EnvFrom": "prefix configMapRef secretRef",
    "Env": "name value valueFrom:EnvSource",
    "EnvSource": "fieldRef:FieldRef resourceFieldRef configMapKeyRef:KeyRef secretKeyRef:KeyRef",
    "FieldRef": "apiVersion fieldPath",
    "KeyRef": "name key optional",
    "Resources": "limits requests claims",
    "Resize": "resourceName restartPolicy",
    "Mount": "name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr",
    "Probe": "exec httpGet:HTTPGet tcpSocket:TCPSocket grpc:TCPSocket initialDelaySeconds timeoutSeconds periodSeconds "
    "successThreshold failureThreshold terminationGracePeriodSeconds",
    "HTTPGet": "path port host scheme httpHeaders:Pair",
    "TCPSocket": "port host service",
    "Pair": "name value",
    "Lifecycle": "postStart:Probe preStop:Probe stopSignal",
    "Security": "capabilities:Capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot "
    "readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile:Profile appArmorProfile:Profile",
    "Capabilities": "add drop",
    "Profile": "type localhostProfile",
    "PodSecurity": "seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy "
    "fsGroup sysctls:Pair fsGroupChangePolicy seccompProfile:Profile appArmorProfile:Profile",
    "Affinity": "nodeAffinity:Rules podAffinity:Rules podAntiAffinity:Rules",
    "Rules": "requiredDuringSchedulingIgnoredDuringExecution:Rule preferredDuringSchedulingIgnoredDuringExecution:Rule",
    "Rule": "weight preference:Rule podAffinityTerm:Rule nodeSelectorTerms:Rule matchExpressions:Requirement "
    "matchFields:Requirement labelSelector:Selector namespaces topologyKey namespaceSelector:Selector",
    "Selector": "matchLabels matchExpressions:Requirement",
    "Requirement": "key operator values",
    "Toleration": "key operator value effect tolerationSeconds",
    "HostAlias": "ip hostnames",
    "DNSConfig": "nameservers searches options:Pair",
    "Spread": "maxSkew topologyKey whenUnsatisfiable labelSelector:Selector minDomains nodeAffinityPolicy nodeTaintsPolicy",
    "PodStatus": "observedGeneration phase conditions:PodCondition message reason nominatedNodeName hostIP hostIPs podIP podIPs "
    "startTime initContainerStatuses:ContainerStatus containerStatuses:ContainerStatus qosClass "
    "ephemeralContainerStatuses:ContainerStatus resize resourceClaimStatuses",
    "PodCondition": "type observedGeneration status lastProbeTime lastTransitionTime reason message",
    "ContainerStatus": "name state:State lastState:State ready restartCount image imageID containerID started allocatedResources "
    "resources:Resources volumeMounts:MountStatus user:User",
    "MountStatus": "name mountPath readOnly recursiveReadOnly",
    "State": "waiting:Waiting running terminated:Terminated",
    "Waiting": "reason message",
    "Terminated": "exitCode signal reason message startedAt finishedAt containerID",
    "User": "linux:Linux",
    "Linux": "uid gid supplementalGroups",
}
_FIELDS = {
    name: {word.partition(":")[0]: word.partition(":")[2] for word in text.split()} for name, text in _TEXT.items()
}
CLOSED = (_FIELDS["PodStatus"],)  # the server tells more here than the types of v1.33 know: it gets lost


def ordered(obj: Any) -> Any:
    """An object, or a List with its items, in the order of Go's types. A list says of what kind its items are."""
    kind = str(obj.get("kind", ""))
    if not kind.endswith("List"):
        return _placed(obj, {**_FIELDS["Object"], **_FIELDS.get(kind, {})})
    fields = {**_FIELDS["Object"], **_FIELDS.get(kind.removesuffix("List"), {})}
    metadata = _placed(obj.get("metadata") or {}, _FIELDS["ListMeta"])
    items = [_placed(item, fields) for item in obj["items"]]
    return {"kind": kind, "apiVersion": obj["apiVersion"], "metadata": metadata, "items": items}


def _placed(value: Any, fields: dict[str, str]) -> Any:
    """The fields in their order, what is in no table (a map) by its keys."""
    if isinstance(value, list):
        return [_placed(one, fields) for one in value]
    if not isinstance(value, dict):
        return value
    more = [] if fields in CLOSED else sorted(name for name in value if name not in fields)
    names = [name for name in [*fields, *more] if name in value and (value[name] is not None or _is_time(name))]
    return {name: _placed(value[name], _FIELDS.get(fields.get(name, ""), {})) for name in names}


def _is_time(name: str) -> bool:
    """Whether a field is written also where it is empty."""
    return name.endswith(("Time", "Timestamp"))
