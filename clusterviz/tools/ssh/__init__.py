"""ssh: a command runs on a machine of the cluster, with that machine's files and programs around it."""

from __future__ import annotations

from collections.abc import Callable

from ...cluster.machinery.program import Code, OnMachine, Print, Unreachable
from .node_files import NodeFiles

USAGE = "usage: ssh [user@]hostname [command [argument ...]]\n"
LOST = 255
LOGS = "/var/log"  # who looks for logs, names it
WITH_VALUE = ("-i", "-l", "-o", "-p", "-F")
SWITCHES = ("-t", "-tt", "-T", "-q", "-v", "-n", "-A")
BANNER = "Linux {node} 6.12.57-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.12.57-1 (2025-11-05) x86_64\n"

RunScript = Callable[[str, NodeFiles, str], Code]  # (script, the machine's files, the machine)


def code(words: list[str], run: RunScript) -> Code:
    """`ssh WORDS…`. Without a command, the page's prompt stays on the machine until `exit`."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in WITH_VALUE and rest:
            rest.pop(0)
        elif option == "--help" or option not in SWITCHES:
            yield Print(USAGE, error=True)
            return LOST
    if not rest:
        yield Print(USAGE, error=True)
        return LOST
    node = rest.pop(0).rpartition("@")[2]
    if rest[:1] == ["--"]:
        rest.pop(0)
    found = yield OnMachine(node, "files", (any(LOGS in word for word in rest),))
    if isinstance(found, Unreachable):
        yield Print(f"ssh: {found.reason}\n", error=True)
        return LOST
    if not rest:
        yield Print(BANNER.format(node=node))
        return 0
    status = yield from run(" ".join(rest), NodeFiles(found), node)
    return status
