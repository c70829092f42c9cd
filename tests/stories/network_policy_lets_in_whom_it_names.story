# A Pod that a NetworkPolicy selects is reached only by those whom a policy names; the others hear nothing and time out. DESIGN §4.10.
# preset: three-nodes
$ kubectl create deployment db --image=nginx
deployment.apps/db created
$ kubectl expose deployment db --port=80
service/db exposed
$ kubectl run app --image=busybox --labels=role=app --restart=Never -- sleep 3600
pod/app created
$ kubectl run other --image=busybox --restart=Never -- sleep 3600
pod/other created
$ settle
$ kubectl exec other -- wget -qO- -T 3 http://db | grep title
<title>Welcome to nginx!</title>
$ kubectl apply -f - <<'END'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: only-app}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from: [{podSelector: {matchLabels: {role: app}}}]
    ports: [{port: 80}]
END
networkpolicy.networking.k8s.io/only-app created
$ run 2s
$ kubectl exec other -- wget -qO- -T 3 http://db
wget: download timed out
command terminated with exit code 1
[exit 1]
$ kubectl exec app -- wget -qO- -T 3 http://db | grep title
<title>Welcome to nginx!</title>
$ kubectl label pod other role=app
pod/other labeled
$ run 1s
$ kubectl exec other -- wget -qO- -T 3 http://db | grep title
<title>Welcome to nginx!</title>
$ kubectl apply -f - <<'END'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: no-way-out}
spec:
  podSelector: {matchLabels: {run: app}}
  policyTypes: [Egress]
END
networkpolicy.networking.k8s.io/no-way-out created
$ kubectl label pod app run=app --overwrite
pod/app labeled
$ run 2s
$ kubectl exec app -- wget -qO- -T 12 http://db
wget: bad address 'db'
command terminated with exit code 1
[exit 1]
$ kubectl exec app -- nslookup db
;; connection timed out; no servers could be reached

command terminated with exit code 1
[exit 1]
$ kubectl delete networkpolicy only-app no-way-out
networkpolicy.networking.k8s.io "only-app" deleted
networkpolicy.networking.k8s.io "no-way-out" deleted
$ run 2s
$ kubectl exec app -- wget -qO- -T 3 http://db | grep title
<title>Welcome to nginx!</title>
