"""Recorded decisions of a real kube-scheduler, replayed against ours one by one.

Before each decision the cluster is put into the state that the recorded earlier ones led to ("teacher forcing"), so that one
wrong decision does not spoil the rest of its scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

Object = dict[str, Any]


class Scheduler(Protocol):
    """What is tested: it is told what there is, and decides about a Pod."""

    def put(self, obj: Object) -> None:
        """An object is there, or has changed."""

    def remove_pod(self, pod: Object) -> None:
        """A Pod is gone."""

    def decide(self, pod: Object) -> dict[str, Any]:
        """Decide about one Pod, in the shape of the records."""


@dataclass
class Difference:
    """One thing that we see otherwise."""

    decision: int  # its index
    pod: str
    what: str
    recorded: Any
    ours: Any

    def __str__(self) -> str:
        return f"decision {self.decision} ({self.pod}), {self.what}: recorded {self.recorded!r}, ours {self.ours!r}"


@dataclass
class Result:
    """What came of one scenario."""

    scenario: Object
    decisions: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every decision was the recorded one."""
        return not self.differences


def replay(scenario: Object, make_scheduler: Callable[[], Scheduler]) -> Result:
    """Replay one scenario; compare every decision."""
    state = RecordedCluster(scenario, make_scheduler())
    result = Result(scenario)
    step = -1
    for index, recorded in enumerate(scenario["expect"]):
        while step < recorded["step"]:
            step += 1
            state.take_step(step)
        if "pod" not in recorded:
            continue
        pod = state.pods[recorded["pod"]]
        if recorded.get("attempt") == 0 and recorded["outcome"] == "bound":
            continue  # it was created with its node
        result.decisions += 1
        ours = state.scheduler.decide(pod)
        for what, theirs, mine in differences(recorded, ours):
            result.differences.append(Difference(index, recorded["pod"], what, theirs, mine))
        state.follow(recorded)
    return result


