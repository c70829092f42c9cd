"""What an expression can see of a cluster: lists of objects by resource, hops, decisions, time, and a few functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clusterviz.cluster.machinery.objects import Object, condition_true, controller_of, deleting
from clusterviz.cluster.machinery.resources import RESOURCES, Resource
from clusterviz.cluster.machinery.trace import Decision, Hop, Poke, Record

if TYPE_CHECKING:
    from clusterviz.cluster.cluster import Cluster

RECORDS: Mapping[str, type[tuple[Any, ...]]] = {"decisions": Decision, "hops": Hop, "pokes": Poke}
_RESOURCES: Mapping[str, Resource] = {resource.plural: resource for resource in reversed(RESOURCES)}
NAMES = (*sorted(_RESOURCES), *RECORDS, "answers", "now", "began", "start", "vars")


class Known:
    """The names and functions that an expression may use."""

    def __init__(self, variables: Iterable[str] = ()) -> None:
        self.names = NAMES
        self.functions = tuple(FUNCTIONS)
        self.variables = tuple(variables)


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
        records: Iterable[Record] | None = None,
    ) -> None:
        """`records`: those since the step began, where the caller has kept them; else the trace is asked."""
        self._cluster, self._since, self._kept = cluster, since, records
        self._values: dict[str, Any] = {
            "answers": answers or {},
            "began": began_ms / 1000,
            "now": cluster.clock.now_ms / 1000,
            "start": start or {},
            "vars": variables or {},
        }

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            self._values[name] = self._records(RECORDS[name]) if name in RECORDS else self._objects(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def _objects(self, plural: str) -> list[Object]:
        return list(self._cluster.objects(_RESOURCES[plural]))

    def _records(self, kind: type[tuple[Any, ...]]) -> list[dict[str, Any]]:
        records = self._cluster.trace.records() if self._kept is None else self._kept
        return [record._asdict() for record in records if record.id > self._since and isinstance(record, kind)]


def kept(cluster: Cluster, names: Iterable[str]) -> dict[str, list[Object]]:
    """The lists that a step's expressions read of `start`: kept when the step begins."""
    return {name: list(cluster.objects(_RESOURCES[name])) for name in names if name in _RESOURCES}


def ready(obj: Object) -> bool:
    """Whether a Node or a Pod says that it is Ready."""
    return condition_true(obj, "Ready")


def running(pod: Object) -> bool:
    """Whether a Pod runs, is ready, and nobody has asked for its end."""
    return pod["status"].get("phase") == "Running" and condition_true(pod, "Ready") and not deleting(pod)


def terminating(obj: Object) -> bool:
    """Whether somebody has asked for the object's deletion."""
    return deleting(obj)


def owner(obj: Object) -> str:
    """`Kind/name` of the object's controller, "" if it has none."""
    reference = controller_of(obj)
    return f"{reference['kind']}/{reference['name']}" if reference else ""


def app(obj: Object) -> str:
    """The value of the object's label `app`, "" if it has none."""
    return str((obj["metadata"].get("labels") or {}).get("app", ""))


def tainted(node: Object, key: str) -> bool:
    """Whether a Node carries a taint with this key."""
    return any(taint["key"] == key for taint in node["spec"].get("taints", ()))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "app": app,
    "owner": owner,
    "ready": ready,
    "running": running,
    "tainted": tainted,
    "terminating": terminating,
}
