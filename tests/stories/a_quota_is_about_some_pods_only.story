# Scopes: which Pods a quota is about, and which scopes make no sense. Fact sheet §4.9.
# preset: bare
$ kubectl create quota idle --hard=pods=1 --scopes=BestEffort
resourcequota/idle created
$ kubectl create quota busy --hard=pods=1,requests.cpu=1 --scopes=NotBestEffort
resourcequota/busy created
$ settle
$ kubectl run one --image=nginx
pod/one created
$ kubectl run two --image=nginx
Error from server (Forbidden): pods "two" is forbidden: exceeded quota: idle, requested: pods=1, used: pods=1, limited: pods=1
[exit 1]
$ kubectl run three --image=nginx --overrides='{"spec":{"containers":[{"name":"three","image":"nginx","resources":{"requests":{"cpu":"600m"}}}]}}'
pod/three created
$ kubectl describe quota idle
Name:       idle
Namespace:  default
Scopes:     BestEffort
 * Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.
Resource  Used  Hard
--------  ----  ----
pods      1     1
$ kubectl create quota strange --hard=pods=1 --scopes=Lazy
error: failed to create quota: ResourceQuota "strange" is invalid: spec.scopes: Invalid value: ["Lazy"]: unsupported scope
[exit 1]
$ kubectl create quota both --hard=pods=1 --scopes=BestEffort,NotBestEffort
error: failed to create quota: ResourceQuota "both" is invalid: spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes
[exit 1]
$ kubectl create quota costly --hard=requests.cpu=1 --scopes=BestEffort
error: failed to create quota: ResourceQuota "costly" is invalid: spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource
[exit 1]
$ kubectl create quota files --hard=configmaps=1 --scopes=Terminating
error: failed to create quota: ResourceQuota "files" is invalid: spec.scopes: Invalid value: ["Terminating"]: unsupported scope applied to resource
[exit 1]
$ kubectl patch quota idle -p '{"spec":{"scopes":["NotBestEffort"]}}'
The ResourceQuota "idle" is invalid: spec.scopes: Invalid value: ["NotBestEffort"]: field is immutable
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: ResourceQuota
metadata: {name: selected}
spec:
  hard: {pods: 1}
  scopeSelector:
    matchExpressions:
    - {scopeName: PriorityClass, operator: In}
    - {scopeName: Terminating, operator: In, values: [a]}
EOF
The ResourceQuota "selected" is invalid: 
* spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector
* spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity
[exit 1]
