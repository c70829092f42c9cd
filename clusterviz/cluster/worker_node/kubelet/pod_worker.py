"""One worker per Pod UID: it brings the Pod's containers to what the spec wants, and in the end takes them down. Fact sheet §8.2, §8.4.

A worker is `syncing`, then `terminating`, then `terminated`, and never goes back. What happens during a sync is looked at after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...machinery import cri
from ...machinery.component import Alarm
from ...machinery.cri import CriError, PodStatus
from ...machinery.network import Reply
from ...machinery.objects import Object, deleting, name_of, namespace_of, uid_of
from . import actions, status
from .refreshing import Refreshing
from .resizing import Resizing
from .starting import Starting
from .stopping import Stopping

if TYPE_CHECKING:
    from .kubelet import Kubelet

BACK_OFF_MS = 10_000  # after a sync that failed, or found that something has to wait
NETWORK_BACK_OFF_MS = 1_000
JITTER = 0.5


class Ending(NamedTuple):
    """An end that the kubelet itself has decided: the Pod will have failed with this reason."""

    reason: str
    message: str
    grace_s: int | None = None  # instead of the Pod's own
    disruption: str = ""  # the message of a DisruptionTarget condition


DEADLINE = Ending("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")

KINDS = ("containers", "initContainers", "ephemeralContainers")


class PodWorker:
    """One Pod on this node."""

    def __init__(self, kubelet: Kubelet, pod: Object, runtime_status: PodStatus | None) -> None:
        self.kubelet = kubelet
        self.uid = uid_of(pod)
        self.pod = pod
        self.runtime_status = runtime_status
        self.state = "syncing"
        self.busy = False
        self.dirty = False
        self.gone = False  # the API server has it no more
        self.orphan = False  # the API server never told of it: only the runtime knows it
        self.static = False
        self.admitted = False
        self.waits_for_room = False  # others make way for it
        self.reasons: dict[str, tuple[str, str]] = {}  # container name → why it waits
        self.ready: dict[str, bool] = {}  # container id → readiness
        self.started: dict[str, bool] = {}  # container id → startup
        self.verdicts: actions.Verdicts = {}
        self.failed = False  # the present sync met an error that is no back-off
        self.retry_ms: int | None = None  # when the earliest back-off of this sync ends, in ms from now
        self.alarm: Alarm | None = None
        self.deadline: Alarm | None = None
        self.ending: Ending | None = None
        self.restarting_all = False  # a container's rule has asked for a restart of the whole Pod
        self.mount_retry_ms = 0  # how long its volumes waited last until they were tried again
        self.resizing = Resizing(self)
        self.starting = Starting(self)
        self.refreshing = Refreshing(self)
        self.stopping = Stopping(self)

    @property
    def key(self) -> str:
        """namespace/name."""
        return f"{namespace_of(self.pod)}/{name_of(self.pod)}"

    @property
    def full_name(self) -> str:
        """`name_namespace(uid)`, as the kubelet writes it into messages."""
        return f"{name_of(self.pod)}_{namespace_of(self.pod)}({self.uid})"

    def container(self, name: str) -> Object:
        """A container's spec by its name."""
        spec = self.pod["spec"]
        for field_name in KINDS:
            for container in spec.get(field_name) or ():
                if container["name"] == name:
                    return container  # type: ignore[no-any-return]
        raise AssertionError(f"{self.key} has no container {name}")

    def allocated_pod(self) -> Object:
        """The Pod with the resources that this node has agreed to."""
        return with_resources(self.pod, self.resizing.allocated) if self.resizing.differs else self.pod

    def place(self, name: str) -> int:
        """Where a container stands among those of its Pod."""
        spec = self.pod["spec"]
        names = [container["name"] for field_name in KINDS for container in spec.get(field_name) or ()]
        return names.index(name) if name in names else len(names)

    def is_init(self, name: str) -> bool:
        """Whether this is one of the init containers."""
        return any(container["name"] == name for container in self.pod["spec"].get("initContainers") or ())

    def field_path(self, name: str) -> str:
        """Where an event about a container points at."""
        for field_name in KINDS:
            if any(container["name"] == name for container in self.pod["spec"].get(field_name) or ()):
                return f"spec.{field_name}{{{name}}}"
        return ""

    def event(self, type: str, reason: str, message: str, container: str = "") -> None:
        """Tell about the Pod, or about one of its containers."""
        self.kubelet.say("event", type, reason, self.key, self.uid, container, message)
        if not self.orphan:
            self.kubelet.recorder.event(
                self.pod, type, reason, message, self.field_path(container) if container else ""
            )

    # -- what comes in ------------------------------------------------------------------------------------------------

    def newer(self, pod: Object) -> None:
        """The API server has a newer version."""
        if int(pod["metadata"].get("resourceVersion", 0)) >= int(self.pod["metadata"].get("resourceVersion", 0)):
            self.pod = pod

    def update(self, pod: Object) -> None:
        """The Pod has changed at the API server."""
        before = self.pod
        self.newer(pod)
        self.kubelet.status_manager.seen(self)
        if self.state == "syncing" and (deleting(self.pod) or self._called_finished()):
            self.terminate()
        elif self.state == "terminating" and _grace(before) != _grace(self.pod):
            self.stopping.hurry()
        elif self.state == "terminated":
            self.kubelet.status_manager.flush(self)
        elif before.get("status") is not self.pod.get("status") and self.admitted:
            # Somebody else may have written the status: what the kubelet knows is true.
            self.kubelet.status_manager.flush(self)
        if self.state == "syncing" and (
            before["spec"] != self.pod["spec"] or self._observed() != self.pod["metadata"].get("generation", 1)
        ):
            self.wake()

    def _observed(self) -> int:
        return int(self.kubelet.status_manager.status(self.pod).get("observedGeneration", 0))

    def _called_finished(self) -> bool:
        """Whether somebody else has written that the Pod has ended (a garbage collector, say): so be it."""
        return (self.pod.get("status") or {}).get("phase") in status.TERMINAL

    def removed(self) -> None:
        """The API server has the Pod no more."""
        self.gone = True
        if self.state == "terminated":
            self.kubelet.intake.forget(self)
        elif self.state == "syncing":
            self.terminate()
        else:
            self.stopping.hurry()

    def observe(self, runtime_status: PodStatus | None) -> None:
        """The runtime tells how the Pod is."""
        if runtime_status is None:
            return
        if self.runtime_status is None or runtime_status.version >= self.runtime_status.version:
            self.runtime_status = runtime_status

    def terminate(self) -> None:
        """From now on the Pod is being taken down."""
        if self.state == "syncing":
            self.state = "terminating"
            if self.ending is not None:
                why = self.ending.message.rstrip(". ")
            elif self.gone or self.orphan:
                why = "the API server has it no more"
            else:
                why = "somebody has asked for its deletion" if deleting(self.pod) else "somebody says that it has ended"
            self.kubelet.decide(
                "Stops", self.key, f"The kubelet on {self.kubelet.node} stops {name_of(self.pod)}: {why}."
            )
            self.starting.interrupt()
            self.wake()

    def evict(self, reason: str, message: str, grace_s: int) -> None:
        """The node needs what this Pod has: it ends, and has failed when it has ended."""
        self.end(Ending(reason, message, grace_s, disruption=message))

    def end(self, ending: Ending) -> None:
        """The kubelet has decided that the Pod ends now, whatever its containers think of it."""
        if self.state == "syncing" and self.ending is None:
            self.ending = ending
            self.terminate()
        elif self.state == "terminating" and ending.grace_s is not None:
            self.ending = ending if self.ending is None else self.ending._replace(grace_s=ending.grace_s)
            self.stopping.hurry()

    def wake(self) -> None:
        """Have a look now, or right after the present one."""
        if self.busy:
            self.dirty = True
            return
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None
        self.busy = True
        self.dirty = False
        self.failed = False
        self.retry_ms = None
        if self.state == "syncing":
            self._sync()
        elif self.state == "terminating":
            self._sync_terminating()
        else:
            self.busy = False

    # -- syncing ------------------------------------------------------------------------------------------------------

    def _sync(self) -> None:
        kubelet = self.kubelet
        if not self.admitted and not kubelet.intake.admit(self):
            self.finish()
            return
        self.resizing.agree()
        self.refreshing.begin()
        kubelet.probes.follow(self)  # first: what is not asked yet is not ready
        made = self.generate()
        kubelet.status_manager.set(self, made)
        if kubelet.intake.past_deadline(self):
            self.event("Normal", *DEADLINE[:2])
            self.busy, self.dirty = False, False
            self.end(DEADLINE)
            return
        if made["phase"] in status.TERMINAL:
            self.state = "terminating"
            self.dirty = True
            self.finish()
            return
        if not kubelet.network_ready and not self.pod["spec"].get("hostNetwork"):
            self.event("Warning", "NetworkNotReady", f"network is not ready: {kubelet.network_problem}")
            self.retry_ms = NETWORK_BACK_OFF_MS
            self.finish()
            return
        restarts = self.resizing.restarts(self.runtime_status)
        todo = actions.compute(self.pod, self.runtime_status, self.verdicts, self.started_or_no_probe(), restarts)
        todo.update = [one.name for _, one in self.resizing.differing(self.runtime_status) if one.id not in restarts]
        if todo.nothing:
            self.finish()
        else:
            self.starting.begin(todo)

    def generate(self) -> Object:
        """The Pod's status as it is now."""
        kubelet = self.kubelet
        outlook = status.Outlook(
            kubelet.timestamp(),
            0,
            kubelet.address,
            self.reasons,
            self.ready,
            self.started,
            self.state == "terminated",
            self.restarting_all,
            self.ending,
            self.resizing,
        )
        before = kubelet.status_manager.status(self.pod)
        foreign = self.pod.get("status") or {}
        if foreign is not before and foreign.get("conditions"):
            before = _with_foreign_conditions(before, foreign)
        if self._called_finished() and before.get("phase") not in status.TERMINAL:
            before = {**before, **{name: foreign[name] for name in ("phase", "reason", "message") if name in foreign}}
        return status.generate(self.allocated_pod(), self.runtime_status, before, outlook, kubelet.stamp)

    def started_or_no_probe(self) -> dict[str, bool]:
        """Container id → whether it counts as started."""
        if self.runtime_status is None:
            return {}
        return {one.id: self.started.get(one.id, True) for one in self.runtime_status.containers}

    def finish(self) -> None:
        """The sync is over: again if something happened meanwhile, later if something failed."""
        self.busy = False
        self.resizing.settle()
        if self.dirty:
            self.wake()
            return
        delay_ms = self.retry_ms
        if delay_ms is None and self.failed:
            delay_ms = BACK_OFF_MS
        if delay_ms is not None and self.state != "terminated":
            # Golden pods-crash: a container that has to wait for 40 s is seen waiting 11 s after its end.
            delay_ms = min(delay_ms, BACK_OFF_MS)
            self.alarm = self.kubelet.after(self.kubelet.chance.jittered(max(delay_ms, 1), JITTER), self.wake)

    def retry_in(self, delay_ms: int) -> None:
        """A back-off ends in so long: look again then, or at the end of an earlier one."""
        self.retry_ms = delay_ms if self.retry_ms is None else min(self.retry_ms, delay_ms)

    # -- terminating --------------------------------------------------------------------------------------------------

    def _sync_terminating(self) -> None:
        self.kubelet.probes.stop_all_but_readiness(self)
        if not self.orphan:
            self.kubelet.status_manager.set(self, self.generate())
        self.stopping.begin()

    def stopped(self) -> None:
        """Every container has ended and the sandbox is gone."""
        self.state = "terminated"
        self.busy = False
        self.kubelet.probes.forget(self.uid)
        self.kubelet.intake.room_made()
        if self.gone or self.orphan:
            self.kubelet.intake.forget(self)
            return
        self.kubelet.status_manager.set(self, self.generate())

    # -- the runtime --------------------------------------------------------------------------------------------------

    def ask_runtime(
        self,
        message: cri.CriMessage,
        verb: str,
        then: object,
        *context: object,
        timeout_ms: int = 120_000,
        lasting: bool = False,
    ) -> None:
        """Ask the container runtime; `then(answer, *context)` gets the answer or a CriError."""
        self.kubelet.ask_runtime(
            message, verb, self.key, self._answered, then, context, timeout_ms=timeout_ms, lasting=lasting
        )

    def _answered(self, reply: Reply, then: object, context: tuple[object, ...]) -> None:
        answer = reply.body
        if reply.failure is not None:
            self.kubelet.runtime_failed()
            answer = CriError('connection error: desc = "transport: Error while dialing"', "Unavailable")
        if isinstance(answer, PodStatus):
            self.observe(answer)
        then(answer, *context)  # type: ignore[operator]


def with_resources(pod: Object, resources: dict[str, Object]) -> Object:
    """A Pod whose containers have other resources."""
    spec = dict(pod["spec"])
    for field_name in ("containers", "initContainers"):
        if spec.get(field_name):
            spec[field_name] = [
                {**one, "resources": resources[one["name"]]} if one["name"] in resources else one
                for one in spec[field_name]
            ]
    return {**pod, "spec": spec}


def _grace(pod: Object) -> int | None:
    return pod["metadata"].get("deletionGracePeriodSeconds")  # type: ignore[no-any-return]


def _with_foreign_conditions(before: Object, foreign: Object) -> Object:
    """Conditions that others have written (a scheduler, an evictor) are theirs: taken from the API's version."""
    others = [one for one in foreign["conditions"] if one["type"] not in status.OWN_CONDITIONS]
    own = [one for one in before.get("conditions", ()) if one["type"] in status.OWN_CONDITIONS]
    return {**before, "conditions": [*others, *own]}
