"""A container's account with its machine's kernel: what its processes use, what its limits do, and who dies when memory runs out.

A web server's work is a queue that drains at the rate that its CPU limit leaves: a throttled server answers later. What takes
more memory than its limit is killed (exit code 137, OOMKilled). Fact sheet §8.12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.cri import RUNNING
from ...machinery.kernel import Cgroup
from .images.use import use_of

if TYPE_CHECKING:
    from .process import Process
    from .records import Container

FORK_MS = 100  # in which each process of a fork bomb has made another one. A model parameter
SCOPES = {"containerd": "cri-containerd", "cri-o": "crio", "docker": "docker", "rkt": "rkt"}
WORST_SCORE = 1000  # the largest oom_score_adj that a kernel knows
MOST_WAITING = 511  # requests that a server lets wait: the backlog of a listening socket


class Account:
    """What one container uses."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.group: Cgroup | None = None  # while it runs
        self.serial = 0  # a memory that was changed has another future

    def open(self, program: str) -> None:
        """The container starts."""
        container = self.container
        runtime, pod, config = container.runtime, container.pod, container.config
        now_ms = runtime.clock.now_ms
        group = Cgroup(container.id, pod.uid, pod.namespace, pod.name, config.name, now_ms)
        group.pid = container.pid
        group.program = program.rpartition("/")[2][:15]
        group.oom_score_adj = config.oom_score_adj
        group.cpu_weight = max(2, config.cpu_shares)
        group.cpu_limit_millis = config.cpu_limit_millis
        group.memory_limit = config.memory_limit
        self.group = group
        runtime.machine.kernel.enter(group)
        if not runtime.machine.hollow:  # a hollow node only says that it runs its containers
            use = use_of(config.image)
            group.idle_millis, group.threads = use.idle_millis, use.threads
            group.processes = 1 + _workers(container, group.program)
            self.hold(use.memory_bytes)

    def close(self) -> None:
        """The container has ended."""
        if self.group is not None:
            self.group = None
            self.serial += 1
            self.container.runtime.machine.kernel.leave(self.container.id, self.container.now_ms())

    def limit(self, memory_limit: int, cpu_limit_millis: int, cpu_shares: int) -> None:
        """Other limits from now on."""
        group = self.group
        if group is None:
            return
        now_ms = self.container.now_ms()
        group.settle(now_ms)
        group.memory_limit, group.cpu_limit_millis, group.cpu_weight = (
            memory_limit,
            cpu_limit_millis,
            max(2, cpu_shares),
        )
        self.container.runtime.machine.kernel.burn(group, group.steady_millis, now_ms)
        self.hold(group.memory_at(now_ms), group.grows_per_s, group.most_bytes)

    # -- memory -----------------------------------------------------------------------------------------------------

    def hold(self, size: int, per_s: int = 0, most: int = 0) -> None:
        """It has so many bytes now, and so many more each second until it has the most."""
        group, container = self.group, self.container
        if group is None:
            return
        now_ms = container.now_ms()
        group.hold(size, now_ms, per_s, most)
        self.serial += 1
        if group.memory_limit:
            at_ms = group.reaches_at(group.memory_limit + 1)
            if at_ms is not None and at_ms <= now_ms:
                self._over_limit(self.serial)
                return
            if at_ms is not None:
                container.later(at_ms - now_ms, self._over_limit, self.serial)
        kernel = container.runtime.machine.kernel
        full_ms = None if container.runtime.machine.hollow else kernel.memory_reaches_at(kernel.memory_bytes, now_ms)
        if full_ms is not None:
            container.later(full_ms - now_ms, self._machine_full, self.serial)
        kernel.changed()

    def _over_limit(self, serial: int) -> None:
        group, container = self.group, self.container
        if group is None or serial != self.serial or container.state != RUNNING:
            return
        where = f"oom_memcg={_path(container, group)}"
        _say(container, group, where, "CONSTRAINT_MEMCG", "Memory cgroup out of memory")
        container.runtime.decide(
            "KilledForMemory",
            f"{container.pod.namespace}/{container.pod.name}",
            f"The kernel of {container.runtime.node} kills {group.program} in {container.pod.name}: it has taken all the memory "
            f"that its limit allows, {group.memory_limit // 2**20} MiB.",
        )
        container.runtime.kill(container.id, out_of_memory=True)

    def _machine_full(self, serial: int) -> None:
        """All memory of the machine is taken: the kernel picks whom it misses least."""
        kernel = self.container.runtime.machine.kernel
        now_ms = self.container.now_ms()
        if serial != self.serial or kernel.memory_at(now_ms) < kernel.memory_bytes:
            return
        victim = max(kernel.groups.values(), key=lambda group: (_badness(group, now_ms, kernel.memory_bytes), group.id))
        container = self.container.runtime.containers.get(victim.id)
        if container is None:
            return
        _say(container, victim, "global_oom", "CONSTRAINT_NONE", "Out of memory")
        kernel.killed(victim.program, victim.pid)
        container.runtime.kill(container.id, out_of_memory=True)
        if self.group is not None:
            self.hold(self.group.memory_at(now_ms), self.group.grows_per_s, self.group.most_bytes)

    # -- CPU --------------------------------------------------------------------------------------------------------

    def burn(self, process: Process, millis: int) -> None:
        """A process computes without an end, or no longer."""
        if self.group is None or process.burns == millis:
            return
        process.burns = millis
        container = self.container
        others = [one for one in (container.process, *container.execs) if one is not None]
        container.runtime.machine.kernel.burn(self.group, sum(one.burns for one in others), container.now_ms())

    def serve(self, count: int = 1) -> int | None:
        """Requests have come: in how many ms they are answered. None: too many wait already, and nobody takes them."""
        group, container = self.group, self.container
        if group is None or container.runtime.machine.hollow:
            return 0
        now_ms, cost_us = container.now_ms(), use_of(container.config.image).request_us
        group.settle(now_ms)
        if group.backlog_us > MOST_WAITING * cost_us:
            return None
        done_ms = container.runtime.machine.kernel.work(group, cost_us, now_ms, count)
        return done_ms if cost_us >= 1000 or done_ms > 1 else 0  # what takes no time changes no time

    # -- processes --------------------------------------------------------------------------------------------------

    def fork(self, count: int) -> bool:
        """So many more processes. False, and none of them, if there are not enough numbers left."""
        kernel = self.container.runtime.machine.kernel
        if self.group is None or kernel.pids_left(self.group.pod_uid) < count:
            return False
        self.group.processes += count
        kernel.changed()
        return True

    def fork_for_ever(self) -> None:
        """Each process makes another one, as long as there are numbers left; and whenever some become free again."""
        group, kernel = self.group, self.container.runtime.machine.kernel
        if group is None or group.forks:
            return
        group.processes += min(group.processes, kernel.pids_left(group.pod_uid))
        group.forks = not kernel.pids_left(group.pod_uid)
        kernel.changed()
        if not group.forks:
            self.container.later(FORK_MS, self._fork_on, group.id)

    def _fork_on(self, identity: str) -> None:
        if self.group is not None and self.group.id == identity:
            self.fork_for_ever()

    # -- disk -------------------------------------------------------------------------------------------------------

    def write(self, path: str, size: int) -> None:
        """A large file is there, has grown, or (size 0) is gone."""
        container, group = self.container, self.group
        kernel = container.runtime.machine.kernel
        if group is None:
            return
        for root, volume in container.config.volumes.items():
            if path.startswith(root.rstrip("/") + "/"):
                held = kernel.volumes.setdefault(container.pod.uid, {})
                before = container.sizes.get(path, 0)
                held[volume] = max(0, held.get(volume, 0) + size - before)
                container.sizes[path] = size
                if volume in container.config.in_memory:
                    self.hold(group.memory_at(container.now_ms()) + size - before)
                kernel.changed()
                return
        group.written[path] = size
        kernel.changed()


