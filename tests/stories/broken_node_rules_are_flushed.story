# Somebody flushes the nat table; kube-proxy misses its canary chain and writes all rules again. Fact sheet §9.1, §9.2.
# preset: three-nodes
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c KUBE-SVC"
4
$ ssh node-1 iptables -t nat -F
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c KUBE-SVC"
0
[exit 1]
$ run 35s
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c KUBE-SVC"
4
