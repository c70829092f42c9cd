"""Probes: the kubelet asks containers how they are, and draws its conclusions. Fact sheet §8.9.

Every probe has a ticker of its own, which runs from the Pod's first sync on, whatever its container does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import defaults
from ...machinery.component import Alarm
from ...machinery.cri import RUNNING, ContainerStatus
from ...machinery.objects import Object, name_of
from .probing import ERROR, FAILURE, SUCCESS, Result, judge, question

if TYPE_CHECKING:
    from .kubelet import Kubelet
    from .pod_worker import PodWorker

KINDS = ("startup", "liveness", "readiness")
TRIES = 3  # of a question that could not even be asked


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
        self.over = False  # the Pod has ended, or is about to
        self.asks_ms = 0  # when the next question is due
        self.said = ""  # what the last answer complained of
        self.alarm: Alarm | None = None
        self.asked_ms = 0
        self.asking = 0  # tries of the question that is on its way
        kubelet = probes.kubelet
        late_ms = kubelet.chance.below(self.period_ms) if kubelet.now_ms - kubelet.started_ms < self.period_ms else 0
        self.ticks_from_ms = kubelet.now_ms + late_ms

    @property
    def period_ms(self) -> int:
        """Between two questions."""
        return int(self.spec.get("periodSeconds", defaults.PROBE_PERIOD_S)) * 1000

    @property
    def timeout_ms(self) -> int:
        """How long an answer may take."""
        return int(self.spec.get("timeoutSeconds", defaults.PROBE_TIMEOUT_S)) * 1000

    # -- the ticker ---------------------------------------------------------------------------------------------------

    def follow(self, one: ContainerStatus) -> None:
        """This container runs now. A new one is asked from the next tick on."""
        if one.id != self.container_id:
            self.container_id = one.id
            self.run, self.last, self.held, self.said = 0, None, False, ""
            if self.kind == "readiness":
                self.worker.ready.setdefault(one.id, False)
            elif self.kind == "startup":
                self.worker.started.setdefault(one.id, False)
        if self.alarm is None and not self.held and not self.over:
            now_ms = self.probes.kubelet.now_ms
            since_ms = now_ms - self.ticks_from_ms
            self._set(-since_ms if since_ms < 0 else -since_ms % self.period_ms)

    def trigger(self) -> None:
        """Ask at once, and from now on count the period from here."""
        if not self.held and not self.over and not self.asking:
            self.ticks_from_ms = self.probes.kubelet.now_ms
            self._set(0)

    def stop(self) -> None:
        """Ask no more."""
        self.over = True
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None

    def _set(self, delay_ms: int) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
        self.alarm = self.probes.kubelet.after(delay_ms, self.tick)
        self.asks_ms = self.probes.kubelet.now_ms + delay_ms

    def tick(self) -> None:
        """One question, if it is time for it, and an appointment for the next."""
        one = self._container()
        done = self.kind == "startup" and self.worker.started.get(self.container_id, False)
        if one is None or self.held or done:
            self.alarm = None  # it goes on when a new container runs
            return
        self._set(self.period_ms)
        age_s = (self.probes.kubelet.now_ms - (one.started_ms or 0)) // 1000
        waits = self.kind != "startup" and not self.worker.started.get(self.container_id, True)
        if self.asking or waits or age_s < int(self.spec.get("initialDelaySeconds", defaults.PROBE_DELAY_S)):
            return
        self._ask(one)

    def _container(self) -> ContainerStatus | None:
        """The container that the probe is about, if it runs."""
        status = self.worker.runtime_status
        one = status.latest(self.name) if status is not None else None
        if one is None or one.id != self.container_id or one.state != RUNNING or self.worker.state == "terminated":
            return None
        return one

    # -- question and answer ------------------------------------------------------------------------------------------

    def _ask(self, one: ContainerStatus) -> None:
        worker = self.worker
        self.asking += 1
        self.asked_ms = worker.kubelet.now_ms
        asked = question(self.spec, worker.container(self.name), worker.runtime_status, one, self.timeout_ms)
        subject = f"{worker.key}/{self.name}"
        worker.kubelet.ask_runtime(
            asked.message, asked.verb, subject, self._reply, one.id, asked.url, kind="probe", timeout_ms=self.timeout_ms
        )

    def _reply(self, reply: Any, container_id: str, url: str) -> None:
        tries, self.asking = self.asking, 0
        one = self._container()
        if one is None or container_id != self.container_id or self.held or self.over:
            return
        late = "exec" not in self.spec and self.probes.kubelet.now_ms - self.asked_ms > self.timeout_ms
        failure = "timeout" if late and not reply.failure else reply.failure
        answer = None if failure == "timeout" else reply.body
        if failure and failure != "timeout" and "exec" not in self.spec:
            return  # the way there is broken, the container may be well
        result = judge(self.spec, answer, failure, url, self.timeout_ms)
        if result.kind == ERROR and tries < TRIES:
            self.asking = tries
            self._ask(one)
        else:
            self._take(result)

    def _take(self, result: Result) -> None:
        worker, kind = self.worker, self.kind.capitalize()
        self.said = result.text
        if result.kind == ERROR:  # says nothing about the container
            text = f"{kind} probe errored and resulted in unknown state: {result.text}"
            worker.event("Warning", "Unhealthy", text, self.name)
            return
        if result.kind == FAILURE:
            worker.event("Warning", "Unhealthy", f"{kind} probe failed: {result.text}", self.name)
        elif result.text:
            worker.event("Warning", "ProbeWarning", f"{kind} probe warning: {result.text}", self.name)
        good = result.kind == SUCCESS
        self.run = self.run + 1 if good == self.last else 1
        self.last = good
        wanted = (
            self.spec.get("successThreshold", defaults.PROBE_SUCCESSES)
            if good
            else self.spec.get("failureThreshold", defaults.PROBE_FAILURES)
        )
        if self.run >= int(wanted):
            self._conclude(good)

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
        """Let the probes of a Pod know which containers run now; ask those at once that are not ready."""
        probes = self.by_pod.get(worker.uid)
        if probes is None:
            probes = self.by_pod[worker.uid] = self._made(worker)
        status = worker.runtime_status
        if not probes or status is None:
            return
        for probe in probes:
            one = status.latest(probe.name)
            if one is not None and one.state == RUNNING:
                if one.id != probe.container_id:
                    self._remember(worker, probe, one.id)
                probe.follow(one)
        for probe in probes:
            known = probe.container_id
            if probe.kind == "readiness" and known and not worker.ready.get(known) and worker.started.get(known, True):
                probe.trigger()

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

    def stop_all_but_readiness(self, worker: PodWorker) -> None:
        """The Pod is being taken down: nobody restarts its containers any more."""
        for probe in self.by_pod.get(worker.uid, ()):
            if probe.kind != "readiness":
                probe.stop()

    def forget(self, uid: str) -> None:
        """The Pod has ended."""
        for probe in self.by_pod.pop(uid, ()):
            probe.stop()
