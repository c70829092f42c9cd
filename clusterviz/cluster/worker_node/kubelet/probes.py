"""Probes: the kubelet asks containers how they are, and draws its conclusions. Fact sheet §8.9."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.component import Alarm
from ...machinery.cri import RUNNING, Answer, CriError, ExecResult
from ...machinery.objects import Object, name_of
from .hooks import port_number

if TYPE_CHECKING:
    from .kubelet import Kubelet
    from .pod_worker import PodWorker

KINDS = ("startup", "liveness", "readiness")


class Probe:
    """One probe of one container: asks, counts, and knows the verdict."""

    def __init__(self, probes: Probes, worker: PodWorker, name: str, kind: str, spec: Object) -> None:
        self.probes = probes
        self.worker = worker
        self.name = name
        self.kind = kind
        self.spec = spec
        self.container_id = ""
        self.run = 0  # equal answers in a row
        self.last: bool | None = None
        self.held = False  # the verdict has been given: wait for a new container
        self.asks_ms = 0  # when the next question is due
        self.said = ""  # what the last answer complained of
        self.alarm: Alarm | None = None
        self.asking = False

    @property
    def period_ms(self) -> int:
        """Between two questions."""
        return int(self.spec.get("periodSeconds", 10)) * 1000

    def follow(self, container_id: str, started_ms: int) -> None:
        """A (new) container runs: begin to ask it."""
        if container_id == self.container_id:
            return
        self.container_id = container_id
        self.run, self.last, self.held, self.said = 0, None, False, ""
        if self.kind == "readiness":
            self.worker.ready.setdefault(container_id, False)
        elif self.kind == "startup":
            self.worker.started.setdefault(container_id, False)
        kubelet = self.probes.kubelet
        delay_ms = started_ms + int(self.spec.get("initialDelaySeconds", 0)) * 1000 - kubelet.now_ms
        self._set(max(delay_ms, 0))

    def stop(self) -> None:
        """Ask no more."""
        self.held = True
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None

    def _set(self, delay_ms: int) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
        self.alarm = self.probes.kubelet.after(delay_ms, self.ask)
        self.asks_ms = self.probes.kubelet.now_ms + delay_ms

    def ask(self) -> None:
        """One question, and an appointment for the next."""
        worker = self.worker
        status = worker.runtime_status
        one = status.latest(self.name) if status is not None else None
        if (
            self.held
            or one is None
            or one.id != self.container_id
            or one.state != RUNNING
            or worker.state == "terminated"
        ):
            self.alarm = None
            return
        self._set(self.period_ms)
        if self.asking or (self.kind != "startup" and not worker.started.get(self.container_id, True)):
            return
        self.asking = True
        message, verb = self._question(one)
        if message is None:
            self._answered(Answer(0), self.container_id)
        else:
            timeout_ms = int(self.spec.get("timeoutSeconds", 1)) * 1000
            worker.kubelet.ask_runtime(
                message,
                verb,
                f"{worker.key}/{self.name}",
                self._reply,
                self.container_id,
                kind="probe",
                timeout_ms=timeout_ms,
            )

    def _question(self, one: cri.ContainerStatus) -> tuple[Any, str]:
        spec, worker = self.spec, self.worker
        status = worker.runtime_status
        assert status is not None, f"{worker.key} is probed without a sandbox"
        ip = status.sandboxes[0].ip
        container = worker.container(self.name)
        timeout_ms = int(spec.get("timeoutSeconds", 1)) * 1000
        if "exec" in spec:
            return cri.ExecSync(one.id, tuple(spec["exec"].get("command", ())), timeout_ms), "EXEC"
        if "httpGet" in spec:
            action = spec["httpGet"]
            headers = {header["name"]: header["value"] for header in action.get("httpHeaders", ())}
            port = port_number(container, action["port"])
            return cri.Knock(action.get("host") or ip, port, "GET", action.get("path", "/"), headers), "GET"
        if "tcpSocket" in spec:
            action = spec["tcpSocket"]
            return cri.Knock(action.get("host") or ip, port_number(container, action["port"])), "CONNECT"
        if "grpc" in spec:
            return cri.Knock(ip, int(spec["grpc"]["port"])), "CHECK"
        return None, ""

    def _reply(self, reply: Any, container_id: str) -> None:
        if reply.failure == "timeout":
            self._answered(None, container_id)
        elif reply.failure:
            self.asking = False
        else:
            self._answered(reply.body, container_id)

    def _answered(self, answer: Any, container_id: str) -> None:
        self.asking = False
        worker = self.worker
        if container_id != self.container_id or self.held or worker.state == "terminated":
            return
        good, text = self._judge(answer)
        if not good:
            kind = self.kind.capitalize()
            worker.event("Warning", "Unhealthy", f"{kind} probe failed: {text}", self.name)
        self.said = text
        self.run = self.run + 1 if good == self.last else 1
        self.last = good
        threshold = int(self.spec.get("successThreshold", 1) if good else self.spec.get("failureThreshold", 3))
        if self.run >= threshold:
            self._conclude(good)

    def _judge(self, answer: Any) -> tuple[bool, str]:
        spec = self.spec
        match answer:
            case None if "httpGet" in spec:
                return (
                    False,
                    f'Get "{self._url()}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
                )
            case None | ExecResult(exit_code=None) if "exec" in spec:
                seconds = spec.get("timeoutSeconds", 1)
                command = " ".join(spec["exec"].get("command", ()))
                return False, f'command timed out: "{command}" timed out after {seconds}s'
            case None:
                return False, "dial tcp: i/o timeout"
            case ExecResult(exit_code, output):
                return exit_code == 0, output
            case CriError() if "httpGet" in spec:
                return False, f'Get "{self._url()}": {answer.message}'
            case CriError() if "grpc" in spec:
                return (
                    False,
                    f'timeout: failed to connect service "{answer.message}" within 1s: context deadline exceeded',
                )
            case CriError():
                return False, answer.message
            case Answer(code) if "httpGet" in spec and not 200 <= code < 400:
                return False, f"HTTP probe failed with statuscode: {code}"
        return True, ""

    def _url(self) -> str:
        action = self.spec["httpGet"]
        status = self.worker.runtime_status
        ip = action.get("host") or (status.sandboxes[0].ip if status is not None and status.sandboxes else "")
        port = port_number(self.worker.container(self.name), action["port"])
        return f"{action.get('scheme', 'HTTP').lower()}://{ip}:{port}{action.get('path', '/')}"

    def _conclude(self, good: bool) -> None:
        worker, identity = self.worker, self.container_id
        pod = name_of(worker.pod)
        if self.kind == "readiness":
            if worker.ready.get(identity) != good:
                worker.ready[identity] = good
                word = "is ready" if good else "is not ready"
                worker.kubelet.decide(
                    "Judges",
                    worker.key,
                    f"The kubelet finds that {self.name} in {pod} {word}: its readiness probe says so.",
                )
                worker.wake()
        elif self.kind == "startup" and good:
            if not worker.started.get(identity):
                worker.started[identity] = True
                self.stop()
                self.probes.hurry(worker, self.name)
                worker.wake()
        elif not good:
            self.held = True
            worker.verdicts[identity] = self.kind
            worker.wake()


class Probes:
    """All probes of a kubelet's Pods."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.by_pod: dict[str, list[Probe]] = {}

    def follow(self, worker: PodWorker) -> None:
        """Let the probes of a Pod know which containers run now."""
        probes = self.by_pod.get(worker.uid)
        if probes is None:
            probes = self.by_pod[worker.uid] = self._made(worker)
        status = worker.runtime_status
        if not probes or status is None:
            return
        for probe in probes:
            one = status.latest(probe.name)
            if one is not None and one.state == RUNNING and one.started_ms is not None:
                if one.id != probe.container_id:
                    self._remember(worker, probe, one.id)
                probe.follow(one.id, one.started_ms)

    def _remember(self, worker: PodWorker, probe: Probe, identity: str) -> None:
        """After a restart of the kubelet, a container that was ready stays so until a probe says otherwise."""
        for field_name in ("containerStatuses", "initContainerStatuses"):
            for known in (worker.pod.get("status") or {}).get(field_name, ()):
                if known["name"] == probe.name and known.get("containerID", "").endswith(f"://{identity}"):
                    if probe.kind == "readiness" and known["ready"]:
                        worker.ready.setdefault(identity, True)
                    elif probe.kind == "startup" and known.get("started"):
                        worker.started.setdefault(identity, True)

    def _made(self, worker: PodWorker) -> list[Probe]:
        spec = worker.pod["spec"]
        made = []
        for container in (*spec["containers"], *spec.get("initContainers", ())):
            for kind in KINDS:
                if f"{kind}Probe" in container:
                    made.append(Probe(self, worker, container["name"], kind, container[f"{kind}Probe"]))
        return made

    def hurry(self, worker: PodWorker, name: str) -> None:
        """The startup probe has succeeded: the others need not wait for their next turn."""
        for probe in self.by_pod.get(worker.uid, ()):
            if probe.name == name and probe.kind != "startup" and probe.container_id:
                probe._set(0)

    def stop_all_but_readiness(self, worker: PodWorker) -> None:
        """The Pod is being taken down: nobody restarts its containers any more."""
        for probe in self.by_pod.get(worker.uid, ()):
            if probe.kind != "readiness":
                probe.stop()

    def forget(self, uid: str) -> None:
        """The Pod has ended."""
        for probe in self.by_pod.pop(uid, ()):
            probe.stop()
