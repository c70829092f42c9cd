# A token of a ServiceAccount: who has it is that account, as long as the account lives. Fact sheet §4.3, §7.14.
# preset: three-nodes
$ kubectl create serviceaccount robot
serviceaccount/robot created
$ kubectl create rolebinding robot-views --clusterrole=view --serviceaccount=default:robot
rolebinding.rbac.authorization.k8s.io/robot-views created
$ kubectl create token robot --duration=10s
error: failed to create token: TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes
[exit 1]
$ kubectl create token nobody
error: failed to create token: serviceaccounts "nobody" not found
[exit 1]
$ kubectl create token robot --bound-object-kind=Pod --bound-object-name=gone
error: failed to create token: pods "gone" not found
[exit 1]
$ kubectl create token robot --bound-object-kind=Service --bound-object-name=kubernetes
error: supported --bound-object-kind values are Node, Pod, Secret
[exit 1]
$ kubectl get pods --token=wrong
error: You must be logged in to the server (Unauthorized)
[exit 1]
$ kubectl create deployment web --image=nginx --token=wrong
error: failed to create deployment: Unauthorized
[exit 1]
$ kubectl auth whoami --token=$(kubectl create token robot) -o jsonpath='{.status.userInfo.username}'
system:serviceaccount:default:robot
$ kubectl auth can-i --list --token=$(kubectl create token robot) --no-headers | wc -l
80
$ kubectl get pods --token=$(kubectl create token robot)
No resources found in default namespace.
$ kubectl get secrets --token=$(kubectl create token robot)
Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:default:robot" cannot list resource "secrets" in API group "" in the namespace "default"
[exit 1]
$ kubectl get pods --token=$(kubectl create token robot --audience=somebody)
error: You must be logged in to the server (Unauthorized)
[exit 1]
$ kubectl create token robot > robot.jwt
$ kubectl get pods --token=$(cat robot.jwt)
No resources found in default namespace.
$ run 61m
$ kubectl get pods --token=$(cat robot.jwt)
error: You must be logged in to the server (Unauthorized)
[exit 1]
$ kubectl create token robot > robot.jwt
$ kubectl delete serviceaccount robot
serviceaccount "robot" deleted
$ kubectl create serviceaccount robot
serviceaccount/robot created
$ kubectl get pods --token=$(cat robot.jwt)
error: You must be logged in to the server (Unauthorized)
[exit 1]
$ kubectl get pods --as=system:serviceaccount:default:robot
No resources found in default namespace.
