# Pod Security: enforce refuses, warn warns, and who turns the screw is told what does not fit any more. Fact sheet §4.9.
# preset: three-nodes
$ kubectl create namespace lab
namespace/lab created
$ kubectl run old --image=nginx -n lab
pod/old created
$ kubectl run older --image=nginx -n lab
pod/older created
$ kubectl label namespace lab pod-security.kubernetes.io/enforce=strict
The Namespace "lab" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted
[exit 1]
$ kubectl label namespace lab pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=1.30
The Namespace "lab" is invalid: metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: "1.30": must be "latest" or "v1.x"
[exit 1]
$ kubectl label namespace lab pod-security.kubernetes.io/warn=restricted
namespace/lab labeled
$ kubectl run warned --image=nginx -n lab
Warning: would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "warned" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "warned" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "warned" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "warned" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
pod/warned created
$ kubectl label namespace lab pod-security.kubernetes.io/warn- pod-security.kubernetes.io/enforce=restricted
Warning: existing pods in namespace "lab" violate the new PodSecurity enforce level "restricted:latest"
Warning: old (and 2 other pods): allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile
namespace/lab labeled
$ kubectl run refused --image=nginx -n lab
Error from server (Forbidden): pods "refused" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "refused" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "refused" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "refused" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "refused" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
[exit 1]
$ kubectl create deployment web --image=nginx -n lab
Warning: would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "nginx" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "nginx" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "nginx" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "nginx" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
deployment.apps/web created
$ settle
$ kubectl get deployments,pods -n lab
NAME                  READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/web   0/1     0            0           6s

NAME         READY   STATUS    RESTARTS   AGE
pod/old      1/1     Running   0          7s
pod/older    1/1     Running   0          7s
pod/warned   1/1     Running   0          7s
$ kubectl get deployment web -n lab -o jsonpath='{.status.conditions[?(@.type=="ReplicaFailure")].message}'
pods "web-7b659cbff-kr8dp" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "nginx" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "nginx" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "nginx" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "nginx" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
$ cat > pod.yaml <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: modest
  namespace: lab
spec:
  securityContext:
    runAsNonRoot: true
    seccompProfile: {type: RuntimeDefault}
  containers:
  - name: nginx
    image: nginx
    securityContext:
      allowPrivilegeEscalation: false
      capabilities: {drop: [ALL]}
EOF
$ kubectl apply -f pod.yaml
pod/modest created
$ kubectl label namespace lab pod-security.kubernetes.io/enforce=baseline --overwrite
namespace/lab labeled
$ cat > greedy.yaml <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: greedy
  namespace: lab
spec:
  hostNetwork: true
  hostPID: true
  containers:
  - name: one
    image: nginx
    ports: [{containerPort: 80, hostPort: 80}]
    securityContext: {privileged: true}
  - name: two
    image: nginx
    securityContext: {capabilities: {add: [NET_ADMIN, KILL]}, seccompProfile: {type: Unconfined}}
  volumes:
  - name: root
    hostPath: {path: /}
EOF
$ kubectl apply -f greedy.yaml
Error from server (Forbidden): error when creating "greedy.yaml": pods "greedy" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities (container "two" must not include "NET_ADMIN" in securityContext.capabilities.add), host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volume "root"), hostPort (container "one" uses hostPort 80), privileged (container "one" must not set securityContext.privileged=true), seccompProfile (container "two" must not set securityContext.seccompProfile.type to "Unconfined")
[exit 1]
$ kubectl label namespace lab pod-security.kubernetes.io/enforce=restricted --overwrite --dry-run=server
Warning: existing pods in namespace "lab" violate the new PodSecurity enforce level "restricted:latest"
Warning: old (and 2 other pods): allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile
namespace/lab labeled (server dry run)
