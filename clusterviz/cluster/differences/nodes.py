"""Where we differ: the nodes."""

from __future__ import annotations

from .rows import ABSENT, MODELLED, SIMPLIFIED, Area, Difference

AREA = Area(
    "The nodes",
    (
        Difference(
            "kubelet: Pod life cycle, probes, init containers, restarts with back-off, termination, status, Lease",
            MODELLED,
            "Second for second: the Lease every 10 s, the back-off from 10 s to 5 min.",
            "tests/model/test_node_pods.py",
        ),
        Difference(
            "kubelet: admission with every reason of v1.36, critical Pods that push others out",
            MODELLED,
            "NodeAffinity, TaintToleration, NodePorts, OutOfcpu and its like, NodeShutdown, PodOSNotSupported, SysctlForbidden. There "
            "is no AppArmor and no topology manager that could refuse, and no limit of attached volumes.",
            "tests/model/test_kubelet_admission.py",
        ),
        Difference(
            "kubelet: restart rules of a container, hooks, the order in which containers end",
            MODELLED,
            "Restart and RestartAllContainers by exit code; preStop within the grace period; the image's own signal; sidecars last.",
            "tests/model/test_kubelet_stopping.py",
        ),
        Difference(
            "In-place resize of a Pod, ephemeral containers",
            SIMPLIFIED,
            "Through their own doors, with every condition and event; a resize that the node has agreed to never fails, and nobody "
            "resizes a whole Pod's resources.",
            "tests/stories/running_pod_gets_other_resources.story",
        ),
        Difference(
            "kubelet: /etc/hosts, /etc/resolv.conf and the host name of a container",
            MODELLED,
            "They are written as in Kubernetes, by dnsPolicy and dnsConfig, and names are looked up as they say.",
            "tests/stories/pods_ask_for_names_as_their_policy_says.story",
        ),
        Difference(
            "kubelet: volumes that hold ConfigMaps and Secrets",
            SIMPLIFIED,
            "A kubelet looks at them again every 60 to 90 s, by asking instead of watching. A container may write into them, and "
            "what is in them does not change in one stroke.",
            "tests/stories/mounted_configmap_changes_within_a_minute_or_two.story",
        ),
        Difference(
            "Graceful shutdown of a node",
            SIMPLIFIED,
            "Kubernetes leaves it off unless somebody configures it. The nodes here are configured: 30 s, the last 10 of them for "
            "critical Pods; shutdownGracePeriodByPodPriority is read, too.",
            "tests/stories/shut_down_node_lets_its_pods_end_in_order.story",
        ),
        Difference(
            "Containers",
            SIMPLIFIED,
            "An image is a small program of the model, not a Linux process: it starts, logs, answers and ends as the real one would. "
            "Images that are not in the catalogue cannot be pulled.",
        ),
        Difference(
            "securityContext of a Pod or container",
            ABSENT,
            "Checked and kept, and judged by Pod Security, but a container runs as if there were none: runAsNonRoot refuses no image "
            "that runs as root, runAsUser changes no user, readOnlyRootFilesystem keeps nobody from writing.",
        ),
        Difference(
            "Ports that are in use already",
            ABSENT,
            "Two servers of one Pod, or two Pods with hostNetwork on one node, may listen on the same port: the first one answers. "
            'In Kubernetes the second ends with "Address already in use" and goes into CrashLoopBackOff.',
        ),
        Difference(
            "Allocatable of a node",
            SIMPLIFIED,
            "It equals the capacity. In Kubernetes a node's hard eviction thresholds (100Mi of memory, 10% of the disk) are taken "
            "off first; Pods are evicted at these thresholds here, too.",
        ),
        Difference(
            "What one types in a container",
            SIMPLIFIED,
            "A small shell and the usual tools. What looks into the network (nslookup, dig, host, ping, traceroute, ip, netstat) is "
            "there if the image has it, busybox's or bind's; a round trip takes whole milliseconds, and busybox's wget asks for https "
            "as for http. kubectl exec shows what a command prints when it ends: give ping a count.",
            "tests/stories/tools_of_two_kinds_look_into_the_network.story",
        ),
        Difference(
            "containerd, CRI-O, Docker behind cri-dockerd: process trees, messages, what outlives a daemon",
            MODELLED,
            "dockerd takes its containers with it, the others leave theirs alone. In a cluster of the preset runtimes.",
            "tests/model/test_runtimes.py",
        ),
        Difference(
            "Machines from inside: ssh, crictl, docker, systemctl, journalctl, ps, pstree, iptables, ip, ss, netstat, ping, df, free",
            SIMPLIFIED,
            "What they print is true of this machine, in the tools' own form. A journal is written from what kubelet and runtime did; "
            "it has fewer lines than a real one, and process numbers, MAC addresses and memory of daemons are made up. "
            "iptables -v counts no packets, and nobody adds a rule of their own.",
            "tests/tools/test_on_a_machine.py",
        ),
        Difference(
            "The files of a machine",
            SIMPLIFIED,
            "Those that decide how kubelet, runtime, Pod network and static Pods work. A kubelet reads its configuration when it "
            "starts; a static Pod goes and comes with its manifest, but what stands in it (command, image, resources) changes nothing. "
            "Only the control plane's own are read: another manifest in that folder, on whichever node, starts no Pod.",
            "tests/tools/test_on_a_machine.py",
        ),
        Difference(
            "The containers of the control plane",
            SIMPLIFIED,
            "They are the components themselves: they come and go with their manifests and with faults, and nothing runs beside them: "
            "neither kubectl exec nor crictl does anything inside them. etcdctl is at the prompt, and on the machine. Their manifests "
            "name a program and no flags, probes or volumes: no kubelet kills an API server because its /livez says that etcd is "
            "down, as a real one does after some 80 s. One that is started without etcd ends after 20 s; it and the others are "
            "started again after a second each time, not after a CrashLoopBackOff.",
            "tests/stories/static_pod_goes_and_comes_with_its_manifest.story",
        ),
        Difference(
            "The logs of the control plane",
            SIMPLIFIED,
            "Each says how it began, what it decided, and whom it could not reach, in the form of klog or zap, for this life and the "
            "one before; at most 400 lines, as far back as the trace. The words of decisions are our own; so are some line numbers.",
            "tests/stories/the_control_plane_tells_what_it_did.story",
        ),
        Difference(
            "What a kubelet asks again and again",
            SIMPLIFIED,
            "Its runtime tells it when the network plugin's configuration comes or goes; a real kubelet asks every five seconds, "
            "and its log says so each time. A kubelet that is started while its runtime is down waits; a real one ends, and is started "
            "again.",
        ),
        Difference(
            "rkt",
            SIMPLIFIED,
            "History: a node with rkt shows how it looked, and its kubelet of v1.36 refuses it as a real one does.",
        ),
        Difference(
            "What containers use",
            SIMPLIFIED,
            "Each program of the catalogue has a use of CPU and memory of its own. Limits throttle and kill as a kernel does, "
            "without its 100 ms periods, and /sys/fs/cgroup tells what that costs; page cache, swap and I/O do not exist, and small "
            "files and logs weigh nothing.",
            "tests/model/test_node_resources.py",
        ),
        Difference(
            "Eviction when a node runs short, image garbage collection, limits of local storage",
            MODELLED,
            "With the thresholds, the order, the messages and the five minutes of a real kubelet, and with evictionHard and "
            "podPidsLimit of its configuration. Inodes are not counted.",
            "tests/stories/a_node_without_memory_evicts_pods.story",
        ),
        Difference(
            "A machine without a number left for a process",
            SIMPLIFIED,
            "No container, exec or probe command can start, and a kubelet that was told of pid.available evicts. kernel.pid_max is "
            "32768. What many processes need of memory is not counted, ps does not list them, and whoever logs in still can.",
            "tests/stories/a_fork_bomb_is_evicted_for_pids.story",
        ),
        Difference(
            "metrics-server and kubectl top",
            SIMPLIFIED,
            "Installed from its own manifest, as on a cluster of kubeadm, or there from the start in the preset with-metrics. "
            "Kubelets are believed without certificates, so that no --kubelet-insecure-tls is needed.",
            "tests/stories/metrics_server_makes_top_work.story",
        ),
        Difference(
            "kube-proxy, CoreDNS and the Pod network",
            SIMPLIFIED,
            "A request walks as in Kubernetes: resolv.conf, CoreDNS behind its own Service, chain by chain through the rules, bridge, "
            "route, port. Each walk is written down, stage by stage. There are no packets below that, and IPv4 only.",
            "tests/model/test_node_network.py",
        ),
        Difference(
            "The network plugin",
            SIMPLIFIED,
            "One process per machine carries the Pods' connections and keeps NetworkPolicies: while it is stopped, nothing passes. "
            "With most real plugins, what is connected stays so. It is no DaemonSet here, and no Pod shows it.",
        ),
        Difference(
            "A machine without power, seen from its neighbours",
            SIMPLIFIED,
            "ssh and your own curl hear after three seconds that there is no route to it. ping from outside, and what asks from inside "
            "the cluster, wait until their time is over.",
            "tests/stories/curl_tells_how_far_it_comes.story",
        ),
        Difference(
            "The internet",
            SIMPLIFIED,
            "example.com, .org and .net, and one web server behind all of them. No other name of the world is known.",
        ),
        Difference(
            "Services: every type, named ports, affinity, traffic policies, terminating endpoints, health check ports",
            MODELLED,
            "A hundred and fifty requests, from Pods, nodes and outside, each ends where it does in Kubernetes, with its walk.",
            "tests/model/test_walks.py",
        ),
        Difference(
            "NetworkPolicy",
            MODELLED,
            "Both directions, selectors, blocks with exceptions, named ports and ranges. What is not allowed times out.",
            "tests/stories/network_policy_lets_in_whom_it_names.story",
        ),
        Difference(
            "Ingress",
            SIMPLIFIED,
            "ingress-nginx, put in with addon enable: hosts, paths, default backends, 404, 502, 503, redirects to https. "
            "No annotations, no leader among its Pods, and nothing is encrypted.",
            "tests/stories/ingress_leads_by_host_and_path.story",
        ),
        Difference(
            "Load balancers",
            SIMPLIFIED,
            "Without one, EXTERNAL-IP stays <pending>. MetalLB, put in with addon enable, is one process here, with one pool of "
            "addresses and no settings. It takes an address from a node that is not Ready; the real one's speakers ask each other, "
            "and do so within seconds.",
            "tests/stories/load_balancer_waits_until_somebody_gives_it_an_address.story",
        ),
        Difference(
            "Traffic",
            SIMPLIFIED,
            "traffic start sends one connection in full each second, and the others in bulk: the rules deal them out one by one, but "
            "they travel together.",
            "tests/model/test_traffic.py",
        ),
    ),
)
