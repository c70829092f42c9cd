# The root of a container has the directories of its image, that of a machine those of Debian; and each program has a size of its own. DESIGN §4.9.
# preset: three-nodes, seed: 7
$ kubectl run web --image=nginx
pod/web created
$ kubectl run box --image=busybox -- sleep 1d
pod/box created
$ settle
$ kubectl exec web -- ls /
bin
boot
dev
etc
home
lib
lib64
media
mnt
opt
proc
root
run
sbin
srv
sys
tmp
usr
var
$ kubectl exec box -- ls /
bin
dev
etc
home
lib
proc
root
sys
tmp
usr
var
$ kubectl exec box -- ls /home
$ kubectl exec box -- ls /nowhere
ls: /nowhere: No such file or directory
command terminated with exit code 1
[exit 1]
$ ssh node-1 ls /
bin
boot
dev
etc
home
lib
lib64
lost+found
media
mnt
opt
proc
root
run
sbin
srv
sys
tmp
usr
var
$ ssh control-plane ps -eo vsz,rss,comm
   VSZ   RSS COMMAND
168344 13056 systemd
 15436  9216 sshd
1914312 61440 containerd
2041788 96256 kubelet
1233804 12288 containerd-shim
  1028   640 pause
11739472 56320 etcd
1233804 12288 containerd-shim
  1028   640 pause
1542116 262144 kube-apiserver
1233804 12288 containerd-shim
  1028   640 pause
1357752 104448 kube-controller
1233804 12288 containerd-shim
  1028   640 pause
1304628 55296 kube-scheduler
1233804 12288 containerd-shim
  1028   640 pause
1299968 14336 kube-proxy
