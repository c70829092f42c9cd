# A missing ConfigMap holds the container back until it is there. Fact sheet §8.4.
# preset: three-nodes
$ kubectl run reader --image=nginx --overrides='{"spec":{"containers":[{"name":"reader","image":"nginx","envFrom":[{"configMapRef":{"name":"settings"}}]}]}}'
pod/reader created
$ settle
$ kubectl get pod reader
NAME     READY   STATUS                       RESTARTS   AGE
reader   0/1     CreateContainerConfigError   0          6s
$ kubectl create configmap settings --from-literal=MODE=dev
configmap/settings created
$ kubectl wait pod/reader --for=condition=Ready --timeout=120s
pod/reader condition met
