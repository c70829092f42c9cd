"""What a machine's kernel accounts: CPU time, memory, disk and processes of each container, and of all else on the machine.

Nothing ticks. Memory that grows is a line, work that waits is a sum: what has become of it is computed when somebody asks.
CPU is counted in microseconds: 1 millicore for 1 ms is 1 µs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

PAGE = 4096
SYSTEM_CPU_MILLIS = 40  # kubelet, container runtime, sshd, … Model parameters
SYSTEM_MEMORY = 420 * 2**20
SYSTEM_DISK = 6 * 2**30  # what was installed before Kubernetes
MOST_PIDS = 32_768  # kernel.pid_max
SYSTEM_PIDS = 120  # systemd, the kernel's own threads, kubelet, container runtime, sshd, …
LINES_KEPT = 200
WINDOW_MS = 15_000  # over which the present CPU use is an average


class KernelLine(NamedTuple):
    """One line of the kernel's own log, as dmesg shows it."""

    at_ms: int
    text: str


class Cgroup:
    """One container's account. `cpu_limit_millis`, `memory_limit`: 0 is none."""

    __slots__ = (
        "backlog_us",
        "cost_us",
        "cpu_limit_millis",
        "cpu_weight",
        "forks",
        "grant_millis",
        "grows_per_s",
        "held_bytes",
        "held_since_ms",
        "id",
        "idle_millis",
        "mark",
        "memory_limit",
        "most_bytes",
        "name",
        "namespace",
        "oom_score_adj",
        "pid",
        "pod",
        "pod_uid",
        "processes",
        "program",
        "settled_ms",
        "started_ms",
        "steady_millis",
        "threads",
        "throttled_ms",
        "throttled_us",
        "used_us",
        "written",
    )

    def __init__(self, identity: str, pod_uid: str, namespace: str, pod: str, name: str, started_ms: int) -> None:
        self.id = identity
        self.pod_uid = pod_uid
        self.namespace = namespace
        self.pod = pod
        self.name = name
        self.program = name
        self.pid = 0
        self.started_ms = started_ms
        self.oom_score_adj = 1000
        self.cpu_weight = 2  # cpu.shares
        self.cpu_limit_millis = 0
        self.memory_limit = 0
        self.idle_millis = 0  # what the program uses while it does nothing
        self.steady_millis = 0  # what it would use for ever: burners, a load that goes on
        self.threads = 4  # how many requests it can work on at once
        self.backlog_us = 0  # work that has come and is not done, at `settled_ms`
        self.cost_us = 0  # of the last request
        self.grant_millis = 0  # what it gets of what it wants
        self.used_us = 0
        self.settled_ms = started_ms
        self.throttled_ms = 0  # while it wanted more than its limit
        self.throttled_us = 0  # of these, what it stood still
        self.mark = (started_ms, 0)  # (when, CPU used until then): where the present average begins
        self.held_bytes = 0  # memory, at `held_since_ms`
        self.held_since_ms = started_ms
        self.grows_per_s = 0
        self.most_bytes = 0
        self.processes = 1
        self.forks = False  # its processes become more as long as there is a number left
        self.written: dict[str, int] = {}  # its own files that are too large to be kept as text: path → bytes

    # -- memory ---------------------------------------------------------------------------------------------------

    def memory_at(self, at_ms: int) -> int:
        """Its memory in bytes, in whole pages."""
        held = self.held_bytes
        if self.grows_per_s:
            held = min(self.most_bytes, held + self.grows_per_s * (at_ms - self.held_since_ms) // 1000)
        return -(-held // PAGE) * PAGE

    def hold(self, size: int, now_ms: int, per_s: int = 0, most: int = 0) -> None:
        """It has so much memory now, and so much more each second until it has the most."""
        self.held_bytes, self.held_since_ms, self.grows_per_s, self.most_bytes = size, now_ms, per_s, most

    def reaches_at(self, size: int) -> int | None:
        """When its memory will be so much, None if never."""
        if self.held_bytes >= size:
            return self.held_since_ms
        if not self.grows_per_s or self.most_bytes < size:
            return None
        return self.held_since_ms + -(-(size - self.held_bytes) * 1000 // self.grows_per_s)

    # -- CPU ------------------------------------------------------------------------------------------------------

    @property
    def wish_millis(self) -> int:
        """What it would use if there were enough for everybody, and no limit."""
        waiting = -(-self.backlog_us // self.cost_us) if self.cost_us else 0
        return self.steady_millis + min(self.threads, waiting) * 1000

    @property
    def want_millis(self) -> int:
        """The same, within its limit."""
        return min(self.wish_millis, self.cpu_limit_millis) if self.cpu_limit_millis else self.wish_millis

    def _since(self, now_ms: int) -> tuple[int, int]:
        """(CPU time used, work done) since it was settled."""
        passed_ms = now_ms - self.settled_ms
        steady = min(self.steady_millis, self.grant_millis)
        done = min(self.backlog_us, (self.grant_millis - steady) * passed_ms)
        return steady * passed_ms + done + self.idle_millis * passed_ms, done

    def settle(self, now_ms: int) -> None:
        """Bring the account up to now."""
        if now_ms == self.settled_ms:
            return
        used, done = self._since(now_ms)
        self.throttled_ms, self.throttled_us = self.throttled_at(now_ms)
        self.used_us += used
        self.backlog_us -= done
        self.settled_ms = now_ms
        if now_ms - self.mark[0] >= 2 * WINDOW_MS:
            self.mark = (now_ms, self.used_us)

    def throttled_at(self, now_ms: int) -> tuple[int, int]:
        """(How many ms it has wanted more than its limit, how many µs of these it stood still) since its start."""
        wish, limit = self.wish_millis, self.cpu_limit_millis
        if not limit or wish <= limit:
            return self.throttled_ms, self.throttled_us
        rest = self.grant_millis - min(self.steady_millis, self.grant_millis)
        passed_ms = now_ms - self.settled_ms
        busy_ms = passed_ms if self.steady_millis or not rest else self._since(now_ms)[1] // rest
        return self.throttled_ms + busy_ms, self.throttled_us + busy_ms * 1000 * (wish - limit) // wish

    def used_at(self, now_ms: int) -> int:
        """All CPU time since its start, in µs."""
        return self.used_us + self._since(now_ms)[0]

    def cpu_at(self, now_ms: int) -> int:
        """The present CPU use in millicores, on average."""
        since_ms, used_us = self.mark
        return (self.used_at(now_ms) - used_us) // (now_ms - since_ms) if now_ms > since_ms else 0


class Kernel:
    """The accounts of one machine. `listener()` is called when memory, disk or processes are used in another way than before."""

    __slots__ = (
        "cpu_millis",
        "disk_bytes",
        "filled_disk",
        "filled_memory",
        "filled_pids",
        "gone_us",
        "groups",
        "image_bytes",
        "listener",
        "log",
        "memory_bytes",
        "pod_pids_limit",
        "published",
        "system_kills",
        "volumes",
        "working",
    )

    def __init__(self) -> None:
        self.cpu_millis = 4000
        self.memory_bytes = 8 * 2**30
        self.disk_bytes = 100 * 2**30
        self.groups: dict[str, Cgroup] = {}  # by container id
        self.working: dict[str, Cgroup] = {}  # those with work at hand
        self.volumes: dict[
            str, dict[str, int]
        ] = {}  # Pod UID → emptyDir → bytes, of files too large to be kept as text
        # Pod UID → volume → path → text: what the kubelet has written there for containers to read
        self.published: dict[str, dict[str, dict[str, str]]] = {}
        self.image_bytes = 0
        self.filled_memory = 0  # by something outside all Pods
        self.filled_disk = 0
        self.filled_pids = 0
        self.pod_pids_limit = 0  # the most processes of one Pod, 0 for no limit: its kubelet's podPidsLimit
        self.gone_us = 0  # CPU time of containers that have ended
        self.log: list[KernelLine] = []
        self.system_kills: list[tuple[str, int]] = []  # (program, pid): of which no kubelet has told yet
        self.listener: Callable[[], None] | None = None

    def changed(self) -> None:
        """Memory or disk are used in another way."""
        if self.listener is not None:
            self.listener()

    def say(self, at_ms: int, *lines: str) -> None:
        """Write into the kernel's log."""
        self.log += [KernelLine(at_ms, text) for text in lines]
        del self.log[:-LINES_KEPT]

    def killed(self, program: str, pid: int) -> None:
        """The machine had no memory left, and a process was killed for that."""
        self.system_kills.append((program, pid))
        self.changed()

    def enter(self, group: Cgroup) -> None:
        """A container starts."""
        self.groups[group.id] = group

    def leave(self, identity: str, now_ms: int) -> None:
        """A container has ended."""
        group = self.groups.pop(identity, None)
        if group is not None:
            self.gone_us += group.used_at(now_ms)
            self.fork()
            if self.working.pop(identity, None) is not None:
                self.share(now_ms)
            self.changed()

    def forget_pod(self, pod_uid: str) -> None:
        """A Pod is gone, and its volumes with it."""
        self.published.pop(pod_uid, None)
        if self.volumes.pop(pod_uid, None):
            self.changed()

    def rebooted(self) -> None:
        """The machine lost its power: nobody holds memory any more."""
        self.groups = {name: group for name, group in self.groups.items() if name.startswith("static/")}
        self.working, self.filled_memory, self.filled_pids = {}, 0, 0

    # -- memory ---------------------------------------------------------------------------------------------------

    def memory_at(self, now_ms: int) -> int:
        """All memory in use, in bytes."""
        held = sum(group.memory_at(now_ms) for group in self.groups.values())
        return min(self.memory_bytes, SYSTEM_MEMORY + self.filled_memory + held)

    def memory_reaches_at(self, size: int, now_ms: int) -> int | None:
        """When all memory in use will be so much, None if never."""
        return line_reaches(list(self.groups.values()), size - SYSTEM_MEMORY - self.filled_memory, now_ms)

    # -- disk -----------------------------------------------------------------------------------------------------

    @property
    def disk_used(self) -> int:
        """All bytes on the disk."""
        written = sum(sum(group.written.values()) for group in self.groups.values())
        kept = sum(sum(volumes.values()) for volumes in self.volumes.values())
        return min(self.disk_bytes, SYSTEM_DISK + self.filled_disk + self.image_bytes + written + kept)

    # -- processes ------------------------------------------------------------------------------------------------

    @property
    def pids_used(self) -> int:
        """How many processes there are. Each container has somebody who keeps it."""
        used = SYSTEM_PIDS + self.filled_pids + sum(group.processes + 1 for group in self.groups.values())
        return min(MOST_PIDS, used)

    def pids_left(self, pod_uid: str) -> int:
        """How many processes more a Pod may have."""
        left = MOST_PIDS - self.pids_used
        if self.pod_pids_limit:
            held = sum(group.processes for group in self.groups.values() if group.pod_uid == pod_uid)
            left = min(left, self.pod_pids_limit - held)
        return max(0, left)

    def fork(self) -> None:
        """Numbers have become free: whoever forks without an end takes them."""
        for group in self.groups.values():
            if group.forks:
                group.processes += self.pids_left(group.pod_uid)

    # -- CPU ------------------------------------------------------------------------------------------------------

    def share(self, now_ms: int) -> None:
        """Give everybody what they want; if that is more than there is, by their weights."""
        for group in list(self.working.values()):
            group.settle(now_ms)
            if not group.wish_millis:
                group.grant_millis = 0
                del self.working[group.id]
        left = self.cpu_millis - SYSTEM_CPU_MILLIS
        hungry = list(self.working.values())
        if sum(group.want_millis for group in hungry) <= left:
            for group in hungry:
                group.grant_millis = group.want_millis
            return
        while hungry:  # those who want less than their part leave the rest to the others
            weights = sum(group.cpu_weight for group in hungry)
            modest = [group for group in hungry if group.want_millis * weights <= left * group.cpu_weight]
            if not modest:
                for group in hungry:
                    group.grant_millis = left * group.cpu_weight // weights
                return
            for group in modest:
                group.grant_millis = group.want_millis
            left -= sum(group.want_millis for group in modest)
            hungry = [group for group in hungry if group not in modest]

    def work(self, group: Cgroup, cost_us: int, now_ms: int, count: int = 1) -> int:
        """So many requests of one cost come to a container: in how many ms the last of them will be done."""
        group.settle(now_ms)
        group.backlog_us += cost_us * count
        group.cost_us = cost_us
        self.working[group.id] = group
        self.share(now_ms)
        rate = group.grant_millis - min(group.steady_millis, group.grant_millis)
        if not rate:  # what never ends takes everything: a thread among many gets its part of it
            rate = max(1, group.grant_millis // (1 + group.steady_millis // 1000))
        return max(cost_us // 1000, group.backlog_us // rate)

    def burn(self, group: Cgroup, millis: int, now_ms: int) -> None:
        """From now on a container wants so much for ever (0: nothing more)."""
        group.settle(now_ms)
        group.steady_millis = millis
        self.working[group.id] = group
        self.share(now_ms)

    def used_at(self, now_ms: int) -> int:
        """All CPU time that was used since virtual 0, in µs."""
        return SYSTEM_CPU_MILLIS * now_ms + self.gone_us + sum(group.used_at(now_ms) for group in self.groups.values())

    def cpu_at(self, now_ms: int) -> int:
        """The present CPU use in millicores, on average."""
        used = SYSTEM_CPU_MILLIS + sum(group.cpu_at(now_ms) for group in self.groups.values())
        return min(self.cpu_millis, used)


def line_reaches(groups: list[Cgroup], size: int, now_ms: int) -> int | None:
    """When several growing amounts will be so much together, None if never."""
    at_ms = now_ms
    while True:
        held = sum(group.memory_at(at_ms) for group in groups)
        if held >= size:
            return at_ms
        growing = [group for group in groups if group.grows_per_s and group.memory_at(at_ms) < group.most_bytes]
        per_s = sum(group.grows_per_s for group in growing)
        if not per_s:
            return None
        ends = [group.reaches_at(group.most_bytes) or at_ms for group in growing]
        meets_ms = at_ms + max(1, -(-(size - held) * 1000 // per_s))
        at_ms = min(max(at_ms + 1, min(ends)), meets_ms)
