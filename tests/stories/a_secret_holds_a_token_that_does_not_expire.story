# A Secret for a ServiceAccount's token: filled in by a controller, worth something until Secret or account are gone. Fact sheet §7.14.
# preset: three-nodes
$ kubectl create serviceaccount robot
serviceaccount/robot created
$ kubectl create rolebinding robot-views --clusterrole=view --serviceaccount=default:robot
rolebinding.rbac.authorization.k8s.io/robot-views created
$ kubectl create secret generic robot --type=kubernetes.io/service-account-token
error: failed to create secret Secret "robot" is invalid: metadata.annotations[kubernetes.io/service-account.name]: Required value
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Secret
metadata:
  name: robot
  annotations: {kubernetes.io/service-account.name: robot}
type: kubernetes.io/service-account-token
---
apiVersion: v1
kind: Secret
metadata:
  name: nobody
  annotations: {kubernetes.io/service-account.name: nobody}
type: kubernetes.io/service-account-token
EOF
secret/robot created
secret/nobody created
$ settle
$ kubectl get secrets
NAME    TYPE                                  DATA   AGE
robot   kubernetes.io/service-account-token   3      3s
$ kubectl get secret robot -o jsonpath='{.data.namespace}' | base64 -d
default
$ kubectl get secret robot -o jsonpath='{.data.token}' | base64 -d > robot.jwt
$ kubectl get pods --token=$(cat robot.jwt)
No resources found in default namespace.
$ run 3h
$ kubectl get pods --token=$(cat robot.jwt)
No resources found in default namespace.
$ kubectl delete serviceaccount robot
serviceaccount "robot" deleted
$ settle
$ kubectl get secrets
No resources found in default namespace.
$ kubectl get pods --token=$(cat robot.jwt)
error: You must be logged in to the server (Unauthorized)
[exit 1]
