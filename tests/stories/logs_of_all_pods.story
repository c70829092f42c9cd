# kubectl logs: of one Pod of a Deployment, of all of them, with their names and with the moment of each line. Fact sheet §13.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl wait --for=condition=Available deployment/web
deployment.apps/web condition met
$ kubectl logs deployment/web --tail=1
Found 2 pods, using pod/web-7b659cbff-6fs7f
[notice] 1#1: start worker processes
$ (any order) kubectl logs deployment/web --all-pods --tail=1
[pod/web-7b659cbff-6fs7f/nginx] [notice] 1#1: start worker processes
[pod/web-7b659cbff-8vpsv/nginx] [notice] 1#1: start worker processes
$ kubectl logs deployment/web --tail=1 --timestamps | cut -c1-10,24-30
Found 2 pods, using pod/web-7b659cbff-6fs7f
2026-01-01000000Z
$ kubectl logs deployment/web --since-time=yesterday
error: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"
[exit 1]
$ kubectl logs deployment/web --limit-bytes=8
Found 2 pods, using pod/web-7b659cbff-6fs7f
/docker-
$ kubectl help logs | head -1
Print the logs for a container in a pod
