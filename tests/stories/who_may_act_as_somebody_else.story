# Impersonation is a right of its own: on users, groups, accounts. Fact sheet §4.1.
# preset: three-nodes
$ kubectl auth whoami --as=ann --as-group=dev
ATTRIBUTE   VALUE
Username    ann
Groups      [dev system:authenticated]
$ kubectl auth whoami --as=system:serviceaccount:default:default
ATTRIBUTE   VALUE
Username    system:serviceaccount:default:default
Groups      [system:serviceaccounts system:serviceaccounts:default system:authenticated]
$ kubectl auth whoami --as=system:anonymous
Error from server (Forbidden): selfsubjectreviews.authentication.k8s.io is forbidden: User "system:anonymous" cannot create resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope
[exit 1]
$ kubectl auth whoami --as-group=dev
error: requesting uid, groups or user-extra for  without impersonating a user
[exit 1]
$ kubectl create clusterrole acts-as-bob --verb=impersonate --resource=users --resource-name=bob
clusterrole.rbac.authorization.k8s.io/acts-as-bob created
$ kubectl create clusterrolebinding robot-acts --clusterrole=acts-as-bob --serviceaccount=default:default
clusterrolebinding.rbac.authorization.k8s.io/robot-acts created
$ kubectl auth whoami --as=bob --token=$(kubectl create token default)
ATTRIBUTE   VALUE
Username    bob
Groups      [system:authenticated]
$ kubectl get pods --as=ann --token=$(kubectl create token default)
Error from server (Forbidden): users "ann" is forbidden: User "system:serviceaccount:default:default" cannot impersonate resource "users" in API group "" at the cluster scope
[exit 1]
$ kubectl get pods --as=bob --as-group=system:masters --token=$(kubectl create token default)
Error from server (Forbidden): groups "system:masters" is forbidden: User "system:serviceaccount:default:default" cannot impersonate resource "groups" in API group "" at the cluster scope
[exit 1]
$ kubectl get pods --as=system:serviceaccount:kube-system:default --token=$(kubectl create token default)
Error from server (Forbidden): serviceaccounts "default" is forbidden: User "system:serviceaccount:default:default" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "kube-system"
[exit 1]
$ kubectl get pods --as=bob --as-uid=7 --token=$(kubectl create token default)
Error from server (Forbidden): uids.authentication.k8s.io "7" is forbidden: User "system:serviceaccount:default:default" cannot impersonate resource "uids" in API group "authentication.k8s.io" at the cluster scope
[exit 1]
$ kubectl get pods --as=bob --token=$(kubectl create token default)
Error from server (Forbidden): pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"
[exit 1]
