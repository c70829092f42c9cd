# A gRPC probe: a server that speaks the health protocol passes; one that does not is never ready; nobody at the port, and the container is restarted. Fact sheet §8.9.
# preset: three-nodes
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: {name: serves}
spec:
  containers:
  - name: etcd
    image: registry.k8s.io/etcd:3.5.1-0
    command: [/usr/local/bin/etcd, --data-dir, /var/lib/etcd, --listen-client-urls, "http://0.0.0.0:2379", --advertise-client-urls, "http://127.0.0.1:2379"]
    ports: [{containerPort: 2379}]
    livenessProbe: {grpc: {port: 2379}, initialDelaySeconds: 10}
    readinessProbe: {grpc: {port: 2379}}
---
apiVersion: v1
kind: Pod
metadata: {name: elsewhere}
spec:
  containers:
  - name: etcd
    image: registry.k8s.io/etcd:3.5.1-0
    command: [/usr/local/bin/etcd]
    livenessProbe: {grpc: {port: 5000}, periodSeconds: 5}
---
apiVersion: v1
kind: Pod
metadata: {name: no-grpc}
spec:
  containers:
  - name: web
    image: nginx
    readinessProbe: {grpc: {port: 80}}
END
pod/serves created
pod/elsewhere created
pod/no-grpc created
$ run 30s
$ kubectl get pods
NAME        READY   STATUS    RESTARTS      AGE
elsewhere   1/1     Running   1 (15s ago)   30s
no-grpc     0/1     Running   0             30s
serves      1/1     Running   0             30s
$ kubectl get events --field-selector involvedObject.name=elsewhere,reason=Unhealthy -o custom-columns=TYPE:.type,MESSAGE:.message | sed 's/10\.244\.[0-9.]*/IP/'
TYPE      MESSAGE
Warning   Liveness probe failed: timeout: failed to connect service "IP:5000" within 1s: context deadline exceeded
$ kubectl get events --field-selector involvedObject.name=elsewhere,reason=Killing -o custom-columns=TYPE:.type,MESSAGE:.message
TYPE     MESSAGE
Normal   Container etcd failed liveness probe, will be restarted
$ kubectl get events --field-selector involvedObject.name=no-grpc,reason=Unhealthy -o custom-columns=TYPE:.type,MESSAGE:.message | sed 's/10\.244\.[0-9.]*/IP/'
TYPE      MESSAGE
Warning   Readiness probe failed: timeout: failed to connect service "IP:80" within 1s: context deadline exceeded
