"""Where this model differs from Kubernetes v1.36, said openly: the page "Where we differ" shows this table.

`modelled`: as Kubernetes does it, with the test that shows it. `simplified`: the effect is there, the mechanism is smaller.
`absent`: not here; whoever asks for it gets a sentence, never a wrong answer.
"""

from __future__ import annotations

from typing import NamedTuple

MODELLED, SIMPLIFIED, ABSENT = "modelled", "simplified", "absent"


class Difference(NamedTuple):
    """One behaviour. `why` names the reason, and `test` the test that shows it (for what is modelled)."""

    behaviour: str
    state: str
    why: str
    test: str = ""


class Area(NamedTuple):
    """The differences of one component."""

    name: str
    differences: tuple[Difference, ...]


DIFFERENCES: tuple[Area, ...] = (
    Area(
        "Time and chance",
        (
            Difference(
                "Time is virtual, and can stand still",
                SIMPLIFIED,
                "So that you can look at a millisecond for a minute. Every delay, period and time-out has Kubernetes' own length.",
                "tests/live/test_pace.py",
            ),
            Difference(
                "All machines agree on the time",
                SIMPLIFIED,
                "There is one clock. Clocks that differ between nodes do not exist here.",
            ),
            Difference(
                "Chance is seeded",
                SIMPLIFIED,
                "The same pokes give the same run, so that a class sees the same cluster. Generated names have Kubernetes' own form.",
                "tests/model/test_machinery.py",
            ),
        ),
    ),
    Area(
        "etcd",
        (
            Difference(
                "Revisions, transactions, watches, leases, compaction",
                MODELLED,
                "What every other component stands on.",
                "tests/model/test_etcd.py",
            ),
            Difference(
                "Three members and Raft: elections, replication, quorum, reads through the leader, snapshots",
                MODELLED,
                "In a cluster of the preset three-members. Histories of concurrent clients under faults are checked for linearizability.",
                "tests/model/test_raft.py",
            ),
            Difference(
                "Where the members run",
                SIMPLIFIED,
                "All three run on the one control-plane machine, and the API server speaks to one of them until it fails. "
                "Members cannot be added or removed.",
            ),
            Difference(
                "etcdctl",
                SIMPLIFIED,
                "get, put, del, compaction, lease, member list, endpoint status and health, in the formats simple, table, json and fields. "
                "Values are JSON, not protobuf; sizes are estimates; there is no watch, snapshot or transaction. "
                "What its client logs of a failure names a made-up connection, and endpoints by their members' names.",
                "tests/stories/etcdctl_shows_what_is_stored.story",
            ),
        ),
    ),
    Area(
        "kube-apiserver",
        (
            Difference(
                "Validation, conflicts, deletion with grace and finalizers, lists in pages, watches",
                MODELLED,
                "Errors are word for word those of a real API server.",
                "tests/model/test_apiserver_errors.py",
            ),
            Difference(
                "Tokens of ServiceAccounts, and acting as somebody else",
                MODELLED,
                "A token is checked: its signature, its time, whom it is for, and whether its account still lives. Nobody makes one up.",
                "tests/model/test_apiserver_tokens.py",
            ),
            Difference(
                "Certificates",
                SIMPLIFIED,
                "Who shows no token is believed to be who they say: nothing is encrypted here. --token counts instead of the certificate "
                "that your kubeconfig would have.",
            ),
            Difference(
                "Authorization of people: roles, bindings, reviews",
                MODELLED,
                "RBAC as in Kubernetes: additive, by verb, resource, name and namespace; kubectl auth can-i asks the same rules.",
                "tests/model/test_apiserver_rbac.py",
            ),
            Difference(
                "Bootstrap roles and bindings, and roles that add up by label",
                MODELLED,
                "Stored when the API server starts, and again when it starts without them; view, edit and admin are sums.",
                "tests/stories/roles_add_up_by_label.story",
            ),
            Difference(
                "Authorization of the components",
                MODELLED,
                "Kubelets have the Node authorizer, each controller a role of its own, and everybody only what theirs allows.",
                "tests/model/test_apiserver_authorization.py",
            ),
            Difference(
                "Nobody grants more than they have",
                MODELLED,
                "Unless they may escalate roles or bind them. Refusals are word for word.",
                "tests/stories/nobody_grants_more_than_they_have.story",
            ),
            Difference(
                "Pod Security",
                MODELLED,
                "enforce and warn by the namespace's labels, in the words of v1.36 whatever version a label names; audit is accepted, and "
                "nobody keeps that log.",
                "tests/stories/a_namespace_says_how_much_pods_may_ask_for.story",
            ),
            Difference(
                "Default classes, RuntimeClass, priorities: admission",
                MODELLED,
                "What is left out is filled in, and what does not fit is refused, word for word.",
                "tests/stories/classes_fill_in_what_is_left_out.story",
            ),
            Difference(
                "Node restriction: admission",
                MODELLED,
                "A kubelet changes its own Node and the Pods of its own node, and no labels that others rely on.",
                "tests/stories/a_kubelet_writes_its_own_node_only.story",
            ),
            Difference(
                "Approval and signing of certificates",
                SIMPLIFIED,
                "Requests are checked, approved (kubelets' own at once), denied and signed; but a certificate here holds no key, and "
                "the signature of a request is not verified. Old requests are not swept away.",
                "tests/stories/a_certificate_is_asked_for_approved_and_signed.story",
            ),
            Difference(
                "Server-side apply, managedFields of every write",
                MODELLED,
                "Managers, conflicts, and what goes when nobody owns it any more, as recorded. The "
                "scheduler's Events name the API version in which they are stored. A kubelet is called kubelet; the recorded "
                "session pods-json, made with hollow nodes, calls it hollow-kubelet.",
                "tests/model/test_field_managers.py",
            ),
            Difference(
                "Custom resources: names, versions, schemas, defaults, pruning, columns, status and scale",
                MODELLED,
                "A definition is served as soon as it is established; its objects go before it may. Refusals are word for word.",
                "tests/sessions/crds-basic.session",
            ),
            Difference(
                "Custom resources: rules in CEL, conversion by webhook",
                ABSENT,
                "Such a definition is accepted with a warning, and these parts of it do nothing: no rule is evaluated, and a "
                "version differs from another in its name and its schema only.",
            ),
            Difference(
                "Aggregated API servers",
                SIMPLIFIED,
                "An APIService leads over its Service to metrics-server, and to no other program: there is none in the catalogue. "
                "The kinds that the API server answers for itself have no APIService objects.",
                "tests/stories/metrics_server_makes_top_work.story",
            ),
            Difference(
                "Webhooks, admission policies",
                ABSENT,
                "They are stored, with their defaults; nobody calls a webhook and nobody evaluates a policy.",
            ),
            Difference(
                "Priority and fairness between clients",
                ABSENT,
                "FlowSchemas and priority levels are stored; no request waits in a queue.",
            ),
            Difference(
                "componentstatuses",
                MODELLED,
                "Deprecated since v1.19, and answered. They come in one order; a real server tells whoever answers first.",
                "tests/stories/component_statuses_are_asked_at_once.story",
            ),
        ),
    ),
    Area(
        "kube-scheduler",
        (
            Difference(
                "Queues, filters, scores and preemption of the default profile",
                MODELLED,
                "Recorded decisions of a real scheduler are played again, and every one of them agrees.",
                "tests/scheduler/test_recorded_decisions.py",
            ),
            Difference(
                "Several profiles, extenders, your own configuration",
                ABSENT,
                "There is the default profile, and no file to change it.",
            ),
        ),
    ),
    Area(
        "kube-controller-manager",
        (
            Difference(
                "Deployment, ReplicaSet, DaemonSet, endpoints, node lifecycle, taint eviction, garbage collection, namespaces",
                MODELLED,
                "With their events, and with the periods and time-outs of v1.36.",
                "tests/model/test_controllers_workloads.py",
            ),
            Difference(
                "Which kinds there are",
                SIMPLIFIED,
                "Controllers hear of a custom kind as soon as its definition is established. Kubernetes' garbage collector and quota "
                "controller ask discovery every 30 seconds. A disruption budget does not count by the scale of custom owners.",
                "tests/stories/custom_kind_owns_and_is_owned.story",
            ),
            Difference(
                "StatefulSet, Job, CronJob, disruption budgets, evictions, persistent volumes",
                MODELLED,
                "Sessions recorded from a real cluster are played again, and agree.",
                "tests/test_play.py",
            ),
            Difference(
                "Autoscaling by CPU and memory, of Pods or of one container in them",
                MODELLED,
                "Formula, tolerance, missing and unready Pods, windows and policies: each decision is computed again by another hand.",
                "tests/model/test_autoscaling_follows_load.py",
            ),
            Difference(
                "Generic ephemeral volumes",
                ABSENT,
                "No controller makes the claim of such a volume: its Pod waits, and says that the claim is not there.",
            ),
            Difference(
                "Autoscaling by metrics of your own",
                ABSENT,
                "Metrics of the types Pods, Object and External need an adapter that nobody runs here: the autoscaler says so.",
            ),
            Difference(
                "Quotas and limit ranges",
                MODELLED,
                "What is admitted is added to the quota before it is stored; refusals are word for word.",
                "tests/model/test_apiserver_kinds.py",
            ),
        ),
    ),
    Area(
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
                "What one types in a container",
                SIMPLIFIED,
                "A small shell and the usual tools. What looks into the network (nslookup, dig, ping, ip, netstat) is there if the image "
                "has it, busybox's or bind's; a round trip takes whole milliseconds. kubectl exec shows what a command prints when it "
                "ends: give ping a count.",
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
                "starts; a static Pod goes and comes with its manifest, but what stands in it (command, image, resources) changes nothing.",
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
    ),
    Area(
        "kubectl",
        (
            Difference(
                "Recorded session explain-basic",
                SIMPLIFIED,
                "kubectl explain takes its texts from a schema package that does not say what each allowed value of a field means, "
                "nor what an IntOrString is: five answers of that session lack these sentences.",
            ),
            Difference(
                "The prompt prints what kubectl prints",
                SIMPLIFIED,
                "The everyday commands, through the same API server as everybody else, compared with a real kubectl 1.33. "
                "proxy, plugins and completion are for a machine of your own, and say so. --help is in our own words; config set, "
                "unset and their like are not here.",
                "tests/tools/test_recorded_by_kubectl.py",
            ),
            Difference(
                "kustomize and -k",
                SIMPLIFIED,
                "Compared with a real kubectl 1.33, folder by folder: resources, components, generators, patches, names, labels, "
                "images, replicas. What else a kustomization can say (replacements, vars, Helm charts, plugins, addresses in "
                "the internet) is refused with a sentence.",
                "tests/tools/test_kustomize.py",
            ),
            Difference(
                "kubectl port-forward",
                SIMPLIFIED,
                "A port of your own that leads into a Pod is a small browser below the command: each visit is one request of HTTP "
                "that walks through the API server and the kubelet. Other protocols are not carried.",
                "tests/tools/test_port_forward.py",
            ),
            Difference(
                "kubectl edit",
                SIMPLIFIED,
                "The editor is the page's YAML tab (or KUBE_EDITOR, a program of this shell); the patch, the messages and the second "
                "try with the server's reasons are kubectl's.",
            ),
            Difference(
                "The shell of the prompt",
                SIMPLIFIED,
                "It has pipes, &&, ||, ;, redirections, here-documents and $(…), files, and the usual small tools; no variables (so no $? "
                "either) and no loops. The shells in containers have them.",
            ),
            Difference(
                "kubectl attach, exec -it, run -it, cp",
                SIMPLIFIED,
                "What a container writes is shown; there is no keyboard behind it, so a shell that is started in it reads nothing and "
                "ends: give exec its command instead. Files are text, and carried by the container's shell "
                "and cat instead of tar.",
            ),
            Difference(
                "A command may make and read as much as the machine bears",
                SIMPLIFIED,
                "Texts of 4 MiB, JSON and YAML of 60 levels, scripts within scripts 20 deep, quantities of 100 digits: what goes "
                "beyond is refused with a sentence. Patterns of grep and sed have no back-references.",
            ),
            Difference(
                "Your own kubectl, from your own terminal",
                ABSENT,
                "The prompt on the page is the only way in so far.",
            ),
        ),
    ),
)
