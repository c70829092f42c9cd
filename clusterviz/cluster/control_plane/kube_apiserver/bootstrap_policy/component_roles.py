"""The cluster roles of the components themselves, and of what commonly runs beside them."""

from __future__ import annotations

from ....machinery.objects import Object
from .rules import (
    APPS,
    AUTHENTICATION,
    AUTHORIZATION,
    CERTIFICATES,
    COORDINATION,
    CORE,
    DEVICES,
    DISCOVERY,
    EXTENSIONS,
    NETWORKING,
    POLICY,
    READ,
    STORAGE,
    events,
    paths,
    rule,
)

DELEGATES = [rule("create", AUTHENTICATION, "tokenreviews"), rule("create", AUTHORIZATION, "subjectaccessreviews")]

# What every kubelet may, by the Node authorizer; secrets, configmaps and claims only for Pods of its own node.
NODE: list[Object] = [
    rule("create", AUTHENTICATION, "tokenreviews"),
    rule("create", AUTHORIZATION, "localsubjectaccessreviews subjectaccessreviews"),
    rule(READ, CORE, "services"),
    rule(f"create {READ}", CORE, "nodes"),
    rule("patch update", CORE, "nodes/status"),
    rule("patch update", CORE, "nodes"),
    rule("create patch update", CORE, "events"),
    rule(READ, CORE, "pods"),
    rule("create delete", CORE, "pods"),
    rule("patch update", CORE, "pods/status"),
    rule("create", CORE, "pods/eviction"),
    rule(READ, CORE, "configmaps secrets"),
    rule("get", CORE, "persistentvolumeclaims persistentvolumes"),
    rule("get", CORE, "endpoints"),
    rule(f"create {READ}", CERTIFICATES, "certificatesigningrequests"),
    rule("create delete get patch update", COORDINATION, "leases"),
    rule("get", STORAGE, "volumeattachments"),
    rule("create", CORE, "serviceaccounts/token"),
    rule("get patch update", CORE, "persistentvolumeclaims/status"),
    rule(READ, STORAGE, "csidrivers"),
    rule("create delete get patch update", STORAGE, "csinodes"),
    rule(READ, "node.k8s.io", "runtimeclasses"),
    rule("get", DEVICES, "resourceclaims"),
    rule("deletecollection", DEVICES, "resourceslices"),
    rule(f"create delete patch update {READ}", DEVICES, "resourceslices"),
    rule(READ, CERTIFICATES, "clustertrustbundles"),
    rule("create get list watch", CERTIFICATES, "podcertificaterequests"),
]

COMPONENT_ROLES: dict[str, list[Object]] = {
    "system:monitoring": [
        paths("/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*"),
    ],
    "system:heapster": [rule(READ, CORE, "events namespaces nodes pods"), rule(READ, EXTENSIONS, "deployments")],
    "system:node": NODE,
    "system:node-problem-detector": [rule("get", CORE, "nodes"), rule("patch", CORE, "nodes/status"), events()],
    "system:kubelet-api-admin": [
        rule(READ, CORE, "nodes"),
        rule("proxy", CORE, "nodes"),
        rule("*", CORE, "nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/stats"),
    ],
    "system:node-bootstrapper": [rule(f"create {READ}", CERTIFICATES, "certificatesigningrequests")],
    "system:auth-delegator": DELEGATES,
    "system:kube-aggregator": [rule(READ, CORE, "endpoints services")],
    "system:kube-controller-manager": [
        events(),
        rule("create", COORDINATION, "leases"),
        rule("get update", COORDINATION, "leases", "kube-controller-manager"),
        rule("create", CORE, "secrets serviceaccounts"),
        rule("delete", CORE, "secrets"),
        rule("get", CORE, "configmaps namespaces secrets serviceaccounts"),
        rule("update", CORE, "secrets serviceaccounts"),
        *DELEGATES,
        rule("list watch", "*", "*"),
        rule("create", CORE, "serviceaccounts/token"),
    ],
    "system:kube-dns": [rule("list watch", CORE, "endpoints services")],
    "system:persistent-volume-provisioner": [
        rule(f"create delete {READ}", CORE, "persistentvolumes"),
        rule(f"update {READ}", CORE, "persistentvolumeclaims"),
        rule(READ, STORAGE, "storageclasses"),
        rule("watch", CORE, "events"),
        events(),
    ],
    "system:certificates.k8s.io:certificatesigningrequests:nodeclient": [
        rule("create", CERTIFICATES, "certificatesigningrequests/nodeclient"),
    ],
    "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient": [
        rule("create", CERTIFICATES, "certificatesigningrequests/selfnodeclient"),
    ],
    "system:volume-scheduler": [
        rule(f"patch update {READ}", CORE, "persistentvolumes"),
        rule(READ, STORAGE, "storageclasses"),
        rule(f"patch update {READ}", CORE, "persistentvolumeclaims"),
    ],
    "system:certificates.k8s.io:legacy-unknown-approver": [
        rule("approve", CERTIFICATES, "signers", "kubernetes.io/legacy-unknown"),
    ],
    "system:certificates.k8s.io:kubelet-serving-approver": [
        rule("approve", CERTIFICATES, "signers", "kubernetes.io/kubelet-serving"),
    ],
    "system:certificates.k8s.io:kube-apiserver-client-approver": [
        rule("approve", CERTIFICATES, "signers", "kubernetes.io/kube-apiserver-client"),
    ],
    "system:certificates.k8s.io:kube-apiserver-client-kubelet-approver": [
        rule("approve", CERTIFICATES, "signers", "kubernetes.io/kube-apiserver-client-kubelet"),
    ],
    "system:service-account-issuer-discovery": [paths("/.well-known/openid-configuration /openid/v1/jwks")],
    "system:node-proxier": [
        rule("list watch", CORE, "endpoints services"),
        rule(READ, CORE, "nodes"),
        events(),
        rule("list watch", DISCOVERY, "endpointslices"),
        rule("list watch", NETWORKING, "servicecidrs"),
    ],
    "system:kube-scheduler": [
        events(),
        rule("create", COORDINATION, "leases"),
        rule("get update", COORDINATION, "leases", "kube-scheduler"),
        rule(READ, CORE, "nodes"),
        rule(f"delete {READ}", CORE, "pods"),
        rule("create", CORE, "bindings pods/binding"),
        rule("patch update", CORE, "pods/status"),
        rule(READ, CORE, "replicationcontrollers services"),
        rule(READ, (APPS, EXTENSIONS), "replicasets"),
        rule(READ, APPS, "statefulsets"),
        rule(READ, POLICY, "poddisruptionbudgets"),
        rule(READ, CORE, "persistentvolumeclaims persistentvolumes"),
        *DELEGATES,
        rule(READ, STORAGE, "csinodes"),
        rule(READ, CORE, "namespaces"),
        rule(READ, STORAGE, "csidrivers"),
        rule(READ, STORAGE, "csistoragecapacities"),
        rule(READ, STORAGE, "volumeattachments"),
        rule(READ, DEVICES, "deviceclasses"),
        rule(f"patch update {READ}", DEVICES, "resourceclaims"),
        rule("patch update", DEVICES, "resourceclaims/status"),
        rule(f"patch update {READ}", CORE, "pods/finalizers"),
        rule(READ, DEVICES, "resourceslices"),
    ],
}
