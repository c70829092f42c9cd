# What a container writes lies in a file on its machine, where `crictl inspect` says, one line for each; Docker writes it in a form of its own. Fact sheet §8.13.
# preset: runtimes
$ kubectl run tea --image=busybox --overrides='{"spec":{"nodeName":"node-1"}}' -- sh -c 'echo one; echo two; sleep 3; exit 1'
pod/tea created
$ kubectl run dock --image=busybox --overrides='{"spec":{"nodeName":"node-3"}}' -- sh -c 'echo one; sleep 9999'
pod/dock created
$ run 15s
$ ssh node-1 cat $(ssh node-1 crictl inspect -q $(ssh node-1 crictl ps -aq --name tea --last 1) | grep logPath | cut -d'"' -f4)
2026-01-01T00:00:14.766000000Z stdout F one
2026-01-01T00:00:14.766000000Z stdout F two
$ ssh node-1 ls /var/log/pods
default_tea_47c2c5aa-6be8-44f5-a32c-b7b49672986a
kube-system_coredns-8f9d8c7df-lh488_f700969f-2586-408d-8663-b99bd135ff96
kube-system_kube-proxy-wkt76_48717c8a-09e7-4bc1-82ee-44489c5c4d5a
$ ssh node-1 ls /var/log/containers
coredns-8f9d8c7df-lh488_kube-system_coredns-966ae612ede7a4a2c8ebfcbf0b7ff50ea638d44a73e96abc505952859c250466.log
kube-proxy-wkt76_kube-system_kube-proxy-d89d57ed93661c50cb287235ca121279cac8128af033d68fd802e63fee2c8a97.log
tea_default_tea-c8ebfcbf0b7ff50ea638d44a73e96abc505952859c25046643cebef149a08bbb.log
tea_default_tea-db9a6d0555e5c43ea9773507ee637953a7f0c6aa4e8687f8641c2e92eb57adc6.log
$ ssh node-1 "ls /var/log/pods/default_tea_*/tea"
0.log
1.log
$ ssh node-3 "cat /var/log/pods/default_dock_*/dock/0.log"
{"log":"one\n","stream":"stdout","time":"2026-01-01T00:00:11.010000000Z"}
$ ssh control-plane ls /var/log/pods
kube-system_etcd-control-plane_17de51422dd8bd58b020ce7137976f88
kube-system_kube-apiserver-control-plane_72555ee9a00828a54cf1ea8ba8c678dd
kube-system_kube-controller-manager-control-plane_9699fc624a2c76088185c916ae28fc3c
kube-system_kube-proxy-chqt2_bcaa8019-c700-41e3-9aef-c63f3d828fc0
kube-system_kube-scheduler-control-plane_d4ddc3699e2e90be77c185784fba0c33
$ ssh node-1 ls /var/log
containers
pods
$ ssh control-plane "ls /var/log/pods/*/kube-scheduler"
0.log
$ ssh control-plane "tail -n 1 /var/log/pods/*/kube-scheduler/*.log | cut -d' ' -f2,3"
stderr F
$ ssh node-1 rm -r /var/log/pods
$ ssh node-1 ls /var/log/pods/*
ls: cannot access '/var/log/pods/*': No such file or directory
[exit 2]
