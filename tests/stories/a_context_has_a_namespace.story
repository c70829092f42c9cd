# kubectl config: a context names the namespace in which one works, until another is named. Fact sheet §13.
# preset: three-nodes
$ kubectl create namespace lab
namespace/lab created
$ kubectl config get-contexts
CURRENT   NAME                          CLUSTER      AUTHINFO           NAMESPACE
*         kubernetes-admin@kubernetes   kubernetes   kubernetes-admin   
$ kubectl config set-context --current --namespace=lab
Context "kubernetes-admin@kubernetes" modified.
$ kubectl run web --image=nginx
pod/web created
$ kubectl get pods -n lab -o name
pod/web
$ kubectl get pods -n default
No resources found in default namespace.
$ kubectl config view --minify -o jsonpath='{..namespace}'
lab
$ kubectl config set-context other --cluster=kubernetes --user=kubernetes-admin
Context "other" created.
$ kubectl config use-context other
Switched to context "other".
$ kubectl get pods
No resources found in default namespace.
$ kubectl get pods --context=kubernetes-admin@kubernetes -o name
pod/web
$ kubectl config get-contexts
CURRENT   NAME                          CLUSTER      AUTHINFO           NAMESPACE
          kubernetes-admin@kubernetes   kubernetes   kubernetes-admin   lab
*         other                         kubernetes   kubernetes-admin   
$ kubectl config use-context none
error: no context exists with the name: "none"
[exit 1]
$ kubectl config delete-context other
deleted context other from ~/.kube/config
$ kubectl config rename-context kubernetes-admin@kubernetes home
Context "kubernetes-admin@kubernetes" renamed to "home".
$ kubectl config rename-context none x
error: cannot rename the context "none", it's not in ~/.kube/config
[exit 1]
$ kubectl config view
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: DATA+OMITTED
    server: https://127.0.0.1:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    namespace: lab
    user: kubernetes-admin
  name: home
current-context: other
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: DATA+OMITTED
    client-key-data: DATA+OMITTED
