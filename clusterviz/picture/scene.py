"""The cluster as Cytoscape elements: what is there, how it is, and where it stands in each layout.

`scene(cluster)` is a pure function of the cluster; a memory only makes it quicker. The host compares two scenes and sends
what differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..cluster.cluster import CONTROL_PLANE, Cluster
from ..cluster.machinery.objects import Object, controller_of, labels_of, name_of, namespace_of
from ..cluster.machinery.resources import LEASES, NODES, PODS
from ..cluster.machinery.times import unix_ms
from ..cluster.machinery.trace import Record
from .elements import (
    NO_POWER,
    Element,
    containers_in_words,
    dark_words,
    element_of,
    machines_of,
    more_element,
    span,
    system_words,
    worst,
)
from .geometry import ABOVE, LAYOUTS, Crowd
from .memory import Look, Memory
from .owning import Owner, families, owner_of, owners, replacements, short_name, state_of
from .placing import canvas_of, place
from .services import MORE as MORE_SERVICES
from .services import Served, address, services
from .services import state_of as service_state
from .states import State, node_state
from .summary import summary
from .workloads import MORE, first_place, places, shown

Scene = dict[str, Element]

SILENT_AFTER_MS = 12_000  # a Lease is renewed every 10 s; beyond that, somebody is missing
SYSTEM = "kube-system"
COREDNS = "coredns"
# Static Pods and the DaemonSet of kube-proxy have boxes of their own: as components.
DRAWN_AS_COMPONENT = ("etcd-", "kube-apiserver-", "kube-scheduler-", "kube-controller-manager-", "kube-proxy-")
KINDS = {
    "you": "you",
    "etcd": "etcd",
    "kube-apiserver": "apiserver",
    "kube-scheduler": "scheduler",
    "kube-controller-manager": "controllers",
    "kubelet": "kubelet",
    "kube-proxy": "proxy",
    "container-runtime": "runtime",
}
RUNTIME_NAMES = {"containerd": "containerd", "cri-o": "CRI-O", "docker": "Docker", "rkt": "rkt"}
NAMES = {"kube-controller-manager": "controller manager"}
SHORT_NAMES = {"kube-scheduler": "scheduler", "kube-controller-manager": "controllers"}
BELIEVED = ("ok", "weak", "wait")  # what a Pod's status says, as long as its node reports
STAGES = "authentication › authorization › admission › validation › storage"
RUNNING = State("running", "ok")
STOPPED = State("stopped", "lost")


def identity(component: str) -> str:
    """Whose colour and icon: `kubelet/node-1` → kubelet. What is no core component is an add-on."""
    if component.startswith("etcd"):
        return "etcd"
    return KINDS.get(component.partition("/")[0], "addon")


def scene(cluster: Cluster, memory: Memory | None = None) -> Scene:
    """Every element by its id. With the memory of the last one, what has not changed is the same object as there."""
    return _Drawing(cluster, memory or Memory()).elements()


def headline(cluster: Cluster, records: Iterable[Record] = ()) -> str:
    """How the cluster is now, in one sentence. What just happened has led to it, so `records` need not be asked."""
    return str(scene(cluster)["canvas"]["data"]["headline"])


class _Drawing:
    """One look at a cluster."""

    def __init__(self, cluster: Cluster, memory: Memory) -> None:
        self.cluster, self.memory = cluster, memory
        self.network = cluster.network
        self.nodes = {name_of(node): node for node in cluster.objects(NODES)}
        self.all_pods = cluster.objects(PODS)
        self.members = tuple(member.name for member in cluster.members)
        self.machines = machines_of(cluster, self.nodes)
        self.leases = {
            name_of(lease): lease for lease in cluster.objects(LEASES) if namespace_of(lease) == "kube-node-lease"
        }
        self.pods: dict[str, Object] = {}
        self.system: dict[str, list[Object]] = {}
        self.on_node: dict[str, list[str]] = {machine: [] for machine in self.machines}
        self.waiting: list[str] = []
        for pod in self.all_pods:
            self._sort_in(pod)

    def _sort_in(self, pod: Object) -> None:
        node = pod["spec"].get("nodeName")
        if namespace_of(pod) == SYSTEM and node:
            if not name_of(pod).startswith(DRAWN_AS_COMPONENT):
                self.system.setdefault(node, []).append(pod)
            return
        if node and node not in self.on_node:
            return  # on the control plane's machine, or on a node whose object and machine are gone
        identifier = f"pod/{namespace_of(pod)}/{name_of(pod)}"
        self.pods[identifier] = pod
        (self.on_node[node] if node else self.waiting).append(identifier)

    def elements(self) -> Scene:
        for pods in (*self.on_node.values(), self.waiting):
            pods.sort(key=self._age)
        crowd = Crowd(self.on_node, {node: len(pods) for node, pods in self.system.items()}, self.waiting, self.members)
        self.owners = owners(self.cluster, self.pods)
        self.replaced = replacements(self.pods)
        self.families = families(self.owners)
        self.services = services(self.cluster)
        self.serving: dict[str, list[str]] = {}
        for one in self.services:
            for pod in one.pods:
                self.serving.setdefault(pod, []).append(one.id)
        below = [("", [one.id]) for one in self.services]
        placed = place(crowd)
        for boxes in (places(self.families), places(below, MORE_SERVICES), {COREDNS: first_place()}):
            placed |= {identifier: (numbers, {}) for identifier, numbers in boxes.items()}
        left_out = [len(self.families) - shown(mode, self.families) for mode in LAYOUTS]
        self.owners_left_out = dict(zip(LAYOUTS, left_out, strict=True))
        left_out = [len(below) - shown(mode, below) for mode in LAYOUTS]
        self.services_left_out = dict(zip(LAYOUTS, left_out, strict=True))
        found: Scene = {}
        for element in self._described():
            identifier = element["data"]["id"]
            found[identifier] = self.memory.place(element, *placed.get(identifier, ({}, {})))
        told = summary(found, sum(namespace_of(pod) == SYSTEM for pod in self.all_pods))
        canvas = {"id": "canvas", "kind": "canvas", **canvas_of(crowd), "headline": told["sentence"]}
        canvas |= {"headline_state": told["state"], "aside": told["aside"]}
        found["canvas"] = {"group": "nodes", "data": canvas, "classes": "canvas"}
        self.memory.turn()
        return found

    def _age(self, identifier: str) -> tuple[str, str]:
        metadata = self.pods[identifier]["metadata"]
        return (metadata.get("creationTimestamp", ""), identifier)

    def _described(self) -> list[Element]:
        found = [
            self._plane(),
            *(self._component(name) for name in ("you", *self.members, *ABOVE[1:], "kube-apiserver")),
        ]
        for machine in self.machines:
            found.append(self._node(machine))
            found += [
                self._component(f"{kind}/{machine}", machine) for kind in ("kube-proxy", "kubelet", "container-runtime")
            ]
            if self.system.get(machine):
                found.append(self._system(machine))
        if self.waiting:
            count = len(self.waiting)
            waiting = element_of("waiting", "waiting", "Waiting for a node", State("Pending", "wait"), detail="")
            waiting["data"] |= {"count": count, "base": f"{count} Pods", "suffix": "in all"}
            found.append(waiting)
        found += [self._pod(identifier, pod) for identifier, pod in self.pods.items()]
        found += [self._owner(owner) for owner in self.owners]
        if any(self.owners_left_out.values()):
            found.append(more_element(MORE, "owner", "More workloads", self.owners_left_out))
        found += [self._service(one) for one in self.services]
        if any(self.services_left_out.values()):
            found.append(more_element(MORE_SERVICES, "service", "More Services", self.services_left_out))
        dns = self._coredns()
        if dns is not None:
            found.append(dns)
        return found + self._lines()

    # -- boxes ------------------------------------------------------------------------------------------------------

    def _plane(self) -> Element:
        node = self.nodes.get(CONTROL_PLANE)
        if CONTROL_PLANE in self.network.powered_off:
            state = NO_POWER
        else:
            state = node_state(node) if node is not None else RUNNING
        pods = self.system.get(CONTROL_PLANE, [])
        detail = system_words(pods)
        element = element_of("plane", "plane", "Control plane", state, detail=detail)
        if node is not None:
            element["data"]["machine"] = CONTROL_PLANE
        return element

    def _component(self, name: str, machine: str = CONTROL_PLANE) -> Element:
        component = self.cluster.components.get(name)
        kind, _, node = name.partition("/")
        label = (
            RUNTIME_NAMES[getattr(component, "kind", "containerd")]
            if kind == "container-runtime"
            else NAMES.get(kind, kind)
        )
        if name == "you":
            state = RUNNING
        elif machine in self.network.powered_off:
            state = NO_POWER
        else:
            state = RUNNING if component is not None and component.running else STOPPED
        dark = state is not RUNNING
        wide, narrow = self._details(kind, node, component)
        element = element_of(name, "component", label, state, detail=dark_words(kind, state) if dark else wide)
        data = element["data"]
        data["who"] = who = identity(name)
        data["short"] = SHORT_NAMES.get(kind, label)
        data["brief"] = "" if kind == "container-runtime" else data["detail"] if dark else narrow
        if name != "you":
            data["parent"] = f"node/{node}" if node else "plane"
        if kind == "container-runtime" and self.system.get(node):
            data["system"] = True
        element["classes"] += f" k-{who}" + (" dark" if dark else "")
        return element

    def _details(self, kind: str, node: str, component: Any) -> tuple[str, str]:
        """A line under the name: (wide, narrow)."""
        if kind.startswith("etcd"):
            (member,) = (member for member in self.cluster.members if member.name == kind)
            words = member.raft.role if len(self.members) > 1 else f"revision {member.store.revision}"
            return words, words
        if kind == "kube-scheduler":
            words = f"{len(self.waiting)} waiting"
            return words, words
        if kind == "kube-controller-manager":
            count = len(getattr(component, "controllers", ()))
            words = f"{count} loops" if count else "loops"
            return words, words
        if kind == "kube-apiserver":
            watches = sum(1 for stream in self.network.streams() if stream.call.target == "kube-apiserver")
            return STAGES, f"{watches} watches"
        if kind == "container-runtime":
            return containers_in_words(self.pods[pod] for pod in self.on_node.get(node, ())), ""
        return "", ""

    def _node(self, machine: str) -> Element:
        node = self.nodes.get(machine)
        state = node_state(node)
        off = machine in self.network.powered_off
        pods = self.on_node[machine]
        running = sum(1 for pod in pods if self._look(pod).cells.status == "Running")
        count = f"{len(pods)} Pod{'' if len(pods) == 1 else 's'}"
        detail = count if running == len(pods) or off else f"{running} of {len(pods)} Running"
        element = element_of(f"node/{machine}", "node", machine, state, detail=detail)
        data = element["data"]
        data["short_word"] = state.word.replace("SchedulingDisabled", "cordoned")
        data["pods"] = len(pods)
        if off:
            data["power"] = "off"
        if off or state.state == "lost":
            element["classes"] += " dead"
        return element

    def _system(self, machine: str) -> Element:
        pods = self.system[machine]
        state = worst([self._system_look(pod).state for pod in pods])
        if state.state in BELIEVED and self._silent(machine):
            state = State(state.word, "lost")
        element = element_of(f"system/{machine}", "system", SYSTEM, state, detail=system_words(pods))
        element["data"] |= {"parent": f"node/{machine}", "brief": f"+{len(pods)}"}
        return element

    def _look(self, identifier: str) -> Look:
        return self.memory.look(identifier, self.pods[identifier])

    def _system_look(self, pod: Object) -> Look:
        return self.memory.look(f"pod/{SYSTEM}/{name_of(pod)}", pod)

    def _pod(self, identifier: str, pod: Object) -> Element:
        look = self._look(identifier)
        state = look.state
        if state.state in BELIEVED and self._silent(pod["spec"].get("nodeName", "")):
            state = State(state.word, "lost")
        element = element_of(identifier, "pod", name_of(pod), state, detail="")
        data = element["data"]
        data["base"], data["suffix"] = look.base, look.suffix
        data["ready"], data["restarts"], data["containers"] = look.cells.ready, look.cells.restarts, look.containers
        node = pod["spec"].get("nodeName")
        if node:  # a Pod that waits for a node hangs over all of them
            data["parent"] = f"node/{node}"
        if namespace_of(pod) != "default":
            data["namespace"] = namespace_of(pod)
        owner = controller_of(pod)
        if owner is not None:
            data["owner"] = f"{owner['kind']}/{owner['name']}"
            data["owned_by"] = owner_of(pod)
        if identifier in self.serving:
            data["served_by"] = self.serving[identifier]
        if identifier in self.replaced:
            data["replaces"] = self.replaced[identifier]
        return element

    def _owner(self, owner: Owner) -> Element:
        element = element_of(owner.id, "owner", name_of(owner.obj), state_of(owner.obj), detail=owner.obj["kind"])
        element["data"]["base"] = short_name(owner)
        if owner.above:
            element["data"]["owned_by"] = owner.above
        return element

    def _service(self, one: Served) -> Element:
        detail = str(one.obj["spec"].get("type", "ClusterIP"))
        element = element_of(one.id, "service", name_of(one.obj), service_state(one), detail=detail)
        element["data"]["brief"] = address(one.obj)
        return element

    def _coredns(self) -> Element | None:
        """The Pods of CoreDNS, as one: they answer names."""
        found = [(node, pod) for node, here in self.system.items() for pod in here]
        pods = [(node, pod) for node, pod in found if labels_of(pod).get("k8s-app") == "kube-dns"]
        if not pods:
            return None
        ready = sum(self._system_look(pod).state.state == "ok" and not self._silent(node) for node, pod in pods)
        state = State(f"{ready} of {len(pods)} ready", "ok" if ready == len(pods) else "weak" if ready else "bad")
        element = element_of(COREDNS, "service", "CoreDNS", state, detail="names")
        element["data"]["who"] = "addon"
        return element

    def _silent(self, machine: str) -> bool:
        """Whether nobody can tell how the Pods on a machine are."""
        return machine in self.network.powered_off or node_state(self.nodes.get(machine)).state == "lost"

    # -- lines ------------------------------------------------------------------------------------------------------

    def _lines(self) -> list[Element]:
        bar = "kube-apiserver"
        found = [self._line(bar, "you"), *(self._line(bar, name) for name in (*self.members, *ABOVE[1:]))]
        for number, one in enumerate(self.members):
            found += [self._line(one, other, quiet=True) for other in self.members[number + 1 :]]
        for machine in self.machines:
            found.append(self._line(bar, f"kubelet/{machine}", machine))
            found.append(self._line(bar, f"kube-proxy/{machine}", machine, quiet=True))
            found.append(self._line(f"kubelet/{machine}", f"container-runtime/{machine}", machine, within=True))
        return found

    def _line(
        self, source: str, target: str, machine: str = "", *, quiet: bool = False, within: bool = False
    ) -> Element:
        state, tag, short = State("connected", "ok"), "", ""
        components = self.cluster.components
        one, other = components.get(source), components.get(target)
        off = machine in self.network.powered_off if machine else False
        if off or (one is not None and other is not None and not self.network.reachable(source, target)):
            state = State("cut", "lost")
        if machine and not within and not quiet:
            tag, short = self._silence(machine, state.word == "cut")
            if tag:
                state = State("cut", "lost")
        elif state.word == "cut" and not quiet and not off:
            tag = short = "link cut"
        element = {
            "group": "edges",
            "data": {
                "id": f"{source}|{target}",
                "source": source,
                "target": target,
                "kind": "line",
                "state": state.state,
            },
            "classes": "line" + (" quiet" if quiet else "") + (" cut" if state.word == "cut" else ""),
        }
        if tag:
            element["data"] |= {"tag": tag, "tag_short": short}  # type: ignore[operator]
        return element

    def _silence(self, machine: str, cut: bool) -> tuple[str, str]:
        """What stands in the gap of a broken line: how long nobody has heard from this node."""
        lease = self.leases.get(machine)
        renewed = lease["spec"].get("renewTime") if lease is not None else None
        if renewed is None:
            return ("link cut", "cut") if cut else ("", "")
        silent_ms = self.cluster.clock.epoch_ms + self.cluster.now_ms - unix_ms(renewed)
        if silent_ms < SILENT_AFTER_MS and not cut:
            return "", ""
        words = span(silent_ms)
        return f"no heartbeat for {words}", f"silent {words}"