class RecordedCluster:
    """The cluster of a scenario, as the records say that it became."""

    def __init__(self, scenario: Object, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.graceful = bool(scenario.get("graceful"))
        self.start_pods = bool(scenario.get("start_pods"))
        self.pv_binder = bool(scenario.get("pv_binder"))
        self.nodes: dict[str, Object] = {}
        self.pods: dict[str, Object] = {}
        self.waiting = {_key(pod): pod for pod in scenario["pods"]}
        self.later_nodes = {node["metadata"]["name"]: node for node in scenario.get("later_nodes") or ()}
        self.steps: list[Object] = scenario.get("steps") or [
            {"op": "create_pod", "pod": _key(pod)} for pod in scenario["pods"]
        ]
        for obj in (*scenario["namespaces"], *scenario["nodes"], *scenario["objects"]):
            self._put(obj)

    def _put(self, obj: Object) -> None:
        if obj["kind"] == "Pod":
            self.pods[_key(obj)] = obj
        elif obj["kind"] == "Node":
            self.nodes[obj["metadata"]["name"]] = obj
        self.scheduler.put(obj)

    def take_step(self, index: int) -> None:
        """Do what the scenario does to the cluster."""
        step = self.steps[index]
        match step["op"]:
            case "create_pod":
                self._put(self.waiting[step["pod"]])
            case "ungate":
                pod = self.pods[step["pod"]]
                self._put({**pod, "spec": {**pod["spec"], "schedulingGates": step.get("remaining") or []}})
            case "delete_pod":
                self.scheduler.remove_pod(self.pods.pop(step["pod"]))
            case "add_node":
                self._put(self.later_nodes[step["node"]])
            case "patch_node":
                self._put(_merged(self.nodes[step["node"]], step["patch"]))
            case other:
                raise ValueError(f"unknown step {other!r} in the scenario")

    def follow(self, recorded: Object) -> None:
        """Let the recorded decision come true."""
        pod = self.pods[recorded["pod"]]
        status = dict(pod.get("status") or {})
        if recorded["outcome"] == "bound":
            status.pop("nominatedNodeName", None)
            if self.start_pods and "started_at" in recorded:
                status.update(phase="Running", startTime=recorded["started_at"])
            self._put({**pod, "spec": {**pod["spec"], "nodeName": recorded["node"]}, "status": status})
        elif recorded["outcome"] == "unschedulable":
            status["nominatedNodeName"] = recorded.get("nominatedNodeName") or ""
            self._put({**pod, "status": status})
            for victim in recorded.get("victims") or ():
                self._evict(self.pods[victim])
            if recorded.get("nominatedNodeName"):
                self._withdraw_nominations(pod, recorded["nominatedNodeName"])

    def _evict(self, pod: Object) -> None:
        if not self.graceful:
            del self.pods[_key(pod)]
            self.scheduler.remove_pod(pod)
            return
        conditions = [{"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler"}]
        metadata = {**pod["metadata"], "deletionTimestamp": "2026-07-01T00:00:30Z"}
        self._put({**pod, "metadata": metadata, "status": {**(pod.get("status") or {}), "conditions": conditions}})

    def _withdraw_nominations(self, preemptor: Object, node: str) -> None:
        """Room made for a Pod of lower priority is no longer meant for it."""
        for pod in list(self.pods.values()):
            status = pod.get("status") or {}
            if status.get("nominatedNodeName") == node and _priority(pod) < _priority(preemptor):
                self._put({**pod, "status": {**status, "nominatedNodeName": ""}})


def differences(recorded: Object, ours: Object) -> Iterator[tuple[str, Any, Any]]:
    """Where our decision is not the recorded one: (what, recorded, ours)."""
    for what in ("outcome", "feasible", "prefilter_message", "message", "evaluated", "condition_reason"):
        if recorded.get(what) != ours.get(what):
            yield what, recorded.get(what), ours.get(what)
    yield from _by_name("filter failure of", recorded.get("filter_failures"), ours.get("filter_failures"))
    theirs, mine = recorded.get("scores") or {}, ours.get("scores") or {}
    for plugin in sorted({*theirs, *mine}):
        yield from _by_name(f"score of {plugin} for", theirs.get(plugin), mine.get(plugin))
    yield from _by_name("total of", recorded.get("totals"), ours.get("totals"))
    if "node_any_of" in recorded and sorted(recorded["node_any_of"]) != ours.get("node_any_of"):
        yield "best nodes", sorted(recorded["node_any_of"]), ours.get("node_any_of")
    if recorded.get("preemption_ineligible") != ours.get("preemption_ineligible"):
        yield "preemption_ineligible", recorded.get("preemption_ineligible"), ours.get("preemption_ineligible")
    if "preemption" in recorded or "preemption" in ours:
        yield from _preemption(recorded, ours)


def _preemption(recorded: Object, ours: Object) -> Iterator[tuple[str, Any, Any]]:
    theirs, mine = recorded.get("preemption") or {}, ours.get("preemption") or {}
    candidates = [{candidate["node"]: candidate for candidate in side.get("candidates", ())} for side in (theirs, mine)]
    yield from _by_name("preemption on", *candidates)
    yield from _by_name("no preemption on", theirs.get("not_helpful"), mine.get("not_helpful"))
    chosen = ours.get("nominatedNodeName") or ""
    allowed = theirs.get("node_any_of") or [""]
    if chosen not in allowed:
        yield "nominated node", allowed, chosen
    elif chosen and sorted(candidates[0][chosen]["victims"]) != ours["victims"]:
        yield "victims", sorted(candidates[0][chosen]["victims"]), ours["victims"]


def _by_name(what: str, recorded: Object | None, ours: Object | None) -> Iterator[tuple[str, Any, Any]]:
    theirs, mine = recorded or {}, ours or {}
    for name in sorted({*theirs, *mine}):
        if theirs.get(name) != mine.get(name):
            yield f"{what} {name}", theirs.get(name), mine.get(name)


def _key(obj: Object) -> str:
    return f"{obj['metadata'].get('namespace', 'default')}/{obj['metadata']['name']}"


def _priority(pod: Object) -> int:
    return int(pod["spec"].get("priority") or 0)


def _merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for field_name, value in patch.items():
        if value is None:
            merged.pop(field_name, None)
        else:
            merged[field_name] = _merged(merged.get(field_name), value)
    return merged
