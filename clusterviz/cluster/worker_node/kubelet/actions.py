"""What has to be done so that a Pod's containers are as its spec wants them: a pure function of spec and runtime state. Fact sheet §8.5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ...machinery.cri import CREATED, EXITED, READY, RUNNING, ContainerStatus, PodStatus
from ...machinery.objects import Object
from .restart_policy import RESTART_ALL, action, init_wanted_again, is_sidecar, wanted_again

Verdicts = dict[str, str]  # container id → "liveness" or "startup": the probe that it has failed


@dataclass(slots=True)
class Kill:
    """A running container that must go, and why."""

    container: ContainerStatus
    message: str
    probe: str = ""


@dataclass(slots=True)
class PodActions:
    """`start`: names, in order: ephemeral containers, then init containers and sidecars, then regular ones."""

    kill_pod: bool = False
    create_sandbox: bool = False
    attempt: int = 0
    start: list[str] = field(default_factory=list)
    kill: list[Kill] = field(default_factory=list)
    update: list[str] = field(default_factory=list)  # running containers that get other limits
    restart_all: ContainerStatus | None = None  # its end asks for a restart of the whole Pod in its sandbox

    @property
    def nothing(self) -> bool:
        """Whether the Pod is as it should be."""
        return not (self.kill_pod or self.create_sandbox or self.start or self.kill or self.update or self.restart_all)


def should_restart(policy: str, container: Object, status: ContainerStatus | None) -> bool:
    """Whether a container that does not run is to be started (again)."""
    return status is None or status.state != EXITED or wanted_again(policy, container, status.exit_code)


def compute(
    pod: Object,
    status: PodStatus | None,
    verdicts: Verdicts,
    started: dict[str, bool],
    restarts: Mapping[str, str] = MappingProxyType({}),
) -> PodActions:
    """The next actions. By container id, `started`: whether its startup probe has succeeded, `restarts`: why it must go."""
    spec = pod["spec"]
    policy = spec.get("restartPolicy", "Always")
    sandbox = status.sandboxes[0] if status is not None and status.sandboxes else None
    if status is None or sandbox is None or sandbox.state != READY:
        return _with_new_sandbox(spec, policy, status)
    actions = PodActions(attempt=sandbox.attempt)
    current = {one.name: one for one in reversed(status.containers) if one.sandbox_id == sandbox.id}
    actions.restart_all = _asks_for_all(spec, current)
    if actions.restart_all is not None:
        return actions
    actions.start = [c["name"] for c in spec.get("ephemeralContainers") or () if status.latest(c["name"]) is None]
    initialized = any(container["name"] in current for container in spec["containers"])
    if spec.get("initContainers"):
        waiting = _init_actions(spec["initContainers"], policy, current, initialized, verdicts, started, actions)
        if actions.kill_pod or waiting:
            return actions
    _regular_actions(spec["containers"], policy, status, current, verdicts, restarts, actions)
    return actions


def _regular_actions(
    containers: list[Object],
    policy: str,
    status: PodStatus,
    current: dict[str, ContainerStatus],
    verdicts: Verdicts,
    restarts: Mapping[str, str],
    actions: PodActions,
) -> None:
    kept, begun = 0, False
    for container in containers:
        name = container["name"]
        one = current.get(name)
        if one is None or one.state in (EXITED, CREATED):
            if should_restart(policy, container, one or status.latest(name)):
                actions.start.append(name)
                begun = True
            continue
        reason, probe = _why_kill(container, one, verdicts)
        if one.id in restarts:
            actions.kill.append(Kill(one, restarts[one.id]))
            actions.start.append(name)
            begun = True
            continue
        if not reason:
            kept += 1
            continue
        restart = (container.get("restartPolicy") or policy) != "Never"
        actions.kill.append(Kill(one, reason + (", will be restarted" if restart else ""), probe))
        if restart:
            actions.start.append(name)
            begun = True
    if kept == 0 and not begun:
        # All of them are done. Sidecars would only keep the Pod alive: they are not started again.
        actions.kill_pod = True
        actions.kill.clear()
        actions.start.clear()


def _asks_for_all(spec: Object, current: dict[str, ContainerStatus]) -> ContainerStatus | None:
    for container in (*(spec.get("initContainers") or ()), *spec["containers"]):
        one = current.get(container["name"])
        if one is not None and one.state == EXITED and action(container, one.exit_code) == RESTART_ALL:
            return one
    return None


def _why_kill(container: Object, status: ContainerStatus, verdicts: Verdicts) -> tuple[str, str]:
    name = container["name"]
    if status.spec_hash != container["image"]:
        return f"Container {name} definition changed", ""
    probe = verdicts.get(status.id)
    return (f"Container {name} failed {probe} probe", probe) if probe else ("", "")


def _with_new_sandbox(spec: Object, policy: str, status: PodStatus | None) -> PodActions:
    sandbox = status.sandboxes[0] if status is not None and status.sandboxes else None
    actions = PodActions(kill_pod=sandbox is not None)
    attempt = sandbox.attempt + 1 if sandbox is not None else 0
    if policy == "Never" and attempt and status is not None and status.containers:
        return actions  # a Pod that runs once does not get a second sandbox
    start = []
    for container in spec["containers"]:
        one = status.latest(container["name"]) if status is not None else None
        succeeded = one is not None and one.state == EXITED and one.exit_code == 0
        if not (succeeded and (container.get("restartPolicy") or policy) in ("OnFailure", "Never")):
            start.append(container["name"])
    if not start:
        return actions
    actions.create_sandbox = True
    actions.attempt = attempt
    inits = spec.get("initContainers")
    actions.start = [inits[0]["name"]] if inits else start
    return actions


def _init_actions(
    inits: list[Object],
    policy: str,
    current: dict[str, ContainerStatus],
    initialized: bool,
    verdicts: Verdicts,
    started: dict[str, bool],
    actions: PodActions,
) -> bool:
    """Decide about the init containers. True: the regular ones have to wait."""
    if initialized:
        for container in inits:
            if is_sidecar(container):
                _keep_sidecar(container, current.get(container["name"]), verdicts, actions)
        return False
    furthest = next((i for i in range(len(inits) - 1, -1, -1) if inits[i]["name"] in current), None)
    if furthest is None:
        actions.start.append(inits[0]["name"])
        return True
    for container in inits[:furthest]:
        if is_sidecar(container):
            _keep_sidecar(container, current.get(container["name"]), verdicts, actions)
    container = inits[furthest]
    one = current[container["name"]]
    if is_sidecar(container):
        _keep_sidecar(container, one, verdicts, actions)
        if one.state != RUNNING or not started.get(one.id, False):
            return True
    elif one.state == RUNNING:
        if one.spec_hash != container["image"]:
            again = init_wanted_again(policy, container)
            reason = f"Init container {container['name']} definition changed"
            actions.kill.append(Kill(one, reason + (", will be restarted" if again else "")))
            actions.start.append(container["name"])
        return True
    elif one.state == CREATED:
        actions.start.append(container["name"])
        return True
    elif one.exit_code != 0:
        if init_wanted_again(policy, container) or action(container, one.exit_code):
            actions.start.append(container["name"])
        else:
            actions.kill_pod = True
            actions.start.clear()
        return True
    if furthest + 1 < len(inits):
        actions.start.append(inits[furthest + 1]["name"])
        return True
    return False


def _keep_sidecar(container: Object, one: ContainerStatus | None, verdicts: Verdicts, actions: PodActions) -> None:
    if one is None or one.state != RUNNING:
        actions.start.append(container["name"])
        return
    reason, probe = _why_kill(container, one, verdicts)
    if reason:
        actions.kill.append(Kill(one, reason + ", will be restarted", probe))
        actions.start.append(container["name"])
