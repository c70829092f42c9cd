"""What could mean nothing to the components that read it: selectors, policies, places, amounts. Kubernetes' own words.

The texts are those of pkg/apis/*/validation and apimachinery's field errors.
"""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    CLUSTERROLES,
    DEPLOYMENTS,
    HORIZONTALPODAUTOSCALERS,
    JOBS,
    NETWORKPOLICIES,
    NODES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODDISRUPTIONBUDGETS,
    PODS,
    SERVICES,
    STATEFULSETS,
    STORAGECLASSES,
    Resource,
)

from .conftest import Kube, deployment, pod
from .test_apiserver_validation import NAME_PART, container, service

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
FOO: Object = {"matchExpressions": [{"key": "a", "operator": "Foo"}]}
UNKNOWN = 'operator: Invalid value: "Foo": not a valid selector operator'
ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
MODE = "must be a number between 0 and 0777 (octal), both inclusive"


def named(**spec: Any) -> Object:
    return {"metadata": {"name": "a"}, "spec": spec}


def near(rules: Object) -> Object:
    return pod(affinity=rules)


def node_terms(**term: Any) -> Object:
    return near({"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": [term]}}})


def spread(**fields: Any) -> Object:
    return {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", **fields}


def job(**spec: Any) -> Object:
    once = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]}}
    return named(template=once, **spec)


def failing(**rule: Any) -> Object:
    return job(podFailurePolicy={"rules": [rule]})


def early(*rules: Object) -> Object:
    return job(completions=3, completionMode="Indexed", successPolicy={"rules": list(rules)})


def scaler(**behavior: Any) -> Object:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    return named(maxReplicas=3, scaleTargetRef=target, behavior=behavior)


def volume(**source: Any) -> Object:
    return pod(volumes=[{"name": "v", **source}])


def variable(**source: Any) -> Object:
    return container(env=[{"name": "A", "valueFrom": source}])


