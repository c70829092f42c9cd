# kubectl edit: the text goes to an editor (here a program of the shell; on the page its YAML tab), and what is saved is sent. Fact sheet §13.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=1
deployment.apps/web created
$ KUBE_EDITOR="sed -i s/replicas:.1/replicas:\ 2/" kubectl edit deployment web
deployment.apps/web edited
$ kubectl get deployment web -o jsonpath='{.spec.replicas} {.metadata.managedFields[*].manager}'
2 kube-controller-manager kubectl-create kubectl-edit
$ KUBE_EDITOR="sed -i s/nothing/else/" kubectl edit deployment web
Edit cancelled, no changes made.
$ KUBE_EDITOR="cp /dev/null" kubectl edit deployment web
bash: cp: command not found
error: there was a problem with the editor "cp /dev/null"
[exit 1]
$ KUBE_EDITOR="sed -i s/replicas:.2/replicas:\ -2/" kubectl edit deploy/web
error: deployments.apps "web" is invalid
A copy of your changes has been stored to "/tmp/kubectl-edit-2405666088.yaml"
error: Edit cancelled, no valid changes were saved.
[exit 1]
$ KUBE_EDITOR="sed -i s/replicas:.2/replikas:\ 2/" kubectl edit deploy/web
error: deployments.apps "web" is invalid
A copy of your changes has been stored to "/tmp/kubectl-edit-2504942884.yaml"
error: Edit cancelled, no valid changes were saved.
[exit 1]
$ KUBE_EDITOR="sed -i s/name:.web/name:\ wep/" kubectl edit deploy/web
A copy of your changes has been stored to "/tmp/kubectl-edit-758989732.yaml"
error: At least one of apiVersion, kind and name was changed
[exit 1]
$ KUBE_EDITOR="sed -i s/spec:/spec/" kubectl edit deploy/web
A copy of your changes has been stored to "/tmp/kubectl-edit-3466719408.yaml"
error: Edit cancelled, no valid changes were saved.
[exit 1]
$ KUBE_EDITOR="cat" kubectl edit namespace default -o json | grep -v resourceVersion
Edit cancelled, no changes made.
{
    "apiVersion": "v1",
    "kind": "Namespace",
    "metadata": {
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "labels": {
            "kubernetes.io/metadata.name": "default"
        },
        "name": "default",
        "uid": "e66bac86-2181-428c-84af-e992dd0bf4c4"
    },
    "spec": {
        "finalizers": [
            "kubernetes"
        ]
    },
    "status": {
        "phase": "Active"
    }
}
$ ls /tmp
/tmp/kubectl-edit-2405666088.yaml
/tmp/kubectl-edit-2504942884.yaml
/tmp/kubectl-edit-3466719408.yaml
/tmp/kubectl-edit-758989732.yaml
$ kubectl create configmap a --from-literal=x=1
configmap/a created
$ kubectl create configmap b --from-literal=x=2
configmap/b created
$ KUBE_EDITOR='sed -i "s/\"[12]\"/\"3\"/"' kubectl edit configmap/a configmap/b --output-patch
Patch: {"data":{"x":"3"}}
configmap/a edited
Patch: {"data":{"x":"3"}}
configmap/b edited
$ kubectl get configmap a b -o jsonpath='{.items[*].data}'
{"x":"3"} {"x":"3"}
$ kubectl edit configmap none
Error from server (NotFound): configmaps "none" not found
[exit 1]
$ kubectl edit
error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'
[exit 1]
