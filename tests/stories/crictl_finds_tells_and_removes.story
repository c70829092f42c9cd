# crictl on a machine: lists narrowed down and in other forms, one thing told in full, what goes behind the kubelet's back, and what it refuses. Fact sheet §9.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ kubectl run bad --image=busybox --overrides='{"spec":{"nodeName":"node-1"}}' -- sh -c 'echo dying; exit 3'
pod/bad created
$ settle
$ ssh node-1 crictl ps --state exited | cut -c41-110
CREATED             STATE               NAME                ATTEMPT   
3 seconds ago       Exited              bad                 1         
5 seconds ago       Exited              bad                 0         
$ ssh node-1 crictl ps --last 2 | cut -c41-110
CREATED             STATE               NAME                ATTEMPT   
3 seconds ago       Exited              bad                 1         
5 seconds ago       Exited              bad                 0         
$ ssh node-1 crictl ps -al | cut -c41-110
CREATED             STATE               NAME                ATTEMPT   
4 seconds ago       Exited              bad                 1         
$ ssh node-1 crictl ps --image nginx | cut -c41-110
CREATED             STATE               NAME                ATTEMPT   
5 seconds ago       Running             tea                 0         
$ ssh node-1 crictl ps --label io.kubernetes.pod.namespace=kube-system | cut -c41-110
CREATED             STATE               NAME                ATTEMPT   
12 seconds ago      Running             kube-proxy          0         
13 seconds ago      Running             coredns             0         
$ ssh node-1 crictl ps --no-trunc --name tea | head -2 | cut -c1-67
CONTAINER                                                          
a638d44a73e96abc505952859c25046643cebef149a08bbb856be06ec660cfd5   
$ ssh node-1 crictl ps -o json --name tea | head -12 | tail -6
        "name": "tea",
        "attempt": 0
      },
      "image": {
        "image": "sha256:86cee2c10898a48ff47a0626f8202a2408b5893aff5df58ae10d83166e6d7b0e",
        "annotations": {},
$ ssh node-1 crictl ps -o yaml --name tea | tail -8
    io.kubernetes.pod.name: tea
    io.kubernetes.pod.namespace: default
    io.kubernetes.pod.uid: 47c2c5aa-6be8-44f5-a32c-b7b49672986a
  metadata:
    attempt: 0
    name: tea
  podSandboxId: d56fc4d5326971f62a59524e606d160f57f4f06acef8f12876e86ca9de709330
  state: CONTAINER_RUNNING
$ ssh node-1 crictl pods --latest | cut -c41-110
STATE               NAME                NAMESPACE           ATTEMPT   
Ready               bad                 default             0         
$ ssh node-1 crictl pods -v --name tea
ID: d56fc4d5326971f62a59524e606d160f57f4f06acef8f12876e86ca9de709330
Name: tea
UID: 47c2c5aa-6be8-44f5-a32c-b7b49672986a
Namespace: default
Status: Ready
Created: 9 seconds ago
Labels:
	io.kubernetes.pod.name -> tea
	io.kubernetes.pod.namespace -> default
	io.kubernetes.pod.uid -> 47c2c5aa-6be8-44f5-a32c-b7b49672986a

$ ssh node-1 crictl images --digests nginx
IMAGE                     TAG                 DIGEST              IMAGE ID            SIZE
docker.io/library/nginx   latest              86cee2c10898a       86cee2c10898a       72MB
$ ssh node-1 crictl images -v nginx
ID: sha256:86cee2c10898a48ff47a0626f8202a2408b5893aff5df58ae10d83166e6d7b0e
RepoTags: docker.io/library/nginx:latest
RepoDigests: docker.io/library/nginx@sha256:86cee2c10898a48ff47a0626f8202a2408b5893aff5df58ae10d83166e6d7b0e
Size: 72000000

$ ssh node-1 "crictl logs --tail=1 -t $(ssh node-1 crictl ps --name tea -q)"
2026-01-01T00:00:13.111000000Z [notice] 1#1: start worker processes
$ ssh node-1 "crictl logs -p $(ssh node-1 crictl ps -aq --name bad --last 1)"
dying
$ ssh node-1 "crictl logs -p $(ssh node-1 crictl ps -q --name tea)"
FATA[0000] previous terminated container "tea" not found in pod "tea"
[exit 1]
$ ssh node-1 "crictl inspect -q $(ssh node-1 crictl ps -aq --last 1)" | grep 'exitCode\|reason\|state\|attempt'
    "exitCode": 3,
      "attempt": 1,
    "reason": "Error",
    "state": "CONTAINER_EXITED"
$ ssh node-1 crictl inspecti nginx
{
  "status": {
    "id": "sha256:86cee2c10898a48ff47a0626f8202a2408b5893aff5df58ae10d83166e6d7b0e",
    "repoTags": [
      "docker.io/library/nginx:latest"
    ],
    "repoDigests": [
      "docker.io/library/nginx@sha256:86cee2c10898a48ff47a0626f8202a2408b5893aff5df58ae10d83166e6d7b0e"
    ],
    "size": "72000000",
    "username": "",
    "spec": null,
    "pinned": false
  }
}
$ ssh node-1 crictl statsp | cut -c21-70
NAME                      CPU %               MEM
tea                       0.00                7.34
kube-proxy-t76vc          0.10                14.7
coredns-8f9d8c7df-8mlh4   0.20                13.6
$ ssh node-1 crictl imagefsinfo | grep -A1 usedBytes
        "usedBytes": {
          "value": "122320000"
$ ssh node-1 crictl -r unix:///var/run/dockershim.sock ps
FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/dockershim.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/run/dockershim.sock: connect: no such file or directory"
[exit 1]
$ ssh node-1 crictl pods --state Lost
FATA[0000] listing pod sandboxes: --state should be ready or notready
[exit 1]
$ ssh node-1 crictl ps -n few
FATA[0000] invalid value "few" for flag -last: parse error
[exit 1]
$ ssh node-1 crictl ps --frob | head -3
FATA[0000] flag provided but not defined: -frob
Incorrect Usage: flag provided but not defined: -frob

NAME:
$ ssh node-1 crictl ps --name
Incorrect Usage: flag needs an argument: -name

NAME:
   crictl ps - List containers

USAGE:
   crictl ps [command options]

OPTIONS:
   --all, -a                 Show all containers
   --id value                Filter by container id
   --image value             Filter by container image
   --label value             Filter by key=value label
   --last value, -n value    Show last n recently created containers (includes all states). Set 0 for unlimited.
   --latest, -l              Show the most recently created container (includes all states)
   --name value              Filter by container name regular expression pattern
   --namespace value         Filter by pod namespace regular expression pattern
   --no-trunc                Show output without truncating the ID
   --output value, -o value  Output format, One of: json|yaml|table
   --pod value, -p value     Filter by pod id
   --quiet, -q               Only display container IDs
   --state value, -s value   Filter by container state
   --verbose, -v             Show verbose information for containers
   --help, -h                show help
FATA[0000] flag needs an argument: -name
[exit 1]
$ ssh node-1 crictl images -o wide
FATA[0000] unsupported output format "wide"
[exit 1]
$ ssh node-1 crictl inspecti nope
FATA[0000] no such image "nope" present
[exit 1]
$ ssh node-1 crictl logs nope
FATA[0000] rpc error: code = NotFound desc = an error occurred when try to find container "nope": not found
[exit 1]
$ ssh node-1 crictl frob
No help topic for 'frob'
[exit 3]
$ ssh node-1 crictl runp pod.json
FATA[0000] there is no runp in this crictl: a Pod that the kubelet does not know would be nobody's; make one with kubectl
[exit 1]
$ ssh node-1 crictl help rmi
NAME:
   crictl rmi - Remove one or more images

USAGE:
   crictl rmi [command options] IMAGE-ID [IMAGE-ID...]

OPTIONS:
   --all, -a    Remove all images
   --prune, -q  Remove all unused images
   --help, -h   show help
$ ssh node-1 crictl pull redis
Image is up to date for sha256:043fcd8be71d902d4ddf8560fc91a1ffa781d035adf79f1b3820ffbf75bf65fc
$ ssh node-1 crictl rmi redis nope
Deleted: docker.io/library/redis:latest
ERRO[0000] no such image nope
FATA[0000] unable to remove the image(s)
[exit 1]
$ ssh node-1 crictl rmi --prune
INFO[0000] No images to remove
$ ssh node-1 "crictl rm $(ssh node-1 crictl ps --name tea -q)" 2>&1 | sed 's/"[0-9a-f]*"/"…"/'
FATA[0000] container "…" is running, please stop it first
$ ssh node-1 "crictl rmp $(ssh node-1 crictl pods --name tea -q)" 2>&1 | sed 's/"[0-9a-f]*"/"…"/'
FATA[0000] pod sandbox "…" is running, please stop it first
$ ssh node-1 "crictl rmp -f $(ssh node-1 crictl pods --name tea -q)" | cut -c1-16
Removed sandbox 
$ run 5s
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    1/1     Running   1          19s
$ ssh node-1 crictl pods --name tea | cut -c41-110
STATE               NAME                NAMESPACE           ATTEMPT   
Ready               tea                 default             1         
$ ssh control-plane "crictl stop $(ssh control-plane crictl ps --name kube-scheduler -q)"
FATA[0000] kube-scheduler-control-plane is a part of the cluster itself here. Its process ends and begins again with: fault restart kube-scheduler
[exit 1]
$ ssh control-plane "crictl exec $(ssh control-plane crictl ps --name kube-scheduler -q) ls"
FATA[0000] kube-scheduler-control-plane is a part of the cluster itself here. Its process ends and begins again with: fault restart kube-scheduler
[exit 1]
$ ssh control-plane "crictl rmp -f $(ssh control-plane crictl pods --name kube-scheduler -q)"
FATA[0000] kube-scheduler-control-plane is a part of the cluster itself here. Its process ends and begins again with: fault restart kube-scheduler
[exit 1]
