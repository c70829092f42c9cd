"""What the server's process uses: CPU and memory, where the system tells (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """`cpu_s` since the process began; memory now and at most, in MB. Zeros where nobody tells."""

    cpu_s: float = 0.0
    memory_mb: float = 0.0
    most_mb: float = 0.0


def usage(process: int) -> Usage:
    """Of a process and of those that it started."""
    found = [_of(number) for number in _family(process)]
    return Usage(
        sum(one.cpu_s for one in found), sum(one.memory_mb for one in found), sum(one.most_mb for one in found)
    )


def _of(process: int) -> Usage:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return Usage()
    sizes = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    memory_mb, most_mb = (int(sizes.get(name, "0").split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return Usage((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), memory_mb, most_mb)


def _family(process: int) -> list[int]:
    found = [process]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        except OSError:
            continue
        found += map(int, children)
    return found
