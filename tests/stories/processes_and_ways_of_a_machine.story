# ps, pgrep, pidof and ip on a machine: which processes, in which columns; which addresses, and which way a packet takes to the Pods of the other machines. Fact sheet §9.6.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1 ps
    PID TTY          TIME CMD
   1291 pts/0    00:00:00 bash
   1292 pts/0    00:00:00 ps
$ ssh node-1 ps tree | cut -c1-80
UID          PID    PPID  C STIME TTY          TIME CMD
root           1       0  0 00:00 ?        00:00:00 /sbin/init
root         571       1  0 00:00 ?        00:00:00 sshd: /usr/sbin/sshd -D [lis
root         612       1  0 00:00 ?        00:00:00 /usr/bin/containerd
root         734       1  0 00:00 ?        00:00:00 /usr/bin/kubelet --bootstrap
root        1207       1  0 00:00 ?        00:00:00 /usr/bin/containerd-shim-run
65535       1214    1207  0 00:00 ?        00:00:00  \_ /pause
root        1242    1207  0 00:00 ?        00:00:00  \_ /coredns -conf /etc/core
root        1221       1  0 00:00 ?        00:00:00 /usr/bin/containerd-shim-run
65535       1228    1221  0 00:00 ?        00:00:00  \_ /pause
root        1256    1221  0 00:00 ?        00:00:00  \_ /usr/local/bin/kube-prox
root        1263       1  0 00:00 ?        00:00:00 /usr/bin/containerd-shim-run
65535       1270    1263  0 00:00 ?        00:00:00  \_ /pause
root        1284    1263  0 00:00 ?        00:00:00  \_ nginx: master process ng
101         1285    1284  0 00:00 ?        00:00:00      \_ nginx: worker proces
101         1286    1284  0 00:00 ?        00:00:00      \_ nginx: worker proces
101         1287    1284  0 00:00 ?        00:00:00      \_ nginx: worker proces
101         1288    1284  0 00:00 ?        00:00:00      \_ nginx: worker proces
$ ssh node-1 ps aux | head -2
USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
root           1  0.0  0.2 168344 13056 ?        Ss   00:00   0:00 /sbin/init
$ ssh node-1 ps fax | cut -c1-50 | tail -6
   1270 ?        Ss     0:00  \_ /pause
   1284 ?        Ss     0:00  \_ nginx: master pro
   1285 ?        Ss     0:00      \_ nginx: worker
   1286 ?        Ss     0:00      \_ nginx: worker
   1287 ?        Ss     0:00      \_ nginx: worker
   1288 ?        Ss     0:00      \_ nginx: worker
$ ssh node-1 ps -p 1
    PID TTY          TIME CMD
      1 ?        00:00:00 systemd
$ ssh node-1 ps -C kubelet -o pid,ppid,user,comm
    PID    PPID USER     COMMAND
    734       1 root     kubelet
$ ssh node-1 ps -fp 571
UID          PID    PPID  C STIME TTY          TIME CMD
root         571       1  0 00:00 ?        00:00:00 sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups
$ ssh node-1 ps -eo pid=,comm= | head -4
      1 systemd
    571 sshd
    612 containerd
    734 kubelet
$ ssh node-1 ps -p 99999
    PID TTY          TIME CMD
[exit 1]
$ ssh node-1 ps -o frob
error: unknown user-defined format specifier "frob"

Usage:
 ps aux | ps -ef | ps -ef --forest | ps fax | ps tree
 ps [-p PID,...] [-C NAME,...] [--ppid PID,...] [-o COLUMN,...] [--no-headers]
[exit 1]
$ ssh node-1 ps --frob
error: unknown gnu long option

Usage:
 ps aux | ps -ef | ps -ef --forest | ps fax | ps tree
 ps [-p PID,...] [-C NAME,...] [--ppid PID,...] [-o COLUMN,...] [--no-headers]
[exit 1]
$ ssh node-1 pidof kubelet nobody
734
$ ssh node-1 pidof nobody
[exit 1]
$ ssh node-1 pgrep -l kube
734 kubelet
1256 kube-proxy
$ ssh node-1 pgrep -fc kube
pgrep: no matching criteria specified
Try `pgrep --help' for more information.
[exit 2]
$ ssh node-1 ip route
default via 172.18.0.1 dev eth0 
10.244.0.0/24 via 172.18.0.2 dev eth0 
10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1 
10.244.2.0/24 via 172.18.0.4 dev eth0 
10.244.3.0/24 via 172.18.0.5 dev eth0 
172.18.0.0/16 dev eth0 proto kernel scope link src 172.18.0.3 
$ ssh node-1 ip route get 10.244.2.7
10.244.2.7 via 172.18.0.4 dev eth0 src 172.18.0.3 uid 0 
    cache 
$ ssh node-1 ip route get 10.244.1.3
10.244.1.3 dev cni0 src 10.244.1.1 uid 0 
    cache 
$ ssh node-1 ip route get 172.18.0.4
172.18.0.4 dev eth0 src 172.18.0.3 uid 0 
    cache 
$ ssh node-1 ip route get 172.18.0.3
local 172.18.0.3 dev lo src 172.18.0.3 uid 0 
    cache <local> 
$ ssh node-1 ip route get nowhere
Error: any valid prefix is expected rather than "nowhere".
[exit 1]
$ ssh node-1 ip -4 addr show eth0
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    inet 172.18.0.3/16 brd 172.18.255.255 scope global eth0
       valid_lft forever preferred_lft forever
$ ssh node-1 ip -6 addr
$ ssh node-1 ip -br link show cni0
cni0             UP             5a:9e:0a:f4:01:01 <BROADCAST,MULTICAST,UP,LOWER_UP> 
$ ssh node-1 ip addr show nope
Device "nope" does not exist.
[exit 1]
$ ssh node-1 ip frob
Object "frob" is unknown, try "ip help".
[exit 1]
$ ssh node-1 ip -frob a
Option "-frob" is unknown, try "ip -help".
[exit 255]
