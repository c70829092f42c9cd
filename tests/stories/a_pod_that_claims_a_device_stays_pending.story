# Nobody publishes devices here: a Pod that claims one runs nowhere. Fact sheet §6.2.
# preset: three-nodes
$ kubectl apply -f - <<'YAML'
apiVersion: resource.k8s.io/v1
kind: ResourceClaim
metadata: {name: gpu}
spec: {devices: {requests: [{name: one, exactly: {deviceClassName: gpu.example.com}}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  resourceClaims: [{name: gpu, resourceClaimName: gpu}]
  containers: [{name: c, image: nginx, resources: {claims: [{name: gpu}]}}]
YAML
resourceclaim.resource.k8s.io/gpu created
pod/train created
$ run 10s
$ kubectl get pods
NAME    READY   STATUS    RESTARTS   AGE
train   0/1     Pending   0          10s
$ kubectl get events --field-selector reason=FailedScheduling -o custom-columns=MESSAGE:.message
MESSAGE
0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 cannot allocate all claims. still not schedulable, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
