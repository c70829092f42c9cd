# kubectl auth reconcile adds what is missing, and takes away only what it is told to. Golden rbac-roles.
# preset: bare
$ cat > roles.yaml <<'EOF'
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
  namespace: team
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: readers
  namespace: team
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}
EOF
$ kubectl auth reconcile -f roles.yaml --dry-run=client
role.rbac.authorization.k8s.io/reader reconciled (dry run)
	reconciliation required create
	missing rules added:
		{Verbs:[get list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}
rolebinding.rbac.authorization.k8s.io/readers reconciled (dry run)
	reconciliation required create
	missing subjects added:
		{Kind:User APIGroup:rbac.authorization.k8s.io Name:ann Namespace:}
$ kubectl auth reconcile -f roles.yaml
role.rbac.authorization.k8s.io/reader reconciled
	reconciliation required create
	missing rules added:
		{Verbs:[get list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}
rolebinding.rbac.authorization.k8s.io/readers reconciled
	reconciliation required create
	missing subjects added:
		{Kind:User APIGroup:rbac.authorization.k8s.io Name:ann Namespace:}
$ kubectl auth reconcile -f roles.yaml
role.rbac.authorization.k8s.io/reader reconciled
rolebinding.rbac.authorization.k8s.io/readers reconciled
$ kubectl patch role reader -n team --type=json -p '[{"op":"replace","path":"/rules","value":[{"apiGroups":[""],"resources":["pods","services"],"verbs":["list"]}]}]'
role.rbac.authorization.k8s.io/reader patched
$ kubectl patch rolebinding readers -n team --type=merge -p '{"subjects":[{"kind":"User","name":"bob"}]}'
rolebinding.rbac.authorization.k8s.io/readers patched
$ kubectl auth reconcile -f roles.yaml
role.rbac.authorization.k8s.io/reader reconciled
	reconciliation required update
	missing rules added:
		{Verbs:[get] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}
rolebinding.rbac.authorization.k8s.io/readers reconciled
	reconciliation required update
	missing subjects added:
		{Kind:User APIGroup:rbac.authorization.k8s.io Name:ann Namespace:}
$ kubectl get role reader -n team -o jsonpath='{.rules}'
[{"apiGroups":[""],"resources":["pods","services"],"verbs":["list"]},{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]
$ kubectl auth reconcile -f roles.yaml --remove-extra-permissions --remove-extra-subjects
role.rbac.authorization.k8s.io/reader reconciled
	reconciliation required update
	extra rules removed:
		{Verbs:[list] APIGroups:[] Resources:[services] ResourceNames:[] NonResourceURLs:[]}
rolebinding.rbac.authorization.k8s.io/readers reconciled
	reconciliation required update
	extra subjects removed:
		{Kind:User APIGroup:rbac.authorization.k8s.io Name:bob Namespace:}
$ kubectl get role reader -n team -o jsonpath='{.rules}'
[{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}]
$ kubectl annotate rolebinding readers -n team rbac.authorization.kubernetes.io/autoupdate=false
rolebinding.rbac.authorization.k8s.io/readers annotated
$ sed 's/name: ann/name: eve/' roles.yaml > others.yaml
$ kubectl auth reconcile -f others.yaml
role.rbac.authorization.k8s.io/reader reconciled
rolebinding.rbac.authorization.k8s.io/readers reconciled
	reconciliation required update, but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)
	missing subjects added:
		{Kind:User APIGroup:rbac.authorization.k8s.io Name:eve Namespace:}
