# kubectl create role warns of a verb that is none, once, whether it knows the kind or asks the server for it. Fact sheet §13.
# preset: bare
$ kubectl create role reader --verb=get,read --resource=pods
Warning: 'read' is not a standard resource verb
role.rbac.authorization.k8s.io/reader created
$ kubectl create role reader --verb=get,read --resource=boats
Warning: 'read' is not a standard resource verb
the server doesn't have a resource type "boats"
[exit 1]
$ kubectl create clusterrole reader --verb=read --resource=pods.apps
Warning: 'read' is not a standard resource verb
the server doesn't have a resource type "pods" in group "apps"
[exit 1]
$ kubectl create clusterrole reader --verb=get,list --resource=pods --non-resource-url=/healthz
error: invalid verb: 'list' for nonResourceURL
[exit 1]
