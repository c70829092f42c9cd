"""kubectl's commands against a cluster: what they print, word for word."""

import pytest

from clusterviz.cluster.checkpoint import fork
from clusterviz.cluster.cluster import Cluster
from clusterviz.tools import shell


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    """One cluster for all: a test that changes it names what it makes after itself."""
    return fork("bare", seed=3, nodes=1)


def said(cluster: Cluster, line: str) -> str:
    program = shell.start(cluster, line, files={})
    for _ in range(200_000):
        if program.finished or not cluster.clock.step():
            break
    return program.text() + (f"[exit {program.exit_status}]" if program.exit_status else "")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("job x", "either --image or --from must be specified"),
        ("job x --image=a --from=cronjob/b", "either --image or --from must be specified"),
        ("cronjob x --image=a", 'required flag(s) "schedule" not set'),
        ("role x --resource=pods", "at least one verb must be specified"),
        ("role x --verb=get", "at least one resource must be specified"),
        ("role x --verb=use --resource=pods", "can not perform 'use' on 'pods' in group ''"),
        ("clusterrole x --verb=get", "one of resource or nonResourceURL must be specified"),
        ("clusterrole x --verb=get --non-resource-url=logs", "nonResourceURL should start with /"),
        ("clusterrole x --verb=watch --non-resource-url=/logs", "invalid verb: 'watch' for nonResourceURL"),
        ("rolebinding x --user=ann", "exactly one of clusterrole or role must be specified"),
        ("rolebinding x --role=r --serviceaccount=x", "serviceaccount must be <namespace>:<name>"),
        ("clusterrolebinding x", 'required flag(s) "clusterrole" not set'),
        ("pdb x --min-available=1", "a selector must be specified"),
        ("pdb x --selector=a=b", "one of min-available or max-unavailable must be specified"),
        ("pdb x --selector=a=b --min-available=half", "invalid format specified for min-available"),
        ("quota x --hard=pods", "Invalid argument syntax pods, expected <resource>=<value>"),
        ("ingress x --rule=nothing", "rule nothing is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"),
        ("token nobody", 'failed to create token: serviceaccounts "nobody" not found'),
    ],
)  # fmt: skip
def test_a_wrong_creation_is_refused_in_kubectls_words(cluster: Cluster, line: str, message: str) -> None:
    assert said(cluster, f"kubectl create {line}") == f"error: {message}\n[exit 1]"


ROLE = """apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  creationTimestamp: null
  name: reader
rules:
- apiGroups:
  - ""
  resources:
  - pods
  - services
  verbs:
  - get
  - list
- apiGroups:
  - apps
  resources:
  - deployments/scale
  verbs:
  - get
  - list
"""
BINDING = """apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  creationTimestamp: null
  name: b
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: User
  name: ann
- kind: ServiceAccount
  name: robot
  namespace: team
"""
INGRESS = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  creationTimestamp: null
  name: shop
spec:
  ingressClassName: main
  rules:
  - host: shop.example.com
    http:
      paths:
      - backend:
          service:
            name: cart
            port:
              number: 80
        path: /cart
        pathType: Prefix
      - backend:
          service:
            name: pay
            port:
              name: http
        path: /pay
        pathType: Exact
  tls:
  - hosts:
    - shop.example.com
    secretName: shop-tls
status:
  loadBalancer: {}
