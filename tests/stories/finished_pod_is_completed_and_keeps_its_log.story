# restartPolicy Never: Succeeded, and the log stays. Fact sheet §8.6.
# preset: three-nodes
$ kubectl run once --image=busybox --restart=Never -- sh -c 'echo done'
pod/once created
$ settle
$ kubectl get pod once
NAME   READY   STATUS      RESTARTS   AGE
once   0/1     Completed   0          4s
$ kubectl logs once
done
$ kubectl get pod once -o jsonpath='{.status.phase}'
Succeeded
