"""crictl: speaks CRI to a machine's container runtime, as its kubelet does. Answers as crictl 1.36 prints them."""

from __future__ import annotations

from ...cluster.machinery.program import Code, Print
from .commands import COMMANDS
from .runtime import Runtime, RuntimeGone, connect

USAGE = """NAME:
   crictl - client for CRI

USAGE:
   crictl [global options] command [command options] [arguments...]

COMMANDS:
   exec                Run a command in a running container
   images, image, img  List images
   info                Display information of the container runtime
   inspect             Display the status of one or more containers
   inspectp            Display the status of one or more pods
   logs                Fetch the logs of a container
   pods                List pods
   ps                  List containers
   pull                Pull an image from a registry
   rm                  Remove one or more containers
   stats               List container(s) resource usage statistics
   stop                Stop one or more running containers
   stopp               Stop one or more running pods
   version             Display runtime version information
"""

__all__ = ["COMMANDS", "code"]


def code(words: list[str], machine: str) -> Code:
    """`crictl WORDS…` on a machine."""
    rest = list(words)
    while rest and rest[0] in ("-r", "--runtime-endpoint", "-i", "--image-endpoint", "-t", "--timeout"):
        rest = rest[2:]
    if not rest or rest[0] in ("-h", "--help", "help"):
        yield Print(USAGE)
        return 0
    command = COMMANDS.get(rest[0])
    if command is None:
        yield Print(f"No help topic for '{rest[0]}'\n", error=True)
        return 3
    if any(word in ("-h", "--help") for word in rest[1:]):
        yield Print(USAGE)
        return 0
    begun_ms = yield Print("")
    try:
        runtime: Runtime = yield from connect(machine)
        return (yield from command(runtime, rest[1:]))
    except RuntimeGone as gone:
        now_ms = yield Print("")
        yield Print(f"FATA[{(now_ms - begun_ms) // 1000:04}] {gone}\n", error=True)
        return 1
