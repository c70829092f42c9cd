# Deleting a namespace deletes what is in it. Fact sheet §7.11.
# preset: three-nodes
$ kubectl create namespace lab
namespace/lab created
$ kubectl create deployment app --image=nginx -n lab
deployment.apps/app created
$ settle
$ kubectl delete namespace lab
namespace "lab" deleted
$ kubectl get pods -n lab
No resources found in lab namespace.
$ kubectl get ns lab
Error from server (NotFound): namespaces "lab" not found
[exit 1]
