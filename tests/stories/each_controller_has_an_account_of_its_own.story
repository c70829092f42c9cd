# The controller manager's controllers ask as ServiceAccounts of their own, which it makes when it begins. Fact sheet §16.5.
# preset: three-nodes
$ kubectl get sa -n kube-system -o name | wc -l
41
$ kubectl get sa -n kube-system -o name | grep -E "deployment|replica|token"
serviceaccount/deployment-controller
serviceaccount/legacy-service-account-token-cleaner
serviceaccount/replicaset-controller
serviceaccount/replication-controller
serviceaccount/token-cleaner
$ kubectl delete sa deployment-controller -n kube-system
serviceaccount "deployment-controller" deleted
$ fault stop kube-controller-manager
$ run 5s
$ kubectl get sa deployment-controller -n kube-system
Error from server (NotFound): serviceaccounts "deployment-controller" not found
[exit 1]
$ fault start kube-controller-manager
$ run 30s
$ kubectl get sa deployment-controller -n kube-system -o name
serviceaccount/deployment-controller
$ kubectl auth can-i list secrets --as system:serviceaccount:kube-system:deployment-controller
no
[exit 1]
$ kubectl auth can-i create replicasets --as system:serviceaccount:kube-system:deployment-controller
yes
