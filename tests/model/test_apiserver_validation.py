"""What may not be stored, message by message. Fact sheet §4.4; recorded sessions of refused manifests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from clusterviz.cluster.control_plane.kube_apiserver.validation.as_go import json_name
from clusterviz.cluster.control_plane.kube_apiserver.validation.go_structures import STRUCTURES
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    CONFIGMAPS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTSLICES,
    INGRESSCLASSES,
    NAMESPACES,
    NODES,
    PERSISTENTVOLUMES,
    PODS,
    REPLICASETS,
    RUNTIMECLASSES,
    SECRETS,
    SERVICES,
    Resource,
)
from clusterviz.cluster.machinery.schemas import Shape, shape_of

from .conftest import Kube, deployment, pod

LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
NAME_PART = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)


def container(**fields: Any) -> Object:
    return pod(containers=[{"name": "c", "image": "nginx:1.27", **fields}])


def metadata(**fields: Any) -> Object:
    return {"metadata": {"name": "a", **fields}}


def with_template(**fields: Any) -> Object:
    obj = deployment()
    obj["spec"]["template"]["spec"].update(fields)
    return obj


def service(**spec: Any) -> Object:
    return {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}], **spec}}


def endpoint_slice(*addresses: str, **fields: Any) -> Object:
    made = {"metadata": {"name": "a"}, "addressType": "IPv4", "endpoints": [{"addresses": list(addresses)}]}
    return {**made, **fields}


CASES: list[tuple[Resource, Object, list[str]]] = [
    (ENDPOINTSLICES, endpoint_slice("10.0.0.1", addressType=""), ["addressType: Required value"]),
    (
        ENDPOINTSLICES,
        endpoint_slice("10.0.0.1", addressType="IPv5"),
        ['addressType: Unsupported value: "IPv5": supported values: "FQDN", "IPv4", "IPv6"'],
    ),
    (ENDPOINTSLICES, endpoint_slice(), ["endpoints[0].addresses: Required value: must contain at least 1 address"]),
    (
        ENDPOINTSLICES,
        endpoint_slice("a.b", "127.0.0.1", "fd00::1"),
        [
            'endpoints[0].addresses[0]: Invalid value: "a.b": must be a valid IPv4 address',
            'endpoints[0].addresses[1]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
            'endpoints[0].addresses[2]: Invalid value: "fd00::1": must be a valid IPv4 address',
        ],
    ),
    (
        ENDPOINTSLICES,
        endpoint_slice(
            "10.0.0.1", ports=[{"name": "http", "port": 80}, {"name": "http", "port": 0, "protocol": "ICMP"}]
        ),
        [
            'ports[1].name: Duplicate value: "http"',
            'ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
            "ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        ],
    ),
    (INGRESSCLASSES, {"metadata": {"name": "a"}, "spec": {}}, ["spec.controller: Required value"]),
    (
        INGRESSCLASSES,
        {"metadata": {"name": "a"}, "spec": {"controller": "nginx", "parameters": {"kind": "A", "scope": "Namespace"}}},
        [
            'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")',
            "spec.parameters.name: Required value: name is required",
            "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
        ],
    ),
    (RUNTIMECLASSES, {"metadata": {"name": "a"}, "handler": "Run_C"}, [f'handler: Invalid value: "Run_C": {LABEL}']),
    (
        PODS,
        {
            "metadata": {"name": "many-faults", "labels": {"-bad": "x"}},
            "spec": {
                "restartPolicy": "Sometimes",
                "containers": [
                    {"name": "Web_1", "image": ""},
                    {
                        "name": "two",
                        "image": "nginx:1.27",
                        "ports": [{"containerPort": 99999}],
                        "imagePullPolicy": "Often",
                    },
                ],
            },
        },
        [
            f'metadata.labels: Invalid value: "-bad": {NAME_PART}',
            f'spec.containers[0].name: Invalid value: "Web_1": {LABEL}',
            "spec.containers[0].image: Required value",
            "spec.containers[1].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive",
            'spec.containers[1].imagePullPolicy: Unsupported value: "Often": '
            'supported values: "Always", "IfNotPresent", "Never"',
            'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
        ],
    ),
    (
        PODS,
        {
            "metadata": {"name": "a"},
            "spec": {
                "hostPID": True,
                "shareProcessNamespace": True,
                "securityContext": {"supplementalGroups": [0, -4], "runAsGroup": -3, "runAsUser": -2, "fsGroup": -1},
                "containers": [
                    {
                        "name": "c",
                        "image": "nginx:1.27",
                        "securityContext": {"runAsUser": 2147483648, "runAsGroup": -1},
                    },
                    {"name": "fine", "image": "nginx:1.27", "securityContext": {"runAsUser": 0}},
                ],
            },
        },
        [
            "spec.containers[0].securityContext.runAsUser: Invalid value: 2147483648: "
            "must be between 0 and 2147483647, inclusive",
            "spec.containers[0].securityContext.runAsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive",
            "spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive",
            "spec.securityContext.runAsUser: Invalid value: -2: must be between 0 and 2147483647, inclusive",
            "spec.securityContext.runAsGroup: Invalid value: -3: must be between 0 and 2147483647, inclusive",
            "spec.securityContext.supplementalGroups[1]: Invalid value: -4: must be between 0 and 2147483647, inclusive",
            "spec.securityContext.shareProcessNamespace: Invalid value: true: "
            "ShareProcessNamespace and HostPID cannot both be enabled",
        ],
    ),
    (PODS, pod(containers=[]), ["spec.containers: Required value"]),
    (
        PODS,
        pod(containers=[{"name": "c", "image": "a"}, {"name": "c", "image": "b"}]),
        ['spec.containers[1].name: Duplicate value: "c"'],
    ),
    (
        PODS,
        container(resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}),
        ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ),
    (
        PODS,
        container(livenessProbe={"httpGet": {"port": 80}, "successThreshold": 2}),
        ["spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"],
    ),
    (
        PODS,
        container(livenessProbe={}),
        ["spec.containers[0].livenessProbe: Required value: must specify a handler type"],
    ),
    (
        PODS,
        container(volumeMounts=[{"name": "v", "mountPath": "/v"}]),
        ['spec.containers[0].volumeMounts[0].name: Not found: "v"'],
    ),
    (
        PODS,
        pod(
            volumes=[{"name": "v"}],
            containers=[
                {
                    "name": "c",
                    "image": "a",
                    "volumeMounts": [{"name": "v", "mountPath": "/v"}, {"name": "v", "mountPath": "/v"}],
                }
            ],
        ),
        ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique'],
    ),
    (PODS, pod(volumes=[{"name": "v"}, {"name": "v"}]), ['spec.volumes[1].name: Duplicate value: "v"']),
    (
        PODS,
        pod(
            affinity={
                "podAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "", "labelSelector": {}}]
                }
            }
        ),
        [
            f"spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: {text}"
            for text in (
                "Required value: can not be empty",
                'Invalid value: "": name part must be non-empty',
                f'Invalid value: "": {NAME_PART}',
            )
        ],
    ),
    (
        PODS,
        pod(initContainers=[{"name": "i", "image": "a", "readinessProbe": {"httpGet": {"port": 1}}}]),
        [
            "spec.initContainers[0].readinessProbe: Forbidden: "
            "may not be set for init containers without restartPolicy=Always"
        ],
    ),
    (
        DEPLOYMENTS,
        {"metadata": {"name": "nosel"}, "spec": {"template": deployment("x")["spec"]["template"]}},
        [
            "spec.selector: Required value",
            'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`',
        ],
    ),
    (
        DEPLOYMENTS,
        deployment(replicas=-1),
        ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
    ),
    (
        DEPLOYMENTS,
        with_template(restartPolicy="Never"),
        ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ),
    (
        DEPLOYMENTS,
        deployment(strategy={"rollingUpdate": {"maxUnavailable": 0, "maxSurge": 0}}),
        ["spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"],
    ),
    (
        DEPLOYMENTS,
        deployment(strategy={"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}),
        ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ),
    (
        DEPLOYMENTS,
        deployment(progressDeadlineSeconds=5, minReadySeconds=5),
        ["spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds"],
    ),
    (
        REPLICASETS,
        deployment(selector={}),
        ["spec.selector: Invalid value: {}: empty selector is invalid for deployment"],
    ),
    (
        DAEMONSETS,
        deployment(updateStrategy={"type": "Recreate"}),
        ['spec.updateStrategy.type: Unsupported value: "Recreate": supported values: "RollingUpdate", "OnDelete"'],
    ),
    (SERVICES, {"metadata": {"name": "1-bad-start"}, "spec": {"ports": []}}, ["spec.ports: Required value"]),
    (
        SERVICES,
        service(ports=[{"port": 80, "name": "a"}, {"port": 81}]),
        ["spec.ports[1].name: Required value"],
    ),
    (
        SERVICES,
        service(type="Strange"),
        [
            'spec.type: Unsupported value: "Strange": supported values: '
            '"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'
        ],
    ),
    (SERVICES, service(type="ExternalName", ports=[]), ["spec.externalName: Required value"]),
    (
        SERVICES,
        service(ports=[{"port": 80, "nodePort": 30080}]),
        ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ),
    (CONFIGMAPS, {"metadata": {}}, ["metadata.name: Required value: name or generateName is required"]),
    (
        CONFIGMAPS,
        metadata(finalizers=["noslash"]),
        [
            'metadata.finalizers[0]: Invalid value: "noslash": '
            "name is neither a standard finalizer name nor is it fully qualified"
        ],
    ),
    (
        CONFIGMAPS,
        metadata(labels={"x": "one!"}),
        [
            'metadata.labels: Invalid value: "one!": a valid label must be an empty string or consist of alphanumeric '
            "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
            "'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
        ],
    ),
    (
        CONFIGMAPS,
        {"metadata": {"name": "a"}, "data": {"bad key": "1"}},
        [
            'data[bad key]: Invalid value: "bad key": a valid config key must consist of alphanumeric characters, '
            "'-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
            "regex used for validation is '[-._a-zA-Z0-9]+')"
        ],
    ),
    (NAMESPACES, {"metadata": {"name": "Bad_NS"}}, [f'metadata.name: Invalid value: "Bad_NS": {LABEL}']),
    (
        NAMESPACES,
        {"metadata": {"name": "a" * 64}},
        [
            f'metadata.{field}: Invalid value: "{"a" * 64}": must be no more than 63 bytes'
            for field in ("name", "labels")  # the name becomes a label
        ],
    ),
    (
        SECRETS,
        {"metadata": {"name": "incomplete"}, "type": "kubernetes.io/tls", "data": {"tls.crt": ""}},
        ["data[tls.key]: Required value"],
    ),
    (
        NODES,
        {"metadata": {"name": "n"}, "spec": {"taints": [{"key": "a", "effect": "Strange"}]}},
        [
            'spec.taints[0].effect: Unsupported value: "Strange": supported values: '
            '"NoSchedule", "PreferNoSchedule", "NoExecute"'
        ],
    ),
]


@pytest.mark.parametrize(("resource", "obj", "texts"), CASES, ids=[case[2][0][:50] for case in CASES])
def test_what_is_wrong_is_said_in_kubernetes_words(
    kube: Kube, resource: Resource, obj: Object, texts: list[str]
) -> None:
    answer = kube.create(resource, obj)
    joined = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    assert answer.message == f'{resource.group_kind} "{obj["metadata"].get("name", "")}" is invalid: {joined}'
    assert answer.code == 422
    causes = [f"{cause['field']}: {cause['message']}" for cause in answer.body["details"]["causes"]]
    assert causes == texts


STRUCTURE: list[tuple[Resource, Object, str]] = [
    (
        PODS,
        {"metadata": {"name": "a"}, "spec": {"contianers": []}},
        'strict decoding error: unknown field "spec.contianers"',
    ),
    (
        DEPLOYMENTS,
        {
            "metadata": {"name": "a"},
            "spec": {"replica": 2, "template": {"spec": {"containers": [{"name": "c", "port": 80}]}}},
        },
        'strict decoding error: unknown field "spec.replica", unknown field "spec.template.spec.containers[0].port"',
    ),
    (
        PODS,
        {"metadata": {"name": "types"}, "spec": {"containers": {"name": "c"}}},
        "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
    ),
    (
        PODS,
        pod(containers=[{"name": "c", "image": 3}]),
        "json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string",
    ),
    (
        PODS,
        container(resources={"limits": {"cpu": "lots"}}),
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ),
    (SECRETS, {"metadata": {"name": "a"}, "data": {"key": "***"}}, "illegal base64 data at input byte 0"),
]


@pytest.mark.parametrize(("resource", "obj", "why"), STRUCTURE, ids=[case[2][:50] for case in STRUCTURE])
def test_what_go_could_not_read_is_refused_in_its_words(kube: Kube, resource: Resource, obj: Object, why: str) -> None:
    answer = kube.create(resource, obj, fieldValidation="Strict")
    assert answer.message == (
        f'{resource.kind} in version "{resource.version}" cannot be handled as a {resource.kind}: {why}'
    )
    assert answer.code == 400


@pytest.mark.parametrize("nothing", [None, {}])
def test_null_and_empty_maps_are_as_good_as_nothing(kube: Kube, nothing: object) -> None:
    sent = {"metadata": {"name": "a", "creationTimestamp": None, "labels": nothing}, "data": nothing}
    made = kube.create(CONFIGMAPS, sent, fieldValidation="Strict").body
    assert ("data" in made, "labels" in made["metadata"]) == (False, False)


def test_an_empty_object_says_something(kube: Kube) -> None:
    sent = pod(volumes=[{"name": "v", "emptyDir": {}}], securityContext={})
    assert kube.create(PODS, sent).body["spec"]["volumes"][0] == {"name": "v", "emptyDir": {}}


UPDATES: list[tuple[Resource, Object, Object, str]] = [
    (
        CONFIGMAPS,
        {"metadata": {"name": "a"}, "data": {"x": "1"}, "immutable": True},
        {"data": {"x": "2"}},
        "data: Forbidden: field is immutable when `immutable` is set",
    ),
    (
        SECRETS,
        {"metadata": {"name": "a"}, "type": "custom/type"},
        {"type": "Opaque"},
        'type: Invalid value: "Opaque": field is immutable',
    ),
    (
        ENDPOINTSLICES,
        endpoint_slice("10.0.0.1"),
        {"addressType": "IPv6", "endpoints": [{"addresses": ["fd00::1"]}]},
        'addressType: Invalid value: "IPv6": field is immutable',
    ),
    (
        INGRESSCLASSES,
        {"metadata": {"name": "a"}, "spec": {"controller": "acme.io/one"}},
        {"spec": {"controller": "acme.io/two"}},
        'spec.controller: Invalid value: "acme.io/two": field is immutable',
    ),
    (
        RUNTIMECLASSES,
        {"metadata": {"name": "a"}, "handler": "runc"},
        {"handler": "kata"},
        'handler: Invalid value: "kata": field is immutable',
    ),
    (
        PERSISTENTVOLUMES,
        {
            "metadata": {"name": "a"},
            "spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/one"}},
        },
        {"spec": {"hostPath": {"path": "/two"}}},
        "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n"
        '@@ -2,7 +2,7 @@\n  "GCEPersistentDisk": null,\n  "AWSElasticBlockStore": null,\n  "HostPath": {\n'
        '-  "Path": "/one",\n+  "Path": "/two",\n   "Type": ""\n  },\n  "Glusterfs": null,\n',
    ),
    (
        NODES,
        {"metadata": {"name": "a"}, "spec": {"podCIDR": "10.244.1.0/24", "podCIDRs": ["10.244.1.0/24"]}},
        {"spec": {"podCIDRs": ["10.244.9.0/24"]}},
        'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ),
]


@pytest.mark.parametrize(("resource", "obj", "patch", "text"), UPDATES, ids=[case[3][:40] for case in UPDATES])
def test_what_may_not_change(kube: Kube, resource: Resource, obj: Object, patch: Object, text: str) -> None:
    assert kube.create(resource, obj).code == 201
    answer = kube.patch(resource, "a", patch)
    kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
    assert (answer.code, answer.message) == (422, f'{kind} "a" is invalid: {text}')


def test_of_a_pod_little_more_than_the_image_can_change(kube: Kube) -> None:
    kube.create(PODS, pod())
    image = [{"op": "replace", "path": "/spec/containers/0/image", "value": "nginx:1.28"}]
    assert kube.patch(PODS, "web", image, "application/json-patch+json").code == 200
    refused = kube.patch(PODS, "web", {"spec": {"hostname": "other"}})
    assert (refused.code, refused.message) == (
        422,
        'Pod "web" is invalid: spec: Forbidden: pod updates may not change fields other than '
        "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "
        "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
        "(allow it to be set to 1 if it was previously negative)\n"
        "@@ -162,7 +162,7 @@\n"
        '   "SELinuxChangePolicy": null\n  },\n  "ImagePullSecrets": null,\n'
        '- "Hostname": "",\n+ "Hostname": "other",\n'
        '  "Subdomain": "",\n  "SetHostnameAsFQDN": null,\n  "Affinity": null,\n',
    )


OF_THE_HOST = {"hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"}


@pytest.mark.parametrize(
    ("kind", "structure"), [("Pod", "PodSpec"), ("PersistentVolumeClaim", "PersistentVolumeClaimSpec")]
)
def test_the_structures_that_refusals_show_have_the_fields_of_the_schema(kind: str, structure: str) -> None:
    shape = shape_of("", "v1", kind)
    assert shape is not None
    assert list(strange(structure, shape.fields["spec"], structure)) == []


def strange(structure: str, shape: Shape, path: str) -> Iterator[str]:
    """Fields that the structure has too many or too few, all the way down."""
    fields = {json_name(field): inside for field, _, inside in STRUCTURES[structure]}
    moved = OF_THE_HOST | {"serviceAccount"} if structure in ("PodSpec", "PodSecurityContext") else set()
    yield from (f"{path}.{name}" for name in sorted({*fields} ^ {*shape.fields}) if name not in moved)
    for name, inside in fields.items():
        if inside and name in shape.fields:
            below = shape.fields[name]
            yield from strange(inside, below.item or below, f"{path}.{name}")
