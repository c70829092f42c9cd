"""A Pod in one line: READY, STATUS and RESTARTS, computed as Kubernetes computes them. Fact sheet §3.5."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object, condition_true, deleting
from ....machinery.times import age, unix_ms

FINISHED = {
    "Succeeded": "The pod has completed successfully.",
    "Failed": "The pod failed.",
}


class _Count:
    """What the walk over the containers adds up."""

    def __init__(self) -> None:
        self.ready = 0
        self.restarts = 0
        self.last_restart_ms = 0

    def restarted(self, status: Object) -> None:
        self.restarts += status.get("restartCount", 0)
        ended = (status.get("lastState") or {}).get("terminated") or {}
        if ended.get("finishedAt"):
            self.last_restart_ms = max(self.last_restart_ms, unix_ms(ended["finishedAt"]))


def cells(pod: Object, now_ms: int, age_text: str) -> list[Any]:
    """The cells of one Pod."""
    spec, status = pod["spec"], pod.get("status") or {}
    sidecars = {one["name"]: None for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"}
    total = len(spec.get("containers") or ()) + len(sidecars)
    count, sidecar_count = _Count(), _Count()
    reason = status.get("reason") or status.get("phase", "")
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            reason = "SchedulingGated"
    initializing = _initializing(pod, sidecars, count, sidecar_count)
    if initializing:
        reason = initializing
    if not initializing or condition_true(pod, "Initialized"):
        count.restarts, count.last_restart_ms = sidecar_count.restarts, sidecar_count.last_restart_ms
        reason = _running(pod, reason, count)
    if deleting(pod):
        if status.get("reason") == "NodeLost":
            reason = "Unknown"
        elif status.get("phase") not in FINISHED:
            reason = "Terminating"
    restarts = str(count.restarts)
    if count.restarts and count.last_restart_ms:
        restarts = f"{restarts} ({age(now_ms - count.last_restart_ms)} ago)"
    addresses = [one["ip"] for one in status.get("podIPs") or () if one.get("ip")] or [status.get("podIP") or "<none>"]
    return [
        pod["metadata"]["name"],
        f"{count.ready}/{total}",
        reason,
        restarts,
        age_text,
        addresses[0],
        spec.get("nodeName") or "<none>",
        status.get("nominatedNodeName") or "<none>",
        _readiness_gates(pod),
    ]


def _initializing(pod: Object, sidecars: dict[str, None], count: _Count, sidecar_count: _Count) -> str:
    """What the first init container that has not finished is waiting for; "" if none is left."""
    for i, status in enumerate((pod.get("status") or {}).get("initContainerStatuses") or ()):
        count.restarted(status)
        sidecar = status["name"] in sidecars
        if sidecar:
            sidecar_count.restarted(status)
        state = status.get("state") or {}
        ended, waiting = state.get("terminated"), state.get("waiting")
        if ended is not None and ended.get("exitCode", 0) == 0:
            continue
        if sidecar and status.get("started"):
            count.ready += 1 if status.get("ready") else 0
            continue
        if ended is not None:
            return "Init:" + _ended(ended)
        if waiting is not None and waiting.get("reason") and waiting["reason"] != "PodInitializing":
            return f"Init:{waiting['reason']}"
        return f"Init:{i}/{len(pod['spec'].get('initContainers') or ())}"
    return ""


def _running(pod: Object, reason: str, count: _Count) -> str:
    """The reason of the first container that has one to tell."""
    has_running = False
    error = ""
    for status in reversed((pod.get("status") or {}).get("containerStatuses") or ()):
        count.restarted(status)
        state = status.get("state") or {}
        waiting, ended = state.get("waiting"), state.get("terminated")
        if waiting is not None and waiting.get("reason"):
            reason = waiting["reason"]
        elif ended is not None:
            reason = _ended(ended)
            if ended.get("exitCode", 0) != 0:
                error = reason
        elif status.get("ready") and state.get("running") is not None:
            has_running = True
            count.ready += 1
    if reason == "Completed":
        if has_running and condition_true(pod, "Ready"):
            return "Running"
        if error:
            return error
        if has_running:
            return "NotReady"
    return reason


def _ended(ended: Object) -> str:
    if ended.get("reason"):
        return str(ended["reason"])
    if ended.get("signal"):
        return f"Signal:{ended['signal']}"
    return f"ExitCode:{ended.get('exitCode', 0)}"


def _readiness_gates(pod: Object) -> str:
    gates = pod["spec"].get("readinessGates") or ()
    if not gates:
        return "<none>"
    true = sum(condition_true(pod, gate["conditionType"]) for gate in gates)
    return f"{true}/{len(gates)}"


def row_conditions(pod: Object) -> list[Object]:
    """A finished Pod's row says so."""
    phase = (pod.get("status") or {}).get("phase", "")
    if phase not in FINISHED:
        return []
    return [{"type": "Completed", "status": "True", "reason": phase, "message": FINISHED[phase]}]