NODE = f"spec.affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms[0]"
RULE = "spec.podFailurePolicy.rules[0]"
CASES: list[tuple[Resource, Object, list[str]]] = [
    (PODS, node_terms(**FOO), [f"{NODE}.matchExpressions[0].{UNKNOWN}"]),
    (
        PODS,
        node_terms(matchExpressions=[{"key": "a", "operator": "Gt"}, {"key": "a b", "operator": "Exists"}]),
        [
            f"{NODE}.matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'",
            f'{NODE}.matchExpressions[1].key: Invalid value: "a b": {NAME_PART}',
        ],
    ),
    (
        PODS,
        node_terms(matchFields=[{"key": "spec.x", "operator": "In", "values": ["a", "b"]}]),
        [
            f"{NODE}.matchFields[0].values: Required value: must be only one value when `operator` is 'In' or 'NotIn' "
            "for node field selector",
            f'{NODE}.matchFields[0].key: Invalid value: "spec.x": not a valid field selector key',
        ],
    ),
    (
        PODS,
        near({"nodeAffinity": {PREFERRED: [{"weight": 0, "preference": FOO}]}}),
        [
            f"spec.affinity.nodeAffinity.{PREFERRED}[0].weight: Invalid value: 0: must be in the range 1-100",
            f"spec.affinity.nodeAffinity.{PREFERRED}[0].preference.matchExpressions[0].{UNKNOWN}",
        ],
    ),
    (
        PODS,
        near({"podAffinity": {REQUIRED: [{"topologyKey": "zone", "labelSelector": FOO}]}}),
        [f"spec.affinity.podAffinity.{REQUIRED}[0].labelSelector.matchExpressions[0].{UNKNOWN}"],
    ),
    (
        PODS,
        pod(topologySpreadConstraints=[spread(labelSelector=FOO), spread(minDomains=0)]),
        [
            "spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "
            '"{zone, DoNotSchedule}"',
            f"spec.topologySpreadConstraints[0].labelSelector.matchExpressions[0].{UNKNOWN}",
            "spec.topologySpreadConstraints[1].minDomains: Invalid value: 0: must be greater than zero",
        ],
    ),
    (PODDISRUPTIONBUDGETS, named(minAvailable=1, selector=FOO), [f"spec.selector.matchExpressions[0].{UNKNOWN}"]),
    (
        NETWORKPOLICIES,
        named(podSelector={}, ingress=[{"from": [{"namespaceSelector": FOO}]}]),
        [f"spec.ingress[0].from[0].namespaceSelector.matchExpressions[0].{UNKNOWN}"],
    ),
    (
        PERSISTENTVOLUMECLAIMS,
        named(
            accessModes=["ReadWriteOnce"],
            selector={"matchExpressions": [{"key": "a", "operator": "In"}]},
            resources={"requests": {"storage": "1Gi"}},
        ),
        [
            "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
        ],
    ),
    (
        PERSISTENTVOLUMES,
        named(accessModes=["ReadWriteOnce"], capacity={"storage": "1Gi"}, hostPath={"path": "/a"}, nodeAffinity={}),
        ["spec.nodeAffinity.required: Required value: must specify required node constraints"],
    ),
    (
        CLUSTERROLES,
        {"metadata": {"name": "a"}, "rules": [], "aggregationRule": {"clusterRoleSelectors": []}},
        [
            "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if "
            "aggregationRule is non-nil"
        ],
    ),
    (
        STORAGECLASSES,
        {
            "metadata": {"name": "a"},
            "provisioner": "a/b",
            "allowedTopologies": [{"matchLabelExpressions": [{"key": "zone", "values": ["a", "a"]}]}],
        },
        ['allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "a"'],
    ),
    (
        DEPLOYMENTS,
        {**deployment(), "spec": {**deployment()["spec"], "selector": FOO}},
        [
            f"spec.selector.matchExpressions[0].{UNKNOWN}",
            'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"Foo"}]}: invalid label selector',
        ],
    ),
    (
        STATEFULSETS,
        {
            **deployment("web"),
            "spec": {
                **deployment()["spec"],
                "serviceName": "web",
                "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {}}],
                "template": {
                    "metadata": deployment()["spec"]["template"]["metadata"],
                    "spec": {
                        "containers": [
                            {
                                "name": "c",
                                "image": "nginx",
                                "volumeMounts": [
                                    {"name": "data", "mountPath": "/a"},
                                    {"name": "date", "mountPath": "/b"},
                                ],
                            }
                        ]
                    },
                },
            },
        },
        ['spec.template.spec.containers[0].volumeMounts[1].name: Not found: "date"'],
    ),
    # -- Jobs
    (
        JOBS,
        failing(action="Foo", onExitCodes={"operator": "In", "values": [1, 0, 0]}),
        [
            f'{RULE}.action: Unsupported value: "Foo": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
            f"{RULE}.onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator",
            f"{RULE}.onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator",
            f"{RULE}.onExitCodes.values[2]: Duplicate value: 0",
            f"{RULE}.onExitCodes.values: Invalid value: [1,0,0]: must be ordered",
        ],
    ),
    (
        JOBS,
        failing(action="FailIndex", onPodConditions=[{"type": "Ready", "status": "Maybe"}]),
        [
            f'{RULE}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
            f'{RULE}.onPodConditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
        ],
    ),
    (
        JOBS,
        failing(onExitCodes={"operator": "Bar", "values": []}),
        [
            f'{RULE}.action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
            f'{RULE}.onExitCodes.operator: Unsupported value: "Bar": supported values: "In", "NotIn"',
            f"{RULE}.onExitCodes.values: Invalid value: []: at least one value is required",
        ],
    ),
    (
        JOBS,
        failing(action="Ignore"),
        [f"{RULE}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required"],
    ),
    (
        JOBS,
        early({"succeededIndexes": "a-b"}, {"succeededIndexes": "1,1"}, {"succeededIndexes": "0-3"}, {}),
        [
            'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "a-b": error parsing succeededIndexes: cannot '
            'convert string to integer for index: "a"',
            'spec.successPolicy.rules[1].succeededIndexes: Invalid value: "1,1": error parsing succeededIndexes: '
            "non-increasing order, previous: 1, current: 1",
            'spec.successPolicy.rules[2].succeededIndexes: Invalid value: "0-3": error parsing succeededIndexes: too large '
            'index: "3"',
            "spec.successPolicy.rules[3]: Required value: at least one of succeededCount or succeededIndexes must be "
            "specified",
        ],
    ),
    (
        JOBS,
        early({"succeededIndexes": "0-1", "succeededCount": 3}),
        [
            "spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of "
            "indexes in the specified succeededIndexes field)"
        ],
    ),
    (
        JOBS,
        job(successPolicy={"rules": [{"succeededCount": 1}]}, podReplacementPolicy="bar", maxFailedIndexes=1),
        [
            "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified",
            "spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode",
            'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: requires indexed '
            "completion mode",
            'spec.podReplacementPolicy: Unsupported value: "bar": supported values: "Failed", "TerminatingOrFailed"',
        ],
    ),
    # -- HorizontalPodAutoscalers
    (
        HORIZONTALPODAUTOSCALERS,
        scaler(
            scaleUp={"selectPolicy": "x", "policies": [{"type": "Foo", "value": 0, "periodSeconds": 9999}]},
            scaleDown={"stabilizationWindowSeconds": 9999},
        ),
        [
            'spec.behavior.scaleUp.selectPolicy: Unsupported value: "x": supported values: "Disabled", "Max", "Min"',
            'spec.behavior.scaleUp.policies[0].type: Unsupported value: "Foo": supported values: "Percent", "Pods"',
            "spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero",
            "spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 9999: must be less than or equal to 1800",
            "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 9999: must be less than or equal to 3600",
        ],
    ),
    # -- Services
    (
        SERVICES,
        service(externalTrafficPolicy="Local"),
        [
            'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
        ],
    ),
    (
        SERVICES,
        service(ipFamilies=["IPv6"]),
        ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ),
    (
        SERVICES,
        service(ipFamilyPolicy="RequireDualStack"),
        [
            'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'
        ],
    ),
    (
        SERVICES,
        service(sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 0}}),
        [
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400"
        ],
    ),
    (
        SERVICES,
        service(externalIPs=["127.0.0.1", "foo"], loadBalancerSourceRanges=["foo"], trafficDistribution="foo"),
        [
            'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
            f'spec.externalIPs[1]: Invalid value: "foo": {ADDRESS}',
            "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
            'spec.LoadBalancerSourceRanges[0]: Invalid value: "foo": must be a valid CIDR value, (e.g. 10.9.8.0/24 or '
            "2001:db8::/64)",
            'spec.trafficDistribution: Unsupported value: "foo": supported values: "PreferClose", "PreferSameZone", '
            '"PreferSameNode"',
        ],
    ),
    (
        SERVICES,
        service(ports=[{"name": "a", "port": 80}, {"name": "b", "port": 80, "appProtocol": "a b"}]),
        [
            f'spec.ports[1].appProtocol: Invalid value: "a b": {NAME_PART}',
            'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,'
            '"NodePort":0}',
        ],
    ),
    # -- what a container asks for, and learns
    (
        PODS,
        container(resources={"limits": {"memroy": "1Gi"}}),
        [
            f'spec.containers[0].resources.{field}[memroy]: Invalid value: "memroy": {why}'
            for field in ("limits", "requests")  # what is not requested is as much as the limit
            for why in (
                "must be a standard resource type or fully qualified",
                "must be a standard resource for containers",
            )
        ],
    ),
    (
        PODS,
        container(resources={"requests": {"nvidia.com/gpu": 1}}),
        [
            "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources",
        ],
    ),
    (
        PODS,
        container(resources={"requests": {"nvidia.com/gpu": "1"}, "limits": {"nvidia.com/gpu": "2"}}),
        ['spec.containers[0].resources.requests: Invalid value: "1": must be equal to nvidia.com/gpu limit of 2'],
    ),
    (
        PODS,
        variable(fieldRef={"fieldPath": "metadata.foo"}),
        [
            'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.foo": error converting '
            "fieldPath: field label not supported: metadata.foo"
        ],
    ),
    (
        PODS,
        variable(fieldRef={"fieldPath": "status.phase"}),
        [
            'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: '
            '"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", '
            '"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"'
        ],
    ),
    (
        PODS,
        variable(resourceFieldRef={"resource": "foo"}),
        [
            'spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "foo": supported values: '
            '"limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", '
            '"requests.memory"'
        ],
    ),
    (
        PODS,
        container(envFrom=[{}]),
        [
            'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
        ],
    ),
    # -- volumes
    (
        PODS,
        volume(hostPath={"path": "/a/../b", "type": "foo"}),
        [
            "spec.volumes[0].hostPath.path: Invalid value: \"/a/../b\": must not contain '..'",
            'spec.volumes[0].hostPath.type: Unsupported value: "foo": supported values: "", "BlockDevice", "CharDevice", '
            '"Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
        ],
    ),
    (
        PODS,
        volume(emptyDir={"sizeLimit": "-1"}),
        ["spec.volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity"],
    ),
    (
        PODS,
        volume(configMap={"name": "a", "defaultMode": 9999, "items": [{"key": "k", "path": "p", "mode": -1}]}),
        [
            f"spec.volumes[0].configMap.defaultMode: Invalid value: 9999: {MODE}",
            f"spec.volumes[0].configMap.items[0].mode: Invalid value: -1: {MODE}",
        ],
    ),
    (
        PODS,
        volume(downwardAPI={"items": [{"path": "a", "fieldRef": {"fieldPath": "spec.nodeName"}}]}),
        [
            'spec.volumes[0].downwardAPI.items[0].fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: '
            '"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"'
        ],
    ),
    (
        NODES,
        {
            "metadata": {"name": "n"},
            "spec": {"taints": [{"key": "a", "effect": "NoSchedule", "value": v} for v in "xy"]},
        },
        [
            'spec.taints[1]: Duplicate value: {"Key":"a","Value":"y","Effect":"NoSchedule","TimeAdded":null}: taints must be '
            "unique by key and effect pair"
        ],
    ),
    # -- its network
    (
        PODS,
        container(ports=[{"containerPort": 80, "hostPort": 8080}, {"containerPort": 81, "hostPort": 8080}]),
        ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//8080"'],
    ),
    (
        PODS,
        pod(
            hostNetwork=True,
            containers=[{"name": "c", "image": "nginx", "ports": [{"containerPort": 80, "hostPort": 8080}]}],
        ),
        [
            "spec.containers[0].ports[0].hostPort: Invalid value: 8080: must match `containerPort` when `hostNetwork` is true",
        ],
    ),
    (
        PODS,
        pod(dnsPolicy="None"),
        ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
    ),
    (
        PODS,
        pod(dnsConfig={"nameservers": ["1.1.1.1", "a", "1.1.1.3", "1.1.1.4"]}, hostAliases=[{"ip": "b"}]),
        [
            'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","a","1.1.1.3","1.1.1.4"]: must not have more than 3 '
            "nameservers",
            f'spec.dnsConfig.nameservers[1]: Invalid value: "a": {ADDRESS}',
            f'spec.hostAliases[0].ip: Invalid value: "b": {ADDRESS}',
        ],
    ),
]


@pytest.mark.parametrize(("resource", "obj", "texts"), CASES, ids=[case[2][0][:60] for case in CASES])
def test_what_could_mean_nothing_is_refused(kube: Kube, resource: Resource, obj: Object, texts: list[str]) -> None:
    answer = kube.create(resource, obj)
    assert answer.code == 422, answer.message
    assert [f"{cause['field']}: {cause['message']}" for cause in answer.body["details"]["causes"]] == texts


def test_a_selector_of_ones_own_is_not_a_jobs(kube: Kube) -> None:
    answer = kube.create(JOBS, job(selector={"matchLabels": {"app": "a"}}))
    causes = [(cause["field"], cause["message"].rpartition(": ")[2]) for cause in answer.body["details"]["causes"]]
    assert causes == [
        ("spec.selector", "`selector` not auto-generated"),
        ("spec.template.metadata.labels", "`selector` does not match template `labels`"),
    ]
