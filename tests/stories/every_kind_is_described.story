# kubectl describe: the kinds that are rarer have a description of their own too. Fact sheet §13.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl wait --for=condition=Available deployment/web
deployment.apps/web condition met
$ kubectl describe endpoints web | sed 's/10\.244\.[0-9]*\.[0-9]*/ADDRESS/g'
Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice
Name:         web
Namespace:    default
Labels:       app=web
              endpoints.kubernetes.io/managed-by=endpoint-controller
Annotations:  endpoints.kubernetes.io/last-change-trigger-time: 2026-01-01T00:00:13Z
Subsets:
  Addresses:          ADDRESS,ADDRESS
  NotReadyAddresses:  <none>
  Ports:
    Name     Port  Protocol
    ----     ----  --------
    <unset>  80    TCP

Events:  <none>
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: ReplicationController
metadata:
  name: old
spec:
  replicas: 1
  selector:
    app: old
  template:
    metadata:
      labels:
        app: old
    spec:
      containers:
      - name: nginx
        image: nginx
EOF
replicationcontroller/old created
$ kubectl describe rc old | head -14
Name:         old
Namespace:    default
Selector:     app=old
Labels:       app=old
Annotations:  <none>
Replicas:     1 current / 1 desired
Pods Status:  0 Running / 1 Waiting / 0 Succeeded / 0 Failed
Pod Template:
  Labels:  app=old
  Containers:
   nginx:
    Image:         nginx
    Port:          <none>
    Host Port:     <none>
$ kubectl apply -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata:
  name: more
spec:
  cidrs: [10.97.0.0/24]
---
apiVersion: networking.k8s.io/v1
kind: IPAddress
metadata:
  name: 10.97.0.7
spec:
  parentRef: {resource: services, namespace: default, name: web}
---
apiVersion: storage.k8s.io/v1
kind: CSINode
metadata:
  name: node-1
spec:
  drivers:
  - name: disk.example.com
    nodeID: machine-1
    topologyKeys: [zone]
    allocatable: {count: 16}
EOF
servicecidr.networking.k8s.io/more created
ipaddress.networking.k8s.io/10.97.0.7 created
csinode.storage.k8s.io/node-1 created
$ kubectl describe servicecidr more
Name:         more
Labels:       <none>
Annotations:  <none>
CIDRs:        10.97.0.0/24
Events:       <none>
$ kubectl describe ipaddress 10.97.0.7
Name:         10.97.0.7
Labels:       <none>
Annotations:  <none>
Parent Reference:
  Group:      
  Resource:   services
  Namespace:  default
  Name:       web
Events:       <none>
$ kubectl describe csinode node-1
Name:               node-1
Labels:             <none>
Annotations:        <none>
CreationTimestamp:  Thu, 01 Jan 2026 00:00:13 +0000
Spec:
  Drivers:
    disk.example.com:
      Node ID:  machine-1
      Allocatables:
        Count:        16
      Topology Keys:  [zone]
Events:               <none>
$ kubectl apply -f - <<'EOF'
apiVersion: storage.k8s.io/v1
kind: VolumeAttributesClass
metadata:
  name: fast
driverName: disk.example.com
parameters:
  iops: "4000"
EOF
volumeattributesclass.storage.k8s.io/fast created
$ kubectl describe volumeattributesclass fast
Error from server (NotFound): the server could not find the requested resource
[exit 1]
