"""A container runtime: runs sandboxes and containers for the kubelet.

What it has started lives on when it stops; without power all of it dies.

What containerd, CRI-O and Docker do alike. How each differs from the others is in `runtimes/`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...machinery import cri
from ...machinery.component import Component, Ground
from ...machinery.cri import CREATED, EXITED, NOTREADY, READY, RUNNING, CriError, PodStatus
from ...machinery.daemons import daemon_pid
from ...machinery.disk import CNI
from ...machinery.machine import RUNTIMES
from ...machinery.network import Call, Stream
from ..pod_network import HostLocal
from . import executing, knocking, no_process, programs, pulling, sandboxes
from .entrypoints import argv_of, missing_program
from .images import Registry, canonical
from .images.registry import not_found, unreachable
from .process import Process
from .records import Container, PodRecord
from .reservations import Reservations, container_name, sandbox_name

if TYPE_CHECKING:
    from ...machinery.machine import Machine

SANDBOX_MS = (250, 450)  # namespaces, pause container, network plugin. Model parameters: fact sheet §19.2
CREATE_MS = (40, 80)
START_MS = (40, 80)
STOP_SANDBOX_MS = 200
SYSTEMD_UNIT = {"containerd": "containerd", "docker": "containerd", "cri-o": "crio"}
LOST_EXIT_CODE = 255  # of a container whose machine lost its power


class ContainerRuntime(Component):
    """The container runtime of one machine."""

    kind = "containerd"  # what a container's full id begins with
    handed_on = ("", "")  # what stands before and after what runc says, on its way to the kubelet
    finds_programs_at_create = False  # whether a missing program fails the creation of a container, not its start

    def __init__(self, ground: Ground, name: str, node: str, machine: Machine, registry: Registry) -> None:
        super().__init__(ground, name, node)
        self.machine = machine
        self.address = machine.address
        self.registry = registry
        self.pods: dict[str, PodRecord] = {}  # by Pod UID
        self.containers: dict[str, Container] = {}  # by container id
        self.images: dict[str, cri.ImageStatus] = {}  # by full name
        self.network_plugin: HostLocal | None = None
        machine.listeners = knocking.Pods(self)
        self.boot_id = self.chance.uid()
        self.lost_power = False

    def boot(self) -> None:
        """Containers that were there go on; those of a machine that lost its power are found dead."""
        self.say("started")
        self.streams: list[Stream] = []
        self.stopping: dict[str, list[Call]] = {}  # container id → who waits for its end
        self.pulls: dict[str, list[Call]] = {}  # image → who waits for it
        self.reservations = Reservations(self)
        for container in self.containers.values():
            container.stop_deadline_ms = None  # its timer ended with the process: who wants an end asks again
        if self.lost_power:
            self.lost_power = False
            for container in self.containers.values():
                if container.reason == "Unknown" and (container.finished_ms or 0) > self.machine.booted_ms:
                    container.finished_ms = self.now_ms  # nobody saw its end: it is found dead now
            self.boot_id = self.chance.uid()
            self.machine.booted_ms = self.now_ms

    def halted(self) -> None:
        """The runtime's own end leaves containers alone, the machine's does not."""
        if self.node not in self.network.powered_off:
            self.say("stopped")
        else:
            self.lost_power = True
            self.machine.kernel.rebooted()
            if self.machine.hollow:
                self._forget_all()
            for container in self.containers.values():
                if container.state in (RUNNING, CREATED):
                    self._ended(container, LOST_EXIT_CODE, "Unknown")
            for pod in self.pods.values():
                for sandbox in pod.sandboxes:
                    if sandbox.state == READY:
                        sandbox.state = NOTREADY

    def _forget_all(self) -> None:
        """A hollow machine has no disk: what it ran is as if it had never been."""
        for container in self.containers.values():
            if container.process is not None:
                container.process.alive = False
            container.state = EXITED
        for pod in self.pods.values():
            for sandbox in pod.sandboxes:
                sandboxes.take_down(self, sandbox)
        self.containers, self.pods, self.images = {}, {}, {}

    # -- the door ---------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        """One CRI message."""
        match call.body:
            case cri.Status():
                call.reply(self._runtime_status())
            case cri.UpdateRuntimeConfig(pod_cidr):
                if self.network_plugin is None or self.network_plugin.cidr != pod_cidr:
                    self.give_out(HostLocal(pod_cidr))
                call.reply(self._runtime_status())
            case cri.ListPods():
                call.reply([self.status(pod) for pod in self.pods.values()])
            case cri.ListImages():
                call.reply(list(self.images.values()))
            case cri.Events():
                assert call.stream is not None
                self.streams.append(call.stream)
            case cri.RunPodSandbox():
                if self.reservations.take(call, "sandbox", sandbox_name(call.body), self.pods.get(call.body.uid)):
                    self.after(self._between(SANDBOX_MS), sandboxes.run_sandbox, self, call)
            case cri.StopPodSandbox():
                self.after(STOP_SANDBOX_MS, sandboxes.stop_sandbox, self, call)
            case cri.RemovePod(uid):
                sandboxes.remove(self, uid)
                call.reply(None)
            case cri.GetImage(image):
                call.reply(self.images.get(canonical(image)))
            case cri.RemoveImage(identity):
                self.images = {name: image for name, image in self.images.items() if image.id != identity}
                pulling.images_changed(self)
                call.reply(None)
            case cri.PullImage():
                pulling.pull(self, call)
            case cri.CreateContainer():
                pod = self.pods.get(call.body.pod_uid)
                if self.reservations.take(call, "container", container_name(call.body, pod), pod):
                    self.after(self._between(CREATE_MS), self._create, call)
            case cri.StartContainer():
                self.after(self._between(START_MS), self._start, call)
            case cri.StopContainer():
                self._stop(call)
            case cri.UpdateContainerResources():
                self._update(call)
            case cri.RemoveContainer():
                self._remove_container(call)
            case cri.ExecSync():
                executing.execute(self, call)
            case cri.ReadLog(identity):
                container = self.containers.get(identity)
                call.reply(list(container.log) if container else [])
            case cri.Knock():
                knocking.knock(self, call)
            case _:
                raise AssertionError(f"{self.name} does not know {call.body!r}")

    def give_out(self, plugin: HostLocal) -> None:
        """Pods get addresses of this range from now on, and what is sent to them comes here."""
        self.network_plugin = plugin
        self.machine.routes[plugin.cidr.rpartition(".")[0] + "."] = f"pod-network/{self.node}"

    def stream_closed(self, stream: Stream) -> None:
        """The kubelet has gone."""
        if stream in self.streams:
            self.streams.remove(stream)

    def _between(self, span: tuple[int, int]) -> int:
        return span[0] + self.chance.below(span[1] - span[0])

    def say(self, what: str, *facts: str) -> None:
        """Write into the machine's journal."""
        if self.kind in SYSTEMD_UNIT:
            unit = SYSTEMD_UNIT[self.kind]
            self.machine.note(self.now_ms, unit, daemon_pid(unit, self), what, *facts)

    # -- in whose words ---------------------------------------------------------------------------------------------

    def image_missing(self, name: str) -> CriError:
        """No registry has this image."""
        return CriError(not_found(name), "NotFound")

    def registry_silent(self, name: str) -> CriError:
        """The registry of this image does not answer."""
        return CriError(unreachable(name), "DeadlineExceeded")

    def program_missing(self, program: str, problem: str) -> CriError:
        """A container was to run a program that its image has not: runc's own words, and those of who handed them on."""
        before, after = self.handed_on
        said = f'unable to start container process: error during container init: exec: "{program}": {problem}'
        return CriError(f"{before}runc create failed: {said}{after}")

    def start_refused(self, container: Container) -> None:
        """How a container looks whose program could not be started."""
        container.exit_code = 128
        container.reason = "StartError"

    def network_failed(self, identity: str, problem: str) -> CriError:
        """The network plugin could not connect a sandbox."""
        text = f'failed to setup network for sandbox "{identity}": plugin type="bridge" failed (add): {problem}'
        return CriError(text)

    # -- telling ----------------------------------------------------------------------------------------------------

    def _runtime_status(self) -> cri.RuntimeStatus:
        configured = self.network_configured()
        ready = configured and self.network_plugin is not None
        return cri.RuntimeStatus(RUNTIMES[self.kind], ready, self.boot_id, network_configured=configured)

    def network_configured(self) -> bool:
        """Whether there is a configuration of a network plugin that can be read."""
        if self.machine.hollow:
            return True
        return any(_reads_as_json(text) for text in self.machine.disk.under(CNI).values())

    def look_at_files(self) -> None:
        """Somebody has written on the machine's disk: what the kubelet would find out by asking every five seconds, it is told."""
        status = self._runtime_status()
        self.say("network", "ready" if status.network_configured else "missing")
        for stream in self.streams:
            stream.push(status, "Status", self.node, kind="cri")

    def status(self, pod: PodRecord) -> PodStatus:
        """All of one Pod, as CRI tells it."""
        return PodStatus(
            pod.uid,
            pod.namespace,
            pod.name,
            pod.version,
            tuple([sandbox.status() for sandbox in pod.sandboxes]),
            tuple([container.status() for container in pod.containers]),
        )

    def changed(self, pod: PodRecord, what: str, note: str = "") -> PodStatus:
        """Something about this Pod is different: whoever listens is told."""
        pod.version += 1
        status = self.status(pod)
        if self.running:
            for stream in self.streams:
                stream.push(status, what, f"{pod.namespace}/{pod.name}", note, kind="cri")
        return status

    # -- containers -------------------------------------------------------------------------------------------------

    def _create(self, call: Call) -> None:
        config: cri.CreateContainer = call.body
        pod = self.pods.get(config.pod_uid)
        asked_for = self.reservations.made(container_name(config, pod))
        sandbox = next((one for one in pod.sandboxes if one.id == config.sandbox_id), None) if pod else None
        image = self.registry.image(config.image)
        if pod is None or sandbox is None or sandbox.state != READY:
            call.reply(CriError(f'failed to find sandbox id "{config.sandbox_id}": not found', "NotFound"))
            return
        if image is None or canonical(config.image) not in self.images:
            call.reply(CriError(f'failed to resolve image "{config.image}": not found', "NotFound"))
            return
        program = missing_program(config, image) if self.finds_programs_at_create else None
        if program is not None:
            call.reply(self.program_missing(*program))
            return
        identity = asked_for or self.chance.hexadecimal(64)
        while identity in self.containers:  # a fork with the seed of its image draws what the image drew
            identity = self.chance.hexadecimal(64)
        container = Container(self, identity, pod, sandbox, config, image)
        self.containers[identity] = container
        pod.containers.insert(0, container)
        self.say("create", sandbox.id, config.name, str(config.attempt), identity)
        if asked_for:
            self.changed(pod, "ContainerCreated", container.name)  # for the kubelet that asked in vain
        else:
            pod.version += 1
        call.reply(identity)

    def _start(self, call: Call) -> None:
        question: cri.StartContainer = call.body
        container = self.containers.get(question.container_id)
        if container is None or container.state != CREATED:
            call.reply(
                CriError(
                    f'an error occurred when try to find container "{question.container_id}": not found', "NotFound"
                )
            )
            return
        program = missing_program(container.config, container.image)
        if program is not None:
            self._not_started(call, container, self.program_missing(*program))
            return
        if call.abandoned:  # with the kubelet that asked, its request ended, and what was being done for it
            self._not_started(call, container, CriError("failed to start containerd task: context canceled"))
            return
        if not self.machine.kernel.pids_left(container.pod.uid):
            self._not_started(call, container, no_process.no_container(self))
            return
        self.say("start", container.id, config_of(container))
        container.state = RUNNING
        container.started_ms = self.now_ms
        container.process = Process(container, argv_of(container.config, container.image), self._exited, container)
        container.account.open(container.process.argv[0])
        status = self.changed(container.pod, "ContainerStarted", container.name)
        call.reply(status)
        if container.pod.namespace == "kube-system" and container.name in self.machine.held_down:
            container.process.kill()
        else:
            container.process.start()
            programs.start(self, container)

    def _not_started(self, call: Call, container: Container, refusal: CriError) -> None:
        container.state = EXITED
        container.started_ms = container.finished_ms = self.now_ms
        self.start_refused(container)
        container.message = refusal.message
        self.say("start failed", container.id, refusal.message)
        self.changed(container.pod, "ContainerStopped", f"{container.name}: {container.reason}")
        call.reply(refusal)

    def _exited(self, process: Process, container: Container) -> None:
        self._ended(container, process.status, "Completed" if process.status == 0 else "Error")

    def _ended(self, container: Container, code: int, reason: str) -> None:
        """A container's first process has ended, and everything in the container with it."""
        if container.state == EXITED:
            return
        if container.partial:
            container.write("\n")
        container.state = EXITED
        self.say("exited", container.id, config_of(container), str(code))
        container.finished_ms = self.clock.now_ms
        container.exit_code = code
        container.reason = reason
        container.ports.clear()
        container.account.close()
        programs.stop(self, container)
        if container.process is not None:
            container.process.alive = False
        for process in list(container.execs):
            process.kill()  # whoever asked for it hears that it was killed
        container.execs.clear()
        status = self.changed(container.pod, "ContainerStopped", f"{container.name}: exit code {code}")
        if self.running:
            for call in self.stopping.pop(container.id, ()):
                call.reply(status)

    def _update(self, call: Call) -> None:
        question: cri.UpdateContainerResources = call.body
        container = self.containers.get(question.container_id)
        if container is None or container.state != RUNNING:
            call.reply(CriError(f'container "{question.container_id}" is not running'))
            return
        container.account.limit(question.memory_limit, question.cpu_limit_millis, question.cpu_shares)
        call.reply(self.status(container.pod))

    def _stop(self, call: Call) -> None:
        question: cri.StopContainer = call.body
        container = self.containers.get(question.container_id)
        if container is None or container.state != RUNNING:
            pod = self.pods.get(question.pod_uid)
            if container is not None and container.state == CREATED:
                self._ended(container, 0, "Completed")
            call.reply(self.status(pod) if pod else None)
            return
        first = container.id not in self.stopping
        if first:
            seconds = str(question.timeout_ms // 1000)
            self.say("stop", container.id, config_of(container), seconds, container.image.stop_signal)
        self.stopping.setdefault(container.id, []).append(call)
        deadline_ms = self.now_ms + question.timeout_ms
        if container.stop_deadline_ms is None or deadline_ms < container.stop_deadline_ms:
            container.stop_deadline_ms = deadline_ms
            self.after(question.timeout_ms, self._out_of_patience, container)
        if first and container.process is not None:
            container.process.signal(container.image.stop_signal)

    def _out_of_patience(self, container: Container) -> None:
        if container.state == RUNNING:
            self.end(container)

    def end(self, container: Container) -> None:
        """Kill its first process, and so all of it."""
        if container.process is not None:
            container.process.kill()

    def kill(self, container_id: str, out_of_memory: bool = False) -> None:
        """Somebody on the machine (or its kernel, out of memory) kills a container's process, behind Kubernetes' back."""
        container = self.containers[container_id]
        if out_of_memory:
            self._ended(container, 137, "OOMKilled")
        else:
            self.end(container)

    def _remove_container(self, call: Call) -> None:
        question: cri.RemoveContainer = call.body
        container = self.containers.pop(question.container_id, None)
        if container is not None:
            if container.process is not None and container.process.alive:
                container.process.kill()
            container.pod.containers.remove(container)
            container.pod.version += 1
        pod = self.pods.get(question.pod_uid)
        call.reply(self.status(pod) if pod else None)


def config_of(container: Container) -> str:
    """Whose container it is, for the journal: namespace/pod, the Pod's UID and the container's name."""
    pod = container.pod
    return f"{pod.namespace}/{pod.name} {pod.uid} {container.name}"


def _reads_as_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


__all__ = ["ContainerRuntime"]
