"""crictl's commands, by name."""

from __future__ import annotations

from collections.abc import Callable

from ...cluster.machinery.program import Code
from . import changing, listing, telling
from .flags import Options
from .runtime import Runtime

Command = Callable[[Runtime, Options, list[str]], Code]

COMMANDS: dict[str, Command] = {
    "exec": changing.execute,
    "imagefsinfo": telling.imagefsinfo,
    "images": listing.images,
    "info": telling.info,
    "inspect": telling.inspect,
    "inspecti": telling.inspecti,
    "inspectp": telling.inspectp,
    "logs": telling.logs,
    "pods": listing.pods,
    "ps": listing.ps,
    "pull": changing.pull,
    "rm": changing.rm,
    "rmi": changing.rmi,
    "rmp": changing.rmp,
    "stats": telling.stats,
    "statsp": telling.statsp,
    "stop": changing.stop,
    "stopp": changing.stopp,
    "version": telling.version,
}
