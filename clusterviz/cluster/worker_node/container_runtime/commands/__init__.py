"""The commands that a container's images offer: the small tools of busybox, and each image's own server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ....machinery.name_tools import BIND, BUSYBOX
from .. import fetching, looking_up, pinging, tracing_routes
from . import files, flow, loading, scripts, servers, texts
from .arithmetic import sum_of
from .flow import slept_ms
from .scripts import script

if TYPE_CHECKING:
    from ..process import Process

__all__ = ["COMMANDS", "exists", "run", "script", "slept_ms", "sum_of"]

OWN_IMAGES = ("perl", "python", "python3", "node", "npm", "java", "stress")  # not in every image

# To look into the network, by what an image has of them.
NETWORK_TOOLS = {
    "": (),
    BUSYBOX: ("nslookup", "traceroute", "ping", "ip", "netstat"),
    BIND: ("nslookup", "dig", "host", "traceroute", "ping", "ip", "netstat"),
}

Command = Callable[["Process", tuple[str, ...]], int]  # → the exit status


def exists(process_image: object, program: str) -> bool:
    """Whether the image has an executable of this name."""
    programs: tuple[str, ...] = getattr(process_image, "programs", ())
    entrypoint: tuple[str, ...] = getattr(process_image, "entrypoint", ())
    if program in programs or program in entrypoint[:1]:
        return True
    if not getattr(process_image, "shell", True):
        return False
    name = program.rpartition("/")[2]
    if name in OWN_IMAGES and name not in (*programs, *getattr(process_image, "command", ())):
        return False
    if program.startswith("/") and not program.startswith(
        ("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/")
    ):
        return False
    return _offered(process_image, name) or name in programs


def _offered(image: object, name: str) -> bool:
    """Whether the image's tools include this command."""
    if name in NETWORK_TOOLS[BIND]:
        return name in NETWORK_TOOLS[getattr(image, "tools", "")]
    return name in COMMANDS


def run(process: Process, argv: tuple[str, ...]) -> None:
    """Run one command in a process."""
    image = process.world.image
    name = argv[0].rpartition("/")[2]
    own = (argv[0] in image.programs or name in image.programs) and name not in OWN_IMAGES
    if own or (argv == image.entrypoint and not image.shell):
        servers.serve(process, argv)
        return
    if argv[0] in image.entrypoint[:1] and name not in COMMANDS and len(argv) > 1:  # an entrypoint script: exec "$@"
        run(process, argv[1:])
        return
    command = COMMANDS.get(name) if image.shell and _offered(image, name) else None
    if command is None:
        process.write(f"sh: {argv[0]}: not found\n")
        process.status = 127
        return
    process.status = command(process, argv[1:])


COMMANDS: dict[str, Command] = {
    "sh": flow.shell,
    "bash": flow.shell,
    "ash": flow.shell,
    "sleep": flow.sleep,
    "echo": texts.echo,
    "printf": texts.printf,
    "exit": flow.exit,
    "true": flow.true,
    ":": flow.true,
    "false": flow.false,
    "env": texts.env,
    "printenv": texts.printenv,
    "export": texts.export,
    "set": flow.true,
    "cd": flow.true,
    "mkdir": flow.true,
    "chmod": flow.true,
    "chown": flow.true,
    "sync": flow.true,
    "hostname": texts.hostname,
    "date": texts.date,
    "cat": files.cat,
    "touch": files.touch,
    "rm": files.rm,
    "ls": files.ls,
    "test": flow.test,
    "[": flow.test,
    "grep": files.grep,
    "head": files.head,
    "tail": files.tail,
    "seq": texts.seq,
    "trap": flow.trap,
    "wait": flow.wait,
    "exec": flow.exec,
    "kill": flow.kill,
    "perl": servers.perl,
    "wget": fetching.wget,
    "curl": fetching.curl,
    "nc": fetching.nc,
    "nslookup": looking_up.nslookup,
    "dig": looking_up.dig,
    "host": looking_up.host,
    "ping": pinging.ping,
    "ip": pinging.ip,
    "netstat": pinging.netstat,
    "traceroute": tracing_routes.traceroute,
    "python": servers.interpreter,
    "python3": servers.interpreter,
    "node": servers.interpreter,
    "npm": servers.interpreter,
    "java": servers.interpreter,
    "stress": loading.stress,
    scripts.FORK_BOMB_COMMAND: loading.fork_bomb,
    "dd": loading.dd,
    "fallocate": loading.fallocate,
    "yes": loading.compute,
    "md5sum": loading.checksum,
    "sha256sum": loading.checksum,
    "pgrep": flow.true,
    "ps": texts.ps,
    "id": texts.identity,
    "whoami": texts.whoami,
}
