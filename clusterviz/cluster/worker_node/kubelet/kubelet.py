"""kubelet: runs the Pods bound to its node, and reports how they do. Start reading here.

API server ──watch──▶ PodWorker (one per Pod) ──CRI──▶ container runtime
                          ▲                                │
                          └──────── events, within 1 s ◀───┘
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.api import HTTP_METHODS, Request
from ...machinery.client import node_client
from ...machinery.component import Component, Ground
from ...machinery.cri import CriError, PodStatus, RuntimeStatus
from ...machinery.daemons import daemon_pid
from ...machinery.events import EventRecorder
from ...machinery.informer import Informer
from ...machinery.leader_election import restart
from ...machinery.network import Call, Reply
from ...machinery.objects import Object, namespace_of
from ...machinery.rate_limit import TokenBucket
from ...machinery.resources import PODS, SERVICES
from ...machinery.times import go_duration, timestamp
from . import execs, forwarding, logs, startup
from .back_off import BackOff
from .eviction import EvictionManager
from .hooks import Hooks
from .intake import Intake
from .lease import NodeLease
from .node_status import NodeStatus
from .pod_worker import PodWorker
from .probes import Probes
from .services import variables
from .shutdown import Shutdown
from .static_pods import StaticPods
from .status_manager import StatusManager

if TYPE_CHECKING:
    from ...machinery.machine import Machine

PLEG_MS = 1_000  # the runtime's events are looked at once a second
RUNTIME_DOWN_AFTER_MS = 30_000
PLEG_THRESHOLD_MS = 180_000  # so long without a look at its Pods, and the node is not ready
RECONNECT_MS = 5_000
API_QPS, API_BURST = 50, 100  # kubeAPIQPS, kubeAPIBurst: how fast it asks the API server
EVENT_QPS, EVENT_BURST = 50, 100  # eventRecordQPS, eventBurst
LONG_WAIT_MS = 1_000  # its log tells of longer ones
TELL_OF_WAITING_MS = 10_000


class Kubelet(Component):
    """The node agent of one machine."""

    def __init__(self, ground: Ground, name: str, node: str, machine: Machine) -> None:
        super().__init__(ground, name, node)
        self.machine = machine
        self.address = machine.address

    def boot(self) -> None:
        """Connect to the runtime, register the node, then look after its Pods."""
        self.started_ms = self.now_ms
        self.say("started")
        self.client = node_client(self, self.node)
        self.client.limit, self.client.waited = TokenBucket(API_QPS, API_BURST), self._waited
        self.heartbeats = node_client(self, self.node)  # its Lease and its Node's status never wait
        self.recorder = EventRecorder(self.client, "kubelet", self.node)
        self.recorder.client.limit = TokenBucket(EVENT_QPS, EVENT_BURST)
        self.told_of_waiting_ms: int | None = None
        self.workers: dict[str, PodWorker] = {}
        self.by_key: dict[str, str] = {}  # namespace/name → UID of the newest Pod of that name
        self.crash_back_off = BackOff()
        self.image_back_off = BackOff()
        self.failed_pulls: dict[str, tuple[int, str]] = {}
        self.images: dict[str, cri.ImageStatus] = {}
        self.pulls: list[tuple[str, Any, tuple[Any, ...]]] = []
        self.pulling = False
        self.status_manager = StatusManager(self)
        self.probes = Probes(self)
        self.hooks = Hooks(self)
        self.intake = Intake(self)
        self.shutdown = Shutdown(self)
        self.lease = NodeLease(self)
        self.static_pods = StaticPods(self)
        self.runtime_version = ""
        self.boot_id = ""
        self.runtime_seen = False  # it has answered since this kubelet started
        self.runtime_lost_ms: int | None = self.now_ms
        self.runtime_problem = ""  # what the runtime says of itself when it is not ready
        self.failing = False
        self.network_ready = False
        self.network_configured = True
        self.network_problem = "container runtime network not ready"
        self.found: dict[str, PodStatus] = {}  # what the runtime has that this kubelet has not asked for
        self.noticed: dict[str, int | None] = {}  # Pod UIDs that the runtime told about → the cause
        self.tick_set = False
        self.looking_after = False
        self.eviction = EvictionManager(self)
        self.node_status = NodeStatus(self)
        self.pods = Informer(self.client, PODS, field_selector=f"spec.nodeName={self.node}")
        self.services = Informer(self.client, SERVICES)
        self.phase_ms = self.chance.below(PLEG_MS)
        problem = startup.refusal(self.machine)
        if problem:
            self.decide("Ends", self.node, f"The kubelet on {self.node} ends as soon as it is started: {problem}.")
            self.say("cannot start", problem)
            self.after(startup.EXIT_MS, self._fail_to_start)
            return
        self.node_event("Normal", "Starting", "Starting kubelet.")
        if not self.machine.hollow:
            self.node_event("Warning", "InvalidDiskCapacity", "invalid capacity 0 on image filesystem")
        self.node_status.register()
        self._connect()

    def _fail_to_start(self) -> None:
        """The process ends with status 1, and systemd starts it again."""
        self.failing = True
        self.stop()
        self.clock.schedule(startup.RESTART_MS, restart, self, self.incarnation)

    def say(self, what: str, *facts: str) -> None:
        """Write into the machine's journal."""
        self.machine.note(self.now_ms, "kubelet", daemon_pid("kubelet", self), what, *facts)

    def _waited(self, request: Request, wait_ms: int) -> None:
        """It would ask too fast: its journal says so of long waits, once in ten seconds."""
        last_ms = self.told_of_waiting_ms
        if wait_ms > LONG_WAIT_MS and (last_ms is None or self.now_ms - last_ms >= TELL_OF_WAITING_MS):
            self.told_of_waiting_ms = self.now_ms
            where = (
                request.resource.path(request.namespace, request.name, request.subresource) if request.resource else ""
            )
            self.say("waited", HTTP_METHODS[request.verb], where, str(wait_ms))

    def halted(self) -> None:
        """Its journal outlives it."""
        if self.node not in self.network.powered_off:
            self.say("failed" if self.failing else "stopped")

    # -- the node -----------------------------------------------------------------------------------------------------

    def stamp(self, at_ms: int | None) -> str:
        """The timestamp of a virtual time."""
        return timestamp(self.clock.epoch_ms + (at_ms or 0))

    def timestamp(self) -> str:
        """The timestamp of now."""
        return timestamp(self.clock.epoch_ms + self.now_ms)

    def node_event(self, type: str, reason: str, message: str) -> None:
        """An event about the node: its UID is, as kubelets have it, its name."""
        about: Object = {
            "kind": "Node",
            "metadata": {"name": self.node, "uid": "" if self.machine.hollow else self.node},
        }
        self.recorder.event(about, type, reason, message)

    def problem(self) -> str:
        """Why the node is not ready, "" if it is."""
        problems = []
        if not self.runtime_seen:
            problems.append("container runtime status check may not have completed yet")
        elif self.runtime_lost_ms is not None and self.now_ms - self.runtime_lost_ms >= RUNTIME_DOWN_AFTER_MS:
            problems.append("container runtime is down")
        if self.runtime_seen and self.runtime_lost_ms is not None:
            idle_ms = self.now_ms - self.runtime_lost_ms
            if idle_ms >= PLEG_THRESHOLD_MS:
                threshold = go_duration(PLEG_THRESHOLD_MS)
                text = f"pleg was last seen active {go_duration(idle_ms)} ago; threshold is {threshold}"
                problems.append(f"PLEG is not healthy: {text}")
        if self.runtime_problem:
            problems.append(f"container runtime not ready: {self.runtime_problem}")
        elif self.runtime_seen and not problems and not self.network_ready:
            problems.append(self.network_problem)
        if self.shutdown.under_way:
            problems.append("node is shutting down")
        return problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]" if problems else ""

    def registered(self, node: Object) -> None:
        """The API server knows this node."""
        self.lease.begin()
        self._pod_range(node)
        self._check_boot(node)
        self._look_after()

    def node_changed(self, node: Object) -> None:
        """The Node object has changed."""
        if not self.network_ready:
            self._pod_range(node)

    def _pod_range(self, node: Object) -> None:
        pod_cidr = node["spec"].get("podCIDR")
        if pod_cidr and self.runtime_seen and self.network_configured and not self.network_ready:
            self.ask_runtime(
                cri.UpdateRuntimeConfig(pod_cidr), "UpdateRuntimeConfig", pod_cidr, self._runtime_status, False
            )

    def _check_boot(self, node: Object) -> None:
        known = (node.get("status") or {}).get("nodeInfo", {}).get("bootID", "")
        if self.boot_id and known and known != self.boot_id:
            self.node_event("Warning", "Rebooted", f"Node {self.node} has been rebooted, boot id: {self.boot_id}")

    # -- the runtime --------------------------------------------------------------------------------------------------

    @property
    def runtime(self) -> str:
        """The address of this machine's container runtime."""
        return self.machine.cri_server

    def ask_runtime(
        self,
        message: cri.CriMessage,
        verb: str,
        subject: str,
        then: Any,
        *context: Any,
        kind: str = "cri",
        timeout_ms: int = 120_000,
        lasting: bool = False,
    ) -> None:
        """Ask the container runtime; `then(reply, *context)`. `lasting`: however long the answer takes.

        A connection to a port is no matter of CRI: it goes to the machine.
        """
        target = f"container-runtime/{self.node}" if isinstance(message, cri.Knock) else self.runtime
        self.network.call(
            self, target, verb, subject, message, then, *context, kind=kind, timeout_ms=timeout_ms, lasting=lasting
        )

    def _connect(self) -> None:
        self.ask_runtime(cri.Status(), "Status", self.node, self._runtime_status, True)

    def _runtime_status(self, reply: Reply, first: bool) -> None:
        if reply.failure is not None or isinstance(reply.body, CriError):
            self.say("runtime silent")
            if first:
                self.after(RECONNECT_MS, self._connect)
            return
        status: RuntimeStatus = reply.body
        if status.problem:  # it answers, and cannot work: the node says so at once
            self.say("runtime not ready", status.problem)
            told, self.runtime_problem = self.runtime_problem, status.problem
            self.runtime_failed()
            if told != status.problem:
                self.node_status.update()
            self.after(RECONNECT_MS, self._connect)
            return
        self.runtime_problem = ""
        self.runtime_seen = True
        self.runtime_version = status.version
        self.boot_id = status.boot_id
        self.network_ready = status.network_ready
        self.network_configured = status.network_configured
        if not status.network_configured:
            self.say("no network")
        self.network_problem = (
            "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
            "message:Network plugin returns error: cni plugin not initialized"
        )
        if first:
            self.network.open(
                self,
                self.runtime,
                "GetContainerEvents",
                self.node,
                cri.Events(),
                self._told,
                self._stream_ended,
                kind="cri",
            )
            self.ask_runtime(cri.ListImages(), "ListImages", self.node, self._images_listed)
            self.ask_runtime(cri.ListPods(), "ListPodSandbox", self.node, self._pods_listed)
        node = self.node_status.node()
        if node is not None and not self.network_ready:
            self._pod_range(node)
        elif not self.network_ready and self.node_status.registered:
            self.node_status.update()
        if self.network_ready:
            self.node_status.update()
            for worker in list(self.workers.values()):
                if worker.alarm is not None and worker.state == "syncing":
                    worker.wake()

    def _images_listed(self, reply: Reply) -> None:
        for image in () if isinstance(reply.body, CriError) else reply.body or ():
            self.image_known(image)

    def image_known(self, image: cri.ImageStatus) -> None:
        """An image is on the machine."""
        self.images[image.id] = image

    def _pods_listed(self, reply: Reply) -> None:
        if reply.failure is not None or isinstance(reply.body, CriError):
            return  # the stream's end is noticed too, and leads here again
        self.runtime_lost_ms = None
        self.found = {status.uid: status for status in reply.body}
        for uid, status in self.found.items():
            worker = self.workers.get(uid)
            if worker is not None:
                worker.observe(status)
        for uid, worker in list(self.workers.items()):
            if uid in self.found or worker.runtime_status is not None:
                worker.wake()
        self.node_status.update()
        if self.looking_after:
            self.intake.look_for_strangers()
        self._look_after()

    def runtime_failed(self) -> None:
        """The runtime did not answer."""
        if self.runtime_lost_ms is None:
            self.runtime_lost_ms = self.now_ms

    def _stream_ended(self, reply: Reply) -> None:
        self.runtime_failed()
        self.after(RUNTIME_DOWN_AFTER_MS, self.node_status.update)
        self.after(RECONNECT_MS, self._connect)

    def _told(self, status: PodStatus | RuntimeStatus) -> None:
        """The runtime tells of a change: it is looked at when the second is full, as the PLEG does."""
        if isinstance(status, RuntimeStatus):
            self._runtime_status(Reply(status), False)
            return
        worker = self.workers.get(status.uid)
        if worker is None:  # the kubelet before this one had asked for it, or its Pod is new
            if status.sandboxes:
                self.found[status.uid] = status
                self.intake.look_for_strangers()
            else:
                self.found.pop(status.uid, None)
            return
        worker.observe(status)
        if status.uid not in self.noticed:
            self.noticed[status.uid] = self.trace.cause()
        if not self.tick_set:
            self.tick_set = True
            self.after(PLEG_MS - (self.now_ms - self.phase_ms) % PLEG_MS, self.relist)

    def relist(self) -> None:
        """PLEG: every Pod whose containers have changed gets a look."""
        self.tick_set = False
        noticed, self.noticed = self.noticed, {}
        for uid, cause in noticed.items():
            worker = self.workers.get(uid)
            if worker is not None and worker.state == "syncing":
                self.trace.reacting_to(cause)
                worker.wake()

    # -- image pulls: one at a time -------------------------------------------------------------------------------------

    def pull(self, image: str, then: Any, *context: Any) -> None:
        """Pull an image; `then(answer, began_ms, *context)`."""
        self.pulls.append((image, then, context))
        if not self.pulling:
            self._next_pull()

    def _next_pull(self) -> None:
        if self.pulls:
            self.pulling = True
            image, then, context = self.pulls.pop(0)
            self.ask_runtime(
                cri.PullImage(image), "PullImage", image, self._pulled, then, context, self.now_ms, timeout_ms=900_000
            )

    def _pulled(self, reply: Reply, then: Any, context: tuple[Any, ...], began_ms: int) -> None:
        self.pulling = False
        answer = reply.body
        if reply.failure is not None:
            self.runtime_failed()
            answer = CriError("error reading from server: EOF", "Unavailable")
        then(answer, began_ms, *context)
        if not self.pulling:
            self._next_pull()

    # -- the Pods -----------------------------------------------------------------------------------------------------

    def _look_after(self) -> None:
        """Both the API server and the runtime have been heard: begin with the Pods."""
        if self.looking_after or not self.node_status.registered or self.runtime_lost_ms is not None:
            return
        self.looking_after = True
        self.services.start()
        self.intake.begin()
        self.static_pods.begin()

    def try_again(self, namespace: str, container: str) -> None:
        """Start this container of whichever Pod has it without waiting, as a kubelet that has just been restarted would."""
        for worker in self.workers.values():
            if worker.pod["metadata"]["namespace"] == namespace:
                self.crash_back_off.forget(f"{worker.uid}/{container}/")
                worker.wake()

    def worker_of(self, key: str) -> PodWorker | None:
        """The worker of a Pod by namespace/name."""
        return self.workers.get(self.by_key.get(key, ""))

    def service_variables(self, pod: Object) -> dict[str, str]:
        """The variables that tell containers where the Services of their namespace are."""
        if pod["spec"].get("enableServiceLinks") is False:
            return variables(self.services, "", "default")
        return variables(self.services, namespace_of(pod), "default")

    # -- the door -----------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        """The API server asks for a log, for a command to be run, or for a request to be carried to a port."""
        if call.subject.startswith("containerLogs/"):
            logs.serve(self, call)
        elif call.subject.startswith("exec/"):
            execs.serve(self, call)
        elif call.subject.startswith("portForward/"):
            forwarding.serve(self, call)
        elif call.subject == "metrics/resource":
            call.reply(self.eviction.measured())
        else:
            super().handle(call)
