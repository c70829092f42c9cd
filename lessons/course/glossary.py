"""The glossary: each term in one sentence, tied to its box in the diagram, to its lesson, and to the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .lesson import Lesson

CONTROL_PLANE = "clusterviz/cluster/control_plane"
CONTROLLERS = f"{CONTROL_PLANE}/kube_controller_manager/controllers"
NODE = "clusterviz/cluster/worker_node"


# What of the model is at work in which box of the diagram; the first that fits counts.
BOXES = (
    (f"{NODE}/container_runtime", "container-runtime/node-1"),
    (f"{NODE}/kubelet", "kubelet/node-1"),
    (f"{NODE}/kube_proxy", "kube-proxy/node-1"),
    (f"{CONTROL_PLANE}/kube_controller_manager", "kube-controller-manager"),
    (f"{CONTROL_PLANE}/kube_scheduler", "kube-scheduler"),
    (f"{CONTROL_PLANE}/etcd", "etcd"),
    ("clusterviz/cluster/addons/coredns", "coredns"),
    ("clusterviz/cluster/machines.py", "node/node-1"),
    ("clusterviz/cluster", "kube-apiserver"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """`element`: its box in the diagram, "" where it has none. `folder`: where the model has it.

    `concept`: the lesson in which one meets it, or the concept that a lesson teaches; its id if "".
    """

    name: str
    sentence: str
    folder: str
    element: str = ""
    concept: str = ""

    @property
    def box(self) -> str:
        """Where one sees it at work in the diagram: its own box, or that of the component which makes it so."""
        return self.element or next(box for folder, box in BOXES if self.folder.startswith(folder))

    @property
    def id(self) -> str:
        """Its anchor on the page."""
        return self.name.lower().replace(" ", "-")

    def lesson(self, lessons: Mapping[str, Lesson]) -> Lesson | None:
        """Its own lesson, or else the first that teaches it; None in a course that has neither."""
        name = self.concept or self.id
        return lessons.get(name) or next((lesson for lesson in lessons.values() if name in lesson.concepts), None)


TERMS = (
    Term(
        "API server",
        "The front door: every request of everybody passes through kube-apiserver, and only it speaks with etcd.",
        f"{CONTROL_PLANE}/kube_apiserver",
        "kube-apiserver",
        "the-api-server",
    ),
    Term(
        "Admission",
        "What the API server changes in a request, or refuses, after it knows who asks and that they may.",
        f"{CONTROL_PLANE}/kube_apiserver/admission",
        "kube-apiserver",
        "the-api-server",
    ),
    Term(
        "Cluster",
        "Computers that work as one: a control plane that decides, and nodes that run the programs.",
        "clusterviz/cluster",
        "",
        "what-is-in-a-cluster",
    ),
    Term(
        "Container",
        "A program with its files, run apart from all others on the same machine.",
        f"{NODE}/container_runtime",
        "",
        "containers",
    ),
    Term(
        "Container runtime",
        "The program on each node that fetches images and starts containers, as the kubelet asks through CRI.",
        f"{NODE}/container_runtime",
        "",
        "the-container-runtime",
    ),
    Term(
        "Controller",
        "A loop that compares what is wanted with what is, and does the next small thing about the difference.",
        CONTROLLERS,
        "kube-controller-manager",
        "the-controller-manager",
    ),
    Term(
        "Controller manager",
        "One process that runs most of Kubernetes' own controllers.",
        f"{CONTROL_PLANE}/kube_controller_manager",
        "kube-controller-manager",
        "the-controller-manager",
    ),
    Term(
        "CoreDNS",
        "Answers names of Services with their addresses, within the cluster.",
        "clusterviz/cluster/addons/coredns",
        "",
        "dns",
    ),
    Term("CronJob", "Makes a Job at the times that it names.", f"{CONTROLLERS}/cronjob.py", "", "job-and-cronjob"),
    Term("DaemonSet", "Asks for one Pod on each node that fits.", f"{CONTROLLERS}/daemonset", "", "daemonset"),
    Term(
        "Deployment",
        "Says which Pods should run and how many, and changes them step by step; it works through ReplicaSets.",
        f"{CONTROLLERS}/deployment",
        "",
        "deployment",
    ),
    Term(
        "etcd",
        "The memory: a small database that holds every object, with its revisions.",
        f"{CONTROL_PLANE}/etcd",
        "etcd",
        "etcd-the-memory",
    ),
    Term(
        "EndpointSlice",
        "The list of addresses behind a Service: those of its ready Pods.",
        f"{CONTROLLERS}/endpointslice",
        "",
        "service",
    ),
    Term(
        "Eviction",
        "A Pod is made to leave its node: because the node is lost, short of something, or being drained.",
        f"{CONTROLLERS}/taint_eviction.py",
        "",
        "drain-and-disruption-budgets",
    ),
    Term(
        "Finalizer",
        "A name on an object that keeps it from being removed until somebody has tidied up and takes it off.",
        f"{CONTROL_PLANE}/kube_apiserver/deletion.py",
        "",
        "the-namespace-that-would-not-go",
    ),
    Term(
        "Image",
        "The files that a container starts from, kept in a registry under a name.",
        f"{NODE}/container_runtime/images",
        "",
        "containers",
    ),
    Term(
        "Informer",
        "A component's own copy of what it watches, so that it need not ask again and again.",
        "clusterviz/cluster/machinery/informer.py",
        "",
        "etcd-the-memory",
    ),
    Term(
        "Job",
        "Asks for Pods that run to their end, and counts those which did.",
        f"{CONTROLLERS}/job",
        "",
        "job-and-cronjob",
    ),
    Term(
        "kube-proxy",
        "Keeps the rules on each node that lead a Service's address to one of its Pods.",
        f"{NODE}/kube_proxy",
        "",
        "kube-proxy",
    ),
    Term(
        "kubelet",
        "The agent on each node: it reads which Pods are bound to its node, and keeps their containers running.",
        f"{NODE}/kubelet",
        "",
        "the-kubelet",
    ),
    Term(
        "Label",
        "A name and a value on an object, by which others select it.",
        "clusterviz/cluster/machinery/selectors.py",
        "",
        "replicaset",
    ),
    Term(
        "Lease",
        "A small object that its holder renews: nodes say with it that they live, components that they lead.",
        f"{CONTROLLERS}/node_lifecycle",
        "",
        "a-node-dies",
    ),
    Term(
        "Namespace",
        "A part of the cluster in which names are unique, and to which rights and quotas apply.",
        f"{CONTROLLERS}/namespaces.py",
        "",
        "quotas",
    ),
    Term(
        "Node",
        "A computer of the cluster, virtual or real, that runs Pods.",
        "clusterviz/cluster/machines.py",
        "",
        "virtual-machines",
    ),
    Term(
        "Persistent volume",
        "Storage that outlives a Pod; a claim asks for it.",
        f"{CONTROLLERS}/volume_binder",
        "",
        "statefulset",
    ),
    Term(
        "Pod",
        "The smallest thing that Kubernetes places: one container, or a few that share an address.",
        f"{NODE}/kubelet",
        "",
        "pods",
    ),
    Term(
        "Preemption",
        "A Pod of higher priority takes the place of others of lower priority.",
        f"{CONTROL_PLANE}/kube_scheduler",
        "kube-scheduler",
        "preemption",
    ),
    Term(
        "Probe",
        "A question that the kubelet asks a container: do you live, are you ready, have you started?",
        f"{NODE}/kubelet",
        "",
        "probes",
    ),
    Term(
        "Quorum",
        "More than half of etcd's members: without it nothing can be written.",
        f"{CONTROL_PLANE}/etcd",
        "etcd",
        "quorum",
    ),
    Term(
        "RBAC",
        "Roles say what may be done with what; bindings say who may.",
        f"{CONTROL_PLANE}/kube_apiserver/rbac.py",
        "kube-apiserver",
        "serviceaccount-and-rbac",
    ),
    Term("ReplicaSet", "Keeps so many Pods of one kind.", f"{CONTROLLERS}/replicaset", "", "replicaset"),
    Term(
        "Resource quota",
        "How much a namespace may ask for, all together.",
        f"{CONTROLLERS}/resource_quota.py",
        "",
        "quota",
    ),
    Term(
        "Scheduler",
        "Chooses a node for each Pod that has none: first which ones fit, then which fits best.",
        f"{CONTROL_PLANE}/kube_scheduler",
        "kube-scheduler",
        "the-scheduler",
    ),
    Term("Service", "One address and one name for many Pods.", f"{NODE}/kube_proxy", "", "service"),
    Term(
        "ServiceAccount",
        "Who a program in a Pod is, when it asks the API server.",
        f"{CONTROLLERS}/service_accounts.py",
        "",
        "serviceaccount-and-rbac",
    ),
    Term(
        "StatefulSet",
        "Pods with names that stay, made and ended one by one.",
        f"{CONTROLLERS}/statefulset",
        "",
        "statefulset",
    ),
    Term(
        "Static Pod",
        "A Pod that a kubelet runs from a file, without asking anybody: so the control plane itself is started.",
        "clusterviz/cluster/machines.py",
        "",
        "the-kubelet",
    ),
    Term(
        "Taint",
        "A mark on a node that keeps Pods away, or drives them off, unless they tolerate it.",
        f"{CONTROLLERS}/taint_eviction.py",
        "",
        "taints",
    ),
    Term("Toleration", "What a Pod carries to bear a taint.", f"{CONTROL_PLANE}/kube_scheduler", "", "toleration"),
    Term(
        "Watch",
        "A request that stays open: the API server tells each change as it happens.",
        f"{CONTROL_PLANE}/kube_apiserver/watching.py",
        "kube-apiserver",
        "etcd-the-memory",
    ),
    Term(
        "Docker",
        "A container runtime that is older than Kubernetes; beside it cri-dockerd translates what the kubelet says.",
        f"{NODE}/container_runtime/runtimes/docker.py",
        "",
        "docker",
    ),
    Term(
        "Ingress",
        "Leads requests from outside to Services, by host and path; a controller in a Pod does the work.",
        "clusterviz/cluster/addons/ingress_nginx",
        "",
        "ingress",
    ),
    Term(
        "Load balancer",
        "Gives a Service an address for the outside; a cloud brings one along, or an addon does.",
        "clusterviz/cluster/addons/metallb",
        "",
        "to-the-outside",
    ),
    Term(
        "NetworkPolicy",
        "Says which Pods may talk to which; the network of each node drops the rest.",
        f"{NODE}/pod_network",
        "node/node-1",
        "networkpolicy",
    ),
    Term(
        "Node port",
        "A port that every node opens for a Service, so that it can be reached from outside.",
        f"{NODE}/kube_proxy",
        "",
        "to-the-outside",
    ),
    Term(
        "rkt",
        "A container runtime without a daemon; the kubelet spoke with it until version 1.10, and it was given up in 2019.",
        f"{NODE}/container_runtime/runtimes/rkt.py",
        "",
        "rkt",
    ),
    Term(
        "Virtual machine",
        "A computer made of software. With a kubelet and a container runtime in it, it is a node like any other.",
        "clusterviz/cluster/machines.py",
        "",
        "virtual-machines",
    ),
)
