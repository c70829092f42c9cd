"""What may not be stored of the kinds that few people write by hand, message by message. As in pkg/apis/*/validation."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from clusterviz.cluster.machinery.api import MERGE_PATCH, Request
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    APISERVICES,
    CONFIGMAPS,
    CSIDRIVERS,
    CSINODES,
    DEPLOYMENTS,
    ENDPOINTS,
    FLOWSCHEMAS,
    INGRESSES,
    IPADDRESSES,
    JOBS,
    MUTATINGWEBHOOKCONFIGURATIONS,
    NODES,
    PODS,
    PRIORITYLEVELCONFIGURATIONS,
    RUNTIMECLASSES,
    SECRETS,
    SERVICECIDRS,
    STATEFULSETS,
    VALIDATINGADMISSIONPOLICIES,
    VALIDATINGADMISSIONPOLICYBINDINGS,
    VALIDATINGWEBHOOKCONFIGURATIONS,
    VOLUMEATTACHMENTS,
    Resource,
)

from .conftest import Kube, deployment

SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
WILDCARD = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
    "alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for "
    "validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
NETWORK = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
AT_LEAST_ONE = "validations or auditAnnotations must contain at least one item"
EVERYWHERE: Object = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["pods"]}
WEBHOOK: Object = {
    "name": "a.example.com",
    "clientConfig": {"url": "https://example.com"},
    "admissionReviewVersions": ["v1"],
    "sideEffects": "None",
}


def named(name: str = "a", **fields: Any) -> Object:
    return {"metadata": {"name": name}, **fields}


def hook(**fields: Any) -> Object:
    return named(webhooks=[{**WEBHOOK, **fields}])


def policy(**fields: Any) -> Object:
    spec = {"matchConstraints": {"resourceRules": [EVERYWHERE]}, "validations": [{"expression": "true"}]}
    return named(spec={**spec, **fields})


def secret(kind: str, key: str, text: str) -> Object:
    return named(type=kind, data={key: b64encode(text.encode()).decode()})


CASES: list[tuple[Resource, Object, list[str]]] = [
    (ENDPOINTS, named(subsets=[{}]), ["subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"]),
    (
        ENDPOINTS,
        named(subsets=[{"addresses": [{"ip": "foo"}], "ports": [{"port": 0}]}]),
        [
            f'subsets[0].addresses[0].ip: Invalid value: "foo": {ADDRESS}',
            "subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        ],
    ),
    (
        ENDPOINTS,
        named(subsets=[{"notReadyAddresses": [{"ip": "127.0.0.1"}], "ports": [{"port": 1}, {"name": "b", "port": 2}]}]),
        [
            'subsets[0].notReadyAddresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range '
            "(127.0.0.0/8, ::1/128)",
            "subsets[0].ports[0].name: Required value",
        ],
    ),
    (
        VALIDATINGADMISSIONPOLICIES,
        named(spec={"failurePolicy": "x"}),
        [
            'spec.failurePolicy: Unsupported value: "x": supported values: "Fail", "Ignore"',
            "spec.matchConstraints: Required value",
            f"spec.validations: Required value: {AT_LEAST_ONE}",
            f"spec.auditAnnotations: Required value: {AT_LEAST_ONE}",
        ],
    ),
    (
        VALIDATINGADMISSIONPOLICIES,
        policy(matchConstraints={"resourceRules": [{**EVERYWHERE, "operations": ["*", "GET"]}]}),
        [
            'spec.matchConstraints.resourceRules[0].operations: Invalid value: ["*","GET"]: if \'*\' is present, must not '
            "specify other operations",
            'spec.matchConstraints.resourceRules[0].operations[1]: Unsupported value: "GET": supported values: "*", '
            '"CONNECT", "CREATE", "DELETE", "UPDATE"',
        ],
    ),
    (
        VALIDATINGADMISSIONPOLICIES,
        policy(validations=[{"expression": " "}]),
        ["spec.validations[0].expression: Required value: expression is not specified"],
    ),
    (
        VALIDATINGADMISSIONPOLICYBINDINGS,
        named(spec={}),
        [
            "spec.policyName: Required value",
            "spec.validationActions: Required value: at least one validation action is required",
        ],
    ),
    (
        VALIDATINGADMISSIONPOLICYBINDINGS,
        named(spec={"policyName": "a", "validationActions": ["Shout"]}),
        ['spec.validationActions[0]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"'],
    ),
    *(
        (
            resource,
            named(webhooks=[{"name": "a", "timeoutSeconds": 99}]),
            [
                'webhooks[0].name: Invalid value: "a": should be a domain with at least three segments separated by dots',
                "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
                "webhooks[0].timeoutSeconds: Invalid value: 99: the timeout value must be between 1 and 30 seconds",
                "webhooks[0].clientConfig: Required value: exactly one of url or service is required",
                "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1",
            ],
        )
        for resource in (VALIDATINGWEBHOOKCONFIGURATIONS, MUTATINGWEBHOOKCONFIGURATIONS)
    ),
    (
        VALIDATINGWEBHOOKCONFIGURATIONS,
        hook(clientConfig={"url": "http://example.com"}),
        [
            "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; "
            "desired format: https://host[/path]"
        ],
    ),
    (
        VALIDATINGWEBHOOKCONFIGURATIONS,
        hook(clientConfig={"service": {"name": "a", "port": 0}}),
        [
            "webhooks[0].clientConfig.service.namespace: Required value: service namespace is required",
            "webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, "
            "inclusive",
        ],
    ),
    (
        VALIDATINGWEBHOOKCONFIGURATIONS,
        hook(rules=[{**EVERYWHERE, "resources": [], "scope": "Here"}]),
        [
            "webhooks[0].rules[0].resources: Required value",
            'webhooks[0].rules[0].scope: Unsupported value: "Here": supported values: "*", "Cluster", "Namespaced"',
        ],
    ),
    (
        VALIDATINGWEBHOOKCONFIGURATIONS,
        hook(objectSelector={"matchExpressions": [{"key": "a", "operator": "Foo"}]}),
        [
            'webhooks[0].objectSelector.matchExpressions[0].operator: Invalid value: "Foo": not a valid selector operator'
        ],
    ),
    (
        FLOWSCHEMAS,
        named(spec={"matchingPrecedence": 20_000, "rules": [{}]}),
        [
            "spec.matchingPrecedence: Invalid value: 20000: must not be greater than 10000",
            "spec.priorityLevelConfiguration.name: Required value: must reference a priority level",
            "spec.rules[0].subjects: Required value: subjects must contain at least one value",
            "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty",
        ],
    ),
    (
        PRIORITYLEVELCONFIGURATIONS,
        named(spec={"type": "Limited"}),
        ["spec.limited: Required value: must not be empty when type is Limited"],
    ),
    (
        PRIORITYLEVELCONFIGURATIONS,
        named(spec={"type": "Exempt", "exempt": {}}),
        ["spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"],
    ),
    (
        PRIORITYLEVELCONFIGURATIONS,
        named(spec={"type": "Limited", "limited": {"lendablePercent": 101, "limitResponse": {"type": "Queue"}}}),
        [
            "spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited",
            "spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive",
        ],
    ),
    (
        CSIDRIVERS,
        named(spec={"fsGroupPolicy": "x", "volumeLifecycleModes": ["y"]}),
        [
            'spec.fsGroupPolicy: Unsupported value: "x": supported values: "File", "None", "ReadWriteOnceWithFSType"',
            'spec.volumeLifecycleModes: Unsupported value: "y": supported values: "Persistent", "Ephemeral"',
        ],
    ),
    (CSINODES, named(spec={"drivers": [{"name": "a", "nodeID": ""}]}), ["spec.drivers[0].nodeID: Required value"]),
    (
        VOLUMEATTACHMENTS,
        named(spec={"attacher": "a", "source": {}, "nodeName": ""}),
        [
            "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName",
            f'spec.nodeName: Invalid value: "": {SUBDOMAIN}',
        ],
    ),
    (SERVICECIDRS, named(spec={"cidrs": ["foo"]}), [f'spec.cidrs[0]: Invalid value: "foo": {NETWORK}']),
    (SERVICECIDRS, named(spec={}), ["spec.cidrs: Required value: at least one CIDR required"]),
    (
        SERVICECIDRS,
        named(spec={"cidrs": ["10.1.2.3/16"]}),
        ['spec.cidrs[0]: Invalid value: "10.1.2.3/16": must not have bits set beyond the prefix length'],
    ),
    (IPADDRESSES, named("10.0.0.1", spec={}), ["spec.parentRef: Required value"]),
    (
        APISERVICES,
        named(spec={"group": "b.c", "version": "v1", "groupPriorityMinimum": 1, "versionPriority": 1001}),
        [
            'metadata.name: Invalid value: "a": must be `spec.version+"."+spec.group`: "v1.b.c"',
            "spec.versionPriority: Invalid value: 1001: must be positive and less than 1000",
        ],
    ),
    (
        INGRESSES,
        named(
            spec={
                "defaultBackend": {"service": {"name": "a", "port": {"number": 80}}},
                "tls": [{"hosts": ["*foo", "A_"], "secretName": "B_"}],
                "rules": [{"host": "*"}],
            }
        ),
        [
            f'spec.tls[0].hosts[0]: Invalid value: "*foo": {WILDCARD}',
            f'spec.tls[0].hosts[1]: Invalid value: "A_": {SUBDOMAIN}',
            f'spec.tls[0].secretName: Invalid value: "B_": {SUBDOMAIN}',
            f'spec.rules[0].host: Invalid value: "*": {WILDCARD}',
        ],
    ),
    (
        STATEFULSETS,
        {
            "metadata": {"name": "d.x"},
            "spec": {**deployment()["spec"], "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "foo"}},
        },
        [
            f'metadata.name: Invalid value: "d.x": {LABEL}',
            'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "foo": supported values: "Retain", '
            '"Delete"',
        ],
    ),
    (CONFIGMAPS, named(data={"..": ""}), ["data[..]: Invalid value: \"..\": must not be '..'"]),
    (CONFIGMAPS, named(data={"..a": ""}), ["data[..a]: Invalid value: \"..a\": must not start with '..'"]),
    (NODES, named(spec={"podCIDR": "foo"}), [f'spec.podCIDRs[0]: Invalid value: "foo": {NETWORK}']),
    (
        RUNTIMECLASSES,
        named(handler="runc", overhead={"podFixed": {"cpu": "-1"}}),
        ['overhead.podFixed.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ),
    *(
        (
            SECRETS,
            secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", text),
            [f'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": {why}'],
        )
        for text, why in (
            ("{", "unexpected end of JSON input"),
            ("x", "invalid character 'x' looking for beginning of value"),
            ("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        )
    ),
]


@pytest.mark.parametrize(
    ("resource", "obj", "texts"), CASES, ids=[f"{case[0].kind}-{case[2][0][:40]}" for case in CASES]
)
def test_what_is_wrong_is_said_in_kubernetes_words(
    kube: Kube, resource: Resource, obj: Object, texts: list[str]
) -> None:
    answer = kube.create(resource, obj)
    assert answer.code == 422, answer.body
    causes = [f"{cause['field']}: {cause['message']}" for cause in answer.body["details"]["causes"]]
    assert causes == texts


@pytest.mark.parametrize(
    ("resource", "obj"),
    [
        (ENDPOINTS, named(subsets=[{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 80}]}])),
        (VALIDATINGWEBHOOKCONFIGURATIONS, hook(rules=[EVERYWHERE])),
        (VALIDATINGADMISSIONPOLICIES, policy()),
        (VALIDATINGADMISSIONPOLICYBINDINGS, named(spec={"policyName": "a", "validationActions": ["Warn", "Audit"]})),
        (VOLUMEATTACHMENTS, named(spec={"attacher": "a", "source": {"persistentVolumeName": "v"}, "nodeName": "n"})),
        (SERVICECIDRS, named(spec={"cidrs": ["10.96.0.0/16", "fd00::/112"]})),
        (SECRETS, secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "{}")),
    ],
    ids=lambda value: value.kind if isinstance(value, Resource) else "",
)
def test_what_is_right_is_stored(kube: Kube, resource: Resource, obj: Object) -> None:
    assert kube.create(resource, obj).code == 201


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        (CONFIGMAPS, '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"'),
        (INGRESSES, '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"'),
        (PODS, "field label not supported: foo"),
        (SECRETS, "field label not supported: foo"),
        (JOBS, 'field label "foo" not supported for Job'),
    ],
    ids=lambda value: value.kind if isinstance(value, Resource) else "",
)
def test_each_kind_says_in_its_own_words_which_fields_select(kube: Kube, resource: Resource, why: str) -> None:
    answer = kube.list(resource, fieldSelector="foo=bar")
    assert (answer.code, answer.message) == (400, why)


@pytest.mark.parametrize(
    ("status", "texts"),
    [
        (
            {"replicas": -1},
            [
                "status.replicas: Invalid value: -1: must be greater than or equal to 0",
                "status.updatedReplicas: Invalid value: 0: cannot be greater than status.replicas",
                "status.readyReplicas: Invalid value: 0: cannot be greater than status.replicas",
                "status.availableReplicas: Invalid value: 0: cannot be greater than status.replicas",
            ],
        ),
        (
            {"replicas": 1, "updatedReplicas": 2, "readyReplicas": 0, "availableReplicas": 1},
            [
                "status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas",
                "status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas",
            ],
        ),
    ],
)
def test_a_deployment_cannot_say_anything_of_itself(kube: Kube, status: Object, texts: list[str]) -> None:
    kube.create(DEPLOYMENTS, deployment())
    name = deployment()["metadata"]["name"]
    answer = kube.ask(
        Request("patch", DEPLOYMENTS, "default", name, "status", {"status": status}, content_type=MERGE_PATCH)
    )
    assert answer.code == 422, answer.body
    assert [f"{cause['field']}: {cause['message']}" for cause in answer.body["details"]["causes"]] == texts
