# kubectl cluster-info dump: what helps to find what is wrong, in kubectl's own types, with the logs; and kinds that are only questions. Fact sheet §13.
# preset: bare, seed: 3
$ kubectl run hello --image=busybox --restart=Never -- echo good morning
pod/hello created
$ run 20s
$ kubectl cluster-info dump --namespaces=default -o go-template='{{.kind}} {{len .items}}{{"\n"}}'
NodeList 1
EventList 11
ReplicationControllerList 0
ServiceList 1
DaemonSetList 0
DeploymentList 0
ReplicaSetList 0
PodList 1
==== START logs for container hello of pod default/hello ====
good morning
==== END logs for container hello of pod default/hello ====
$ kubectl cluster-info dump --namespaces=default --output-directory=state
Cluster info dumped to state
$ ls -R state
state/default/daemonsets.json
state/default/deployments.json
state/default/events.json
state/default/hello/logs.txt
state/default/pods.json
state/default/replicasets.json
state/default/replication-controllers.json
state/default/services.json
state/nodes.json
$ cat state/default/services.json
{
    "kind": "ServiceList",
    "apiVersion": "v1",
    "metadata": {
        "resourceVersion": "189"
    },
    "items": [
        {
            "metadata": {
                "name": "kubernetes",
                "namespace": "default",
                "uid": "50017346-5857-4e45-b3fa-106713387bbe",
                "resourceVersion": "143",
                "creationTimestamp": "2026-01-01T00:00:00Z",
                "labels": {
                    "component": "apiserver",
                    "provider": "kubernetes"
                }
            },
            "spec": {
                "ports": [
                    {
                        "name": "https",
                        "protocol": "TCP",
                        "port": 443,
                        "targetPort": 6443
                    }
                ],
                "clusterIP": "10.96.0.1",
                "clusterIPs": [
                    "10.96.0.1"
                ],
                "type": "ClusterIP",
                "sessionAffinity": "None",
                "ipFamilies": [
                    "IPv4"
                ],
                "ipFamilyPolicy": "SingleStack",
                "internalTrafficPolicy": "Cluster"
            },
            "status": {
                "loadBalancer": {}
            }
        }
    ]
}
$ cat state/default/hello/logs.txt
==== START logs for container hello of pod default/hello ====
good morning
==== END logs for container hello of pod default/hello ====
$ kubectl cluster-info dump --namespaces=default -o yaml | grep -c -e ---
7
$ kubectl cluster-info dump -o name
error: list types are not supported by name printing: *v1.NodeList
[exit 1]
$ kubectl events -o json | head -n 24
{
    "kind": "EventList",
    "apiVersion": "v1",
    "metadata": {},
    "items": [
        {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {
                "name": "node-1.18867252299f9530",
                "namespace": "default",
                "uid": "bd902716-0c37-4812-a7d0-02da37c023e5",
                "resourceVersion": "149",
                "creationTimestamp": "2026-01-01T00:00:01Z"
            },
            "involvedObject": {
                "kind": "Node",
                "name": "node-1"
            },
            "reason": "Starting",
            "message": "Starting kubelet.",
            "source": {
                "component": "kubelet",
                "host": "node-1"
$ kubectl events -o name
$ kubectl create token default > token
$ wc -l token
0 token
$ kubectl get bindings
Error from server (MethodNotAllowed): the server does not allow this method on the requested resource
[exit 1]
$ kubectl get tokenreviews
Error from server (MethodNotAllowed): the server does not allow this method on the requested resource
[exit 1]
$ kubectl explain localsubjectaccessreview.status
GROUP:      authorization.k8s.io
KIND:       LocalSubjectAccessReview
VERSION:    v1

FIELD: status <SubjectAccessReviewStatus>


DESCRIPTION:
    status is filled in by the server and indicates whether the request is
    allowed or not
    SubjectAccessReviewStatus
    
FIELDS:
  allowed	<boolean> -required-
    allowed is required. True if the action would be allowed, false otherwise.

  denied	<boolean>
    denied is optional. True if the action would be denied, otherwise false. If
    both allowed is false and denied is false, then the authorizer has no
    opinion on whether to authorize the action. Denied may not be true if
    Allowed is true.

  evaluationError	<string>
    evaluationError is an indication that some error occurred during the
    authorization check. It is entirely possible to get an error and be able to
    continue determine authorization status in spite of it. For instance, RBAC
    can be missing a role, but enough roles are still present and bound to
    reason about the request.

  reason	<string>
    reason is optional. It indicates why a request was allowed or denied.


$ kubectl explain selfsubjectreview.status.userInfo.username
GROUP:      authentication.k8s.io
KIND:       SelfSubjectReview
VERSION:    v1

FIELD: username <string>


DESCRIPTION:
    username is the name that uniquely identifies this user among all active
    users.
    

$ kubectl explain tokenreview.spec
GROUP:      authentication.k8s.io
KIND:       TokenReview
VERSION:    v1

FIELD: spec <TokenReviewSpec>


DESCRIPTION:
    spec holds information about the request being evaluated
    TokenReviewSpec is a description of the token authentication request.
    
FIELDS:
  audiences	<[]string>
    audiences is a list of the identifiers that the resource server presented
    with the token identifies as. Audience-aware token authenticators will
    verify that the token was intended for at least one of the audiences in this
    list. If no audiences are provided, the audience will default to the
    audience of the Kubernetes apiserver.

  token	<string> -required-
    token is the opaque bearer token.


$ kubectl api-resources --verbs=create --api-group=authorization.k8s.io
NAME                        SHORTNAMES   APIVERSION                NAMESPACED   KIND
localsubjectaccessreviews                authorization.k8s.io/v1   true         LocalSubjectAccessReview
selfsubjectaccessreviews                 authorization.k8s.io/v1   false        SelfSubjectAccessReview
selfsubjectrulesreviews                  authorization.k8s.io/v1   false        SelfSubjectRulesReview
subjectaccessreviews                     authorization.k8s.io/v1   false        SubjectAccessReview
