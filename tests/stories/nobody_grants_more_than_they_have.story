# Who may write roles can still grant only what they have; `bind` and `escalate` are rights of their own. Fact sheet §16.6.
# preset: three-nodes
$ kubectl auth whoami
ATTRIBUTE                                           VALUE
Username                                            kubernetes-admin
Groups                                              [kubeadm:cluster-admins system:authenticated]
Extra: authentication.kubernetes.io/credential-id   [X509SHA256=6a1c2d4f9e0b7385ad61f20c94e8b7d315f06a2c8e9b40d7c3a5e1f28b6d7094]
$ kubectl create rolebinding ann-admin --clusterrole=admin --user=ann
rolebinding.rbac.authorization.k8s.io/ann-admin created
$ kubectl create role readers --verb=get,list --resource=pods,secrets --as=ann
role.rbac.authorization.k8s.io/readers created
$ kubectl create role nodes --verb=get,list --resource=nodes --as=ann
Error from server (Forbidden): roles.rbac.authorization.k8s.io "nodes" is forbidden: user "ann" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:
{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}
[exit 1]
$ kubectl create role leases --verb='*' --resource=leases.coordination.k8s.io,pods --as=ann --as-group=dev
Error from server (Forbidden): roles.rbac.authorization.k8s.io "leases" is forbidden: user "ann" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
{APIGroups:[""], Resources:["pods"], Verbs:["*"]}
{APIGroups:["coordination.k8s.io"], Resources:["leases"], Verbs:["*"]}
[exit 1]
$ kubectl create rolebinding bob-edits --clusterrole=edit --user=bob --as=ann
rolebinding.rbac.authorization.k8s.io/bob-edits created
$ kubectl create rolebinding bob-rules --clusterrole=cluster-admin --user=bob --as=ann
error: failed to create rolebinding: rolebindings.rbac.authorization.k8s.io "bob-rules" is forbidden: user "ann" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:
{APIGroups:["*"], Resources:["*"], Verbs:["*"]}
{NonResourceURLs:["*"], Verbs:["*"]}
[exit 1]
$ kubectl create rolebinding bob-is-nobody --role=nosuch --user=bob --as=ann
error: failed to create rolebinding: roles.rbac.authorization.k8s.io "nosuch" not found
[exit 1]
$ kubectl create role binder --verb=bind --resource=clusterroles --resource-name=system:node
role.rbac.authorization.k8s.io/binder created
$ kubectl create rolebinding ann-binds --role=binder --user=ann
rolebinding.rbac.authorization.k8s.io/ann-binds created
$ kubectl create rolebinding bob-is-a-node --clusterrole=system:node --user=bob --as=ann
rolebinding.rbac.authorization.k8s.io/bob-is-a-node created
$ kubectl create clusterrole maker --verb=create --resource=clusterroles
clusterrole.rbac.authorization.k8s.io/maker created
$ kubectl create clusterrolebinding ann-makes --clusterrole=maker --user=ann
clusterrolebinding.rbac.authorization.k8s.io/ann-makes created
$ kubectl create clusterrole all --aggregation-rule=a=b --as=ann
Error from server (Forbidden): clusterroles.rbac.authorization.k8s.io "all" is forbidden: must have cluster-admin privileges to use the aggregationRule
[exit 1]
$ kubectl create clusterrole metrics --verb=get --non-resource-url=/metrics --as=ann
Error from server (Forbidden): clusterroles.rbac.authorization.k8s.io "metrics" is forbidden: user "ann" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:
{NonResourceURLs:["/metrics"], Verbs:["get"]}
[exit 1]
$ kubectl get --raw /version --as=ann
{
  "major": "1",
  "minor": "36",
  "emulationMajor": "1",
  "emulationMinor": "36",
  "minCompatibilityMajor": "1",
  "minCompatibilityMinor": "35",
  "gitVersion": "v1.36.2",
  "gitCommit": "98b35193b2ac7a23a673325f5e9b830ecd5ba406",
  "gitTreeState": "clean",
  "buildDate": "2026-08-21T00:00:00Z",
  "goVersion": "go1.26.6",
  "compiler": "gc",
  "platform": "linux/amd64"
}
$ kubectl get --raw /metrics --as=ann
Error from server (Forbidden): forbidden: User "ann" cannot get path "/metrics"
[exit 1]
$ kubectl get --raw /healthz --as=system:anonymous
ok
$ kubectl get --raw /api --as=system:anonymous
Error from server (Forbidden): forbidden: User "system:anonymous" cannot get path "/api"
[exit 1]