"""


@pytest.mark.parametrize(
    ("line", "manifest"),
    [
        ("role reader --verb=get,list,get --resource=po,svc,deploy/scale", ROLE),
        ("rolebinding b --clusterrole=view --user=ann --serviceaccount=team:robot", BINDING),
        (
            "ingress shop --class=main --rule='shop.example.com/cart*=cart:80,tls=shop-tls' --rule='shop.example.com/pay=pay:http'",
            INGRESS,
        ),
    ],
)
def test_a_creation_writes_the_manifest_that_kubectl_writes(cluster: Cluster, line: str, manifest: str) -> None:
    assert said(cluster, f"kubectl create {line} --dry-run=client -o yaml") == manifest


def test_who_asks_in_anothers_name_is_judged_as_that_user(cluster: Cluster) -> None:
    assert said(cluster, "kubectl get pods --as=ann") == (
        'Error from server (Forbidden): pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the '
        'namespace "default"\n[exit 1]'
    )


def test_commands_run_in_a_container_and_their_status_is_kubectls(cluster: Cluster) -> None:
    said(cluster, "kubectl run box --image=nginx:1.27")
    said(cluster, "kubectl wait --for=condition=Ready pod/box --timeout=60s")
    assert said(cluster, "kubectl exec box -- sh -c 'echo hello'") == "hello\n"
    assert said(cluster, "kubectl exec box -- sh -c 'exit 3'") == "command terminated with exit code 3\n[exit 3]"
    assert said(cluster, "kubectl exec box -c other -- ls") == (
        "error: container other is not valid for pod box out of: box\n[exit 1]"
    )
    assert said(cluster, "kubectl exec none -- ls") == 'Error from server (NotFound): pods "none" not found\n[exit 1]'


def test_a_field_is_explained_with_its_type_and_its_own_words(cluster: Cluster) -> None:
    text = said(cluster, "kubectl explain pods.spec.containers.image")
    start = "KIND:       Pod\nVERSION:    v1\n\nFIELD: image <string>\n\n\nDESCRIPTION:\n    Container image name."
    assert text.startswith(start)
    assert text.endswith("\n    \n\n")
    assert said(cluster, "kubectl explain pod.spec.nothing").endswith('error: field "nothing" does not exist\n[exit 1]')
    assert said(cluster, "kubectl explain unicorns") == 'the server doesn\'t have a resource type "unicorns"\n[exit 1]'


MAPS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n---\n%s\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: three}\n"
NO_TEXT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, labels: {x: true}}"
NO_KIND = "metadata: {name: x}"
UNDECODABLE = 'unable to decode "STDIN": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string'
KINDLESS = 'unable to decode "STDIN": Object \'Kind\' is missing in \'{"metadata":{"name":"x"}}\''
UNVALIDATED = (
    'error validating "STDIN": error validating data: [apiVersion not set, kind not set]; '
    "if you choose to ignore these errors, turn validation off with --validate=false"
)


@pytest.mark.parametrize(
    ("command", "bad", "says"),
    [
        ("apply", NO_TEXT, f"configmap/one created\nconfigmap/three created\nerror: {UNDECODABLE}\n"),
        ("create", NO_TEXT, f"configmap/one created\nconfigmap/three created\nerror: {UNDECODABLE}\n"),
        ("apply", NO_KIND, f"configmap/one created\nerror: {UNVALIDATED}\n"),  # the rest of the file is not read
        ("apply", "a: b\n c: d", "configmap/one created\nerror: error parsing STDIN: error converting YAML to JSON: yaml: "
                                 "line 2: mapping values are not allowed in this context\n"),
        ("apply --validate=false", NO_KIND, f"configmap/one created\nconfigmap/three created\nerror: {KINDLESS}\n"),
        ("apply --validate=false", "- x", "configmap/one created\nconfigmap/three created\nerror: unable to decode \"STDIN\": "
                                          "json: cannot unmarshal array into Go value of type unstructured.detector\n"),
        ("apply --validate=false", "{kind: List, apiVersion: v1, items: [null]}",
            "configmap/one created\nconfigmap/three created\nerror: unable to decode \"STDIN\": Object 'Kind' is missing in 'null'\n"),
        ("get", NO_KIND, f'{KINDLESS}\nError from server (NotFound): configmaps "one" not found\n'
                         'Error from server (NotFound): configmaps "three" not found\n'),
        ("get -o name", NO_KIND, f"error: {KINDLESS}\n"),
        ("diff", NO_KIND, f"error: {KINDLESS}\n"),
        ("delete", NO_KIND, 'Error from server (NotFound): error when deleting "STDIN": configmaps "one" not found\n'
                            f'Error from server (NotFound): error when deleting "STDIN": configmaps "three" not found\n{KINDLESS}\n'),
    ],
)  # fmt: skip
def test_one_bad_document_does_not_stop_the_others(command: str, bad: str, says: str) -> None:
    cluster = fork("bare", seed=3, nodes=1)
    answer = said(cluster, f"kubectl {command} -f - <<EOF\n{MAPS % bad}EOF")
    assert answer == f"{says}[exit {2 if command == 'diff' else 1}]"


POD = """apiVersion: v1
kind: Pod
metadata: {name: rare}
spec:
  nodeName: nowhere
  securityContext: {seccompProfile: {type: Localhost, localhostProfile: a/b}}
  containers:
  - name: c
    image: busybox
    securityContext: {seccompProfile: {type: RuntimeDefault}}
    volumeDevices: [{name: d, devicePath: /dev/x}]
    env: [{name: WHERE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}, {name: WHO, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
  volumes:
  - {name: d, persistentVolumeClaim: {claimName: d}}
  - {name: fc, fc: {wwids: [a]}}
  - {name: cinder, cinder: {volumeID: v, secretRef: {name: s}}}
  - {name: flex, flexVolume: {driver: a/b, options: {b: c, a: d}}}
  - {name: iscsi, iscsi: {targetPortal: t, iqn: "iqn.2001-04.com.example:x", lun: 2, portals: [a, b]}}
  - {name: down, downwardAPI: {items: [{path: a, fieldRef: {fieldPath: metadata.name}},
      {path: c, resourceFieldRef: {containerName: c, resource: limits.cpu}}]}}
"""


@pytest.mark.parametrize(
    "lines",
    [
        ["Status: Pending", "SeccompProfile: Localhost", "LocalhostProfile: a/b", "IP: "],
        ["Host Port: <none>", "SeccompProfile: RuntimeDefault", "Environment:"],
        ["WHERE: (v1:spec.nodeName)", "WHO: rare (v1:metadata.name)"],
        ["Devices:", "/dev/x from d"],
        ["Type: FC (a Fibre Channel disk)", "TargetWWNs: ", "LUN: <none>", "FSType: ", "ReadOnly: false"],
        ["VolumeID: v", "FSType: ", "ReadOnly: false", "SecretRef: &LocalObjectReference{Name:s,}"],
        ["Driver: a/b", "FSType: ", "SecretRef: nil", "ReadOnly: false", "Options: map[a:d b:c]"],
        ["Lun: 2", "ISCSIInterface", "FSType: ", "ReadOnly: false", "Portals: [a b]", "DiscoveryCHAPAuth: false",
         "SessionCHAPAuth: false", "SecretRef: nil", "InitiatorName: <none>"],
        ["Items:", "metadata.name -> a", "limits.cpu -> c"],
    ],
)  # fmt: skip
def test_the_rarer_parts_of_a_pod_are_described(cluster: Cluster, lines: list[str]) -> None:
    said(cluster, f"kubectl apply -f - <<EOF\n{POD}EOF")
    described = said(cluster, "kubectl describe pod rare")
    squeezed = "\n".join(" ".join(line.split()) for line in described.split("\n"))
    assert "\n".join(line.strip() for line in lines) in squeezed


SIGNER = "{apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [x/y], verbs: [%s]}"


@pytest.mark.parametrize(
    ("before", "line", "says"),
    [
        (
            "kubectl apply -f - <<EOF\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: signing}\n"
            f"rules: [{SIGNER % 'approve'}, {SIGNER % 'sign'}]\nEOF",
            "kubectl describe clusterrole signing | tail -1",
            "  signers.certificates.k8s.io  []                 [x/y]           [approve sign]\n",
        ),
        (
            "kubectl apply -f - <<EOF\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: puller}\n"
            "imagePullSecrets: [{name: nope}]\nEOF",
            "kubectl describe sa puller | grep pull",
            "Name:                puller\nImage pull secrets:  nope (not found)\n",
        ),
        (
            "kubectl apply -f - <<EOF\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: claiming}\n"
            "spec: {replicas: 0, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: "
            "[{name: c, image: nginx}]}}, volumeClaimTemplates: [{metadata: {name: data, annotations: {o: p}}, "
            "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}\nEOF",
            "kubectl describe sts claiming | grep o=",
            "  Annotations:   o=p\n",
        ),
        (
            "kubectl run waiting --image=nope:1",
            "kubectl wait pod/waiting --for=condition=Ready --timeout=0",
            "error: condition not met for pods/waiting\n[exit 1]",
        ),
        (
            "kubectl create configmap plain; kubectl apply -f - <<EOF\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: each}\n"
            "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, "
            "spec: {containers: [{name: c, image: nginx}]}}}\nEOF",
            "kubectl expose ds/each cm/plain service/kubernetes --port=80 --name=open --selector=a=b",
            "service/open exposed\ncannot expose a DaemonSet.apps\ncannot expose a ConfigMap\n[exit 1]",
        ),
        (
            "kubectl create configmap first; kubectl create configmap second",
            "kubectl replace --force -f - <<EOF\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n---\n"
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: second}\nEOF",
            'configmap "first" deleted\nconfigmap "second" deleted\nconfigmap/first replaced\nconfigmap/second replaced\n',
        ),
        (
            "",
            "kubectl get pods --output-watch-events",
            "error: --output-watch-events option can only be used with --watch or --watch-only\n[exit 1]",
        ),
        (
            "",
            "kubectl taint node node-1 =b:NoSchedule 2>&1 | head -1 | cut -c1-90",
            "error: invalid taint spec: =b:NoSchedule, name part must be non-empty; name part must cons\n",
        ),
    ],
)
def test_what_kubectl_says_is_said_word_for_word(cluster: Cluster, before: str, line: str, says: str) -> None:
    said(cluster, before)
    assert said(cluster, line) == says
