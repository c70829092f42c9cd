# From one wish to three running Pods: who does what, in which order, and what each writes. Fact sheet §12.1.
# preset: three-nodes
$ kubectl create service clusterip web --tcp=80
service/web created
$ fault stop kube-controller-manager
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ kubectl get deployment web -o jsonpath='{.metadata.generation} {.metadata.annotations} {.status}{"\n"}'
1  {}
$ kubectl get replicasets
No resources found in default namespace.
$ fault stop kube-scheduler
$ fault start kube-controller-manager
$ run 20s
$ kubectl get deployment web -o jsonpath='{.metadata.annotations}{"\n"}{range .status.conditions[*]}{.type} {.status} {.reason}{"\n"}{end}'
{"deployment.kubernetes.io/revision":"1"}
Available False MinimumReplicasUnavailable
Progressing True ReplicaSetUpdated
$ kubectl get replicasets -o jsonpath='{.items[0].status}{"\n"}'
{"fullyLabeledReplicas":3,"observedGeneration":1,"replicas":3,"terminatingReplicas":0}
$ kubectl get pods -o jsonpath='{range .items[*]}{.status} {.spec.nodeName}{"\n"}{end}'
{"phase":"Pending","qosClass":"BestEffort"} 
{"phase":"Pending","qosClass":"BestEffort"} 
{"phase":"Pending","qosClass":"BestEffort"} 
$ fault stop kubelet/node-1
$ fault stop kubelet/node-2
$ fault stop kubelet/node-3
$ fault start kube-scheduler
$ run 20s
$ kubectl get pods -o jsonpath='{range .items[*]}{.spec.nodeName} {.status.phase}{range .status.conditions[*]} {.type}={.status}{end}{"\n"}{end}' | sort
node-1 Pending PodScheduled=True
node-2 Pending PodScheduled=True
node-3 Pending PodScheduled=True
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints}{"\n"}'
[]
$ fault start kubelet/node-1
$ fault start kubelet/node-2
$ fault start kubelet/node-3
$ run 500ms
$ kubectl get pods --no-headers | sed 's/^web-[a-z0-9-]*/web-…/'
web-…   0/1   ContainerCreating   0     25s
web-…   0/1   ContainerCreating   0     25s
web-…   0/1   ContainerCreating   0     25s
$ kubectl get pods -o jsonpath='{range .items[0].status.conditions[*]}{.type} {.status} {.reason} {.message}{"\n"}{end}'
PodReadyToStartContainers False  
Initialized True  
Ready False ContainersNotReady containers with unready status: [nginx]
ContainersReady False ContainersNotReady containers with unready status: [nginx]
PodScheduled True  
$ settle
$ kubectl get pods -o jsonpath='{range .items[0].status.conditions[*]}{.type} {.status} {.reason} {.message}{"\n"}{end}'
PodReadyToStartContainers True  
Initialized True  
Ready True  
ContainersReady True  
PodScheduled True  
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.conditions}{"\n"}{end}'
{"ready":true,"serving":true,"terminating":false}
{"ready":true,"serving":true,"terminating":false}
{"ready":true,"serving":true,"terminating":false}
$ kubectl get replicasets -o jsonpath='{.items[0].status.replicas} {.items[0].status.readyReplicas} {.items[0].status.availableReplicas}{"\n"}'
3 3 3
$ kubectl get deployment web -o jsonpath='{range .status.conditions[*]}{.type} {.status} {.reason} {.message}{"\n"}{end}' | sed 's/web-[a-z0-9]*/web-…/'
Available True MinimumReplicasAvailable Deployment has minimum availability.
Progressing True NewReplicaSetAvailable ReplicaSet "web-…" has successfully progressed.
$ kubectl get events --sort-by=.metadata.creationTimestamp -o custom-columns=ON:.involvedObject.kind,REASON:.reason,MESSAGE:.message | grep web | sed 's/web-[a-z0-9-]*/web-…/g;s/node-[0-9]/node-…/' | uniq -c
      1 ReplicaSet   SuccessfulCreate          Created pod: web-…
      1 Deployment   ScalingReplicaSet         Scaled up replica set web-… from 0 to 3
      2 ReplicaSet   SuccessfulCreate          Created pod: web-…
      3 Pod          Scheduled                 Successfully assigned default/web-… to node-…
$ kubectl events --for pod/$(kubectl get pods -o jsonpath='{.items[0].metadata.name}') --no-headers | sed 's/^ *[0-9]*s *//;s/web-[a-z0-9-]*/web-…/g;s/node-[0-9]/node-…/;s/in [0-9.]*m*s (.*)/in …/'
Normal   Scheduled   Pod/web-…   Successfully assigned default/web-… to node-…
Normal   Pulling     Pod/web-…   Pulling image "nginx"
Normal   Pulled      Pod/web-…   Successfully pulled image "nginx" in …. Image size: 72000000 bytes.
Normal   Created     Pod/web-…   Container created
Normal   Started     Pod/web-…   Container started
