"""Stands in for parts of the model that are not there yet. It goes when they come."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from ..cluster import checkpoint
from ..cluster.cluster import Cluster

try:
    from ..cluster import faults
except ImportError:
    faults = SimpleNamespace(FAULTS={}, FaultError=type("FaultError", (ValueError,), {}))  # type: ignore[assignment]

try:
    from ..tools import shell
except ImportError:
    from ..cluster.machinery.api import Request
    from ..cluster.machinery.program import Ask, Print, Program
    from ..cluster.machinery.resources import CONFIGMAPS

    def _code(line: str) -> Any:
        answer = yield Ask(Request("create", CONFIGMAPS, "default", body={"metadata": {"name": line.split()[-1]}}))
        yield Print(f"{answer.code}\n")
        return 0

    def _start(cluster: Cluster, line: str, stdin: str = "", files: Any = None, who: str = "you") -> Program:
        return cluster.run_program(Program(_code, (line,)), line, who)

    shell = SimpleNamespace(start=_start, complete=lambda cluster, line, cursor: [])  # type: ignore[assignment]


def fork(preset: str, seed: int, epoch_ms: int, nodes: int | None) -> Cluster:
    make: Callable[..., Cluster] = checkpoint.fork
    try:
        return make(preset, seed, epoch_ms, nodes)
    except ImportError:
        cluster = Cluster(seed, epoch_ms)
        cluster.start()
        cluster.run_for(2000)
        return cluster
