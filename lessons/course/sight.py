"""What an expression can see of a cluster: lists of objects by resource, hops, decisions, time (functions.py has the functions)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import RESOURCES, Resource
from clusterviz.cluster.machinery.trace import Decision, Hop, Poke, Record

from .functions import FUNCTIONS

if TYPE_CHECKING:
    from clusterviz.cluster.cluster import Cluster

RECORDS: Mapping[str, type[tuple[Any, ...]]] = {"decisions": Decision, "hops": Hop, "pokes": Poke}
_RESOURCES: Mapping[str, Resource] = {resource.plural: resource for resource in reversed(RESOURCES)}
KEPT = 4_000  # of each kind in a step: a check about the first of them has long been true
COMPONENTS = "components"
NAMES = (*sorted(_RESOURCES), *RECORDS, COMPONENTS, "answers", "now", "began", "start", "vars")


class Known:
    """The names and functions that an expression may use."""

    def __init__(self, variables: Iterable[str] = ()) -> None:
        self.names = NAMES
        self.functions = tuple(FUNCTIONS)
        self.variables = tuple(variables)

    def has(self, name: str) -> bool:
        """Whether `vars.POD` and `start.pods` name something."""
        scope, dot, rest = name.partition(".")
        return not dot or rest in (self.variables if scope == "vars" else _RESOURCES)


class Past:
    """What happened since a step began: the hops, decisions and pokes, heartbeats left out."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._lists: dict[type, deque[dict[str, Any]]] = {kind: deque(maxlen=KEPT) for kind in RECORDS.values()}
        self.add(records)

    def add(self, records: Iterable[Record]) -> None:
        """These have happened, too."""
        for record in records:
            kept = self._lists.get(type(record))
            if kept is not None and not (type(record) is Hop and record.kind == "heartbeat"):
                kept.append(record._asdict())

    def of(self, kind: type) -> list[dict[str, Any]]:
        """Those of one kind, in order."""
        return list(self._lists[kind])


class Sight(Mapping[str, Any]):
    """The values of NAMES for one cluster at one moment; each is looked up when an expression asks for it.

    `hops`, `decisions` and `pokes` begin after record `since`; `now` and `began` are virtual seconds; `start` holds the
    lists of objects as they were when the step began.
    """

    def __init__(
        self,
        cluster: Cluster,
        since: int = 0,
        began_ms: int = 0,
        start: Mapping[str, Any] | None = None,
        variables: Mapping[str, str] | None = None,
        answers: Mapping[str, Any] | None = None,
        past: Past | None = None,
    ) -> None:
        """`past`: what happened since the step began, where the caller has kept it; else the trace is asked."""
        self._cluster, self._since, self._past = cluster, since, past
        self._values: dict[str, Any] = {
            "answers": answers or {},
            "began": began_ms / 1000,
            "now": cluster.clock.now_ms / 1000,
            "start": start or {},
            "vars": variables or {},
        }

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            if name == COMPONENTS:
                self._values[name] = _components(self._cluster)
            else:
                self._values[name] = self._records(RECORDS[name]) if name in RECORDS else self._objects(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def _objects(self, plural: str) -> list[Object]:
        return list(self._cluster.objects(_RESOURCES[plural]))

    def _records(self, kind: type) -> list[dict[str, Any]]:
        if self._past is None:
            self._past = Past(self._cluster.trace.records(self._since))
        return self._past.of(kind)


def _components(cluster: Cluster) -> list[dict[str, Any]]:
    """The processes: what runs, where, and whether its machine has power. `leader` only where etcd has members."""
    return [
        {
            "name": component.name,
            "node": component.node,
            "running": component.running,
            "power": component.node not in cluster.network.powered_off,
            "leader": component in cluster.members and component.running and component.raft.leader == component.name,
        }
        for component in cluster.components.values()
        if component is not cluster.you
    ]


def kept(cluster: Cluster, names: Iterable[str]) -> dict[str, list[Object]]:
    """The lists that a step's expressions read of `start`, as the step began: plain JSON, to be stored with the progress."""
    return {
        name: [_without_managers(obj) for obj in cluster.objects(_RESOURCES[name])]
        for name in sorted(names)
        if name in _RESOURCES
    }


def _without_managers(obj: Object) -> Object:
    """An object without its managedFields: long, told by no lesson, and written out only when somebody asks for them."""
    metadata = {key: value for key, value in obj["metadata"].items() if key != "managedFields"}
    return {**obj, "metadata": metadata}
