"""One simulated life of an API server before an etcd with three members: clients create, read, change and delete a few ConfigMaps
while all of them crash and links break. What they were answered must be linearizable, as if there were one copy of each object.
"""

from __future__ import annotations

from typing import Any

from ...cluster.control_plane.kube_apiserver import ApiServer
from ...cluster.machinery.api import MERGE_PATCH, Request, Response, User
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.client import API_SERVER, Client
from ...cluster.machinery.component import Component, Ground
from ...cluster.machinery.objects import Object
from ...cluster.machinery.resources import CONFIGMAPS
from .linearizability import Operation, contradictions
from .members import NAMES, PATIENCE_MS, SLOWEST_MS, Members

ADMIN = User("kubernetes-admin", ("system:masters", "system:authenticated"))  # needs no roles, which are made later
KEYS = ("a", "b")
CLIENTS = 3
FAULTS = 16
LONGEST_PAUSE_MS = 1_500
LONGEST_THOUGHT_MS = 150
MENDED_MS = 12_000  # a request that nobody answers is given up after ten seconds
SETTLED_MS = 5_000  # the members have a leader, the API server has its caches


class ApiClerk(Component):
    """A client of the API server that always has one request under way; it writes down what it sees."""

    def __init__(self, ground: Ground, name: str, history: list[Operation], ticks: list[int]) -> None:
        super().__init__(ground, name, "")
        self.history = history
        self.ticks = ticks
        self.written = 0
        self.known: dict[str, Object] = {}  # key → the object, as read last
        self.busy = True

    def boot(self) -> None:
        self.client = Client(self, ADMIN)
        self.after(1 + self.chance.below(50), self._ask)

    def _tick(self) -> int:
        self.ticks[0] += 1
        return self.ticks[0]

    def _ask(self) -> None:
        if not self.busy:
            return
        key = KEYS[self.chance.below(len(KEYS))]
        self.written += 1
        value = f"{self.name}:{self.written}"
        known = self.known.get(key)
        version = known["metadata"]["resourceVersion"] if known is not None else ""
        data = {"data": {"value": value}}
        body: Object = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": key, "namespace": "default"},
            **data,
        }
        match self.chance.below(8):
            case 0 | 1 if known is None:
                self._send("swap", Request("create", CONFIGMAPS, "default", body=body), key, value, None)
            case 0 | 1 if known is not None:
                body["metadata"]["resourceVersion"] = version
                self._send("swap", Request("update", CONFIGMAPS, "default", key, body=body), key, value, _value(known))
            case 2 if known is not None:
                options = {"preconditions": {"resourceVersion": version}}
                self._send(
                    "swap", Request("delete", CONFIGMAPS, "default", key, body=options), key, None, _value(known)
                )
            case 3:
                self._send("write", Request("update", CONFIGMAPS, "default", key, body=body), key, value)
            case 4:
                patch = Request("patch", CONFIGMAPS, "default", key, body=data, content_type=MERGE_PATCH)
                self._send("write", patch, key, value)
            case _:
                self._send("read", Request("get", CONFIGMAPS, "default", key), key, None)

    def _send(self, verb: str, request: Request, key: str, value: Any, expected: Any = None) -> None:
        operation = Operation(self.name, key, verb, value, expected, self._tick())
        self.history.append(operation)
        self.client.send(request, self._answered, operation)

    def _answered(self, response: Response, operation: Operation) -> None:
        """What is not there or is another one is an answer too; after silence or a failure nobody knows."""
        refused = response.reason == "refused" or response.message == "apiserver not ready"  # nobody took it
        differs = response.code in (404, 409)
        if refused or (operation.verb == "write" and response.code == 409):
            self.history.remove(operation)
        elif response.ok or differs:
            operation.answered = self._tick()
            if operation.verb == "swap":
                operation.succeeded = response.ok
            elif operation.verb == "read" or differs:
                operation.verb = "read"  # to change what is not there tells that it is not there
                operation.value = _value(response.body) if response.ok else None
            if response.ok and response.body["kind"] == "ConfigMap":
                self.known[operation.key] = response.body
            else:
                self.known.pop(operation.key, None)
        self.after(1 + self.chance.below(LONGEST_THOUGHT_MS), self._ask)


def _value(settings: Object) -> str:
    return str(settings["data"]["value"])


class Served(Members):
    """Three members of etcd, an API server, its clients and what can happen to all of them."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, clients=0)
        ground = self.members[0].ground
        self.api_server = ApiServer(ground, API_SERVER, "", etcd_servers=NAMES)
        self.api_server.start()
        self.run_for(SETTLED_MS)
        ticks = [0]
        self.api_clerks = tuple(ApiClerk(ground, f"client-{number}", self.history, ticks) for number in range(CLIENTS))
        self.trace.poke(self.clock.now_ms, "you", "the clients start")
        for clerk in self.api_clerks:
            clerk.start()

    def fault(self, chance: Chance) -> str:
        """One random thing goes wrong, or right again: of the members, of the API server, or of a link to it."""
        if chance.below(2):
            return super().fault(chance)
        server = self.api_server
        others = (*NAMES, *(clerk.name for clerk in self.api_clerks))
        other = others[chance.below(len(others))]
        match chance.below(6):
            case 0 if server.running:
                server.stop()
                return f"stop {server.name}"
            case 1:
                server.stop()
                server.start()
                return f"restart {server.name}"
            case 2:
                self.network.cut(server.name, other)
                return f"cut {server.name}|{other}"
            case 3:
                self.network.slow(server.name, other, chance.below(SLOWEST_MS))
                return f"slow {server.name}|{other}"
            case 4:
                self.network.lose(server.name, other, 5 + chance.below(60))
                return f"lose messages of {server.name}|{other}"
            case _:
                server.start()
                return f"start {server.name}"


def live(seed: int, faults: int = FAULTS) -> tuple[list[str], list[str]]:
    """The life of seed `seed`: what was done, and what is wrong (nothing, if all went well)."""
    story: list[str] = []
    try:
        return story, _live(seed, faults, story)
    except Exception as contradiction:  # a component that breaks is a finding, whatever broke
        return story, [f"{type(contradiction).__name__}: {contradiction}"]


def _live(seed: int, faults: int, story: list[str]) -> list[str]:
    chance = Chance(seed, "api clients")
    cluster = Served(seed)
    for _ in range(faults):
        cluster.run_for(1 + chance.below((30, 300, LONGEST_PAUSE_MS)[chance.below(3)]))
        cluster.trace.poke(cluster.clock.now_ms, "you", "a fault")
        story.append(f"{cluster.clock.now_ms:>8} ms  {cluster.fault(chance)}")
    cluster.trace.poke(cluster.clock.now_ms, "you", "everything is mended")
    cluster.mend()
    for component in (*cluster.members, cluster.api_server):
        component.start()
    cluster.run_for(MENDED_MS)
    asked = len(cluster.history)
    cluster.run_for(500)
    for clerk in cluster.api_clerks:
        clerk.busy = False
    cluster.run_for(PATIENCE_MS)
    wrong = contradictions(cluster.history) + cluster.api_server.panics
    if any(one.answered is None for one in cluster.history[asked:]):
        wrong.append("long after everything was mended there are requests without an answer")
    return wrong
