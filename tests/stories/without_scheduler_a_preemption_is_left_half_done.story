# A Pod of a high priority has had another one pushed out, and the scheduler stops: its nominated node stays written in its status, the victim goes, and the room stays empty until somebody binds. Fact sheet §10.3, §6.7.
# preset: three-nodes
$ kubectl create priorityclass high --value=1000
priorityclass.scheduling.k8s.io/high created
$ kubectl run victim --image=nginx --overrides='{"spec":{"nodeName":"node-1","terminationGracePeriodSeconds":20,"containers":[{"name":"c","image":"busybox","command":["sh","-c","sleep 9999"],"resources":{"requests":{"cpu":"3"}}}]}}'
pod/victim created
$ settle
$ kubectl run urgent --image=nginx --overrides='{"spec":{"nodeSelector":{"kubernetes.io/hostname":"node-1"},"priorityClassName":"high","containers":[{"name":"c","image":"nginx","resources":{"requests":{"cpu":"3"}}}]}}'
pod/urgent created
$ run 2s
$ fault stop kube-scheduler
$ run 60s
$ kubectl get pods -o wide --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,2,3,7,8
urgent 0/1 Pending <none> node-1
$ fault start kube-scheduler
$ run 30s
$ kubectl get pods -o wide --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,2,3,7,8
urgent 1/1 Running node-1 <none>
