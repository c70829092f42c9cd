"""The kubelet's own Node object: registration, conditions, capacity, images. Fact sheet §8.10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Response
from ...machinery.client import API_ADDRESS
from ...machinery.informer import Informer
from ...machinery.objects import Object, condition_of, labels_of, revision_of
from ...machinery.resources import NODES

if TYPE_CHECKING:
    from .kubelet import Kubelet

UPDATE_MS = 10_000
UPDATE_JITTER = 0.04
REPORT_MS = 300_000
REPORT_SPREAD = 0.5  # after a change, the next report without one comes so much of REPORT_MS earlier or later
TRIES = 5  # in one tick
FIRST_RETRY_MS = 100
MAX_RETRY_MS = 7_000
IMAGES_REPORTED = 50

# (condition, then reason, message and event when all is well, and the same when it is not)
PRESSURES = (
    (
        "MemoryPressure",
        ("KubeletHasSufficientMemory", "kubelet has sufficient memory available", "NodeHasSufficientMemory"),
        ("KubeletHasInsufficientMemory", "kubelet has insufficient memory available", "NodeHasInsufficientMemory"),
    ),
    (
        "DiskPressure",
        ("KubeletHasNoDiskPressure", "kubelet has no disk pressure", "NodeHasNoDiskPressure"),
        ("KubeletHasDiskPressure", "kubelet has disk pressure", "NodeHasDiskPressure"),
    ),
    (
        "PIDPressure",
        ("KubeletHasSufficientPID", "kubelet has sufficient PID available", "NodeHasSufficientPID"),
        ("KubeletHasInsufficientPID", "kubelet has insufficient PID available", "NodeHasInsufficientPID"),
    ),
)


class NodeStatus:
    """Registers the Node and keeps its status true."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.uid = ""
        self.registered = False
        self.retry_ms = FIRST_RETRY_MS
        self.reported_ms = 0
        self.report_delay_ms = 0
        self.tries = 0
        self.told: dict[str, str] = {}  # condition → status that an event has told of
        self.busy = False
        self.again = False  # something changed while the last report was on its way
        self.schedulable = True
        self.latest: Object | None = None  # the newest version of the Node that has been heard of
        # It sees its own Node, as kubelets do.
        self.nodes = Informer(kubelet.client, NODES, field_selector=f"metadata.name={kubelet.node}")

    # -- registration -------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """Create the Node, or adopt the one that is there."""
        kubelet = self.kubelet
        machine = kubelet.machine
        node: Object = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": kubelet.node,
                "labels": dict(machine.labels),
                "annotations": dict(machine.annotations),
            },
            "spec": dict(machine.spec),
            "status": self._status({}),
        }
        kubelet.client.create(NODES, node, self._registered)

    def _registered(self, response: Response) -> None:
        kubelet = self.kubelet
        if response.ok:
            self._ready(response.body)
        elif response.code == 409:
            kubelet.client.get(NODES, "", kubelet.node, self._adopt)
        else:
            self._again()

    def _adopt(self, response: Response) -> None:
        kubelet = self.kubelet
        if not response.ok:
            self._again()
            return
        node = response.body
        missing = {name: text for name, text in kubelet.machine.labels.items() if labels_of(node).get(name) != text}
        if missing:
            kubelet.client.patch(NODES, "", kubelet.node, {"metadata": {"labels": missing}})
        self._ready(node)

    def _again(self) -> None:
        self.kubelet.after(self.retry_ms, self.register)
        self.retry_ms = min(self.retry_ms * 2, MAX_RETRY_MS)

    def _ready(self, node: Object) -> None:
        self.uid = node["metadata"]["uid"]
        self.registered = True
        self.latest = node
        self.schedulable = not node["spec"].get("unschedulable", False)
        self.nodes.subscribe(self._changed)
        self.nodes.start()
        for condition in (node.get("status") or {}).get("conditions", ()):
            if condition["type"] == "Ready":
                self.told.setdefault("Ready", condition["status"])
        self.kubelet.registered(node)
        self._events()
        if not self.kubelet.machine.hollow:
            self.kubelet.node_event("Normal", "NodeAllocatableEnforced", "Updated Node Allocatable limit across pods")
        self.update()
        self.kubelet.every(UPDATE_MS, self.update, jitter=UPDATE_JITTER)

    # -- status -------------------------------------------------------------------------------------------------------

    def _changed(self, change: str, old: Object | None, node: Object) -> None:
        if change == "deleted":
            self.latest = None
            return
        if self.latest is None or revision_of(node) > revision_of(self.latest):
            self.latest = node
        self.kubelet.node_changed(node)
        schedulable = not node["spec"].get("unschedulable", False)
        if schedulable != self.schedulable:
            self.schedulable = schedulable
            self.event("NodeSchedulable" if schedulable else "NodeNotSchedulable")

    def node(self) -> Object | None:
        """The Node as the API server last told, None if somebody has deleted it."""
        return self.latest

    def update(self) -> None:
        """Tell the API server if something is different, or if it has not been told for five minutes."""
        kubelet = self.kubelet
        if not self.registered or self.busy:
            self.again = self.busy
            return
        node = self.node()
        if node is None:
            # Somebody has deleted the Node: a kubelet registers only when it starts.
            for _ in range(TRIES):
                kubelet.say("no status", f'error getting node "{kubelet.node}": node "{kubelet.node}" not found')
            kubelet.say("no status at all")
            return
        before = node.get("status") or {}
        made = self._status(before)
        changed = {name: value for name, value in made.items() if name != "conditions" and before.get(name) != value}
        flipped = [_essence(one) for one in made["conditions"]] != [
            _essence(condition_of({"status": before}, one["type"]) or {}) for one in made["conditions"]
        ]
        overdue = kubelet.now_ms - self.reported_ms >= REPORT_MS + self.report_delay_ms
        self._events()
        if not changed and not flipped and not overdue:
            return
        differs = bool(changed or flipped)
        patch: Object = {**changed, "conditions": made["conditions"]}
        patch["$setElementOrder/conditions"] = [{"type": one["type"]} for one in made["conditions"]]
        self.busy = True
        kubelet.heartbeats.patch(
            NODES, "", kubelet.node, {"status": patch}, self._updated, differs, subresource="status"
        )

    def _updated(self, response: Response, differs: bool) -> None:
        kubelet = self.kubelet
        self.busy = False
        if not response.ok and not response.code:
            node = self.kubelet.node
            address = f"https://{API_ADDRESS}/api/v1/nodes/{node}"
            self.kubelet.say(
                "no status", f'error getting node "{node}": Get "{address}?timeout=10s": {response.message}'
            )
        if response.ok:
            self.tries = 0
            self.reported_ms = kubelet.now_ms
            spread_ms = REPORT_SPREAD * REPORT_MS
            self.report_delay_ms = int(kubelet.chance.between(-spread_ms, spread_ms)) if differs else 0
            if self.latest is not None and revision_of(response.body) > revision_of(self.latest):
                self.latest = response.body
        elif self.tries < TRIES - 1:
            self.tries += 1
            self.again = True
        else:
            self.tries = 0  # the next tick has its own tries
            kubelet.say("no status at all")
        if self.again:
            self.again = False
            self.update()

    def _status(self, before: Object) -> Object:
        kubelet = self.kubelet
        machine = kubelet.machine
        made = dict(machine.status)
        made["conditions"] = self._conditions(before)
        if kubelet.images:
            images = sorted(kubelet.images.values(), key=lambda image: (-image.size, image.names))[:IMAGES_REPORTED]
            made["images"] = [{"names": list(image.names), "sizeBytes": image.size} for image in images]
        info = dict(made["nodeInfo"])
        if not machine.hollow:
            info["bootID"] = kubelet.boot_id
        info["containerRuntimeVersion"] = kubelet.runtime_version or f"{machine.runtime}://"
        made["nodeInfo"] = info
        return made

    def _conditions(self, before: Object) -> list[Object]:
        now = self.kubelet.timestamp()
        known = {condition["type"]: condition for condition in before.get("conditions", ())}
        made = []
        for kind, well, short in PRESSURES:
            pressed = kind in self.kubelet.eviction.conditions
            reason, message, _ = short if pressed else well
            made.append(_condition(known, now, kind, "True" if pressed else "False", reason, message))
        problem = self.kubelet.problem()
        if problem:
            made.append(_condition(known, now, "Ready", "False", "KubeletNotReady", problem))
        else:
            made.append(_condition(known, now, "Ready", "True", "KubeletReady", "kubelet is posting ready status"))
        return made

    def _events(self) -> None:
        """Tell of each condition that is different from what was last told."""
        for kind, well, short in PRESSURES:
            status = "True" if kind in self.kubelet.eviction.conditions else "False"
            if self.told.get(kind) != status:
                self.told[kind] = status
                self.event(short[2] if status == "True" else well[2])
        ready = "False" if self.kubelet.problem() else "True"
        known = self.told.get("Ready")
        if known != ready:
            self.told["Ready"] = ready
            if known is not None or ready == "True":
                self.event("NodeReady" if ready == "True" else "NodeNotReady")

    def event(self, reason: str) -> None:
        """An event about the node's condition."""
        self.kubelet.node_event("Normal", reason, f"Node {self.kubelet.node} status is now: {reason}")


def _condition(known: dict[str, Object], now: str, kind: str, status: str, reason: str, message: str) -> Object:
    old = known.get(kind)
    same = old is not None and old["status"] == status
    return {
        "type": kind,
        "status": status,
        "lastHeartbeatTime": now,
        "lastTransitionTime": old["lastTransitionTime"] if old is not None and same else now,
        "reason": reason,
        "message": message,
    }


def _essence(condition: Object) -> tuple[object, ...]:
    return condition.get("status"), condition.get("reason"), condition.get("message")
