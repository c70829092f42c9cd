"""Carries out a Pod's actions, one after the other: kill, make a sandbox, pull, create, start. Fact sheet §8.4, §8.7, §8.8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri, quantities
from ...machinery.cri import EXITED, ContainerStatus, CriError, PodStatus
from ...machinery.objects import Object, name_of, namespace_of
from ...machinery.times import go_duration
from . import images
from .actions import Kill, PodActions
from .back_off import back_off_key
from .environment import Environment
from .network_files import host_ports, hostname
from .quality import accounting
from .restart_policy import is_sidecar

if TYPE_CHECKING:
    from .pod_worker import PodWorker

DEAD_KEPT = 1  # instances of a container, beside the new one
Step = tuple[Any, ...]


class Starting:
    """The steps of one sync that are still to be done."""

    def __init__(self, worker: PodWorker) -> None:
        self.worker = worker
        self.steps: list[Step] = []
        self.environment: Environment | None = None
        self.hooked = ""  # the container whose postStart hook runs

    def begin(self, todo: PodActions) -> None:
        """Turn actions into steps, and do the first."""
        self.steps = []
        self.environment = None
        worker = self.worker
        worker.restarting_all = todo.restart_all is not None
        if todo.restart_all is not None:
            self.steps.append(("restart_all", todo.restart_all))
        elif todo.kill_pod:
            if todo.create_sandbox:
                worker.event("Normal", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.")
            self.steps.append(("kill_pod",))
        else:
            self.steps += [("kill", kill) for kill in todo.kill]
            self.steps += [("update", name) for name in todo.update]
        if todo.start:
            self.steps.append(("mount",))
        if todo.create_sandbox:
            self.steps.append(("sandbox", todo.attempt))
        self.steps += [("start", name) for name in todo.start]
        self.next()

    def next(self) -> None:
        """Do the next step; at the end, or if the Pod is being taken down meanwhile, the sync is over."""
        worker = self.worker
        if not self.steps or worker.state != "syncing":
            worker.finish()
            return
        match self.steps.pop(0):
            case ("kill_pod",):
                worker.stopping.kill_pod(self.next)
            case ("kill", kill):
                self._kill(kill)
            case ("restart_all", one):
                self._restart_all(one)
            case ("mount",):
                self.environment = Environment(worker, self)
                self.environment.gather()
            case ("sandbox", attempt):
                self._sandbox(attempt)
            case ("update", name):
                one = worker.runtime_status.latest(name) if worker.runtime_status is not None else None
                if one is None:
                    self.next()
                else:
                    worker.resizing.update(worker.container(name), one)
            case ("start", name):
                self._start(name)

    def abort(self) -> None:
        """Nothing more can be done in this sync."""
        self.steps = []
        self.worker.failed = True
        self.worker.finish()

    def interrupt(self) -> None:
        """The Pod is being taken down: what only waits stops waiting."""
        if self.hooked:
            self._post_started("context canceled", self.hooked)
        elif self.environment is not None:
            self.environment.interrupt()

    # -- kill -----------------------------------------------------------------------------------------------------------

    def _kill(self, kill: Kill) -> None:
        worker = self.worker
        worker.event("Normal", "Killing", kill.message, kill.container.name)
        worker.kubelet.decide(
            "Kills", worker.key, f"The kubelet stops a container of {name_of(worker.pod)}: {kill.message}."
        )
        grace_s = worker.stopping.grace_s(kill.container.name, kill.probe)
        worker.stopping.stop_one(kill.container, max(grace_s, 2) * 1000, self.next)

    # -- the whole Pod, in its sandbox ------------------------------------------------------------------------------------

    def _restart_all(self, one: ContainerStatus) -> None:
        """A rule of the container that has ended wants every container of the Pod to start afresh."""
        worker = self.worker
        if self._backing_off(one.name, one):
            self.next()
            return
        worker.kubelet.decide(
            "Restarts",
            worker.key,
            f"The kubelet starts every container of {name_of(worker.pod)} again: {one.name} has ended with exit code "
            f"{one.exit_code}, and its rules ask for that.",
        )
        worker.kubelet.status_manager.set(worker, worker.generate())
        worker.stopping.kill_containers(self._forget_all)

    def _forget_all(self) -> None:
        worker = self.worker
        status = worker.runtime_status
        for one in status.containers if status is not None else ():
            worker.ask_runtime(cri.RemoveContainer(worker.uid, one.id), "RemoveContainer", _ignore)
        worker.reasons.clear()
        worker.dirty = True
        self.next()

    # -- sandbox --------------------------------------------------------------------------------------------------------

    def _sandbox(self, attempt: int) -> None:
        pod = self.worker.pod
        message = cri.RunPodSandbox(
            namespace_of(pod),
            name_of(pod),
            self.worker.uid,
            attempt,
            hostname(pod),
            bool(pod["spec"].get("hostNetwork")),
            host_ports(pod),
        )
        kubelet = self.worker.kubelet
        what = "starts" if attempt == 0 else "starts anew"
        kubelet.decide(
            "Starts",
            self.worker.key,
            f"The kubelet on {kubelet.node} {what} {name_of(pod)}: a sandbox first, then what runs in it.",
        )
        self.worker.ask_runtime(message, "RunPodSandbox", self._sandboxed)

    def _sandboxed(self, answer: Any) -> None:
        if isinstance(answer, CriError):
            self.worker.event("Warning", "FailedCreatePodSandBox", f"Failed to create pod sandbox: {answer}")
            self.abort()
        else:
            self.next()

    # -- start ----------------------------------------------------------------------------------------------------------

    def _start(self, name: str) -> None:
        worker = self.worker
        kubelet = worker.kubelet
        last = worker.runtime_status.latest(name) if worker.runtime_status is not None else None
        if last is not None and last.state == EXITED and last.finished_ms is not None:
            if self._backing_off(name, last):
                self._next_after_failure(name)
                return
            kubelet.decide(
                "Restarts",
                worker.key,
                f"The kubelet starts {name} of {name_of(worker.pod)} again: it has ended with exit code {last.exit_code} "
                f"({last.reason}).",
            )
        images.ensure(self, name)

    def _backing_off(self, name: str, last: ContainerStatus) -> bool:
        """Whether a container that has ended has to wait; if not, its next wait will be longer."""
        worker = self.worker
        kubelet = worker.kubelet
        finished_ms = last.finished_ms or 0
        key = back_off_key(worker.uid, worker.container(name))
        left_ms = kubelet.crash_back_off.remaining_ms(key, finished_ms, kubelet.now_ms)
        if left_ms <= 0:
            kubelet.crash_back_off.next(key, finished_ms, kubelet.now_ms)
            return False
        delay = go_duration(kubelet.crash_back_off.delay_ms(key))
        text = f"Back-off restarting failed container {name} in pod {worker.full_name}"
        worker.event("Warning", "BackOff", text, name)
        message = f"back-off {delay} restarting failed container={name} pod={worker.full_name}"
        kubelet.say("backing off", worker.key, worker.uid, name, message)
        worker.retry_in(left_ms)
        reason = ("CrashLoopBackOff", message)
        if worker.reasons.get(name) != reason:  # a look at a wait that goes on decides nothing
            worker.reasons[name] = reason
            kubelet.decide(
                "BacksOff",
                worker.key,
                f"The kubelet waits before it starts {name} of {name_of(worker.pod)} again: it has ended too soon, too "
                f"often. The wait is now {delay}.",
            )
        return True

    def pulled(self, name: str) -> None:
        """The image is on the machine: create the container."""
        worker = self.worker
        container = worker.container(name)
        problem = self.environment.problem(container) if self.environment is not None else ""
        if problem:
            self.failed(name, "CreateContainerConfigError", problem)
            return
        status = worker.runtime_status
        assert status is not None, f"{worker.key} has no sandbox to start {name} in"
        last = status.latest(name)
        old = _restart_count(worker, name)
        attempt = last.attempt + 1 if last is not None else old
        surplus = [one for one in status.containers if one.name == name][DEAD_KEPT:]
        for one in surplus:  # of each container one dead instance is kept, for `logs --previous`
            worker.ask_runtime(cri.RemoveContainer(worker.uid, one.id), "RemoveContainer", _ignore)
        self.worker.ask_runtime(self._config(container, attempt), "CreateContainer", self._created, name)

    def _config(self, container: Object, attempt: int) -> cri.CreateContainer:
        worker = self.worker
        status = worker.runtime_status
        assert status is not None, f"{worker.key} has no sandbox"
        environment = self.environment
        agreed = worker.resizing.allocated.get(container["name"])
        if agreed is not None:
            container = {**container, "resources": agreed}
        memory = ((container.get("resources") or {}).get("limits") or {}).get("memory")
        env = environment.variables(container) if environment is not None else {}
        return cri.CreateContainer(
            worker.uid,
            status.sandboxes[0].id,
            container["name"],
            attempt,
            container["image"],
            container["image"],
            tuple(expanded(text, env) for text in container.get("command", ())),
            tuple(expanded(text, env) for text in container.get("args", ())),
            env,
            environment.files(container) if environment is not None else {},
            environment.shared(container) if environment is not None else {},
            tuple(port["containerPort"] for port in container.get("ports", ())),
            quantities.whole(str(memory)) if memory else 0,
            *accounting(worker.pod, container, worker.kubelet.machine.kernel.memory_bytes),
            published=environment.published(container) if environment is not None else {},
        )

    def _created(self, answer: Any, name: str) -> None:
        if isinstance(answer, CriError):
            self.failed(name, "CreateContainerError", answer.message)
            return
        self.worker.resizing.created(self.worker.container(name), answer)
        self.worker.event("Normal", "Created", "Container created", name)
        self.worker.ask_runtime(cri.StartContainer(self.worker.uid, answer), "StartContainer", self._started, name)

    def _started(self, answer: Any, name: str) -> None:
        worker = self.worker
        if isinstance(answer, CriError):
            # What is done next depends on how the container is now: the runtime may not have told it yet.
            worker.ask_runtime(cri.ListPods(), "ListPodSandbox", self._not_started, name, answer.message)
            return
        worker.event("Normal", "Started", "Container started", name)
        worker.reasons.pop(name, None)
        hook = worker.container(name).get("lifecycle", {}).get("postStart")
        if hook is not None and isinstance(answer, PodStatus):
            one = answer.latest(name)
            if one is not None:
                self.hooked = name
                worker.kubelet.hooks.run(worker, one, hook, self._post_started, name)
                return
        self.next()

    def _not_started(self, answer: Any, name: str, message: str) -> None:
        for found in () if isinstance(answer, CriError) else answer:
            if found.uid == self.worker.uid:
                self.worker.observe(found)
        self.failed(name, "RunContainerError", message)

    def _post_started(self, problem: str, name: str) -> None:
        worker = self.worker
        if self.hooked != name:
            return  # it has been given up already
        self.hooked = ""
        if not problem:
            self.next()
            return
        worker.event("Warning", "FailedPostStartHook", "PostStartHook failed", name)
        one = worker.runtime_status.latest(name) if worker.runtime_status is not None else None
        worker.reasons[name] = ("PostStartHookError", problem)
        worker.failed = True
        if one is None:
            self.next()
            return
        worker.event("Normal", "Killing", "FailedPostStartHook", name)
        worker.stopping.stop_one(one, max(worker.stopping.grace_s(name, ""), 2) * 1000, self.next)

    # -- failures -------------------------------------------------------------------------------------------------------

    def failed(self, name: str, reason: str, message: str, event: str | None = None) -> None:
        """A container could not be started: its state says why, an event tells it, and the next one has its turn."""
        worker = self.worker
        worker.reasons[name] = (reason, message)
        worker.event("Warning", "Failed", f"Error: {message if event is None else event}", name)
        worker.failed = True
        self._next_after_failure(name)

    def backed_off(self, name: str, reason: str, message: str, left_ms: int) -> None:
        """A container has to wait: no error, only a later look."""
        self.worker.reasons[name] = (reason, message)
        self.worker.retry_in(left_ms)
        self._next_after_failure(name)

    def _next_after_failure(self, name: str) -> None:
        if self.worker.is_init(name) and not is_sidecar(self.worker.container(name)):
            self.steps = []  # what comes after an init container has to wait for it
        self.next()


def _restart_count(worker: PodWorker, name: str) -> int:
    """The restarts that the API knows of, of a container that the runtime has forgotten."""
    status = worker.pod.get("status") or {}
    for field_name in ("containerStatuses", "initContainerStatuses"):
        for one in status.get(field_name, ()):
            if one["name"] == name and "containerID" in one:
                return int(one["restartCount"]) + 1
    return 0


def _ignore(answer: Any) -> None:
    """Nobody waits for this answer."""


def expanded(text: str, env: dict[str, str]) -> str:
    """`$(NAME)` in a command stands for a variable; `$$` for a dollar sign."""
    if "$" not in text:
        return text
    out, place = [], 0
    while place < len(text):
        if text.startswith("$$", place):
            out.append("$")
            place += 2
            continue
        end = text.find(")", place) if text.startswith("$(", place) else -1
        name = text[place + 2 : end] if end > 0 else ""
        if name and name in env:
            out.append(env[name])
            place = end + 1
        else:
            out.append(text[place])
            place += 1
    return "".join(out)
