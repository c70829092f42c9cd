"""Mutants: each breaks one rule between components, and the simulation must find it. A search that finds none proves little.

A mutant replaces one method of the model for the time of a run. All but `no-second-try` survive what tests a component alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from ...cluster.control_plane.etcd import Member
from ...cluster.control_plane.etcd.log import Log
from ...cluster.control_plane.etcd.peers import AskVote, Vote
from ...cluster.control_plane.etcd.raft import Raft
from ...cluster.control_plane.kube_scheduler import Scheduler
from ...cluster.machinery.api import Response, WatchEvent
from ...cluster.machinery.informer import Informer
from ...cluster.machinery.network import Call, Reply
from ...cluster.machinery.resources import ENDPOINTSLICES
from ...cluster.machinery.work_queue import WorkQueue
from ...cluster.worker_node.container_runtime import ContainerRuntime, sandboxes
from ...cluster.worker_node.container_runtime.records import Container
from ...cluster.worker_node.kubelet.lease import NodeLease
from ...cluster.worker_node.kubelet.node_status import NodeStatus
from ...cluster.worker_node.kubelet.pod_worker import PodWorker
from ...cluster.worker_node.kubelet.status_manager import StatusManager

Replacement = tuple[type | ModuleType, str, Callable[..., Any]]


def _lost_watch_event() -> Replacement:
    """A deletion while a cache does not watch, or just after, may not be told when it goes on."""
    told = Informer._event

    def event(self: Informer, event: WatchEvent) -> None:
        component = self.client.component
        resumed = self._failed_at_ms and component.now_ms - self._failed_at_ms < 5_000
        if event.type == "DELETED" and resumed and component.chance.below(2) == 0:
            self.revision = int(event.object["metadata"]["resourceVersion"])
        else:
            told(self, event)

    return Informer, "_event", event


def _no_second_try() -> Replacement:
    """A key whose write was refused is forgotten."""

    def retry(self: WorkQueue, key: str) -> None:
        self.failures.pop(key, None)

    return WorkQueue, "retry", retry


def _skipped_fsync() -> Replacement:
    """A member of several carries out a write before it is on disk: a crash forgets the latest one."""

    def halted(self: Member) -> None:
        store = self.store
        if not self.raft.peers:
            return
        for event in store.history.pop(store.revision, ()):
            if event.previous is None:
                store._delete(event.key, store.revision)
            elif event.kv is None:
                store._put(event.key, event.previous.value, 0, store.revision)
            else:
                store.current[event.key] = event.previous
        store.revision -= 1

    return Member, "halted", halted


def _no_way_back() -> Replacement:
    """A cache of EndpointSlices whose watch has fallen silent, as behind a link that is cut, never opens it again."""
    again = Informer._closed

    def closed(self: Informer, reply: Reply) -> None:
        if reply.failure == "timeout" and self.resource is ENDPOINTSLICES:
            self._stream = None
        else:
            again(self, reply)

    return Informer, "_closed", closed


def _forgotten_assumption() -> Replacement:
    """The scheduler does not count a Pod for which it found a node at a later try, until the watch tells of it."""
    bind = Scheduler._bind

    def forgetful(self: Scheduler, queued: Any, outcome: Any) -> None:
        bind(self, queued, outcome)
        if queued.failures:
            self.snapshot.remove_pod(queued.pod.key)

    return Scheduler, "_bind", forgetful


def _kept_sandbox() -> Replacement:
    """Every third Pod that has ended leaves its sandbox behind, if the runtime was restarted once."""
    remove = sandboxes.remove

    def keep(runtime: ContainerRuntime, uid: str) -> None:
        if runtime.incarnation == 1 or runtime.chance.below(3):
            remove(runtime, uid)

    return sandboxes, "remove", keep


def _two_votes() -> Replacement:
    """A member forgets in a crash whom it voted for."""
    boot = Raft.boot

    def forgetful(self: Raft) -> None:
        self.voted_for = ""
        boot(self)

    return Raft, "boot", forgetful


def _stale_read() -> Replacement:
    """A member that was told how far a read must see answers it at once, however little of that it has carried out."""
    read_at = Member._read_at

    def read(self: Member, index: int | None, call: Call) -> None:
        read_at(self, None if index is None else min(index, self.applied), call)

    return Member, "_read_at", read


def _acknowledged_in_memory() -> Replacement:
    """A member says that it has stored an entry which only its memory has."""
    crash = Log.crash

    def forgetful(self: Log) -> None:
        self.durable = max(self.start, self.durable - 1)
        crash(self)

    return Log, "crash", forgetful


def _old_log_elected() -> Replacement:
    """A member votes for anybody, however little the candidate has."""
    vote = Raft._vote

    def generous(self: Raft, ask: AskVote) -> Vote:
        return vote(self, ask._replace(last_term=1 << 30))

    return Raft, "_vote", generous


# -- nodes ------------------------------------------------------------------------------------------------------------


def _stuck_report() -> Replacement:
    """A kubelet waits for ever for the answer to a report about its node that failed."""
    updated = NodeStatus._updated

    def stuck(self: NodeStatus, response: Response, *context: Any) -> None:
        if response.ok:
            updated(self, response, *context)

    return NodeStatus, "_updated", stuck


def _unseen_end() -> Replacement:
    """A container that ends while its runtime is down is taken for one that runs."""
    ended = ContainerRuntime._ended

    def unseen(self: ContainerRuntime, container: Container, code: int, reason: str) -> None:
        if self.running or self.node in self.network.powered_off:
            ended(self, container, code, reason)

    return ContainerRuntime, "_ended", unseen


def _forgotten_addresses() -> Replacement:
    """A runtime that starts gives out addresses from the first one on."""
    boot = ContainerRuntime.boot

    def forgetful(self: ContainerRuntime) -> None:
        if not self.lost_power:
            self.network_plugin = None
        boot(self)

    return ContainerRuntime, "boot", forgetful


def _stale_lease() -> Replacement:
    """A kubelet whose Lease somebody else has written tries again with the version that it knows."""
    renewed = NodeLease._renewed

    def stubborn(self: NodeLease, response: Response) -> None:
        if response.code == 409:
            self._again()
        else:
            renewed(self, response)

    return NodeLease, "_renewed", stubborn


def _overruled() -> Replacement:
    """A kubelet does not notice that somebody else has written the status of a Pod in the network of its host."""
    seen = StatusManager.seen

    def unseen(self: StatusManager, worker: PodWorker) -> None:
        if not worker.pod["spec"].get("hostNetwork"):
            seen(self, worker)

    return StatusManager, "seen", unseen


MUTANTS: dict[str, Callable[[], Replacement]] = {
    "lost-watch-event": _lost_watch_event,
    "no-second-try": _no_second_try,
    "skipped-fsync": _skipped_fsync,
    "no-way-back": _no_way_back,
    "forgotten-assumption": _forgotten_assumption,
    "kept-sandbox": _kept_sandbox,
    "two-votes": _two_votes,
    "stale-read": _stale_read,
    "acknowledged-in-memory": _acknowledged_in_memory,
    "old-log-elected": _old_log_elected,
    "stuck-report": _stuck_report,
    "unseen-end": _unseen_end,
    "forgotten-addresses": _forgotten_addresses,
    "stale-lease": _stale_lease,
    "overruled": _overruled,
}

# Of the agreement between etcd's members: three of them and their clients show it, without a cluster around them.
MUTANTS_OF_MEMBERS = ("two-votes", "stale-read", "acknowledged-in-memory", "old-log-elected")


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The model with this fault in it. KeyError if there is no such mutant; "" plants none."""
    if not name:
        yield
        return
    owner, method, replacement = MUTANTS[name]()
    # Restored clusters look their methods up by name.
    replacement.__name__ = method
    original = getattr(owner, method)
    inherited = method not in vars(owner)
    setattr(owner, method, replacement)
    try:
        yield
    finally:
        if inherited:
            delattr(owner, method)
        else:
            setattr(owner, method, original)
