"""Takes a Pod's containers down: hooks, SIGTERM, patience, SIGKILL; then the sandbox. Fact sheet §8.5."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.cri import ContainerStatus, CriError
from ...machinery.objects import name_of
from .actions import is_sidecar

if TYPE_CHECKING:
    from .pod_worker import PodWorker

MINIMUM_GRACE_MS = 2_000
RETRY_MS = 1_000


class Stopping:
    """What is left to stop."""

    def __init__(self, worker: PodWorker) -> None:
        self.worker = worker
        self.groups: list[list[ContainerStatus]] = []  # stopped one group after the other
        self.waiting: dict[str, ContainerStatus] = {}  # by id: those being stopped now
        self.deadline_ms = 0
        self.then: Callable[[], None] | None = None

    def grace_s(self, name: str, probe: str) -> int:
        """How many seconds a container gets to end by itself."""
        pod = self.worker.pod
        metadata, spec = pod["metadata"], pod["spec"]
        if self.worker.grace_s is not None:
            return min(self.worker.grace_s, int(metadata.get("deletionGracePeriodSeconds", self.worker.grace_s)))
        if "deletionGracePeriodSeconds" in metadata:
            return max(int(metadata["deletionGracePeriodSeconds"]), 1)
        if probe:
            own = self.worker.container(name).get(f"{probe}Probe", {}).get("terminationGracePeriodSeconds")
            if own is not None:
                return int(own)
        return int(spec.get("terminationGracePeriodSeconds", 30))

    # -- the whole Pod --------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The Pod is terminating."""
        self.kill_pod(self.worker.stopped)

    def kill_pod(self, then: Callable[[], None]) -> None:
        """Stop all containers, then the sandbox, then go on with `then`."""
        worker = self.worker
        self.then = then
        status = worker.runtime_status
        running = {one.name: one for one in status.running()} if status is not None else {}
        regular: list[ContainerStatus] = []
        sidecars: list[ContainerStatus] = []
        if worker.orphan:
            regular = list(running.values())
        else:
            for container in worker.pod["spec"]["containers"]:
                if container["name"] in running:
                    regular.append(running[container["name"]])
            for container in worker.pod["spec"].get("initContainers", ()):
                if container["name"] in running:
                    (sidecars if is_sidecar(container) else regular).append(running[container["name"]])
        self.groups = [group for group in (regular, *([one] for one in reversed(sidecars))) if group]
        grace_ms = (1 if worker.orphan else self.grace_s("", "")) * 1000
        self.deadline_ms = worker.kubelet.now_ms + grace_ms
        self._next_group()

    def _next_group(self) -> None:
        worker = self.worker
        if not self.groups:
            self._stop_sandbox()
            return
        left_ms = max(self.deadline_ms - worker.kubelet.now_ms, MINIMUM_GRACE_MS)
        group = self.groups.pop(0)
        self.waiting = {one.id: one for one in group}
        for one in group:
            worker.event("Normal", "Killing", f"Stopping container {one.name}", "" if worker.orphan else one.name)
            self.stop_one(one, left_ms, self._one_stopped, one.id)

    def _one_stopped(self, identity: str) -> None:
        self.waiting.pop(identity, None)
        if not self.waiting:
            self._next_group()

    def hurry(self) -> None:
        """Less time is left than was said before: those who are still being stopped get it told."""
        worker = self.worker
        grace_ms = 1000 if worker.gone else self.grace_s("", "") * 1000
        self.deadline_ms = min(self.deadline_ms, worker.kubelet.now_ms + grace_ms)
        left_ms = max(self.deadline_ms - worker.kubelet.now_ms, MINIMUM_GRACE_MS)
        for one in self.waiting.values():
            worker.ask_runtime(
                cri.StopContainer(worker.uid, one.id, left_ms), "StopContainer", _ignore, timeout_ms=left_ms + 120_000
            )

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
        worker = self.worker
        if not worker.orphan:
            hook = worker.container(one.name).get("lifecycle", {}).get("preStop")
            if hook is not None:
                deadline_ms = worker.kubelet.now_ms + grace_ms
                worker.kubelet.hooks.run(
                    worker, one, hook, self._pre_stopped, one, deadline_ms, then, context, timeout_ms=grace_ms
                )
                return
        self._signal(one, grace_ms, then, context)

    def _pre_stopped(
        self, problem: str, one: ContainerStatus, deadline_ms: int, then: Callable[..., None], context: tuple[Any, ...]
    ) -> None:
        worker = self.worker
        if problem:
            worker.event("Warning", "FailedPreStopHook", "PreStopHook failed", one.name)
        self._signal(one, max(deadline_ms - worker.kubelet.now_ms, MINIMUM_GRACE_MS), then, context)

    def _signal(self, one: ContainerStatus, grace_ms: int, then: Callable[..., None], context: tuple[Any, ...]) -> None:
        worker = self.worker
        message = cri.StopContainer(worker.uid, one.id, grace_ms)
        worker.ask_runtime(message, "StopContainer", self._signalled, one, then, context, timeout_ms=grace_ms + 120_000)

    def _signalled(
        self, answer: Any, one: ContainerStatus, then: Callable[..., None], context: tuple[Any, ...]
    ) -> None:
        if isinstance(answer, CriError):
            worker = self.worker
            worker.event("Warning", "FailedKillPod", f"error killing pod: {answer}")
            worker.kubelet.after(RETRY_MS, self._signal, one, MINIMUM_GRACE_MS, then, context)
        else:
            then(*context)

    def __repr__(self) -> str:
        return f"Stopping({name_of(self.worker.pod)}, {len(self.waiting)} waiting, {len(self.groups)} groups to go)"


def _ignore(answer: Any) -> None:
    """Nobody waits for this answer."""


__all__ = ["Stopping"]
