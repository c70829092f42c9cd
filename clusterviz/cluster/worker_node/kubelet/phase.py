"""A Pod's phase, which follows from how its containers are: pure functions. Fact sheet §8.6."""

from __future__ import annotations

from dataclasses import dataclass

from ...machinery.objects import Object
from .restart_policy import init_wanted_again, is_sidecar, wanted_again


@dataclass(slots=True)
class _Count:
    """How many containers are in which state. Regular ones and sidecars count as running, regular ones as stopped."""

    pending_init: int = 0
    failed_for_good: int = 0
    pending_sidecar: int = 0
    running: int = 0
    waiting: int = 0
    stopped: int = 0
    succeeded: int = 0
    not_restartable: int = 0
    unknown: int = 0


def phase_of(spec: Object, regular: list[Object], initial: list[Object], finished: bool) -> str:
    """The phase that follows from the container statuses. `finished`: no container will run again."""
    policy = spec.get("restartPolicy", "Always")
    count = _Count()
    by_name = {one["name"]: one for one in initial}
    for container in spec.get("initContainers") or ():
        one = by_name[container["name"]]
        if is_sidecar(container):
            _count_sidecar(one, count)
        else:
            _count_init(container, one, policy, count)
    for container, one in zip(spec["containers"], regular, strict=True):
        _count_regular(container, one, policy, count)
    phase = _phase(count, any_started(regular), finished)
    # Whatever did not come to an end by itself has failed when the Pod is over.
    return "Failed" if finished and phase in ("Pending", "Running") else phase


def any_started(regular: list[Object]) -> bool:
    """Whether a regular container runs or has run: what comes before them is done, once and for all."""
    return any(
        "running" in one["state"] or "terminated" in one["state"] or "terminated" in one["lastState"] for one in regular
    )


def _phase(count: _Count, initialized: bool, finished: bool) -> str:
    if count.failed_for_good:
        return "Failed"
    if count.pending_init or (count.pending_sidecar and not initialized) or count.waiting:
        return "Pending"
    if count.running and not count.unknown:
        return "Running"
    if count.stopped and not count.unknown:
        if not finished and count.not_restartable < count.stopped:
            return "Running"  # some are about to be started again
        return "Succeeded" if count.succeeded == count.stopped else "Failed"
    return "Pending"


def _count_init(container: Object, one: Object, policy: str, count: _Count) -> None:
    state = one["state"]
    code = None
    if "terminated" in state:
        code = state["terminated"]["exitCode"]
    elif "waiting" in state and "terminated" in one["lastState"]:
        code = one["lastState"]["terminated"]["exitCode"]
    if code is None:
        count.pending_init += 1
    elif code != 0 and not init_wanted_again(policy, container) and not wanted_again("Never", container, code):
        count.failed_for_good += 1


def _count_sidecar(one: Object, count: _Count) -> None:
    state = one["state"]
    if "running" in state:
        count.running += 1
        if not one["started"]:
            count.pending_sidecar += 1
    elif "waiting" in state and "terminated" not in one["lastState"]:
        count.pending_sidecar += 1
        count.waiting += 1


def _count_regular(container: Object, one: Object, policy: str, count: _Count) -> None:
    state = one["state"]
    if "running" in state:
        count.running += 1
    elif "terminated" in state:
        code = state["terminated"]["exitCode"]
        count.stopped += 1
        count.succeeded += 1 if code == 0 else 0
        count.not_restartable += 0 if wanted_again(policy, container, code) else 1
    elif "waiting" in state:
        if "terminated" in one["lastState"]:
            count.stopped += 1
        else:
            count.waiting += 1
    else:
        count.unknown += 1
