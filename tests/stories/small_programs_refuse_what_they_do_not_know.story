# The small programs of a machine: what they show, and what they say to an option that they do not have. DESIGN §4.9.
# preset: three-nodes
$ settle
$ ssh node-1 free -h
               total        used        free      shared  buff/cache   available
Mem:           8.0Gi       447Mi       6.8Gi       1.0Mi       819Mi       7.6Gi
Swap:             0B          0B          0B
$ ssh node-1 free --frob
free: unrecognized option '--frob'
Try 'free --help' for more information.
[exit 1]
$ ssh node-1 df -i
df: inodes are not counted here
[exit 1]
$ ssh node-1 df -Z
df: invalid option -- 'Z'
Try 'df --help' for more information.
[exit 1]
$ ssh node-1 uname -snr
Linux node-1 6.12.57-amd64
$ ssh node-1 uname -f
uname: invalid option -- 'f'
Try 'uname --help' for more information.
[exit 1]
$ ssh node-1 ss -tn
State    Recv-Q   Send-Q     Local Address:Port      Peer Address:Port   Process
$ ssh node-1 ss -tln | head -2
State    Recv-Q   Send-Q     Local Address:Port      Peer Address:Port   Process
LISTEN   0        4096                  0.0.0.0:22             0.0.0.0:*   
$ ssh node-1 ss --frob
ss: unrecognized option '--frob'
Usage: ss [ -tulnpa ]
[exit 255]
$ ssh node-1 pstree --frob
pstree: unrecognized option '--frob'
Usage: pstree [ -p ]
[exit 1]
$ ssh node-1 top --frob
top: unknown option '--frob'
Usage: top -bn1
[exit 1]
$ ssh node-1 top -bn1 | head -1
Tasks:  10 total,   1 running,   9 sleeping,   0 stopped,   0 zombie
$ ssh node-1 uptime --frob
uptime: unrecognized option '--frob'
Try 'uptime --help' for more information.
[exit 1]
$ ssh node-1 dmesg --frob
dmesg: unrecognized option '--frob'
Try 'dmesg --help' for more information.
[exit 1]
$ kubectl run hog --image=polinux/stress --overrides='{"spec":{"nodeName":"node-1","containers":[{"name":"hog","image":"polinux/stress","command":["stress","--vm","1","--vm-bytes","100M"],"resources":{"limits":{"memory":"64Mi"}}}]}}'
pod/hog created
$ run 5s
$ ssh node-1 dmesg -T | head -1 | cut -c1-60
[Thu Jan  1 00:00:15 2026] stress invoked oom-killer: gfp_ma
