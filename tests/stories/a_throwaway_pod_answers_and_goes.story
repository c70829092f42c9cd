# kubectl run --rm -it: a Pod for one command. What it writes is printed, its exit status is kubectl's, and it is gone afterwards. Fact sheet §13.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl wait --for=condition=Available deployment/web --timeout=60s
deployment.apps/web condition met
$ kubectl run tmp --rm -it --image=busybox --restart=Never -- wget -qO- http://web
If you don't see a command prompt, try pressing enter.
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
</body>
</html>
pod "tmp" deleted
$ kubectl run tmp --rm -i --image=busybox --restart=Never -- sh -c 'echo going; exit 3'
going
pod "tmp" deleted
pod default/tmp terminated (Error)
[exit 3]
$ kubectl run tmp --rm --image=busybox
error: --rm should only be used for attached containers
See 'kubectl run -h' for help and examples
[exit 1]
$ kubectl run tmp -t --image=busybox
error: -i/--stdin is required for containers with -t/--tty=true
See 'kubectl run -h' for help and examples
[exit 1]
$ kubectl get pod tmp
Error from server (NotFound): pods "tmp" not found
[exit 1]
$ kubectl run job --image=busybox --restart=Never -- sh -c 'sleep 5; echo first; sleep 5; echo second'
pod/job created
$ kubectl wait --for=condition=Ready pod/job
pod/job condition met
$ kubectl attach job
first
second
$ kubectl attach job
error: cannot attach a container in a completed pod; current phase is Succeeded
[exit 1]
