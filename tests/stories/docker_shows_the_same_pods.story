# docker on a machine whose kubelet uses it: pauses and containers by their long names, filters, forms, what one is told, what goes and what is refused. DESIGN §4.9.
# preset: runtimes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}'
pod/tea created
$ settle
$ ssh node-3 docker ps --filter name=tea --no-trunc | cut -c1-66
CONTAINER ID                                                      
139e87ca1dc4cd729ffce1932dd082b9596db9b538fa9c09dc2556a0d4c73df2  
e8f95204a54bd499c685fc0d94d4f46cc65fb8c14a9f14a370289309dbdf826f  
$ ssh node-3 docker ps -f label=io.kubernetes.docker.type=container -q
139e87ca1dc4
6053716177a7
$ ssh node-3 "docker ps -l --format '{{.Image}} {{.State}} {{.Command}}'"
86cee2c10898 running "/docker-entrypoint.…"
$ ssh node-3 "docker ps -n 2 --format 'table {{.ID}}\t{{.Status}}'"
CONTAINER ID   STATUS
139e87ca1dc4   Up 3 seconds
e8f95204a54b   Up 6 seconds
$ ssh node-3 docker container ls -aq
139e87ca1dc4
e8f95204a54b
6053716177a7
dc2556a0d4c7
$ ssh node-3 docker images nginx
REPOSITORY   TAG       IMAGE ID       CREATED       SIZE
nginx        latest    86cee2c10898   3 weeks ago   72MB
$ ssh node-3 docker images -q
86cee2c10898
9845063599de
6bafff9caf95
$ ssh node-3 "docker logs -t --tail 1 $(ssh node-3 docker ps -lq)"
2026-01-01T00:00:13.239000000Z [notice] 1#1: start worker processes
$ ssh node-3 "docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.Name}} {{json .State.Running}}' $(ssh node-3 docker ps -lq)"
running 0 /k8s_tea_tea_default_47c2c5aa-6be8-44f5-a32c-b7b49672986a_0 true
$ ssh node-3 "docker inspect $(ssh node-3 docker ps -lq)" | head -22 | tail -11
        "State": {
            "Status": "running",
            "Running": true,
            "OOMKilled": false,
            "Pid": 1256,
            "ExitCode": 0,
            "Error": "",
            "StartedAt": "2026-01-01T00:00:13.239000000Z",
            "FinishedAt": "0001-01-01T00:00:00Z"
        },
        "Image": "sha256:86cee2c10898a48ff47a0626f8202a2408b5893aff5df58ae10d83166e6d7b0e",
$ ssh node-3 "docker exec -it $(ssh node-3 docker ps -lq) hostname"
tea
$ ssh node-3 "docker top $(ssh node-3 docker ps -lq)" | cut -c1-12,35-90
UID         TTY          TIME CMD
root        ?        00:00:00 nginx: master process nginx -g daemon 
101         ?        00:00:00 nginx: worker process
101         ?        00:00:00 nginx: worker process
101         ?        00:00:00 nginx: worker process
101         ?        00:00:00 nginx: worker process
$ ssh node-3 docker stats --no-stream | cut -c1-40,101-150
CONTAINER ID   NAME                     CPU %     MEM USAGE / LIMIT   MEM %     PIDS
139e87ca1dc4   k8s_tea_tea_default_47c2c0.00%     7MiB / 8GiB         0.09%     1
6053716177a7   k8s_kube-proxy_kube-proxy0.10%     14MiB / 8GiB        0.17%     1
$ ssh node-3 docker info | head -8
Client: Docker Engine - Community
 Version:    28.5.2

Server:
 Containers: 4
  Running: 4
  Paused: 0
  Stopped: 0
$ ssh node-3 docker ps --frob
unknown flag: --frob

Usage:  docker ps [OPTIONS]

Run 'docker ps --help' for more information
[exit 125]
$ ssh node-3 docker ps -z
unknown shorthand flag: 'z' in -z

Usage:  docker ps [OPTIONS]

Run 'docker ps --help' for more information
[exit 125]
$ ssh node-3 docker ps web
docker: 'docker ps' accepts no arguments

Usage:  docker ps [OPTIONS]

Run 'docker ps --help' for more information
[exit 1]
$ ssh node-3 docker ps --filter
flag needs an argument: --filter

Usage:  docker ps [OPTIONS]

Run 'docker ps --help' for more information
[exit 125]
$ ssh node-3 docker ps --filter colour=red
Error response from daemon: invalid filter 'colour'
[exit 1]
$ ssh node-3 docker logs
docker: 'docker logs' requires 1 argument

Usage:  docker logs [OPTIONS] CONTAINER

Run 'docker logs --help' for more information
[exit 1]
$ ssh node-3 docker logs --tail=few $(ssh node-3 docker ps -lq)
Error response from daemon: strconv.ParseInt: parsing "few": invalid syntax
[exit 1]
$ ssh node-3 docker inspect nobody
[]
Error response from daemon: No such object: nobody
[exit 1]
$ ssh node-3 docker frob
docker: unknown command: docker frob

Run 'docker --help' for more information
[exit 1]
$ ssh node-3 docker run nginx
docker: there is no run in this docker: a container that the kubelet does not know would be nobody's; make a Pod
[exit 1]
$ ssh node-3 docker rmi nobody
Error response from daemon: No such image: nobody:latest
[exit 1]
$ ssh node-3 docker rmi nginx | sed 's/container [0-9a-f]*/container …/'
Error response from daemon: conflict: unable to delete "nginx" (cannot be forced) - container 139e87ca1dc4 is using its referenced image 86cee2c10898
$ ssh node-3 docker help stop

Usage:  docker stop [OPTIONS] CONTAINER [CONTAINER...]

Stop one or more running containers

Options:
  -s, --signal value
  -t, --timeout value
$ ssh node-3 docker pull -q redis
docker.io/library/redis:latest
$ ssh node-3 docker rmi redis
Untagged: redis:latest
Deleted: sha256:043fcd8be71d902d4ddf8560fc91a1ffa781d035adf79f1b3820ffbf75bf65fc
$ ssh node-3 "docker rm $(ssh node-3 docker ps -lq)" 2>&1 | cut -c1-60
Error response from daemon: cannot remove container "k8s_tea
$ ssh node-3 "docker stop -t 5 $(ssh node-3 docker ps -lq)" | wc -c
13
$ run 3s
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS     AGE
tea    1/1     Running   1 (3s ago)   14s
$ ssh node-3 "docker ps -a --filter name=k8s_tea --format '{{.State}}'"
running
exited
