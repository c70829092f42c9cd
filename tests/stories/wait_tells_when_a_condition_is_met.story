# wait ends with the condition, or with the time. Golden wait-basic.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl wait --for=condition=Available deployment/web --timeout=60s
deployment.apps/web condition met
$ kubectl wait --for=jsonpath='{.status.readyReplicas}'=9 deployment/web --timeout=2s
error: timed out waiting for the condition on deployments/web
[exit 1]
