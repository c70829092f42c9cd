"""A Pod's status as the API shows it, made from what the container runtime says: pure functions. Fact sheet §8.6."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...machinery.cri import CREATED, EXITED, READY, RUNNING, ContainerStatus, PodStatus
from ...machinery.objects import Object
from .actions import should_restart
from .phase import phase_of
from .restart_policy import is_sidecar, may_restart_all

if TYPE_CHECKING:
    from .pod_worker import Ending
    from .resizing import Resizing

OWN_CONDITIONS = (
    "PodReadyToStartContainers",
    "Initialized",
    "Ready",
    "ContainersReady",
    "PodScheduled",
    "AllContainersRestarting",
    "PodResizePending",
    "PodResizeInProgress",
)
TERMINAL = ("Succeeded", "Failed")


@dataclass(slots=True)
class Outlook:
    """What the kubelet knows beside the spec and the runtime: `now` is a timestamp; ids are container ids."""

    now: str
    epoch_ms: int
    host_ip: str
    reasons: dict[str, tuple[str, str]] = field(default_factory=dict)  # container name → waiting reason, message
    ready: dict[str, bool] = field(default_factory=dict)  # id → verdict of its readiness probe
    started: dict[str, bool] = field(default_factory=dict)  # id → verdict of its startup probe
    finished: bool = False  # the Pod has been terminated: no container will run again
    restarting_all: bool = False  # a container's rule has asked for a restart of the whole Pod
    ending: Ending | None = None  # the kubelet has decided that the Pod ends; told when it has
    resizing: Resizing | None = None


def generate(pod: Object, status: PodStatus | None, before: Object, outlook: Outlook, stamp: Any) -> Object:
    """The whole new status. `before`: the last one; `stamp(ms)` makes a timestamp of virtual ms."""
    spec = pod["spec"]
    inits = spec.get("initContainers", ())
    regular = [
        _container_status(c, False, pod, status, before, outlook, stamp, bool(inits)) for c in spec["containers"]
    ]
    initial = [_container_status(c, True, pod, status, before, outlook, stamp, bool(inits)) for c in inits]
    if outlook.finished:
        regular, initial = _without_doubt(spec, regular, initial)
    ending = outlook.ending if outlook.finished else None
    if before.get("phase") in TERMINAL:
        phase = before["phase"]
        ending = None
    elif ending is not None:
        phase = "Failed"
    else:
        phase = phase_of(spec, regular, initial, outlook.finished)
    generation = pod["metadata"].get("generation", 1)
    sandbox = status.sandboxes[0] if status is not None and status.sandboxes else None
    has_sandbox = sandbox is not None and sandbox.state == READY and bool(sandbox.ip)
    fresh: Object = {
        "observedGeneration": generation,
        "phase": phase,
        "conditions": _conditions(pod, before, regular, initial, phase, has_sandbox, outlook),
        "hostIP": outlook.host_ip,
        "hostIPs": [{"ip": outlook.host_ip}],
        "startTime": before.get("startTime") or outlook.now,
        "containerStatuses": sorted(regular, key=_name),
        "qosClass": before.get("qosClass", "BestEffort"),
        "resources": before.get("resources") or {},
    }
    if initial:
        fresh["initContainerStatuses"] = initial
    ephemeral = spec.get("ephemeralContainers")
    if ephemeral:
        fresh["ephemeralContainerStatuses"] = [
            _container_status(c, False, pod, status, before, outlook, stamp, False) for c in ephemeral
        ]
    for field_name in ("reason", "message", "nominatedNodeName"):
        if field_name in before and (field_name == "nominatedNodeName" or phase == before.get("phase")):
            fresh[field_name] = before[field_name]
    if ending is not None:
        fresh["reason"], fresh["message"] = ending.reason, ending.message
    requests = _pod_requests(spec)
    if requests is not None:
        fresh["resources"] = requests
        requested = requests.get("requests")
        if requested:
            fresh["allocatedResources"] = requested
    ip = sandbox.ip if sandbox is not None and (sandbox.state == READY or phase in TERMINAL) else ""
    if spec.get("hostNetwork"):
        ip = outlook.host_ip
    if not ip and "podIP" in before and (phase in TERMINAL or outlook.finished):
        ip = before["podIP"]
    if ip and not _fresh(regular, initial):
        fresh["podIP"] = ip
        fresh["podIPs"] = [{"ip": ip}]
    return fresh


STARTING = ("ContainerCreating", "PodInitializing")


def _fresh(regular: list[Object], initial: list[Object]) -> bool:
    """Whether the first start is still under way: the address is reported from the sync that follows, well or ill."""
    return all(
        "containerID" not in one and one["state"].get("waiting", {}).get("reason") in STARTING
        for one in (*regular, *initial)
    )


def _name(status: Object) -> str:
    return str(status["name"])


def _pod_requests(spec: Object) -> Object | None:
    """What the containers ask for and may use together, if there is one container that says so."""
    from ...machinery import quantities

    totals: dict[str, dict[str, int]] = {}
    for container in spec["containers"]:
        for kind in ("limits", "requests"):
            for name, text in (container.get("resources", {}).get(kind) or {}).items():
                value = quantities.milli(str(text)) if name == "cpu" else quantities.whole(str(text))
                total = totals.setdefault(kind, {})
                total[name] = total.get(name, 0) + value
    if not totals:
        return None
    return {
        kind: {
            name: quantities.cpu_text(value) if name == "cpu" else quantities.memory_text(value)
            for name, value in total.items()
        }
        for kind, total in totals.items()
    }


# -- containers ---------------------------------------------------------------------------------------------------------


def _container_status(
    container: Object,
    init: bool,
    pod: Object,
    status: PodStatus | None,
    before: Object,
    outlook: Outlook,
    stamp: Any,
    has_inits: bool,
) -> Object:
    name = container["name"]
    made: Object = {
        "name": name,
        "state": {"waiting": {"reason": "PodInitializing" if has_inits else "ContainerCreating"}},
        "lastState": {},
        "ready": False,
        "restartCount": 0,
        "image": container["image"],
        "imageID": "",
        "started": False,
    }
    mounts = container.get("volumeMounts")
    if mounts:
        made["volumeMounts"] = [
            {**mount, "recursiveReadOnly": "Disabled"} if mount.get("readOnly") else mount for mount in mounts
        ]
    attempts = [one for one in status.containers if one.name == name] if status is not None else []
    if not attempts:
        old = _old(before, "initContainerStatuses" if init else "containerStatuses", name)
        if old is not None and (outlook.finished or "terminated" in old["state"] or "containerID" in old):
            return old
        waiting = outlook.reasons.get(name)
        if waiting is not None:
            made["state"] = {"waiting": _reason(waiting)}
        return made
    one = attempts[0]
    made["restartCount"] = one.attempt
    made["image"] = one.image
    made["imageID"] = one.image_id
    made["containerID"] = one.full_id
    agreed = container.get("resources") or {}
    known = outlook.resizing.actual.get(one.id) if outlook.resizing is not None else None
    made["resources"] = agreed if known is None else known
    requests = agreed.get("requests")
    if requests:
        made["allocatedResources"] = requests
    if len(attempts) > 1 and attempts[1].state == EXITED:
        made["lastState"] = {"terminated": _terminated(attempts[1], stamp)}
    if one.state == RUNNING:
        made["state"] = {"running": {"startedAt": stamp(one.started_ms)}}
        started = outlook.started.get(one.id, True)
        made["started"] = started
        made["ready"] = outlook.ready.get(one.id, True) and started
        if init and not is_sidecar(container):
            made["ready"] = False
        return made
    waiting = outlook.reasons.get(name)
    restartable = not outlook.finished and should_restart(pod["spec"].get("restartPolicy", "Always"), container, one)
    if waiting is not None and restartable:
        made["state"] = {"waiting": _reason(waiting)}
        if one.state == EXITED:
            made["lastState"] = {"terminated": _terminated(one, stamp)}
    elif one.state == CREATED:
        made["state"] = {"waiting": {}}
    else:
        made["state"] = {"terminated": _terminated(one, stamp)}
        made["ready"] = init and not is_sidecar(container) and one.exit_code == 0
    return made


def _reason(waiting: tuple[str, str]) -> Object:
    reason, message = waiting
    return {"reason": reason, "message": message} if message else {"reason": reason}


def _terminated(one: ContainerStatus, stamp: Any) -> Object:
    made: Object = {"exitCode": one.exit_code, "reason": one.reason}
    if one.message:
        made["message"] = one.message
    # A container that never started has no start: the runtime reports the beginning of time.
    never = one.reason == "StartError"
    made["startedAt"] = "1970-01-01T00:00:00Z" if never or one.started_ms is None else stamp(one.started_ms)
    made["finishedAt"] = stamp(one.finished_ms)
    made["containerID"] = one.full_id
    return made


def _unknown_end() -> Object:
    return {
        "exitCode": 137,
        "reason": "ContainerStatusUnknown",
        "message": "The container could not be located when the pod was terminated",
        "startedAt": None,
        "finishedAt": None,
    }


def _without_doubt(spec: Object, regular: list[Object], initial: list[Object]) -> tuple[list[Object], list[Object]]:
    """Of a Pod that has been taken down: whoever may have run and cannot be found has failed; who never had its turn, has not.

    As TerminatePod in pkg/kubelet/status/status_manager.go.
    """
    began = max((i + 1 for i, one in enumerate(initial) if _moved(one)), default=1)
    initial = [_lost(one) if i < began else one for i, one in enumerate(initial)]
    if _was_initialized(spec, regular, initial):
        regular = [_lost(one) for one in regular]
    return regular, initial


def _moved(one: Object) -> bool:
    return "waiting" not in one["state"] or "terminated" in one.get("lastState", {})


def _was_initialized(spec: Object, regular: list[Object], initial: list[Object]) -> bool:
    if not initial or any(_moved(one) for one in regular):
        return True
    last = initial[-1]
    if is_sidecar(spec["initContainers"][-1]):
        return bool(last.get("started"))
    ends = [last["state"].get("terminated"), last.get("lastState", {}).get("terminated")]
    return any(end is not None and end["exitCode"] == 0 for end in ends)


def _lost(one: Object) -> Object:
    if "terminated" in one["state"]:
        return one
    return {**one, "state": {"terminated": _unknown_end()}, "ready": False, "started": False}


def _old(before: Object, field_name: str, name: str) -> Object | None:
    for one in before.get(field_name, ()):
        if one["name"] == name:
            return one  # type: ignore[no-any-return]
    return None


# -- conditions ---------------------------------------------------------------------------------------------------------


def _conditions(
    pod: Object,
    before: Object,
    regular: list[Object],
    initial: list[Object],
    phase: str,
    has_sandbox: bool,
    outlook: Outlook,
) -> list[Object]:
    spec = pod["spec"]
    generation = pod["metadata"].get("generation", 1)
    known = {condition["type"]: condition for condition in before.get("conditions", ())}
    made = [condition for condition in before.get("conditions", ()) if condition["type"] not in OWN_CONDITIONS]

    def add(kind: str, holds: bool, reason: str = "", message: str = "") -> None:
        status = "True" if holds else "False"
        condition: Object = {"type": kind, "observedGeneration": generation, "status": status, "lastProbeTime": None}
        old = known.get(kind)
        same = old is not None and old["status"] == status
        condition["lastTransitionTime"] = old["lastTransitionTime"] if old is not None and same else outlook.now
        if reason:
            condition["reason"] = reason
        if message:
            condition["message"] = message
        made.append(condition)

    if outlook.finished and outlook.ending is not None and outlook.ending.disruption:
        made = [condition for condition in made if condition["type"] != "DisruptionTarget"]
        add("DisruptionTarget", True, "TerminationByKubelet", outlook.ending.disruption)
    add("PodReadyToStartContainers", has_sandbox)
    add("Initialized", *_initialized(spec, regular, initial, phase))
    ready = _containers_ready(spec, regular, initial, phase)
    add("Ready", *(_gates(spec, known, ready) if ready[0] else ready))
    add("ContainersReady", *ready)
    add("PodScheduled", True)
    resizing = outlook.resizing
    if resizing is not None and resizing.pending is not None:
        add("PodResizePending", True, *resizing.pending)
    if resizing is not None and resizing.under_way:
        add("PodResizeInProgress", True)
    if may_restart_all(spec):
        add("AllContainersRestarting", outlook.restarting_all)
    return made


def _initialized(spec: Object, regular: list[Object], initial: list[Object], phase: str) -> tuple[bool, str, str]:
    if phase == "Succeeded":
        return True, "PodCompleted", ""
    if any(one["started"] or "containerID" in one for one in regular):
        return True, "", ""
    incomplete = []
    for container, one in zip(spec.get("initContainers", ()), initial, strict=True):
        if not (one["started"] if is_sidecar(container) else one["ready"]):
            incomplete.append(one["name"])
    if incomplete:
        return False, "ContainersNotInitialized", f"containers with incomplete status: [{' '.join(incomplete)}]"
    return True, "", ""


def _containers_ready(spec: Object, regular: list[Object], initial: list[Object], phase: str) -> tuple[bool, str, str]:
    if phase == "Succeeded":
        return False, "PodCompleted", ""
    if phase == "Failed":
        return False, "PodFailed", ""
    sidecars = [one for c, one in zip(spec.get("initContainers", ()), initial, strict=True) if is_sidecar(c)]
    unready = [one["name"] for one in (*sidecars, *regular) if not one["ready"]]
    if unready:
        return False, "ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]"
    return True, "", ""


def _gates(spec: Object, known: dict[str, Object], ready: tuple[bool, str, str]) -> tuple[bool, str, str]:
    problems = []
    for gate in spec.get("readinessGates", ()):
        kind = gate["conditionType"]
        condition = known.get(kind)
        if condition is None:
            problems.append(f'corresponding condition of pod readiness gate "{kind}" does not exist.')
        elif condition["status"] != "True":
            problems.append(f'the status of pod readiness gate "{kind}" is not "True", but {condition["status"]}')
    if problems:
        return False, "ReadinessGatesNotReady", ", ".join(problems)
    return ready