def _workers(container: Container, program: str) -> int:
    """How many processes nginx starts for its work: one for each CPU."""
    nginx = container.image.programs[:1] == ("nginx",) and program in ("nginx", "docker-entrypoi")
    return int(container.runtime.machine.cpu) if nginx else 0


def _badness(group: Cgroup, now_ms: int, memory_bytes: int) -> int:
    """How much a kernel likes to kill this one first."""
    return group.memory_at(now_ms) + group.oom_score_adj * memory_bytes // 1000


def _scope(container: Container) -> str:
    return f"{SCOPES[container.runtime.kind]}-{container.id}.scope"


def _path(container: Container, group: Cgroup) -> str:
    """Where systemd keeps a container's cgroup: by the quality of service of its Pod."""
    score = group.oom_score_adj
    kind = "" if score < 0 else "-burstable" if score < WORST_SCORE else "-besteffort"
    above = f"/kubepods.slice/kubepods{kind}.slice" if kind else "/kubepods.slice"
    return f"{above}/kubepods{kind}-pod{container.pod.uid.replace('-', '_')}.slice/{_scope(container)}"


def _say(container: Container, group: Cgroup, where: str, constraint: str, what: str) -> None:
    """What the kernel writes when it kills for memory."""
    kernel = container.runtime.machine.kernel
    now_ms = container.now_ms()
    resident_kib = group.memory_at(now_ms) // 1024
    kernel.say(
        now_ms,
        f"{group.program} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj={group.oom_score_adj}",
        f"oom-kill:constraint={constraint},nodemask=(null),cpuset={_scope(container)},mems_allowed=0,"
        f"{where},task_memcg={_path(container, group)},"
        f"task={group.program},pid={group.pid},uid=0",
        f"{what}: Killed process {group.pid} ({group.program}) total-vm:{resident_kib + 1024}kB, anon-rss:{resident_kib}kB, "
        f"file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:{resident_kib // 512 + 40}kB oom_score_adj:{group.oom_score_adj}",
    )
