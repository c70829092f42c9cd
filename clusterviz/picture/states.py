"""How a Pod or a node is, in the words that `kubectl get` prints, with the mark and the class that the page draws.

A state is never colour alone: each class has its own mark (shape and icon) and each element its word.
"""

from __future__ import annotations

from typing import NamedTuple

from ..cluster.machinery.objects import Object, condition_of, deleting

MARKS = {
    "ok": "circle, check",
    "wait": "diamond, hourglass",
    "weak": "triangle, bar and dot",
    "bad": "octagon, cross",
    "going": "dashed ring, minus",
    "lost": "square, no signal",
    "none": "dashed ring, empty",
}

_WAITING = ("Pending", "ContainerCreating", "PodInitializing", "SchedulingGated")


class State(NamedTuple):
    """`word`: as kubectl prints it. `state`: the class of the element, a key of MARKS."""

    word: str
    state: str


class PodCells(NamedTuple):
    """The cells READY, STATUS and RESTARTS of `kubectl get pods`."""

    ready: str
    status: str
    restarts: int


def pod_cells(pod: Object) -> PodCells:
    """READY, STATUS and RESTARTS of a Pod. Fact sheet §3.5 (the same algorithm as the API server's printer)."""
    spec, status = pod["spec"], pod.get("status", {})
    reason = str(status.get("reason") or status.get("phase") or "Unknown")
    for condition in status.get("conditions", ()):
        if condition["type"] == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            reason = "SchedulingGated"
    sidecars = [item["name"] for item in spec.get("initContainers", ()) if item.get("restartPolicy") == "Always"]
    total, ready, restarts, sidecar_restarts = len(spec.get("containers", ())) + len(sidecars), 0, 0, 0
    initializing = False
    for number, container in enumerate(status.get("initContainerStatuses", ())):
        restarts += container.get("restartCount", 0)
        is_sidecar = container["name"] in sidecars
        if is_sidecar:
            sidecar_restarts += container.get("restartCount", 0)
        state = container.get("state", {})
        terminated, waiting = state.get("terminated"), state.get("waiting")
        if terminated is not None and terminated.get("exitCode") == 0:
            continue
        if is_sidecar and container.get("started"):
            ready += bool(container.get("ready"))
            continue
        if terminated is not None:
            reason = "Init:" + _ending(terminated)
        elif waiting is not None and waiting.get("reason") and waiting["reason"] != "PodInitializing":
            reason = f"Init:{waiting['reason']}"
        else:
            reason = f"Init:{number}/{len(spec.get('initContainers', ()))}"
        initializing = True
        break
    initialized = condition_of(pod, "Initialized")
    if not initializing or (initialized is not None and initialized["status"] == "True"):
        restarts, running, failure = sidecar_restarts, False, ""
        for container in reversed(status.get("containerStatuses", ())):
            restarts += container.get("restartCount", 0)
            state = container.get("state", {})
            terminated, waiting = state.get("terminated"), state.get("waiting")
            if waiting is not None and waiting.get("reason"):
                reason = str(waiting["reason"])
            elif terminated is not None:
                reason = _ending(terminated)
                if terminated.get("exitCode"):
                    failure = reason
            elif container.get("ready") and state.get("running") is not None:
                running = True
                ready += 1
        if reason == "Completed":
            pod_ready = condition_of(pod, "Ready")
            if running and pod_ready is not None and pod_ready["status"] == "True":
                reason = "Running"
            elif failure:
                reason = failure
            elif running:
                reason = "NotReady"
    if deleting(pod):
        if status.get("reason") == "NodeLost":
            reason = "Unknown"
        elif status.get("phase") not in ("Succeeded", "Failed"):
            reason = "Terminating"
    return PodCells(f"{ready}/{total}", reason, restarts)


def _ending(terminated: Object) -> str:
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def pod_state(pod: Object, cells: PodCells | None = None) -> State:
    """Word and class of a Pod."""
    cells = cells or pod_cells(pod)
    word = cells.status
    if word == "Terminating":
        return State(word, "going")
    if word == "Unknown":
        return State(word, "lost")
    if word == "Running":
        ready, _, total = cells.ready.partition("/")
        return State(word, "ok" if ready == total else "weak")
    if word in ("Completed", "Succeeded"):
        return State(word, "ok")
    if word == "NotReady":
        return State(word, "weak")
    if word in _WAITING or (word.startswith("Init:") and word[5:6].isdigit()):
        return State(word, "wait")
    return State(word, "bad")


def node_state(node: Object | None) -> State:
    """Word and class of a Node object; None: there is a machine, and no object yet."""
    if node is None:
        return State("not registered", "none")
    ready = condition_of(node, "Ready")
    if ready is None:
        word, state = "Unknown", "lost"
    elif ready["status"] == "True":
        word, state = "Ready", "ok"
    else:
        word, state = "NotReady", "lost" if ready["status"] == "Unknown" else "weak"
    if node["spec"].get("unschedulable"):
        return State(f"{word},SchedulingDisabled", "weak" if state == "ok" else state)
    return State(word, state)


def container_states(pod: Object) -> list[tuple[str, State, int]]:
    """Each container of a Pod: its name, its state, how often it was restarted."""
    status = pod.get("status", {})
    known = {one["name"]: one for one in status.get("containerStatuses", ())}
    known |= {one["name"]: one for one in status.get("initContainerStatuses", ())}
    spec = pod["spec"]
    found = []
    for container in (*spec.get("initContainers", ()), *spec.get("containers", ())):
        now = known.get(container["name"], {})
        found.append((container["name"], _container_state(now), int(now.get("restartCount", 0))))
    return found


def _container_state(now: Object) -> State:
    state = now.get("state", {})
    if "running" in state:
        return State("running", "ok" if now.get("ready") else "weak")
    if "terminated" in state:
        word = _ending(state["terminated"])
        return State(word, "ok" if state["terminated"].get("exitCode") == 0 else "bad")
    word = str(state.get("waiting", {}).get("reason") or "waiting")
    return State(word, "wait" if word == "waiting" or word in _WAITING else "bad")
