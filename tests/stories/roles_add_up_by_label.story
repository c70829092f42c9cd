# view, edit and admin are sums: a controller collects the rules of every role with their label. Fact sheet §16.6, §7.17.
# preset: three-nodes
$ kubectl get clusterroles
NAME                                                                   CREATED AT
admin                                                                  2026-01-01T00:00:00Z
cluster-admin                                                          2026-01-01T00:00:00Z
edit                                                                   2026-01-01T00:00:00Z
kube-pod-network                                                       2026-01-01T00:00:00Z
kubeadm:get-nodes                                                      2026-01-01T00:00:00Z
system:aggregate-to-admin                                              2026-01-01T00:00:00Z
system:aggregate-to-edit                                               2026-01-01T00:00:00Z
system:aggregate-to-view                                               2026-01-01T00:00:00Z
system:auth-delegator                                                  2026-01-01T00:00:00Z
system:basic-user                                                      2026-01-01T00:00:00Z
system:certificates.k8s.io:certificatesigningrequests:nodeclient       2026-01-01T00:00:00Z
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient   2026-01-01T00:00:00Z
system:certificates.k8s.io:kube-apiserver-client-approver              2026-01-01T00:00:00Z
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver      2026-01-01T00:00:00Z
system:certificates.k8s.io:kubelet-serving-approver                    2026-01-01T00:00:00Z
system:certificates.k8s.io:legacy-unknown-approver                     2026-01-01T00:00:00Z
system:controller:attachdetach-controller                              2026-01-01T00:00:00Z
system:controller:certificate-controller                               2026-01-01T00:00:00Z
system:controller:clusterrole-aggregation-controller                   2026-01-01T00:00:00Z
system:controller:cronjob-controller                                   2026-01-01T00:00:00Z
system:controller:daemon-set-controller                                2026-01-01T00:00:00Z
system:controller:deployment-controller                                2026-01-01T00:00:00Z
system:controller:device-taint-eviction-controller                     2026-01-01T00:00:00Z
system:controller:disruption-controller                                2026-01-01T00:00:00Z
system:controller:endpoint-controller                                  2026-01-01T00:00:00Z
system:controller:endpointslice-controller                             2026-01-01T00:00:00Z
system:controller:endpointslicemirroring-controller                    2026-01-01T00:00:00Z
system:controller:ephemeral-volume-controller                          2026-01-01T00:00:00Z
system:controller:expand-controller                                    2026-01-01T00:00:00Z
system:controller:generic-garbage-collector                            2026-01-01T00:00:00Z
system:controller:horizontal-pod-autoscaler                            2026-01-01T00:00:00Z
system:controller:job-controller                                       2026-01-01T00:00:00Z
system:controller:legacy-service-account-token-cleaner                 2026-01-01T00:00:00Z
system:controller:namespace-controller                                 2026-01-01T00:00:00Z
system:controller:node-controller                                      2026-01-01T00:00:00Z
system:controller:persistent-volume-binder                             2026-01-01T00:00:00Z
system:controller:pod-garbage-collector                                2026-01-01T00:00:00Z
system:controller:pv-protection-controller                             2026-01-01T00:00:00Z
system:controller:pvc-protection-controller                            2026-01-01T00:00:00Z
system:controller:replicaset-controller                                2026-01-01T00:00:00Z
system:controller:replication-controller                               2026-01-01T00:00:00Z
system:controller:resource-claim-controller                            2026-01-01T00:00:00Z
system:controller:resourcequota-controller                             2026-01-01T00:00:00Z
system:controller:root-ca-cert-publisher                               2026-01-01T00:00:00Z
system:controller:route-controller                                     2026-01-01T00:00:00Z
system:controller:selinux-warning-controller                           2026-01-01T00:00:00Z
system:controller:service-account-controller                           2026-01-01T00:00:00Z
system:controller:service-cidrs-controller                             2026-01-01T00:00:00Z
system:controller:service-controller                                   2026-01-01T00:00:00Z
system:controller:statefulset-controller                               2026-01-01T00:00:00Z
system:controller:ttl-after-finished-controller                        2026-01-01T00:00:00Z
system:controller:ttl-controller                                       2026-01-01T00:00:00Z
system:controller:validatingadmissionpolicy-status-controller          2026-01-01T00:00:00Z
system:controller:volumeattributesclass-protection-controller          2026-01-01T00:00:00Z
system:coredns                                                         2026-01-01T00:00:00Z
system:discovery                                                       2026-01-01T00:00:00Z
system:heapster                                                        2026-01-01T00:00:00Z
system:kube-aggregator                                                 2026-01-01T00:00:00Z
system:kube-controller-manager                                         2026-01-01T00:00:00Z
system:kube-dns                                                        2026-01-01T00:00:00Z
system:kube-scheduler                                                  2026-01-01T00:00:00Z
system:kubelet-api-admin                                               2026-01-01T00:00:00Z
system:monitoring                                                      2026-01-01T00:00:00Z
system:node                                                            2026-01-01T00:00:00Z
system:node-bootstrapper                                               2026-01-01T00:00:00Z
system:node-problem-detector                                           2026-01-01T00:00:00Z
system:node-proxier                                                    2026-01-01T00:00:00Z
system:persistent-volume-provisioner                                   2026-01-01T00:00:00Z
system:public-info-viewer                                              2026-01-01T00:00:00Z
system:service-account-issuer-discovery                                2026-01-01T00:00:00Z
system:volume-scheduler                                                2026-01-01T00:00:00Z
view                                                                   2026-01-01T00:00:00Z
$ kubectl get clusterrole view -o jsonpath='{.aggregationRule}'
{"clusterRoleSelectors":[{"matchLabels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}}]}
$ kubectl describe clusterrole system:discovery
Name:         system:discovery
Labels:       kubernetes.io/bootstrapping=rbac-defaults
Annotations:  rbac.authorization.kubernetes.io/autoupdate: true
PolicyRule:
  Resources  Non-Resource URLs  Resource Names  Verbs
  ---------  -----------------  --------------  -----
             [/api/*]           []              [get]
             [/api]             []              [get]
             [/apis/*]          []              [get]
             [/apis]            []              [get]
             [/healthz]         []              [get]
             [/livez]           []              [get]
             [/openapi/*]       []              [get]
             [/openapi]         []              [get]
             [/readyz]          []              [get]
             [/version/]        []              [get]
             [/version]         []              [get]
$ kubectl get clusterrolebindings kubeadm:cluster-admins system:kube-scheduler -o wide
NAME                     ROLE                                AGE   USERS                   GROUPS                   SERVICEACCOUNTS
kubeadm:cluster-admins   ClusterRole/cluster-admin           10s                           kubeadm:cluster-admins   
system:kube-scheduler    ClusterRole/system:kube-scheduler   10s   system:kube-scheduler                            
$ kubectl get roles,rolebindings -n kube-system
NAME                                                                            CREATED AT
role.rbac.authorization.k8s.io/extension-apiserver-authentication-reader        2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/kube-proxy                                       2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/kubeadm:kubelet-config                           2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/kubeadm:nodes-kubeadm-config                     2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/system::leader-locking-kube-controller-manager   2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/system::leader-locking-kube-scheduler            2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/system:controller:bootstrap-signer               2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/system:controller:cloud-provider                 2026-01-01T00:00:00Z
role.rbac.authorization.k8s.io/system:controller:token-cleaner                  2026-01-01T00:00:00Z

NAME                                                                                      ROLE                                                  AGE
rolebinding.rbac.authorization.k8s.io/kube-proxy                                          Role/kube-proxy                                       10s
rolebinding.rbac.authorization.k8s.io/kubeadm:kubelet-config                              Role/kubeadm:kubelet-config                           10s
rolebinding.rbac.authorization.k8s.io/kubeadm:nodes-kubeadm-config                        Role/kubeadm:nodes-kubeadm-config                     10s
rolebinding.rbac.authorization.k8s.io/system::extension-apiserver-authentication-reader   Role/extension-apiserver-authentication-reader        10s
rolebinding.rbac.authorization.k8s.io/system::leader-locking-kube-controller-manager      Role/system::leader-locking-kube-controller-manager   10s
rolebinding.rbac.authorization.k8s.io/system::leader-locking-kube-scheduler               Role/system::leader-locking-kube-scheduler            10s
rolebinding.rbac.authorization.k8s.io/system:controller:bootstrap-signer                  Role/system:controller:bootstrap-signer               10s
rolebinding.rbac.authorization.k8s.io/system:controller:cloud-provider                    Role/system:controller:cloud-provider                 10s
rolebinding.rbac.authorization.k8s.io/system:controller:token-cleaner                     Role/system:controller:token-cleaner                  10s
$ kubectl create rolebinding ann-views --clusterrole=view --user=ann
rolebinding.rbac.authorization.k8s.io/ann-views created
$ kubectl auth can-i list pods --as=ann
yes
$ kubectl auth can-i list priorityclasses.scheduling.k8s.io --as=ann
Warning: resource 'priorityclasses' is not namespace scoped in group 'scheduling.k8s.io'

no
[exit 1]
$ kubectl create clusterrole more --verb=list --resource=priorityclasses.scheduling.k8s.io
clusterrole.rbac.authorization.k8s.io/more created
$ kubectl auth can-i list priorityclasses.scheduling.k8s.io --as=ann
Warning: resource 'priorityclasses' is not namespace scoped in group 'scheduling.k8s.io'

no
[exit 1]
$ kubectl label clusterrole more rbac.authorization.k8s.io/aggregate-to-view=true
clusterrole.rbac.authorization.k8s.io/more labeled
$ settle
$ kubectl auth can-i list priorityclasses.scheduling.k8s.io --as=ann
Warning: resource 'priorityclasses' is not namespace scoped in group 'scheduling.k8s.io'

yes
$ kubectl delete clusterrole more
clusterrole.rbac.authorization.k8s.io "more" deleted
$ settle
$ kubectl auth can-i list priorityclasses.scheduling.k8s.io --as=ann
Warning: resource 'priorityclasses' is not namespace scoped in group 'scheduling.k8s.io'

no
[exit 1]
