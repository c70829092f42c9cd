# journalctl and systemctl on a machine: since when, how many, in which form; which units there are, what stands in them, and what is refused. DESIGN §4.9.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1 journalctl -u kubelet -n 2 -o cat | cut -c1-90
I0101 00:00:10.763000     734 kubelet.go:2569] "SyncLoop (PLEG): event for pod" pod="defau
I0101 00:00:13.519000     734 kubelet.go:2569] "SyncLoop (PLEG): event for pod" pod="defau
$ ssh node-1 'journalctl -u kubelet --since "6 seconds ago" --no-pager' | cut -c1-60
Jan 01 00:00:10 node-1 kubelet[734]: I0101 00:00:10.763000  
Jan 01 00:00:13 node-1 kubelet[734]: I0101 00:00:13.519000  
$ ssh node-1 journalctl -u kubelet --since "6 seconds ago"
Failed to add match 'seconds': Invalid argument
[exit 1]
$ ssh node-1 'journalctl -u kubelet -S "2026-01-01 00:00:04" -U 00:00:05' | cut -c1-60
Jan 01 00:00:04 node-1 kubelet[734]: I0101 00:00:04.618000  
Jan 01 00:00:04 node-1 kubelet[734]: I0101 00:00:04.626000  
$ ssh node-1 'journalctl -xeu kubelet -g "syncloop add"' | cut -c81-160
37] "SyncLoop ADD" source="api" pods=["kube-system/coredns-8f9d8c7df-8mlh4"]
37] "SyncLoop ADD" source="api" pods=["kube-system/kube-proxy-t76vc"]
37] "SyncLoop ADD" source="api" pods=["default/tea"]
$ ssh node-1 journalctl -u containerd -u kubelet -n 3 -o short-iso | cut -c1-60
2026-01-01T00:00:13+00:00 node-1 containerd[612]: time="2026
2026-01-01T00:00:13+00:00 node-1 containerd[612]: time="2026
2026-01-01T00:00:13+00:00 node-1 kubelet[734]: I0101 00:00:1
$ ssh node-1 journalctl -n1 -ocat -t systemd
Started kubelet.service - kubelet: The Kubernetes Node Agent.
$ ssh node-1 journalctl -b -p err -u kubelet
-- No entries --
$ ssh node-1 journalctl -k
-- No entries --
$ ssh node-1 journalctl -u kubelet -n 1 -o json | cut -c1-90
{"__REALTIME_TIMESTAMP":"1767225613519000","SYSLOG_IDENTIFIER":"kubelet","_PID":"734","_HO
$ ssh node-1 journalctl -ru kubelet -o short-precise | tail -1
Jan 01 00:00:01.000000 node-1 systemd[1]: Started kubelet.service - kubelet: The Kubernetes Node Agent.
$ ssh node-1 journalctl -u nobody
-- No entries --
$ ssh node-1 journalctl --since yesteryear
Failed to parse timestamp: yesteryear
[exit 1]
$ ssh node-1 journalctl -u kubelet -o nice
Unknown output format 'nice'.
[exit 1]
$ ssh node-1 journalctl --frob
journalctl: unrecognized option '--frob'
[exit 1]
$ ssh node-1 journalctl -z
journalctl: invalid option -- 'z'
[exit 1]
$ ssh node-1 journalctl kubelet
Failed to add match 'kubelet': Invalid argument
[exit 1]
$ ssh node-1 systemctl list-units --type=service
  UNIT               LOAD   ACTIVE SUB     DESCRIPTION
  containerd.service loaded active running containerd container runtime
  kubelet.service    loaded active running kubelet: The Kubernetes Node Agent

Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.

2 loaded units listed. Pass --all to see loaded but inactive units, too.
To show all installed unit files use 'systemctl list-unit-files'.
$ ssh node-1 systemctl --failed
  UNIT LOAD   ACTIVE SUB DESCRIPTION

0 loaded units listed.
$ ssh node-1 systemctl list-unit-files
UNIT FILE          STATE   PRESET
containerd.service enabled enabled
kubelet.service    enabled enabled

2 unit files listed.
$ ssh node-1 systemctl is-enabled kubelet
enabled
$ ssh node-1 systemctl show kubelet -p ActiveState,SubState
ActiveState=active
SubState=running
$ ssh node-1 systemctl cat kubelet
# /usr/lib/systemd/system/kubelet.service
[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target

# /usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
$ ssh node-1 systemctl cat nobody
No files found for nobody.service.
[exit 1]
$ ssh node-1 systemctl disable nobody
Failed to disable unit: Unit nobody.service does not exist
[exit 1]
$ ssh node-1 systemctl is-active nobody
inactive
[exit 3]
$ ssh node-1 systemctl --frob
systemctl: unrecognized option '--frob'
[exit 1]
$ ssh node-1 systemctl frob kubelet
Unknown command verb 'frob'.
[exit 1]
$ ssh node-1 systemctl stop kubelet
$ ssh node-1 systemctl show kubelet --property=ActiveState,MainPID
ActiveState=inactive
MainPID=0
$ ssh node-1 systemctl list-units --no-legend
  containerd.service loaded active running containerd container runtime
$ ssh node-1 systemctl start kubelet
