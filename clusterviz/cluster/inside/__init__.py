"""Inside a machine: what one sees and does who has logged in there. Plain data goes out: the tools make it look as they print it.

A person's program asks with the wish `OnMachine`; whether the machine can be reached at all is the terminal's matter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import amounts, files, journal, kernel, processes, static_containers, units

if TYPE_CHECKING:
    from ..cluster import Cluster

Question = Callable[..., Any]

QUESTIONS: dict[str, Question] = {
    "about": kernel.about,
    "addresses": kernel.addresses,
    "commands": processes.commands,
    "disk": amounts.disk,
    "files": files.read,
    "flush": kernel.flush,
    "journal": journal.read,
    "kernel log": amounts.kernel_log,
    "memory": amounts.memory,
    "processes": processes.every,
    "routes": kernel.routes,
    "rules": kernel.rules,
    "sockets": kernel.sockets,
    "static containers": static_containers.listed,
    "static images": static_containers.images,
    "static log": static_containers.log,
    "swap": kernel.swap,
    "unit": units.status,
    "unit do": units.act,
    "units": units.names,
    "uses": amounts.uses,
    "write": files.write,
}


class Inside:
    """The machines of one cluster, from inside."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def __call__(self, node: str, question: str, *words: Any) -> Any:
        """The answer to one question."""
        return QUESTIONS[question](self.cluster, node, *words)
