"""What a container reads of itself in /sys/fs/cgroup, as the kernel tells it (cgroup v2): its limits, and what they have cost it."""

from __future__ import annotations

import math

from ...machinery.kernel import Cgroup

ROOT = "/sys/fs/cgroup/"
PERIOD_MS = 100  # of the CPU limit: cpu.cfs_period_us
NAMES = ("cpu.max", "cpu.stat", "cpu.weight", "memory.current", "memory.max", "pids.current", "pids.max")
PATHS = tuple(ROOT + name for name in NAMES)


def read(group: Cgroup | None, path: str, now_ms: int) -> str:
    """The text of one file at this moment. KeyError if there is none."""
    if group is None or path not in PATHS:
        raise KeyError(path)
    limit = group.cpu_limit_millis
    match path.removeprefix(ROOT):
        case "cpu.max":
            return f"{limit * PERIOD_MS if limit else 'max'} {PERIOD_MS * 1000}\n"
        case "cpu.weight":
            return f"{weight(group.cpu_weight)}\n"
        case "memory.current":
            return f"{group.memory_at(now_ms)}\n"
        case "memory.max":
            return f"{group.memory_limit or 'max'}\n"
        case "pids.current":
            return f"{group.processes}\n"
        case "pids.max":  # podPidsLimit is a limit of the Pod's group, not of the container's
            return "max\n"
    return _cpu_stat(group, now_ms)


def weight(shares: int) -> int:
    """cpu.weight for so many cpu.shares, as runc 1.3 computes it: 1024 shares weigh 100."""
    if shares >= 262_144:
        return 10_000
    size = math.log2(max(2, shares))
    return math.ceil(10 ** ((size * size + 125 * size) / 612 - 7 / 34))


def _cpu_stat(group: Cgroup, now_ms: int) -> str:
    used_us = group.used_at(now_ms)
    throttled_ms, throttled_us = group.throttled_at(now_ms)
    limit = group.cpu_limit_millis
    throttled = throttled_ms // PERIOD_MS
    # A period gives so much at most: it has had as many as its use needs, and those in which it was stopped.
    periods = max(throttled, -(-used_us // (limit * PERIOD_MS))) if limit else 0
    values = {
        "usage_usec": used_us,
        "user_usec": used_us - used_us // 5,
        "system_usec": used_us // 5,
        "nr_periods": periods,
        "nr_throttled": throttled,
        "throttled_usec": throttled_us,
        "nr_bursts": 0,
        "burst_usec": 0,
    }
    return "".join(f"{name} {value}\n" for name, value in values.items())
