"""Takes a Pod's containers down: hooks, SIGTERM, patience, SIGKILL; then the sandbox. Fact sheet §8.5.

All preStop hooks begin at once. Signals go by turns: first to the regular containers, then to the sidecars, the last one first;
whoever's time is over while it waits for its turn is signalled all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.component import Alarm
from ...machinery.cri import ContainerStatus, CriError
from ...machinery.defaults import GRACE_S
from ...machinery.objects import name_of
from .restart_policy import is_sidecar

if TYPE_CHECKING:
    from .pod_worker import PodWorker

MINIMUM_GRACE_MS = 2_000  # what the runtime gets at least, whatever was asked for
LEAST_GRACE_S = 1  # of a Pod
RETRY_MS = 1_000


@dataclass(slots=True, eq=False)
class Stop:
    """One container on its way out. `turn`: how many groups have to be gone before it is signalled."""

    one: ContainerStatus
    deadline_ms: int
    then: Callable[..., None]
    context: tuple[Any, ...]
    turn: int = 0
    alarm: Alarm | None = None
    ready: bool = False  # its hook is over
    signalled: bool = field(default=False)


class Stopping:
    """What is left to stop."""

    def __init__(self, worker: PodWorker) -> None:
        self.worker = worker
        self.stops: dict[str, Stop] = {}  # by container id
        self.turn = 0
        self.pod_deadline_ms = 0
        self.then: Callable[[], None] | None = None

    def grace_s(self, name: str, probe: str) -> int:
        """How many seconds a container gets to end by itself."""
        pod = self.worker.pod
        metadata, spec = pod["metadata"], pod["spec"]
        ending = self.worker.ending
        override = ending.grace_s if ending is not None else None
        if "deletionGracePeriodSeconds" in metadata:
            asked = max(int(metadata["deletionGracePeriodSeconds"]), LEAST_GRACE_S)
            return asked if override is None else min(asked, max(override, LEAST_GRACE_S))
        if override is not None:
            return max(override, LEAST_GRACE_S)
        if probe:
            own = self.worker.container(name).get(f"{probe}Probe", {}).get("terminationGracePeriodSeconds")
            if own is not None:
                return int(own)
        return int(spec.get("terminationGracePeriodSeconds", GRACE_S))

    # -- the whole Pod --------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The Pod is terminating."""
        self.kill_pod(self.worker.stopped)

    def kill_pod(self, then: Callable[[], None]) -> None:
        """Stop all containers, then the sandbox, then go on with `then`."""
        self.then = then
        self.kill_containers(self._stop_sandbox)

    def kill_containers(self, then: Callable[[], None]) -> None:
        """Stop all containers, then go on with `then`."""
        worker = self.worker
        groups = self._groups()
        if not groups:
            then()
            return
        grace_ms = (LEAST_GRACE_S if worker.orphan else self.grace_s("", "")) * 1000
        self.pod_deadline_ms = worker.kubelet.now_ms + grace_ms
        self.turn = 0
        for turn, group in enumerate(groups):
            for one in group:
                stop = self.stops[one.id] = Stop(one, self.pod_deadline_ms, self._one_stopped, (then,), turn)
                worker.event("Normal", "Killing", f"Stopping container {one.name}", "" if worker.orphan else one.name)
                self._begin(stop)

    def _groups(self) -> list[list[ContainerStatus]]:
        worker = self.worker
        status = worker.runtime_status
        running = {one.name: one for one in status.running()} if status is not None else {}
        if worker.orphan:
            return [list(running.values())] if running else []
        spec = worker.pod["spec"]
        sidecars = [one["name"] for one in spec.get("initContainers") or () if is_sidecar(one)]
        first = [one for name, one in running.items() if name not in sidecars]
        first.sort(key=lambda one: worker.place(one.name))
        groups = [first] if first else []
        return groups + [[running[name]] for name in reversed(sidecars) if name in running]

    def _one_stopped(self, then: Callable[[], None]) -> None:
        if not self.stops:
            then()
            return
        turn = min(stop.turn for stop in self.stops.values())
        if turn > self.turn:
            self.turn = turn
            for stop in list(self.stops.values()):
                self._signal_in_turn(stop)

    def hurry(self) -> None:
        """Less time is left than was said before: those who are still being stopped get it told."""
        worker = self.worker
        now_ms = worker.kubelet.now_ms
        deadline_ms = now_ms + (LEAST_GRACE_S * 1000 if worker.gone else self.grace_s("", "") * 1000)
        for stop in list(self.stops.values()):
            if deadline_ms >= stop.deadline_ms:
                continue
            stop.deadline_ms = deadline_ms
            if stop.signalled:
                left_ms = max(deadline_ms - now_ms, MINIMUM_GRACE_MS)
                message = cri.StopContainer(worker.uid, stop.one.id, left_ms)
                worker.ask_runtime(message, "StopContainer", _ignore, timeout_ms=left_ms + 120_000)
            else:
                self._set(stop)

    def _stop_sandbox(self) -> None:
        status = self.worker.runtime_status
        sandbox = status.sandboxes[0] if status is not None and status.sandboxes else None
        if sandbox is None:
            self._done()
        else:
            message = cri.StopPodSandbox(self.worker.uid, sandbox.id)
            self.worker.ask_runtime(message, "StopPodSandbox", self._sandbox_stopped)

    def _sandbox_stopped(self, answer: Any) -> None:
        if isinstance(answer, CriError):
            self.worker.kubelet.after(RETRY_MS, self._stop_sandbox)
        else:
            self._done()

    def _done(self) -> None:
        then, self.then = self.then, None
        if then is not None:
            then()

    # -- one container --------------------------------------------------------------------------------------------------

    def stop_one(self, one: ContainerStatus, grace_ms: int, then: Callable[..., None], *context: Any) -> None:
        """preStop hook, SIGTERM, SIGKILL; `then(*context)` when it has ended."""
        stop = self.stops[one.id] = Stop(one, self.worker.kubelet.now_ms + grace_ms, then, context)
        self._begin(stop)

    def _begin(self, stop: Stop) -> None:
        worker = self.worker
        hook = None if worker.orphan else (worker.container(stop.one.name).get("lifecycle") or {}).get("preStop")
        if hook is not None or stop.turn:
            self._set(stop)
        if hook is None:
            self._hook_over("", stop)
        else:
            worker.kubelet.hooks.run(worker, stop.one, hook, self._hook_over, stop)

    def _set(self, stop: Stop) -> None:
        if stop.alarm is not None:
            stop.alarm.cancel()
        kubelet = self.worker.kubelet
        stop.alarm = kubelet.after(max(stop.deadline_ms - kubelet.now_ms, 0), self._out_of_time, stop)

    def _hook_over(self, problem: str, stop: Stop) -> None:
        if stop.ready:
            return
        if problem:
            self.worker.event("Warning", "FailedPreStopHook", "PreStopHook failed", stop.one.name)
        stop.ready = True
        self._signal_in_turn(stop)

    def _out_of_time(self, stop: Stop) -> None:
        """Neither the hook nor those before it are waited for any longer."""
        stop.alarm = None
        stop.ready = True
        if not stop.signalled:
            self._signal(stop)

    def _signal_in_turn(self, stop: Stop) -> None:
        if stop.ready and not stop.signalled and stop.turn <= self.turn:
            if stop.alarm is not None:
                stop.alarm.cancel()
                stop.alarm = None
            self._signal(stop)

    def _signal(self, stop: Stop) -> None:
        worker = self.worker
        stop.signalled = True
        grace_ms = max(stop.deadline_ms - worker.kubelet.now_ms, MINIMUM_GRACE_MS)
        message = cri.StopContainer(worker.uid, stop.one.id, grace_ms)
        worker.ask_runtime(message, "StopContainer", self._signalled, stop, timeout_ms=grace_ms + 120_000)

    def _signalled(self, answer: Any, stop: Stop) -> None:
        worker = self.worker
        if isinstance(answer, CriError):
            worker.event("Warning", "FailedKillPod", f"error killing pod: {answer}")
            worker.kubelet.after(RETRY_MS, self._signal, stop)
        else:
            self.stops.pop(stop.one.id, None)
            stop.then(*stop.context)

    def __repr__(self) -> str:
        return f"Stopping({name_of(self.worker.pod)}, {len(self.stops)} to go)"


def _ignore(answer: Any) -> None:
    """Nobody waits for this answer."""


__all__ = ["Stopping"]
