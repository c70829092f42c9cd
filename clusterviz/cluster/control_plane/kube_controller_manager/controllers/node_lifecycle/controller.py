"""Node lifecycle controller: every 5 s, which nodes have fallen silent? Fact sheet §7.8.

The queue's keys are nodes whose taints have to follow their conditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Response
from .....machinery.events import NORMAL as NORMAL_EVENT
from .....machinery.events import WARNING
from .....machinery.objects import Key, Object, condition_of, key_of, name_of, uid_of
from .....machinery.resources import LEASES, NODES, PODS
from ...taints import NO_EXECUTE, NO_SCHEDULE, NOT_READY, UNREACHABLE, has_taint, taints_of
from ..controller import Controller
from .health import (
    CONDITION_TAINTS,
    GRACE_MS,
    STARTUP_GRACE_MS,
    Health,
    condition_taint_keys,
    first_health,
    ready_status,
    with_unknown_conditions,
)
from .zones import FULL, Zone, rate_in, state_of, zone_of

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

MONITOR_MS = 5_000
LEASE_NAMESPACE = "kube-node-lease"


def node_of_pod(pod: Object) -> str:
    """The node that a Pod is bound to (an index function of informers)."""
    return str(pod["spec"].get("nodeName") or "")


class NodeLifecycleController(Controller):
    """Marks silent nodes as Unknown, taints them, and marks their Pods as not ready."""

    name = "node-controller"
    workers = 8

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.known: dict[str, Object] = {}
        self.health: dict[str, Health] = {}
        self.zones: dict[str, Zone] = {}
        self.ready: dict[str, str] = {}  # node → the status of its condition Ready, as this controller sees it
        self.no_execute: dict[str, str] = {}  # node → the key of the NoExecute taint it should have, "" for none
        self.to_mark: dict[str, None] = {}  # nodes whose Pods could not all be marked as not ready
        self.nodes = self.informer(NODES)
        self.nodes.subscribe(self.node_changed)
        self.leases = self.informer(LEASES, LEASE_NAMESPACE)
        self.pods = self.informer(PODS)
        self.pods.index("node", node_of_pod)

    def begin(self) -> None:
        super().begin()
        self.manager.every(MONITOR_MS, self.monitor, first_ms=0)

    def node_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A node is new or different: its taints may have to follow."""
        if change != "deleted":
            self.queue.add(key_of(new))

    # -- every five seconds -----------------------------------------------------------------------------------------

    def monitor(self) -> None:
        """Look at every node."""
        nodes = self.nodes.list()
        self._greet(nodes)
        for node in nodes:
            self._look(node)
        self._judge_zones(nodes)
        self._taint_next()

    def _greet(self, nodes: list[Object]) -> None:
        """Say which nodes are new and which are gone."""
        present = {name_of(node): node for node in nodes}
        for name in [name for name in self.known if name not in present]:
            self._event(
                self.known.pop(name), "RemovingNode", f"Node {name} event: Removing Node {name} from Controller"
            )
            for memory in (self.health, self.ready, self.no_execute, self.to_mark):
                memory.pop(name, None)
            for zone in self.zones.values():
                zone.waiting.pop(name, None)
        for name, node in present.items():
            self.zones.setdefault(zone_of(node), Zone())
            if name not in self.known:
                self._event(node, "RegisteredNode", f"Node {name} event: Registered Node {name} in Controller")
            self.known[name] = node

    def _event(self, node: Object, reason: str, message: str) -> None:
        about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name_of(node), "uid": uid_of(node)}}
        self.events.event(about, NORMAL_EVENT, reason, message)

    def _look(self, node: Object) -> None:
        """Has this node given a sign of life lately?"""
        name, now_ms = name_of(node), self.manager.now_ms
        health = self.health.get(name)
        if health is None:
            health = self.health[name] = first_health(node, now_ms, self.manager.clock.epoch_ms)
        health.look(node, self.leases.get(f"{LEASE_NAMESPACE}/{name}"), now_ms)
        grace_ms = GRACE_MS if condition_of(node, "Ready") is not None else STARTUP_GRACE_MS
        current = node
        if health.silent_ms(now_ms) > grace_ms:
            current = with_unknown_conditions(node, self.now_ms())
            if current is not node:
                self.decide(
                    "Suspects",
                    NODES,
                    node,
                    f"The node lifecycle controller has not heard from {name} for {health.silent_ms(now_ms) // 1000} s "
                    "and marks its conditions as Unknown.",
                    silent_ms=health.silent_ms(now_ms),
                )
                self.client.update_status(NODES, current, self._suspected, name)
        was, now = ready_status(node), ready_status(current)
        self.ready[name] = now
        if current is node:
            self._plan_no_execute(node, now)
        if now != "True" and was == "True":
            self._event(node, "NodeNotReady", f"Node {name} status is now: NodeNotReady")
            self._mark_pods(node)
        elif name in self.to_mark and was != "True":
            self._mark_pods(node)

    def _suspected(self, response: Response, name: str) -> None:
        """The API server knows now; the taints come after the conditions."""
        if response.ok:
            self.wrote(response, name, self.nodes)
            self._plan_no_execute(response.body, ready_status(response.body))
            self._taint_next()

    def _mark_pods(self, node: Object) -> None:
        """The Pods of a silent node are not ready, as far as anyone can tell: no more traffic for them."""
        name = name_of(node)
        self.to_mark.pop(name, None)
        marked = 0
        for pod in self.pods.by("node", name):
            ready = condition_of(pod, "Ready")
            if ready is None or ready["status"] == "False":
                continue
            self.events.event(pod, WARNING, "NodeNotReady", "Node is not ready")
            changed = {**ready, "status": "False", "lastTransitionTime": self.timestamp()}
            conditions = [changed if each is ready else each for each in pod["status"]["conditions"]]
            body = {**pod, "status": {**pod["status"], "conditions": conditions}}
            self.client.update_status(PODS, body, self._marked, name, tolerate=(404,))
            marked += 1
        if marked:
            pods = "1 Pod" if marked == 1 else f"{marked} Pods"
            self.decide(
                "MarksNotReady",
                NODES,
                node,
                f"The node lifecycle controller marks {pods} on {name} as not ready: nobody can tell whether they still work.",
            )

    def _marked(self, response: Response, node: str) -> None:
        if not response.ok and response.code != 404:
            self.to_mark[node] = None

    # -- zones ------------------------------------------------------------------------------------------------------

    def _judge_zones(self, nodes: list[Object]) -> None:
        """Slow down, or stop, when whole zones are silent."""
        by_zone: dict[str, list[Object]] = {}
        for node in nodes:
            by_zone.setdefault(zone_of(node), []).append(node)
        states = {zone: state_of(members) for zone, members in by_zone.items()}
        for zone in [zone for zone in self.zones if zone not in by_zone]:
            del self.zones[zone]
        if not states:
            return
        now_ms = self.manager.now_ms
        all_are = all(state == FULL for state in states.values())
        all_were = all(self.zones[zone].state == FULL for zone in states)
        if all_are and all_were:
            return
        if all_are:
            self.manager.decide(
                "StopsEvictions",
                "nodes",
                "The node lifecycle controller hears from no node at all: it rather doubts itself, "
                "takes its NoExecute taints back and evicts nobody.",
                {"controller": self.name},
            )
            for node in nodes:
                self._forgive(node)
            for zone in states:
                self.zones[zone].set_rate(0.0, now_ms)
                self.zones[zone].state = FULL
            return
        if all_were:  # the nodes had no chance to be heard: give them all their time again
            for health in self.health.values():
                health.probed_ms = now_ms
        for zone, state in states.items():
            if all_were or self.zones[zone].state != state:
                self.zones[zone].set_rate(rate_in(state, len(by_zone[zone])), now_ms)
                self.zones[zone].state = state

    # -- NoExecute: one node after the other --------------------------------------------------------------------------

    def _plan_no_execute(self, node: Object, ready: str) -> None:
        name = name_of(node)
        if ready == "True":
            self._forgive(node)
            return
        wanted, other = (NOT_READY, UNREACHABLE) if ready == "False" else (UNREACHABLE, NOT_READY)
        if has_taint(node, other, NO_EXECUTE):  # it has had its turn: only the reason is another one
            self.no_execute[name] = wanted
            self.queue.add(name)
        elif not has_taint(node, wanted, NO_EXECUTE) and self.no_execute.get(name) != wanted:
            self.zones.setdefault(zone_of(node), Zone()).waiting.setdefault(name)

    def _forgive(self, node: Object) -> None:
        """It is there again, or nobody is to blame: no NoExecute taint, no turn to wait for."""
        name = name_of(node)
        self.zones[zone_of(node)].waiting.pop(name, None)
        tainted = has_taint(node, NOT_READY, NO_EXECUTE) or has_taint(node, UNREACHABLE, NO_EXECUTE)
        if tainted or self.no_execute.get(name):
            self.no_execute[name] = ""
            self.queue.add(name)

    def _taint_next(self) -> None:
        """The nodes whose turn it is are to be tainted; the rate makes the others wait."""
        now_ms = self.manager.now_ms
        for zone in self.zones.values():
            while (name := zone.due(now_ms)) is not None:
                ready = self.ready.get(name, "True")
                if ready == "True":
                    zone.waiting.pop(name, None)
                    continue
                zone.served(name, now_ms)
                self.no_execute[name] = NOT_READY if ready == "False" else UNREACHABLE
                self.queue.add(name)

    # -- taints -----------------------------------------------------------------------------------------------------

    def reconcile(self, key: Key) -> None:
        """Make a node's taints say what its conditions say: NoSchedule at once, NoExecute when it is its turn."""
        node = self.nodes.get(key)
        if node is None or not self.up_to_date(key):
            return
        wanted = [(each, NO_SCHEDULE) for each in condition_taint_keys(node)]
        ours = [(each, NO_SCHEDULE) for each in CONDITION_TAINTS]
        no_execute = self.no_execute.get(key)
        if no_execute is not None:
            ours += [(NOT_READY, NO_EXECUTE), (UNREACHABLE, NO_EXECUTE)]
            if no_execute:
                wanted.append((no_execute, NO_EXECUTE))
        present = [(taint["key"], taint["effect"]) for taint in taints_of(node)]
        missing = [each for each in wanted if each not in present]
        extra = [each for each in present if each in ours and each not in wanted]
        if missing or extra:
            self._explain(node, missing, extra)
            self._swap(node, missing, extra)

    def _explain(self, node: Object, missing: list[tuple[str, str]], extra: list[tuple[str, str]]) -> None:
        name = name_of(node)
        if missing:
            what = " and ".join(f"{key}:{effect}" for key, effect in missing)
            evicts = any(effect == NO_EXECUTE for _, effect in missing)
            effect = "Pods that do not tolerate it have to go" if evicts else "no new Pods are to come"
            sentence = f"The node lifecycle controller taints {name} with {what}: {effect}."
            self.decide("Taints", NODES, node, sentence)
        if extra:
            what = " and ".join(f"{key}:{effect}" for key, effect in extra)
            sentence = f"The node lifecycle controller takes {what} from {name}: the reason is gone."
            self.decide("Untaints", NODES, node, sentence)

    def _swap(self, node: Object, add: list[tuple[str, str]], remove: list[tuple[str, str]]) -> None:
        """Add and remove taints in one write, on condition that nobody else has written meanwhile."""
        kept = [taint for taint in taints_of(node) if (taint["key"], taint["effect"]) not in remove]
        now = self.timestamp()
        taints = [*kept, *({"key": key, "effect": effect, "timeAdded": now} for key, effect in add)]
        metadata = {"resourceVersion": node["metadata"]["resourceVersion"]}
        patch = {"metadata": metadata, "spec": {"taints": taints or None}}
        name = name_of(node)
        self.client.patch(NODES, "", name, patch, self.wrote, name, self.nodes, tolerate=(404,))


__all__ = ["NodeLifecycleController"]
